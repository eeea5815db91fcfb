"""Tables as CSV that spreadsheets open as they are: UTF-8 with a byte order mark, and no cell is a formula."""

import csv
import io
from collections.abc import Iterable, Sequence

BYTE_ORDER_MARK = "\ufeff"

FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""A spreadsheet takes a text that begins like this for a formula. https://owasp.org/www-community/attacks/CSV_Injection"""

Value = str | int | float | bool | None


def cell(value: Value) -> str:
    """A value as the text of a cell. A text that would be a formula gets an apostrophe before it; numbers stay numbers."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str):
        return f"'{value}" if value.lstrip(" ").startswith(FORMULAS) else value
    return repr(value)


def csv_of(head: Sequence[str], rows: Iterable[Sequence[Value]]) -> bytes:
    """Write a table as CSV. head: the names of its columns."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(head)
    writer.writerows([cell(value) for value in row] for row in rows)
    return (BYTE_ORDER_MARK + text.getvalue()).encode("utf-8", "replace")
