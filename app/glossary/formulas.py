"""The catalog's formulas as LaTeX."""

from typing import Any

from app.protocol.catalog.choices import CatalogOptimizer, CatalogUpdateLine


def latex_of(family: str, choice: Any) -> list[str]:
    """The formulas of a choice, one per line; empty if the catalog has none in LaTeX."""
    if family == "activations":
        derivative = choice.latex_derivative.replace("#0", "f(z)")
        return [f"f(z)={choice.latex}".replace("#1", "z"), f"f'(z)={derivative}".replace("#1", "z")]
    if family == "losses":
        of = "z_k" if choice.output_activation else r"\hat y_k"
        derivative = rf"\frac{{\partial\ell}}{{\partial {of}}}={choice.latex_derivative}"
        return [rf"\ell={choice.latex}", derivative]
    if family == "optimizers":
        return _update(choice)
    return []


def _update(optimizer: CatalogOptimizer) -> list[str]:
    """The lines of an update, with the default settings."""
    defaults = {each.name: each.default for each in optimizer.hyperparameters}

    def applies(line: CatalogUpdateLine) -> bool:
        is_zero, is_not = not line.if_zero or defaults[line.if_zero] == 0, not line.if_nonzero
        return bool(line.latex) and is_zero and (is_not or defaults[line.if_nonzero] != 0)

    return [
        f"{line.symbol}{' ' if line.symbol.endswith('leftarrow') else '='}{line.latex}"
        for line in optimizer.update
        if applies(line) and not line.symbol.startswith(r"\text")
    ]
