"""What is kept of the changes of a run: so many, so many numbers, and one for a burst."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from app.errors import NothingToUndoError
from app.sessions.changes.undo import BURST_SECONDS, MAX_CHANGES, MAX_NUMBERS, OldData, Past, WholeRun
from app.sessions.history.checkpoints import Kept, Moment
from app.sessions.history.history import Course
from engine.inspect.probes.observation import measure
from engine.spec.run import RunSpec
from engine.train.trainer import Trainer

TRAINER = Trainer(RunSpec.model_validate({"data": {"name": "circle", "samples": 20}}))
SNAPSHOT, METRICS = TRAINER.snapshot(), measure(TRAINER)[0]
NUMBERS = WholeRun("reset", SNAPSHOT).numbers
DATA = SNAPSHOT.spec.data
COURSE = Course()


def whole(step: int = 0, numbers: int = 0, burst: Any = None) -> WholeRun:
    """A run at a step, that takes so many numbers at least."""
    memory = np.zeros((3, numbers // 3)) if numbers else SNAPSHOT.memory
    return WholeRun("parameters", replace(SNAPSHOT, step=step, memory=memory), burst)


def own(rows: int, seed: int = 0, **fields: Any) -> RunSpec:
    """A run on own data of three numbers a row."""
    values = np.random.default_rng(seed).normal(size=(rows, 3)).tolist()
    data = {"name": "inline", "inputs": [row[:2] for row in values], "targets": [row[2:] for row in values]}
    return RunSpec.model_validate({"data": {**data, **fields}})


def wide(numbers: int, seed: int = 0) -> RunSpec:
    """A run on own data of so many numbers."""
    inputs = np.random.default_rng(seed).normal(size=(numbers // 1000, 999)).tolist()
    return RunSpec.model_validate({"data": {"name": "inline", "inputs": inputs, "targets": [[0.5]] * len(inputs)}})


def steps(past: Past) -> list[int]:
    """The steps of the runs kept, newest first; leaves the past empty."""
    kept = []
    while past.next:
        left = past.newest().left
        assert isinstance(left, WholeRun)
        kept.append(left.snapshot.step)
        past.forget_newest()
    return kept


def test_an_empty_past_says_so() -> None:
    past = Past()
    assert past.next is None
    with pytest.raises(NothingToUndoError) as refused:
        past.newest()
    assert (refused.value.status, refused.value.kind) == (409, "nothing-to-undo")
    assert refused.value.remedy


def test_the_newest_comes_first() -> None:
    past = Past()
    for step in (1, 2, 3):
        past.keep(whole(step), COURSE, DATA, float(step))
    assert past.next == "parameters"
    assert steps(past) == [3, 2, 1]


def test_the_oldest_of_too_many_is_forgotten() -> None:
    past = Past()
    for step in range(MAX_CHANGES + 5):
        past.keep(whole(step), COURSE, DATA, float(step))
    assert steps(past) == list(range(MAX_CHANGES + 4, 4, -1))


def test_the_oldest_go_where_there_are_too_many_numbers() -> None:
    past = Past()
    for step in range(5):
        past.keep(whole(step, numbers=MAX_NUMBERS // 3 - NUMBERS), COURSE, DATA, float(step))
    assert steps(past) == [4, 3, 2]
    past.keep(whole(1), COURSE, DATA, 0.0)
    past.keep(whole(2, numbers=MAX_NUMBERS), COURSE, DATA, 10.0)
    assert past.next is None


def test_own_data_count_once_and_only_where_they_are_not_the_runs_own() -> None:
    half, most, others = wide(MAX_NUMBERS // 2), wide(MAX_NUMBERS), own(10)
    past = Past()
    for step in range(4):
        past.keep(replace(whole(), snapshot=replace(SNAPSHOT, spec=most, step=step)), COURSE, most.data, 0.0)
    assert steps(past) == [3, 2, 1, 0]
    for step in range(4):
        past.keep(replace(whole(), snapshot=replace(SNAPSHOT, spec=half, step=step)), COURSE, others.data, 0.0)
    assert steps(past) == [3, 2, 1, 0]
    for number, spec in enumerate((half, wide(MAX_NUMBERS // 2, seed=1), wide(MAX_NUMBERS // 2, seed=2))):
        past.keep(OldData(spec), COURSE, others.data, 10.0 * number)
    past.forget_newest()
    assert past.newest().time == 10.0
    past.forget_newest()
    assert past.next is None


def test_changes_of_one_thing_in_quick_succession_are_one() -> None:
    past = Past()
    for step in range(4):
        past.keep(whole(step, burst="w"), COURSE, DATA, 0.9 * BURST_SECONDS * step)
    past.keep(whole(4, burst="v"), COURSE, DATA, 2.8 * BURST_SECONDS)
    past.keep(whole(5, burst="v"), COURSE, DATA, 3.8 * BURST_SECONDS)
    assert steps(past) == [5, 4, 0]


def test_changes_without_a_burst_are_never_one() -> None:
    past = Past()
    for step in range(3):
        past.keep(whole(step), COURSE, DATA, 0.0)
    assert steps(past) == [2, 1, 0]


def test_another_change_ends_a_burst() -> None:
    past = Past()
    for step, burst in enumerate(("w", None, "w")):
        past.keep(whole(step, burst=burst), COURSE, DATA, 0.0)
    assert steps(past) == [2, 1, 0]


def test_data_that_change_quickly_are_one_while_they_are_of_a_kind() -> None:
    past, first, points = Past(), own(10), SNAPSHOT.spec
    for spec in (first, own(11), own(12)):
        past.keep(OldData(spec), COURSE, points.data, 0.0)
    past.keep(OldData(points), COURSE, first.data, 0.1)
    assert past.next == "data"
    assert past.newest().left.data is points.data
    past.forget_newest()
    assert past.newest().left.data is first.data
    past.forget_newest()
    assert past.next is None


def test_only_a_change_that_ended_it_keeps_the_course() -> None:
    past, course = Past(), Course(spacing=4)
    past.keep(whole(), course, DATA, 0.0)
    past.keep(OldData(own(10)), course, DATA, 0.0)
    assert past.newest().course is None
    past.forget_newest()
    assert past.newest().course == course


@pytest.mark.parametrize("loss", [None, "binary_cross_entropy"])
def test_data_of_another_kind_come_back_with_their_features_and_loss(loss: str | None) -> None:
    old = RunSpec.model_validate(
        {"data": {"name": "circle", "samples": 20}, "features": ["x1_squared", "x2_squared"], "loss": loss}
    )
    run = Trainer(old)
    run.advance(2, "epoch")
    run.change(own(20))
    run.change(own(20).model_copy(update={"optimizer": old.optimizer, "loss": "huber"}))
    run.advance(1, "epoch")
    parameters = run.parameters.copy()
    assert OldData(old).put_back(run) is run
    assert run.spec == old
    np.testing.assert_array_equal(run.parameters, parameters)


def test_data_of_the_same_kind_come_back_under_the_loss_of_now() -> None:
    old, new = own(20), own(30)
    run = Trainer(new.model_copy(update={"loss": "huber", "features": ["x2", "x1"]}))
    OldData(old).put_back(run)
    assert (run.spec.data, run.spec.loss, run.spec.features) == (old.data, "huber", ["x2", "x1"])


def test_data_of_other_columns_come_back_with_their_features() -> None:
    three = RunSpec.model_validate(
        {"data": {"name": "inline", "inputs": [[1, 2, 3], [4, 5, 6]], "targets": [[0.5], [1]]}}
    )
    run = Trainer(own(20).model_copy(update={"features": ["x1", "x2", "x1_x2"]}))
    OldData(three).put_back(run)
    assert (run.spec.data, run.spec.features) == (three.data, None)


def test_moments_go_before_the_changes_themselves() -> None:
    def long(step: int) -> Course:
        snapshot = replace(SNAPSHOT, step=step, memory=np.zeros((3, MAX_NUMBERS // 6)))
        return Course(moments=Kept((Moment(snapshot, METRICS),)))

    past, courses = Past(), [long(step) for step in range(3)]
    for step, course in enumerate(courses):
        past.keep(whole(step), course, DATA, float(step))
    kept = []
    while past.next:
        kept.append(past.newest().course)
        past.forget_newest()
    assert kept == [courses[2], COURSE, COURSE]


def test_moments_that_courses_share_are_counted_once() -> None:
    snapshot = replace(SNAPSHOT, memory=np.zeros((3, MAX_NUMBERS // 6)))
    past, course = Past(), Course(moments=Kept((Moment(snapshot, METRICS),)))
    for step in range(5):
        past.keep(whole(step), course, DATA, float(step))
    assert len(steps(past)) == 5
