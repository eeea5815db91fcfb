"""Tables of a user's own: how one is to be read, and what was found in it."""

from typing import Literal

from pydantic import Field

from app.protocol.base import Figure, Message, Task

Delimiter = Literal["comma", "semicolon", "tab", "pipe"]

DELIMITERS: dict[Delimiter, str] = {"comma": ",", "semicolon": ";", "tab": "\t", "pipe": "|"}


class TableOptions(Message):
    """How a table is read and split. A column is told by its name or, counted from 1, by its number."""

    delimiter: Delimiter | None = Field(
        None, description="none: found out from the first line; a tab in text/tab-separated-values"
    )
    header: bool | None = Field(None, description="none: the first row is one where none of its cells is a number")
    target: str | None = Field(None, max_length=200, description="column to predict; none: the last one")
    task: Literal["classification", "regression"] | None = Field(
        None,
        description="none: classification where the target holds words, two different numbers, or whole numbers from 0 "
        "or 1 on without a gap, up to 20 of them",
    )
    omit: list[str] = Field([], max_length=1024, description="columns to leave out")
    split: str | None = Field(None, max_length=200, description="column that says train or test in every row")
    train_fraction: float = Field(
        0.7, ge=0.05, le=1, description="share of the rows that trains where no column says so, of every class alike"
    )
    seed: int = Field(0, ge=0, le=2**32 - 1, description="draws which rows train")
    standardize: bool = Field(
        True, description="feed every input with mean 0 and standard deviation 1 over the training rows"
    )


class TableColumn(Message):
    """What is in a column; figures of all rows, null for words and for what is left out."""

    name: str
    role: Literal["input", "target", "split", "omitted"]
    constant: bool = Field(description="the same number in every row: nothing can be learnt of it")
    mean: Figure
    std: Figure
    low: Figure
    high: Figure


class TableData(Message):
    """The `data` of a RunSpec that trains on the table."""

    name: Literal["table"] = "table"
    table: str


class TableAnswer(Message):
    """A table that is held."""

    id: str = Field(description="follows from the text and the options: the same file gets the same id anywhere")
    data: TableData
    task: Task
    rows: int
    train_size: int
    test_size: int
    class_names: list[str] | None = Field(description="in the order of their numbers; null in regression")
    class_counts: list[int] | None = Field(description="rows of each class; null in regression")
    columns: list[TableColumn]
    delimiter: Delimiter
    header: bool = Field(description="whether the first row was taken for one")
    idle_seconds: float = Field(description="it is let go when nobody has asked for it for so long")
