"""The store: what the server keeps across restarts, read and written on a thread of its own.

While the store cannot be used, because its disk is full, its folder is read-only or its database is away, the server works
on without it. The store tries again and again, and those who write to it write again what it has missed: `generation`
grows whenever the database is opened.
"""

import asyncio
import logging
import sqlite3
import time
from collections.abc import Awaitable, Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from time import monotonic
from types import TracebackType
from typing import TYPE_CHECKING, Literal, Self, TypeVar

from app.errors import StoreUnavailableError
from app.runner import wait_for_event
from app.store.location import Location
from app.store.lock import InUseError
from app.store.rows import Contents, MakeChange, SessionRow, TableRow

if TYPE_CHECKING:
    from app.store.database import Database

logger = logging.getLogger(__name__)

T = TypeVar("T")

Status = Literal["off", "opening", "open", "unavailable"]

RETRY_SECONDS = (1.0, 30.0)
"""The first and the longest time between two attempts to open the database."""

TIDY_SECONDS = 15.0
"""Time between two writes of when sessions and tables were last used."""

LAST_SECONDS = 1.0
"""Longest time that the last writes of a stopping server may take."""


class Store:
    """The store; an async context manager. location: None keeps nothing. ready: waits until the server has started, whose
    start the import of the database's library would delay.

    sessions, tables: when each kept session, and each uploaded table that is not deleted, was last used, in seconds since
    1970.
    """

    def __init__(self, location: Location | None, ready: Callable[[], Awaitable[None]]) -> None:
        self.status: Status = "off" if location is None else "opening"
        self.message = "sessions are not kept" if location is None else "opening"
        self.sessions: dict[str, float] = {}
        self.tables: dict[str, float] = {}
        self.generation = 0
        self._location, self._ready = location, ready
        self._database: Database | None = None
        self._opened: Database | None = None  # on the thread; `_database` follows on the event loop
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="store")
        self._tried, self._wake = asyncio.Event(), asyncio.Event()
        self._forgotten: set[str] = set()
        self._forgotten_tables: set[str] = set()
        self._touched: set[str] = set()
        self._touched_tables: set[str] = set()
        self._hurry = asyncio.Event()
        self._pause = RETRY_SECONDS[0]
        self._logged = ""
        self._clock = time.time() - monotonic()
        self._task: asyncio.Task[None] | None = None

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

    # -- sessions ------------------------------------------------------------------------------------------------------

    async def write(self, changes: Sequence[MakeChange]) -> dict[str, int]:
        """Write sessions in one transaction; returns the bytes written for each. Raises StoreUnavailableError."""
        made = await self._call(lambda database: _write(database, changes))
        self._works()
        now = self.now()
        self.sessions |= dict.fromkeys(made, now)
        return made

    async def read_session(self, session_id: str) -> SessionRow | None:
        """A session; None if it is not kept. Raises StoreUnavailableError."""
        return await self._call(lambda database: database.read_session(session_id))

    def touch(self, session_id: str) -> None:
        """Note that a session has been used now."""
        if session_id in self.sessions:
            self.sessions[session_id] = self.now()
            self._touched.add(session_id)

    def forget(self, ids: Iterable[str]) -> None:
        """Delete sessions, as soon as the store can be written."""
        for session_id in ids:
            self.sessions.pop(session_id, None)
            self._forgotten.add(session_id)
        self._wake.set()

    # -- tables --------------------------------------------------------------------------------------------------------

    async def write_table(self, row: TableRow) -> None:
        """Write a table. Raises StoreUnavailableError."""
        self._forgotten_tables.discard(row.id)
        await self._call(lambda database: database.write_table(row))
        self.tables[row.id] = row.used

    async def read_table(self, table_id: str) -> TableRow | None:
        """A table, also one that is kept only for sessions; None if it is not kept. Raises StoreUnavailableError."""
        return await self._call(lambda database: database.read_table(table_id))

    def touch_table(self, table_id: str) -> None:
        """Note that a table has been used now."""
        if table_id in self.tables:
            self.tables[table_id] = self.now()
            self._touched_tables.add(table_id)

    def forget_tables(self, ids: Iterable[str]) -> None:
        """Delete tables, as soon as the store can be written and no kept session trains on them."""
        for table_id in ids:
            self.tables.pop(table_id, None)
            self._forgotten_tables.add(table_id)
        self._wake.set()

    # -- the database --------------------------------------------------------------------------------------------------

    async def _run(self) -> None:
        """Open the database, and again after a failure; meanwhile delete what is forgotten; until cancelled."""
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
        now = self.now()
        self.sessions = {key: min(used, now) for key, used in contents.sessions.items() if key not in self._forgotten}
        self.tables = {
            key: min(used, now) for key, used in contents.tables.items() if key not in self._forgotten_tables
        }
        self._database = database
        self.generation += 1
        if not self._logged:
            self._works()

    def _open_on_thread(self, location: Location) -> tuple["Database", Contents]:
        self._opened, contents = _open(location)
        return self._opened, contents

    async def _tidy(self) -> None:
        """Delete what is forgotten, and write when sessions and tables were last used."""
        forgotten, tables = set(self._forgotten), set(self._forgotten_tables)
        if forgotten:
            await self._call(lambda database: database.delete_sessions(list(forgotten)))
            self._forgotten -= forgotten
        if tables:
            await self._call(lambda database: database.delete_tables(list(tables)))
            self._forgotten_tables -= tables
        if self._touched:
            used = {each: self.sessions[each] for each in self._touched if each in self.sessions}
            self._touched.clear()
            await self._call(lambda database: database.touch(used))
        if self._touched_tables:
            used_tables = {each: self.tables[each] for each in self._touched_tables if each in self.tables}
            self._touched_tables.clear()
            await self._call(lambda database: database.touch_tables(used_tables))

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
                await self._on_thread(partial(_abandon, database, error))
                self._wake.set()
            raise self._unavailable() from error

    async def _on_thread(self, job: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._pool, job)

    def _close(self) -> None:
        if self._opened is not None:
            self._opened.close()

    def _works(self) -> None:
        """Note that the database can be read and written."""
        self.status, self.message, self._pause = "open", "sessions are kept", RETRY_SECONDS[0]
        if self._logged and self._location is not None:
            logger.warning("The store can be used again (%s).", self._location.name)
            self._logged = ""

    def _failed(self, error: Exception) -> None:
        """Note why the database cannot be used, and log it once."""
        self.status, self.message = "unavailable", _reason(error)
        self._pause = min(2 * self._pause, RETRY_SECONDS[1])
        if self.message != self._logged and self._location is not None:
            self._logged = self.message
            detail = str(getattr(error, "orig", error)).partition("\n")[0]
            where = self._location.name if detail == self.message else f"{self._location.name}: {detail}"
            logger.warning(
                "The store cannot be used: %s (%s). Sessions are not kept until it can.", self.message, where
            )
            logger.debug("the store failed", exc_info=error)

    def _unavailable(self) -> StoreUnavailableError:
        detail = f"The session is kept in the store, which cannot be used at present: {self.message}."
        return StoreUnavailableError(detail, "Try again in a minute.", retry_after=5)


def _open(location: Location) -> tuple["Database", Contents]:
    """Open the database and read what is in it. A damaged file is set aside."""
    from app.store.database import Database, is_damaged  # SQLAlchemy takes a while to import

    database = Database.open(location)
    try:
        return database, database.contents()
    except Exception as error:
        _abandon(database, error)
        if not is_damaged(error):
            raise
    database = Database.open(location)
    return database, database.contents()


def _abandon(database: "Database", error: Exception) -> None:
    """Close a database that has failed; set its file aside if it is damaged."""
    from app.store.database import is_damaged

    try:
        if is_damaged(error):
            database.set_aside()
    except OSError:
        logger.exception("the damaged file cannot be renamed")
    finally:
        database.close()


def _write(database: "Database", makes: Sequence[MakeChange]) -> dict[str, int]:
    """Make changes and write them. One that cannot be made is left out, because it must not keep the others."""
    changes = []
    for make in makes:
        try:
            changes.append(make())
        except Exception:
            logger.exception("a session cannot be packed")
    database.write(changes)
    return {change.id: change.size for change in changes}


def _reason(error: Exception) -> str:
    """Why the store failed, in a few words; without paths and names, because everybody may read it."""
    original = getattr(error, "orig", None)
    if isinstance(original, sqlite3.Error):
        return str(original)
    if original is not None:
        return "the database cannot be reached"
    if isinstance(error, InUseError):
        return "another server uses it"
    if isinstance(error, OSError):
        return error.strerror or str(error)
    return str(error) or type(error).__name__
