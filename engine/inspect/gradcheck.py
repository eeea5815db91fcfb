"""Gradient check: compare backpropagation with numerical derivatives, on the live network and its own data.

The derivatives and their errors are those of `engine.inspect.finite_differences`. The gradient checked is the one that
training follows: batch norm uses the statistics of the batch, dropout the masks of the next step, and truncated layers
the truncated gradient.
"""

from dataclasses import dataclass
from math import inf, isfinite
from typing import Annotated

import numpy as np
from numpy.typing import NDArray

from engine.errors import InputError
from engine.inspect.finite_differences import Differences, Estimate
from engine.inspect.slices import Slices, sliced
from engine.network.layout import Block
from engine.train.trainer import Trainer

SMOOTH, KINKED = 1e-6, 1e-4
"""Relative errors allowed: without and with piecewise activations or losses."""

CLEARLY = 10.0
"""Multiple of a numerical derivative's estimated error up to which that error may explain a difference."""


@dataclass(frozen=True)
class BlockCheck:
    """The check of one block of parameters, such as dense_1.weights: backpropagation against numerical derivatives."""

    name: str
    size: int
    checked: Annotated[int, "parameters that were compared"]
    skipped: Annotated[
        int, "parameters that could not be compared: next to a kink, with an overflow, or too inaccurate numerically"
    ]
    largest_error: Annotated[
        float | None,
        "largest |analytic - numeric| / max(|analytic|, |numeric|, floor / tolerance); null if nothing was compared or it "
        "is infinite",
    ]
    index: Annotated[tuple[int, ...] | None, "its place in the block"]
    analytic: Annotated[float | None, "∂L/∂ that parameter by backpropagation"]
    numeric: Annotated[float | None, "the same by finite differences"]
    tolerance: Annotated[float, "largest error allowed"]
    passed: bool


@sliced
def gradient_check(
    trainer: Trainer, samples: int = 16, components: int = 100, rng: np.random.Generator | None = None
) -> Slices[list[BlockCheck]]:
    """Check the gradient of the loss, without penalty, on at most `samples` samples of the next batch.

    Of each block at most `components` parameters are checked, drawn with `rng`, or evenly spaced without it. Raises
    InputError for counts below 1 and if the loss is not finite. Does not change the run.
    """
    for name, count in (("samples", samples), ("components", components)):
        if count < 1:
            raise InputError(f"Received {name} {count}, expected 1 or more.", "Give how many to check with.")
    rows = trainer.batch_under_way()[:samples]
    batch = Differences(trainer, trainer.network.training_tape, trainer.inputs[rows], trainer.targets[rows])
    checks = []
    for block in trainer.network.layout.blocks.values():
        if block.running:
            continue
        check = yield from _check(batch, block, _chosen(block.size, components, rng))
        checks.append(check)
    return checks


def _chosen(size: int, components: int, rng: np.random.Generator | None) -> NDArray[np.int64]:
    if size <= components:
        return np.arange(size)
    if rng is None:
        return np.linspace(0, size - 1, components).astype(np.int64)
    return np.sort(rng.choice(size, components, replace=False))


def _check(batch: Differences, block: Block, chosen: NDArray[np.int64]) -> Slices[BlockCheck]:
    tolerance = KINKED if batch.is_kinked else SMOOTH
    compared: list[tuple[float, int, float, float]] = []
    for component in chosen.tolist():
        analytic = float(block.of(batch.gradients).flat[component])
        numeric = yield from batch.derivative(block.offset + component)
        if numeric is not None and _can_judge(analytic, numeric, tolerance, batch.floor):
            error = _relative_error(analytic, numeric.value, batch.floor / tolerance)
            compared.append((error, component, analytic, numeric.value))
    checked, skipped = len(compared), len(chosen) - len(compared)
    if checked == 0:
        return BlockCheck(block.name, block.size, 0, skipped, None, None, None, None, tolerance, True)
    error, component, analytic, value = max(compared)
    index = tuple(int(i) for i in np.unravel_index(component, block.shape))
    passed = error <= tolerance
    return BlockCheck(block.name, block.size, checked, skipped, error, index, analytic, value, tolerance, passed)


def _can_judge(analytic: float, numeric: Estimate, tolerance: float, floor: float) -> bool:
    """False if the error of the numerical derivative is above the tolerance and may explain the difference."""
    allowed = max(tolerance * max(abs(analytic), abs(numeric.value)), floor)
    return numeric.error <= allowed or not abs(analytic - numeric.value) <= CLEARLY * numeric.error


def _relative_error(analytic: float, numeric: float, least: float) -> float:
    """|a - n| relative to the larger of the two, or to `least`; infinite for a gradient that overflowed."""
    if not isfinite(analytic):
        return inf
    return abs(analytic - numeric) / max(abs(analytic), abs(numeric), least)
