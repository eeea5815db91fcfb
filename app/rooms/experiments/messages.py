"""What each role may see of an experiment."""

from typing import Any

from app.protocol.rooms.experiments import Experiment as ExperimentMessage
from app.protocol.rooms.experiments import ExperimentAnswer, ExperimentEvent, MyTrial
from app.protocol.rooms.experiments import Trial as TrialMessage
from app.protocol.rooms.room import Role
from app.rooms.experiments.experiment import Experiment
from app.rooms.experiments.summary import summary_of

DIGITS = 6
"""Significant digits of the numbers on the stream."""


def message(experiment: Experiment, member: str | None) -> ExperimentMessage:
    """An experiment without its runs. member: the id of the one who asks, if it is one."""
    return ExperimentMessage(**_fields(experiment, member))


def answer(experiment: Experiment, role: Role, member: str | None) -> ExperimentAnswer:
    """An experiment with its runs, and for the teacher who has them."""
    runs = [
        TrialMessage(
            value=each.value,
            seed=each.seed,
            state=each.state,
            server=each.server,
            epoch=each.epoch,
            metric=each.metric,
            member=each.member if role == "teacher" else None,
        )
        for each in experiment.trials
    ]
    return ExperimentAnswer(**_fields(experiment, member), runs=runs)


def event(experiment: Experiment) -> ExperimentEvent:
    """Progress of the runs, as every role may see it."""
    trials = experiment.trials
    return ExperimentEvent(
        id=experiment.id,
        epochs=[each.epoch for each in trials],
        metrics=[None if each.metric is None else float(f"{each.metric:.{DIGITS}g}") for each in trials],
        states="".join("x" if each.state == "diverged" else each.state[0] for each in trials),
        server=[each.number for each in trials if each.server],
    )


def _fields(experiment: Experiment, member: str | None) -> dict[str, Any]:
    asked, trials = experiment.asked, experiment.trials
    own = experiment.of(member) if member is not None else None
    mine = own and MyTrial(index=own.number, value=own.value, seed=own.seed, state=own.state, metric=own.metric)
    return {
        "id": experiment.id,
        "text": asked.text,
        "vary": asked.vary,
        "values": experiment.values,
        "scale": experiment.scale,
        "repeats": asked.repeats,
        "epochs": asked.epochs,
        "metric": asked.metric,
        "state": experiment.state,
        "shown": experiment.shown,
        "trials": len(trials),
        "members": sum(each.member is not None for each in trials),
        "summary": summary_of(experiment) if experiment.state == "over" else None,
        "mine": mine,
    }
