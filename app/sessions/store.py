"""The sessions of this server, in memory: found by id, limited in number, and removed after a time without use."""

import asyncio
import secrets
from collections import Counter, OrderedDict
from collections.abc import Iterator, Sequence, Set
from contextlib import contextmanager
from functools import partial
from types import TracebackType
from typing import Self

from app.errors import ServerFullError, SessionGoneError, UnknownSessionError
from app.protocol.stream import CloseCode
from app.runner import Runner
from app.sessions.history.history import History
from app.sessions.limits import check_spec
from app.sessions.memory.need import Need, need_of
from app.sessions.memory.session_memory import SessionMemory
from app.sessions.session import Session
from app.settings import Settings
from app.sharing.client import current_client
from app.sharing.memory import Holding, Memory, MemoryFullError
from app.sharing.shares import Places, Share
from app.warm_up import WarmUp
from engine.spec.run import RunSpec
from engine.train.trainer import Trainer

REMEMBERED = 10_000
"""Number of removed sessions that are remembered, to answer 410 rather than 404."""

NEW_SESSION = "Make a new one: POST /api/v1/sessions with a RunSpec."


STREAM = 2**18
"""Bytes of a stream: its buffers, and the frames that wait."""


def _too_many_streams(own: int) -> ServerFullError:
    """The error of a stream beside too many others."""
    detail = f"All places for streams are in use, or kept for other addresses; {own} of them by your address."
    return ServerFullError(detail, "Close streams that you no longer need, or try again in a minute.", retry_after=60)


class Sessions:
    """The store; an async context manager that ends every session on leaving."""

    def __init__(self, runner: Runner, warm_up: WarmUp, settings: Settings, memory: Memory) -> None:
        self._runner, self._warm_up, self._settings = runner, warm_up, settings
        self._memory = memory
        self._sessions: dict[str, Session] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._gone: OrderedDict[str, str] = OrderedDict()  # id -> why
        self._reserved: Counter[str] = Counter()
        self._share = Share.of(settings.max_sessions, settings.reserved_share)
        self._streams = Places(Share.of(settings.max_streams, settings.reserved_share), _too_many_streams)
        self._sweeper: asyncio.Task[None] | None = None

    def __len__(self) -> int:
        return len(self._sessions)

    async def __aenter__(self) -> Self:
        self._sweeper = asyncio.create_task(self._sweep())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._sweeper is not None
        tasks = [self._sweeper, *self._tasks.values()]
        for session_id in list(self._sessions):
            self._end(session_id, CloseCode.GOING_AWAY, "ended when the server stopped")
        self._sweeper.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def create(self, spec: RunSpec) -> Session:
        """Make a session; waits until the kernels are compiled. Raises ServerFullError, LimitError."""
        network = check_spec(spec, self._settings)
        with self._reserve(need_of(spec, network)) as memory:
            await self._warm_up.finished()
            trainer = await self._runner.run(partial(Trainer, spec, network))
            return self._open(trainer, History(), memory)

    async def create_all(self, specs: Sequence[RunSpec]) -> list[Session]:
        """Make a session of each spec, or none of them. Raises what `create` raises."""
        made: list[Session] = []
        try:
            for spec in specs:
                made += [await self.create(spec)]
        except BaseException:
            for session in made:
                self._end(session.id, CloseCode.GONE, "was deleted")
            raise
        return made

    async def branch(self, session: Session, step: int) -> Session:
        """Make a session that continues from a checkpoint of another one, with the history up to it.

        Raises UnknownCheckpointError, ServerFullError, SessionGoneError.
        """
        checkpoint, history = session.recorder.checkpoint(step)
        spec = checkpoint.snapshot.spec
        with self._reserve(need_of(spec, check_spec(spec, self._settings))) as memory:
            trainer = await session.read(lambda trainer: trainer.branch(checkpoint.snapshot))
            return self._open(trainer, history, memory)

    def get(self, session_id: str) -> Session:
        """The session with this id, marked as used now. Raises UnknownSessionError, SessionGoneError."""
        session = self._sessions.get(session_id)
        if session is not None:
            session.touch()
            return session
        if session_id in self._gone:
            raise SessionGoneError(f"The session {self._gone[session_id]}.", NEW_SESSION)
        raise UnknownSessionError("No session has this id.", NEW_SESSION)

    def delete(self, session_id: str) -> None:
        """End a session. Raises UnknownSessionError, SessionGoneError."""
        self._end(self.get(session_id).id, CloseCode.GONE, "was deleted")

    @contextmanager
    def stream_place(self) -> Iterator[Holding]:
        """Hold a place and memory for a stream. Raises ServerFullError."""
        with self._streams.taken(), self._memory.holding(STREAM) as memory:
            yield memory

    def _open(self, trainer: Trainer, history: History, memory: SessionMemory) -> Session:
        session = Session(secrets.token_urlsafe(16), trainer, history, self._runner, self._settings, memory)
        self._sessions[session.id] = session
        self._tasks[session.id] = asyncio.create_task(session.run())
        return session

    @contextmanager
    def _reserve(self, need: Need) -> Iterator[SessionMemory]:
        """Hold a place and memory for a session that is being made. Raises ServerFullError, LimitError."""
        client = current_client()
        self._make_room(client)
        memory = self._make_memory(need)
        self._reserved[client] += 1
        try:
            yield memory
        except BaseException:
            memory.close()
            raise
        finally:
            self._reserved[client] -= 1

    def _make_room(self, client: str) -> None:
        """Evict an unused session if there is no place for this client. Raises ServerFullError if all are in use."""
        taken = Counter(session.memory.client for session in self._sessions.values()) + self._reserved
        own, others = taken[client], len(taken.keys() - {client})
        if self._share.allows(1, taken.total(), own, others):
            return
        owners = {client} if taken.total() < self._share.total else taken.keys()
        if not self._evict(owners, {each for each in taken if taken[each] > self._share.fair(others)}):
            detail = f"All {self._share.total} places for sessions are in use"
            if taken.total() < self._share.total:
                detail += f" or kept for other addresses; {own} of them by your address"
            remedy = "Delete a session that you no longer need, or try again in a minute."
            raise ServerFullError(f"{detail}.", remedy, retry_after=int(self._settings.session_spare_seconds))

    def _make_memory(self, need: Need) -> SessionMemory:
        """Reserve memory; evicts unused sessions if there is too little. Raises LimitError, MemoryFullError."""
        while True:
            try:
                return SessionMemory(self._memory, self._settings, need)
            except MemoryFullError:
                if not self._evict({session.memory.client for session in self._sessions.values()}):
                    raise

    def _evict(self, owners: Set[str], first: Set[str] = frozenset()) -> bool:
        """Evict the session of these clients that has been unused for the longest time, those of clients in `first`
        before others; returns False if all have been used of late."""
        unused = [
            session
            for session in self._sessions.values()
            if session.memory.client in owners and session.idle_seconds() >= self._settings.session_spare_seconds
        ]
        longest = max(unused, key=lambda each: (each.memory.client in first, each.idle_seconds()), default=None)
        if longest is not None:
            self._expire(longest.id)
        return longest is not None

    def _expire(self, session_id: str) -> None:
        self._end(session_id, CloseCode.GONE, "expired after a time without use")

    def _end(self, session_id: str, code: CloseCode, reason: str) -> None:
        self._sessions.pop(session_id).close(code, reason)
        self._tasks.pop(session_id).cancel()
        self._gone[session_id] = reason
        if len(self._gone) > REMEMBERED:
            self._gone.popitem(last=False)

    async def _sweep(self) -> None:
        """Remove sessions that have not been used for `session_idle_seconds`, until cancelled."""
        while True:
            await asyncio.sleep(min(15.0, self._settings.session_idle_seconds / 4))
            for session in list(self._sessions.values()):
                if session.idle_seconds() >= self._settings.session_idle_seconds:
                    self._expire(session.id)
