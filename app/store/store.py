"""The store: what the server keeps across restarts, read and written on a thread of its own.

While the store cannot be used, because its disk is full, its folder is read-only or its database is away, the server works
on without it. The store tries again and again, and those who write to it write again what it has missed: `generation`
grows whenever the database is opened.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from time import monotonic
from types import TracebackType
from typing import TYPE_CHECKING, Literal, Self, TypeVar

from app.errors import StoreUnavailableError
from app.runner import wait_for_event
from app.store.location import Location
from app.store.opening import abandon, open_database, reason
from app.store.row_index import RowIndex
from app.store.rows import Contents, Kind, MakeChange, MakeRow, RoomRow, SessionRow, TableRow

if TYPE_CHECKING:
    from app.store.database import Database

logger = logging.getLogger(__name__)

T = TypeVar("T")

Status = Literal["off", "opening", "open", "unavailable"]

RETRY_SECONDS = (1.0, 30.0)
"""The first and the longest time between two attempts to open the database."""

TIDY_SECONDS = 15.0
"""Time between two writes of the times of last use."""

LAST_SECONDS = 1.0
"""Longest time that the last writes of a stopping server may take."""


class Store:
    """The store; an async context manager. location: None keeps nothing. ready: waits until the server has started,
    because importing the database's library would delay its start.

    sessions, tables, rooms: times of last use of the kept sessions, of uploaded tables that are not deleted, and of
    workshops.
    """

    def __init__(self, location: Location | None, ready: Callable[[], Awaitable[None]]) -> None:
        self.status: Status = "off" if location is None else "opening"
        self.message = "sessions are not kept" if location is None else "opening"
        self.generation = 0
        self._location, self._ready = location, ready
        self._database: Database | None = None
        self._opened: Database | None = None  # on the thread; `_database` follows on the event loop
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="store")
        self._tried, self._wake = asyncio.Event(), asyncio.Event()
        self.sessions = RowIndex("sessions", self.now, self._wake.set)
        self.tables = RowIndex("tables", self.now, self._wake.set)
        self.rooms = RowIndex("rooms", self.now, self._wake.set)
        self._kinds: dict[Kind, RowIndex] = {"sessions": self.sessions, "tables": self.tables, "rooms": self.rooms}
        self._hurry = asyncio.Event()
        self._pause = RETRY_SECONDS[0]
        self._logged = ""
        self._clock = time.time() - monotonic()
        self._task: asyncio.Task[None] | None = None
        self._listeners: list[Callable[[], None]] = []

    async def __aenter__(self) -> Self:
        if self._location is not None:
            self._task = asyncio.create_task(self._run())
        else:
            self._tried.set()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            with suppress(TimeoutError):
                async with asyncio.timeout(LAST_SECONDS):
                    with suppress(StoreUnavailableError):
                        await self._tidy()
                    await self._on_thread(self._close)
        self._pool.shutdown(wait=False, cancel_futures=True)

    @property
    def is_on(self) -> bool:
        """True if sessions are to be kept, whether or not that is possible at present."""
        return self._location is not None

    @property
    def is_open(self) -> bool:
        """True if sessions can be kept at present."""
        return self._database is not None

    @property
    def trouble(self) -> str | None:
        """Why nothing can be kept at present, as the end of a sentence; None if it can, or is not meant to be."""
        return self.message if self.status == "unavailable" else None

    def listen(self, listener: Callable[[], None]) -> None:
        """Call a function whenever `trouble` has changed."""
        self._listeners.append(listener)

    def now(self) -> float:
        """Seconds since 1970. A change of the system's clock while the server runs has no effect."""
        return self._clock + monotonic()

    async def tried(self) -> None:
        """Wait until the first attempt to open the database has ended."""
        await self._tried.wait()

    async def retry(self) -> None:
        """Try at once to open the database if that has failed, and wait until the attempt has ended."""
        if self.is_on and self._database is None:
            self._tried.clear()
            self._hurry.set()
        await self._tried.wait()

    # -- sessions, tables, rooms ---------------------------------------------------------------------------------------

    async def write(self, changes: Sequence[MakeChange]) -> dict[str, int]:
        """Write sessions in one transaction; returns the bytes written for each. Raises StoreUnavailableError."""
        made = await self._call(lambda database: _write(database, changes))
        self._works()
        self.sessions.written(made)
        return made

    async def read_session(self, session_id: str) -> SessionRow | None:
        """A session; None if it is not kept. Raises StoreUnavailableError."""
        return await self._call(lambda database: database.read_session(session_id))

    async def write_table(self, row: TableRow) -> None:
        """Write a table. Raises StoreUnavailableError."""
        self.tables.keep(row.id)
        await self._call(lambda database: database.write_table(row))
        self.tables.written([row.id])

    async def read_table(self, table_id: str) -> TableRow | None:
        """A table, also one that is kept only for sessions; None if it is not kept. Raises StoreUnavailableError."""
        return await self._call(lambda database: database.read_table(table_id))

    async def write_rooms(self, makes: Sequence[MakeRow]) -> dict[str, int]:
        """Write workshops in one transaction; returns the bytes written for each. Raises StoreUnavailableError."""
        made = await self._call(lambda database: _write_rooms(database, makes))
        self._works()
        self.rooms.written(made)
        return made

    async def read_rooms(self) -> list[RoomRow]:
        """All workshops, without those waiting to be deleted. Raises StoreUnavailableError."""
        rows = await self._call(lambda database: database.read_rooms())
        return [row for row in rows if row.id in self.rooms]

    # -- the database --------------------------------------------------------------------------------------------------

    async def _run(self) -> None:
        """Keep the database open, also after a failure, and delete forgotten rows, until cancelled."""
        await self._ready()
        while True:
            if self._database is None:
                if self.status == "unavailable":
                    await wait_for_event(self._hurry, self._pause)
                    self._hurry.clear()
                await self._open()
                self._tried.set()
                continue
            with suppress(StoreUnavailableError):
                await self._tidy()
                await wait_for_event(self._wake, TIDY_SECONDS)
                self._wake.clear()
                if self._database is not None:
                    self._works()  # it has not failed for a while

    async def _open(self) -> None:
        assert self._location is not None
        location = self._location
        try:
            database, contents = await self._on_thread(lambda: self._open_on_thread(location))
        except Exception as error:
            self._failed(error)
            return
        for kind, kept in self._kinds.items():
            kept.opened(contents[kind])
        self._database = database
        self.generation += 1
        if not self._logged:
            self._works()

    def _open_on_thread(self, location: Location) -> tuple["Database", Contents]:
        self._opened, contents = open_database(location)
        return self._opened, contents

    async def _tidy(self) -> None:
        """Delete forgotten rows, and write the times of last use of the others."""
        for kept in self._kinds.values():
            await kept.tidy(self._call)

    async def _call(self, job: Callable[["Database"], T]) -> T:
        """Run a job on the database. Raises StoreUnavailableError; the database is opened again then."""
        database = self._database
        if database is None:
            raise self._unavailable()

        def checked() -> T:
            database.check()
            return job(database)

        try:
            return await self._on_thread(checked)
        except Exception as error:
            if self._database is database:
                self._database = None
                self._failed(error)
                await self._on_thread(partial(abandon, database, error))
                self._wake.set()
            raise self._unavailable() from error

    async def _on_thread(self, job: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._pool, job)

    def _close(self) -> None:
        if self._opened is not None:
            self._opened.close()

    def _works(self) -> None:
        """Note that the database can be read and written."""
        self._pause = RETRY_SECONDS[0]
        self._set("open", "sessions are kept")
        if self._logged and self._location is not None:
            logger.warning("The store can be used again (%s).", self._location.name)
            self._logged = ""

    def _failed(self, error: Exception) -> None:
        """Note why the database cannot be used, and log it once."""
        self._set("unavailable", reason(error))
        self._pause = min(2 * self._pause, RETRY_SECONDS[1])
        if self.message != self._logged and self._location is not None:
            self._logged = self.message
            detail = str(getattr(error, "orig", error)).partition("\n")[0]
            where = self._location.name if detail == self.message else f"{self._location.name}: {detail}"
            logger.warning(
                "The store cannot be used: %s (%s). Sessions are not kept until it can.", self.message, where
            )
            logger.debug("the store failed", exc_info=error)

    def _set(self, status: Status, message: str) -> None:
        before = self.trouble
        self.status, self.message = status, message
        if self.trouble != before:
            for listener in self._listeners:
                listener()

    def _unavailable(self) -> StoreUnavailableError:
        detail = f"The session is kept in the store, which cannot be used at present: {self.message}."
        return StoreUnavailableError(detail, "Try again in a minute.", retry_after=5)


def _write(database: "Database", makes: Sequence[MakeChange]) -> dict[str, int]:
    """Make changes of sessions and write them; returns their sizes."""
    changes = _made(makes)
    database.write(changes)
    return {change.id: change.size for change in changes}


def _write_rooms(database: "Database", makes: Sequence[MakeRow]) -> dict[str, int]:
    """Make rows of rooms and write them; returns their sizes."""
    rows = _made(makes)
    database.write_rooms(rows)
    return {row.id: len(row.document) for row in rows}


def _made(makes: Sequence[Callable[[], T]]) -> list[T]:
    """Make values. One that cannot be made is left out, so that it does not hold up the others."""
    made = []
    for make in makes:
        try:
            made.append(make())
        except Exception:
            logger.exception("a session or a workshop cannot be packed")
    return made
