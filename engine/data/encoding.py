"""From what the data say to the numbers a loss compares with, and from outputs back to a class.

Two classes need one output, more need one each. Which two numbers stand for "off" and "on" follows from the loss and
from what the output activation can reach.
"""

from typing import Literal

import numpy as np
import numpy.typing as npt

from engine.compiled.jit import Array
from engine.errors import InputError

Labels = npt.NDArray[np.int64]
Task = Literal["binary", "multiclass", "regression"]

ZERO_TO_ONE = ("sigmoid", "softmax")  # output activations that reach from 0 to 1


def class_code(output_activation: str, loss: str) -> tuple[float, float]:
    """The targets of an output that is off and of one that is on: (0, 1), or (-1, 1) for hinge and other outputs."""
    return (0.0, 1.0) if output_activation in ZERO_TO_ONE and loss != "hinge" else (-1.0, 1.0)


def output_width(task: Task, classes: int, targets: Array | Labels) -> int:
    """Units in the output layer: one for two classes, one a class for more, one a target column in regression."""
    if task == "binary":
        return 1
    return classes if task == "multiclass" else targets.shape[1]


def encode_targets(targets: Array | Labels, task: Task, classes: int, output_activation: str, loss: str) -> Array:
    """The targets of a Split as the loss wants them: (N, output_width) float64, C-contiguous.

    Regression values are passed on as they are; class indices become the code of `class_code`, in a single column for
    two classes and with one column on a row for more.
    """
    if task == "regression":
        return np.ascontiguousarray(targets, dtype=np.float64)
    off, on = class_code(output_activation, loss)
    is_on = targets[:, None] == (np.array([1]) if task == "binary" else np.arange(classes))  # (N, 1) or (N, classes)
    return np.where(is_on, on, off)


def predicted_class(outputs: Array, task: Task, output_activation: str, loss: str) -> Labels:
    """The class each row of outputs (N, k) decides for, (N,).

    Two classes: 1 above the middle between the two targets, else 0. More: the largest output, the first of equals.
    """
    if task == "regression":
        raise InputError("Received a regression, expected a classification.", "Compare its outputs with R² instead.")
    if task == "multiclass":
        largest: Labels = np.argmax(outputs, axis=1)
        return largest
    off, on = class_code(output_activation, loss)
    return np.where(outputs[:, 0] > (off + on) / 2.0, 1, 0)
