"""Local derivatives of operations on arrays, as the linear maps that both modes apply.

The local derivative of an operation by one argument is the Jacobian J, with a row for every entry of the value and a
column for every entry of the argument. Forward mode needs J t, for a tangent t; reverse mode needs the contribution
Jᵀ ā to the argument's adjoint, for an adjoint ā. Neither builds J: each operation has a rule of its own, such as Xᵀ ā for
X @ W by W. `jacobian` builds it, to be looked at.

Rules are LaTeX, with #a for the adjoint of the value, #d for the local derivatives, #0 for the value and #1, #2 for the
arguments.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from engine.expression.values import Array, Number, Shape, Value, size_of, value_of


@dataclass(frozen=True)
class Cost:
    """Operations of a pass, without those of the local derivatives, which both modes need once."""

    multiplications: int = 0
    additions: int = 0

    def __add__(self, other: "Cost") -> "Cost":
        return Cost(self.multiplications + other.multiplications, self.additions + other.additions)


@dataclass(frozen=True)
class Local:
    """∂v/∂a as a linear map: `tangent` is J t, `product` is Jᵀ ā in the shape of the argument."""

    tangent: Callable[[Value], Value]
    product: Callable[[Value], Value]
    tangent_cost: Cost
    product_cost: Cost
    numbers: int
    """Local derivatives that the rule needs."""
    rule: str
    """LaTeX of `product`."""
    array: Value | None = None
    """The local derivatives that the rule multiplies by; None if it has none of its own."""
    formula: str | None = None
    """LaTeX of `array`."""


def elementwise(derivative: Value, formula: str, shape: Shape, argument: Shape) -> Local:
    """∂v/∂a of an operation that works entry by entry: J is diagonal, and sums where the argument was broadcast.

    derivative: ∂v/∂a for each entry of v, of any shape that can be broadcast to `shape`.
    """
    slopes = value_of(np.broadcast_to(derivative, shape))
    size, summed = size_of(shape), size_of(shape) - size_of(argument)
    return Local(
        tangent=lambda t: value_of(np.multiply(slopes, t)),
        product=lambda a: unbroadcast(np.multiply(slopes, a), argument),
        tangent_cost=Cost(size),
        product_cost=Cost(size, summed),
        numbers=size,
        rule=_summed(_times(formula, not shape), shape, argument),
        array=slopes,
        formula=formula,
    )


def gradient(slopes: Value, formula: str, argument: Shape) -> Local:
    """∂v/∂a of a number v: J is one row, the gradient, in the shape of the argument."""
    size = size_of(argument)
    return Local(
        tangent=lambda t: Number(np.sum(np.multiply(slopes, t))),
        product=lambda a: value_of(np.multiply(a, slopes)),
        tangent_cost=Cost(size, size - 1),
        product_cost=Cost(size),
        numbers=size,
        rule=r"#a \cdot #d",
        array=slopes,
        formula=formula,
    )


def unbroadcast(array: Value, shape: Shape) -> Value:
    """Sum an array over the axes along which a value of this shape was broadcast."""
    added = np.ndim(array) - len(shape)
    if added == 0 and np.shape(array) == shape:
        return value_of(array)
    kept = np.sum(array, axis=tuple(range(added)))
    repeated = tuple(axis for axis, side in enumerate(shape) if side == 1)
    return value_of(np.sum(kept, axis=repeated, keepdims=True)) if repeated else value_of(kept)


def jacobian(local: Local, shape: Shape, argument: Shape) -> Array:
    """Build J, with a row for every entry of the value: row i is the contribution of the adjoint 1 at entry i."""
    units = [value_of(unit.reshape(shape)) for unit in np.eye(size_of(shape))]
    slopes = local.array
    with np.errstate(all="ignore"):
        if slopes is not None and np.shape(slopes) == shape:  # element-wise: an infinite slope stays at its entry
            rows = [unbroadcast(value_of(np.where(unit == 0, 0.0, slopes)), argument) for unit in units]
        else:
            rows = [local.product(unit) for unit in units]
    return np.array([np.ravel(row) for row in rows])


def _times(formula: str, is_scalar: bool) -> str:
    if is_scalar:
        return r"#a \cdot #d"
    return {"1": "#a", "-1": "-#a"}.get(formula, r"#a \odot #d")


def _summed(rule: str, shape: Shape, argument: Shape) -> str:
    """Add the sum over the axes along which the argument was broadcast."""
    if size_of(shape) == size_of(argument):
        return rule
    over_columns = len(argument) == 2 and argument[1] < shape[1]
    over_rows = len(shape) == 2 and (len(argument) < 2 or argument[0] < shape[0])
    if not argument or (over_rows and over_columns) or len(shape) == 1:
        return rf"\sum {rule}"
    return rf"\sum_{{\text{{{'columns' if over_columns else 'rows'}}}}} {rule}"
