"""What the parser makes of a text: a Wengert list without values."""

from dataclasses import dataclass

from engine.expression.values import Value


@dataclass(frozen=True)
class Constant:
    """A number or an array, and the text that it was typed as."""

    value: Value
    text: str


@dataclass(frozen=True)
class Input:
    """A name that is not computed. value, span: its value and place in the text; None if the text sets no value."""

    name: str
    value: Value | None = None
    span: tuple[int, int] | None = None


Ref = int
"""Reference to a value: inputs are -1, -2, … in order of appearance, rows are 0, 1, …"""

Operand = Ref | Constant


@dataclass(frozen=True)
class Row:
    """An operation on earlier values. span: its place in the text. at: the place of its sign or its function's name."""

    operation: str
    arguments: tuple[Operand, ...]
    span: tuple[int, int]
    at: int


@dataclass(frozen=True)
class Program:
    """A parsed text. outputs: values of statements that no other statement reads."""

    text: str
    inputs: tuple[Input, ...]
    rows: tuple[Row, ...]
    names: dict[Ref, str]
    outputs: tuple[tuple[str | None, Ref], ...]
