"""What a store has written, read from its file while the server runs."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from app.export.snapshot_bytes import read_header
from app.store.location import FILE


def written(folder: Path, session_id: str) -> dict[str, Any]:
    """The header of a session's kept state; empty if there is none yet."""
    query = "SELECT content FROM session_parts WHERE session = ? AND kind = 'run'"
    try:
        with closing(sqlite3.connect(f"{(folder / FILE).as_uri()}?mode=ro", uri=True)) as connection:
            row = connection.execute(query, (session_id,)).fetchone()
    except sqlite3.Error:  # the store has not been opened yet
        return {}
    return read_header(row[0]) if row else {}
