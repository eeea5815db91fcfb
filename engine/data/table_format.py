"""What a table's columns are, found out from its first row and from how it is to be read."""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from engine.compiled.jit import Array
from engine.errors import InputError

MAX_COLUMNS = 1024
MAX_NAME = 200

DELIMITERS = ("\t", ";", "|", ",")
"""Looked for in the first line in this order: commas may stand in numbers or words."""


@dataclass(frozen=True)
class Layout:
    """How a table is to be read. A column is told by its name or, counted from 1, by its number.

    delimiter, header: None to find out; the first row is a header where none of its cells is a number. target: None for
    the last column. split: the column that says train or test. omit: columns to leave out.
    """

    delimiter: str | None = None
    header: bool | None = None
    target: str | None = None
    split: str | None = None
    omit: tuple[str, ...] = ()


@dataclass(frozen=True)
class Columns:
    """What each column of a table is: their names, and the numbers, from 0, of those that are used."""

    names: tuple[str, ...]
    inputs: tuple[int, ...]
    target: int
    split: int | None

    def place(self, line: int, column: int) -> str:
        """Where a cell is, in words."""
        name, number = self.names[column], column + 1
        return f"Line {line}, column {number}" + ("" if name == f"column {number}" else f" ({name})")


@dataclass(frozen=True)
class Sheet:
    """A table that was read. blocks: its inputs, (rows, inputs) in pieces; lines: where each row stands in the text;
    target, split: the cells of these columns, stripped; split is empty where there is none."""

    columns: Columns
    delimiter: str
    header: bool
    blocks: list[Array]
    lines: list[int]
    target: list[str]
    split: list[str]


def begin(lines: Sequence[str], first: int, layout: Layout) -> tuple[Sheet, int]:
    """An empty sheet for the table that begins with these lines, the first of which is number `first` and not blank;
    and how many of them are its header."""
    delimiter = layout.delimiter or _delimiter(lines[0])
    rows = records(lines, first, delimiter)
    cells = [cell.strip() for cell in next(rows)[1]]
    if len(cells) < 2:
        raise InputError(
            f"Line {first}: received a single column, expected inputs and a target.",
            "Name the delimiter, or add columns.",
        )
    if len(cells) > MAX_COLUMNS:
        raise InputError(f"Line {first}: received {len(cells)} columns, expected at most {MAX_COLUMNS}.", "Send fewer.")
    header = layout.header if layout.header is not None else not any(is_number(cell) for cell in cells)
    names = _names(cells, first) if header else tuple(f"column {number}" for number in range(1, len(cells) + 1))
    sheet = Sheet(_columns(names, layout), delimiter, header, [], [], [], [])
    if not header:
        return sheet, 0
    following = next(rows, None)
    return sheet, len(lines) if following is None else following[0] - first


def _delimiter(line: str) -> str:
    outside = re.sub(r'"[^"]*"', "", line)
    return next((each for each in DELIMITERS if each in outside), ",")


def _names(cells: Sequence[str], line: int) -> tuple[str, ...]:
    names: dict[str, int] = {}
    for number, cell in enumerate(cells, 1):
        name = " ".join(cell.split()) or f"column {number}"
        if len(name) > MAX_NAME:
            raise InputError(
                f"Line {line}, column {number}: received a name of {len(name)} characters, expected at most {MAX_NAME}.",
                "Shorten it.",
            )
        if name in names:
            raise InputError(
                f"Line {line}: received the name {name!r} for columns {names[name]} and {number}, expected different "
                "names.",
                "Rename one of them.",
            )
        names[name] = number
    return tuple(names)


def _columns(names: tuple[str, ...], layout: Layout) -> Columns:
    omitted = {_find(each, names, "omit") for each in layout.omit}
    split = None if layout.split is None else _find(layout.split, names, "split")
    free = [number for number in range(len(names)) if number not in omitted and number != split]
    if layout.target is not None:
        target = _find(layout.target, names, "target")
        if target not in free:
            raise InputError(
                f"Received {names[target]!r} as target and to be left out or to split by, expected one use of it.",
                "Name another column.",
            )
    elif not free:
        raise InputError("Received no column that is used, expected inputs and a target.", "Leave fewer out.")
    else:
        target = free[-1]
    inputs = tuple(number for number in free if number != target)
    if not inputs:
        raise InputError("Received a target and no other column that is used, expected inputs.", "Leave fewer out.")
    return Columns(names, inputs, target, split)


def _find(wanted: str, names: Sequence[str], option: str) -> int:
    """The number of a column, from 0, that is told by its name or by its number from 1."""
    if wanted in names:
        return names.index(wanted)
    if wanted.isascii() and wanted.isdigit() and 1 <= int(wanted[:9]) <= len(names):
        return int(wanted) - 1
    known = ", ".join(names[:20]) + (", …" if len(names) > 20 else "")
    raise InputError(
        f"Received {option} {wanted[:80]!r}, expected one of {known}, or a number from 1 to {len(names)}.",
        "Name a column of the table.",
    )


def records(lines: Iterable[str], first: int, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """(line it begins on, cells) of every row that is not blank."""
    reader = csv.reader((f"{line}\n" for line in lines), delimiter=delimiter, strict=True)
    while True:
        line = first + reader.line_num
        try:
            cells = next(reader, None)
        except csv.Error as error:
            raise InputError(
                f"Line {line}: {error}.",
                "Put cells that hold the delimiter, a quotation mark or a line break in "
                "quotation marks, with those inside written twice.",
            ) from error
        if cells is None:
            return
        if len(cells) > 1 or (cells and cells[0].strip()):
            yield line, cells


def is_number(cell: str) -> bool:
    """Whether a cell is a number; Python's 1_000 is none."""
    try:
        float(cell)
    except ValueError:
        return False
    return "_" not in cell
