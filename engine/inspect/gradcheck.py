"""Backpropagation held against central differences, on the live network and samples of its own.

Differences are those of `engine.inspect.finite_differences`; a parameter without one, next to a kink, is skipped, and counted as skipped.
The pass is that of training: batch norm takes the statistics of the batch, dropout the masks of the step to come.
"""

from dataclasses import dataclass
from math import inf, isfinite

import numpy as np
from numpy.typing import NDArray

from engine.inspect.finite_differences import Differences
from engine.network.layout import Block
from engine.train.trainer import Trainer

FLOOR = 1e-8
"""Differences up to FLOOR · max(1, L) may be rounding in the losses, and are tolerated whatever they are relative to."""

SMOOTH, KINKED = 1e-6, 1e-4
"""Relative errors allowed: without and with activations or losses made of pieces."""


@dataclass(frozen=True)
class BlockCheck:
    """One block of parameters, such as dense_1.weights: how many of its `size` were `checked`, and how many more
    `skipped` because there is no quotient to compare with, at a kink or an overflow.

    largest_error: the largest |analytic - numeric| / max(|analytic|, |numeric|, floor / tolerance), found at `index`
    of the block, where the two derivatives are `analytic` and `numeric`; None where nothing was checked. `passed`
    unless it is above `tolerance`.
    """

    name: str
    size: int
    checked: int
    skipped: int
    largest_error: float | None
    index: tuple[int, ...] | None
    analytic: float | None
    numeric: float | None
    tolerance: float
    passed: bool


def gradient_check(
    trainer: Trainer, samples: int = 16, components: int = 100, rng: np.random.Generator | None = None
) -> list[BlockCheck]:
    """Check the data loss's gradient over the batch under way, `samples` of it at the most.

    At most `components` of a block are checked, each for two forward passes: drawn with `rng`, or evenly spaced
    without. ValueError for counts below 1, and where the loss of the batch is not finite. The run is left as it is.
    """
    for name, count in (("samples", samples), ("components", components)):
        if count < 1:
            raise ValueError(f"Received {name} {count}, expected 1 or more. Give how many to check with.")
    rows = trainer.batch_under_way()[:samples]
    batch = Differences(trainer, trainer.network.training_tape, trainer.inputs[rows], trainer.targets[rows])
    blocks = [block for block in trainer.network.layout.blocks.values() if not block.running]
    return [_check(batch, block, _chosen(block.size, components, rng)) for block in blocks]


def _chosen(size: int, components: int, rng: np.random.Generator | None) -> NDArray[np.int64]:
    if size <= components:
        return np.arange(size)
    if rng is None:
        return np.linspace(0, size - 1, components).astype(np.int64)
    return np.sort(rng.choice(size, components, replace=False))


def _check(batch: Differences, block: Block, chosen: NDArray[np.int64]) -> BlockCheck:
    tolerance = KINKED if batch.kinked else SMOOTH
    floor = FLOOR * max(1.0, batch.loss) / tolerance
    compared: list[tuple[float, int, float, float]] = []
    for component in chosen.tolist():
        analytic = float(block.of(batch.gradients).flat[component])
        numeric = batch.quotient(block.offset + component)
        if numeric is not None:
            compared.append((_relative_error(analytic, numeric, floor), component, analytic, numeric))
    checked, skipped = len(compared), len(chosen) - len(compared)
    if checked == 0:
        return BlockCheck(block.name, block.size, 0, skipped, None, None, None, None, tolerance, True)
    error, component, analytic, numeric = max(compared)
    index = tuple(int(i) for i in np.unravel_index(component, block.shape))
    passed = error <= tolerance
    return BlockCheck(block.name, block.size, checked, skipped, error, index, analytic, numeric, tolerance, passed)


def _relative_error(analytic: float, numeric: float, least: float) -> float:
    """|a - n| relative to the larger of the two, or to `least`; a gradient that overflowed is infinitely wrong."""
    if not isfinite(analytic):
        return inf
    return abs(analytic - numeric) / max(abs(analytic), abs(numeric), least)
