"""Scalar loops over nested lists: the oracle of operations on arrays."""

import math
from collections.abc import Callable, Sequence
from typing import Any

Nested = Any
"""A number, a list of numbers, or a list of rows."""


def shape(a: Nested) -> tuple[int, ...]:
    return (len(a), *shape(a[0])) if isinstance(a, list) else ()


def matrix(a: Nested) -> list[list[float]]:
    """The rows of an array; a vector is one row, a number one entry."""
    return a if len(shape(a)) == 2 else [a] if len(shape(a)) == 1 else [[a]]


def broadcast(function: Callable[..., float], *operands: Nested) -> Nested:
    """Apply a function of numbers entry by entry, repeating sides of 1."""
    most = max(len(shape(each)) for each in operands)
    rows = [matrix(each) for each in operands]
    height, width = max(len(each) for each in rows), max(len(each[0]) for each in rows)
    made = [
        [function(*(each[i % len(each)][j % len(each[0])] for each in rows)) for j in range(width)]
        for i in range(height)
    ]
    return made if most == 2 else made[0] if most == 1 else made[0][0]


def matmul(a: Nested, b: Nested) -> Nested:
    left = matrix(a)
    right = b if len(shape(b)) == 2 else [[each] for each in b]
    made = [[sum(row[k] * right[k][j] for k in range(len(row))) for j in range(len(right[0]))] for row in left]
    if len(shape(b)) == 1:
        column = [row[0] for row in made]
        return column if len(shape(a)) == 2 else column[0]
    return made if len(shape(a)) == 2 else made[0]


def transpose(a: Nested) -> Nested:
    return [list(column) for column in zip(*a, strict=True)] if len(shape(a)) == 2 else a


def entries(a: Nested) -> list[float]:
    return [each for row in matrix(a) for each in row]


def softmax(z: Nested) -> Nested:
    def of_row(row: Sequence[float]) -> list[float]:
        powers = [math.exp(each - max(row)) for each in row]
        return [each / sum(powers) for each in powers]

    return [of_row(row) for row in z] if len(shape(z)) == 2 else of_row(z)


def cross_entropy(z: Nested, target: Nested) -> float:
    rows = matrix(softmax(z))
    if shape(z) == shape(target):
        losses = [
            -sum(y * math.log(p) for y, p in zip(*pair, strict=True)) for pair in zip(matrix(target), rows, strict=True)
        ]
    else:
        classes = target if isinstance(target, list) else [target]
        losses = [-math.log(row[int(k)]) for row, k in zip(rows, classes, strict=True)]
    return sum(losses) / len(losses)
