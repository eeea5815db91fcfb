"""Write rooms that have changed to the store, and read them when it has been opened."""

import asyncio
import logging
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from math import inf
from time import monotonic

from app.conversion import to_json
from app.errors import StoreUnavailableError
from app.rooms.document import KeptRoom, document_of, room_of, tables_of, write_document
from app.rooms.room import Room
from app.store.rows import RoomRow
from app.store.store import Store
from app.tables.tables import Tables
from engine.spec.run import RunSpec

logger = logging.getLogger(__name__)

SECONDS = 1.0
"""Shortest time between two writes of a room."""

BYTES_PER_SECOND = 4_000_000
"""Bytes that one room may write a second, on average: rooms with much data are written less often."""

UNPACKABLE_SECONDS = 60.0
"""Time until a room that could not be packed is tried again."""


@dataclass
class Written:
    """State of a room in the store: its state number `revision`, in the database number `generation`. due: when it may be
    written again."""

    revision: int = -1
    generation: int = 0
    due: float = -inf


class RoomWriter:
    """Writes the rooms in `rooms` to the store. other: the spec of a room whose own can no longer be read."""

    def __init__(self, store: Store, tables: Tables, rooms: Mapping[str, Room], other: RunSpec) -> None:
        self._store, self._tables, self._rooms, self._other = store, tables, rooms, other
        self._written: dict[str, Written] = {}
        self._specs: dict[str, tuple[RunSpec, bytes]] = {}  # used on the thread of the store

    async def read(self) -> list[Room]:
        """The rooms that only the store has. Those that cannot be read are left out. Raises StoreUnavailableError."""
        found, generation = [], self._store.generation
        for row in await self._store.read_rooms():
            if row.id in self._rooms:
                continue
            try:
                async with self._tables.held(tables_of(row.document)):
                    room = room_of(row.document, self._other)
            except (ValueError, IndexError) as error:
                logger.warning("workshop %s cannot be read: %s", row.id[:4], error)
                continue
            room.used = row.used
            self._written[room.id] = Written(room.revision, generation)
            found.append(room)
        return found

    def forget(self, room: Room) -> None:
        """Delete a room from the store."""
        self._written.pop(room.id, None)
        self._specs.pop(room.id, None)
        self._store.rooms.forget([room.id])

    async def write(self, everything: bool = False) -> None:
        """Write the rooms that have changed and are due, or all that have changed. Raises StoreUnavailableError."""
        if not self._store.is_open:
            return
        now, generation = monotonic(), self._store.generation
        changed = [each for each in self._changed(generation) if everything or self._of(each).due <= now]
        if not changed:
            return
        revisions = {room.id: room.revision for room in changed}
        used = self._store.now()
        sizes = await self._store.write_rooms(
            [partial(self._row, document_of(room), room.spec, used) for room in changed]
        )
        for room in changed:
            size = sizes.get(room.id)
            if size is None:
                self._of(room).due = monotonic() + UNPACKABLE_SECONDS
            elif room.id in self._rooms:
                due = monotonic() + max(SECONDS, size / BYTES_PER_SECOND)
                self._written[room.id] = Written(revisions[room.id], generation, due)

    async def write_all(self, seconds: float) -> None:
        """Write everything that has changed, within `seconds`."""
        with suppress(TimeoutError, StoreUnavailableError):
            async with asyncio.timeout(seconds):
                if self._rooms:
                    await self._store.retry()
                await self.write(everything=True)

    def _of(self, room: Room) -> Written:
        return self._written.setdefault(room.id, Written())

    def _changed(self, generation: int) -> Iterable[Room]:
        for room in self._rooms.values():
            written = self._of(room)
            if written.revision != room.revision or written.generation != generation:
                yield room

    def _row(self, document: KeptRoom, spec: RunSpec, used: float) -> RoomRow:
        """The row of a room; made on the thread of the store. The spec is serialized once."""
        made = self._specs.get(document.id)
        if made is None or made[0] is not spec:
            made = self._specs[document.id] = spec, to_json(spec)
        return RoomRow(document.id, used, write_document(document, made[1]))
