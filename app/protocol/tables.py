"""Uploaded tables: options for reading one, and its contents."""

from typing import Literal

from pydantic import Field

from app.protocol.base import Measured, Message, Task
from engine.data.tables.table_format import MAX_COLUMNS, MAX_NAME

Delimiter = Literal["comma", "semicolon", "tab", "pipe"]

DELIMITERS: dict[Delimiter, str] = {"comma": ",", "semicolon": ";", "tab": "\t", "pipe": "|"}


class TableOptions(Message):
    """How a table is read and split. Columns are given by name or by number, counted from 1."""

    delimiter: Delimiter | None = Field(
        None, description="none: detected from the first line; a tab in text/tab-separated-values"
    )
    header: bool | None = Field(
        None, description="whether the first row holds names; none: if no cell of it is a number"
    )
    target: str | None = Field(None, max_length=MAX_NAME, description="column to predict; none: the last one")
    task: Literal["classification", "regression"] | None = Field(
        None,
        description="none: classification if the target holds words, two different numbers, or all whole numbers from 0 "
        "or 1 to at most 20",
    )
    omit: list[str] = Field([], max_length=MAX_COLUMNS, description="columns to leave out")
    split: str | None = Field(None, max_length=MAX_NAME, description="column with `train` or `test` in every row")
    train_fraction: float = Field(
        0.7, ge=0.05, le=1, description="share of training rows in every class, if no column gives the split"
    )
    seed: int = Field(0, ge=0, le=2**32 - 1, description="draws the split")
    standardize: bool = Field(
        True, description="scale every input to mean 0 and standard deviation 1 over the training rows"
    )


class TableColumn(Message):
    """Summary of a column over all rows; numbers are null for words and omitted columns."""

    name: str
    role: Literal["input", "target", "split", "omitted"]
    constant: bool = Field(description="whether every row has the same number, from which nothing can be learned")
    mean: Measured
    std: Measured
    low: Measured
    high: Measured


class TableData(Message):
    """The `data` of a RunSpec that trains on the table."""

    name: Literal["table"] = "table"
    table: str


class TableAnswer(Message):
    """A table on the server."""

    id: str = Field(description="hash of the text and the options: the same file has the same id on any server")
    data: TableData
    task: Task
    rows: int
    train_size: int
    test_size: int
    class_names: list[str] | None = Field(description="in the order of their numbers; null in regression")
    class_counts: list[int] | None = Field(description="rows of each class; null in regression")
    columns: list[TableColumn]
    delimiter: Delimiter
    header: bool = Field(description="whether the first row was read as names")
    idle_seconds: float = Field(description="the table is deleted after this time without use")
