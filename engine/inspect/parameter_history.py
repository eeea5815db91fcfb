"""One parameter at a snapshot of a run: value, last gradient and update, and the optimizer's memory.

All of it follows from the snapshot; terms of an update are named as in `engine.optim.update_terms`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from engine.compiled.jit import Array
from engine.network.layout import Block
from engine.optim.optimizers import OPTIMIZERS
from engine.optim.schedules import SCHEDULES
from engine.optim.update_terms import Step, Terms
from engine.train.snapshot import Snapshot


@dataclass(frozen=True)
class ParameterState:
    """A parameter after `step` steps.

    gradient (with penalty, clipped, as the optimizer received it), update and effective_rate are those of the last step,
    None before the first; update = decay - effective_rate · direction.
    """

    step: int
    value: float
    gradient: float | None
    update: float | None
    effective_rate: float | None
    memory: Mapping[str, float]


def parameter_at(snapshot: Snapshot, block: Block, place: int) -> ParameterState:
    """The parameter at `place` of the flat vector, which is in `block`. It has no effective rate if it is not trained."""
    optimizer = OPTIMIZERS[snapshot.spec.optimizer.name]
    value = float(snapshot.parameters[place])
    memory = {name: float(row[place]) for name, row in zip(optimizer.memory, snapshot.memory, strict=False)}
    if snapshot.steps_of_optimizer == 0:
        return ParameterState(snapshot.step, value, None, None, None, memory)
    rate: float | None = None
    if not (block.running or block.frozen):
        here = block.of(np.arange(snapshot.parameters.size, dtype=np.float64)) == place
        rate = float(_update_terms(snapshot, block)["effective_rate"][here][0])
    update = value - float(snapshot.previous[place])
    return ParameterState(snapshot.step, value, float(snapshot.gradients[place]), update, rate, memory)


def _update_terms(snapshot: Snapshot, block: Block) -> Terms:
    """The terms of the last update of a block."""
    spec, name = snapshot.spec, snapshot.spec.optimizer.name
    optimizer = OPTIMIZERS[name]
    schedule = SCHEDULES[spec.schedule.name]
    h = np.array(spec.optimizer.values())
    h[0] *= float(schedule.factor(spec.schedule.values(), snapshot.step - 1))
    after = tuple(block.of(row) for row in snapshot.memory[: len(optimizer.memory)])
    gradient = block.of(snapshot.gradients)
    before = MEMORY_BEFORE[name](after, gradient, h) if name in MEMORY_BEFORE else after
    parameters, parameters_after = block.of(snapshot.previous), block.of(snapshot.parameters)
    return optimizer.terms(Step(parameters, parameters_after, gradient, before, after, h, snapshot.steps_of_optimizer))


def _adadelta_memory_before(after: tuple[Array, ...], g: Array, h: Array) -> tuple[Array, ...]:
    """Adadelta's d before the step, computed from d after it. Its s before the step is not needed, s after it is returned."""
    _, rho, epsilon = h
    # d = ρ d₋ + (1-ρ) δ², δ² = (d₋ + ε) q, q = g² / (s + ε): linear in d₋
    q = g * g / (after[0] + epsilon)
    return after[0], (after[1] - (1.0 - rho) * epsilon * q) / (rho + (1.0 - rho) * q)


MEMORY_BEFORE: dict[str, Callable[[tuple[Array, ...], Array, Array], tuple[Array, ...]]] = {
    "adadelta": _adadelta_memory_before
}
"""Optimizers whose effective rate depends on the memory before the step, with a function that computes it: a snapshot holds
the memory after the step only."""
