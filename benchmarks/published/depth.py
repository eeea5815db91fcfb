"""Depth: growth of signal and gradient from layer to layer, and which deep networks learn."""

from functools import partial

import numpy as np

from app.presets import PRESETS
from benchmarks.published.study import Results, Study, metrics_of, runs_of
from engine.inspect.probes.observation import measure
from engine.inspect.trace.dense_and_loss import DenseTrace
from engine.inspect.trace.norm_and_residual import AddTrace
from engine.inspect.trace.trace import trace
from engine.spec.layers import ResidualSpec
from engine.train.trainer import Trainer

SAMPLES = 8
"""Number of samples per run whose backward pass is traced."""


def growth(preset: str, seeds: int) -> Results:
    """Growth per layer before training: of the signal's root mean square in the forward pass, and of the gradient's norm
    in the backward pass. Geometric means over layers, samples and runs."""
    forward: list[float] = []
    back: list[float] = []
    for run in runs_of(preset, seeds):
        forward.append(_forward(run))
        back.extend(_back(run, number) for number in range(SAMPLES))
    return {"forward": float(np.exp(np.mean(forward))), "back": float(np.exp(np.mean(back)))}


def _is_residual(run: Trainer) -> bool:
    return any(isinstance(layer, ResidualSpec) for layer in run.spec.network.layers)


def _forward(run: Trainer) -> float:
    """ln of the growth per layer or block of the root mean square over all training samples."""
    kind = "residual" if _is_residual(run) else "dense"
    activations = run.predict(run.data.train.inputs).activations
    squares = [(activations[each.name] ** 2).mean() for each in run.network.layers[:-1] if each.kind == kind]
    return float(np.log(squares[-1] / squares[0])) / 2 / (len(squares) - 1)


def _back(run: Trainer, number: int) -> float:
    """ln of the growth per layer or block, in the backward pass, of ‖∂L/∂z‖ of one training sample."""
    kind = AddTrace if _is_residual(run) else DenseTrace
    seen = trace(run, run.data.train.inputs[number], run.targets[number])
    adjoints = [op.output_adjoints for op in seen.ops if isinstance(op, kind) and op.layer != "output"]
    norms = [float(np.linalg.norm(each)) for each in adjoints if each is not None]
    return float(np.log(norms[0] / norms[-1])) / (len(norms) - 1)


def rectifiers(seeds: int) -> Results:
    """Growth per layer of the mean square in rectifier networks, with He and with Xavier initialization."""
    return {name: growth(f"deep_{name}", seeds)["forward"] ** 2 for name in ("he", "xavier")}


def blocks(seeds: int) -> Results:
    """Growth of the variance per residual block, and over all blocks if the branches are scaled."""
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


def losses_of(presets: dict[str, str], seeds: int, epochs: int) -> Results:
    """Median, smallest and largest loss after a number of epochs, and the median accuracy, for each named preset."""
    results: Results = {}
    for name, preset in presets.items():
        losses, accuracies = [], []
        for run in runs_of(preset, seeds):
            run.advance(epochs, "epoch")
            metrics = metrics_of(run)
            losses.append(metrics.train_loss)
            accuracies.append(metrics.train_accuracy or 0.0)
        results |= {f"{name}_loss": float(np.median(losses)), f"{name}_accuracy": float(np.median(accuracies))}
        results |= {f"{name}_least": min(losses), f"{name}_most": max(losses)}
    return results


def chaos(seeds: int) -> Results:
    """Growth per layer, in the backward pass, of the gradient of the weights, for three variances of the weights."""
    network, growth = PRESETS["edge_of_chaos"].spec["network"], {}
    for name, variance in (("order", 1.0), ("edge", 1.76), ("chaos", 3.5)):
        initializer = {**network["initializer"], "scale": variance**0.5}
        logarithms = []
        for run in runs_of("edge_of_chaos", seeds, network={**network, "initializer": initializer}):
            run.advance()
            norms = [layer.gradient_norm or np.nan for layer in measure(run)[1]]
            first, last = (
                5,
                len(norms) - 2,
            )  # without the first layers, which depend on the digits, and the output, which has no tanh
            logarithms.append(np.log(norms[first] / norms[last]) / (last - first))
        growth[name] = float(np.exp(np.mean(logarithms)))
    return growth


STACK = "standard deviation × {forward:.3f} per layer, backward × {back:.3f}"
DEPTH: dict[str, Study] = {
    **{
        f"stack_{name}": Study(f"stack_{name}", 10, partial(growth, f"stack_{name}"), STACK)
        for name in ("standard", "glorot", "orthogonal", "tanh")
    },
    "rectifiers": Study(
        "deep_xavier", 10, rectifiers, "mean square × {xavier:.3f} per layer at the start; with He's weights × {he:.3f}"
    ),
    "blocks": Study(
        "residual_doubling",
        10,
        blocks,
        "variance × {forward:.2f} per block, backward × {back:.2f}; scaled by 1/√L: × {scaled_forward:.2f} over nine blocks, "
        "backward × {scaled_back:.2f} ((1 + 1/L)⁹ = {limit:.2f})",
    ),
    "thirty_layers": Study(
        "deep_he",
        5,
        lambda seeds: losses_of({"he": "deep_he", "xavier": "deep_xavier"}, seeds, 30),
        "loss {he_loss:.2f}, accuracy {he_accuracy:.1%}; with Xavier's weights loss {xavier_least:.3f} to {xavier_most:.3f} (ln 10 = 2.303)",
    ),
    "fifty_layers": Study(
        "fifty_residual",
        5,
        lambda seeds: losses_of(
            {"plain": "fifty_plain", "residual": "fifty_residual", "normalised": "fifty_normalised"}, seeds, 10
        ),
        "accuracy {residual_accuracy:.1%}; with layer norm {normalised_accuracy:.1%}; plain layers {plain_accuracy:.1%}",
    ),
    "edge_of_chaos": Study(
        "edge_of_chaos", 20, chaos, "× {edge:.3f} per layer at σ_w² = 1.76; × {order:.3f} at 1.0, × {chaos:.3f} at 3.5"
    ),
}
