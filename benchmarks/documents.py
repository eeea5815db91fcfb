"""Write tables into the files of docs/, between two comments; the text around them is written by hand."""

from collections.abc import Sequence
from pathlib import Path

from benchmarks.table import Table

DOCS = Path(__file__).parent.parent / "docs"

FIRST, LAST = "<!-- measured -->", "<!-- /measured -->"


def write(tables: Sequence[Table], name: str, folder: Path = DOCS) -> None:
    """Replace the tables of a document. ValueError if the two comments are missing or in the wrong order."""
    path = folder / name
    before, begin, rest = path.read_text(encoding="utf-8").partition(FIRST)
    _, end, after = rest.partition(LAST)
    if not begin or not end:
        raise ValueError(f"{name} has no {FIRST} … {LAST}, expected both. Put them where the tables belong.")
    text = "\n".join(table.markdown() for table in tables)
    path.write_text(f"{before}{FIRST}\n{text}{LAST}{after}", encoding="utf-8")
