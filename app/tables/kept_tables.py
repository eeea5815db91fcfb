"""Keep the text of uploaded tables in the store, and read them again from there."""

import zlib
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

import orjson

from app.store.rows import TableRow
from engine.data.tables.table import ImportOptions, Table, TableBuilder
from engine.data.tables.table_format import TableFormat
from engine.errors import InputError


def pack_options(options: ImportOptions) -> bytes:
    """The options for reading a table, as JSON."""
    return orjson.dumps(asdict(options))


def pack_block(block: bytes) -> bytes:
    """Compress a block of text."""
    return zlib.compress(block, 1)


def table_steps(row: TableRow, max_rows: int, max_cells: int) -> tuple[list[Callable[[], None]], Callable[[], Table]]:
    """The jobs that read a kept table again, a block in each, and the one that returns it.

    Each may raise InputError: a table that this server reads differently has another id.
    """
    builder = TableBuilder(unpack_options(row.options), max_rows, max_cells)

    def feed(block: bytes) -> None:
        builder.feed(zlib.decompress(block))

    def finish() -> Table:
        table = builder.finish()
        if table.id != row.id:
            raise InputError(f"The kept table {row.id} is read as {table.id}.", "Send the table again.")
        return table

    return [lambda block=block: feed(block) for block in row.blocks], finish  # type: ignore[misc]


def unpack_options(options: bytes) -> ImportOptions:
    """The options in JSON."""
    values: dict[str, Any] = orjson.loads(options)
    table_format = values.pop("format")
    table_format["omit"] = tuple(table_format["omit"])
    return ImportOptions(TableFormat(**table_format), **values)
