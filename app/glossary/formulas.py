"""The catalog's formulas as LaTeX, in the letters of the page: ŷ for an output, y for its target."""

import re
from typing import Any

from app.protocol.catalog.choices import CatalogOptimizer, CatalogUpdateLine

LETTERS = {"y_k": r"\hat y_k", "a_k": r"\hat y_k", "t_k": "y_k"}
"""Letter of a loss in the catalog -> letter of the page."""


def latex_of(family: str, choice: Any) -> list[str]:
    """The formulas of a choice, one per line; empty if the catalog has none in LaTeX."""
    if family == "activations":
        derivative = choice.latex_derivative.replace("#0", "f(z)")
        return [f"f(z)={choice.latex}".replace("#1", "z"), f"f'(z)={derivative}".replace("#1", "z")]
    if family == "losses":
        of = "z_k" if choice.output_activation else r"\hat y_k"
        derivative = rf"\frac{{\partial\ell}}{{\partial {of}}}={_in_letters(choice.latex_derivative)}"
        return [rf"\ell={_in_letters(choice.latex)}", derivative]
    if family == "optimizers":
        return _update(choice)
    return []


def _in_letters(latex: str) -> str:
    return re.sub("|".join(LETTERS), lambda match: LETTERS[match[0]], latex)


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
