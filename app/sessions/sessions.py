"""The sessions of this server: found by id, limited in number, and removed from memory after a time without use.

A session that the store has *rests* then: it comes back when it is asked for. Without a store it expires.
"""

import asyncio
import logging
import secrets
from collections import Counter, OrderedDict
from collections.abc import Iterable, Iterator, Sequence, Set
from contextlib import ExitStack, contextmanager
from functools import partial
from time import monotonic
from types import TracebackType
from typing import Self

from app.errors import ServerFullError, SessionGoneError, UnknownSessionError
from app.export.snapshot_bytes import UnreadableError
from app.protocol.stream import CloseCode
from app.runner import Runner
from app.sessions.history.history import History
from app.sessions.keeping.keeper import Keeper
from app.sessions.keeping.revive import Revived, kept_spec, revive, tables_of
from app.sessions.limits import check_spec
from app.sessions.memory.need import Need, need_of
from app.sessions.memory.session_memory import SessionMemory
from app.sessions.pace import Pace
from app.sessions.session import Session
from app.settings import Settings
from app.sharing.client import current_client
from app.sharing.memory import Holding, Memory, MemoryFullError
from app.sharing.shares import Places, Share
from app.store.store import Store
from app.tables.tables import Tables
from app.warm_up import WarmUp
from engine.inspect.slices import Slices
from engine.network.network import Network
from engine.spec.run import RunSpec
from engine.train.trainer import Trainer

logger = logging.getLogger(__name__)

REMEMBERED = 10_000
"""Number of removed sessions that are remembered, to answer 410 rather than 404."""

NEW_SESSION = "Make a new one: POST /api/v1/sessions with a RunSpec."

LAST_SECONDS = 3.0
"""Longest time that writing all sessions may take when the server stops."""

PLAY_ON_SECONDS = 600.0
"""A session that played when it was last written plays on if it comes back within this time."""

LEAP = 1000
"""Added to the numbers of history and data when a session comes back. Changes of its last seconds may be lost, and their
numbers must not be given again, because clients that have seen them would keep what they have."""

DAY = 86400.0

EXPIRED = "expired after a time without use"


STREAM = 2**18
"""Bytes of a stream: its buffers, and the frames that wait."""


def _too_many_streams(own: int) -> ServerFullError:
    """The error of a stream beside too many others."""
    detail = f"All places for streams are in use, or kept for other addresses; {own} of them by your address."
    return ServerFullError(detail, "Close streams that you no longer need, or try again in a minute.", retry_after=60)


def _begin(runs: Iterable[tuple[RunSpec, Network]]) -> Slices[list[Trainer]]:
    """Begin runs of specs with their networks; those with the same data share them."""
    trainers: list[Trainer] = []
    for spec, network in runs:
        data = next((other.data for other in trainers if other.spec.data == spec.data), None)
        trainers.append(Trainer(spec, network, data))
        yield
    return trainers


class Sessions:
    """The sessions of this server. An async context manager: on leaving it writes and ends every session."""

    def __init__(
        self, runner: Runner, warm_up: WarmUp, settings: Settings, memory: Memory, store: Store, tables: Tables
    ) -> None:
        self._runner, self._warm_up, self._settings = runner, warm_up, settings
        self._memory, self._store, self._tables = memory, store, tables
        self._sessions: dict[str, Session] = {}
        self._keeper = Keeper(store, self._sessions)
        self._coming_back: dict[str, asyncio.Task[Session]] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._gone: OrderedDict[str, str] = OrderedDict()  # id -> why
        self._reserved: Counter[str] = Counter()
        self._share = Share.of(settings.max_sessions, settings.reserved_share)
        self._streams = Places(Share.of(settings.max_streams, settings.reserved_share), _too_many_streams)
        self._background: list[asyncio.Task[None]] = []

    def __len__(self) -> int:
        """Number of sessions at work: those in memory."""
        return len(self._sessions)

    @property
    def resting(self) -> int:
        """Number of sessions that only the store has."""
        return len(self._store.sessions.keys() - self._sessions.keys())

    async def __aenter__(self) -> Self:
        self._background = [asyncio.create_task(self._sweep()), asyncio.create_task(self._keeper.run())]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        tasks = [*self._background, *self._tasks.values(), *self._coming_back.values()]
        for task in tasks:  # no session trains any further
            task.cancel()
        await self._keeper.save_all(LAST_SECONDS)
        for session_id in list(self._sessions):
            self._end(session_id, CloseCode.GOING_AWAY, "ended when the server stopped")
        await asyncio.gather(*tasks, return_exceptions=True)

    async def create(self, spec: RunSpec) -> Session:
        """Make a session; waits until the kernels are compiled. Raises ServerFullError, LimitError."""
        (session,) = await self.create_all([spec])
        return session

    async def create_all(self, specs: Sequence[RunSpec]) -> list[Session]:
        """Make a session of each spec, or none of them. Raises what `create` raises."""
        with ExitStack() as reserved:
            runs: list[tuple[RunSpec, Network]] = []
            memories: list[SessionMemory] = []
            for spec in specs:
                runs.append((spec, network := check_spec(spec, self._settings)))
                memories.append(reserved.enter_context(self._reserve(need_of(spec, network))))
            await self._warm_up.finished()
            trainers = await self._runner.run_sliced(_begin(runs))
            return [self._open(trainer, History(), each) for trainer, each in zip(trainers, memories, strict=True)]

    async def branch(self, session: Session, step: int) -> Session:
        """Make a session that continues from a checkpoint of another one, with the history up to it.

        Raises UnknownCheckpointError, ServerFullError, SessionGoneError.
        """
        checkpoint, history = session.recorder.checkpoint(step)
        spec = checkpoint.snapshot.spec
        with self._reserve(need_of(spec, check_spec(spec, self._settings))) as memory:
            trainer = await session.read(lambda trainer: trainer.branch(checkpoint.snapshot))
            return self._open(trainer, history, memory)

    def at_work(self, session_id: str) -> Session | None:
        """The session with this id if it is in memory; this is no use of it."""
        return self._sessions.get(session_id)

    async def get(self, session_id: str) -> Session:
        """The session with this id, marked as used now; one that rests comes back.

        Raises UnknownSessionError, SessionGoneError, ServerFullError, StoreUnavailableError.
        """
        session = self._sessions.get(session_id)
        if session is None:
            await self._check_rests(session_id)
            task = self._coming_back.get(session_id)
            if task is None:
                task = self._coming_back[session_id] = asyncio.create_task(self._bring_back(session_id))
                task.add_done_callback(lambda _: self._coming_back.pop(session_id))
            session = await asyncio.shield(task)
        session.touch()
        return session

    async def delete(self, session_id: str) -> None:
        """End a session, at work or at rest. Raises UnknownSessionError, SessionGoneError."""
        if session_id in self._sessions:
            self._end(session_id, CloseCode.GONE, "was deleted")
        else:
            await self._check_rests(session_id)
            self._remember(session_id, "was deleted")
        self._store.forget([session_id])

    async def _check_rests(self, session_id: str) -> None:
        """Raise UnknownSessionError or SessionGoneError if a session that is not at work does not rest either."""
        if session_id in self._gone:
            raise SessionGoneError(f"The session {self._gone[session_id]}.", NEW_SESSION)
        await self._store.tried()
        if session_id not in self._store.sessions:
            raise UnknownSessionError("No session has this id.", NEW_SESSION)

    async def _bring_back(self, session_id: str) -> Session:
        row = await self._store.read_session(session_id)
        if row is None or session_id not in self._store.sessions:
            raise UnknownSessionError("No session has this id.", NEW_SESSION)
        await self._warm_up.finished()
        try:
            async with self._tables.held(tables_of(row)):
                spec = await self._runner.run(partial(kept_spec, row))
                with self._reserve(need_of(spec, check_spec(spec, self._settings))) as memory:
                    revived = await self._runner.run(partial(revive, row, self._settings))
                    if session_id not in self._store.sessions:
                        raise SessionGoneError("The session was deleted.", NEW_SESSION)
                    return self._resume(session_id, revived, memory)
        except UnreadableError as error:
            logger.warning("session %s cannot be read: %s", session_id[:6], error)
            detail = "The session was kept by another version of the server, or is damaged, and cannot be read."
            raise SessionGoneError(detail, NEW_SESSION) from error

    def _resume(self, session_id: str, revived: Revived, memory: SessionMemory) -> Session:
        document, pace = revived.document, None
        if document.pace is not None and self._store.now() - document.written < PLAY_ON_SECONDS:
            pace = Pace(document.pace.unit, document.pace.per_second, monotonic())
        session = Session(session_id, revived.trainer, revived.history, self._runner, self._settings, memory)
        session.resume(document.history_number + LEAP, document.data_version + LEAP, pace)
        self._add(session, from_store=True)
        return session

    @contextmanager
    def stream_place(self) -> Iterator[Holding]:
        """Hold a place and memory for a stream. Raises ServerFullError."""
        with self._streams.taken(), self._memory.holding(STREAM) as memory:
            yield memory

    def _open(self, trainer: Trainer, history: History, memory: SessionMemory) -> Session:
        session = Session(secrets.token_urlsafe(16), trainer, history, self._runner, self._settings, memory)
        self._add(session)
        return session

    def _add(self, session: Session, from_store: bool = False) -> None:
        self._sessions[session.id] = session
        self._keeper.add(session, from_store)
        self._tasks[session.id] = asyncio.create_task(session.run())

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
        """Make an unused session leave if there is no place for this client. Raises ServerFullError if all are in use."""
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
        return self._store.generation == 0 or (self._keeper.is_kept(session) and not session.playing)

    def _leave(self, session: Session) -> None:
        """Remove a session from memory: it rests if the store has it, else it has expired."""
        rests = self._store.generation > 0
        reason = "rests; ask for it again" if rests else EXPIRED
        self._end(session.id, CloseCode.GONE, reason, remember=not rests)
        self._store.touch(session.id)

    def _end(self, session_id: str, code: CloseCode, reason: str, remember: bool = True) -> None:
        self._sessions.pop(session_id).close(code, reason)
        self._tasks.pop(session_id).cancel()
        self._keeper.remove(session_id)
        if remember:
            self._remember(session_id, reason)

    def _remember(self, session_id: str, reason: str) -> None:
        """Remember why a session is gone."""
        self._gone[session_id] = reason
        if len(self._gone) > REMEMBERED:
            self._gone.popitem(last=False)

    async def _sweep(self) -> None:
        """Let sessions leave that have not been used for a while, and delete those that rested too long; until cancelled."""
        while True:
            await asyncio.sleep(min(15.0, self._settings.session_idle_seconds / 4))
            for session in list(self._sessions.values()):
                if session.idle_seconds() >= self._settings.session_idle_seconds and self._may_leave(session):
                    self._leave(session)
            self._expire()

    def _expire(self) -> None:
        """Delete sessions that have rested for too long, and the oldest if there are too many."""
        oldest_first = sorted((used, each) for each, used in self._store.sessions.items() if each not in self._sessions)
        longest = self._store.now() - self._settings.rest_days * DAY
        surplus = len(oldest_first) - self._settings.max_resting
        expired = [each for number, (used, each) in enumerate(oldest_first) if used < longest or number < surplus]
        for session_id in expired:
            self._remember(session_id, EXPIRED)
        if expired:
            self._store.forget(expired)
