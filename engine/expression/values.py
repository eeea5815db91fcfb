"""Values of an expression: numbers, vectors and matrices, their shapes, and how they are read and described.

A number is a NumPy float, so that scalar programs compute as they would by hand; vectors and matrices are arrays of one
and two axes.
"""

from collections.abc import Sequence
from typing import cast

import numpy as np
from numpy.typing import NDArray

Number = np.float64
Array = NDArray[np.float64]
Value = Number | Array
Shape = tuple[int, ...]
Given = float | Sequence[float] | Sequence[Sequence[float]]
"""A value as a caller writes it: a number, a list, or a list of equally long rows."""

MAX_SIDE = 8
"""Largest number of entries of a vector, and of rows and columns of a matrix."""


class ValueProblem(Exception):
    """A value that an operation cannot take. #1 and #2 in its sentences stand for the operands as typed."""

    def __init__(self, problem: str, remedy: str) -> None:
        super().__init__(problem)
        self.problem = problem
        self.remedy = remedy


def value_of(numbers: Value | Given) -> Value:
    """Return a NumPy float, or an array that is a copy."""
    return Number(cast(float, numbers)) if np.ndim(numbers) == 0 else np.array(numbers, np.float64)


def size_of(shape: Shape) -> int:
    """Return the number of entries."""
    return int(np.prod(shape, dtype=int))


def shape_text(shape: Shape) -> str:
    """Describe a shape: "a number", "3" or "2 × 3"."""
    return " × ".join(map(str, shape)) if shape else "a number"


def read_value(name: str, given: Value | Given) -> Value:
    """Read the value of an input. Raises ValueProblem if it is ragged, empty, too large or not finite."""
    lengths = {np.size(row) for row in given} if isinstance(given, Sequence) and np.ndim(given[0:1]) == 2 else set()
    if len(lengths) > 1:
        problem = (
            f"Received rows of {' and '.join(map(str, sorted(lengths)))} numbers for {name}, expected equal lengths"
        )
        raise ValueProblem(problem, "Give every row the same number of entries")
    value = value_of(given)
    if not all(0 < side <= MAX_SIDE for side in np.shape(value)):
        problem = (
            f"Received the shape {shape_text(np.shape(value))} for {name}, expected 1 to {MAX_SIDE} entries a side"
        )
        raise ValueProblem(problem, "Use a smaller array")
    if not np.all(np.isfinite(value)):
        received = float(np.ravel(value)[~np.isfinite(np.ravel(value))][0])
        raise ValueProblem(f"Received {received} as the value of {name}, expected a finite number", "Correct the value")
    return value


def entry_text(shape: Shape, index: int) -> str:
    """Name an entry by its row and column, counted from 1; empty for a number."""
    place = [int(each) + 1 for each in np.unravel_index(index, shape)] if shape else []
    return ", ".join(f"{side} {number}" for side, number in zip(("row", "column")[: len(place)], place, strict=True))
