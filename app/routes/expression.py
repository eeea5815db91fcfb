"""The chain rule on an expression; needs no session."""

from typing import Annotated, Any

import numpy as np
from fastapi import APIRouter, Body

from app.errors import BODY_ERRORS, documented
from app.protocol.expression import (
    MAX_JACOBIAN,
    ExpressionAnswer,
    ExpressionArgument,
    ExpressionNode,
    ExpressionRequest,
    ExpressionTrouble,
    ForwardPass,
    ReversePass,
    spelled,
)
from app.routes import API
from app.routes.body import StrictRoute
from engine.expression.local import Local, jacobian
from engine.expression.operations import OPERATIONS
from engine.expression.parser import parse
from engine.expression.passes import Node
from engine.expression.program import Constant
from engine.expression.values import Value
from engine.expression.wengert import Evaluation, evaluate

NEURON = {
    "text": "L = (tanh(w1*x1 + w2*x2 + b) - y)^2",
    "values": {"w1": 0.5, "x1": 1.2, "w2": -1.0, "x2": 0.3, "b": 0.1, "y": 1.0},
}
BATCH = {
    "text": "Z = X @ W + b; L = cross_entropy(Z, [1, 0])",
    "values": {"X": [[0.5, -1.2], [1.1, 0.7]], "W": [[0.2, -0.7], [1.3, 0.4]], "b": [0.1, -0.2]},
}

router = APIRouter(prefix=API, tags=["expression"], route_class=StrictRoute)


@router.post(
    "/expression",
    operation_id="differentiate_expression",
    summary="Differentiate an expression",
    responses=documented(*BODY_ERRORS),
)
def differentiate_expression(body: Annotated[ExpressionRequest, Body(examples=[NEURON, BATCH])]) -> ExpressionAnswer:
    """The expression as a graph of operations, with values and local derivatives, and the derivatives in both modes:
    forward mode with one pass for each input, and reverse mode with one pass for each output, each with the number of
    its operations. Of vectors and matrices, a pass goes in one direction, and begins with one adjoint; `seeds` chooses
    them.

    An expression that cannot be read, or whose shapes disagree, is refused with the `position` of the character. If one divides by zero or
    overflows, `trouble` names the first node where that happens, and why; numbers that are not finite are "inf", "-inf"
    and "nan".
    """
    return _answer(evaluate(parse(body.text), body.values, body.seeds))


def _answer(found: Evaluation) -> ExpressionAnswer:
    trouble = found.trouble
    return ExpressionAnswer(
        nodes=[_node(node, found) for node in found.nodes],
        inputs=found.inputs,
        operations=len(found.nodes) - found.inputs,
        local_derivatives=sum(local.numbers for row in found.locals for local in row if local is not None),
        forward=[ForwardPass.model_validate(each, from_attributes=True) for each in found.forward],
        reverse=[ReversePass.model_validate(each, from_attributes=True) for each in found.reverse],
        trouble=None if trouble is None else ExpressionTrouble.model_validate(trouble, from_attributes=True),
        unused=list(found.unused),
    )


def _node(node: Node, found: Evaluation) -> ExpressionNode:
    operation = OPERATIONS[node.operation] if node.operation else None
    value = found.values[node.index]
    return ExpressionNode(
        name=node.name,
        operation=node.operation,
        symbol=operation.symbol if operation else node.name or "",
        latex=operation.latex(*found.operand_shapes(node)) if operation else "",
        span=node.span,
        shape=list(np.shape(value)),
        value=spelled(value),
        arguments=[_argument(node, k, found) for k in range(len(node.arguments))],
    )


def _argument(node: Node, number: int, found: Evaluation) -> ExpressionArgument:
    argument, local = node.arguments[number], found.locals[node.index][number]
    value = argument.value if isinstance(argument, Constant) else found.values[argument]
    return ExpressionArgument(
        node=None if isinstance(argument, Constant) else argument,
        constant=argument.text if isinstance(argument, Constant) else None,
        value=spelled(value),
        local=None if local is None else spelled(local.array),
        latex_local=None if local is None else local.formula,
        rule=None if local is None else local.rule,
        jacobian=None if local is None else _small_jacobian(local, found.values[node.index], value),
    )


def _small_jacobian(local: Local, value: Value, argument: Value) -> Any:
    """Return the local Jacobian, unless it is a number or too large to show."""
    entries = np.size(value) * np.size(argument)
    if np.ndim(value) == np.ndim(argument) == 0 or entries > MAX_JACOBIAN:
        return None
    return spelled(jacobian(local, np.shape(value), np.shape(argument)))
