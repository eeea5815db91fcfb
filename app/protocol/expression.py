"""An expression and its derivatives in both modes."""

import math
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, FiniteFloat

from app.protocol.base import Message
from engine.expression.parser import MAX_INPUTS, MAX_LENGTH


def spelled(value: Any) -> Any:
    """A number, or a word for infinity and NaN, which JSON does not have."""
    if not isinstance(value, float) or math.isfinite(value):
        return value
    return "nan" if math.isnan(value) else "inf" if value > 0 else "-inf"


Extended = Annotated[float | Literal["inf", "-inf", "nan"], BeforeValidator(spelled)]
"""A number, finite or not."""


class ExpressionRequest(Message):
    """An expression and the values of its inputs."""

    text: str = Field(
        description=f"statements, separated by line breaks or semicolons: `name = expression` or an expression, of "
        f"at most {MAX_LENGTH:,} characters and {MAX_INPUTS} inputs; numbers, names, functions and ( ) joined by "
        "+ - * / ^ (or **); * can be left out after a number, as in 3x or 2sin(x). A name that is set to a number is an input with this value"
    )
    values: dict[str, FiniteFloat] = Field(
        {}, max_length=1000, description="values of inputs that the text does not give; 0.5 by default"
    )


class ExpressionArgument(Message):
    """An argument of an operation: a node, or a constant as typed."""

    node: int | None
    constant: str | None
    value: Extended
    local: Extended | None = Field(
        description="local derivative, ∂ this value / ∂ the argument; null if the argument depends on no input"
    )
    latex_local: str | None = Field(description="its formula, with #0 for this value, #1 and #2 for the arguments")


class ExpressionNode(Message):
    """A row of the Wengert list."""

    name: str | None = Field(description="its name in the text")
    operation: str | None = Field(description="null for an input")
    symbol: str = Field(description="the operation as a symbol, or the name of an input")
    latex: str = Field(description="the formula of its value; empty for an input")
    span: tuple[int, int] | None = Field(description="its characters in the text")
    value: Extended
    arguments: list[ExpressionArgument]


class ExpressionCost(Message):
    """Operations of one pass, without local derivatives, which both modes need once."""

    multiplications: int
    additions: int


class ForwardPass(Message):
    """Forward mode: the derivatives of every node with respect to one input."""

    input: int = Field(description="number of the node")
    tangents: list[Extended | None] = Field(description="of every node; null if it does not depend on the input")
    cost: ExpressionCost


class ExpressionProduct(Message):
    """One application of the chain rule: local derivative times adjoint, added to the adjoint of the argument's node."""

    argument: int = Field(description="0 or 1")
    node: int = Field(description="the argument's node")
    local: Extended
    product: Extended
    before: Extended | None = Field(description="the node's adjoint before; null if this is the first contribution")
    after: Extended


class BackwardStep(Message):
    """A node whose adjoint is complete, with its contributions to its arguments."""

    node: int
    products: list[ExpressionProduct]


class ReversePass(Message):
    """Reverse mode: the derivatives of one output with respect to every node."""

    name: str | None
    output: int = Field(description="number of the node")
    adjoints: list[Extended | None] = Field(description="of every node; null if the output does not depend on it")
    steps: list[BackwardStep] = Field(description="in the order of computation")
    cost: ExpressionCost


class ExpressionTrouble(Message):
    """The first number that is not finite."""

    node: int
    quantity: Literal["value", "local derivative", "adjoint"]
    reason: str


class ExpressionAnswer(Message):
    """The graph, its values, and its derivatives by both modes."""

    nodes: list[ExpressionNode] = Field(description="inputs first, then operations, each after its arguments")
    inputs: int = Field(description="number of nodes that are inputs")
    operations: int = Field(description="number of nodes that are operations")
    local_derivatives: int = Field(description="number that either mode needs")
    forward: list[ForwardPass] = Field(description="one pass for each input")
    reverse: list[ReversePass] = Field(description="one pass for each output, a statement that no other reads")
    trouble: ExpressionTrouble | None = Field(description="the first number that is not finite; null if there is none")
    unused: list[str] = Field(description="names in `values` without effect: not an input, or set in the text")
