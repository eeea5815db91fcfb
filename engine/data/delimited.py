"""Tables as text: CSV, TSV and their kin, read block by block as they arrive, and what is wrong with them by line and
column.

What is read is columns of numbers, and the cells of at most two columns of words: the target and the split. Lines and
columns are counted from 1, as an editor and a spreadsheet count them; blank lines are skipped.
"""

import codecs
import csv
import io
import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NoReturn

import numpy as np

from engine.jit import Array

MAX_COLUMNS = 1024
MAX_NAME = 200
MAX_RECORD = 1 << 20
"""Characters of one row: quoted cells may hold line breaks, and one quotation mark too many would swallow the rest."""

DELIMITERS = ("\t", ";", "|", ",")
"""Looked for in the first line in this order: commas may stand in numbers or words."""

DECIMAL_COMMA = re.compile(r"[+-]?\d+,\d+")
ENCODINGS = (
    "utf-8", "utf-8-sig", "utf-16", "ascii", "iso8859-1", "iso8859-15", "cp1250", "cp1251", "cp1252", "koi8-r", "big5",
    "gb18030", "shift_jis", "euc_jp", "euc_kr",
)  # fmt: skip
"""What a table may be written in, by Python's names."""

LONGEST_MAGIC = 4
OTHER_FILES = {b"PK": "a zip archive, as .xlsx and .ods are", b"%PDF": "a PDF", b"\x89PNG": "a picture"}


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


class Reader:
    """Reads a table from blocks of bytes. Every method raises ValueError, which names line and column.

    encoding: None for UTF-8, or UTF-16 where the text begins as such. max_rows, max_cells: how large it may be.
    """

    def __init__(self, layout: Layout, encoding: str | None, max_rows: int, max_cells: int) -> None:
        self._layout, self._encoding = layout, encoding
        self._max_rows, self._max_cells = max_rows, max_cells
        self._decoder: io.IncrementalNewlineDecoder | None = None
        self._start = b""
        self._pending = ""
        self._line = 1
        self._sheet: Sheet | None = None

    def feed(self, block: bytes) -> None:
        """Read on."""
        self._read(block, last=False)

    def finish(self) -> Sheet:
        """The table, when all has been fed."""
        self._read(b"", last=True)
        if self._sheet is None:
            raise ValueError("Received an empty table, expected rows. Send a header, if there is one, and rows.")
        if not self._sheet.lines:
            raise ValueError(
                "Received a header and no rows, expected at least two rows. Add rows, or set header to false where the "
                "first line is a row."
            )
        return self._sheet

    def _read(self, block: bytes, last: bool) -> None:
        text = self._pending + self._decoded(block, last)
        end = len(text) if last else text.rfind("\n") + 1
        rows, self._pending = text[:end], text[end:]
        if rows.count('"') % 2:  # the last row goes on beyond a line break in quotation marks
            rows, self._pending = "", text
        if (self._pending and last) or len(self._pending) > MAX_RECORD:
            raise ValueError(
                f"Line {self._line} or later: received a row of more than {MAX_RECORD:,} characters or a quotation mark "
                "that nothing closes, expected rows on lines of their own. Close it, or write it twice in a quoted cell."
            )
        if rows:
            self._take(rows)

    def _decoded(self, block: bytes, last: bool) -> str:
        if self._decoder is None:
            block = self._start = self._start + block
            if len(block) < LONGEST_MAGIC and not last:
                return ""
            self._decoder = io.IncrementalNewlineDecoder(_decoder(block, self._encoding), translate=True)
        try:
            text: str = self._decoder.decode(block, final=last)
        except UnicodeDecodeError as error:
            line = self._line + self._pending.count("\n") + error.object[: error.start].count(b"\n")
            raise ValueError(
                f"Line {line}: received the byte 0x{error.object[error.start]:02x}, which is no {error.encoding.upper()}"
                ' here. Save the table as UTF-8, or name its encoding, as in "text/csv; charset=iso-8859-1".'
            ) from error
        if "\0" in text:
            line = self._line + self._pending.count("\n") + text[: text.index("\0")].count("\n")
            raise ValueError(f"Line {line}: received a zero byte, expected text. Export the table as CSV.")
        return text

    def _take(self, rows: str) -> None:
        lines = rows.split("\n")
        if not lines[-1]:
            lines.pop()
        first, self._line = self._line, self._line + len(lines)
        if self._sheet is None:
            blank = next((number for number, line in enumerate(lines) if line.strip(" ")), None)
            if blank is None:
                return
            lines, first = lines[blank:], first + blank
            self._sheet, head = begin(lines, first, self._layout)
            lines, first = lines[head:], first + head
        sheet = self._sheet
        before = len(sheet.lines)
        if not (('"' not in rows) and _read_plain(sheet, lines, first)):
            _read_carefully(sheet, lines, first)
        self._check_size(sheet, before)

    def _check_size(self, sheet: Sheet, before: int) -> None:
        rows, columns = len(sheet.lines), len(sheet.columns.names)
        for what, received, limit in (("rows", rows, self._max_rows), ("cells", rows * columns, self._max_cells)):
            if received > limit:
                raise ValueError(
                    f"Line {sheet.lines[before]} or later: received more than {limit:,} {what}, the most that a table "
                    "may have here. Send fewer rows, or columns."
                )


def _decoder(first: bytes, encoding: str | None) -> codecs.IncrementalDecoder:
    for magic, what in OTHER_FILES.items():
        if first.startswith(magic):
            raise ValueError(f"Line 1: received {what}, expected text. Export the table as CSV.")
    if encoding is None:
        encoding = "utf-16" if first.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8-sig"
    try:
        name = codecs.lookup(encoding).name
    except LookupError:
        name = ""
    if name not in ENCODINGS:
        known = ", ".join(ENCODINGS)
        raise ValueError(f"Received the encoding {encoding[:40]!r}, expected one of {known}. Save the table as UTF-8.")
    return codecs.getincrementaldecoder("utf-8-sig" if name == "utf-8" else name)()


# -- the first row -------------------------------------------------------------------------------------------------


def begin(lines: Sequence[str], first: int, layout: Layout) -> tuple[Sheet, int]:
    """An empty sheet for the table that begins with these lines, the first of which is number `first` and not blank;
    and how many of them are its header."""
    delimiter = layout.delimiter or _delimiter(lines[0])
    records = _records(lines, first, delimiter)
    cells = [cell.strip() for cell in next(records)[1]]
    if len(cells) < 2:
        raise ValueError(
            f"Line {first}: received a single column, expected inputs and a target. Name the delimiter, or add columns."
        )
    if len(cells) > MAX_COLUMNS:
        raise ValueError(f"Line {first}: received {len(cells)} columns, expected at most {MAX_COLUMNS}. Send fewer.")
    header = layout.header if layout.header is not None else not any(_is_number(cell) for cell in cells)
    names = _names(cells, first) if header else tuple(f"column {number}" for number in range(1, len(cells) + 1))
    sheet = Sheet(_columns(names, layout), delimiter, header, [], [], [], [])
    if not header:
        return sheet, 0
    following = next(records, None)
    return sheet, len(lines) if following is None else following[0] - first


def _delimiter(line: str) -> str:
    outside = re.sub(r'"[^"]*"', "", line)
    return next((each for each in DELIMITERS if each in outside), ",")


def _names(cells: Sequence[str], line: int) -> tuple[str, ...]:
    names: dict[str, int] = {}
    for number, cell in enumerate(cells, 1):
        name = " ".join(cell.split()) or f"column {number}"
        if len(name) > MAX_NAME:
            raise ValueError(
                f"Line {line}, column {number}: received a name of {len(name)} characters, expected at most {MAX_NAME}. "
                "Shorten it."
            )
        if name in names:
            raise ValueError(
                f"Line {line}: received the name {name!r} for columns {names[name]} and {number}, expected different "
                "names. Rename one of them."
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
            raise ValueError(
                f"Received {names[target]!r} as target and to be left out or to split by, expected one use of it. "
                "Name another column."
            )
    elif not free:
        raise ValueError("Received no column that is used, expected inputs and a target. Leave fewer out.")
    else:
        target = free[-1]
    inputs = tuple(number for number in free if number != target)
    if not inputs:
        raise ValueError("Received a target and no other column that is used, expected inputs. Leave fewer out.")
    return Columns(names, inputs, target, split)


def _find(wanted: str, names: Sequence[str], option: str) -> int:
    """The number of a column, from 0, that is told by its name or by its number from 1."""
    if wanted in names:
        return names.index(wanted)
    if wanted.isascii() and wanted.isdigit() and 1 <= int(wanted[:9]) <= len(names):
        return int(wanted) - 1
    known = ", ".join(names[:20]) + (", …" if len(names) > 20 else "")
    raise ValueError(
        f"Received {option} {wanted[:80]!r}, expected one of {known}, or a number from 1 to {len(names)}. "
        "Name a column of the table."
    )


# -- the rows ------------------------------------------------------------------------------------------------------


def _read_plain(sheet: Sheet, lines: list[str], first: int) -> bool:
    """Read rows without quotation marks the fast way. False, with nothing read, where something is amiss with them."""
    numbers = range(first, first + len(lines))
    if any(not line.strip(" ") for line in lines):
        kept = [(number, line) for number, line in zip(numbers, lines, strict=True) if line.strip(" ")]
        numbers, lines = [number for number, _ in kept], [line for _, line in kept]  # type: ignore[assignment]
    if not lines:
        return True
    delimiter, columns = sheet.delimiter, sheet.columns
    between = len(columns.names) - 1
    if any(line.count(delimiter) != between for line in lines):
        return False
    try:
        inputs = np.loadtxt(lines, delimiter=delimiter, usecols=columns.inputs, comments=None, ndmin=2)
    except ValueError:
        return False
    target = _cells(lines, delimiter, columns.target, between)
    if not np.isfinite(inputs).all() or not all(target):
        return False
    sheet.blocks.append(inputs)
    sheet.lines.extend(numbers)
    sheet.target.extend(target)
    if columns.split is not None:
        sheet.split.extend(_cells(lines, delimiter, columns.split, between))
    return True


def _cells(lines: Iterable[str], delimiter: str, column: int, last: int) -> list[str]:
    """The cells of one column, from the end of the lines that is nearer to it."""
    if column * 2 > last:
        return [line.rsplit(delimiter, last - column + 1)[-1 - (last - column)].strip() for line in lines]
    return [line.split(delimiter, column + 1)[column].strip() for line in lines]


def _read_carefully(sheet: Sheet, lines: Sequence[str], first: int) -> None:
    """Read rows cell by cell, quotation marks and all, and say what is wrong with the first that cannot be."""
    columns = sheet.columns
    rows = []
    for line, cells in _records(lines, first, sheet.delimiter):
        if len(cells) != len(columns.names):
            raise ValueError(
                f"Line {line}: received {len(cells)} cells, expected {len(columns.names)} as in the first row. "
                "Give every row as many, and quote cells that hold the delimiter."
            )
        rows.append([_number(cells[column], line, column, columns) for column in columns.inputs])
        target = cells[columns.target].strip()
        if not target:
            _refuse_empty(line, columns.target, columns, "a class or a number")
        sheet.lines.append(line)
        sheet.target.append(target)
        if columns.split is not None:
            sheet.split.append(cells[columns.split].strip())
    if rows:
        sheet.blocks.append(np.array(rows))


def _records(lines: Iterable[str], first: int, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """(line it begins on, cells) of every row that is not blank."""
    reader = csv.reader((f"{line}\n" for line in lines), delimiter=delimiter, strict=True)
    while True:
        line = first + reader.line_num
        try:
            cells = next(reader, None)
        except csv.Error as error:
            raise ValueError(
                f"Line {line}: {error}. Put cells that hold the delimiter, a quotation mark or a line break in "
                "quotation marks, with those inside written twice."
            ) from error
        if cells is None:
            return
        if len(cells) > 1 or (cells and cells[0].strip()):
            yield line, cells


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return "_" not in cell


def _number(cell: str, line: int, column: int, columns: Columns) -> float:
    if not cell.strip():
        _refuse_empty(line, column, columns, "a number")
    if not _is_number(cell):
        comma = DECIMAL_COMMA.fullmatch(cell.strip())
        remedy = "Write decimals with a point." if comma else "Correct it, or make the column the target, or omit it."
        raise ValueError(f"{columns.place(line, column)}: received {_shown(cell)}, expected a number. {remedy}")
    value = float(cell)
    if not math.isfinite(value):
        raise ValueError(
            f"{columns.place(line, column)}: received {_shown(cell)}, expected a finite number. "
            "Correct it, or leave the row out."
        )
    return value


def _refuse_empty(line: int, column: int, columns: Columns, expected: str) -> NoReturn:
    raise ValueError(
        f"{columns.place(line, column)}: received an empty cell, expected {expected}. Fill it in, or leave the row out."
    )


def _shown(cell: str) -> str:
    cell = cell.strip()
    return repr(cell if len(cell) <= 40 else cell[:39] + "…")
