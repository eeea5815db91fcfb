"""The format of a table in text: delimiter, header, and the use of each column, inferred from the first rows."""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from engine.compiled.jit import Array
from engine.data.dataset import MAX_INPUTS
from engine.errors import InputError

MAX_COLUMNS = MAX_INPUTS
MAX_NAME = 200
"""Characters of a column's name, at most."""

DELIMITERS = ("\t", ";", "|", ",")
"""Candidates in the order in which the first line is searched; the comma is last because it also occurs in numbers."""


@dataclass(frozen=True)
class TableFormat:
    """How to read a table. Columns are identified by name or by number, counted from 1.

    delimiter, header: None to infer them; the first row is a header if none of its cells is a number. target: target
    column, None for the last one. split: column of "train" or "test", None if there is none. omit: columns to leave out.
    """

    delimiter: str | None = None
    header: bool | None = None
    target: str | None = None
    split: str | None = None
    omit: tuple[str, ...] = ()


@dataclass(frozen=True)
class Columns:
    """Names of all columns of a table, and the use of columns by index (from 0)."""

    names: tuple[str, ...]
    inputs: tuple[int, ...]
    target: int
    split: int | None

    def place(self, line: int, column: int) -> str:
        """Return the position of a cell in words, for error messages."""
        name, number = self.names[column], column + 1
        return f"Line {line}, column {number}" + ("" if name == f"column {number}" else f" ({name})")


@dataclass(frozen=True)
class ParsedTable:
    """Content of a table, extended as its text is read.

    blocks: inputs, in arrays (rows, inputs). lines: line number of each row. target, split: stripped cells of these
    columns; `split` is empty if there is no split column.
    """

    columns: Columns
    delimiter: str
    header: bool
    blocks: list[Array]
    lines: list[int]
    target: list[str]
    split: list[str]


def begin(lines: Sequence[str], first: int, table_format: TableFormat) -> tuple[ParsedTable, int]:
    """Return an empty ParsedTable for the table that begins with these lines, and the number of lines of its header.

    first: line number of `lines[0]`, which is not blank. Raises InputError for names and columns that do not fit.
    """
    delimiter = table_format.delimiter or _delimiter(lines[0])
    rows = records(lines, first, delimiter)
    cells = [cell.strip() for cell in next(rows)[1]]
    if len(cells) < 2:
        raise InputError(
            f"Line {first}: received a single column, expected inputs and a target.",
            "Name the delimiter, or add columns.",
        )
    if len(cells) > MAX_COLUMNS:
        raise InputError(f"Line {first}: received {len(cells)} columns, expected at most {MAX_COLUMNS}.", "Send fewer.")
    header = table_format.header if table_format.header is not None else not any(is_number(cell) for cell in cells)
    names = _names(cells, first) if header else tuple(f"column {number}" for number in range(1, len(cells) + 1))
    parsed = ParsedTable(_columns(names, table_format), delimiter, header, [], [], [], [])
    if not header:
        return parsed, 0
    following = next(rows, None)
    return parsed, len(lines) if following is None else following[0] - first


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


def _columns(names: tuple[str, ...], table_format: TableFormat) -> Columns:
    omitted = {_find(each, names, "omit") for each in table_format.omit}
    split = None if table_format.split is None else _find(table_format.split, names, "split")
    free = [number for number in range(len(names)) if number not in omitted and number != split]
    if table_format.target is not None:
        target = _find(table_format.target, names, "target")
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
    """Return the index of a column, from 0, by its name or by its number from 1. Raises InputError."""
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
    """Yield (line number of its beginning, cells) for every row that is not blank. Raises InputError."""
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
    """Return True if a cell is a number; Python's form 1_000 does not count."""
    try:
        float(cell)
    except ValueError:
        return False
    return "_" not in cell
