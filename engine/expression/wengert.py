"""Evaluation and differentiation of a Wengert list: values, tangents of one input at a time (forward mode, Wengert 1964)
and adjoints of one output at a time (reverse mode, Linnainmaa 1970), each with the number of operations.

A list begins with the inputs; every other node is an operation on earlier nodes. A pass skips nodes that do not depend on
the input, or that the output does not depend on, so that both modes are compared by the least number of operations.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from engine.errors import InputError
from engine.expression.operations import OPERATIONS, OVERFLOW, Number
from engine.expression.parser import Constant, Program, Ref

DEFAULT = 0.5
"""Default value of an input."""


@dataclass(frozen=True)
class Node:
    """A value of the list. operation: None for an input. arguments: indices of nodes, or constants."""

    index: int
    name: str | None
    operation: str | None
    arguments: tuple[int | Constant, ...]
    span: tuple[int, int] | None
    """Place in the text of the operation, or of an input's value."""


@dataclass
class Cost:
    """Operations of a pass, without those of the local derivatives, which both modes need once."""

    multiplications: int = 0
    additions: int = 0


@dataclass(frozen=True)
class Product:
    """One application of the chain rule: `product` = local derivative × adjoint is added to the adjoint of an argument."""

    argument: int
    node: int
    local: float
    product: float
    before: float | None
    """Adjoint of the argument before; None for the first product."""
    after: float


@dataclass(frozen=True)
class Backward:
    """A step of reverse mode: a node with a complete adjoint passes it on to its arguments."""

    node: int
    products: tuple[Product, ...]


@dataclass(frozen=True)
class Forward:
    """Tangents of one input: ∂v/∂input for every node, None if the node does not depend on the input."""

    input: int
    tangents: tuple[float | None, ...]
    cost: Cost


@dataclass(frozen=True)
class Reverse:
    """Adjoints of one output: ∂output/∂v for every node, None if the output does not depend on the node."""

    name: str | None
    output: int
    adjoints: tuple[float | None, ...]
    steps: tuple[Backward, ...]
    cost: Cost


@dataclass(frozen=True)
class Trouble:
    """The first node with a number that is not finite, and the reason."""

    node: int
    quantity: Literal["value", "local derivative", "adjoint"]
    reason: str


@dataclass(frozen=True)
class Evaluation:
    """A list with its values and its derivatives in both modes."""

    nodes: tuple[Node, ...]
    inputs: int
    """Number of inputs, which are the first nodes."""
    values: tuple[float, ...]
    partials: tuple[tuple[float | None, ...], ...]
    """∂v/∂argument for every argument; None if the argument does not depend on an input."""
    forward: tuple[Forward, ...]
    reverse: tuple[Reverse, ...]
    trouble: Trouble | None
    unused: tuple[str, ...]
    """Names whose given value has no effect, because the text has no such input or sets its value itself."""


def evaluate(program: Program, values: Mapping[str, float]) -> Evaluation:
    """Evaluate and differentiate a program at a point.

    values: by name, for inputs whose value the text does not set; DEFAULT if missing. Raises InputError if a value is not
    finite.
    """
    nodes = _nodes(program)
    with np.errstate(all="ignore"):  # _trouble reports numbers that are not finite
        computed = _values(nodes, _point(program, values))
        partials = _partials(nodes, computed)
        forward = tuple(_forward(nodes, partials, k) for k in range(len(program.inputs)))
        reverse = tuple(_reverse(nodes, partials, _index(program, ref), name) for name, ref in program.outputs)
    free = {each.name for each in program.inputs if each.value is None}
    return Evaluation(
        nodes=nodes,
        inputs=len(program.inputs),
        values=tuple(map(float, computed)),
        partials=partials,
        forward=forward,
        reverse=reverse,
        trouble=_trouble(nodes, computed, partials, reverse),
        unused=tuple(sorted(set(values) - free)),
    )


def _index(program: Program, ref: Ref) -> int:
    """Return the index of the node that a reference names."""
    return len(program.inputs) + ref if ref >= 0 else -ref - 1


def _nodes(program: Program) -> tuple[Node, ...]:
    count = len(program.inputs)
    inputs = [Node(k, each.name, None, (), each.span) for k, each in enumerate(program.inputs)]
    rows = [
        Node(
            count + k,
            program.names.get(k),
            row.operation,
            tuple(each if isinstance(each, Constant) else _index(program, each) for each in row.arguments),
            row.span,
        )
        for k, row in enumerate(program.rows)
    ]
    return (*inputs, *rows)


def _point(program: Program, values: Mapping[str, float]) -> list[Number]:
    """Return the values of the inputs. Raises InputError."""
    for name, value in values.items():
        if not math.isfinite(value):
            raise InputError(
                f"Received {value} as the value of {name}, expected a finite number.", "Correct the value."
            )
    return [Number(values.get(each.name, DEFAULT)) if each.value is None else each.value for each in program.inputs]


def _operands(node: Node, values: Sequence[Number]) -> list[Number]:
    return [each.value if isinstance(each, Constant) else values[each] for each in node.arguments]


def _values(nodes: Sequence[Node], point: list[Number]) -> list[Number]:
    values = list(point)
    for node in nodes[len(point) :]:
        assert node.operation is not None
        values.append(Number(OPERATIONS[node.operation].value(*_operands(node, values))))
    return values


def _partials(nodes: Sequence[Node], values: Sequence[Number]) -> tuple[tuple[float | None, ...], ...]:
    """Return the local derivatives by the arguments that depend on an input, None for the others."""
    changes: list[bool] = []
    partials: list[tuple[float | None, ...]] = []
    for node, value in zip(nodes, values, strict=True):
        wanted = [isinstance(each, int) and changes[each] for each in node.arguments]
        changes.append(node.operation is None or any(wanted))
        operands = _operands(node, values)
        rules = OPERATIONS[node.operation].partials if node.operation else ()
        partials.append(
            tuple(
                float(rule(value, *operands)) if is_wanted else None
                for rule, is_wanted in zip(rules, wanted, strict=True)
            )
        )
    return tuple(partials)


def _edges(node: Node, partials: Sequence[float | None]) -> Iterator[tuple[int, int, float]]:
    """Yield (argument, node, local derivative) for the arguments that depend on an input."""
    for k, (argument, local) in enumerate(zip(node.arguments, partials, strict=True)):
        if isinstance(argument, int) and local is not None:
            yield k, argument, local


def _forward(nodes: Sequence[Node], partials: Sequence[Sequence[float | None]], seed: int) -> Forward:
    """Forward mode: v̇ = Σ ∂v/∂argument · tangent of the argument."""
    tangents: list[float | None] = [None] * len(nodes)
    tangents[seed] = 1.0
    cost = Cost()
    for node in nodes:
        for _, argument, local in _edges(node, partials[node.index]):
            tangent, before = tangents[argument], tangents[node.index]
            if tangent is None:
                continue
            cost.multiplications += 1
            cost.additions += before is not None
            tangents[node.index] = local * tangent if before is None else before + local * tangent
    return Forward(seed, tuple(tangents), cost)


def _reverse(nodes: Sequence[Node], partials: Sequence[Sequence[float | None]], seed: int, name: str | None) -> Reverse:
    """Reverse mode: adjoint of each argument += ∂v/∂argument · adjoint of v."""
    adjoints: list[float | None] = [None] * len(nodes)
    adjoints[seed] = 1.0
    cost = Cost()
    steps: list[Backward] = []
    for node in nodes[seed::-1]:
        adjoint = adjoints[node.index]
        if adjoint is None:
            continue
        products: list[Product] = []
        for k, argument, local in _edges(node, partials[node.index]):
            product, before = local * adjoint, adjoints[argument]
            after = product if before is None else before + product
            cost.multiplications += 1
            cost.additions += before is not None
            adjoints[argument] = after
            products.append(Product(k, argument, local, product, before, after))
        if products:
            steps.append(Backward(node.index, tuple(products)))
    return Reverse(name, seed, tuple(adjoints), tuple(steps), cost)


def _trouble(
    nodes: Sequence[Node],
    values: Sequence[Number],
    partials: Sequence[Sequence[float | None]],
    reverse: Sequence[Reverse],
) -> Trouble | None:
    """Find the first number that is not finite: among the values, then the local derivatives, then the adjoints."""
    for node, value in zip(nodes, values, strict=True):
        if not np.isfinite(value):
            assert node.operation is not None
            return Trouble(node.index, "value", OPERATIONS[node.operation].reason(*_operands(node, values)))
    for node, row in zip(nodes, partials, strict=True):
        for local in row:
            if local is not None and not math.isfinite(local):
                reason = "it has no slope here" if math.isnan(local) else "its slope is infinite here"
                return Trouble(node.index, "local derivative", reason)
    for each in reverse:
        for step in each.steps:
            for product in step.products:
                if not math.isfinite(product.after):
                    return Trouble(product.node, "adjoint", OVERFLOW)
    return None
