"""A user's own rows as a data set: checks, inference of the task, and the split into training and test rows."""

from collections import Counter
from collections.abc import Sequence
from math import prod

import numpy as np

from engine.compiled.jit import Array
from engine.data.dataset import MAX_INPUTS, Dataset, Image, Split, by_step
from engine.data.domain import Domain, domain_around
from engine.data.encoding import Labels, Task
from engine.data.scaling import standardization
from engine.data.splits import shuffled
from engine.errors import InputError

Rows = Sequence[Sequence[float]]


def infer_task(targets: Rows, named_classes: int | None = None, steps: int | None = None) -> Task:
    """Infer the task from the target rows and from the number of named classes, if the classes have names.

    With names, the task is binary for two classes in one column, otherwise multiclass. Without names, it is binary for
    one column of 0 and 1, or of -1 and 1; multiclass for several columns with a single 1 among zeros in every row; and
    regression otherwise, also for malformed rows, which `load_inline` refuses. steps: number of time steps if there are
    targets for each. Raises InputError for one column of a single class without names, because that is ambiguous.
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


def load_inline(
    inputs: Rows,
    targets: Rows,
    test_inputs: Rows | None = None,
    test_targets: Rows | None = None,
    *,
    task: Task | None = None,
    train_fraction: float = 1.0,
    seed: int = 0,
    standardize: bool = False,
    input_names: Sequence[str] | None = None,
    class_names: Sequence[str] | None = None,
    domain: Domain | None = None,
    steps: int | None = None,
    targets_per_step: bool = False,
    image: Image | None = None,
) -> Dataset:
    """Check a user's rows and make a data set of them; each split keeps the order of the rows.

    inputs, targets: (N, d) and (N, k). test_inputs, test_targets: rows to test; without them `train_fraction` of the rows
    is drawn, by `seed`, to train. task: None to infer it. standardize: scale each input by its training rows.
    input_names, class_names: one name for each column or class. domain: region to draw for two inputs; None for one that
    holds all rows. steps: number of time steps in a row. targets_per_step: True if there are targets for each time step.
    image: (height, width, channels) if a row is an image.

    Raises InputError for rows that are empty, too wide, not finite or of different widths; for inputs and targets that
    do not match each other, the task, steps or image; and for names and a domain that do not fit the rows.
    """
    rows, row_targets = _pair(inputs, targets, "")
    if (test_inputs is None) != (test_targets is None):
        raise InputError("Received only one of test_inputs and test_targets.", "Give both, or neither.")
    if test_inputs is None or test_targets is None:
        drawn = shuffled(len(rows), train_fraction, np.random.default_rng(seed))
        train, test = (np.sort(indices) for indices in drawn)
    else:
        first_test = len(rows)
        rows, row_targets = _with_test_rows(rows, row_targets, *_pair(test_inputs, test_targets, "test_"))
        train, test = np.split(np.arange(len(rows)), [first_test])
    named_classes = None if class_names is None else len(class_names)
    task = task or infer_task(targets, named_classes, steps if targets_per_step else None)
    _check_names(input_names, class_names, rows.shape[1], task)
    _check_steps(steps, targets_per_step, rows.shape[1], row_targets.shape[1])
    _check_image(image, steps, rows.shape[1])
    target_steps = steps if steps is not None and targets_per_step else 1
    labels, classes = _decode(by_step(row_targets, target_steps), task, named_classes)
    if target_steps > 1:
        labels = labels.reshape(len(rows), -1)
    whole = Split(rows, labels)
    return Dataset(
        task,
        classes,
        whole.take(train),
        whole.take(test),
        _checked_domain(domain, rows),
        standardization(rows[train]) if standardize else None,
        steps=steps,
        image=image,
        target_steps=target_steps,
        input_names=None if input_names is None else tuple(input_names),
        class_names=None if class_names is None else tuple(class_names),
    )


def _with_test_rows(rows: Array, targets: Array, test_rows: Array, test_targets: Array) -> tuple[Array, Array]:
    """Append the test rows and their targets. Raises InputError if their widths differ."""
    _check_same_width(rows, test_rows, "inputs")
    _check_same_width(targets, test_targets, "targets")
    return np.concatenate((rows, test_rows)), np.concatenate((targets, test_targets))


def _check_steps(steps: int | None, targets_per_step: bool, columns: int, target_columns: int) -> None:
    """Raise InputError unless every time step has the same number of columns."""
    if targets_per_step and steps is None:
        raise InputError("Received targets_per_step without steps, expected how many there are.", "Give the steps.")
    if steps is None:
        return
    for field, width in (("inputs", columns), ("targets", target_columns if targets_per_step else steps)):
        if width % steps:
            raise InputError(
                f"Received {field} of {width} columns for {steps} steps, expected a multiple of {steps}: every step as "
                "many numbers.",
                "Correct steps, or give every row all numbers of every step.",
            )


def _check_image(image: Image | None, steps: int | None, columns: int) -> None:
    """Raise InputError unless a row has as many columns as the image has numbers."""
    if image is None:
        return
    if steps is not None:
        raise InputError("Received steps and an image, expected rows that are one of both.", "Leave one out.")
    if columns != prod(image):
        height, width, channels = image
        raise InputError(
            f"Received inputs of {columns} columns for an image of {height} × {width} × {channels}, expected "
            f"{prod(image)}.",
            "Give height, width and channels, and every row all pixels line by line.",
        )


def _pair(input_rows: Rows, target_rows: Rows, prefix: str) -> tuple[Array, Array]:
    """Convert inputs and targets of the same samples to arrays. Raises InputError."""
    inputs, targets = _matrix(input_rows, f"{prefix}inputs"), _matrix(target_rows, f"{prefix}targets")
    if len(inputs) != len(targets):
        raise InputError(
            f"Received {len(inputs)} rows of {prefix}inputs and {len(targets)} of {prefix}targets, expected as many "
            "of each.",
            "Give one row of targets for each row of inputs.",
        )
    return inputs, targets


def _matrix(rows: Rows, field: str) -> Array:
    """Convert rows of numbers to (N, width) float64. Raises InputError."""
    if len(rows) == 0 or len(rows[0]) == 0:
        raise InputError(
            f"Received empty {field}, expected rows of at least one number.",
            "Give rows of numbers, as in [[0.5, 1.0], …].",
        )
    width = len(rows[0])
    if width > MAX_INPUTS:
        raise InputError(f"Received {field} of {width} columns, expected at most {MAX_INPUTS}.", "Leave some out.")
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


def _check_names(
    input_names: Sequence[str] | None, class_names: Sequence[str] | None, columns: int, task: Task
) -> None:
    """Raise InputError unless names are distinct, one for each column or class, and a regression has no class names."""
    for field, names in (("input_names", input_names), ("class_names", class_names)):
        twice = [name for name, count in Counter(names or ()).items() if count > 1]
        if twice:
            raise InputError(
                f"Received {twice[0]!r} twice in {field}, expected different names.", "Rename one of them."
            )
    if input_names is not None and len(input_names) != columns:
        raise InputError(
            f"Received {len(input_names)} input_names for {columns} columns of inputs, expected the same number of each.",
            "Name every column, or leave input_names out.",
        )
    if class_names is not None and task == "regression":
        raise InputError(
            "Received class_names in a regression, expected none: its targets are values.",
            "Leave class_names out, or change the task.",
        )
    if class_names is not None and task == "binary" and len(class_names) != 2:
        raise InputError(
            f"Received {len(class_names)} class_names for a binary task, expected 2: of class 0 and of class 1.",
            "Name both, or leave class_names out.",
        )


def _checked_domain(domain: Domain | None, inputs: Array) -> Domain | None:
    """Return the domain to draw for inputs (N, d): None unless d is 2, by default one that holds all rows."""
    if inputs.shape[1] != 2:
        if domain is not None:
            raise InputError(
                f"Received a domain for inputs of {inputs.shape[1]} columns, expected two: a plane is drawn.",
                "Leave the domain out.",
            )
        return None
    for axis, (low, high) in enumerate(domain or (), 1):
        if not low < high:
            raise InputError(
                f"Received the domain {low:g} to {high:g} on axis {axis}, expected a lower number, then a higher.",
                "Give [[low, high], [low, high]], or leave the domain out.",
            )
    return domain_around(inputs) if domain is None else domain


def _decode(targets: Array, task: Task, named_classes: int | None) -> tuple[Array | Labels, int]:
    """Return values (N, k), or class indices (N,), for targets (N, k), and the number of classes."""
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
    """Return class indices and the number of classes, from one-hot columns or from one column of class indices.

    Without names, the number of classes is the number of columns, or the highest index plus 1.
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
    if width == 1 and np.array_equal(column, np.floor(column)) and column.min() >= 0 and column.max() < MAX_INPUTS:
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
        f"class numbers from 0 to {MAX_INPUTS - 1}.",
        "Change the targets or the task.",
    )


def _is_one_hot(values: Array) -> bool:
    return bool(np.isin(values, (0.0, 1.0)).all() and (values.sum(axis=1) == 1.0).all())


def _some(values: set[float]) -> str:
    return ", ".join(f"{value:g}" for value in sorted(values)[:4])
