"""Inline data: inferred task, splits, errors."""

from typing import Any

import numpy as np
import pytest

from engine.data.dataset import Dataset
from engine.data.inline import infer_task, load_inline
from engine.errors import InputError
from engine.load import load
from engine.spec.data.own import InlineSpec

INPUTS = [[float(i), float(-i), 0.5] for i in range(6)]
BITS = [[0.0], [1.0], [1.0], [0.0], [1.0], [0.0]]


def inline(**fields: Any) -> Dataset:
    return load(InlineSpec(name="inline", **({"inputs": INPUTS, "targets": BITS} | fields)))


@pytest.mark.parametrize(
    ("targets", "task"),
    [
        ([[0], [1], [0]], "binary"),
        ([[-1.0], [1.0]], "binary"),
        ([[1, 0, 0], [0, 1, 0]], "multiclass"),
        ([[1.0, 0.0]], "multiclass"),
        ([[0.1], [0.9]], "regression"),
        ([[-1], [0], [1]], "regression"),
        ([[0], [1], [2]], "regression"),
        ([[1, 0], [1, 1]], "regression"),
        ([[0, 0], [0, 1]], "regression"),
        ([[-1, 1], [1, -1]], "regression"),
        ([[0.5]], "regression"),
        ([[2], [2]], "regression"),
    ],
)
def test_the_task_is_inferred_from_the_targets(targets: list[list[float]], task: str) -> None:
    assert infer_task(targets) == task


@pytest.mark.parametrize("value", [0, 1, -1])
def test_one_class_alone_is_ambiguous(value: float) -> None:
    with pytest.raises(ValueError, match=f'all {value}, expected two classes.*set "task"'):
        infer_task([[value], [value]])


@pytest.mark.parametrize(
    "garbage", [[], [[]], [[1], [1, 2]], [["a"]], [[None]], [{}], ["ab"], 3, None, [[[1]]], [[10**400]], [[1j]]]
)
def test_garbage_is_left_to_validation(garbage: Any) -> None:
    assert infer_task(garbage) == "regression"
    with pytest.raises(ValueError, match="targets"):
        inline(inputs=[[1.0]], targets=garbage)


def test_binary() -> None:
    for targets in (BITS, [[2 * bit - 1] for (bit,) in BITS]):
        data = inline(targets=targets)
        assert (data.task, data.classes) == ("binary", 2)
        assert data.train.targets.tolist() == [0, 1, 1, 0, 1, 0]
        assert data.train.targets.dtype == np.int64


def test_one_class_is_binary_if_the_task_says_so() -> None:
    assert inline(targets=[[1.0]] * 6, task="binary").train.targets.tolist() == [1] * 6
    assert inline(targets=[[-1.0]] * 6, task="binary").train.targets.tolist() == [0] * 6


def test_multiclass() -> None:
    labels = [2, 0, 1, 1, 3, 0]
    one_hot = np.eye(4)[labels].tolist()
    for data in (inline(targets=one_hot), inline(targets=[[label] for label in labels], task="multiclass")):
        assert (data.task, data.classes, data.train.targets.tolist()) == ("multiclass", 4, labels)


def test_a_class_may_be_in_the_test_rows_alone() -> None:
    data = inline(targets=[[0], [1]] * 3, test_inputs=INPUTS[:1], test_targets=[[2]], task="multiclass")
    assert data.classes == 3 and data.test.targets.tolist() == [2]


def test_regression_keeps_columns() -> None:
    targets = [[0.1 * i, -i] for i in range(6)]
    data = inline(targets=targets)
    assert (data.task, data.classes) == ("regression", 0)
    np.testing.assert_array_equal(data.train.targets, targets)
    np.testing.assert_array_equal(data.train.inputs, INPUTS)


def test_a_given_task_is_used() -> None:
    assert inline(task="regression").task == "regression"
    assert inline(targets=np.eye(6).tolist(), task="regression").train.targets.shape == (6, 6)


def test_all_rows_train_in_their_order_by_default() -> None:
    data = inline()
    np.testing.assert_array_equal(data.train.inputs, INPUTS)
    assert len(data.test) == 0 and data.test.inputs.shape == (0, 3)


def test_a_fraction_splits_at_random_in_order() -> None:
    many = [[float(i)] for i in range(100)]
    data = inline(inputs=many, targets=many, train_fraction=0.7, seed=4)
    train, test = data.train.inputs[:, 0], data.test.inputs[:, 0]
    assert (len(train), len(test)) == (70, 30)
    assert sorted([*train, *test]) == list(range(100))
    assert (np.diff(train) > 0).all() and (np.diff(test) > 0).all()
    assert not np.array_equal(train, np.arange(70))
    again, other = (inline(inputs=many, targets=many, train_fraction=0.7, seed=seed) for seed in (4, 5))
    np.testing.assert_array_equal(again.train.inputs, data.train.inputs)
    assert not np.array_equal(other.train.inputs, data.train.inputs)


def test_both_splits_have_a_sample() -> None:
    data = inline(inputs=INPUTS[:2], targets=BITS[:2], train_fraction=0.95)
    assert (len(data.train), len(data.test)) == (1, 1)


def test_test_rows_are_separate() -> None:
    data = inline(test_inputs=[[9.0, 9.0, 9.0], [8.0, 8.0, 8.0]], test_targets=[[1.0], [1.0]], train_fraction=0.5)
    np.testing.assert_array_equal(data.train.inputs, INPUTS)
    np.testing.assert_array_equal(data.test.inputs, [[9, 9, 9], [8, 8, 8]])
    assert data.test.targets.tolist() == [1, 1]
    for split in (data.train, data.test):
        assert split.inputs.flags.c_contiguous and split.targets.flags.c_contiguous


def test_a_thousand_inputs() -> None:
    data = inline(inputs=np.ones((6, 1024)).tolist())
    assert data.train.inputs.shape == (6, 1024)
    with pytest.raises(ValueError, match="inputs of 1025 columns, expected at most 1024"):
        inline(inputs=np.ones((6, 1025)).tolist())


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"inputs": [*INPUTS[:5], [1.0, 2.0]]}, "Received 2 numbers in row 5 of inputs, expected 3"),
        ({"targets": [*BITS[:5], []], "task": "binary"}, "Received 0 numbers in row 5 of targets, expected 1"),
        ({"inputs": [[]] * 6}, "Received empty inputs"),
        ({"targets": BITS[:4]}, "Received 6 rows of inputs and 4 of targets"),
        ({"test_inputs": INPUTS}, "only one of test_inputs and test_targets"),
        ({"test_targets": BITS}, "only one of test_inputs and test_targets"),
        ({"test_inputs": [], "test_targets": []}, "Received empty test_inputs"),
        ({"test_inputs": INPUTS[:2], "test_targets": BITS[:1]}, "2 rows of test_inputs and 1 of test_targets"),
        ({"test_inputs": [[1.0]], "test_targets": BITS[:1]}, "test_inputs of 1 columns, expected 3"),
        ({"test_inputs": INPUTS[:1], "test_targets": [[1.0, 0.0]]}, "test_targets of 2 columns, expected 1"),
        ({"test_inputs": INPUTS[:1], "test_targets": [[0.5]]}, "such as 0, 0.5, 1 for a binary task"),
        ({"targets": [[0.0], [1.0], [-1.0]] * 2, "task": "binary"}, "such as -1, 0, 1 for a binary task"),
        ({"targets": [[0.0, 1.0]] * 6, "task": "binary"}, r"2 column\(s\).*expected one column"),
        ({"targets": [[0.5]] * 6, "task": "multiclass"}, "such as 0.5 for a multiclass task"),
        ({"targets": [[-1.0]] * 6, "task": "multiclass"}, "multiclass task, expected a column for each class"),
        ({"targets": [[0.0]] * 6, "task": "multiclass"}, "multiclass task, expected a column for each class"),
        ({"targets": [[1e300]] * 6, "task": "multiclass"}, "class numbers from 0 to 1023"),
        ({"targets": [[1.0, 1.0]] * 6, "task": "multiclass"}, "a single 1 among zeros"),
        ({"inputs": INPUTS[:1], "targets": BITS[1:2], "task": "binary", "train_fraction": 0.5}, "Received 1 sample "),
    ],
)
def test_rows_that_cannot_be_used_are_refused(fields: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        inline(**fields)


@pytest.mark.parametrize("field", ["inputs", "targets"])
@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_non_finite_numbers_are_refused(field: str, value: float) -> None:
    rows = [row[:] for row in (INPUTS if field == "inputs" else BITS)]
    rows[3][0] = value
    given: dict[str, Any] = {"inputs": INPUTS, "targets": BITS, "task": "regression", field: rows}
    with pytest.raises(InputError, match=f"Received {value} in row 3, column 0 of {field}"):
        load_inline(**given)
    with pytest.raises(ValueError, match="finite"):
        inline(**given)


# -- names ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("targets", "names", "task"),
    [
        ([[1.0]] * 6, ["no", "yes"], "binary"),
        ([[-1.0]] * 6, ["no", "yes"], "binary"),
        (BITS, ["no", "yes"], "binary"),
        ([[0.0]] * 6, ["a", "b", "c"], "multiclass"),
        ([[0.0], [1.0], [2.0]] * 2, ["a", "b", "c"], "multiclass"),
        (BITS, ["a", "b", "c"], "multiclass"),
        (np.eye(2)[[0, 1] * 3].tolist(), ["a", "b"], "multiclass"),
    ],
)
def test_class_names_determine_the_task(targets: list[list[float]], names: list[str], task: str) -> None:
    data = inline(targets=targets, class_names=names)
    assert (data.task, data.classes) == (task, len(names))


def test_a_class_may_have_no_row() -> None:
    labels = [[0.0], [1.0], [3.0], [0.0], [1.0], [3.0]]
    data = inline(targets=labels, class_names=["a", "b", "c", "d", "e"])
    assert (data.classes, data.train.targets.tolist()) == (5, [0, 1, 3, 0, 1, 3])
    assert inline(targets=[[0.0]] * 6, class_names=["a", "b", "c"]).train.targets.tolist() == [0] * 6
    two = inline(targets=[[0.0]] * 6, class_names=["a", "b"], task="multiclass")
    assert (two.task, two.classes) == ("multiclass", 2)


def test_class_names_do_not_change_the_data() -> None:
    data, named = inline(), inline(input_names=["a", "b", "c"], class_names=["no", "yes"])
    np.testing.assert_array_equal(named.train.inputs, data.train.inputs)
    np.testing.assert_array_equal(named.train.targets, data.train.targets)


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"input_names": ["a", "b"]}, "Received 2 input_names for 3 columns of inputs.*Name every column"),
        ({"input_names": []}, "Received 0 input_names for 3 columns"),
        ({"input_names": ["a", "b", "a"]}, "Received 'a' twice in input_names.*Rename one"),
        ({"class_names": ["a", "a"]}, "Received 'a' twice in class_names"),
        ({"class_names": ["a", "b", "c"], "task": "binary"}, "Received 3 class_names for a binary task, expected 2"),
        ({"class_names": ["a"], "task": "binary"}, "Received 1 class_names for a binary task, expected 2"),
        ({"class_names": ["a", "b"], "task": "regression"}, "class_names in a regression, expected none"),
        ({"class_names": ["a"]}, "Received 1 class_names for class numbers up to 1"),
        (
            {"class_names": ["a"], "targets": [[0.0]] * 6},
            "Received 1 class_names for class numbers up to 0.*at least 2",
        ),
        ({"class_names": ["a", "b", "c"], "targets": [[3.0]] * 6}, "3 class_names for class numbers up to 3"),
        ({"class_names": ["a", "b", "c"], "targets": [[0.5]] * 6}, "such as 0.5 for a multiclass task"),
        ({"class_names": ["a", "b"], "targets": np.eye(6).tolist()}, "2 class_names for 6 columns of targets"),
        ({"class_names": list("abcdefg"), "targets": np.eye(6).tolist()}, "7 class_names for 6 columns of targets"),
        (
            {"class_names": ["a", "b", "c"], "test_inputs": INPUTS[:1], "test_targets": [[4.0]]},
            "3 class_names for class numbers up to 4",
        ),
        ({"input_names": ["", "b", "c"]}, "at least 1 character"),
        ({"input_names": ["x" * 65, "b", "c"]}, "at most 64 characters"),
        ({"input_names": "abc"}, "valid list"),
        ({"class_names": 2}, "valid list"),
        ({"class_names": [1, 2]}, "valid string"),
        ({"class_names": [str(name) for name in range(1025)]}, "at most 1024 items"),
    ],
)
def test_names_that_do_not_fit_are_refused(fields: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        inline(**fields)
