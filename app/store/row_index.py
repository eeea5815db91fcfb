"""Index of the kept rows of one kind, such as sessions: when each was last used, and which of these times are still to
be written."""

from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from app.store.rows import Kind

if TYPE_CHECKING:
    from app.store.database import Database

Call = Callable[[Callable[["Database"], None]], Awaitable[None]]
"""Runs a job on the database. Raises StoreUnavailableError."""


class RowIndex(Mapping[str, float]):
    """Time of last use of each kept row by its id, in seconds since 1970. Forgotten rows are deleted as soon as the
    store can be written.

    now: the time. wake: called when there is something to delete.
    """

    def __init__(self, kind: Kind, now: Callable[[], float], wake: Callable[[], None]) -> None:
        self._kind, self._now, self._wake = kind, now, wake
        self._used: dict[str, float] = {}
        self._touched: set[str] = set()
        self._forgotten: set[str] = set()

    def __getitem__(self, key: str) -> float:
        return self._used[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._used)

    def __len__(self) -> int:
        return len(self._used)

    def opened(self, used: Mapping[str, float]) -> None:
        """Take over the rows of a database that has just been opened."""
        now = self._now()
        self._used = {key: min(when, now) for key, when in used.items() if key not in self._forgotten}

    def keep(self, key: str) -> None:
        """Cancel the deletion of a row that is about to be written again."""
        self._forgotten.discard(key)

    def written(self, keys: Iterable[str]) -> None:
        """Note that rows have been written, except those forgotten meanwhile."""
        now = self._now()
        self._used |= {key: now for key in keys if key not in self._forgotten}

    def touch(self, key: str) -> None:
        """Mark a row as used now."""
        if key in self._used:
            self._used[key] = self._now()
            self._touched.add(key)

    def forget(self, keys: Iterable[str]) -> None:
        """Delete rows as soon as the store can be written."""
        for key in keys:
            self._used.pop(key, None)
            self._forgotten.add(key)
        self._wake()

    async def tidy(self, call: Call) -> None:
        """Delete forgotten rows, and write the times of last use of the others. Raises StoreUnavailableError."""
        if forgotten := list(self._forgotten):
            await call(lambda database: database.delete(self._kind, forgotten))
            self._forgotten.difference_update(forgotten)
        if self._touched:
            used = {key: self._used[key] for key in self._touched if key in self._used}
            self._touched.clear()
            await call(lambda database: database.touch(self._kind, used))
