"""The undo stack: limited in number and memory, with one entry for a burst of changes."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from app.errors import NothingToUndoError
from app.sessions.changes.undo import BURST_SECONDS, MAX_CHANGES, MAX_NUMBERS, OldData, UndoStack, WholeRun
from app.sessions.history.checkpoints import Checkpoint, Checkpoints
from app.sessions.history.history import History
from engine.inspect.probes.observation import measure
from engine.spec.run import RunSpec
from engine.train.trainer import Trainer

TRAINER = Trainer(RunSpec.model_validate({"data": {"name": "circle", "samples": 20}}))
SNAPSHOT, METRICS = TRAINER.snapshot(), measure(TRAINER)[0]
NUMBERS = WholeRun("reset", SNAPSHOT).numbers
DATA = SNAPSHOT.spec.data
HISTORY = History()


def whole(step: int = 0, numbers: int = 0, burst: Any = None) -> WholeRun:
    """A run at a step that occupies at least this number of numbers."""
    memory = np.zeros((3, numbers // 3)) if numbers else SNAPSHOT.memory
    return WholeRun("parameters", replace(SNAPSHOT, step=step, memory=memory), burst)


def own(rows: int, seed: int = 0, **fields: Any) -> RunSpec:
    """A run on inline data with three numbers per row."""
    values = np.random.default_rng(seed).normal(size=(rows, 3)).tolist()
    data = {"name": "inline", "inputs": [row[:2] for row in values], "targets": [row[2:] for row in values]}
    return RunSpec.model_validate({"data": {**data, **fields}})


def wide(numbers: int, seed: int = 0) -> RunSpec:
    """A run on inline data with this number of numbers."""
    inputs = np.random.default_rng(seed).normal(size=(numbers // 1000, 999)).tolist()
    return RunSpec.model_validate({"data": {"name": "inline", "inputs": inputs, "targets": [[0.5]] * len(inputs)}})


def steps(stack: UndoStack) -> list[int]:
    """The steps of the runs on the stack, newest first; empties it."""
    kept = []
    while stack.next:
        replaced = stack.newest().replaced
        assert isinstance(replaced, WholeRun)
        kept.append(replaced.snapshot.step)
        stack.pop()
    return kept


def test_an_empty_stack_is_refused() -> None:
    stack = UndoStack()
    assert stack.next is None
    with pytest.raises(NothingToUndoError) as refused:
        stack.newest()
    assert (refused.value.status, refused.value.kind) == (409, "nothing-to-undo")
    assert refused.value.remedy


def test_the_newest_comes_first() -> None:
    stack = UndoStack()
    for step in (1, 2, 3):
        stack.push(whole(step), HISTORY, DATA, float(step))
    assert stack.next == "parameters"
    assert steps(stack) == [3, 2, 1]


def test_the_oldest_of_too_many_is_dropped() -> None:
    stack = UndoStack()
    for step in range(MAX_CHANGES + 5):
        stack.push(whole(step), HISTORY, DATA, float(step))
    assert steps(stack) == list(range(MAX_CHANGES + 4, 4, -1))


def test_the_oldest_are_dropped_if_there_are_too_many_numbers() -> None:
    stack = UndoStack()
    for step in range(5):
        stack.push(whole(step, numbers=MAX_NUMBERS // 3 - NUMBERS), HISTORY, DATA, float(step))
    assert steps(stack) == [4, 3, 2]
    stack.push(whole(1), HISTORY, DATA, 0.0)
    stack.push(whole(2, numbers=MAX_NUMBERS), HISTORY, DATA, 10.0)
    assert stack.next is None


@pytest.mark.slow
def test_inline_data_count_once_and_only_if_the_run_does_not_use_them() -> None:
    half, most, others = wide(MAX_NUMBERS // 2), wide(MAX_NUMBERS), own(10)
    stack = UndoStack()
    for step in range(4):
        stack.push(replace(whole(), snapshot=replace(SNAPSHOT, spec=most, step=step)), HISTORY, most.data, 0.0)
    assert steps(stack) == [3, 2, 1, 0]
    for step in range(4):
        stack.push(replace(whole(), snapshot=replace(SNAPSHOT, spec=half, step=step)), HISTORY, others.data, 0.0)
    assert steps(stack) == [3, 2, 1, 0]
    for number, spec in enumerate((half, wide(MAX_NUMBERS // 2, seed=1), wide(MAX_NUMBERS // 2, seed=2))):
        stack.push(OldData(spec), HISTORY, others.data, 10.0 * number)
    stack.pop()
    assert stack.newest().time == 10.0
    stack.pop()
    assert stack.next is None


def test_a_burst_of_changes_is_undone_as_one() -> None:
    stack = UndoStack()
    for step in range(4):
        stack.push(whole(step, burst="w"), HISTORY, DATA, 0.9 * BURST_SECONDS * step)
    stack.push(whole(4, burst="v"), HISTORY, DATA, 2.8 * BURST_SECONDS)
    stack.push(whole(5, burst="v"), HISTORY, DATA, 3.8 * BURST_SECONDS)
    assert steps(stack) == [5, 4, 0]


def test_changes_without_a_burst_are_undone_one_by_one() -> None:
    stack = UndoStack()
    for step in range(3):
        stack.push(whole(step), HISTORY, DATA, 0.0)
    assert steps(stack) == [2, 1, 0]


def test_another_change_ends_a_burst() -> None:
    stack = UndoStack()
    for step, burst in enumerate(("w", None, "w")):
        stack.push(whole(step, burst=burst), HISTORY, DATA, 0.0)
    assert steps(stack) == [2, 1, 0]


def test_a_burst_of_data_is_of_one_kind() -> None:
    stack, first, points = UndoStack(), own(10), SNAPSHOT.spec
    for spec in (first, own(11), own(12)):
        stack.push(OldData(spec), HISTORY, points.data, 0.0)
    stack.push(OldData(points), HISTORY, first.data, 0.1)
    assert stack.next == "data"
    assert stack.newest().replaced.data is points.data
    stack.pop()
    assert stack.newest().replaced.data is first.data
    stack.pop()
    assert stack.next is None


def test_only_a_change_that_ends_a_history_stores_it() -> None:
    stack, history = UndoStack(), History(spacing=4)
    stack.push(whole(), history, DATA, 0.0)
    stack.push(OldData(own(10)), history, DATA, 0.0)
    assert stack.newest().history is None
    stack.pop()
    assert stack.newest().history == history


@pytest.mark.parametrize("loss", [None, "binary_cross_entropy"])
def test_data_of_another_kind_are_restored_with_features_and_loss(loss: str | None) -> None:
    old = RunSpec.model_validate(
        {"data": {"name": "circle", "samples": 20}, "features": ["x1_squared", "x2_squared"], "loss": loss}
    )
    run = Trainer(old)
    run.advance(2, "epoch")
    run.change(own(20))
    run.change(own(20).model_copy(update={"optimizer": old.optimizer, "loss": "huber"}))
    run.advance(1, "epoch")
    parameters = run.parameters.copy()
    assert OldData(old).restore(run) is run
    assert run.spec == old
    np.testing.assert_array_equal(run.parameters, parameters)


def test_data_of_the_same_kind_keep_the_present_loss() -> None:
    old, new = own(20), own(30)
    run = Trainer(new.model_copy(update={"loss": "huber", "features": ["x2", "x1"]}))
    OldData(old).restore(run)
    assert (run.spec.data, run.spec.loss, run.spec.features) == (old.data, "huber", ["x2", "x1"])


def test_data_of_other_columns_are_restored_with_features() -> None:
    three = RunSpec.model_validate(
        {"data": {"name": "inline", "inputs": [[1, 2, 3], [4, 5, 6]], "targets": [[0.5], [1]]}}
    )
    run = Trainer(own(20).model_copy(update={"features": ["x1", "x2", "x1_x2"]}))
    OldData(three).restore(run)
    assert (run.spec.data, run.spec.features) == (three.data, None)


def test_checkpoints_are_dropped_before_the_changes_themselves() -> None:
    def long(step: int) -> History:
        snapshot = replace(SNAPSHOT, step=step, memory=np.zeros((3, MAX_NUMBERS // 6)))
        return History(checkpoints=Checkpoints((Checkpoint(snapshot, METRICS),)))

    stack, histories = UndoStack(), [long(step) for step in range(3)]
    for step, history in enumerate(histories):
        stack.push(whole(step), history, DATA, float(step))
    kept = []
    while stack.next:
        kept.append(stack.newest().history)
        stack.pop()
    assert kept == [histories[2], HISTORY, HISTORY]


def test_checkpoints_that_histories_share_are_counted_once() -> None:
    snapshot = replace(SNAPSHOT, memory=np.zeros((3, MAX_NUMBERS // 6)))
    stack, history = UndoStack(), History(checkpoints=Checkpoints((Checkpoint(snapshot, METRICS),)))
    for step in range(5):
        stack.push(whole(step), history, DATA, float(step))
    assert len(steps(stack)) == 5
