"""The pass of the traced sample: the value and the adjoint of every slot of the tape."""

from dataclasses import dataclass

import numpy as np

from engine.compiled.jit import Array
from engine.inspect.trace.next_step import NextStep, Samples, overflow
from engine.inspect.trace.parameters import ParameterTrace, is_traced, parameter_trace
from engine.network.layout import Block
from engine.train.trainer import Trainer


@dataclass(frozen=True)
class Backward:
    """The backward pass of one sample: its targets (k,) and loss, and the value and adjoint of every slot (width,)."""

    targets: Array
    loss: float
    values: Array
    adjoints: Array

    @classmethod
    def of(cls, sample: Samples) -> "Backward":
        """Run the backward pass of a single sample. Raises InputError if its loss is not finite."""
        state = sample.copies()
        loss = sample.backward(state)
        if not np.isfinite(loss):
            raise overflow("the loss")
        values, adjoints = (buffer.reshape(-1, sample.padded_batch)[:, 0] for buffer in (state.values, state.adjoints))
        return cls(sample.targets[0], loss, values, adjoints)


@dataclass(frozen=True)
class Pass:
    """The numbers from which the readers of ops make a trace.

    values (width,): the value of every slot; backward and step: None if there are no targets; layers: those whose
    parameters are traced (None: all).
    """

    trainer: Trainer
    values: Array
    backward: Backward | None
    step: NextStep | None
    layers: frozenset[str] | None = None

    def value(self, slot: int, width: int) -> Array:
        """The values of `width` columns from `slot` on."""
        return self.values[slot : slot + width]

    def adjoint(self, slot: int, width: int) -> Array | None:
        """∂L/∂ the same columns; None without a backward pass."""
        return None if self.backward is None else self.backward.adjoints[slot : slot + width]

    def values_of(self, block: Block) -> Array:
        """The parameters of a block, traced or not."""
        return block.of(self.trainer.parameters)

    def parameters(self, block: Block | None) -> ParameterTrace | None:
        """Trace a block of parameters; None if the layer has no such block or is not traced."""
        if block is None or not is_traced(block, self.layers):
            return None
        return parameter_trace(self.trainer, block, self.step)
