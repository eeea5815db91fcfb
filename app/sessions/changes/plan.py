"""Changes of a run, each in two stages off the event loop. Where either raises, the run stays as it is.

A *plan* looks at the spec as it is, checks what is asked for and makes what takes long, while others may still look at
the run; the *change* then applies it to the trainer. What the run loses by it is handed back, to be kept.
"""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal

import numpy as np

from app.export.run_file import trainer_of
from app.protocol.base import Undoable
from app.protocol.rest import LayerWeights, ParameterChange, RunFile
from app.queries.answers import given_parameters
from app.sessions.changes.adapt import adapted
from app.sessions.changes.merge_patch import names_layers, patched
from app.sessions.changes.undo import Left, OldData, WholeRun
from app.sessions.history.checkpoints import Moment
from app.sessions.history.history import Course
from app.sessions.limits import check_spec
from app.settings import Settings
from engine.spec.run import RunSpec
from engine.train.trainer import Snapshot, Trainer

Apply = Callable[[Trainer], tuple[Trainer, Left | None]]
"""From a trainer to the one that takes its place, which may be itself, and what it loses."""


@dataclass(frozen=True)
class Change:
    """A change that is ready. `course`: where the run stands elsewhere after it than training led, how it got there."""

    apply: Apply
    course: Course | None = None


Plan = Callable[[RunSpec, Settings], Change]


def patch(change: Mapping[str, Any], reset: bool | Literal["if_needed"] = False, adapt: bool = False) -> Plan:
    """A merge patch of the spec, applied to the run as it is, or with `reset` as a new run from initial weights.

    reset "if_needed": a new run only if the shapes of the parameters change. adapt: see `app.sessions.changes.adapt`.
    """

    def plan(spec: RunSpec, settings: Settings) -> Change:
        wanted = patched(spec, change)
        if adapt:
            wanted = adapted(spec, wanted, names_layers(change))
        network = check_spec(wanted, settings)
        anew = reset
        if reset == "if_needed":
            anew = network.layout.shapes() != check_spec(spec, settings).layout.shapes()
        return _replacement("change", Trainer(wanted, network)) if anew else Change(partial(_live, spec=wanted))

    return plan


def reset(seed: int | None) -> Plan:
    """Back to initial weights, of another seed where one is given."""
    return lambda _spec, _settings: Change(_keeping("reset", lambda trainer: trainer.reset(seed)), Course())


def parameters(layers: Sequence[LayerWeights]) -> Plan:
    """Other weights and biases for every layer."""

    def plan(_spec: RunSpec, _settings: Settings) -> Change:
        given = given_parameters(layers)
        return Change(_keeping("parameters", lambda trainer: trainer.set_parameters(given)))

    return plan


def parameter(change: ParameterChange) -> Plan:
    """Another value for one weight or bias."""
    place = change.layer, change.unit, change.input
    where = *place, change.block
    put = _keeping("parameters", lambda trainer: trainer.set_parameter(*place, change.value, change.block), burst=where)
    return lambda _spec, _settings: Change(put)


def run(file: RunFile) -> Plan:
    """The run of a file in place of this one."""

    def plan(_spec: RunSpec, settings: Settings) -> Change:
        check_spec(file.spec, settings)
        return _replacement("run", trainer_of(file))

    return plan


def return_to(moment: Moment, course: Course) -> Plan:
    """The run as it was at a moment, to which `course` led."""
    back = _keeping("return", lambda trainer: trainer.restore(moment.snapshot))
    return lambda _spec, _settings: Change(back, course)


def _replacement(what: Undoable, trainer: Trainer) -> Change:
    def apply(before: Trainer) -> tuple[Trainer, Left | None]:
        return trainer, _lost(what, before.snapshot(), trainer)

    return Change(apply, Course())


def _keeping(what: Undoable, alter: Callable[[Trainer], None], burst: Hashable = None) -> Apply:
    """Alter the trainer in place, with its state before kept."""

    def apply(trainer: Trainer) -> tuple[Trainer, Left | None]:
        before = trainer.snapshot()
        alter(trainer)
        return trainer, _lost(what, before, trainer, burst)

    return apply


def _live(trainer: Trainer, spec: RunSpec) -> tuple[Trainer, Left | None]:
    before = trainer.snapshot()
    trainer.change(spec)
    if before.spec.data != spec.data:
        return trainer, OldData(before.spec)
    return trainer, WholeRun("divergence", before) if before.step and before.divergence is None else None


def _lost(what: Undoable, before: Snapshot, after: Trainer, burst: Hashable = None) -> WholeRun | None:
    """What is to be kept of `before`: nothing where the run is the same after the change."""
    steps = before.steps_of_optimizer
    moment = before.spec, before.step, before.sample, steps
    same = moment == (after.spec, after.step, after.sample, after.steps_of_optimizer)
    same = same and np.array_equal(before.parameters, after.parameters)
    same = same and (steps == 0 or np.array_equal(before.memory, after.memory))  # zeros before the first step
    return None if same else WholeRun(what, before, burst)
