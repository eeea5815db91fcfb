"""Softmax, its logarithm, and the cross-entropy of logits: of a vector, or of each row of a matrix.

Cross-entropy is computed from logits, as in PyTorch, so that nothing overflows; of a matrix it is the mean over the
rows. Targets are probabilities in the shape of the logits, or classes counted from 0: a number for a vector of logits, a
vector for a matrix.
"""

import numpy as np

from engine.expression.local import Cost, Local, gradient
from engine.expression.operations.operation import Operation, fixed
from engine.expression.values import Array, Number, Shape, Value, ValueProblem, shape_text, value_of


def _log_softmax(z: Value) -> Array:
    """Return ln softmax of each row, finite also for large logits."""
    shifted = z - np.max(z, axis=-1, keepdims=True)
    return np.asarray(shifted - np.log(np.sum(np.exp(shifted), axis=-1, keepdims=True)))


def _softmax(z: Value) -> Array:
    return np.exp(_log_softmax(z))


def _row_sums(a: Value) -> Array:
    return np.asarray(np.sum(a, axis=-1, keepdims=True))


def _check_array(name: str, z: Value) -> None:
    if np.ndim(z) == 0:
        problem = f"Received a number as the argument of {name}, expected a vector or a matrix"
        raise ValueProblem(problem, "Give it all logits of a sample, such as z = [1, 2, 3]")


def _softmax_value(z: Value) -> Value:
    _check_array("softmax", z)
    return value_of(_softmax(z))


def _softmax_local(s: Value, z: Value) -> Local:
    """∂softmax/∂z = diag(s) − s sᵀ, which is symmetric: s ⊙ (t − Σ s ⊙ t) in both directions."""

    def applied(t: Value) -> Value:
        return value_of(s * (t - _row_sums(s * t)))

    cost = Cost(2 * np.size(s), 2 * np.size(s) - _rows(s))
    rule = rf"#0 \odot \Bigl(#a - {_row_sum(s)} #0 \odot #a\Bigr)"
    return Local(applied, applied, cost, cost, np.size(s), rule)


def _log_softmax_value(z: Value) -> Value:
    _check_array("log_softmax", z)
    return value_of(_log_softmax(z))


def _log_softmax_local(v: Value, z: Value) -> Local:
    """∂ln softmax/∂z = I − 1 sᵀ: t − Σ s ⊙ t forward, ā − s Σ ā backward."""
    s = np.exp(v)
    cost = Cost(np.size(s), 2 * np.size(s) - _rows(s))
    return Local(
        tangent=lambda t: value_of(t - _row_sums(s * t)),
        product=lambda adjoint: value_of(adjoint - s * _row_sums(adjoint)),
        tangent_cost=cost,
        product_cost=cost,
        numbers=np.size(s),
        rule=rf"#a - \operatorname{{softmax}}(#1) \odot {_row_sum(v)} #a",
    )


def _rows(a: Value) -> int:
    return np.shape(a)[0] if np.ndim(a) == 2 else 1


def _row_sum(a: Value) -> str:
    return r"\sum_{\text{columns}}" if np.ndim(a) == 2 else r"\sum"


# -- cross-entropy -------------------------------------------------------------------------------------------------


def _cross_entropy(z: Value, target: Value) -> Value:
    _check_array("cross_entropy", z)
    _check_target(z, target)
    weights = _one_hot(z, target) if _are_classes(z, target) else target
    # an infinitely unlikely class with the weight 0 adds nothing
    terms = np.where(weights == 0, 0.0, weights * _log_softmax(z))
    return Number(-np.sum(terms) / _rows(z))


def _are_classes(z: Value, target: Value) -> bool:
    return np.ndim(target) == np.ndim(z) - 1


def _check_target(z: Value, target: Value) -> None:
    """Raise ValueProblem for targets of another shape, or that are not classes of the logits."""
    logits, shape = np.shape(z), np.shape(target)
    if shape not in (logits, logits[:-1]):
        kind = "a class" if len(logits) == 1 else f"{logits[0]} classes"
        problem = (
            f"Received logits #1 of the shape {shape_text(logits)} and a target #2 of the shape {shape_text(shape)}, "
            f"expected {kind}, or probabilities of the shape {shape_text(logits)}"
        )
        raise ValueProblem(problem, "Give the target one class, or one row of probabilities, for every row of logits")
    if shape == logits:
        return
    wrong = [each for each in np.ravel(target) if each != np.floor(each) or not 0 <= each < logits[-1]]
    if wrong:
        problem = f"Received {wrong[0]:g} as the class in #2, expected a whole number from 0 to {logits[-1] - 1}"
        raise ValueProblem(problem, "Write a class, such as 0, or probabilities, such as [1, 0, 0]")


def _one_hot(z: Value, classes: Value) -> Array:
    return np.asarray(np.eye(np.shape(z)[-1])[np.asarray(classes, int)])


def _logits_local(v: Value, z: Value, target: Value) -> Local:
    """∂L/∂z = (softmax(z) Σ y − y) / rows, where Σ y = 1 for probabilities."""
    probabilities = not _are_classes(z, target)
    weights = target if probabilities else _one_hot(z, target)
    total = _row_sums(weights)
    slopes = value_of((_softmax(z) * total - weights) / _rows(z))
    scale = rf" \odot {_row_sum(z)} {{#2}}" if probabilities and not np.allclose(total, 1, atol=1e-9) else ""
    target_text = "{#2}" if probabilities else r"\operatorname{onehot}(#2)"
    difference = rf"\operatorname{{softmax}}(#1){scale} - {target_text}"
    return gradient(slopes, difference if np.ndim(z) == 1 else _mean(np.shape(z), f"({difference})"), np.shape(z))


def _target_local(v: Value, z: Value, target: Value) -> Local | None:
    """∂L/∂y = −ln softmax(z) / rows for probabilities; there is none for classes."""
    if _are_classes(z, target):
        return None
    slopes = value_of(-_log_softmax(z) / _rows(z))
    return gradient(slopes, "-" + _mean(np.shape(z), r"\ln \operatorname{softmax}(#1)"), np.shape(z))


def _cross_entropy_latex(z: Shape, target: Shape) -> str:
    if len(target) < len(z):
        value = r"\ln \operatorname{softmax}(#1)_{#2}"
        return f"-{value}" if len(z) == 1 else rf"-\tfrac{{1}}{{{z[0]}}} \sum {value}"
    return "-" + _mean(z, r"\sum {#2} \odot \ln \operatorname{softmax}(#1)")


def _mean(logits: Shape, latex: str) -> str:
    """Return a formula divided by the number of rows, if the logits are a matrix."""
    return latex if len(logits) == 1 else rf"\tfrac{{1}}{{{logits[0]}}} {latex}"


FUNCTIONS = {
    "softmax": Operation("softmax", _softmax_value, (_softmax_local,), fixed(r"\operatorname{softmax}(#1)")),
    "log_softmax": Operation(
        "log_softmax", _log_softmax_value, (_log_softmax_local,), fixed(r"\ln \operatorname{softmax}(#1)")
    ),
    "cross_entropy": Operation("cross_entropy", _cross_entropy, (_logits_local, _target_local), _cross_entropy_latex),
}
