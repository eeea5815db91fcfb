"""The sessions of this server, in memory: by id, with a cap, and gone when nobody has used them for a while."""

import asyncio
import secrets
from collections import OrderedDict
from functools import partial
from types import TracebackType
from typing import Self

from app.errors import ServerFullError, SessionGoneError, UnknownSessionError
from app.protocol.stream import CloseCode
from app.runner import Runner
from app.sessions.history.history import Course
from app.sessions.limits import check_spec
from app.sessions.session import Session
from app.settings import Settings
from app.warmth import Warmth
from engine.spec.run import RunSpec
from engine.train.trainer import Trainer

REMEMBERED = 10_000
"""Sessions that are gone and still told apart from those that never were."""

NEW_SESSION = "Make a new one: POST /api/v1/sessions with a RunSpec."


class Sessions:
    """The store; an async context manager that ends every session on leaving."""

    def __init__(self, runner: Runner, warmth: Warmth, settings: Settings) -> None:
        self._runner, self._warmth, self._settings = runner, warmth, settings
        self._sessions: dict[str, Session] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._gone: OrderedDict[str, str] = OrderedDict()
        self._coming = 0
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
            self._end(session_id, CloseCode.GOING_AWAY, "ended with the server")
        self._sweeper.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def create(self, spec: RunSpec) -> Session:
        """Make a session; waits for the kernels where they are still compiled. Raises ServerFullError, LimitError."""
        network = check_spec(spec, self._settings)
        self._make_room()
        self._coming += 1
        try:
            await self._warmth.over()
            trainer = await self._runner.run(partial(Trainer, spec, network))
        finally:
            self._coming -= 1
        return self._open(trainer, Course())

    async def branch(self, session: Session, step: int) -> Session:
        """Make a session that goes on from a moment of another one, with the course up to it. Raises UnknownMomentError,
        ServerFullError, SessionGoneError."""
        moment, course = session.record.moment(step)
        self._make_room()
        self._coming += 1
        try:
            trainer = await session.look(lambda trainer: trainer.branch(moment.snapshot))
        finally:
            self._coming -= 1
        return self._open(trainer, course)

    def _open(self, trainer: Trainer, course: Course) -> Session:
        session = Session(secrets.token_urlsafe(16), trainer, course, self._runner, self._settings)
        self._sessions[session.id] = session
        self._tasks[session.id] = asyncio.create_task(session.run())
        return session

    def get(self, session_id: str) -> Session:
        """The session of this id, which is used by that. Raises UnknownSessionError, SessionGoneError."""
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

    def _make_room(self) -> None:
        """See to it that there is a place: where all are taken, the session unused for the longest time goes."""
        if len(self._sessions) + self._coming < self._settings.max_sessions:
            return
        longest = max(self._sessions.values(), key=Session.idle_seconds, default=None)
        if longest is None or longest.idle_seconds() < self._settings.session_spare_seconds:
            detail = f"All {self._settings.max_sessions} places for sessions are in use."
            remedy = "Delete a session that you no longer need, or try again in a minute."
            raise ServerFullError(detail, remedy, retry_after=int(self._settings.session_spare_seconds))
        self._expire(longest.id)

    def _expire(self, session_id: str) -> None:
        self._end(session_id, CloseCode.GONE, "expired, because nobody had used it for a while")

    def _end(self, session_id: str, code: CloseCode, reason: str) -> None:
        self._sessions.pop(session_id).close(code, reason)
        self._tasks.pop(session_id).cancel()
        self._gone[session_id] = reason
        if len(self._gone) > REMEMBERED:
            self._gone.popitem(last=False)

    async def _sweep(self) -> None:
        """Let sessions expire."""
        while True:
            await asyncio.sleep(min(15.0, self._settings.session_idle_seconds / 4))
            for session in list(self._sessions.values()):
                if session.idle_seconds() >= self._settings.session_idle_seconds:
                    self._expire(session.id)
