"""Central differences of the loss of some samples: what a derivative is held against.

A parameter is moved by h = ±STEP and the loss computed anew: (L(θ + h) - L(θ - h)) / 2h is the derivative but for terms of
h². Where another piece of an activation or a loss holds on the other side (a ReLU switches), the quotient says nothing
about the derivative, and there is none.

Truncated backpropagation through time is not the derivative, and not meant to be: differences are those of the whole.
"""

from math import isfinite

import numpy as np
from numpy.typing import NDArray

from engine.compiled.jit import Array
from engine.network.tape import whole_lanes
from engine.ops import OPS
from engine.ops.op import Pieces
from engine.ops.row import OP, STEPS, TRUNCATE
from engine.train import kernels
from engine.train.trainer import Trainer

STEP = 1e-5


class Differences:
    """Samples (B, n_in) against (B, k), the loss L and the gradient (n,) of them by a `tape` of the run's network, and
    copies of the run's arrays to compute other losses with. Masks are those of the step to come.

    ValueError where the loss is not finite.
    """

    def __init__(self, trainer: Trainer, tape: NDArray[np.int64], inputs: Array, targets: Array) -> None:
        self.network, self.lanes = trainer.network, whole_lanes(len(inputs))
        self.inputs, self.targets = inputs, targets
        self.state = kernels.rehearsal(trainer.problem()[1], self.network.width * self.lanes)
        objective = trainer.update.objective._replace(l1=0.0, l2=0.0)
        self.tape, every = _untruncated(tape), np.arange(len(inputs))
        kernels.draw(self.tape, self.state, len(inputs), trainer.update.key, trainer.step)
        self.loss: float = kernels.gradient(self.tape, self.state, inputs, targets, every, objective)
        if not isfinite(self.loss):
            raise ValueError("The loss of the batch is not a finite number and has no gradient. Reset the run.")
        self.gradients = self.state.gradients
        self.scale = 1.0 / len(inputs) if objective.mean else 1.0
        self.kinked = [kink for row in self.tape if (kink := OPS[row[OP]].pieces(row)) is not None]

    def quotient(self, parameter: int) -> float | None:
        """∂L/∂ one parameter as a quotient; None across a kink, and where a loss overflows."""
        value = float(self.state.parameters[parameter])
        h = max(STEP, 1e-14 * abs(value))  # some fifty times the spacing of floats at a huge value
        above, losses_above, pieces_above = self._at(parameter, value + h)
        below, losses_below, pieces_below = self._at(parameter, value - h)
        self.state.parameters[parameter] = value
        found = self.scale * float((losses_above - losses_below).sum()) / (above - below)
        return found if isfinite(found) and np.array_equal(pieces_above, pieces_below) else None

    def _at(self, parameter: int, value: float) -> tuple[float, Array, Array]:
        """`value`, the losses (B,) with the parameter there, and the pieces that hold, of all samples and kinks."""
        self.state.parameters[parameter] = value
        none, losses = np.empty(0, dtype=np.int64), np.empty(len(self.inputs))
        kernels.run(
            self.tape, self.state.parameters, self.state.values, self.lanes, self.inputs, self.targets,
            np.arange(len(self.inputs)), none, np.empty((0, len(self.inputs))), losses,
        )  # fmt: skip
        return value, losses, np.concatenate([self._pieces(kink) for kink in self.kinked] or [np.empty(0)])

    def _pieces(self, kink: Pieces) -> Array:
        """Which piece holds at each input of an op, (n B,)."""
        size = kink.width * self.lanes
        return np.asarray(kink.piece(*(self.state.values[slot * self.lanes :][:size] for slot in kink.slots)))


def _untruncated(tape: NDArray[np.int64]) -> NDArray[np.int64]:
    """The tape with the gradient going back all the way."""
    whole = tape.copy()
    through_time = [OPS[row[OP]].is_recurrent for row in whole]
    whole[through_time, TRUNCATE] = whole[through_time, STEPS]
    return whole
