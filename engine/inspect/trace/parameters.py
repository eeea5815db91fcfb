"""A block of parameters in a trace: its gradient, and what the next step does to it."""

from dataclasses import dataclass
from typing import Annotated

import numpy as np

from engine.compiled.jit import Array
from engine.inspect.trace import field_types
from engine.inspect.trace.next_step import NextStep
from engine.network.layout import Block
from engine.optim.optimizers import OPTIMIZERS
from engine.optim.update_terms import Step, Terms
from engine.train.trainer import Trainer


@dataclass(frozen=True)
class ParameterTrace:
    """A block of parameters; every array has its shape; fields that need a target are null without one."""

    name: str
    values: field_types.Block
    memory: Annotated[dict[str, field_types.Block], "the optimizer's memory, by the names of its formula"]
    gradient: Annotated[field_types.Block | None, "∂L/∂ the parameters, without penalty"] = None
    numeric_gradient: Annotated[
        field_types.Block | None, "the same by finite differences, if asked for; null numbers next to a kink"
    ] = None
    penalty_gradient: Annotated[field_types.Block | None, "the gradient of the penalty"] = None
    step_gradient: Annotated[
        field_types.Block | None, "both together, clipped, as the optimizer receives it; null for a block not trained"
    ] = None
    parts: Annotated[
        dict[str, field_types.Block] | None,
        "the terms of the update: update = decay - effective_rate · direction + projection, where decay and projection "
        "are 0 if missing; m_hat and v_hat are Adam's bias-corrected moments",
    ] = None
    update: Annotated[field_types.Block | None, "the change that the next step would add"] = None
    next_memory: Annotated[dict[str, field_types.Block] | None, "the memory after that step"] = None


def is_traced(block: Block, layers: frozenset[str] | None) -> bool:
    """True if the layer of a block is one of `layers` (None: all)."""
    return layers is None or block.name.partition(".")[0] in layers


def parameter_trace(trainer: Trainer, block: Block, step: NextStep | None) -> ParameterTrace:
    """Trace a block of parameters, and what a step does to it if there is one."""
    values, memory = block.of(trainer.parameters).copy(), _memory(trainer, block, trainer.memory)
    if step is None:
        return ParameterTrace(block.name, values, memory)
    is_trained = not (block.frozen or block.running)
    numeric = None if block.running or step.numeric_gradients is None else block.of(step.numeric_gradients)
    return ParameterTrace(
        block.name,
        values,
        memory,
        block.of(step.gradients),
        numeric,
        block.of(step.penalty_gradients),
        block.of(step.step_gradients) if is_trained else None,
        _update_terms(trainer, block, step) if is_trained else None,
        block.of(step.after.parameters) - values,
        _memory(trainer, block, step.after.memory),
    )


def _memory(trainer: Trainer, block: Block, memory: Array) -> dict[str, Array]:
    names = OPTIMIZERS[trainer.spec.optimizer.name].memory
    return {name: block.of(row).copy() for name, row in zip(names, memory, strict=False)}


def _update_terms(trainer: Trainer, block: Block, step: NextStep) -> Terms:
    """The terms of an update: the optimizer's own, weight decay before it and projection after it."""
    numbers, values = np.array(trainer.spec.optimizer.values()), block.of(trainer.parameters)
    numbers[0] = trainer.learning_rate
    share = numbers[0] * trainer.update.decay * block.of(trainer.update.objective.is_weight)
    before, after = (_memory(trainer, block, memory) for memory in (trainer.memory, step.after.memory))
    terms = OPTIMIZERS[trainer.spec.optimizer.name].terms(
        Step(
            values - share * values,
            block.of(step.optimized),
            block.of(step.step_gradients),
            tuple(before.values()),
            tuple(after.values()),
            numbers,
            trainer.steps_of_optimizer + 1,
        )
    )
    if share.any():
        terms["decay"] = terms.get("decay", 0.0) - share * values
    projected = block.of(step.after.parameters) - block.of(step.optimized)
    if projected.any():
        terms["projection"] = projected
    return terms
