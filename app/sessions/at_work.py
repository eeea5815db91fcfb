"""The sessions at work: those in memory, limited in number and by memory.

A session that has not been used for a while leaves memory, at the latest when another one needs its place. If the store has
it, it rests, and comes back when it is asked for. Without a store it expires.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Collection, Iterator, Set
from contextlib import contextmanager

from app.errors import ServerFullError
from app.protocol.stream import CloseCode
from app.sessions.memory.need import Need
from app.sessions.memory.session_memory import SessionMemory
from app.sessions.persistence.writer import SessionWriter
from app.sessions.session import Session
from app.settings import Settings
from app.sharing.client import current_client, is_member
from app.sharing.memory import Memory, MemoryFullError
from app.sharing.shares import Usage
from app.store.store import Store

REMEMBERED = 10_000
"""Number of removed sessions that are remembered, to answer 410 rather than 404."""

EXPIRED = "expired after a time without use"


class SessionsAtWork:
    """The sessions in memory, each with the task that trains it."""

    def __init__(self, settings: Settings, memory: Memory, store: Store) -> None:
        self._settings, self._memory, self._store = settings, memory, store
        self._sessions: dict[str, Session] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._places = Usage(settings.max_sessions, settings)  # of all sessions, and of those that are being made
        self._gone: OrderedDict[str, str] = OrderedDict()  # id -> why
        self.writer = SessionWriter(store, self._sessions)
        store.listen(self._tell_trouble)

    def __len__(self) -> int:
        return len(self._sessions)

    def __contains__(self, session_id: str) -> bool:
        return session_id in self._sessions

    def get(self, session_id: str) -> Session | None:
        """The session with this id, if it is at work."""
        return self._sessions.get(session_id)

    def ids(self) -> Set[str]:
        """The ids of all sessions."""
        return self._sessions.keys()

    @property
    def tasks(self) -> Collection[asyncio.Task[None]]:
        """The tasks that train the sessions."""
        return self._tasks.values()

    def why_gone(self, session_id: str) -> str | None:
        """Why a session is gone for good, as the end of a sentence; None if that is not known."""
        return self._gone.get(session_id)

    def remember(self, session_id: str, reason: str) -> None:
        """Remember why a session is gone for good."""
        self._gone[session_id] = reason
        if len(self._gone) > REMEMBERED:
            self._gone.popitem(last=False)

    def add(self, session: Session, from_store: bool = False) -> None:
        """Add a session and let it train. from_store: the store has its present state."""
        session.tell_trouble(self._store.trouble)
        self._sessions[session.id] = session
        self.writer.add(session, from_store)
        self._tasks[session.id] = asyncio.create_task(session.run())

    def end(self, session_id: str, code: CloseCode, reason: str) -> None:
        """Remove a session and close its streams."""
        session = self._sessions.pop(session_id)
        self._places.add(session.memory.client, -1)
        session.close(code, reason)
        self._tasks.pop(session_id).cancel()
        self.writer.remove(session_id)

    @contextmanager
    def reserve(self, need: Need) -> Iterator[SessionMemory]:
        """Hold a place and memory for a session that is added in the context, unless that fails. Raises ServerFullError,
        LimitError."""
        client = current_client()
        self._make_room(client)
        memory = self._make_memory(need)
        self._places.add(client, 1)
        try:
            yield memory
        except BaseException:
            self._places.add(client, -1)
            memory.close()
            raise

    def let_unused_leave(self) -> None:
        """Let the sessions leave that have not been used for a while."""
        for session in list(self._sessions.values()):
            if session.idle_seconds() >= self._settings.session_idle_seconds and self._may_leave(session):
                self._leave(session)

    def _tell_trouble(self) -> None:
        """Tell the clients of all sessions why the store cannot keep them, or that it can again."""
        for session in self._sessions.values():
            session.tell_trouble(self._store.trouble)

    def _make_room(self, client: str) -> None:
        """Make an unused session leave if there is no place for this client. Raises ServerFullError if all are in use."""
        total, places = self._settings.max_sessions, self._places
        used = places.total()
        if places.allows(client, 1, used) or self._evict(
            places.who_could_give(client, 1, used), places.above_fair(client)
        ):
            return
        detail = f"All {total} places for sessions are in use"
        if used < total and is_member(client):
            detail += " or kept for those who are in no workshop"
        elif used < total:
            detail += f" or kept for other addresses; {places[client]} of them by your address"
        remedy = "Delete a session that you no longer need, or try again in a minute."
        raise ServerFullError(f"{detail}.", remedy, retry_after=int(self._settings.session_spare_seconds))

    def _make_memory(self, need: Need) -> SessionMemory:
        """Reserve memory; unused sessions leave if there is too little. Raises LimitError, MemoryFullError."""
        while True:
            try:
                return SessionMemory(self._memory, self._settings, need)
            except MemoryFullError:
                if not self._evict({session.memory.client for session in self._sessions.values()}):
                    raise

    def _evict(self, owners: Set[str], first: Set[str] = frozenset()) -> bool:
        """Make the session of these clients leave that has been unused for the longest time, those of clients in `first`
        before others; returns False if all have been used of late."""
        unused = [
            session
            for session in self._sessions.values()
            if session.memory.client in owners
            and session.idle_seconds() >= self._settings.session_spare_seconds
            and self._may_leave(session)
        ]
        longest = max(unused, key=lambda each: (each.memory.client in first, each.idle_seconds()), default=None)
        if longest is not None:
            self._leave(longest)
        return longest is not None

    def _may_leave(self, session: Session) -> bool:
        """True if nothing is lost when a session leaves memory, or nothing can be kept because there is no store."""
        return self._store.generation == 0 or (self.writer.is_kept(session) and not session.playing)

    def _leave(self, session: Session) -> None:
        """Remove a session from memory: it rests if the store has it, else it has expired."""
        rests = self._store.generation > 0
        reason = "rests; ask for it again" if rests else EXPIRED
        self.end(session.id, CloseCode.GONE, reason)
        if not rests:
            self.remember(session.id, reason)
        self._store.sessions.touch(session.id)
