"""What a trace is read from: the value and the adjoint of every slot for one sample, and the step that is to come.

All of it is worked out by the kernels that train, on copies: the run does not notice.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from engine.compiled.jit import Array
from engine.inspect.finite_differences import Differences
from engine.network.layout import Block
from engine.network.tape import whole_lanes
from engine.optim.optimizers import OPTIMIZERS
from engine.optim.update_terms import Parts, Step
from engine.train import kernels
from engine.train.trainer import Trainer

Of = Literal["sample", "batch"]
"""Whose gradient is told: that of the one sample, or the one of the batch that the next step takes."""


@dataclass(frozen=True)
class ParameterTrace:
    """A block of parameters, such as dense_1.weights. Every array has the block's shape.

    gradient: ∂L/∂ the parameters, without penalty; numeric_gradient: the same by central differences, NaN at a kink;
    penalty_gradient: the regularisation's part; step_gradient: their sum as the optimizer is given it, clipped. memory:
    the optimizer's own, by the names of its formula, before a step and after; parts: what it makes on the way, see
    `engine.optim.update_terms`; update: what the step adds (decay and schedule included). Of a block that is not trained
    there is neither a step_gradient nor a part. What a step or a backward pass is needed for is None without.
    """

    name: str
    values: Array
    memory: dict[str, Array]
    gradient: Array | None = None
    numeric_gradient: Array | None = None
    penalty_gradient: Array | None = None
    step_gradient: Array | None = None
    parts: Parts | None = None
    update: Array | None = None
    next_memory: dict[str, Array] | None = None


@dataclass(frozen=True)
class Change:
    """A loss before and after the step; either may be infinite or NaN."""

    before: float
    after: float


@dataclass(frozen=True)
class Coming:
    """A step on some samples: the gradients (n,) of their loss and of the penalty, what the optimizer is given (n,), what it
    makes of the parameters (n,), the state after the step, in which they are also projected, and the loss of the samples
    before and after."""

    gradients: Array
    penalty_gradients: Array
    step_gradients: Array
    optimized: Array
    after: kernels.State
    loss: Change
    differences: Differences | None


class Samples:
    """Prepared inputs (B, n_in) against (B, k), gone through by a `tape` of the run's network on copies of its arrays.

    Masks of dropout, where the tape is that of training, are those of the step to come.
    """

    def __init__(self, trainer: Trainer, tape: NDArray[np.int64], inputs: Array, targets: Array) -> None:
        self.trainer, self.tape, self.inputs, self.targets = trainer, tape, inputs, targets
        self.lanes = whole_lanes(len(inputs))
        self.room = trainer.network.width * self.lanes
        self.every = np.arange(len(inputs))

    def copies(self) -> kernels.State:
        """Fresh copies of the run's arrays, with the masks drawn."""
        state = kernels.rehearsal(self.trainer.problem()[1], self.room)
        kernels.draw(self.tape, state, len(self.inputs), self.trainer.update.key, self.trainer.step)
        return state

    def backward(self, state: kernels.State) -> float:
        """Forward and backward in `state`: the loss without penalty; gradients, values and adjoints are left there."""
        objective = self.trainer.update.objective._replace(l1=0.0, l2=0.0)
        return float(kernels.gradient(self.tape, state, self.inputs, self.targets, self.every, objective))

    def loss(self, parameters: Array) -> float:
        """The loss, without penalty, with other parameters."""
        state = self.copies()
        state.parameters[:] = parameters
        return self.backward(state)

    def step(self, update: kernels.Update) -> kernels.State:
        """The state after a step on these samples; that may have overflown."""
        trainer, state = self.trainer, self.copies()
        batch = kernels.Batches(self.inputs, self.targets, self.every, len(self.inputs))
        kernels.train(self.tape, state, batch, update, 0, trainer.steps_of_optimizer, trainer.step, 1)
        return state

    def coming(self, with_differences: bool) -> Coming:
        """A step on these samples, told whole. ValueError where their loss is not finite."""
        trainer, state = self.trainer, self.copies()
        loss = self.backward(state)
        if not np.isfinite(loss):
            raise overflow("the loss")
        update = trainer.update
        objective, after = update.objective, self.step(update)
        is_projected = update.largest_parameter < np.inf
        optimized = self.step(update._replace(largest_parameter=np.inf)) if is_projected else after
        weights = objective.is_weight * trainer.parameters
        penalty = objective.l1 * np.sign(weights) + objective.l2 * weights
        differences = Differences(trainer, self.tape, self.inputs, self.targets) if with_differences else None
        change = Change(loss, self.loss(after.parameters))
        return Coming(state.gradients, penalty, after.gradients, optimized.parameters, after, change, differences)


@dataclass(frozen=True)
class Adjoints:
    """The backward pass of one sample: its targets (k,) and loss, the value and adjoint of every slot (width,)."""

    targets: Array
    loss: float
    values: Array
    adjoints: Array

    @classmethod
    def of(cls, sample: Samples) -> "Adjoints":
        """Those of the only one of `sample`. ValueError where its loss is not finite."""
        state = sample.copies()
        loss = sample.backward(state)
        if not np.isfinite(loss):
            raise overflow("the loss")
        values, adjoints = (buffer.reshape(-1, sample.lanes)[:, 0] for buffer in (state.values, state.adjoints))
        return cls(sample.targets[0], loss, values, adjoints)


@dataclass(frozen=True)
class Pass:
    """All that is known of the sample: the value of every slot (width,), the backward pass and the step to come, where
    there are any, and the layers whose parameters are told (None: all)."""

    trainer: Trainer
    values: Array
    backward: Adjoints | None
    coming: Coming | None
    layers: frozenset[str] | None = None

    def value(self, slot: int, width: int) -> Array:
        """The values of so many columns."""
        return self.values[slot : slot + width]

    def adjoint(self, slot: int, width: int) -> Array | None:
        """∂L/∂ them; None without a backward pass."""
        return None if self.backward is None else self.backward.adjoints[slot : slot + width]

    def values_of(self, block: Block) -> Array:
        """The parameters of a block, of any layer."""
        return block.of(self.trainer.parameters)

    def parameters(self, block: Block | None) -> ParameterTrace | None:
        """A block of parameters; None where a layer has none, or is left out."""
        if block is None or not is_told(block, self.layers):
            return None
        return self._told(block)

    def _told(self, block: Block) -> ParameterTrace:
        values, memory = self.values_of(block).copy(), self._memory(block, self.trainer.memory)
        coming = self.coming
        if coming is None:
            return ParameterTrace(block.name, values, memory)
        is_trained = not (block.frozen or block.running)
        after = block.of(coming.after.parameters)
        return ParameterTrace(
            block.name,
            values,
            memory,
            block.of(coming.gradients),
            None if block.running else self._numeric(block, coming.differences),
            block.of(coming.penalty_gradients),
            block.of(coming.step_gradients) if is_trained else None,
            self._parts(block, values, coming) if is_trained else None,
            after - values,
            self._memory(block, coming.after.memory),
        )

    def _memory(self, block: Block, memory: Array) -> dict[str, Array]:
        names = OPTIMIZERS[self.trainer.spec.optimizer.name].memory
        return {name: block.of(vector).copy() for name, vector in zip(names, memory, strict=False)}

    def _numeric(self, block: Block, differences: Differences | None) -> Array | None:
        if differences is None:
            return None
        found = [differences.quotient(block.offset + index) for index in range(block.size)]
        return np.array([np.nan if each is None else each for each in found]).reshape(block.shape)

    def _parts(self, block: Block, values: Array, coming: Coming) -> Parts:
        """What the optimizer makes of the gradient, the decay that comes before it and the projection after it."""
        trainer = self.trainer
        optimizer = OPTIMIZERS[trainer.spec.optimizer.name]
        numbers = np.array(trainer.spec.optimizer.values())
        numbers[0] = trainer.learning_rate
        share = numbers[0] * trainer.update.decay * block.of(trainer.update.objective.is_weight)
        before, after = (self._memory(block, memory) for memory in (trainer.memory, coming.after.memory))
        parts = optimizer.parts(
            Step(
                values - share * values,
                block.of(coming.optimized),
                block.of(coming.step_gradients),
                tuple(before.values()),
                tuple(after.values()),
                numbers,
                trainer.steps_of_optimizer + 1,
            )
        )
        if share.any():
            parts["decay"] = parts.get("decay", 0.0) - share * values
        put_back = block.of(coming.after.parameters) - block.of(coming.optimized)
        if put_back.any():
            parts["projection"] = put_back
        return parts


def is_told(block: Block, layers: frozenset[str] | None) -> bool:
    """Whether the layer of a block is among those whose parameters are told (None: all)."""
    return layers is None or block.name.partition(".")[0] in layers


def overflow(what: str) -> ValueError:
    """What is wrong with a pass that has numbers which are not finite."""
    return ValueError(
        f"The pass has numbers that are not finite: {what} overflows. Give smaller inputs, or reset the run."
    )
