"""One parameter at the moments of a run: its value, what its last step was given and did, and the optimizer's memory.

All of it follows from snapshots; the names of the parts are those of `engine.optim.update_terms`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from engine.compiled.jit import Array
from engine.network.layout import Block
from engine.optim.optimizers import OPTIMIZERS
from engine.optim.schedules import SCHEDULES
from engine.optim.update_terms import Step, Terms
from engine.train.trainer import Snapshot


@dataclass(frozen=True)
class ParameterMoment:
    """A parameter after `step` steps; gradient (penalty included, clipped, as the optimizer was given it), update and
    effective_rate are those of the last of them, and None before the first. update = decay - effective_rate · direction."""

    step: int
    value: float
    gradient: float | None
    update: float | None
    effective_rate: float | None
    memory: Mapping[str, float]


def parameter_at(snapshot: Snapshot, block: Block, place: int) -> ParameterMoment:
    """The parameter at `place` of the flat vector, which is in `block`. One that is not trained has no effective rate."""
    optimizer = OPTIMIZERS[snapshot.spec.optimizer.name]
    value = float(snapshot.parameters[place])
    memory = {name: float(row[place]) for name, row in zip(optimizer.memory, snapshot.memory, strict=False)}
    if snapshot.steps_of_optimizer == 0:
        return ParameterMoment(snapshot.step, value, None, None, None, memory)
    rate: float | None = None
    if not (block.running or block.frozen):
        rates = block.of(np.arange(snapshot.parameters.size, dtype=np.float64)) == place
        rate = float(_parts(snapshot, block)["effective_rate"][rates][0])
    update = value - float(snapshot.previous[place])
    return ParameterMoment(snapshot.step, value, float(snapshot.gradients[place]), update, rate, memory)


def _parts(snapshot: Snapshot, block: Block) -> Terms:
    """What the last step of a block was made of."""
    spec, name = snapshot.spec, snapshot.spec.optimizer.name
    optimizer = OPTIMIZERS[name]
    schedule = SCHEDULES[spec.schedule.name]
    h = np.array(spec.optimizer.values())
    h[0] *= float(schedule.factor(spec.schedule.values(), snapshot.step - 1))
    after = tuple(block.of(row) for row in snapshot.memory[: len(optimizer.memory)])
    gradient = block.of(snapshot.gradients)
    before = BEFORE[name](after, gradient, h) if name in BEFORE else after
    parameters, parameters_after = block.of(snapshot.previous), block.of(snapshot.parameters)
    return optimizer.terms(Step(parameters, parameters_after, gradient, before, after, h, snapshot.steps_of_optimizer))


def _adadelta_before(after: tuple[Array, ...], g: Array, h: Array) -> tuple[Array, ...]:
    """The d of before, which the rate is made of; its s is in no part."""
    _, rho, epsilon = h
    # d = ρ d₋ + (1-ρ) δ², δ² = (d₋ + ε) q, q = g² / (s + ε): linear in d₋
    q = g * g / (after[0] + epsilon)
    return after[0], (after[1] - (1.0 - rho) * epsilon * q) / (rho + (1.0 - rho) * q)


BEFORE: dict[str, Callable[[tuple[Array, ...], Array, Array], tuple[Array, ...]]] = {"adadelta": _adadelta_before}
"""Optimizers whose effective rate is made of the memory before the step, which a snapshot does not hold -> that memory."""
