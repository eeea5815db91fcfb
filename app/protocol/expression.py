"""A typed expression and everything about its derivatives."""

import math
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, FiniteFloat

from app.protocol.base import Message
from engine.expression.parser import MAX_INPUTS, MAX_LENGTH


def spelled(value: Any) -> Any:
    """JSON has no infinities and no NaN: here, where they are the matter, they are words."""
    if not isinstance(value, float) or math.isfinite(value):
        return value
    return "nan" if math.isnan(value) else "inf" if value > 0 else "-inf"


Extended = Annotated[float | Literal["inf", "-inf", "nan"], BeforeValidator(spelled)]
"""A number, finite or not."""


class ExpressionRequest(Message):
    """An expression and where to look at it."""

    text: str = Field(
        description=f"statements on lines of their own or after a semicolon, `name = expression` or an expression, of "
        f"at most {MAX_LENGTH:,} characters and {MAX_INPUTS} inputs; numbers, names, functions and ( ) joined by "
        "+ - * / ^ (or **). A name that is given a bare number is an input with this value"
    )
    values: dict[str, FiniteFloat] = Field(
        {}, max_length=1000, description="values of inputs to which the text gives none; 0.5 where one is left out"
    )


class ExpressionArgument(Message):
    """What an operation works on: another node, or a constant as it was typed."""

    node: int | None
    constant: str | None
    value: Extended
    local: Extended | None = Field(
        description="local derivative, ∂ this value / ∂ the argument; null where the argument depends on no input"
    )
    latex_local: str | None = Field(description="its formula: #0 this value, #1 and #2 the arguments")


class ExpressionNode(Message):
    """A row of the Wengert list."""

    name: str | None = Field(description="as the text names it")
    operation: str | None = Field(description="null for an input")
    symbol: str = Field(description="the operation as a sign or a word; an input's name")
    latex: str = Field(description="the formula of its value; empty for an input")
    span: tuple[int, int] | None = Field(description="the characters of the text that it stands for")
    value: Extended
    arguments: list[ExpressionArgument]


class ExpressionCost(Message):
    """Operations of one pass, local derivatives not included: both modes need them once."""

    multiplications: int
    additions: int


class ForwardPass(Message):
    """Forward mode: the derivatives of every node by one input."""

    input: int = Field(description="number of the node")
    tangents: list[Extended | None] = Field(description="of every node; null where the input has no part in it")
    cost: ExpressionCost


class ExpressionProduct(Message):
    """The chain rule once: the local derivative of one argument times the adjoint, added up in the argument's node."""

    argument: int = Field(description="0 or 1")
    node: int = Field(description="the argument's node")
    local: Extended
    product: Extended
    before: Extended | None = Field(description="the node's adjoint before; null where nothing had arrived yet")
    after: Extended


class BackwardStep(Message):
    """A node whose adjoint is whole hands it on to its arguments."""

    node: int
    products: list[ExpressionProduct]


class ReversePass(Message):
    """Reverse mode: the derivatives of one output by every node."""

    name: str | None
    output: int = Field(description="number of the node")
    adjoints: list[Extended | None] = Field(description="of every node; null where the output does not need it")
    steps: list[BackwardStep] = Field(description="in the order in which they are done")
    cost: ExpressionCost


class ExpressionTrouble(Message):
    """The first number that is not finite."""

    node: int
    quantity: Literal["value", "local derivative", "adjoint"]
    reason: str


class ExpressionAnswer(Message):
    """The graph, its values, and its derivatives by both modes."""

    nodes: list[ExpressionNode] = Field(description="inputs first, then operations, each after its arguments")
    inputs: int = Field(description="how many nodes are inputs")
    operations: int = Field(description="of the values: how many nodes are none")
    local_derivatives: int = Field(description="how many are needed, by either mode, once")
    forward: list[ForwardPass] = Field(description="one pass for each input")
    reverse: list[ReversePass] = Field(description="one pass for each output: a statement that no other reads")
    trouble: ExpressionTrouble | None = Field(description="where a number first stops being finite; null: nowhere")
    unused: list[str] = Field(
        description="names in `values` without effect: the text has no such input, or gives it a value itself"
    )
