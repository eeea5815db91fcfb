"""Numerical derivatives of a loss, to compare backpropagation with.

A central difference (L(θ + h) - L(θ - h)) / 2h has an error of order h², from truncation, and one of order 1/h, from
rounding. `Differences.derivative` computes it for a decreasing sequence of h, extrapolates to h = 0 (Richardson) and
returns the extrapolated value with the smallest estimated error (Ridders 1982, "Accurate computation of F′(x) and
F′(x) F″(x)"; Press et al. 2007, "Numerical Recipes", section 5.7).

At a kink, such as ReLU's at 0, there is no derivative. Only differences are used whose two ends, and the point itself,
are on the same piece of every activation and loss.

Under truncated backpropagation through time a recurrent state at a window's edge counts as a constant for the next
window. The differences follow that definition: they recompute each window from the unperturbed state before it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from math import isfinite

import numpy as np
from numpy.typing import NDArray

from engine.compiled.jit import Array
from engine.errors import InputError
from engine.inspect.slices import Slices
from engine.network.tape import padded_size
from engine.ops import OPS
from engine.ops.op import Pieces, Row
from engine.ops.row import FIRST, OP, STEPS, TRUNCATE
from engine.train import kernels
from engine.train.trainer import Trainer

FIRST_STEP, SHRINK, LEVELS = 1e-4, 4.0, 8
"""The values of h: the first, the factor between them, and their largest number."""

LEAST_STEP_SHARE = 1e-10
"""Smallest first h relative to the parameter, so that every h is far above the spacing of floats."""

PASSES = 4
"""Forward passes of a derivative whose second h is accurate enough, as it usually is."""

ACCURACY = 1e-7
"""Relative error at which a derivative is accurate enough."""

ROUNDING = 4.0 * np.finfo(np.float64).eps
"""Rounding error of a loss, relative to max(1, L)."""

FLOOR = 1e-8
"""Errors of a derivative up to FLOOR · max(1, L) may come from rounding of the losses, whatever its value."""


@dataclass(frozen=True)
class Estimate:
    """A numerical derivative and its estimated absolute error."""

    value: float
    error: float


class Differences:
    """Loss, gradient and numerical derivatives of one batch.

    inputs (B, n_in) and targets (B, k), prepared for the network; `tape`: the training or the inference tape. `loss` is
    L without penalty, `gradients` (n,) its gradient by backpropagation. Works on copies of the run's arrays. Dropout
    uses the masks of the next step. Raises InputError if the loss is not finite.
    """

    def __init__(self, trainer: Trainer, tape: NDArray[np.int64], inputs: Array, targets: Array) -> None:
        self.inputs, self.targets, self.padded_batch = inputs, targets, padded_size(len(inputs))
        self.state = kernels.rehearsal(trainer.problem()[1], trainer.network.width * self.padded_batch)
        objective = trainer.update.objective._replace(l1=0.0, l2=0.0)
        self.every = np.arange(len(inputs))
        kernels.draw(tape, self.state, len(inputs), trainer.update.key, trainer.step)
        self.loss: float = kernels.gradient(tape, self.state, inputs, targets, self.every, objective)
        if not isfinite(self.loss):
            raise InputError("The loss of the batch is not a finite number and has no gradient.", "Reset the run.")
        self.gradients = self.state.gradients
        self.tape = np.concatenate([_windows(row) for row in tape])
        self._values = self.state.values.copy()
        self._scale = 1.0 / len(inputs) if objective.mean else 1.0
        self._piecewise = [pieces for row in tape if (pieces := OPS[row[OP]].pieces(row)) is not None]
        self._pieces = self._pieces_now()

    @property
    def is_kinked(self) -> bool:
        """True if an activation, a pooling or the loss is made of pieces."""
        return bool(self._piecewise)

    @property
    def floor(self) -> float:
        """Absolute accuracy of a derivative, limited by rounding errors of the losses."""
        return FLOOR * max(1.0, self.loss)

    def derivative(self, parameter: int) -> Slices[Estimate | None]:
        """Estimate ∂L/∂ one parameter, given by its place in the flat vector.

        Returns None if there is a kink within the smallest h, or if the losses overflow.
        """
        h = max(FIRST_STEP, LEAST_STEP_SHARE * abs(float(self.state.parameters[parameter])))
        row: list[float] = []
        best: Estimate | None = None
        for _ in range(LEVELS):
            yield
            quotient, rounding = self._quotient(parameter, h), ROUNDING * max(1.0, self.loss) / h
            h /= SHRINK
            if quotient is None:  # extrapolation does not hold across a kink: start again with smaller h
                row, best = [], None
                continue
            before, row = row, _extrapolated(quotient, row)
            for order, value in enumerate(row[1:]):
                error = max(abs(value - row[order]), abs(value - before[order]), rounding)
                if best is None or error < best.error:
                    best = Estimate(value, error)
            if best is not None and best.error <= max(ACCURACY * abs(best.value), 0.1 * self.floor):
                break
        return best

    def gradient(self, parameters: Iterable[int]) -> Slices[Array]:
        """∂L/∂ the given parameters, in a vector (n,) that is NaN for all others and where there is no derivative."""
        found = np.full(self.gradients.size, np.nan)
        for parameter in parameters:
            estimate = yield from self.derivative(parameter)
            if estimate is not None:
                found[parameter] = estimate.value
        return found

    def _quotient(self, parameter: int, h: float) -> float | None:
        """The central difference of one h; None across a kink or where a loss overflows."""
        value = float(self.state.parameters[parameter])
        above, below = value + h, value - h
        losses_above, losses_below = (self._losses(parameter, moved) for moved in (above, below))
        self.state.parameters[parameter] = value
        if losses_above is None or losses_below is None:
            return None
        return self._scale * float((losses_above - losses_below).sum()) / (above - below)

    def _losses(self, parameter: int, value: float) -> Array | None:
        """The losses (B,) with the parameter at `value`; None on another piece or where one is not finite."""
        losses, state = np.empty(len(self.inputs)), self.state
        state.parameters[parameter] = value
        state.values[:] = self._values  # the states that later windows of a truncated layer begin with
        kernels.run(
            self.tape, state.parameters, state.values, self.padded_batch, self.inputs, self.targets, self.every,
            np.empty(0, dtype=np.int64), np.empty((0, len(self.inputs))), losses,
        )  # fmt: skip
        same = np.isfinite(losses).all() and np.array_equal(self._pieces_now(), self._pieces)
        return losses if same else None

    def _pieces_now(self) -> Array:
        """Which piece holds for each input of each piecewise op, in the last forward pass."""
        return np.concatenate([self._pieces_of(op) for op in self._piecewise] or [np.empty(0)])

    def _pieces_of(self, op: Pieces) -> Array:
        size = op.width * self.padded_batch
        return np.asarray(op.piece(*(self.state.values[slot * self.padded_batch :][:size] for slot in op.slots)))


def _extrapolated(quotient: float, before: list[float]) -> list[float]:
    """The next row of Richardson's table: the quotient of h / SHRINK, then extrapolations with errors of order h⁴, h⁶, …"""
    row = [quotient]
    for order, value in enumerate(before):
        row.append(row[order] + (row[order] - value) / (SHRINK ** (2 * (order + 1)) - 1.0))
    return row


def _windows(row: Row) -> NDArray[np.int64]:
    """The rows that compute a row's op window by window, or the row alone if it is not truncated.

    The last window comes first, so that each begins with the unperturbed state that the buffer holds before it.
    """
    if not OPS[row[OP]].is_recurrent:
        return row[None]
    edges = [*range(row[STEPS], 0, -row[TRUNCATE]), 0]
    windows = np.tile(row, (len(edges) - 1, 1))
    windows[:, FIRST], windows[:, STEPS] = edges[1:], edges[:-1]
    return windows
