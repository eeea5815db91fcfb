"""An expression and its derivatives in both modes."""

import math
from typing import Annotated, Any, Literal

import numpy as np
from pydantic import BeforeValidator, Discriminator, Field, FiniteFloat, Tag

from app.protocol.base import Message
from engine.expression.parser import MAX_INPUTS, MAX_LENGTH
from engine.expression.values import MAX_SIDE


def spelled(value: Any) -> Any:
    """Numbers with words for infinity and NaN, which JSON does not have; an array as lists."""
    if isinstance(value, np.ndarray | np.number):
        value = value.tolist()
    if isinstance(value, list):
        return [spelled(each) for each in value]
    if not isinstance(value, float) or math.isfinite(value):
        return value
    return "nan" if math.isnan(value) else "inf" if value > 0 else "-inf"


def axes_of(value: Any) -> str:
    """Which of number, vector and matrix a value is meant to be."""
    if not isinstance(value, list):
        return "kind=number"
    return "kind=matrix" if value and isinstance(value[0], list) else "kind=vector"


Extended = float | Literal["inf", "-inf", "nan"]
"""A number, finite or not."""

Tensor = Annotated[Extended | list[Extended] | list[list[Extended]], BeforeValidator(spelled)]
"""A number, a vector, or a matrix as a list of rows."""

Vector = Annotated[list[FiniteFloat], Field(min_length=1, max_length=MAX_SIDE)]

GivenTensor = Annotated[
    Annotated[FiniteFloat, Tag("kind=number")]
    | Annotated[Vector, Tag("kind=vector")]
    | Annotated[list[Vector], Field(min_length=1, max_length=MAX_SIDE), Tag("kind=matrix")],
    Discriminator(axes_of),
]
"""A finite number, a vector, or a matrix as a list of rows."""


MAX_JACOBIAN = 256
"""Entries of a local Jacobian that an answer shows, at most."""


class ExpressionRequest(Message):
    """An expression and the values of its inputs."""

    text: str = Field(
        description=f"statements, separated by line breaks or semicolons: `name = expression` or an expression, of "
        f"at most {MAX_LENGTH:,} characters and {MAX_INPUTS} inputs; numbers, names, functions and ( ) joined by "
        "+ - * / ^ (or **) and @, the matrix product; * can be left out after a number, as in 3x or 2sin(x). [1, 2] is a "
        f"vector, [[1, 2], [3, 4]] a matrix, of at most {MAX_SIDE} entries a side; W.T is the transpose. A name that is "
        "set to a number or an array is an input with this value"
    )
    values: dict[str, GivenTensor] = Field(
        {},
        max_length=1000,
        description="values of inputs that the text does not give: numbers, or arrays as lists; 0.5 by default",
    )
    seeds: dict[str, GivenTensor] = Field(
        {},
        max_length=1000,
        description="by the name of an input, the direction in which forward mode differentiates, by default its first "
        "entry; by the name of an output, the adjoint that reverse mode begins with, by default 1 for every entry, "
        "which gives the derivatives of the sum of its entries. Each has the shape of its value",
    )


class ExpressionArgument(Message):
    """An argument of an operation: a node, or a constant as typed."""

    node: int | None
    constant: str | None
    value: Tensor
    local: Tensor | None = Field(
        description="local derivative, ∂ this value / ∂ the argument; null if the argument depends on no input. Of "
        "arrays, the derivatives that the rule multiplies by, null if it has none of its own"
    )
    latex_local: str | None = Field(description="its formula, with #0 for this value, #1 and #2 for the arguments")
    rule: str | None = Field(
        None,
        description="formula of the contribution to the argument's adjoint, with #a for the adjoint of this value and "
        "#d for `local`; null if the argument depends on no input",
    )
    jacobian: list[list[Extended]] | None = Field(
        None,
        description="of arrays: all derivatives, with a row for each entry of this value and a column for each entry of "
        f"the argument, row by row; null if there are more than {MAX_JACOBIAN}",
    )


class ExpressionNode(Message):
    """A row of the Wengert list."""

    name: str | None = Field(description="its name in the text")
    operation: str | None = Field(description="null for an input")
    symbol: str = Field(description="the operation as a symbol, or the name of an input")
    latex: str = Field(description="the formula of its value; empty for an input")
    span: tuple[int, int] | None = Field(description="its characters in the text")
    shape: list[int] = Field([], description="empty for a number")
    value: Tensor
    arguments: list[ExpressionArgument]


class ExpressionCost(Message):
    """Operations of one pass, without local derivatives, which both modes need once."""

    multiplications: int
    additions: int


class ForwardPass(Message):
    """Forward mode: the derivatives of every node with respect to one input, in one direction if it is an array."""

    input: int = Field(description="number of the node")
    seed: Tensor = Field(1.0, description="the direction; 1 for a number")
    passes: int = Field(1, description="passes for all derivatives by the input, one for each of its entries")
    tangents: list[Tensor | None] = Field(description="of every node; null if it does not depend on the input")
    cost: ExpressionCost = Field(description="of one pass")


class ExpressionProduct(Message):
    """One application of the chain rule: the operation's rule, applied to its adjoint, adds to the adjoint of an argument."""

    argument: int = Field(description="0 or 1")
    node: int = Field(description="the argument's node")
    local: Tensor | None = Field(description="null if the operation's rule has no local derivatives of its own")
    product: Tensor
    before: Tensor | None = Field(description="the node's adjoint before; null if this is the first contribution")
    after: Tensor


class BackwardStep(Message):
    """A node whose adjoint is complete, with its contributions to its arguments."""

    node: int
    products: list[ExpressionProduct]


class ReversePass(Message):
    """Reverse mode: the derivatives of one output with respect to every node."""

    name: str | None
    output: int = Field(description="number of the node")
    seed: Tensor = Field(1.0, description="its adjoint, with which the pass begins")
    passes: int = Field(1, description="passes for all derivatives of the output, one for each of its entries")
    adjoints: list[Tensor | None] = Field(description="of every node; null if the output does not depend on it")
    steps: list[BackwardStep] = Field(description="in the order of computation")
    cost: ExpressionCost = Field(description="of one pass")


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
