"""Uploaded tables: read block by block, held once, and freed after a time without use.

A run keeps its table alive through its spec, so a deleted table is freed with the last session that trains on it. The store
has the text of the tables, so that they come back when they, or sessions that train on them, are asked for.
"""

import asyncio
import gc
import logging
import weakref
import zlib
from collections import OrderedDict
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager, suppress
from functools import partial
from time import monotonic
from types import TracebackType
from typing import Self
from weakref import WeakSet

from starlette.requests import ClientDisconnect

from app.errors import ServerFullError, StalledError, StoreUnavailableError, UnknownTableError
from app.runner import Runner, wait_for_event
from app.settings import Settings
from app.sharing.memory import Holding, Memory, MemoryFullError
from app.sharing.shares import Places
from app.store.rows import TableRow
from app.store.store import Store
from app.tables.kept_tables import pack_block, pack_options, table_steps
from engine.data.tables.table import TABLES, ImportOptions, Table, TableBuilder
from engine.errors import InputError
from engine.spec.base import MAX_SAMPLES

logger = logging.getLogger(__name__)

BLOCK = 1 << 18
"""Bytes read in one job of the runner: a few milliseconds, like a slice of training."""

READ = 6
"""Bytes that a byte of text takes while it is read: a digit and a comma become a number of 8 bytes, which is copied."""

RETRY_SECONDS = 60

WAITING_BYTES = 64 * 2**20
"""Compressed text that waits for the store, at most, unless a single table has more; the oldest is dropped first."""

LAST_SECONDS = 1.0
"""Longest time that writing these may take when the server stops."""

DAY = 86400.0


def _too_many(own: int) -> ServerFullError:
    """The error of an upload beside too many others."""
    detail = f"As many tables are being uploaded as can be at a time; {own} of them by your address."
    return ServerFullError(detail, "Try again in a minute.", retry_after=RETRY_SECONDS)


class Tables:
    """All tables; an async context manager."""

    def __init__(self, runner: Runner, settings: Settings, memory: Memory, store: Store) -> None:
        self._runner, self._settings, self._memory, self._store = runner, settings, memory, store
        self._uploads = Places(settings.max_uploads, settings, _too_many)
        self._reserved: WeakSet[Table] = WeakSet()
        self._held: OrderedDict[str, tuple[Table, float]] = OrderedDict()  # least recently used first
        self._waiting: OrderedDict[str, TableRow] = OrderedDict()  # for the store, oldest first
        self._wake = asyncio.Event()
        self._background: list[asyncio.Task[None]] = []

    def __len__(self) -> int:
        return len(self._held)

    async def __aenter__(self) -> Self:
        self._background = [asyncio.create_task(each) for each in (self._sweep(), self._write(), self._reload())]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for task in self._background:
            task.cancel()
        await asyncio.gather(*self._background, return_exceptions=True)
        with suppress(StoreUnavailableError, TimeoutError):
            async with asyncio.timeout(LAST_SECONDS):
                await self._write_waiting()
        self._held.clear()

    async def take(self, body: AsyncIterator[bytes], options: ImportOptions) -> Table:
        """Read a table from a body while it arrives.

        Raises InputError, which names line and column, StalledError and ServerFullError.
        """
        with self._uploads.taken(), self._memory.holding() as memory:
            try:
                table, text = await self._read(body, options, memory)
                self._keep(table)
                self._put_into_store(table, options, text)
                return table
            except (InputError, MemoryFullError):
                async for _ in self._blocks(body):  # to the end: a client reads no answer while it still sends
                    pass
                raise

    async def _read(
        self, body: AsyncIterator[bytes], options: ImportOptions, memory: Holding
    ) -> tuple[Table, list[bytes]]:
        """The table in a body, and its text for the store."""
        intake, text = TableBuilder(options, *self._limits), []

        def read(block: bytes) -> None:
            intake.feed(block)
            if self._store.is_on:
                text.append(pack_block(block))

        try:
            async for block in self._blocks(body):
                memory.resize(memory.size + READ * len(block))
                await self._runner.run(partial(read, block))
            return await self._runner.run(intake.finish), text
        except UnicodeError as error:  # of the text as a whole, such as one in UTF-16 without its mark
            detail = f"Received a text that cannot be read as {options.encoding}: {error}."
            raise InputError(detail, "Save the table as UTF-8.") from error

    @property
    def _limits(self) -> tuple[int, int]:
        return min(MAX_SAMPLES, self._settings.max_samples), self._settings.max_table_cells

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

    async def get(self, table_id: str) -> Table:
        """The table with this id, marked as used now. Raises UnknownTableError, StoreUnavailableError."""
        table = TABLES.get(table_id)
        if table is None:
            await self._store.tried()
            if table_id in self._store.tables and (table := await self._bring_back(table_id)) is not None:
                return self._keep(table)
            detail = "No table has this id, or it has been deleted."
            raise UnknownTableError(detail, "Send the same file with the same options again: it gets the same id.")
        if table_id in self._held:
            self._touch(table)
        return table

    async def delete(self, table_id: str) -> None:
        """Delete a table. Sessions already training on it are unaffected. Raises UnknownTableError."""
        if table_id not in self._store.tables:
            await self.get(table_id)
        self._held.pop(table_id, None)
        self._waiting.pop(table_id, None)
        self._store.tables.forget([table_id])

    @asynccontextmanager
    async def held(self, ids: Iterable[str]) -> AsyncIterator[None]:
        """Hold tables, which kept sessions name, in memory for the duration of the context.

        Tables that are missing are left out. Raises StoreUnavailableError.
        """
        tables = [TABLES.get(each) or await self._bring_back(each) for each in ids]
        yield
        del tables

    def _touch(self, table: Table) -> None:
        self._store.tables.touch(table.id)
        self._held[table.id] = table, monotonic()
        self._held.move_to_end(table.id)

    def _keep(self, table: Table) -> Table:
        """Keep a table; evicts the least recently used ones. Raises ServerFullError if sessions use too much memory."""
        self._reserve(table)
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

    def _reserve(self, table: Table) -> None:
        """Reserve memory for a table for as long as it exists. Raises MemoryFullError."""
        if table not in self._reserved:
            weakref.finalize(table, self._memory.holding(table.nbytes).close)
            self._reserved.add(table)

    def _is_over(self) -> bool:
        return sum(table.nbytes for table in TABLES.values()) > self._settings.tables_bytes

    async def _sweep(self) -> None:
        """Free tables that have not been used for `table_idle_seconds`, and delete those that rested too long; until
        cancelled."""
        while True:
            await asyncio.sleep(min(15.0, self._settings.table_idle_seconds / 4))
            longest = monotonic() - self._settings.table_idle_seconds
            for table_id in [each for each, (_, used) in self._held.items() if used < longest]:
                del self._held[table_id]
            self._expire()

    # -- the store -----------------------------------------------------------------------------------------------------

    def _put_into_store(self, table: Table, options: ImportOptions, text: list[bytes]) -> None:
        """Have the text of a table written, unless the store has it."""
        if not self._store.is_on or table.id in self._store.tables:
            return
        self._waiting[table.id] = TableRow(table.id, self._store.now(), pack_options(options), text)
        while len(self._waiting) > 1 and sum(map(_size, self._waiting.values())) > WAITING_BYTES:
            self._waiting.popitem(last=False)
        self._wake.set()

    async def _write(self) -> None:
        """Write tables, until cancelled."""
        while True:
            await wait_for_event(self._wake, RETRY_SECONDS / 12 if self._waiting else None)
            self._wake.clear()
            with suppress(StoreUnavailableError):
                await self._write_waiting()

    async def _write_waiting(self) -> None:
        for row in list(self._waiting.values()):
            await self._store.write_table(row)
            self._waiting.pop(row.id, None)

    async def _reload(self) -> None:
        """Read the tables again that would still be in memory if the server had not stopped."""
        await self._store.tried()
        longest = self._store.now() - self._settings.table_idle_seconds
        recent = sorted((used, each) for each, used in self._store.tables.items() if used > longest)
        with suppress(StoreUnavailableError, ServerFullError):
            for _, table_id in recent:
                if table_id not in TABLES and (table := await self._bring_back(table_id)) is not None:
                    self._keep(table)

    async def _bring_back(self, table_id: str) -> Table | None:
        """Read a table from the store; None if it is not there or cannot be read. Raises StoreUnavailableError."""
        row = await self._store.read_table(table_id)
        if row is None:
            return None
        steps, finish = table_steps(row, *self._limits)
        try:
            for step in steps:
                await self._runner.run(step)
            table = await self._runner.run(finish)
            self._reserve(table)
            return table
        except (InputError, zlib.error) as error:
            logger.warning("table %s cannot be read from the store: %s", table_id[:6], error)
            return None

    def _expire(self) -> None:
        """Delete tables that have rested for too long, and the oldest if there are too many."""
        oldest_first = sorted((used, each) for each, used in self._store.tables.items() if each not in self._held)
        longest = self._store.now() - self._settings.rest_days * DAY
        surplus = len(self._store.tables) - self._settings.max_tables
        expired = [each for number, (used, each) in enumerate(oldest_first) if used < longest or number < surplus]
        if expired:
            self._store.tables.forget(expired)


def _size(row: TableRow) -> int:
    return sum(map(len, row.blocks))
