"""The matrix product and the transpose.

As in NumPy, a vector on the left of @ is a row and one on the right is a column, and the product of two vectors is a
number. Y = X @ W has the rules X̄ = Ȳ Wᵀ and W̄ = Xᵀ Ȳ.
"""

import numpy as np

from engine.expression.local import Cost, Local
from engine.expression.operations.operation import Operation, fixed
from engine.expression.values import Array, Shape, Value, ValueProblem, shape_text, value_of


def _product(a: Value, b: Value) -> Value:
    _check(np.shape(a), np.shape(b))
    return value_of(np.matmul(a, b))


def _check(a: Shape, b: Shape) -> None:
    """Raise ValueProblem if two shapes cannot be multiplied."""
    if not (a and b):
        problem = f"Received a number {'before' if not a else 'after'} @ in #1 @ #2, expected vectors or matrices"
        raise ValueProblem(problem, "Write * to multiply by a number")
    if _fits(a, b):
        return
    problem = (
        f"Received #1 @ #2 with the shapes {shape_text(a)} and {shape_text(b)}, expected as many "
        f"{'columns' if len(a) == 2 else 'entries'} on the left as {'rows' if len(b) == 2 else 'entries'} on the right"
    )
    options = (("#1.T @ #2", a[::-1], b), ("#1 @ #2.T", a, b[::-1]), ("#2 @ #1", b, a))
    written = next((text for text, one, other in options if _fits(one, other)), None)
    raise ValueProblem(
        problem, f"Write {written}, or change one of the sizes" if written else "Change one of the sizes"
    )


def _fits(a: Shape, b: Shape) -> bool:
    return a[-1] == b[0]


def _left_local(v: Value, a: Array, b: Array) -> Local:
    """∂(a @ b)/∂a: t @ b forward, ā bᵀ backward."""
    rows, inner, columns = _sides(a, b)
    return Local(
        tangent=lambda t: value_of(np.matmul(t, b)),
        product=lambda adjoint: value_of((np.reshape(adjoint, (rows, columns)) @ _right(b).T).reshape(a.shape)),
        tangent_cost=Cost(rows * inner * columns, rows * columns * (inner - 1)),
        product_cost=Cost(rows * inner * columns, rows * inner * (columns - 1)),
        numbers=b.size,
        rule=r"#a \, {#2}^{\top}" if np.ndim(v) else r"#a \cdot {#2}^{\top}",
    )


def _right_local(v: Value, a: Array, b: Array) -> Local:
    """∂(a @ b)/∂b: a @ t forward, aᵀ v̄ backward."""
    rows, inner, columns = _sides(a, b)
    return Local(
        tangent=lambda t: value_of(np.matmul(a, t)),
        product=lambda adjoint: value_of((_left(a).T @ np.reshape(adjoint, (rows, columns))).reshape(b.shape)),
        tangent_cost=Cost(rows * inner * columns, rows * columns * (inner - 1)),
        product_cost=Cost(rows * inner * columns, inner * columns * (rows - 1)),
        numbers=a.size,
        rule=r"{#1}^{\top} \, #a" if np.ndim(v) else r"{#1}^{\top} \cdot #a",
    )


def _left(a: Array) -> Array:
    return np.reshape(a, (1, -1)) if a.ndim == 1 else a


def _right(b: Array) -> Array:
    return np.reshape(b, (-1, 1)) if b.ndim == 1 else b


def _sides(a: Array, b: Array) -> tuple[int, int, int]:
    """Return the rows of a, the columns of a, and the columns of b."""
    rows, inner = _left(a).shape
    return rows, inner, _right(b).shape[1]


def _transpose_local(v: Value, a: Value) -> Local:
    return Local(
        tangent=lambda t: value_of(np.transpose(t)),
        product=lambda adjoint: value_of(np.transpose(adjoint)),
        tangent_cost=Cost(),
        product_cost=Cost(),
        numbers=0,
        rule=r"{#a}^{\top}",
    )


MATMUL = Operation("@", _product, (_left_local, _right_local), fixed(r"#1 \, #2"))
TRANSPOSE = Operation("T", lambda a: value_of(np.transpose(a)), (_transpose_local,), fixed(r"{#1}^{\top}"))

OPERATORS = {"@": MATMUL, "transpose": TRANSPOSE}
