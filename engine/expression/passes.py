"""Passes over a Wengert list: tangents in one direction (forward mode, Wengert 1964) and adjoints of one output (reverse
mode, Linnainmaa 1970), each with the number of its operations.

A pass skips nodes that do not depend on the input, or that the output does not depend on, so that both modes are compared
by the least number of operations.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from engine.expression.local import Cost, Local
from engine.expression.program import Constant
from engine.expression.values import Value


@dataclass(frozen=True)
class Node:
    """A value of the list. operation: None for an input. arguments: indices of nodes, or constants."""

    index: int
    name: str | None
    operation: str | None
    arguments: tuple[int | Constant, ...]
    span: tuple[int, int] | None
    """Place in the text of the operation, or of an input's value."""
    at: int = 0
    """Place of the operation's sign or name."""


@dataclass(frozen=True)
class Product:
    """One application of the chain rule: `product`, Jᵀ × adjoint, is added to the adjoint of an argument."""

    argument: int
    node: int
    local: Value | None
    """The local derivatives that the adjoint is multiplied by; None if the rule has none of its own."""
    product: Value
    before: Value | None
    """Adjoint of the argument before; None for the first product."""
    after: Value


@dataclass(frozen=True)
class Backward:
    """A step of reverse mode: a node with a complete adjoint passes it on to its arguments."""

    node: int
    products: tuple[Product, ...]


@dataclass(frozen=True)
class Forward:
    """Tangents in a direction of one input: J seed for every node, None if the node does not depend on the input."""

    input: int
    seed: Value
    passes: int
    """Passes for all derivatives by the input: one for each of its entries."""
    tangents: tuple[Value | None, ...]
    cost: Cost
    """Of one pass."""


@dataclass(frozen=True)
class Reverse:
    """Adjoints of one output: Jᵀ seed for every node, None if the output does not depend on the node."""

    name: str | None
    output: int
    seed: Value
    passes: int
    """Passes for all derivatives of the output: one for each of its entries."""
    adjoints: tuple[Value | None, ...]
    steps: tuple[Backward, ...]
    cost: Cost
    """Of one pass."""


Locals = Sequence[Sequence[Local | None]]
"""∂v/∂argument of every node by every argument; None if the argument does not depend on an input."""


def forward_pass(nodes: Sequence[Node], locals_: Locals, input_: int, seed: Value) -> Forward:
    """Forward mode: v̇ = Σ ∂v/∂argument · tangent of the argument."""
    tangents: list[Value | None] = [None] * len(nodes)
    tangents[input_] = seed
    cost = Cost()
    for node in nodes:
        for _, argument, local in _edges(node, locals_[node.index]):
            tangent, before = tangents[argument], tangents[node.index]
            if tangent is None:
                continue
            product = local.tangent(tangent)
            cost += local.tangent_cost + _addition(before)
            tangents[node.index] = product if before is None else before + product
    return Forward(input_, seed, np.size(seed), tuple(tangents), cost)


def reverse_pass(nodes: Sequence[Node], locals_: Locals, output: int, name: str | None, seed: Value) -> Reverse:
    """Reverse mode: adjoint of each argument += ∂v/∂argument · adjoint of v."""
    adjoints: list[Value | None] = [None] * len(nodes)
    adjoints[output] = seed
    cost = Cost()
    steps: list[Backward] = []
    for node in nodes[output::-1]:
        adjoint = adjoints[node.index]
        if adjoint is None:
            continue
        products: list[Product] = []
        for k, argument, local in _edges(node, locals_[node.index]):
            product, before = local.product(adjoint), adjoints[argument]
            after = product if before is None else before + product
            cost += local.product_cost + _addition(before)
            adjoints[argument] = after
            products.append(Product(k, argument, local.array, product, before, after))
        if products:
            steps.append(Backward(node.index, tuple(products)))
    return Reverse(name, output, seed, np.size(seed), tuple(adjoints), tuple(steps), cost)


def _edges(node: Node, locals_: Sequence[Local | None]) -> Iterator[tuple[int, int, Local]]:
    """Yield (argument, node, local derivative) for the arguments that depend on an input."""
    for k, (argument, local) in enumerate(zip(node.arguments, locals_, strict=True)):
        if isinstance(argument, int) and local is not None:
            yield k, argument, local


def _addition(before: Value | None) -> Cost:
    return Cost() if before is None else Cost(0, np.size(before))
