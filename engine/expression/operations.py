"""Table of operations in expressions, each with its value, its local derivatives, and the LaTeX of both.

Arithmetic follows IEEE 754: division by zero and overflow give infinity or NaN, not an exception, and `reason` explains
them. Derivatives that do not exist follow PyTorch: 0 for relu and abs at 0; one half for each argument in a tie of max
and min; 0 for base and exponent of 0 ** b with b > 0 if the formula has no value.

Formulas are LaTeX, with #1 and #2 for the arguments and #0 for the operation's own value.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

Number = np.float64
Reason = Callable[..., str]

OVERFLOW = "overflow, it is larger than 1.8e308, the largest number there is room for"


def _overflow(*_: Number) -> str:
    return OVERFLOW


@dataclass(frozen=True)
class Operation:
    """An operation: `value(a, …)` and, for each argument, the local derivative `partials[k](v, a, …)` at the value v."""

    symbol: str
    value: Callable[..., Number]
    partials: tuple[Callable[..., Number], ...]
    latex: str
    latex_partials: tuple[str, ...]
    reason: Reason = _overflow
    """Returns why the value is not finite for finite arguments."""

    @property
    def arity(self) -> int:
        """Number of arguments."""
        return len(self.partials)


ONE, ZERO, HALF = Number(1.0), Number(0.0), Number(0.5)


def _sigmoid(a: Number) -> Number:
    e = np.exp(-np.abs(a))  # at most 1, so that nothing overflows
    return Number((ONE if a >= 0 else e) / (ONE + e)) if a == a else a


def _step(a: Number, b: Number) -> Number:
    """Return 1 if a > b, 1/2 if they are equal, otherwise 0."""
    return HALF if a == b else ONE if a > b else ZERO


def _base_partial(v: Number, a: Number, b: Number) -> Number:
    """Return ∂(a ** b)/∂a = b a ** (b − 1); 0 for b = 0, also at a = 0."""
    return ZERO if b == 0 else Number(b * a ** (b - ONE))


def _exponent_partial(v: Number, a: Number, b: Number) -> Number:
    """Return ∂(a ** b)/∂b = a ** b ln a; its limit at a = 0 is 0."""
    return ZERO if a == 0 and b >= 0 else Number(v * np.log(a))


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


ADD = Operation("+", lambda a, b: a + b, (lambda v, a, b: ONE, lambda v, a, b: ONE), "#1 + #2", ("1", "1"))
SUBTRACT = Operation("−", lambda a, b: a - b, (lambda v, a, b: ONE, lambda v, a, b: -ONE), "#1 - #2", ("1", "-1"))
MULTIPLY = Operation("×", lambda a, b: a * b, (lambda v, a, b: b, lambda v, a, b: a), r"#1 \cdot #2", ("#2", "#1"))
DIVIDE = Operation(
    "÷", lambda a, b: a / b, (lambda v, a, b: ONE / b, lambda v, a, b: -v / b),
    r"\frac{#1}{#2}", (r"\frac{1}{#2}", r"-\frac{#0}{#2}"), _divided,
)  # fmt: skip
POWER = Operation(
    "^", lambda a, b: Number(a**b), (_base_partial, _exponent_partial),
    "{#1}^{#2}", (r"#2 \cdot {#1}^{#2 - 1}", r"#0 \cdot \ln(#1)"), _powered,
)  # fmt: skip
NEGATE = Operation("−", lambda a: -a, (lambda v, a: -ONE,), "-#1", ("-1",))

OPERATORS = {"+": ADD, "-": SUBTRACT, "*": MULTIPLY, "/": DIVIDE, "^": POWER, "negate": NEGATE}
"""Operators by their sign; `**` is read as `^`, and `negate` is the unary minus."""

FUNCTIONS = {
    "tanh": Operation("tanh", np.tanh, (lambda v, a: ONE - v * v,), r"\tanh(#1)", ("1 - {#0}^2",)),
    "sigmoid": Operation("σ", _sigmoid, (lambda v, a: v * (ONE - v),), r"\sigma(#1)", (r"#0 \cdot (1 - #0)",)),
    "relu": Operation(
        "relu", lambda a: np.maximum(a, ZERO), (lambda v, a: ONE if a > 0 else ZERO,),
        r"\operatorname{relu}(#1)", (r"[#1 > 0]",),
    ),
    "softplus": Operation(
        "softplus", lambda a: Number(np.logaddexp(ZERO, a)), (lambda v, a: _sigmoid(a),),
        r"\ln(1 + e^{#1})", (r"\sigma(#1)",),
    ),
    "exp": Operation("exp", np.exp, (lambda v, a: v,), "e^{#1}", ("#0",)),
    "log": Operation("ln", np.log, (lambda v, a: ONE / a,), r"\ln(#1)", (r"\frac{1}{#1}",), _logged),
    "sqrt": Operation("√", np.sqrt, (lambda v, a: HALF / v,), r"\sqrt{#1}", (r"\frac{1}{2 \cdot #0}",), _rooted),
    "sin": Operation("sin", np.sin, (lambda v, a: np.cos(a),), r"\sin(#1)", (r"\cos(#1)",)),
    "cos": Operation("cos", np.cos, (lambda v, a: -np.sin(a),), r"\cos(#1)", (r"-\sin(#1)",)),
    "abs": Operation("|·|", np.abs, (lambda v, a: np.sign(a),), "|#1|", (r"\operatorname{sign}(#1)",)),
    "max": Operation(
        "max", np.maximum, (lambda v, a, b: _step(a, b), lambda v, a, b: _step(b, a)),
        r"\max(#1, #2)", ("[#1 > #2]", "[#2 > #1]"),
    ),
    "min": Operation(
        "min", np.minimum, (lambda v, a, b: _step(b, a), lambda v, a, b: _step(a, b)),
        r"\min(#1, #2)", ("[#1 < #2]", "[#2 < #1]"),
    ),
}  # fmt: skip
"""Functions by name. Those of two arguments also accept more: max(a, b, c) is max(max(a, b), c)."""

CONSTANTS = {"pi": Number(np.pi), "e": Number(np.e)}

OPERATIONS = OPERATORS | FUNCTIONS
