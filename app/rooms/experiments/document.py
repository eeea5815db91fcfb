"""Experiments in the document of their room, as the store keeps it."""

from typing import Any

from pydantic import Field, FiniteFloat

from app.protocol.base import Message
from app.protocol.rooms.experiments import ExperimentRequest, ExperimentScale, ExperimentState, TrialState, Value
from app.rooms.experiments.experiment import Experiment, Trial
from engine.spec.run import RunSpec


class KeptTrial(Message):
    """A run of an experiment."""

    number: int
    value: int
    seed: int
    state: TrialState
    member: str | None
    session: str
    server: bool
    epoch: int
    metric: FiniteFloat | None


class KeptExperiment(Message):
    """An experiment. asked: the request, or a document that is no longer valid because its table is gone."""

    id: str
    asked: ExperimentRequest | dict[str, Any] = Field(union_mode="left_to_right")
    values: list[Value]
    scale: ExperimentScale
    size: int
    state: ExperimentState
    trials: list[KeptTrial]
    out: list[str]
    shown: bool = True

    @property
    def missing_spec(self) -> Any:
        """The spec as a document if it is invalid, perhaps because its table has not been read yet."""
        return self.asked.get("spec", {}) if isinstance(self.asked, dict) else {}


def kept_experiment(experiment: Experiment) -> KeptExperiment:
    """A copy of an experiment."""
    trials = [KeptTrial(**{name: getattr(each, name) for name in KeptTrial.model_fields}) for each in experiment.trials]
    same = {name: getattr(experiment, name) for name in ("id", "asked", "scale", "size", "state", "shown")}
    return KeptExperiment(**same, values=[*experiment.values], trials=trials, out=[*experiment.out])


def experiment_of(kept: KeptExperiment, other: RunSpec) -> Experiment:
    """The experiment in a document. If its spec is no longer valid, it is over, and another spec replaces it."""
    asked, state = kept.asked, kept.state
    if isinstance(asked, dict):
        asked, state = ExperimentRequest.model_validate({**asked, "spec": other}), "over"
    trials = [Trial(**each.model_dump()) for each in kept.trials]
    for each in trials:
        if each.server and not each.ended:  # as nobody trains it any more
            each.state, each.server = "open", False
    same: dict[str, Any] = {"scale": kept.scale, "size": kept.size, "shown": kept.shown}
    return Experiment(kept.id, asked, [*kept.values], state=state, trials=trials, out=set(kept.out), **same)
