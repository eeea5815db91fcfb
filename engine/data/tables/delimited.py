"""Reader of delimited text (CSV, TSV and similar), block by block, with errors by line and column.

It reads columns of numbers, and the cells of the target and split columns as text. Lines and columns are counted from 1,
as in editors and spreadsheets; blank lines are skipped.
"""

import codecs
import io
import math
import re
from collections.abc import Iterable, Sequence
from typing import NoReturn

import numpy as np

from engine.data.tables.table_format import Columns, ParsedTable, TableFormat, begin, is_number, records
from engine.errors import InputError

MAX_RECORD = 1 << 20
"""Characters of one row, at most. Quoted cells may contain line breaks, so an unclosed quotation mark would otherwise take in the rest of the file."""

DECIMAL_COMMA = re.compile(r"[+-]?\d+,\d+")
ENCODINGS = (
    "utf-8", "utf-8-sig", "utf-16", "ascii", "iso8859-1", "iso8859-15", "cp1250", "cp1251", "cp1252", "koi8-r", "big5",
    "gb18030", "shift_jis", "euc_jp", "euc_kr",
)  # fmt: skip
"""Encodings that a table may have, by Python's names."""

LONGEST_MAGIC = 4
"""Bytes of the longest file signature in OTHER_FILES."""
OTHER_FILES = {b"PK\x03\x04": "a zip archive, as .xlsx and .ods are", b"%PDF": "a PDF", b"\x89PNG": "an image"}


class Reader:
    """Reader of a table from blocks of bytes. Every method raises InputError, which names line and column.

    encoding: None for UTF-8, or for UTF-16 if the text begins with its byte order mark. max_rows, max_cells: largest
    size.
    """

    def __init__(self, table_format: TableFormat, encoding: str | None, max_rows: int, max_cells: int) -> None:
        self._format, self._encoding = table_format, encoding
        self._max_rows, self._max_cells = max_rows, max_cells
        self._decoder: io.IncrementalNewlineDecoder | None = None
        self._start = b""
        self._pending = ""
        self._line = 1
        self._parsed: ParsedTable | None = None

    def feed(self, block: bytes) -> None:
        """Read the next block."""
        self._advance(block, last=False)

    def finish(self) -> ParsedTable:
        """Return the table once all blocks have been read."""
        self._advance(b"", last=True)
        if self._parsed is None:
            raise InputError("Received an empty table, expected rows.", "Send a header, if there is one, and rows.")
        if not self._parsed.lines:
            raise InputError(
                "Received a header and no rows, expected at least two rows.",
                "Add rows, or set header to false where the first line is a row.",
            )
        return self._parsed

    def _advance(self, block: bytes, last: bool) -> None:
        text = self._pending + self._decoded(block, last)
        end = len(text) if last else text.rfind("\n") + 1
        rows, self._pending = text[:end], text[end:]
        if rows.count('"') % 2:  # the last row has a line break in quotation marks and is not complete
            rows, self._pending = "", text
        if (self._pending and last) or len(self._pending) > MAX_RECORD:
            raise InputError(
                f"Line {self._line} or later: received a row of more than {MAX_RECORD:,} characters or a quotation mark "
                "that nothing closes, expected rows on lines of their own.",
                "Close it, or write it twice in a quoted cell.",
            )
        if rows:
            self._parse(rows)

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
            raise InputError(
                f"Line {line}: received the byte 0x{error.object[error.start]:02x}, which is no {error.encoding.upper()}"
                " here.",
                'Save the table as UTF-8, or name its encoding, as in "text/csv; charset=iso-8859-1".',
            ) from error
        if "\0" in text:
            line = self._line + self._pending.count("\n") + text[: text.index("\0")].count("\n")
            raise InputError(f"Line {line}: received a zero byte, expected text.", "Export the table as CSV.")
        return text

    def _parse(self, rows: str) -> None:
        """Parse complete rows, the fast way if they have no quotation marks."""
        lines = rows.split("\n")
        if not lines[-1]:
            lines.pop()
        first, self._line = self._line, self._line + len(lines)
        if self._parsed is None:
            blank = next((number for number, line in enumerate(lines) if line.strip(" ")), None)
            if blank is None:
                return
            lines, first = lines[blank:], first + blank
            self._parsed, head = begin(lines, first, self._format)
            lines, first = lines[head:], first + head
        parsed = self._parsed
        before = len(parsed.lines)
        if not (('"' not in rows) and _read_plain(parsed, lines, first)):
            _read_carefully(parsed, lines, first)
        self._check_size(parsed, before)

    def _check_size(self, parsed: ParsedTable, before: int) -> None:
        rows, columns = len(parsed.lines), len(parsed.columns.names)
        for what, received, limit in (("rows", rows, self._max_rows), ("cells", rows * columns, self._max_cells)):
            if received > limit:
                raise InputError(
                    f"Line {parsed.lines[before]} or later: received more than {limit:,} {what}, the most that a table "
                    "may have here.",
                    "Send fewer rows, or columns.",
                )


def _decoder(first: bytes, encoding: str | None) -> codecs.IncrementalDecoder:
    for magic, what in OTHER_FILES.items():
        if first.startswith(magic):
            raise InputError(f"Line 1: received {what}, expected text.", "Export the table as CSV.")
    if encoding is None:
        encoding = "utf-16" if first.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8-sig"
    try:
        name = codecs.lookup(encoding).name
    except LookupError:
        name = ""
    if name not in ENCODINGS:
        known = ", ".join(ENCODINGS)
        raise InputError(
            f"Received the encoding {encoding[:40]!r}, expected one of {known}.", "Save the table as UTF-8."
        )
    return codecs.getincrementaldecoder("utf-8-sig" if name == "utf-8" else name)()


# -- the rows ------------------------------------------------------------------------------------------------------


def _read_plain(parsed: ParsedTable, lines: list[str], first: int) -> bool:
    """Read rows without quotation marks with np.loadtxt. Returns False, with nothing read, if any row is not valid."""
    numbers = range(first, first + len(lines))
    if any(not line.strip(" ") for line in lines):
        kept = [(number, line) for number, line in zip(numbers, lines, strict=True) if line.strip(" ")]
        numbers, lines = [number for number, _ in kept], [line for _, line in kept]  # type: ignore[assignment]
    if not lines:
        return True
    delimiter, columns = parsed.delimiter, parsed.columns
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
    parsed.blocks.append(inputs)
    parsed.lines.extend(numbers)
    parsed.target.extend(target)
    if columns.split is not None:
        parsed.split.extend(_cells(lines, delimiter, columns.split, between))
    return True


def _cells(lines: Iterable[str], delimiter: str, column: int, last: int) -> list[str]:
    """Return the cells of one column, splitting each line from the end that is nearer to the column."""
    if column * 2 > last:
        return [line.rsplit(delimiter, last - column + 1)[-1 - (last - column)].strip() for line in lines]
    return [line.split(delimiter, column + 1)[column].strip() for line in lines]


def _read_carefully(parsed: ParsedTable, lines: Sequence[str], first: int) -> None:
    """Read rows cell by cell, with quotation marks. Raises InputError for the first row that is not valid."""
    columns = parsed.columns
    rows = []
    for line, cells in records(lines, first, parsed.delimiter):
        if len(cells) != len(columns.names):
            raise InputError(
                f"Line {line}: received {len(cells)} cells, expected {len(columns.names)} as in the first row.",
                "Give every row as many, and quote cells that hold the delimiter.",
            )
        rows.append([_number(cells[column], line, column, columns) for column in columns.inputs])
        target = cells[columns.target].strip()
        if not target:
            _refuse_empty(line, columns.target, columns, "a class or a number")
        parsed.lines.append(line)
        parsed.target.append(target)
        if columns.split is not None:
            parsed.split.append(cells[columns.split].strip())
    if rows:
        parsed.blocks.append(np.array(rows))


def _number(cell: str, line: int, column: int, columns: Columns) -> float:
    if not cell.strip():
        _refuse_empty(line, column, columns, "a number")
    if not is_number(cell):
        comma = DECIMAL_COMMA.fullmatch(cell.strip())
        remedy = "Write decimals with a point." if comma else "Correct it, or make the column the target, or omit it."
        raise InputError(f"{columns.place(line, column)}: received {_shown(cell)}, expected a number.", remedy)
    value = float(cell)
    if not math.isfinite(value):
        raise InputError(
            f"{columns.place(line, column)}: received {_shown(cell)}, expected a finite number.",
            "Correct it, or leave the row out.",
        )
    return value


def _refuse_empty(line: int, column: int, columns: Columns, expected: str) -> NoReturn:
    raise InputError(
        f"{columns.place(line, column)}: received an empty cell, expected {expected}.",
        "Fill it in, or leave the row out.",
    )


def _shown(cell: str) -> str:
    cell = cell.strip()
    return repr(cell if len(cell) <= 40 else cell[:39] + "…")
