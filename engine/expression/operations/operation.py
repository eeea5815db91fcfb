"""What an operation of an expression consists of, and reasons for values that are not finite.

Formulas are LaTeX, with #1 and #2 for the arguments and #0 for the operation's own value.
"""

from collections.abc import Callable
from dataclasses import dataclass

from engine.expression.local import Local
from engine.expression.values import Number, Shape, Value

Reason = Callable[..., str]

OVERFLOW = "overflow, it is larger than 1.8e308, the largest number that can be stored"


def overflow(*_: Number) -> str:
    """Return the reason of most values that are not finite."""
    return OVERFLOW


@dataclass(frozen=True)
class Operation:
    """An operation: `value(a, …)` and, for each argument, the local derivative `locals[k](v, a, …)` at the value v.

    `value` raises ValueProblem for operands that it cannot take. A local derivative is None for an argument that has
    none, such as a class.
    """

    symbol: str
    value: Callable[..., Value]
    locals: tuple[Callable[..., Local | None], ...]
    latex: Callable[..., str]
    """Returns the formula of the value for arguments of the given shapes."""
    is_elementwise: bool = False
    reason: Reason = overflow
    """Returns why the value is not finite for finite arguments; of an element-wise operation, for those of one entry."""

    @property
    def arity(self) -> int:
        """Number of arguments."""
        return len(self.locals)


def fixed(latex: str) -> Callable[..., str]:
    """Return the same formula for all shapes."""

    def latex_of(*_: Shape) -> str:
        return latex

    return latex_of
