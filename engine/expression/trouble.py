"""Finds the first number of an evaluation that is not finite, and the reason."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from engine.expression.operations import OPERATIONS
from engine.expression.operations.operation import OVERFLOW
from engine.expression.passes import Locals, Node, Reverse
from engine.expression.values import Value, entry_text


@dataclass(frozen=True)
class Trouble:
    """The first node with a number that is not finite, and the reason."""

    node: int
    quantity: Literal["value", "local derivative", "adjoint"]
    reason: str


def find_trouble(
    nodes: Sequence[Node],
    operands: Sequence[Sequence[Value]],
    values: Sequence[Value],
    locals_: Locals,
    reverse: Sequence[Reverse],
) -> Trouble | None:
    """Search the values, then the local derivatives, then the adjoints; operands: of every node."""
    for node, taken, value in zip(nodes, operands, values, strict=True):
        if not np.all(np.isfinite(value)):
            return Trouble(node.index, "value", _reason(node, taken, value))
    for node, row in zip(nodes, locals_, strict=True):
        for local in row:
            if local is not None and local.array is not None and not np.all(np.isfinite(local.array)):
                entry = np.ravel(local.array)[_first_bad(local.array)]
                reason = "it has no slope here" if np.isnan(entry) else "its slope is infinite here"
                return Trouble(node.index, "local derivative", reason + _at_entry(local.array))
    for each in reverse:
        for step in each.steps:
            for product in step.products:
                if not np.all(np.isfinite(product.after)):
                    return Trouble(product.node, "adjoint", OVERFLOW + _at_entry(product.after))
    return None


def _reason(node: Node, operands: Sequence[Value], value: Value) -> str:
    assert node.operation is not None
    operation = OPERATIONS[node.operation]
    if operation.is_elementwise:
        entry = _first_bad(value)
        operands = [np.ravel(np.broadcast_to(each, np.shape(value)))[entry] for each in operands]
    return operation.reason(*operands) + _at_entry(value)


def _first_bad(value: Value) -> int:
    return int(np.argmin(np.isfinite(np.ravel(value))))


def _at_entry(value: Value) -> str:
    place = entry_text(np.shape(value), _first_bad(value))
    return f", in {place}" if place else ""
