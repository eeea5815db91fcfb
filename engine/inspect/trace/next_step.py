"""The next step of the optimizer, on one sample or one batch, computed on copies by the kernels that train."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from engine.compiled.jit import Array
from engine.errors import InputError
from engine.inspect.finite_differences import Differences
from engine.inspect.slices import Slices
from engine.inspect.trace.field_types import Measured
from engine.network.layout import Block
from engine.network.tape import padded_size
from engine.train import kernels
from engine.train.trainer import Trainer

Of = Literal["sample", "batch"]
"""Whose gradient and update are traced: those of the sample alone, or of the batch that the next step uses."""


@dataclass(frozen=True)
class Change:
    """A loss before and after the coming update."""

    before: Measured
    after: Measured


@dataclass(frozen=True)
class NextStep:
    """A step on some samples.

    gradients (n,): of their loss, without penalty; numeric_gradients (n,): the same by finite differences, NaN where not
    computed and at kinks, None if not asked for; penalty_gradients (n,): of the penalty; step_gradients (n,): both, clipped,
    as the optimizer receives them; optimized (n,): the parameters after the optimizer, before projection; after: the
    state after the whole step; loss: of the samples.
    """

    gradients: Array
    numeric_gradients: Array | None
    penalty_gradients: Array
    step_gradients: Array
    optimized: Array
    after: kernels.State
    loss: Change


class Samples:
    """Prepared inputs (B, n_in) and targets (B, k), passed through a tape of the network on copies of the run's arrays.

    On the training tape, dropout uses the masks of the next step.
    """

    def __init__(self, trainer: Trainer, tape: NDArray[np.int64], inputs: Array, targets: Array) -> None:
        self.trainer, self.tape, self.inputs, self.targets = trainer, tape, inputs, targets
        self.padded_batch = padded_size(len(inputs))
        self._room = trainer.network.width * self.padded_batch
        self._every = np.arange(len(inputs))

    def copies(self) -> kernels.State:
        """Fresh copies of the run's arrays, with the masks drawn."""
        state = kernels.rehearsal(self.trainer.problem()[1], self._room)
        kernels.draw(self.tape, state, len(self.inputs), self.trainer.update.key, self.trainer.step)
        return state

    def backward(self, state: kernels.State) -> float:
        """Forward and backward pass in `state`, which then holds values, adjoints and gradients.

        Returns the loss without penalty.
        """
        objective = self.trainer.update.objective._replace(l1=0.0, l2=0.0)
        return float(kernels.gradient(self.tape, state, self.inputs, self.targets, self._every, objective))

    def loss(self, parameters: Array) -> float:
        """The loss, without penalty, for other parameters (n,)."""
        state = self.copies()
        state.parameters[:] = parameters
        return self.backward(state)

    def loss_change(self, step: NextStep) -> Change:
        """The loss of these samples before and after a step on others."""
        return Change(self.loss(self.trainer.parameters), self.loss(step.after.parameters))

    def next_step(self, differences_of: list[Block] | None) -> Slices[NextStep]:
        """A step on these samples, with finite differences for the given blocks. Raises InputError if the loss overflows."""
        trainer, update, state = self.trainer, self.trainer.update, self.copies()
        loss = self.backward(state)
        if not np.isfinite(loss):
            raise overflow("the loss")
        after = optimized = self._stepped(update)
        if update.largest_parameter < np.inf:
            optimized = self._stepped(update._replace(largest_parameter=np.inf))
        weights = update.objective.is_weight * trainer.parameters
        penalty = update.objective.l1 * np.sign(weights) + update.objective.l2 * weights
        numeric = None if differences_of is None else (yield from self._differences(differences_of))
        change = Change(loss, self.loss(after.parameters))
        return NextStep(state.gradients, numeric, penalty, after.gradients, optimized.parameters, after, change)

    def _stepped(self, update: kernels.Update) -> kernels.State:
        """The state after a step, whose numbers may not be finite."""
        trainer, state = self.trainer, self.copies()
        batch = kernels.Batches(self.inputs, self.targets, self._every, len(self.inputs))
        kernels.train(self.tape, state, batch, update, 0, trainer.steps_of_optimizer, trainer.step, 1)
        return state

    def _differences(self, blocks: list[Block]) -> Slices[Array]:
        differences = Differences(self.trainer, self.tape, self.inputs, self.targets)
        places = (block.offset + index for block in blocks for index in range(block.size))
        return (yield from differences.gradient(places))


def overflow(what: str) -> InputError:
    """The error for a pass with numbers that are not finite."""
    return InputError(
        f"The pass has numbers that are not finite: {what} overflows.", "Give smaller inputs, or reset the run."
    )
