"""Encoding of targets as the numbers that a loss compares with, and decoding of outputs to classes.

Two classes need one output; more classes need one output each. The two numbers for "off" and "on" depend on the loss
and on the range of the output activation.
"""

from typing import Literal

import numpy as np
import numpy.typing as npt

from engine.compiled.jit import Array

Labels = npt.NDArray[np.int64]
Task = Literal["binary", "multiclass", "regression"]

ZERO_TO_ONE = ("sigmoid", "softmax")
"""Output activations with values from 0 to 1."""


def class_code(output_activation: str, loss: str) -> tuple[float, float]:
    """Return the targets of an output that is off and of one that is on: (0, 1) or (-1, 1)."""
    return (0.0, 1.0) if output_activation in ZERO_TO_ONE and loss != "hinge" else (-1.0, 1.0)


def output_width(task: Task, classes: int, targets: Array | Labels) -> int:
    """Return the number of units in the output layer: 1 for two classes, otherwise one for each class or target column."""
    if task == "binary":
        return 1
    return classes if task == "multiclass" else targets.shape[1]


def encode_targets(targets: Array | Labels, task: Task, classes: int, output_activation: str, loss: str) -> Array:
    """Encode the targets of a Split for the loss, as (N, output_width) float64, C-contiguous.

    Regression values are unchanged. Class indices become the numbers of `class_code`: one column for two classes, one
    column for each class otherwise.
    """
    if task == "regression":
        return np.ascontiguousarray(targets, dtype=np.float64)
    off, on = class_code(output_activation, loss)
    is_on = targets[:, None] == (np.array([1]) if task == "binary" else np.arange(classes))  # (N, 1) or (N, classes)
    return np.where(is_on, on, off)


def predicted_class(outputs: Array, task: Task, output_activation: str, loss: str) -> Labels:
    """Return the predicted class of each row of outputs (N, k), as (N,).

    Two classes: 1 if the output is above the mean of the two targets. More classes: the index of the largest output,
    the first in a tie. A regression has no classes: ValueError.
    """
    if task == "regression":
        raise ValueError("outputs of a regression have no class")
    if task == "multiclass":
        largest: Labels = np.argmax(outputs, axis=1)
        return largest
    off, on = class_code(output_activation, loss)
    return np.where(outputs[:, 0] > (off + on) / 2.0, 1, 0)
