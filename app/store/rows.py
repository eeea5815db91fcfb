"""The values that the store keeps and returns."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

Kind = Literal["sessions", "tables", "rooms"]
"""What is kept, each kind with its ids."""


@dataclass(frozen=True)
class Part:
    """A part of a session. kind and number identify it in the session; table: the uploaded table that it names."""

    kind: str
    number: int
    content: bytes
    table: str | None = None


@dataclass(frozen=True)
class SessionRow:
    """A session as it is kept. `used` and all other times: seconds since 1970."""

    id: str
    used: float
    document: bytes
    parts: Sequence[Part]


@dataclass(frozen=True)
class SessionChange:
    """New values of a session. parts: those that are new or have changed. removed: (kind, number) of those to delete; None
    deletes all others."""

    id: str
    used: float
    document: bytes
    parts: Sequence[Part]
    removed: Sequence[tuple[str, int]] | None

    @property
    def size(self) -> int:
        """Bytes to write."""
        return len(self.document) + sum(len(part.content) for part in self.parts)


MakeChange = Callable[[], SessionChange]
"""Makes a change on the thread of the store, so that packing does not delay the event loop."""


@dataclass(frozen=True)
class TableRow:
    """An uploaded table: the options for reading it, as JSON, and its text in compressed blocks."""

    id: str
    used: float
    options: bytes
    blocks: Sequence[bytes]


@dataclass(frozen=True)
class RoomRow:
    """A workshop."""

    id: str
    used: float
    document: bytes


MakeRow = Callable[[], RoomRow]
"""Makes a row on the thread of the store."""

Contents = dict[Kind, dict[str, float]]
"""Times of last use, by kind and id; without tables that are kept only for sessions."""
