"""Operations that work entry by entry, with NumPy's broadcasting: arithmetic and functions of numbers.

Arithmetic follows IEEE 754: division by zero and overflow give infinity or NaN, not an exception, and `reason` explains
them. Derivatives that do not exist follow PyTorch: 0 for relu and abs at 0; one half for each argument in a tie of max
and min; 0 for base and exponent of 0 ** b with b > 0 if the formula has no value.
"""

from collections.abc import Callable

import numpy as np

from engine.expression.local import Local, elementwise
from engine.expression.operations.operation import OVERFLOW, Operation, Reason, overflow
from engine.expression.values import Number, Shape, Value, ValueProblem, shape_text, value_of

ONE, ZERO, HALF = Number(1.0), Number(0.0), Number(0.5)


def _sigmoid(a: Value) -> Value:
    e = np.exp(-np.abs(a))  # at most 1, so that nothing overflows
    return np.where(a != a, a, np.where(a >= 0, ONE, e) / (ONE + e))


def _step(a: Value, b: Value) -> Value:
    """Return 1 if a > b, 1/2 if they are equal, otherwise 0."""
    return np.where(a == b, HALF, np.where(a > b, ONE, ZERO))


def _base_partial(v: Value, a: Value, b: Value) -> Value:
    """Return ∂(a ** b)/∂a = b a ** (b − 1); 0 for b = 0, also at a = 0."""
    return np.where(b == 0, ZERO, b * a ** (b - ONE))


def _exponent_partial(v: Value, a: Value, b: Value) -> Value:
    """Return ∂(a ** b)/∂b = a ** b ln a; its limit at a = 0 is 0."""
    return np.where((a == 0) & (b >= 0), ZERO, v * np.log(a))


def _divided(a: Number, b: Number) -> str:
    return "division by zero" if b == 0 else OVERFLOW


def _powered(a: Number, b: Number) -> str:
    if a == 0 and b < 0:
        return "division by zero: a negative power of 0"
    return "a power that is not whole, of a negative number" if a < 0 and b != np.floor(b) else OVERFLOW


def _logged(a: Number) -> str:
    return "logarithm of zero" if a == 0 else "logarithm of a negative number"


def _rooted(a: Number) -> str:
    return "square root of a negative number"


def _operation(
    symbol: str,
    value: Callable[..., Value],
    partials: tuple[Callable[..., Value], ...],
    latex: str,
    latex_partials: tuple[str, ...],
    reason: Reason = overflow,
    latex_of_arrays: str | None = None,
) -> Operation:
    """Make an operation. partials[k](v, a, …): ∂v/∂argument k for every entry, at the value v."""

    def checked(*operands: Value) -> Value:
        _check_broadcast(symbol, *map(np.shape, operands))
        return value_of(value(*operands))

    def local(number: int) -> Callable[..., Local]:
        def at(v: Value, *operands: Value) -> Local:
            formula = _of_arrays(latex_partials[number], *map(np.shape, operands))
            slopes = partials[number](v, *operands)
            return elementwise(slopes, formula, np.shape(v), np.shape(operands[number]))

        return at

    def latex_of(*shapes: Shape) -> str:
        return latex_of_arrays if latex_of_arrays and all(shapes[:1]) else _of_arrays(latex, *shapes)

    return Operation(symbol, checked, tuple(map(local, range(len(partials)))), latex_of, True, reason)


def _of_arrays(latex: str, *shapes: Shape) -> str:
    """Return a formula with ⊙ for products, if all arguments are arrays."""
    return latex.replace(r"\cdot", r"\odot") if all(shapes) else latex


def _check_broadcast(symbol: str, *shapes: Shape) -> None:
    """Raise ValueProblem if the shapes of two arguments cannot be broadcast."""
    if _fits(*shapes):
        return
    one, other = shapes
    written = f"{symbol}(#1, #2)" if symbol.isalpha() else f"#1 {symbol} #2"
    problem = (
        f"Received {written} with the shapes {shape_text(one)} and {shape_text(other)}, expected sizes that are "
        "equal or 1, counted from the right"
    )
    if _fits(one[::-1], other):
        remedy = "Transpose the first with #1.T, or change one of the sizes"
    elif _fits(one, other[::-1]):
        remedy = "Transpose the second with #2.T, or change one of the sizes"
    else:
        remedy = "Change the size of one of them"
    raise ValueProblem(problem, remedy)


def _fits(*shapes: Shape) -> bool:
    try:
        np.broadcast_shapes(*shapes)
    except ValueError:
        return False
    return True


ADD = _operation("+", lambda a, b: a + b, (lambda v, a, b: ONE, lambda v, a, b: ONE), "#1 + #2", ("1", "1"))
SUBTRACT = _operation("−", lambda a, b: a - b, (lambda v, a, b: ONE, lambda v, a, b: -ONE), "#1 - #2", ("1", "-1"))
MULTIPLY = _operation("×", lambda a, b: a * b, (lambda v, a, b: b, lambda v, a, b: a), r"#1 \cdot #2", ("#2", "#1"))
DIVIDE = _operation(
    "÷", lambda a, b: a / b, (lambda v, a, b: ONE / b, lambda v, a, b: -v / b),
    r"\frac{#1}{#2}", (r"\frac{1}{#2}", r"-\frac{#0}{#2}"), _divided,
)  # fmt: skip
POWER = _operation(
    "^", lambda a, b: a**b, (_base_partial, _exponent_partial),
    "{#1}^{#2}", (r"#2 \cdot {#1}^{#2 - 1}", r"#0 \cdot \ln(#1)"), _powered, r"{#1}^{\circ {#2}}",
)  # fmt: skip
NEGATE = _operation("−", lambda a: -a, (lambda v, a: -ONE,), "-#1", ("-1",))

OPERATORS = {"+": ADD, "-": SUBTRACT, "*": MULTIPLY, "/": DIVIDE, "^": POWER, "negate": NEGATE}

FUNCTIONS = {
    "tanh": _operation("tanh", np.tanh, (lambda v, a: ONE - v * v,), r"\tanh(#1)", ("1 - {#0}^2",)),
    "sigmoid": _operation("σ", _sigmoid, (lambda v, a: v * (ONE - v),), r"\sigma(#1)", (r"#0 \cdot (1 - #0)",)),
    "relu": _operation(
        "relu", lambda a: np.maximum(a, ZERO), (lambda v, a: np.where(a > 0, ONE, ZERO),),
        r"\operatorname{relu}(#1)", (r"[#1 > 0]",),
    ),
    "softplus": _operation(
        "softplus", lambda a: np.logaddexp(ZERO, a), (lambda v, a: _sigmoid(a),),
        r"\ln(1 + e^{#1})", (r"\sigma(#1)",),
    ),
    "exp": _operation("exp", np.exp, (lambda v, a: v,), "e^{#1}", ("#0",), latex_of_arrays=r"\exp(#1)"),
    "log": _operation("ln", np.log, (lambda v, a: ONE / a,), r"\ln(#1)", (r"\frac{1}{#1}",), _logged),
    "sqrt": _operation("√", np.sqrt, (lambda v, a: HALF / v,), r"\sqrt{#1}", (r"\frac{1}{2 \cdot #0}",), _rooted),
    "sin": _operation("sin", np.sin, (lambda v, a: np.cos(a),), r"\sin(#1)", (r"\cos(#1)",)),
    "cos": _operation("cos", np.cos, (lambda v, a: -np.sin(a),), r"\cos(#1)", (r"-\sin(#1)",)),
    "abs": _operation("|·|", np.abs, (lambda v, a: np.sign(a),), "|#1|", (r"\operatorname{sign}(#1)",)),
    "max": _operation(
        "max", np.maximum, (lambda v, a, b: _step(a, b), lambda v, a, b: _step(b, a)),
        r"\max(#1, #2)", ("[#1 > #2]", "[#2 > #1]"),
    ),
    "min": _operation(
        "min", np.minimum, (lambda v, a, b: _step(b, a), lambda v, a, b: _step(a, b)),
        r"\min(#1, #2)", ("[#1 < #2]", "[#2 < #1]"),
    ),
}  # fmt: skip
