"""Who gets which run of an experiment."""

from typing import Any

import pytest

from app.protocol.rooms.experiments import MAX_TRIALS, ExperimentRequest
from app.rooms.errors import ExperimentStateError
from app.rooms.experiments.experiment import Experiment
from app.rooms.experiments.experiments import MOST, Experiments, TooManyExperimentsError
from engine.spec.base import MAX_SEED


def experiment(values: Any = (0.1, 1.0), **asked: Any) -> Experiment:
    request = {"spec": {"data": {"name": "circle"}}, "vary": "learning_rate", "values": values, "epochs": 1, **asked}
    return Experiment("id", ExperimentRequest.model_validate(request), list(values), "linear")


def test_a_member_has_one_run_at_most() -> None:
    made = experiment()
    assert made.deal("ada") is made.of("ada") is made.trials[0]
    assert made.deal("ada") is None
    assert made.takes("ada")
    assert not made.takes("grace")


def test_runs_are_added_only_before_the_start() -> None:
    made = experiment(repeats=2)
    for member in range(MAX_TRIALS):
        assert made.deal(str(member)) is made.trials[member]
    assert made.deal("one more") is None
    assert len(made.trials) == MAX_TRIALS
    made = experiment()
    made.start()
    assert [made.deal(each) is not None for each in "abc"] == [True, True, False]


def test_seeds_wrap_around_after_the_largest() -> None:
    made = experiment(vary="seed", values=(5, MAX_SEED))
    assert [made.deal(each).seed for each in "abc"] == [5, MAX_SEED, 0]  # type: ignore[union-attr]
    spec = {"seed": MAX_SEED, "data": {"name": "circle"}}
    assert [each.seed for each in experiment(spec=spec, repeats=2).trials] == [MAX_SEED] * 2 + [0] * 2


def test_a_member_who_drops_out_gets_no_other_run() -> None:
    made = experiment()
    made.deal("ada")
    made.start()
    assert made.drop("ada")
    assert made.trials[0].state == "open"
    assert made.deal("ada") is None
    assert made.deal("late") is made.trials[0]
    assert made.trials[0].state == "training"
    assert not made.drop("ada")


def test_results_stay_when_their_member_leaves() -> None:
    made = experiment()
    trial = made.deal("ada")
    assert trial is not None
    made.start()
    trial.state, trial.metric = "finished", 0.5
    assert not made.takes("ada")
    assert not made.drop("ada")
    assert made.forget("ada")
    assert (trial.state, trial.metric, trial.member) == ("finished", 0.5, None)


def test_one_experiment_at_a_time_and_not_too_many() -> None:
    experiments = Experiments()
    for number in range(MOST):
        experiments.check_place()
        made = experiment()
        made.id = str(number)
        experiments.add(made)
        with pytest.raises(ExperimentStateError):
            experiments.check_place()
        made.end()
    with pytest.raises(TooManyExperimentsError):
        experiments.check_place()
    experiments.delete("3")
    experiments.check_place()
    assert experiments.newest is made
