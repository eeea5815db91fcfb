"""Depth: how signal and gradient grow from layer to layer, and which deep networks learn."""

from functools import partial

import numpy as np

from app.presets import PRESETS
from benchmarks.published.study import Figures, Study, figures_of, runs_of
from engine.inspect.probes import measure as look
from engine.inspect.trace.norm_and_residual import AddTrace
from engine.inspect.trace.readers import DenseTrace
from engine.inspect.trace.trace import trace
from engine.spec.layers import ResidualSpec
from engine.train.trainer import Trainer

SAMPLES = 8
"""Samples whose way back is followed in each run."""


def growth(preset: str, seeds: int) -> Figures:
    """How many times the signal's standard deviation, or root mean square, grows a layer on its way forward, and the
    gradient's on its way back, before any training: geometric means over layers, samples and runs."""
    forward: list[float] = []
    back: list[float] = []
    for run in runs_of(preset, seeds):
        forward.append(_forward(run))
        back.extend(_back(run, number) for number in range(SAMPLES))
    return {"forward": float(np.exp(np.mean(forward))), "back": float(np.exp(np.mean(back)))}


def _is_residual(run: Trainer) -> bool:
    return any(isinstance(layer, ResidualSpec) for layer in run.spec.network.layers)


def _forward(run: Trainer) -> float:
    """ln of the growth a layer, or block, of the root mean square of all training samples."""
    kind = "residual" if _is_residual(run) else "dense"
    activations = run.predict(run.data.train.inputs).activations
    squares = [(activations[each.name] ** 2).mean() for each in run.network.layers[:-1] if each.kind == kind]
    return float(np.log(squares[-1] / squares[0])) / 2 / (len(squares) - 1)


def _back(run: Trainer, number: int) -> float:
    """ln of the growth a layer, or block, of ‖∂L/∂z‖ of one training sample."""
    kind = AddTrace if _is_residual(run) else DenseTrace
    seen = trace(run, run.data.train.inputs[number], run.targets[number])
    adjoints = [op.output_adjoints for op in seen.ops if isinstance(op, kind) and op.layer != "output"]
    norms = [float(np.linalg.norm(each)) for each in adjoints if each is not None]
    return float(np.log(norms[0] / norms[-1])) / (len(norms) - 1)


def rectifiers(seeds: int) -> Figures:
    """How many times the mean square grows a layer of rectifiers, by He's weights and by Xavier's."""
    return {name: growth(f"deep_{name}", seeds)["forward"] ** 2 for name in ("he", "xavier")}


def blocks(seeds: int) -> Figures:
    """How many times the variance grows a residual block, and through all of them where branches are scaled."""
    plain, scaled = (growth(f"residual_{name}", seeds) for name in ("doubling", "scaled"))
    depth = len(PRESETS["residual_scaled"].spec["network"]["layers"])
    every = 2 * (depth - 1)
    return {
        "forward": plain["forward"] ** 2,
        "back": plain["back"] ** 2,
        "scaled_forward": scaled["forward"] ** every,
        "scaled_back": scaled["back"] ** every,
        "limit": (1 + 1 / depth) ** (depth - 1),
    }


def losses_of(presets: dict[str, str], seeds: int, epochs: int) -> Figures:
    """Median and extreme losses after so many epochs, by a short name for each preset."""
    figures: Figures = {}
    for name, preset in presets.items():
        losses, accuracies = [], []
        for run in runs_of(preset, seeds):
            run.advance(epochs, "epoch")
            metrics = figures_of(run)
            losses.append(metrics.train_loss)
            accuracies.append(metrics.train_accuracy or 0.0)
        figures |= {f"{name}_loss": float(np.median(losses)), f"{name}_accuracy": float(np.median(accuracies))}
        figures |= {f"{name}_least": min(losses), f"{name}_most": max(losses)}
    return figures


def chaos(seeds: int) -> Figures:
    """How many times the gradient of the weights grows a layer, on its way back, by the variance of the weights."""
    network, growth = PRESETS["edge_of_chaos"].spec["network"], {}
    for name, variance in (("order", 1.0), ("edge", 1.76), ("chaos", 3.5)):
        initializer = {**network["initializer"], "scale": variance**0.5}
        logarithms = []
        for run in runs_of("edge_of_chaos", seeds, network={**network, "initializer": initializer}):
            run.advance()
            norms = [layer.gradient_norm or np.nan for layer in look(run)[1]]
            first, last = 5, len(norms) - 2  # the first layers see the digits, the output has no tanh
            logarithms.append(np.log(norms[first] / norms[last]) / (last - first))
        growth[name] = float(np.exp(np.mean(logarithms)))
    return growth


STACK = "standard deviation times {forward:.3f} a layer, {back:.3f} back"
DEPTH: dict[str, Study] = {
    **{
        f"stack_{name}": Study(f"stack_{name}", 10, partial(growth, f"stack_{name}"), STACK)
        for name in ("standard", "glorot", "orthogonal", "tanh")
    },
    "rectifiers": Study(
        "deep_xavier", 10, rectifiers, "mean square times {xavier:.3f} a layer at the start; He {he:.3f}"
    ),
    "blocks": Study(
        "residual_doubling",
        10,
        blocks,
        "variance times {forward:.2f} a block, {back:.2f} back; scaled by 1 / √L times {scaled_forward:.2f} through nine "
        "blocks, {scaled_back:.2f} back ((1 + 1/L)⁹ = {limit:.2f})",
    ),
    "thirty_layers": Study(
        "deep_he",
        5,
        lambda seeds: losses_of({"he": "deep_he", "xavier": "deep_xavier"}, seeds, 30),
        "loss {he_loss:.2f}, accuracy {he_accuracy:.1%}; Xavier {xavier_least:.3f} to {xavier_most:.3f} (ln 10 = 2.303)",
    ),
    "fifty_layers": Study(
        "fifty_residual",
        5,
        lambda seeds: losses_of(
            {"plain": "fifty_plain", "residual": "fifty_residual", "normalised": "fifty_normalised"}, seeds, 10
        ),
        "accuracy {residual_accuracy:.1%}, normalised {normalised_accuracy:.1%}, plain {plain_accuracy:.1%}",
    ),
    "edge_of_chaos": Study(
        "edge_of_chaos", 20, chaos, "times {edge:.3f} a layer; {order:.3f} at 1.0, {chaos:.3f} at 3.5"
    ),
}
