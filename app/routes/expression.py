"""The chain rule on an expression; needs no session."""

from typing import Annotated

from fastapi import APIRouter, Body

from app.errors import BODY_ERRORS, documented
from app.protocol.expression import (
    ExpressionAnswer,
    ExpressionArgument,
    ExpressionNode,
    ExpressionRequest,
    ExpressionTrouble,
    ForwardPass,
    ReversePass,
)
from app.routes import API
from app.routes.body import StrictRoute
from engine.expression.operations import OPERATIONS
from engine.expression.parser import Constant, parse
from engine.expression.wengert import Evaluation, Node, evaluate

NEURON = {
    "text": "L = (tanh(w1*x1 + w2*x2 + b) - y)^2",
    "values": {"w1": 0.5, "x1": 1.2, "w2": -1.0, "x2": 0.3, "b": 0.1, "y": 1.0},
}

router = APIRouter(prefix=API, tags=["expression"], route_class=StrictRoute)


@router.post(
    "/expression",
    operation_id="differentiate_expression",
    summary="Differentiate an expression",
    responses=documented(*BODY_ERRORS),
)
def differentiate_expression(body: Annotated[ExpressionRequest, Body(examples=[NEURON])]) -> ExpressionAnswer:
    """The expression as a graph of operations, with values and local derivatives, and the derivatives in both modes:
    forward mode with one pass for each input, and reverse mode with one pass for each output, each with the number of
    its operations.

    An expression that cannot be read is refused with the `position` of the character. If one divides by zero or
    overflows, `trouble` names the first node where that happens, and why; numbers that are not finite are "inf", "-inf"
    and "nan".
    """
    return _answer(evaluate(parse(body.text), body.values))


def _answer(found: Evaluation) -> ExpressionAnswer:
    trouble = found.trouble
    return ExpressionAnswer(
        nodes=[_node(node, found) for node in found.nodes],
        inputs=found.inputs,
        operations=len(found.nodes) - found.inputs,
        local_derivatives=sum(local is not None for row in found.partials for local in row),
        forward=[ForwardPass.model_validate(each, from_attributes=True) for each in found.forward],
        reverse=[ReversePass.model_validate(each, from_attributes=True) for each in found.reverse],
        trouble=None if trouble is None else ExpressionTrouble.model_validate(trouble, from_attributes=True),
        unused=list(found.unused),
    )


def _node(node: Node, found: Evaluation) -> ExpressionNode:
    operation = OPERATIONS[node.operation] if node.operation else None
    return ExpressionNode(
        name=node.name,
        operation=node.operation,
        symbol=operation.symbol if operation else node.name or "",
        latex=operation.latex if operation else "",
        span=node.span,
        value=found.values[node.index],
        arguments=[_argument(node, k, found) for k in range(len(node.arguments))],
    )


def _argument(node: Node, number: int, found: Evaluation) -> ExpressionArgument:
    argument, local = node.arguments[number], found.partials[node.index][number]
    if isinstance(argument, Constant):
        value = float(argument.value)
        return ExpressionArgument(node=None, constant=argument.text, value=value, local=None, latex_local=None)
    assert node.operation is not None
    formula = OPERATIONS[node.operation].latex_partials[number]
    return ExpressionArgument(
        node=argument,
        constant=None,
        value=found.values[argument],
        local=local,
        latex_local=None if local is None else formula,
    )
