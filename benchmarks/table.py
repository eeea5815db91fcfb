"""A table of results, printed in a terminal or as Markdown."""

from dataclasses import dataclass, field

import rich.box
import rich.table


@dataclass(frozen=True)
class Table:
    """A title, a row of headings, rows of as many cells, and lines of notes below."""

    title: str
    columns: list[str]
    rows: list[list[str]]
    notes: list[str] = field(default_factory=list)
    words: int = 1
    """How many columns, from the left, are words rather than numbers."""

    def terminal(self) -> rich.table.Table:
        """For `rich`: words to the left, numbers to the right."""
        table = rich.table.Table(
            title=self.title, title_justify="left", caption="\n".join(self.notes), caption_justify="left",
            box=rich.box.SIMPLE_HEAD,
        )  # fmt: skip
        for number, name in enumerate(self.columns):
            table.add_column(name, justify="left" if number < self.words else "right")
        for row in self.rows:
            table.add_row(*row)
        return table

    def markdown(self) -> str:
        """For a README."""
        ruler = ["---" if number < self.words else "---:" for number in range(len(self.columns))]
        lines = ["| " + " | ".join(cells) + " |" for cells in (self.columns, ruler, *self.rows)]
        return "\n".join([f"**{self.title}**", "", *lines, *(f"\n{note}" for note in self.notes), ""])
