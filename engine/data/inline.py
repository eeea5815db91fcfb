"""A user's own rows as a data set: checked, its task told from the targets, split where no test rows are given."""

from collections import Counter
from collections.abc import Sequence
from math import prod
from typing import TYPE_CHECKING

import numpy as np

from engine.compiled.jit import Array
from engine.data.dataset import Dataset, Split, by_step, train_size
from engine.data.domain import Domain, domain_around
from engine.data.encoding import Labels, Task
from engine.data.scaling import standardization
from engine.errors import InputError

if TYPE_CHECKING:
    from engine.spec.run import InlineSpec

MAX_WIDTH = 1024  # columns of inputs, and of targets
Rows = Sequence[Sequence[float]]


def infer_task(targets: Rows, named_classes: int | None = None, steps: int | None = None) -> Task:
    """Tell the task from the number of classes that have a name, if any do, and from the target rows.

    Named classes are binary where there are two for one column, else multiclass. Without names one column that holds
    both 0 and 1, or both -1 and 1, and nothing else is binary; several columns with a single 1 among zeros in every row
    are multiclass; all else is regression, rows that are no numbers included: `load_inline` says what is wrong with
    those. Of targets for each of `steps` steps, what is said of a row holds for each step. Raises ValueError for one
    column of a single class without a name, which could be either.
    """
    try:
        values = np.asarray(targets, dtype=np.float64)
    except (TypeError, ValueError, OverflowError):
        return "regression"
    if values.ndim != 2 or values.size == 0:
        return "regression"
    if steps is not None and values.shape[1] % steps == 0:
        values = by_step(values, steps)
    if named_classes is not None:
        return "binary" if named_classes == 2 and values.shape[1] == 1 else "multiclass"
    if values.shape[1] > 1:
        return "multiclass" if _is_one_hot(values) else "regression"
    distinct = set(np.unique(values).tolist())
    if distinct in ({0.0}, {1.0}, {-1.0}):
        raise InputError(
            f"Received targets that are all {distinct.pop():g}, expected two classes or different values.",
            'Add samples of the other class, name the classes, or set "task" to "binary" or "regression".',
        )
    return "binary" if distinct in ({0.0, 1.0}, {-1.0, 1.0}) else "regression"


def load_inline(spec: "InlineSpec") -> Dataset:
    """Check the rows of `spec` and make a data set of them; the rows of each split stay in the order given.

    Raises ValueError for rows that are empty, of different widths, too wide or not finite, for inputs and targets that
    do not match, for test rows given by half, for targets that are not those of the task, for names that are not as
    many as what they name or not different, and for a domain that is none.
    """
    inputs, targets = _pair(spec.inputs, spec.targets, "")
    if (spec.test_inputs is None) != (spec.test_targets is None):
        raise InputError("Received only one of test_inputs and test_targets.", "Give both, or neither.")
    if spec.test_inputs is None or spec.test_targets is None:
        train, test = _draw_rows(len(inputs), spec.train_fraction, np.random.default_rng(spec.seed))
    else:
        test_inputs, test_targets = _pair(spec.test_inputs, spec.test_targets, "test_")
        _check_same_width(inputs, test_inputs, "inputs")
        _check_same_width(targets, test_targets, "targets")
        train, test = np.split(np.arange(len(inputs) + len(test_inputs)), [len(inputs)])
        inputs, targets = np.concatenate((inputs, test_inputs)), np.concatenate((targets, test_targets))
    named_classes = None if spec.class_names is None else len(spec.class_names)
    task = spec.task or infer_task(spec.targets, named_classes, spec.steps if spec.targets_per_step else None)
    _check_names(spec, inputs.shape[1], task)
    _check_form(spec, inputs.shape[1], targets.shape[1])
    form = spec.form
    of_each = by_step(targets, form.target_steps) if form.target_steps > 1 else targets
    labels, classes = _decode(of_each, task, named_classes)
    if form.target_steps > 1:
        labels = labels.reshape(len(targets), -1)
    whole, domain = Split(inputs, labels), _domain(spec, inputs)
    scaling = standardization(inputs[train]) if spec.standardize else None
    input_names = None if spec.input_names is None else tuple(spec.input_names)
    class_names = None if spec.class_names is None else tuple(spec.class_names)
    return Dataset(
        task,
        classes,
        whole.take(train),
        whole.take(test),
        domain,
        scaling,
        steps=form.steps,
        image=form.image,
        target_steps=form.target_steps,
        input_names=input_names,
        class_names=class_names,
    )


def _check_form(spec: "InlineSpec", columns: int, target_columns: int) -> None:
    """Steps and pictures are as wide as the rows."""
    if spec.steps is not None and spec.image is not None:
        raise InputError("Received steps and an image, expected rows that are one of both.", "Leave one out.")
    if spec.targets_per_step and spec.steps is None:
        raise InputError("Received targets_per_step without steps, expected how many there are.", "Give the steps.")
    checks = [("inputs", columns, spec.steps)]
    if spec.targets_per_step:
        checks.append(("targets", target_columns, spec.steps))
    for field, width, steps in checks:
        if steps is not None and width % steps:
            raise InputError(
                f"Received {field} of {width} columns for {steps} steps, expected a multiple of {steps}: every step as "
                "many numbers.",
                "Correct steps, or give every row all numbers of every step.",
            )
    if spec.image is not None and columns != prod(spec.image):
        height, width, channels = spec.image
        raise InputError(
            f"Received inputs of {columns} columns for an image of {height} × {width} × {channels}, expected "
            f"{prod(spec.image)}.",
            "Give height, width and channels, and every row all pixels line by line.",
        )


def _pair(input_rows: Rows, target_rows: Rows, prefix: str) -> tuple[Array, Array]:
    inputs, targets = _matrix(input_rows, f"{prefix}inputs"), _matrix(target_rows, f"{prefix}targets")
    if len(inputs) != len(targets):
        raise InputError(
            f"Received {len(inputs)} rows of {prefix}inputs and {len(targets)} of {prefix}targets, expected as many "
            "of each.",
            "Give one row of targets for each row of inputs.",
        )
    return inputs, targets


def _matrix(rows: Rows, field: str) -> Array:
    """Rows of numbers as (N, width) float64."""
    if len(rows) == 0 or len(rows[0]) == 0:
        raise InputError(
            f"Received empty {field}, expected rows of at least one number.",
            "Give rows of numbers, as in [[0.5, 1.0], …].",
        )
    width = len(rows[0])
    if width > MAX_WIDTH:
        raise InputError(f"Received {field} of {width} columns, expected at most {MAX_WIDTH}.", "Leave some out.")
    for index, row in enumerate(rows):
        if len(row) != width:
            raise InputError(
                f"Received {len(row)} numbers in row {index} of {field}, expected {width} as in row 0.",
                "Give every row the same length.",
            )
    values = np.array(rows, dtype=np.float64)
    if not np.isfinite(values).all():
        row, column = np.argwhere(~np.isfinite(values))[0]
        raise InputError(
            f"Received {values[row, column]} in row {row}, column {column} of {field}, expected finite numbers.",
            "Replace it or leave the row out.",
        )
    return values


def _check_same_width(train: Array, test: Array, field: str) -> None:
    if train.shape[1] != test.shape[1]:
        raise InputError(
            f"Received test_{field} of {test.shape[1]} columns, expected {train.shape[1]} as in {field}.",
            "Give both the same columns.",
        )


def _check_names(spec: "InlineSpec", columns: int, task: Task) -> None:
    """Names are different from each other, as many as what they name, and only classes have class names."""
    for field, names in (("input_names", spec.input_names), ("class_names", spec.class_names)):
        twice = [name for name, count in Counter(names or ()).items() if count > 1]
        if twice:
            raise InputError(
                f"Received {twice[0]!r} twice in {field}, expected different names.", "Rename one of them."
            )
    if spec.input_names is not None and len(spec.input_names) != columns:
        raise InputError(
            f"Received {len(spec.input_names)} input_names for {columns} columns of inputs, expected as many of each.",
            "Name every column, or leave input_names out.",
        )
    if spec.class_names is not None and task == "regression":
        raise InputError(
            "Received class_names in a regression, expected none: its targets are values.",
            "Leave class_names out, or change the task.",
        )
    if spec.class_names is not None and task == "binary" and len(spec.class_names) != 2:
        raise InputError(
            f"Received {len(spec.class_names)} class_names for a binary task, expected 2: of class 0 and of class 1.",
            "Name both, or leave class_names out.",
        )


def _domain(spec: "InlineSpec", inputs: Array) -> Domain | None:
    """The part of the plane to draw for inputs (N, d), of which None is drawn unless d is 2."""
    if inputs.shape[1] != 2:
        if spec.domain is not None:
            raise InputError(
                f"Received a domain for inputs of {inputs.shape[1]} columns, expected two: a plane is drawn.",
                "Leave the domain out.",
            )
        return None
    for axis, (low, high) in enumerate(spec.domain or (), 1):
        if not low < high:
            raise InputError(
                f"Received the domain {low:g} to {high:g} on axis {axis}, expected a lower number, then a higher.",
                "Give [[low, high], [low, high]], or leave the domain out.",
            )
    return domain_around(inputs) if spec.domain is None else spec.domain


def _decode(targets: Array, task: Task, named_classes: int | None) -> tuple[Array | Labels, int]:
    """The targets of a split, which are class indices in classification, and the number of classes."""
    if task == "regression":
        return targets, 0
    if task == "binary":
        return _binary_classes(targets), 2
    return _many_classes(targets, named_classes)


def _binary_classes(targets: Array) -> Labels:
    distinct = set(np.unique(targets).tolist())
    if targets.shape[1] != 1 or not (distinct <= {0.0, 1.0} or distinct <= {-1.0, 1.0}):
        raise InputError(
            f"Received targets of {targets.shape[1]} column(s) with values such as {_some(distinct)} for a binary "
            "task, expected one column of 0 and 1, or of -1 and 1.",
            "Change the targets or the task.",
        )
    return np.where(targets[:, 0] == 1.0, 1, 0)


def _many_classes(targets: Array, named: int | None) -> tuple[Labels, int]:
    """Class indices and number of classes, from one-hot columns or from one column of indices.

    There are as many classes as columns, or as names; of indices without names, one more than the highest.
    """
    width = targets.shape[1]
    if width > 1 and _is_one_hot(targets):
        if named not in (None, width):
            raise InputError(
                f"Received {named} class_names for {width} columns of targets, expected a name for each column.",
                "Name every class, or leave class_names out.",
            )
        return np.argmax(targets, axis=1), width
    column = targets[:, 0]
    if width == 1 and np.array_equal(column, np.floor(column)) and column.min() >= 0 and column.max() < MAX_WIDTH:
        classes = int(column.max()) + 1
        if named is not None and named < max(classes, 2):
            raise InputError(
                f"Received {named} class_names for class numbers up to {classes - 1}, expected one for every number "
                "from 0 on, and at least 2.",
                "Name every class, or correct the numbers.",
            )
        if named is not None or classes > 1:
            return column.astype(np.int64), named or classes
    raise InputError(
        f"Received targets of {width} column(s) with values such as {_some(set(np.unique(targets).tolist()))} for a "
        "multiclass task, expected a column for each class with a single 1 among zeros in every row, or one column of "
        f"class numbers from 0 to {MAX_WIDTH - 1}.",
        "Change the targets or the task.",
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
