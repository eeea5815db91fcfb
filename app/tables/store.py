"""Uploaded tables, in memory: read block by block, kept once, and deleted after a time without use.

A run keeps its table alive through its spec, so a deleted table is freed with the last session that trains on it.
"""

import asyncio
import gc
import weakref
from collections import OrderedDict
from collections.abc import AsyncIterator
from functools import partial
from time import monotonic
from types import TracebackType
from typing import Self
from weakref import WeakSet

from starlette.requests import ClientDisconnect

from app.errors import ServerFullError, StalledError, UnknownTableError
from app.runner import Runner
from app.settings import Settings
from app.sharing.memory import Holding, Memory, MemoryFullError
from app.sharing.shares import Places, Share
from engine.data.tables.table import TABLES, ImportOptions, Table, TableBuilder
from engine.errors import InputError
from engine.spec.base import MAX_SAMPLES

BLOCK = 1 << 18
"""Bytes read in one job of the runner: a few milliseconds, like a slice of training."""

READ = 6
"""Bytes that a byte of text takes while it is read: a digit and a comma become a number of 8 bytes, which is copied."""

RETRY_SECONDS = 60


def _too_many(own: int) -> ServerFullError:
    """The error of an upload beside too many others."""
    detail = f"As many tables are being uploaded as can be at a time; {own} of them by your address."
    return ServerFullError(detail, "Try again in a minute.", retry_after=RETRY_SECONDS)


class Tables:
    """The store; an async context manager."""

    def __init__(self, runner: Runner, settings: Settings, memory: Memory) -> None:
        self._runner, self._settings, self._memory = runner, settings, memory
        self._uploads = Places(Share.of(settings.max_uploads, settings.reserved_share), _too_many)
        self._reserved: WeakSet[Table] = WeakSet()
        self._held: OrderedDict[str, tuple[Table, float]] = OrderedDict()  # least recently used first
        self._sweeper: asyncio.Task[None] | None = None

    def __len__(self) -> int:
        return len(self._held)

    async def __aenter__(self) -> Self:
        self._sweeper = asyncio.create_task(self._sweep())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._sweeper is not None
        self._sweeper.cancel()
        await asyncio.gather(self._sweeper, return_exceptions=True)
        self._held.clear()

    async def take(self, body: AsyncIterator[bytes], options: ImportOptions) -> Table:
        """Read a table from a body while it arrives.

        Raises InputError, which names line and column, StalledError and ServerFullError.
        """
        with self._uploads.taken(), self._memory.holding() as memory:
            try:
                return self._keep(await self._read(body, options, memory))
            except (InputError, MemoryFullError):
                async for _ in self._blocks(body):  # to the end: a client reads no answer while it still sends
                    pass
                raise

    async def _read(self, body: AsyncIterator[bytes], options: ImportOptions, memory: Holding) -> Table:
        limits = min(MAX_SAMPLES, self._settings.max_samples), self._settings.max_table_cells
        intake = TableBuilder(options, *limits)
        try:
            async for block in self._blocks(body):
                memory.resize(memory.size + READ * len(block))
                await self._runner.run(partial(intake.feed, block))
            return await self._runner.run(intake.finish)
        except UnicodeError as error:  # of the text as a whole, such as one in UTF-16 without its mark
            detail = f"Received a text that cannot be read as {options.encoding}: {error}."
            raise InputError(detail, "Save the table as UTF-8.") from error

    async def _blocks(self, body: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
        """The body in blocks of about BLOCK bytes."""
        gathered = bytearray()
        while True:
            try:
                async with asyncio.timeout(self._settings.stall_seconds):
                    part = await anext(body, None)
            except TimeoutError as error:
                detail = f"No more data of the table arrived for {self._settings.stall_seconds:g} seconds."
                raise StalledError(detail, "Send the table again, over a faster connection if possible.") from error
            except ClientDisconnect as error:
                raise StalledError(
                    "The client disconnected before the table was complete.", "Send it again."
                ) from error
            if part is None:
                break
            for begin in range(0, len(part), BLOCK):
                gathered += part[begin : begin + BLOCK]
                if len(gathered) >= BLOCK:
                    yield bytes(gathered)
                    gathered.clear()
        yield bytes(gathered)

    def get(self, table_id: str) -> Table:
        """The table with this id, marked as used now. Raises UnknownTableError."""
        table = TABLES.get(table_id)
        if table is None:
            detail = "No table has this id, or it has been deleted."
            raise UnknownTableError(detail, "Send the same file with the same options again: it gets the same id.")
        if table_id in self._held:
            self._touch(table)
        return table

    def delete(self, table_id: str) -> None:
        """Delete a table. Sessions already training on it are unaffected. Raises UnknownTableError."""
        self.get(table_id)
        self._held.pop(table_id, None)

    def _touch(self, table: Table) -> None:
        self._held[table.id] = table, monotonic()
        self._held.move_to_end(table.id)

    def _keep(self, table: Table) -> Table:
        """Keep a table; evicts the least recently used ones. Raises ServerFullError if sessions use too much memory."""
        if table not in self._reserved:
            weakref.finalize(table, self._memory.holding(table.nbytes).close)
            self._reserved.add(table)
        self._touch(table)
        while len(self._held) > self._settings.max_tables or (len(self._held) > 1 and self._is_over()):
            self._held.popitem(last=False)
        if self._is_over():
            gc.collect()  # ended sessions may not have been freed yet
        if self._is_over():
            self._held.pop(table.id)
            detail = "There is not enough memory for this table, because sessions are using other tables."
            raise ServerFullError(detail, "Send fewer rows, or try again later.", retry_after=RETRY_SECONDS)
        return table

    def _is_over(self) -> bool:
        return sum(table.nbytes for table in TABLES.values()) > self._settings.tables_bytes

    async def _sweep(self) -> None:
        """Delete tables that have not been used for `table_idle_seconds`, until cancelled."""
        while True:
            await asyncio.sleep(min(15.0, self._settings.table_idle_seconds / 4))
            longest = monotonic() - self._settings.table_idle_seconds
            for table_id in [each for each, (_, used) in self._held.items() if used < longest]:
                del self._held[table_id]
