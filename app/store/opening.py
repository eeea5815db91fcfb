"""Open the database, close it after a failure, and say what has failed."""

import errno
import logging
import sqlite3
from typing import TYPE_CHECKING

from app.store.location import Location
from app.store.lock import InUseError
from app.store.rows import Contents

if TYPE_CHECKING:
    from app.store.database import Database

logger = logging.getLogger(__name__)

FULL, READ_ONLY = "the disk is full", "the folder cannot be written"

SQLITE_WORDS = {
    sqlite3.SQLITE_FULL: FULL,
    sqlite3.SQLITE_READONLY: READ_ONLY,
    sqlite3.SQLITE_CANTOPEN: "the file cannot be opened",
    sqlite3.SQLITE_IOERR: "the disk cannot be read or written",
}

OS_WORDS = {errno.ENOSPC: FULL, errno.EDQUOT: FULL, errno.EACCES: READ_ONLY, errno.EROFS: READ_ONLY}


def open_database(location: Location) -> tuple["Database", Contents]:
    """Open the database and read what is in it. A damaged file is set aside."""
    from app.store.database import Database, is_damaged  # SQLAlchemy takes a while to import

    database = Database.open(location)
    try:
        return database, database.contents()
    except Exception as error:
        abandon(database, error)
        if not is_damaged(error):
            raise
    database = Database.open(location)
    return database, database.contents()


def abandon(database: "Database", error: Exception) -> None:
    """Close a database that has failed; set its file aside if it is damaged."""
    from app.store.database import is_damaged

    try:
        if is_damaged(error):
            database.set_aside()
    except OSError:
        logger.exception("the damaged file cannot be renamed")
    finally:
        database.close()


def reason(error: Exception) -> str:
    """Why the store failed, in a few words; without paths and names, because everybody may read it."""
    original = getattr(error, "orig", None)
    if isinstance(original, sqlite3.Error):
        code = getattr(original, "sqlite_errorcode", 0) & 0xFF  # of an extended code the primary one
        return SQLITE_WORDS.get(code, str(original))
    if original is not None:
        return "the database cannot be reached"
    if isinstance(error, InUseError):
        return "another server uses the data folder or database"
    if isinstance(error, OSError):
        return OS_WORDS.get(error.errno or 0) or error.strerror or str(error)
    return str(error) or type(error).__name__
