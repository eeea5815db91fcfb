"""A user's own rows as a data set: checked, its task told from the targets, split where no test rows are given."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from engine.data.dataset import Dataset, Split, train_size
from engine.data.encoding import Labels, Task
from engine.jit import Array

if TYPE_CHECKING:
    from engine.spec import InlineSpec

MAX_WIDTH = 1024  # columns of inputs, and of targets
Rows = Sequence[Sequence[float]]


def infer_task(targets: Rows) -> Task:
    """Tell the task from the target rows.

    One column that holds both 0 and 1, or both -1 and 1, and nothing else is binary; several columns with a single 1
    among zeros in every row are multiclass; all else is regression, rows that are no numbers included: `load_inline`
    says what is wrong with those. Raises ValueError for one column of a single class, which could be either.
    """
    try:
        values = np.asarray(targets, dtype=np.float64)
    except (TypeError, ValueError, OverflowError):
        return "regression"
    if values.ndim != 2 or values.size == 0:
        return "regression"
    if values.shape[1] > 1:
        return "multiclass" if _is_one_hot(values) else "regression"
    distinct = set(np.unique(values).tolist())
    if distinct in ({0.0}, {1.0}, {-1.0}):
        raise ValueError(
            f"Received targets that are all {distinct.pop():g}, expected two classes or different values. "
            'Add samples of the other class, or set "task" to "binary" or "regression".'
        )
    return "binary" if distinct in ({0.0, 1.0}, {-1.0, 1.0}) else "regression"


def load_inline(spec: "InlineSpec") -> Dataset:
    """Check the rows of `spec` and make a data set of them; the rows of each split stay in the order given.

    Raises ValueError for rows that are empty, of different widths, too wide or not finite, for inputs and targets that
    do not match, for test rows given by half, and for targets that are not those of `spec.task`.
    """
    inputs, targets = _pair(spec.inputs, spec.targets, "")
    if (spec.test_inputs is None) != (spec.test_targets is None):
        raise ValueError("Received only one of test_inputs and test_targets. Give both, or neither.")
    task = spec.task or infer_task(spec.targets)
    if spec.test_inputs is None or spec.test_targets is None:
        whole, classes = _decode(inputs, targets, task)
        train, test = _draw_rows(len(whole), spec.train_fraction, np.random.default_rng(spec.seed))
        return Dataset(task, classes, whole.take(train), whole.take(test))
    test_inputs, test_targets = _pair(spec.test_inputs, spec.test_targets, "test_")
    _check_same_width(inputs, test_inputs, "inputs")
    _check_same_width(targets, test_targets, "targets")
    whole, classes = _decode(np.concatenate((inputs, test_inputs)), np.concatenate((targets, test_targets)), task)
    rows = np.arange(len(whole))
    return Dataset(task, classes, whole.take(rows[: len(inputs)]), whole.take(rows[len(inputs) :]))


def _pair(input_rows: Rows, target_rows: Rows, prefix: str) -> tuple[Array, Array]:
    inputs, targets = _matrix(input_rows, f"{prefix}inputs"), _matrix(target_rows, f"{prefix}targets")
    if len(inputs) != len(targets):
        raise ValueError(
            f"Received {len(inputs)} rows of {prefix}inputs and {len(targets)} of {prefix}targets, expected as many "
            "of each. Give one row of targets for each row of inputs."
        )
    return inputs, targets


def _matrix(rows: Rows, field: str) -> Array:
    """Rows of numbers as (N, width) float64."""
    if len(rows) == 0 or len(rows[0]) == 0:
        raise ValueError(f"Received empty {field}, expected rows of at least one number, as [[0.5, 1.0], …].")
    width = len(rows[0])
    if width > MAX_WIDTH:
        raise ValueError(f"Received {field} of {width} columns, expected at most {MAX_WIDTH}. Leave some out.")
    for index, row in enumerate(rows):
        if len(row) != width:
            raise ValueError(
                f"Received {len(row)} numbers in row {index} of {field}, expected {width} as in row 0. "
                "Give every row the same length."
            )
    values = np.array(rows, dtype=np.float64)
    if not np.isfinite(values).all():
        row, column = np.argwhere(~np.isfinite(values))[0]
        raise ValueError(
            f"Received {values[row, column]} in row {row}, column {column} of {field}, expected finite numbers. "
            "Replace it or leave the row out."
        )
    return values


def _check_same_width(train: Array, test: Array, field: str) -> None:
    if train.shape[1] != test.shape[1]:
        raise ValueError(
            f"Received test_{field} of {test.shape[1]} columns, expected {train.shape[1]} as in {field}. "
            "Give both the same columns."
        )


def _decode(inputs: Array, targets: Array, task: Task) -> tuple[Split, int]:
    """The rows as a split, with class indices for targets in classification, and the number of classes."""
    if task == "regression":
        return Split(inputs, targets), 0
    if task == "binary":
        return Split(inputs, _binary_classes(targets)), 2
    labels, classes = _many_classes(targets)
    return Split(inputs, labels), classes


def _binary_classes(targets: Array) -> Labels:
    distinct = set(np.unique(targets).tolist())
    if targets.shape[1] != 1 or not (distinct <= {0.0, 1.0} or distinct <= {-1.0, 1.0}):
        raise ValueError(
            f"Received targets of {targets.shape[1]} column(s) with values such as {_some(distinct)} for a binary "
            "task, expected one column of 0 and 1, or of -1 and 1. Change the targets or the task."
        )
    return np.where(targets[:, 0] == 1.0, 1, 0)


def _many_classes(targets: Array) -> tuple[Labels, int]:
    """Class indices and number of classes, from one-hot columns or from one column of indices."""
    width = targets.shape[1]
    if width > 1 and _is_one_hot(targets):
        return np.argmax(targets, axis=1), width
    column = targets[:, 0]
    if width == 1 and np.array_equal(column, np.floor(column)) and column.min() >= 0 and 0 < column.max() < MAX_WIDTH:
        return column.astype(np.int64), int(column.max()) + 1
    raise ValueError(
        f"Received targets of {width} column(s) with values such as {_some(set(np.unique(targets).tolist()))} for a "
        "multiclass task, expected a column for each class with a single 1 among zeros in every row, or one column of "
        f"class numbers from 0 to {MAX_WIDTH - 1}. Change the targets or the task."
    )


def _is_one_hot(values: Array) -> bool:
    return bool(np.isin(values, (0.0, 1.0)).all() and (values.sum(axis=1) == 1.0).all())


def _some(values: set[float]) -> str:
    return ", ".join(f"{value:g}" for value in sorted(values)[:4])


def _draw_rows(samples: int, train_fraction: float, rng: np.random.Generator) -> tuple[Labels, Labels]:
    """Which rows train and which test: drawn at random, each in ascending order."""
    order = rng.permutation(samples)
    training = train_size(samples, train_fraction)
    return np.sort(order[:training]), np.sort(order[training:])
