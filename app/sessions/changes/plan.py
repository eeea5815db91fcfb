"""Changes of a run, each in two stages off the event loop. If either stage raises, the run stays as it is.

A *plan* reads the present spec, validates the change and builds what takes long, while others may still read the run. The
*prepared change* is then applied to the trainer. It returns the state that it replaced, so that it can be undone.
"""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal

import numpy as np

from app.conversion import layer_parameters
from app.export.run_file import trainer_of
from app.protocol.base import Undoable
from app.protocol.session.parameters import LayerWeights, ParameterChange
from app.protocol.session.run_file import RunFile
from app.sessions.changes.adapt import adapted
from app.sessions.changes.merge_patch import names_layers, patched
from app.sessions.changes.parts import Weights
from app.sessions.changes.undo import OldData, Replaced, WholeRun
from app.sessions.history.checkpoints import Checkpoint
from app.sessions.history.history import History
from app.sessions.limits import Limits
from engine.errors import InputError
from engine.network.layer_parameters import copied
from engine.network.network import Network
from engine.spec.run import RunSpec
from engine.train.snapshot import Snapshot
from engine.train.trainer import Trainer

Apply = Callable[[Trainer], tuple[Trainer, Replaced | None]]
"""Changes a trainer; returns the trainer to use from then on, which may be the same, and the state that was replaced."""


@dataclass(frozen=True)
class PreparedChange:
    """A change that is ready to be applied.

    spec, weights: the run's spec after it, and where its weights come from. history: that of the run after it; None: the
    present one continues.
    """

    apply: Apply
    spec: RunSpec
    weights: Weights
    history: History | None = None


Plan = Callable[[RunSpec, Limits], PreparedChange]


def patch(change: Mapping[str, Any], reset: bool | Literal["if_needed"] = False, adapt: bool = False) -> Plan:
    """A merge patch of the spec, applied to the run as it is, or with `reset` as a new run from initial weights.

    reset "if_needed": a new run only if the shapes of the parameters change. adapt: see `app.sessions.changes.adapt`.
    """

    def plan(spec: RunSpec, limits: Limits) -> PreparedChange:
        wanted = patched(spec, change)
        if adapt:
            wanted = adapted(spec, wanted, names_layers(change))
        network = limits.check(wanted)
        restarts = reset
        if reset == "if_needed":
            restarts = network.layout.shapes() != limits.network(spec).layout.shapes()
        if restarts:
            return _replace("change", Trainer(wanted, network), "initial")
        return PreparedChange(partial(_live, spec=wanted), wanted, "kept")

    return plan


def reset(seed: int | None) -> Plan:
    """Back to initial weights, of another seed if one is given."""

    def plan(spec: RunSpec, _limits: Limits) -> PreparedChange:
        wanted = spec if seed is None else spec.model_copy(update={"seed": seed})
        return PreparedChange(_in_place("reset", lambda trainer: trainer.reset(seed)), wanted, "initial", History())

    return plan


def parameters(layers: Sequence[LayerWeights]) -> Plan:
    """New weights and biases for every layer."""

    def plan(spec: RunSpec, _limits: Limits) -> PreparedChange:
        given = layer_parameters(layers)
        return PreparedChange(_in_place("parameters", lambda trainer: trainer.set_parameters(given)), spec, "given")

    return plan


def parameter(change: ParameterChange) -> Plan:
    """A new value for one weight or bias."""
    place = change.layer, change.unit, change.input
    burst = *place, change.block
    put = _in_place("parameters", lambda trainer: trainer.set_parameter(*place, change.value, change.block), burst)
    return lambda spec, _limits: PreparedChange(put, spec, "given")


def run(file: RunFile) -> Plan:
    """Replace the run by that of a file."""

    def plan(_spec: RunSpec, limits: Limits) -> PreparedChange:
        limits.check(file.spec)
        return _replace("run", trainer_of(file), "initial" if file.parameters is None else "given")

    return plan


def replacement(wanted: RunSpec, weights: Sequence[float] | None = None) -> Plan:
    """A new run of a spec, with these weights in the order of the flat vector, or with its initial ones."""

    def plan(_spec: RunSpec, limits: Limits) -> PreparedChange:
        trainer = Trainer(wanted, limits.check(wanted))
        if weights is not None:
            put_weights(trainer, weights)
        return _replace("run", trainer, "initial" if weights is None else "given")

    return plan


def continuation(snapshot: Snapshot) -> Plan:
    """The run of another session, from a snapshot of it."""

    def plan(_spec: RunSpec, limits: Limits) -> PreparedChange:
        trainer = Trainer(snapshot.spec, limits.check(snapshot.spec))
        trainer.restore(snapshot)
        return _replace("run", trainer, "given")

    return plan


def flat_parameters(weights: Sequence[float]) -> Plan:
    """New weights and biases for every layer, in the order of the flat vector."""
    put = _in_place("parameters", lambda trainer: put_weights(trainer, weights))
    return lambda spec, _limits: PreparedChange(put, spec, "given")


def put_weights(trainer: Trainer, weights: Sequence[float]) -> None:
    """Replace the parameters of a run by others in the order of the flat vector. Raises what `check_weights` raises."""
    check_weights(trainer.network, weights)
    trainer.set_parameters(copied(trainer.network, np.array(weights, dtype=np.float64)))


def check_weights(network: Network, weights: Sequence[float]) -> None:
    """Raise InputError if the number of weights is not that of the network."""
    if len(weights) != network.layout.size:
        raise InputError(
            f"parameters: received {len(weights):,} numbers, expected {network.layout.size:,}, as many as the network has.",
            "Give the weights of a network with the same layers.",
            field="parameters",
        )


def return_to(checkpoint: Checkpoint, history: History) -> Plan:
    """Back to a checkpoint; `history` is the history up to it."""
    back = _in_place("return", lambda trainer: trainer.restore(checkpoint.snapshot))

    def plan(_spec: RunSpec, limits: Limits) -> PreparedChange:
        limits.check(checkpoint.snapshot.spec)
        return PreparedChange(back, checkpoint.snapshot.spec, "given", history)

    return plan


def _replace(what: Undoable, trainer: Trainer, weights: Weights) -> PreparedChange:
    """A change that puts another trainer in place of the present one."""

    def apply(before: Trainer) -> tuple[Trainer, Replaced | None]:
        return trainer, _replaced(what, before.snapshot(), trainer)

    return PreparedChange(apply, trainer.spec, weights, History())


def _in_place(what: Undoable, alter: Callable[[Trainer], None], burst: Hashable = None) -> Apply:
    """A change of the present trainer."""

    def apply(trainer: Trainer) -> tuple[Trainer, Replaced | None]:
        before = trainer.snapshot()
        alter(trainer)
        return trainer, _replaced(what, before, trainer, burst)

    return apply


def _live(trainer: Trainer, spec: RunSpec) -> tuple[Trainer, Replaced | None]:
    """Change the spec of a run and continue it."""
    before = trainer.snapshot()
    trainer.change(spec)
    if before.spec.data != spec.data:
        return trainer, OldData(before.spec)
    return trainer, WholeRun("divergence", before) if before.step and before.divergence is None else None


def _replaced(what: Undoable, before: Snapshot, after: Trainer, burst: Hashable = None) -> WholeRun | None:
    """The run before a change; None if the change has made no difference."""
    steps = before.steps_of_optimizer
    position = before.spec, before.step, before.sample, steps
    same = position == (after.spec, after.step, after.sample, after.steps_of_optimizer)
    same = same and np.array_equal(before.parameters, after.parameters)
    same = same and (steps == 0 or np.array_equal(before.memory, after.memory))  # zeros before the first step
    return None if same else WholeRun(what, before, burst)
