"""Functions that make one number of an array: sum, mean and norm."""

import numpy as np

from engine.expression.local import Cost, Local, gradient
from engine.expression.operations.operation import Operation, fixed
from engine.expression.values import Number, Value, value_of


def _sum_local(v: Value, a: Value) -> Local:
    """∂(Σ a)/∂a: every entry gets the adjoint."""
    return Local(
        tangent=lambda t: Number(np.sum(t)),
        product=lambda adjoint: value_of(np.broadcast_to(adjoint, np.shape(a))),
        tangent_cost=Cost(0, np.size(a) - 1),
        product_cost=Cost(),
        numbers=0,
        rule=r"#a \cdot \mathbf{1}" if np.ndim(a) else "#a",
    )


def _mean_local(v: Value, a: Value) -> Local:
    """∂(mean a)/∂a: every entry gets the same share of the adjoint."""
    size = np.size(a)
    return Local(
        tangent=lambda t: Number(np.sum(t) / size),
        product=lambda adjoint: value_of(np.broadcast_to(adjoint / size, np.shape(a))),
        tangent_cost=Cost(1, size - 1),
        product_cost=Cost(1),
        numbers=1,
        rule=rf"#a \cdot \tfrac{{1}}{{{size}}}" + (r"\,\mathbf{1}" if np.ndim(a) else ""),
    )


def _norm_local(v: Value, a: Value) -> Local:
    """∂‖a‖/∂a = a / ‖a‖, and 0 at 0 as in PyTorch."""
    slopes = value_of(np.zeros(np.shape(a)) if v == 0 else a / v)
    return gradient(slopes, r"\frac{#1}{#0}", np.shape(a))


FUNCTIONS = {
    "sum": Operation("sum", lambda a: Number(np.sum(a)), (_sum_local,), fixed(r"\operatorname{sum}(#1)")),
    "mean": Operation("mean", lambda a: Number(np.mean(a)), (_mean_local,), fixed(r"\operatorname{mean}(#1)")),
    "norm": Operation("norm", lambda a: Number(np.sqrt(np.sum(a * a))), (_norm_local,), fixed(r"\lVert {#1} \rVert")),
}
