"""A table of results, shown in a terminal or written as Markdown."""

from dataclasses import dataclass, field

import rich.box
import rich.table


@dataclass(frozen=True)
class Table:
    """A title, column headings, rows of cells, and notes below."""

    title: str
    columns: list[str]
    rows: list[list[str]]
    notes: list[str] = field(default_factory=list)
    text_columns: int = 1
    """Number of columns, from the left, that hold text; the others hold numbers."""

    def terminal(self) -> rich.table.Table:
        """Convert to a table of `rich`: text aligned left, numbers right."""
        table = rich.table.Table(
            title=self.title, title_justify="left", caption="\n".join(self.notes), caption_justify="left",
            box=rich.box.SIMPLE_HEAD,
        )  # fmt: skip
        for number, name in enumerate(self.columns):
            table.add_column(name, justify="left" if number < self.text_columns else "right")
        for row in self.rows:
            table.add_row(*row)
        return table

    def markdown(self) -> str:
        """Convert to Markdown."""
        ruler = ["---" if number < self.text_columns else "---:" for number in range(len(self.columns))]
        lines = ["| " + " | ".join(cells) + " |" for cells in (self.columns, ruler, *self.rows)]
        return "\n".join([f"**{self.title}**", "", *lines, *(f"\n{note}" for note in self.notes), ""])
