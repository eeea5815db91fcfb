"""Backpropagation held against central differences, on the live network and samples of its own.

Each checked parameter is moved by h = ±STEP and the loss computed anew: (L(θ + h) - L(θ - h)) / 2h is the derivative
but for terms of h². Where another piece of an activation or a loss holds on the other side (a ReLU switches), the
quotient says nothing about the derivative: the parameter is skipped, and counted as skipped.

The pass is that of training: batch norm takes the statistics of the batch, dropout the masks of the step to come. But
truncated backpropagation through time is not the derivative, and not meant to be: what is checked is the whole.
"""

from dataclasses import dataclass
from math import inf, isfinite

import numpy as np
from numpy.typing import NDArray

from engine import training
from engine.jit import Array, Kernel
from engine.layout import Block
from engine.losses import LOSSES
from engine.ops.activation import ACTIVATIONS
from engine.ops.recurrent import RECURRENT
from engine.ops.row import (
    ACTIVATION,
    CODE,
    GATES,
    INPUT,
    LOSS,
    MAX_POOL,
    N_IN,
    N_OUT,
    OP,
    RNN,
    STEPS,
    STEPS_LOSS,
    TARGET,
    TRUNCATE,
    WORK,
)
from engine.tape import whole_lanes
from engine.trainer import Trainer

Row = NDArray[np.int64]

STEP = 1e-5
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
    batch = _Batch(trainer, trainer.batch_under_way()[:samples])
    blocks = [block for block in trainer.network.layout.blocks.values() if not block.running]
    return [_check(batch, block, _chosen(block.size, components, rng)) for block in blocks]


def _chosen(size: int, components: int, rng: np.random.Generator | None) -> NDArray[np.int64]:
    if size <= components:
        return np.arange(size)
    if rng is None:
        return np.linspace(0, size - 1, components).astype(np.int64)
    return np.sort(rng.choice(size, components, replace=False))


def _check(batch: "_Batch", block: Block, chosen: NDArray[np.int64]) -> BlockCheck:
    compared: list[tuple[float, int, float, float]] = []
    for component in chosen.tolist():
        analytic = float(block.of(batch.gradients).flat[component])
        numeric = batch.central_difference(block.offset + component)
        if numeric is not None:
            compared.append((_relative_error(analytic, numeric, batch.floor), component, analytic, numeric))
    checked, skipped, tolerance = len(compared), len(chosen) - len(compared), batch.tolerance
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


class _Batch:
    """Samples of the run, their gradient (n,), and copies of the run's arrays to compute other losses with."""

    def __init__(self, trainer: Trainer, rows: NDArray[np.int64]) -> None:
        self.network, self.lanes = trainer.network, whole_lanes(rows.size)
        self.inputs, self.targets = trainer.inputs[rows], trainer.targets[rows]
        self.state = training.rehearsal(trainer.problem()[1], self.network.width * self.lanes)
        objective = trainer.update.objective._replace(l1=0.0, l2=0.0)
        self.tape, every = _untruncated(self.network.training_tape), np.arange(rows.size)
        training.draw(self.tape, self.state, rows.size, trainer.update.key, trainer.step)
        loss = training.gradient(self.tape, self.state, self.inputs, self.targets, every, objective)
        if not isfinite(loss):
            raise ValueError("The loss of the batch is not a finite number and has no gradient. Reset the run.")
        self.gradients = self.state.gradients
        self.scale = 1.0 / rows.size if objective.mean else 1.0
        self.kinked = [kink for row in self.tape if (kink := _kink(row)) is not None]
        self.tolerance = KINKED if self.kinked else SMOOTH
        self.floor = FLOOR * max(1.0, loss) / self.tolerance

    def central_difference(self, parameter: int) -> float | None:
        """∂L/∂ one parameter as a quotient; None across a kink, and where a loss overflows."""
        value = float(self.state.parameters[parameter])
        h = max(STEP, 1e-14 * abs(value))  # some fifty times the spacing of floats at a huge value
        above, losses_above, pieces_above = self._at(parameter, value + h)
        below, losses_below, pieces_below = self._at(parameter, value - h)
        self.state.parameters[parameter] = value
        quotient = self.scale * float((losses_above - losses_below).sum()) / (above - below)
        return quotient if isfinite(quotient) and np.array_equal(pieces_above, pieces_below) else None

    def _at(self, parameter: int, value: float) -> tuple[float, Array, Array]:
        """`value`, the losses (B,) with the parameter there, and the pieces that hold, of all samples and kinks."""
        self.state.parameters[parameter] = value
        none, losses = np.empty(0, dtype=np.int64), np.empty(len(self.inputs))
        training.run(
            self.tape, self.state.parameters, self.state.values, self.lanes, self.inputs, self.targets,
            np.arange(len(self.inputs)), none, np.empty((0, len(self.inputs))), losses,
        )  # fmt: skip
        return value, losses, np.concatenate([self._pieces(kink) for kink in self.kinked] or [np.empty(0)])

    def _pieces(self, kink: "_Kink") -> Array:
        """Which piece holds at each input of an op, (n B,)."""
        size = kink.width * self.lanes
        return np.asarray(kink.piece(*(self.state.values[slot * self.lanes :][:size] for slot in kink.slots)))


@dataclass(frozen=True)
class _Kink:
    """How an op made of pieces tells which holds: `piece` of the values of `slots`, each of `width` columns."""

    piece: Kernel
    slots: tuple[int, ...]
    width: int


def _kink(row: Row) -> _Kink | None:
    """None where the op of a row has but one piece."""
    op, code, width = (int(number) for number in row[[OP, CODE, N_IN]])
    piece: Kernel | None = None
    slots: tuple[int, ...] = (row[INPUT],)
    if op == ACTIVATION:
        piece = list(ACTIVATIONS.values())[code].piece
    elif op in (LOSS, STEPS_LOSS):
        piece, slots = list(LOSSES.values())[code].piece, (row[INPUT], row[TARGET])
    elif op == RNN:
        piece, slots, width = list(ACTIVATIONS.values())[code].piece, (row[GATES],), row[STEPS] * row[N_OUT]
    elif op == MAX_POOL:
        piece, slots, width = _same, (row[WORK],), row[N_OUT]
    return None if piece is None else _Kink(piece, slots, width)


def _same(chosen: Array) -> Array:
    return chosen.copy()


def _untruncated(tape: NDArray[np.int64]) -> NDArray[np.int64]:
    """The tape with the gradient going back all the way."""
    whole = tape.copy()
    through_time = np.isin(whole[:, OP], list(RECURRENT))
    whole[through_time, TRUNCATE] = whole[through_time, STEPS]
    return whole
