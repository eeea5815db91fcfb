"""The database: opened, locked for one server, and brought to the present version. Used by one thread at a time."""

import logging
import sqlite3
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Self

from sqlalchemy import Connection, Engine, Table, create_engine, delete, event, exists, inspect, select, text, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DatabaseError, SQLAlchemyError

from app.store.location import Location, check_version, known_versions
from app.store.lock import FolderLock, InUseError
from app.store.rows import Contents, Kind, Part, RoomRow, SessionChange, SessionRow, TableRow
from app.store.schema import blocks, parts, rooms, sessions, tables

logger = logging.getLogger(__name__)

BUSY_SECONDS = 2
"""Longest wait for a program that locks the database, such as a backup, and for PostgreSQL to answer a connection."""

STATEMENT_SECONDS = 30
"""Longest time that a statement may take in PostgreSQL."""

ADVISORY_LOCK = 0x6261636B70726F70
"""The number of the lock that a server holds in PostgreSQL: "backprop"."""

KINDS: dict[Kind, Table] = {"sessions": sessions, "tables": tables, "rooms": rooms}

DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


class Database:
    """An open database. Every method raises what SQLAlchemy raises; nothing is changed then."""

    def __init__(self, location: Location, engine: Engine, connection: Connection, lock: FolderLock | None) -> None:
        self._location, self._engine, self._connection, self._lock = location, engine, connection, lock
        self._inode = _inode(location.file)
        self._insert: Any = postgresql.insert if engine.dialect.name == "postgresql" else sqlite.insert

    @classmethod
    def open(cls, location: Location) -> Self:
        """Open a database and lock it. A damaged file is set aside.

        Raises InUseError, NewerStoreError, OSError and what SQLAlchemy raises.
        """
        lock = None
        if location.file is not None:
            location.file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            lock = FolderLock(location.file.parent)
        try:
            try:
                return cls(location, *_connect(location), lock)
            except DatabaseError as error:
                if not is_damaged(error):
                    raise
                _set_aside(location)
                return cls(location, *_connect(location), lock)
        except BaseException:
            if lock is not None:
                lock.release()
            raise

    def close(self) -> None:
        """Close the database and release its lock. Never raises."""
        try:
            self._connection.close()
            self._engine.dispose()
        except Exception:
            logger.debug("closing the store failed", exc_info=True)
        if self._lock is not None:
            self._lock.release()

    def set_aside(self) -> None:
        """Disconnect and rename the damaged file. The folder stays locked until `close`."""
        self._connection.close()
        self._engine.dispose()
        _set_aside(self._location)

    def check(self) -> None:
        """Raise FileNotFoundError if the file has been deleted or replaced, because SQLite would write to it all the same."""
        if _inode(self._location.file) != self._inode:
            raise FileNotFoundError(f"{self._location.file} has been moved or deleted")

    # -- all kinds -----------------------------------------------------------------------------------------------------

    def contents(self) -> Contents:
        """Times of last use of everything that is kept."""
        queries = {kind: select(table.c.id, table.c.used) for kind, table in KINDS.items()}
        queries["tables"] = queries["tables"].where(~tables.c.deleted)
        with self._connection.begin():
            found = {kind: self._connection.execute(query).all() for kind, query in queries.items()}
        return {kind: {row.id: row.used for row in rows} for kind, rows in found.items()}

    def touch(self, kind: Kind, used: Mapping[str, float]) -> None:
        """Write times of last use."""
        table = KINDS[kind]
        with self._connection.begin():
            for key, when in used.items():
                self._connection.execute(update(table).where(table.c.id == key).values(used=when))

    def delete(self, kind: Kind, ids: Sequence[str]) -> None:
        """Delete rows by id; a table only when no kept session trains on it any more."""
        table = KINDS[kind]
        change = update(tables).values(deleted=True) if kind == "tables" else delete(table)
        with self._connection.begin():
            self._connection.execute(change.where(table.c.id.in_(ids)))
            unused = tables.c.deleted, ~exists().where(parts.c.table == tables.c.id)
            self._connection.execute(delete(tables).where(*unused))

    # -- sessions ------------------------------------------------------------------------------------------------------

    def write(self, changes: Sequence[SessionChange]) -> None:
        """Write sessions in one transaction."""
        heads = [{"id": each.id, "used": each.used, "document": each.document} for each in changes]
        rows = [
            {"session": each.id, "kind": part.kind, "number": part.number, "table": part.table, "content": part.content}
            for each in changes
            for part in each.parts
        ]
        with self._connection.begin():
            for change in changes:
                own = delete(parts).where(parts.c.session == change.id)
                if change.removed is None:
                    self._connection.execute(own)
                for kind in {kind for kind, _ in change.removed or ()}:
                    numbers = [number for each, number in change.removed or () if each == kind]
                    self._connection.execute(own.where(parts.c.kind == kind, parts.c.number.in_(numbers)))
            self._upsert(sessions, heads)
            self._upsert(parts, rows)

    def read_session(self, session_id: str) -> SessionRow | None:
        """A session; None if it is not kept."""
        with self._connection.begin():
            row = self._connection.execute(select(sessions).where(sessions.c.id == session_id)).one_or_none()
            found = self._connection.execute(select(parts).where(parts.c.session == session_id)).all()
        if row is None:
            return None
        read = [Part(each.kind, each.number, each.content, each.table) for each in found]
        return SessionRow(row.id, row.used, row.document, read)

    # -- tables --------------------------------------------------------------------------------------------------------

    def write_table(self, row: TableRow) -> None:
        """Write a table."""
        head = {"id": row.id, "used": row.used, "deleted": False, "options": row.options}
        with self._connection.begin():
            self._upsert(tables, [head])
            numbered = [{"table": row.id, "number": n, "content": block} for n, block in enumerate(row.blocks)]
            self._upsert(blocks, numbered)

    def read_table(self, table_id: str) -> TableRow | None:
        """A table, also one that is kept only for sessions that train on it; None if it is not kept."""
        with self._connection.begin():
            row = self._connection.execute(select(tables).where(tables.c.id == table_id)).one_or_none()
            text_blocks = select(blocks.c.content).where(blocks.c.table == table_id).order_by(blocks.c.number)
            found = self._connection.execute(text_blocks).scalars().all()
        return None if row is None else TableRow(row.id, row.used, row.options, found)

    # -- rooms ---------------------------------------------------------------------------------------------------------

    def write_rooms(self, rows: Sequence[RoomRow]) -> None:
        """Write workshops in one transaction."""
        with self._connection.begin():
            self._upsert(rooms, [vars(row) for row in rows])

    def read_rooms(self) -> list[RoomRow]:
        """All workshops."""
        with self._connection.begin():
            return [RoomRow(row.id, row.used, row.document) for row in self._connection.execute(select(rooms))]

    def _upsert(self, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
        """Insert rows, or replace those with the same key."""
        if not rows:
            return
        insert = self._insert(table)
        key = list(table.primary_key)
        new = {column.name: insert.excluded[column.name] for column in table.columns if not column.primary_key}
        self._connection.execute(insert.on_conflict_do_update(index_elements=key, set_=new), rows)


# -- opening -----------------------------------------------------------------------------------------------------------


def _connect(location: Location) -> tuple[Engine, Connection]:
    """Connect and bring the tables to the present version."""
    engine = _sqlite_engine(location) if location.file is not None else _postgresql_engine(location)
    try:
        connection = engine.connect()
        try:
            _prepare(connection, location)
        except BaseException:
            connection.close()
            raise
    except BaseException:
        engine.dispose()
        raise
    return engine, connection


def _prepare(connection: Connection, location: Location) -> None:
    """Lock PostgreSQL, and migrate the tables if they are older than this server."""
    if location.file is None:
        with connection.begin():
            free = connection.execute(text(f"SELECT pg_try_advisory_lock({ADVISORY_LOCK})")).scalar()
        if not free:
            raise InUseError(f"another server uses {location.name}")
    version = _version(connection)
    check_version(version, location)
    if version != known_versions()[-1]:
        from app.store.migrate import migrate  # Alembic takes a while to import, and is rarely needed

        with connection.begin():
            migrate(connection)


def stored_version(location: Location) -> str | None:
    """The version of the tables in PostgreSQL; None if there are none, or the database cannot be reached."""
    engine = _postgresql_engine(location)
    try:
        with engine.connect() as connection:
            return _version(connection)
    except SQLAlchemyError:
        return None
    finally:
        engine.dispose()


def _version(connection: Connection) -> str | None:
    """The version of the tables; None if there are none."""
    with connection.begin():
        if not inspect(connection).has_table("alembic_version"):
            return None
        version: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
        return version


def _sqlite_engine(location: Location) -> Engine:
    options = {"timeout": BUSY_SECONDS, "check_same_thread": False}
    engine = create_engine(location.url, connect_args=options)

    @event.listens_for(engine, "connect")
    def configure(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None  # else the driver commits before each change of a table's columns
        for pragma in (
            "journal_mode = WAL",
            "synchronous = NORMAL",
            "foreign_keys = ON",
            "journal_size_limit = 16777216",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN")

    return engine


def _postgresql_engine(location: Location) -> Engine:
    options = {
        "connect_timeout": BUSY_SECONDS,
        "tcp_user_timeout": 1000 * STATEMENT_SECONDS,
        "options": f"-c statement_timeout={STATEMENT_SECONDS}s",
        "application_name": "backprop-playground",
    }
    return create_engine(location.url, connect_args=options)


# -- damage ------------------------------------------------------------------------------------------------------------


def is_damaged(error: Exception) -> bool:
    """True if an error says that the file of SQLite is damaged, or is no database."""
    code = getattr(getattr(error, "orig", None), "sqlite_errorcode", None)
    return code is not None and code & 0xFF in DAMAGED


def _set_aside(location: Location) -> None:
    """Rename a damaged file, with those of its write-ahead log, so that a new one can take its place."""
    assert location.file is not None
    stamp = time.strftime("%Y%m%d-%H%M%S")
    aside = location.file.with_name(f"{location.file.name}.damaged-{stamp}")
    number = 1
    while aside.exists():
        number += 1
        aside = location.file.with_name(f"{location.file.name}.damaged-{stamp}-{number}")
    for ending in ("", "-wal", "-shm"):
        file = Path(f"{location.file}{ending}")
        if file.exists():
            file.rename(f"{aside}{ending}")
    logger.error("The file %s is damaged. It is now %s, and a new one takes its place.", location.file, aside)


def _inode(file: Path | None) -> tuple[int, int] | None:
    status = file.stat() if file is not None else None
    return None if status is None else (status.st_dev, status.st_ino)
