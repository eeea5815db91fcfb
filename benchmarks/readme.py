"""The README's figures: what lies between the two comments of a section is replaced by what was measured."""

from collections.abc import Sequence
from pathlib import Path

from benchmarks.table import Table

README = Path(__file__).parent.parent / "README.md"


def write(tables: Sequence[Table], section: str = "benchmarks", path: Path = README) -> None:
    """Put the tables between the comments of a section. ValueError when the file does not have both, in this order."""
    first, last = f"<!-- {section} -->", f"<!-- /{section} -->"
    before, begin, rest = path.read_text(encoding="utf-8").partition(first)
    _, end, after = rest.partition(last)
    if not begin or not end:
        raise ValueError(f"{path.name} has no {first} … {last}, expected both; put them where the figures belong")
    text = "\n".join(table.markdown() for table in tables)
    path.write_text(f"{before}{first}\n{text}{last}{after}", encoding="utf-8")
