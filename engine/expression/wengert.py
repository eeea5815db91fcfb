"""Evaluation and differentiation of a Wengert list: values, and derivatives in both modes.

A list begins with the inputs; every other node is an operation on earlier nodes.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from engine.errors import InputError
from engine.expression.local import Local
from engine.expression.operations import OPERATIONS
from engine.expression.passes import Forward, Node, Reverse, forward_pass, reverse_pass
from engine.expression.program import Constant, Program, Ref
from engine.expression.tokens import ExpressionError
from engine.expression.trouble import Trouble, find_trouble
from engine.expression.values import Given, Number, Shape, Value, ValueProblem, read_value, shape_text

DEFAULT = 0.5
"""Default value of an input."""

MAX_NUMBERS = 100_000
"""Largest total of numbers in an evaluation of arrays, so that computing and sending it stays fast."""

LONGEST_OPERAND = 24
"""Largest number of characters of an operand that a message quotes."""

SIMPLE_OPERAND = r"[\w.]+|\w*\([^()]*\)|\[[^a-z()]*\]"
"""An operand that needs no parentheses: a name, a number, a transpose, a call, an array."""


@dataclass(frozen=True)
class Evaluation:
    """A list with its values and its derivatives in both modes."""

    nodes: tuple[Node, ...]
    inputs: int
    """Number of inputs, which are the first nodes."""
    values: tuple[Value, ...]
    locals: tuple[tuple[Local | None, ...], ...]
    """∂v/∂argument for every argument; None if the argument does not depend on an input."""
    forward: tuple[Forward, ...]
    reverse: tuple[Reverse, ...]
    trouble: Trouble | None
    unused: tuple[str, ...]
    """Names whose given value has no effect, because the text has no such input or sets its value itself."""

    def operand_shapes(self, node: Node) -> list[Shape]:
        """Return the shapes of the arguments of a node."""
        return [np.shape(each) for each in _operands(node, self.values)]


def evaluate(program: Program, values: Mapping[str, Given], seeds: Mapping[str, Given] | None = None) -> Evaluation:
    """Evaluate and differentiate a program at a point.

    values: by name, for inputs whose value the text does not set; DEFAULT if missing. seeds: by the name of an input, the
    direction in which forward mode differentiates; by the name of an output, the adjoint that reverse mode begins with.
    The default direction is the first entry of the input, the default adjoint is 1 for every entry, which gives the
    derivatives of the sum of the entries.

    Raises InputError if a value is not finite, or is no vector or matrix; ExpressionError if an operation cannot take the
    shapes of its arguments.
    """
    nodes = _nodes(program)
    seeds = seeds or {}
    with np.errstate(all="ignore"):  # find_trouble reports numbers that are not finite
        computed = _values(program, nodes, _point(program, values))
        _check_size(program, computed)
        locals_ = _locals(nodes, computed)
        outputs = [(name, _index(program, ref)) for name, ref in program.outputs]
        forward = tuple(
            forward_pass(nodes, locals_, k, _seed(seeds, each.name, _first(computed[k])))
            for k, each in enumerate(program.inputs)
        )
        reverse = tuple(
            reverse_pass(nodes, locals_, output, name, _seed(seeds, name, _ones(computed[output])))
            for name, output in outputs
        )
        operands = [_operands(node, computed) for node in nodes]
        trouble = find_trouble(nodes, operands, computed, locals_, reverse)
    free = {each.name for each in program.inputs if each.value is None}
    known = {each.name for each in program.inputs} | {name for name, _ in outputs}
    return Evaluation(
        nodes=nodes,
        inputs=len(program.inputs),
        values=tuple(computed),
        locals=locals_,
        forward=forward,
        reverse=reverse,
        trouble=trouble,
        unused=tuple(sorted((set(values) - free) | (set(seeds) - known))),
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
            row.at,
        )
        for k, row in enumerate(program.rows)
    ]
    return (*inputs, *rows)


def _point(program: Program, values: Mapping[str, Given]) -> list[Value]:
    """Return the values of the inputs. Raises InputError."""
    read = {name: _read(name, value) for name, value in values.items()}
    return [read.get(each.name, Number(DEFAULT)) if each.value is None else each.value for each in program.inputs]


def _read(name: str, given: Given | Value) -> Value:
    try:
        return read_value(name, given)
    except ValueProblem as fault:
        raise InputError(f"{fault.problem}.", f"{fault.remedy}.") from None


def _seed(seeds: Mapping[str, Given], name: str | None, default: Value) -> Value:
    """Return the seed of an input or an output. Raises InputError if it has another shape."""
    if name is None or name not in seeds:
        return default
    seed = _read(name, seeds[name])
    if np.shape(seed) != np.shape(default):
        received, expected = shape_text(np.shape(seed)), shape_text(np.shape(default))
        raise InputError(
            f"Received a seed of the shape {received} for {name}, expected {expected}.", "Give the seed this shape."
        )
    return seed


def _first(value: Value) -> Value:
    """Return 1 at the first entry, 0 elsewhere."""
    if np.ndim(value) == 0:
        return Number(1.0)
    unit = np.zeros(np.shape(value))
    unit.flat[0] = 1.0
    return unit


def _ones(value: Value) -> Value:
    return np.ones(np.shape(value)) if np.ndim(value) else Number(1.0)


def _operands(node: Node, values: Sequence[Value]) -> list[Value]:
    return [each.value if isinstance(each, Constant) else values[each] for each in node.arguments]


def _values(program: Program, nodes: Sequence[Node], point: list[Value]) -> list[Value]:
    """Compute the nodes in order. Raises ExpressionError at the sign whose operands do not fit."""
    values = list(point)
    for node in nodes[len(point) :]:
        assert node.operation is not None
        try:
            values.append(OPERATIONS[node.operation].value(*_operands(node, values)))
        except ValueProblem as fault:
            texts = [_operand_text(program, nodes, each) for each in node.arguments]
            raise ExpressionError(
                node.at, *(_with_operands(sentence, texts) for sentence in (fault.problem, fault.remedy))
            ) from None
    return values


def _operand_text(program: Program, nodes: Sequence[Node], operand: int | Constant) -> str:
    """Return an operand as a message repeats it: its name, or its place in the text."""
    if isinstance(operand, Constant):
        text = operand.text
    else:
        node = nodes[operand]
        text = node.name or program.text[slice(*node.span or (0, 0))]
    text = " ".join(text.split())
    return text if len(text) <= LONGEST_OPERAND else f"{text[: LONGEST_OPERAND - 1]}…"


def _with_operands(sentence: str, texts: Sequence[str]) -> str:
    """Put operands into a sentence, in parentheses if they are operations themselves."""
    for number, text in enumerate(texts, 1):
        written = text if re.fullmatch(SIMPLE_OPERAND, text) else f"({text})"
        sentence = sentence.replace(f"#{number}", written)
    return sentence


def _check_size(program: Program, values: Sequence[Value]) -> None:
    """Raise ExpressionError if the passes over arrays would hold too many numbers."""
    entries = sum(map(np.size, values))
    per_entry = 1 + len(program.inputs) + 4 * len(program.outputs)
    if entries > len(values) and entries * per_entry > MAX_NUMBERS:
        problem = f"Received arrays of {entries} entries in all, too many for {len(program.inputs)} inputs and "
        problem += f"{len(program.outputs)} outputs, expected at most {MAX_NUMBERS // per_entry}"
        raise ExpressionError(len(program.text), problem, "Use smaller arrays, or fewer inputs and outputs")


def _locals(nodes: Sequence[Node], values: Sequence[Value]) -> tuple[tuple[Local | None, ...], ...]:
    """Return the local derivatives by the arguments that depend on an input, None for the others."""
    changes: list[bool] = []
    found: list[tuple[Local | None, ...]] = []
    for node, value in zip(nodes, values, strict=True):
        wanted = [isinstance(each, int) and changes[each] for each in node.arguments]
        operands = _operands(node, values)
        rules = OPERATIONS[node.operation].locals if node.operation else ()
        row = tuple(
            rule(value, *operands) if is_wanted else None for rule, is_wanted in zip(rules, wanted, strict=True)
        )
        changes.append(node.operation is None or any(local is not None for local in row))
        found.append(row)
    return tuple(found)
