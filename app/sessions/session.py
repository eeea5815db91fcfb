"""A session: one run, the clients that watch it, and whether it plays.

Everything here runs on the event loop. Commands that change the run are done one after the other (`commands` of the loop), while the
run may be read between two slices of a long training.
"""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic
from typing import TypeVar

from pydantic import BaseModel

from app.conversion import Position
from app.errors import problem_of
from app.hosts.host import HostLostError
from app.hosts.hosts import Hosts
from app.outbox import Outbox
from app.protocol.base import Unit
from app.protocol.session.info import SessionInfo
from app.protocol.stream import CloseCode, ClosedEvent, ErrorEvent, Reference
from app.runner import Runner, uninterrupted
from app.sessions.changes.plan import Plan
from app.sessions.clients import Clients, StreamClient
from app.sessions.frame_schedule import FrameSchedule
from app.sessions.guard import Guard
from app.sessions.history.history import History
from app.sessions.history.recorder import Recorder
from app.sessions.limits import check_count
from app.sessions.memory.beginnings import Beginnings
from app.sessions.memory.session_memory import SessionMemory
from app.sessions.pace import Pace
from app.sessions.persistence.parts import Captured
from app.sessions.playing.announcer import Announcer
from app.sessions.playing.playing import Playing
from app.sessions.playing.training_loop import TrainingLoop
from app.sessions.run import Reserve, Run
from app.sessions.slices import TrainingResult
from app.sessions.training_goal import TrainingGoal
from app.sessions.wall.small_map import SmallMap
from app.settings import Settings
from engine.inspect.probes.observation import Detail, Observation
from engine.inspect.slices import Slices
from engine.spec.run import RunSpec
from engine.train.trainer import Trainer

T = TypeVar("T")


class Session:
    """A run that is served. `run()` must be running as a task; `close()` ends the session."""

    def __init__(
        self,
        session_id: str,
        trainer: Trainer,
        history: History,
        runner: Runner,
        hosts: Hosts,
        settings: Settings,
        memory: SessionMemory,
        beginnings: Beginnings,
    ) -> None:
        self.id = session_id
        self.last_used = monotonic()
        self._settings = settings
        told = self._status_changed, self._run_lost
        self._run = Run(trainer, history, runner, hosts, settings, memory, beginnings, *told)
        self._clients = Clients()
        frames = FrameSchedule(self._clients)
        self._playing = Playing(settings.play_grace_seconds, frames.invalidate)
        self._announcer = Announcer(session_id, self._run, self._playing, self._clients)
        self._loop = TrainingLoop(self._run, self._playing, self._clients, frames, runner, self._announcer.post_status)
        self._guard: Guard | None = None
        self._holding: asyncio.Task[None] | None = None

    # state

    @property
    def spec(self) -> RunSpec:
        """The spec of the run."""
        return self._run.spec

    @property
    def memory(self) -> SessionMemory:
        """What the session has of the memory budget."""
        return self._run.memory

    @property
    def recorder(self) -> Recorder:
        """The history of the run."""
        return self._run.recorder

    @property
    def playing(self) -> bool:
        """True if the run trains by itself."""
        return bool(self._playing)

    @property
    def data_version(self) -> int:
        """A number that grows whenever the data change."""
        return self._run.data_version

    @property
    def version(self) -> int:
        """A number that grows with every change of the run, and when it begins or stops to play."""
        return self._loop.frames.version

    @property
    def parameter_count(self) -> int:
        """Number of the run's parameters."""
        return self._run.structure.parameter_count

    @property
    def position(self) -> Position:
        """The position of the run, and its status."""
        return self._run.position

    @property
    def small_map(self) -> SmallMap | None:
        """The newest small map of the output, made with a frame; None before there is one of the present data, if they
        have no plane, and of a session without a guard."""
        return self._loop.maps.of(self.data_version)

    @property
    def attended(self) -> bool:
        """True if somebody watches the session who may change it, or a command is under way."""
        return self._clients.attended or self._loop.commands.locked()

    def info(self) -> SessionInfo:
        """Session metadata, without metrics."""
        return self._announcer.info()

    def idle_seconds(self) -> float:
        """Seconds since the session was last used."""
        return 0.0 if len(self._clients) or self._loop.commands.locked() else monotonic() - self.last_used

    def touch(self) -> None:
        """Mark the session as used now."""
        self.last_used = monotonic()

    # commands

    async def read(self, job: Callable[[Trainer], T]) -> T:
        """Run a job that reads the trainer. Raises SessionGoneError."""
        return await self._run.read(job)

    async def read_reserving(self, job: Callable[[Trainer, Reserve], T]) -> T:
        """Run a job that reads the trainer, and reserves memory before it uses much. Raises SessionGoneError and
        MemoryFullError."""
        return await self._run.read_reserving(job)

    async def read_sliced(self, job: Callable[[Trainer], Slices[T]]) -> T:
        """Run a long job on a copy of the run as it is now, slice by slice. Raises SessionGoneError and
        MemoryFullError."""
        return await self._run.read_sliced(job)

    async def ask(self, question: BaseModel, job: Callable[[Trainer], Slices[bytes]]) -> bytes:
        """The answer to a question about the run as it is now, by a long job that depends on nothing else. Raises
        SessionGoneError and MemoryFullError."""
        return await self._run.ask(question, job)

    async def capture(self) -> Captured:
        """The state of the session now, to be kept. Raises SessionGoneError."""
        snapshot = await self.read(Trainer.snapshot)
        now = self._playing.pace
        pace = None if now is None or now.counted else {"unit": now.unit, "per_second": now.per_second}
        document = {"history_number": self.recorder.number, "data_version": self.data_version, "pace": pace}
        return Captured(self.id, snapshot, self.recorder.history(), document)

    async def measure(self) -> Observation:
        """Measure the metrics."""
        return await self._run.measure()

    async def advance(self, count: int, unit: Unit) -> TrainingResult:
        """Train; ends early if the run diverges. Raises PausedError if the teacher pauses training, also meanwhile."""
        steps = count * (self._run.structure.steps_per_epoch if unit == "epoch" else 1)
        check_count("count", "steps", steps, self._settings.max_steps)
        goal, made, seconds = TrainingGoal(count, unit), 0, 0.0
        async with self._loop.commands:
            while True:
                self._check_training()
                outcome = await self._loop.slice(goal)
                made += outcome.steps
                seconds += outcome.training_seconds
                if goal.remaining == 0 or self._run.position.status == "diverged":
                    return TrainingResult(made, seconds, outcome.observation or await self.measure())

    @uninterrupted
    async def alter(
        self, plan: Plan, by: StreamClient | None = None, re: Reference = None, guarded: bool = True
    ) -> None:
        """Change the run and notify all clients. If the plan raises, nothing is changed.

        guarded: False for a change by the teacher. Raises LockedError.
        """
        async with self._loop.commands:
            await self._run.alter(plan, self._guard if guarded else None)
            self._run_changed(by, re)

    @uninterrupted
    async def undo(self, by: StreamClient | None = None, re: Reference = None) -> None:
        """Undo the last change that can be undone and notify all clients. Raises NothingToUndoError, LockedError."""
        async with self._loop.commands:
            await self._run.undo(self._guard)
            self._run_changed(by, re)

    def play(self, unit: Unit, per_second: float | None, by: StreamClient | None = None, re: Reference = None) -> None:
        """Train by itself from now on. Raises PausedError."""
        self._check_training()
        if self._run.position.status == "ready":
            self._playing.pace = Pace(unit, per_second, monotonic())
        self._loop.invalidate()
        self._announcer.post_status(by, re)

    def play_epochs(self, count: int, per_second: float) -> None:
        """Train a number of epochs for the teacher, whatever the guard says. After a restart the run does not go on by itself."""
        if self._run.position.status == "ready":
            self._playing.pace = Pace("epoch", per_second, monotonic(), count)
        self._loop.invalidate()
        self._announcer.post_status()

    @uninterrupted
    async def pause(self, by: StreamClient | None = None, re: Reference = None) -> None:
        """Stop training; returns when the current slice has ended."""
        self._playing.stop()
        await self._run.idle()
        self._loop.invalidate()
        self._announcer.post_status(by, re)

    def guard(self, guard: Guard | None) -> None:
        """Change what may be done with the session; None: everything. A run that plays is paused if it may not train, and
        when an experiment takes it or gives it back."""
        before, self._guard = self._guard, guard
        self._loop.wants_maps = guard is not None
        was_taken, taken = (each is not None and each.taken for each in (before, guard))
        if self.playing and (taken != was_taken or (guard is not None and guard.held)):
            self._holding = asyncio.ensure_future(self.pause())

    def _check_training(self) -> None:
        if self._guard is not None:
            self._guard.check_training()

    def tell_trouble(self, trouble: str | None) -> None:
        """Tell all clients why the session is not kept at present; None: it is, or is not meant to be."""
        self._announcer.tell_trouble(trouble)

    def answer(self, client: StreamClient, re: Reference, seconds: float | None = None) -> None:
        """Post the status to one client, in answer to its command; `seconds` its training took, if it asked for any."""
        self._announcer.post_status_to(client, re, seconds)
        self._loop.wake()

    def acknowledge(self, client: StreamClient, frame: int) -> None:
        """Note that a client has received a frame."""
        client.outbox.acknowledge(frame)
        self._loop.wake()

    # clients

    @contextmanager
    def watched(self, detail: Detail, shown_as: str | None = None) -> Iterator[StreamClient]:
        """Add a client for the duration of the context; it first gets a session and a status event, then a frame.

        shown_as: the id that it reads in place of the session's own.
        """
        client = StreamClient(Outbox(self._settings.max_events), detail, shown_as)
        self._playing.joined()
        self._clients.add(client)
        self._announcer.greet(client)
        self._loop.wake()
        try:
            yield client
        finally:
            self._clients.remove(client)
            self.touch()
            if not len(self._clients):
                self._playing.left_alone()

    def resume(self, history_number: int, data_version: int, pace: Pace | None) -> None:
        """Continue the numbers of an earlier session, and its playing until it turns out that no client comes."""
        self.recorder.number, self._run.data_version = history_number, data_version
        self._run.fit_archive()
        if pace is not None and self._run.position.status == "ready" and (self._guard is None or self._guard.may_train):
            self._playing.pace = pace
            self._playing.left_alone()

    def close(self, code: CloseCode, reason: str) -> None:
        """End the session and its streams; training in progress ends with its slice."""
        self._run.close(reason)
        self._playing.joined()
        self._playing.stop()
        self._clients.close(code, reason, ClosedEvent(code=code, reason=f"The session {reason}."))

    async def run(self) -> None:
        """Train while the session plays, and make frames while a client is due one, until cancelled."""
        await self._loop.run(self.id[:6])

    def _status_changed(self) -> None:
        """Stop playing if the run has diverged, and notify all clients."""
        if self._run.position.status == "diverged":
            self._playing.stop()
            self._announcer.post_session()
        self._announcer.post_status()

    def _run_lost(self, error: HostLostError) -> None:
        """Tell all clients that the run is back at an earlier state, from which it plays on if it played."""
        self._clients.post(ErrorEvent(problem=problem_of(error)))
        self._run_changed(None, None)

    def _run_changed(self, by: StreamClient | None, re: Reference) -> None:
        """Notify all clients of a change of the run."""
        self._loop.maps.run_changed()
        self._loop.invalidate()
        self._announcer.post_session(by, re, stale_frame=True)
