"""Write the sessions at work to the store, off the event loop and many at a time."""

import asyncio
import logging
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from math import inf
from time import monotonic

from app.errors import SessionGoneError, StoreUnavailableError
from app.runner import wait_for_event
from app.sessions.persistence.parts import Captured, WrittenParts
from app.sessions.session import Session
from app.store.store import Store
from engine.train.snapshot import VECTORS

logger = logging.getLogger(__name__)

PLAYING_SECONDS = 4.0
"""Shortest time between two writes of a session that plays, so that what is kept is at most five seconds old."""

PAUSED_SECONDS = 1.0
"""Shortest time between two writes of a paused session."""

TICK_SECONDS = 0.5
"""Time between two looks for sessions that have changed."""

TOGETHER_SECONDS = 0.1
"""Time between two transactions, so that states copied within it are written together."""

SAVE_BYTES_PER_SECOND = 4_000_000
"""Bytes that one session may write a second, on average: the largest networks are written less often."""

CAPTURED_NUMBERS = 8_000_000
"""Numbers in all snapshots that wait to be written, at most, unless a single one has more."""

SMALL_NUMBERS = 10_000
"""Numbers of a snapshot that is copied in any case: the largest ones do not hold up those of a whole class."""

UNPACKABLE_SECONDS = 60.0
"""Time until a session that could not be packed is tried again."""


@dataclass
class Written:
    """State of a session in the store: the state number `version`, in the database number `generation`.

    whole: it has all checkpoints. time: when it was written. seconds: time until it may be written again, because it is
    large.
    """

    version: int = -1
    generation: int = 0
    whole: bool = False
    time: float = -inf
    seconds: float = 0.0
    parts: WrittenParts = field(default_factory=WrittenParts)


class SessionWriter:
    """Writes the sessions at work to the store: those in `sessions`, which others fill."""

    def __init__(self, store: Store, sessions: Mapping[str, Session]) -> None:
        self._store, self._sessions = store, sessions
        self._written: dict[str, Written] = {}
        self._capturing: dict[str, asyncio.Task[None]] = {}
        self._captured: list[tuple[Captured, int]] = []  # with the version of the state
        self._wake = asyncio.Event()

    def add(self, session: Session, from_store: bool = False) -> None:
        """Write a session from now on. from_store: the store has its present state."""
        if from_store:
            self._written[session.id] = Written(session.version, self._store.generation, whole=True)
        else:
            self._written[session.id] = Written()
        self._wake.set()

    def remove(self, session_id: str) -> None:
        """Write a session no more."""
        self._written.pop(session_id, None)

    def is_kept(self, session: Session) -> bool:
        """True if the store has the present state of a session."""
        written = self._written[session.id]
        return written.version == session.version and written.generation == self._store.generation > 0

    async def run(self) -> None:
        """Write sessions that have changed, until cancelled."""
        while True:
            await wait_for_event(self._wake, TICK_SECONDS if self._sessions else None)
            self._wake.clear()
            now = monotonic()
            if self._store.is_open:
                self._capture(each for each in self._changed() if self._is_due(each, now))
            with suppress(StoreUnavailableError):
                await self._write()
            await asyncio.sleep(TOGETHER_SECONDS)

    async def save_all(self, seconds: float) -> None:
        """Write every session that has changed, as far as `seconds` allow: first all runs, then checkpoints."""
        with suppress(TimeoutError, StoreUnavailableError):
            async with asyncio.timeout(seconds):
                if self._sessions:
                    await self._store.retry()
                for whole in (False, True):
                    while self._store.is_open and (changed := self._changed(whole)):
                        self._capture(changed)
                        if not self._captured:
                            if not self._capturing:
                                break
                            await asyncio.wait(self._capturing.values(), return_when=asyncio.FIRST_COMPLETED)
                        await self._write(whole)
        for task in self._capturing.values():
            task.cancel()

    def _is_due(self, session: Session, now: float) -> bool:
        written = self._written[session.id]
        return now - written.time >= max(PLAYING_SECONDS if session.playing else PAUSED_SECONDS, written.seconds)

    def _changed(self, whole: bool = False) -> list[Session]:
        """Sessions that the store does not have as they are now. whole: also those whose checkpoints it may lack."""
        lacking = {each for each, written in self._written.items() if whole and not written.whole}
        return [each for each in self._sessions.values() if each.id in lacking or not self.is_kept(each)]

    def _capture(self, sessions: Iterable[Session]) -> None:
        """Begin to copy the states of sessions, each as soon as its trainer is free."""
        waiting = {captured.session for captured, _ in self._captured}
        numbers = sum(captured.snapshot.parameters.size * VECTORS for captured, _ in self._captured)
        numbers += sum(
            self._sessions[each].parameter_count * VECTORS for each in self._capturing if each in self._sessions
        )
        for session in sessions:
            size = session.parameter_count * VECTORS
            if (
                session.id in self._capturing
                or session.id in waiting
                or (numbers and size > SMALL_NUMBERS and numbers + size > CAPTURED_NUMBERS)
            ):
                continue
            numbers += size
            task = asyncio.create_task(self._capture_one(session))
            self._capturing[session.id] = task
            task.add_done_callback(partial(self._capture_ended, session.id))

    async def _capture_one(self, session: Session) -> None:
        try:
            captured = await session.capture()
        except SessionGoneError:
            return
        self._captured.append((captured, session.version))
        self._wake.set()

    def _capture_ended(self, session_id: str, _task: asyncio.Task[None]) -> None:
        self._capturing.pop(session_id, None)

    async def _write(self, whole: bool = False) -> None:
        """Write the states that have been copied. whole: with all checkpoints. Raises StoreUnavailableError."""
        batch = [(captured, version) for captured, version in self._captured if captured.session in self._written]
        self._captured.clear()
        if not batch:
            return
        now, generation = self._store.now(), self._store.generation
        written = {captured.session: self._written[captured.session] for captured, _ in batch}
        sizes = await self._store.write(
            [partial(written[each.session].parts.change, each, now, generation, whole) for each, _ in batch]
        )
        for captured, version in batch:
            own, size = written[captured.session], sizes.get(captured.session)
            own.time = monotonic()
            if size is None:
                own.seconds = UNPACKABLE_SECONDS
            else:
                own.version, own.generation, own.seconds = version, generation, size / SAVE_BYTES_PER_SECOND
                own.whole = whole or captured.document["pace"] is None
