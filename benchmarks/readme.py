"""The README's section on speed: what lies between two comments is replaced by what was measured."""

from collections.abc import Sequence
from pathlib import Path

from benchmarks.table import Table

README = Path(__file__).parent.parent / "README.md"
BEGIN, END = "<!-- benchmarks -->", "<!-- /benchmarks -->"


def write(tables: Sequence[Table], path: Path = README) -> None:
    """Put the tables between the comments. ValueError when the file does not have both, in this order."""
    before, begin, rest = path.read_text(encoding="utf-8").partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"{path.name} has no {BEGIN} … {END}, expected both; put them where the figures belong")
    section = "\n".join(table.markdown() for table in tables)
    path.write_text(f"{before}{BEGIN}\n{section}{END}{after}", encoding="utf-8")
