"""Check the store before the server starts. SQLAlchemy, which is slow to import, is needed for PostgreSQL only."""

import sqlite3
from contextlib import closing

from app.settings import Settings
from app.store.location import check_version, locate


def check_store(settings: Settings) -> None:
    """Raise NewerStoreError if the store was written by a newer server. Other faults are found when the store is
    opened."""
    location = locate(settings)
    if location is None:
        return
    if location.file is None:
        from app.store.database import stored_version  # SQLAlchemy takes a while to import

        check_version(stored_version(location), location)
        return
    if not location.file.is_file():
        return
    try:
        with closing(sqlite3.connect(f"{location.file.as_uri()}?mode=ro", uri=True, timeout=1.0)) as connection:
            row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.Error:
        return
    check_version(row[0] if row else None, location)
