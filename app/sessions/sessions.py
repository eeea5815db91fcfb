"""The sessions of this server, found by id: those at work, and those at rest, which only the store has."""

import asyncio
import logging
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator, MutableMapping, Sequence
from contextlib import ExitStack, asynccontextmanager, closing, contextmanager
from functools import partial
from time import monotonic
from types import TracebackType
from typing import Self, TypeVar

from app.errors import ServerFullError, SessionGoneError, UnknownSessionError
from app.export.snapshot_bytes import UnreadableError
from app.hosts.hosts import Hosts
from app.protocol.stream import CloseCode
from app.runner import Runner
from app.sessions.at_work import EXPIRED, SessionsAtWork
from app.sessions.guard import Guard
from app.sessions.history.history import History
from app.sessions.limits import check_spec
from app.sessions.memory.beginnings import Beginnings
from app.sessions.memory.need import Need, need_of
from app.sessions.memory.session_memory import SessionMemory
from app.sessions.pace import Pace
from app.sessions.persistence.revive import Revived, kept_spec, revive, tables_of
from app.sessions.run import Reserve
from app.sessions.session import Session
from app.settings import Settings
from app.sharing.client import acting_for, current_client
from app.sharing.memory import Holding, Memory
from app.sharing.shares import Places
from app.store.rows import SessionRow
from app.store.store import Store
from app.tables.tables import Tables
from app.warm_up import WarmUp
from engine.inspect.slices import Slices
from engine.network.network import Network
from engine.spec.run import RunSpec
from engine.train.trainer import Trainer

logger = logging.getLogger(__name__)

T = TypeVar("T")

NEW_SESSION = "Make a new one: POST /api/v1/sessions with a RunSpec."

LAST_SECONDS = 3.0
"""Longest time that writing all sessions may take when the server stops."""

PLAY_ON_SECONDS = 600.0
"""A session that played when it was last written plays on if it comes back within this time."""

LEAP = 1000
"""Added to the numbers of history and data when a session comes back. Changes of its last seconds may be lost, and their
numbers must not be given again, because clients that have seen them would keep what they have."""

DAY = 86400.0

STREAM = 2**18
"""Bytes of a stream: its buffers, and the frames that wait."""


def _too_many_streams(own: int) -> ServerFullError:
    """The error of a stream beside too many others."""
    detail = f"All places for streams are in use, or kept for other addresses; {own} of them by your address."
    return ServerFullError(detail, "Close streams that you no longer need, or try again in a minute.", retry_after=60)


class Sessions:
    """The sessions of this server. An async context manager: on leaving it writes and ends every session.

    members: the client of each session with a guard, for `ClientOfRequest`. guards_known: waits until the sessions of an
    earlier start have their guards; set by whoever guards them.
    """

    def __init__(
        self,
        runner: Runner,
        hosts: Hosts,
        warm_up: WarmUp,
        settings: Settings,
        memory: Memory,
        store: Store,
        tables: Tables,
        members: MutableMapping[str, str],
    ) -> None:
        self._runner, self._hosts, self._warm_up, self._settings = runner, hosts, warm_up, settings
        self._memory, self._store, self._tables = memory, store, tables
        self._at_work = SessionsAtWork(settings, memory, store)
        self._beginnings = Beginnings(memory)
        self._coming_back: dict[str, asyncio.Task[Session]] = {}
        self._guards: dict[str, Guard] = {}
        self._members = members
        self.guards_known: Callable[[], Awaitable[None]] | None = None
        self._streams = Places(settings.max_streams, settings, _too_many_streams)
        self._background: list[asyncio.Task[None]] = []

    def __len__(self) -> int:
        """Number of sessions at work: those in memory."""
        return len(self._at_work)

    @property
    def resting(self) -> int:
        """Number of sessions that only the store has."""
        return len(self._store.sessions.keys() - self._at_work.ids())

    async def __aenter__(self) -> Self:
        self._background = [asyncio.create_task(self._sweep()), asyncio.create_task(self._at_work.writer.run())]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        tasks = [*self._background, *self._at_work.tasks, *self._coming_back.values()]
        for task in tasks:  # no session trains any further
            task.cancel()
        await self._at_work.writer.save_all(LAST_SECONDS)
        for session_id in list(self._at_work.ids()):
            self._at_work.end(session_id, CloseCode.GOING_AWAY, "ended when the server stopped")
        await asyncio.gather(*tasks, return_exceptions=True)

    async def create(self, spec: RunSpec, client: str | None = None) -> Session:
        """Make a session of a client, by default the present one; waits until the kernels are compiled.

        Raises ServerFullError, LimitError.
        """
        if client is not None:
            with acting_for(client):
                return await self.create(spec)
        (session,) = await self.create_all([spec])
        return session

    async def create_all(self, specs: Sequence[RunSpec]) -> list[Session]:
        """Make a session of each spec, or none of them. Raises what `create` raises."""
        with ExitStack() as reserved:
            runs: list[tuple[RunSpec, Network]] = []
            memories: list[SessionMemory] = []
            for spec in specs:
                runs.append((spec, network := check_spec(spec, self._settings)))
                memories.append(reserved.enter_context(self._at_work.reserve(need_of(spec, network))))
            await self._warm_up.finished()
            trainers = await self._runner.run_sliced(self._begin(runs))
            return [self._open(trainer, History(), each) for trainer, each in zip(trainers, memories, strict=True)]

    async def branch(self, session: Session, step: int) -> Session:
        """Make a session that continues from a checkpoint of another one, with the history up to it.

        Raises UnknownCheckpointError, ServerFullError, SessionGoneError.
        """
        checkpoint, history = session.recorder.checkpoint(step)
        spec = checkpoint.snapshot.spec
        with self._at_work.reserve(need_of(spec, check_spec(spec, self._settings))) as memory:
            trainer = await session.read(lambda trainer: trainer.branch(checkpoint.snapshot))
            return self._open(trainer, history, memory)

    def at_work(self, session_id: str) -> Session | None:
        """The session with this id if it is in memory; this is no use of it."""
        return self._at_work.get(session_id)

    async def get(self, session_id: str) -> Session:
        """The session with this id, marked as used now; one that rests comes back.

        Raises UnknownSessionError, SessionGoneError, ServerFullError, StoreUnavailableError.
        """
        session = self._at_work.get(session_id)
        if session is None:
            await self._check_rests(session_id)
            task = self._coming_back.get(session_id)
            if task is None:
                task = self._coming_back[session_id] = asyncio.create_task(self._bring_back(session_id))
                task.add_done_callback(lambda _: self._coming_back.pop(session_id))
            session = await asyncio.shield(task)
        session.touch()
        return session

    async def look(self, session_id: str, job: Callable[[Trainer, History, Reserve], T]) -> T:
        """Run a job that reads a session, without marking it as used: a session at rest stays at rest.

        Raises UnknownSessionError, SessionGoneError, StoreUnavailableError, LimitError, MemoryFullError.
        """
        session = self._at_work.get(session_id)
        if session is not None:
            history = session.recorder.history()
            return await session.read_reserving(lambda trainer, reserve: job(trainer, history, reserve))
        await self._check_rests(session_id)
        async with self._resting(session_id) as (row, spec, need):
            with closing(SessionMemory(self._memory, self._settings, need)) as memory, memory.extra(0) as held:
                revived = await self._runner.run(partial(revive, row, spec, self._settings))
                return await self._runner.run(partial(job, revived.trainer, revived.history, held.resize))

    def guard(self, session_id: str, guard: Guard | None) -> None:
        """Guard a session, at work or at rest, whose calls and streams belong to the guard's client from now on. None: it
        becomes an ordinary session."""
        if guard is None:
            self._guards.pop(session_id, None)
            self._members.pop(session_id, None)
        else:
            self._guards[session_id] = guard
            self._members[session_id] = guard.client
        session = self._at_work.get(session_id)
        if session is not None:
            session.guard(guard)

    def member_of(self, session_id: str) -> str | None:
        """The client of a session with a guard; None if it is an ordinary session."""
        return self._members.get(session_id)

    async def delete(self, session_id: str) -> None:
        """End a session, at work or at rest. Raises UnknownSessionError, SessionGoneError."""
        if session_id in self._at_work:
            self._end(session_id)
        else:
            await self._check_rests(session_id)
            self._at_work.remember(session_id, "was deleted")
        self.guard(session_id, None)
        self._store.sessions.forget([session_id])

    def _end(self, session_id: str) -> None:
        """End a session that is deleted."""
        self._at_work.end(session_id, CloseCode.GONE, "was deleted")
        self._at_work.remember(session_id, "was deleted")

    async def _check_rests(self, session_id: str) -> None:
        """Raise UnknownSessionError or SessionGoneError if a session that is not at work does not rest either."""
        why = self._at_work.why_gone(session_id)
        if why is not None:
            raise SessionGoneError(f"The session {why}.", NEW_SESSION)
        await self._store.tried()
        if session_id not in self._store.sessions:
            raise UnknownSessionError("No session has this id.", NEW_SESSION)

    async def _bring_back(self, session_id: str) -> Session:
        if self.guards_known is not None:
            await self.guards_known()
        guard = self._guards.get(session_id)
        with acting_for(current_client() if guard is None else guard.client):
            return await self._revive(session_id)

    async def _revive(self, session_id: str) -> Session:
        async with self._resting(session_id) as (row, spec, need):
            with self._at_work.reserve(need) as memory:
                revived = await self._runner.run(partial(revive, row, spec, self._settings))
                if session_id not in self._store.sessions:
                    raise SessionGoneError("The session was deleted.", NEW_SESSION)
                return self._resume(session_id, revived, memory)

    @asynccontextmanager
    async def _resting(self, session_id: str) -> AsyncIterator[tuple[SessionRow, RunSpec, Need]]:
        """What the store has of a session, its spec, and the memory that its run needs. Its tables are held in the context.

        Raises UnknownSessionError, SessionGoneError, StoreUnavailableError, LimitError.
        """
        row = await self._store.read_session(session_id)
        if row is None or session_id not in self._store.sessions:
            raise UnknownSessionError("No session has this id.", NEW_SESSION)
        await self._warm_up.finished()
        try:
            async with self._tables.held(tables_of(row)):
                spec = await self._runner.run_apart(partial(kept_spec, row))
                yield row, spec, need_of(spec, check_spec(spec, self._settings))
        except UnreadableError as error:
            logger.warning("session %s cannot be read: %s", session_id[:6], error)
            detail = "The session was kept by another version of the server, or is damaged, and cannot be read."
            raise SessionGoneError(detail, NEW_SESSION) from error

    def _resume(self, session_id: str, revived: Revived, memory: SessionMemory) -> Session:
        document, pace = revived.document, None
        if document.pace is not None and self._store.now() - document.written < PLAY_ON_SECONDS:
            pace = Pace(document.pace.unit, document.pace.per_second, monotonic())
        session = self._session(session_id, revived.trainer, revived.history, memory)
        session.guard(self._guards.get(session_id))
        session.resume(document.history_number + LEAP, document.data_version + LEAP, pace)
        self._at_work.add(session, from_store=True)
        return session

    @contextmanager
    def stream_place(self) -> Iterator[Holding]:
        """Hold a place and memory for a stream. Raises ServerFullError."""
        with self._streams.taken(), self._memory.holding(STREAM) as memory:
            yield memory

    def _open(self, trainer: Trainer, history: History, memory: SessionMemory) -> Session:
        session = self._session(secrets.token_urlsafe(16), trainer, history, memory)
        self._at_work.add(session)
        return session

    def _begin(self, runs: Iterable[tuple[RunSpec, Network]]) -> Slices[list[Trainer]]:
        """Begin runs of specs with their networks; those with the same data share them."""
        trainers: list[Trainer] = []
        for spec, network in runs:
            data = next((other.data for other in trainers if other.spec.data == spec.data), None)
            trainers.append(self._beginnings.begin(spec, network, data))
            yield
        return trainers

    def _session(self, session_id: str, trainer: Trainer, history: History, memory: SessionMemory) -> Session:
        served = self._runner, self._hosts, self._settings
        return Session(session_id, trainer, history, *served, memory, self._beginnings)

    async def _sweep(self) -> None:
        """Let sessions leave that have not been used for a while, and delete those that rested too long; until cancelled."""
        while True:
            await asyncio.sleep(min(15.0, self._settings.session_idle_seconds / 4))
            self._at_work.let_unused_leave()
            self._expire()

    def _expire(self) -> None:
        """Delete sessions that have rested for too long, and the oldest if there are too many."""
        oldest_first = sorted((used, each) for each, used in self._store.sessions.items() if each not in self._at_work)
        longest = self._store.now() - self._settings.rest_days * DAY
        surplus = len(oldest_first) - self._settings.max_resting
        expired = [each for number, (used, each) in enumerate(oldest_first) if used < longest or number < surplus]
        for session_id in expired:
            self._at_work.remember(session_id, EXPIRED)
        if expired:
            self._store.sessions.forget(expired)
