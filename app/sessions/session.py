"""One session: a run, the clients that watch it, and whether it plays.

Everything here runs on the event loop; the trainer is only ever touched by jobs of the runner, one at a time (`Lane`).
What changes the run takes its turn (`_turn`), so that two clients' commands follow each other and never mix, while one
may look at the run between two slices of another's long training.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from functools import partial
from time import monotonic
from typing import Any, TypeVar

from app.errors import SessionGoneError, problem_of
from app.outbox import Outbox
from app.protocol.base import Unit
from app.protocol.rest import SessionInfo
from app.protocol.stream import CloseCode, ClosedEvent, ErrorEvent, Reference, SessionEvent, StatusEvent
from app.runner import Runner, Stride, wholly
from app.sessions.changes.plan import Plan
from app.sessions.changes.undo import Past
from app.sessions.clients import Audience, Stream
from app.sessions.frame_schedule import Picture
from app.sessions.history.history import Course
from app.sessions.history.recorder import Record
from app.sessions.limits import check_count
from app.sessions.pace import Pace
from app.sessions.trainer_lock import Lane
from app.sessions.training import Journey, Outcome, Slice, Training, work
from app.settings import Settings
from engine.inspect.probes.observation import Observation
from engine.spec.data.kinds import DataSpec
from engine.spec.run import RunSpec
from engine.train.trainer import Trainer

logger = logging.getLogger(__name__)

T = TypeVar("T")


class Session:
    """A run that is served. `run()` has to be kept running as a task; `close()` ends it."""

    def __init__(self, session_id: str, trainer: Trainer, course: Course, runner: Runner, settings: Settings) -> None:
        self.id = session_id
        self.used = monotonic()
        self._runner = runner
        self._settings = settings
        self._turn = asyncio.Lock()
        self._lane = Lane(trainer, runner)
        self._told = self._lane.position.status
        self._wake = asyncio.Event()
        self._audience = Audience()
        self._picture = Picture(self._audience)
        self.record = Record(settings, self._lane.structure, course)
        self._past = Past()
        self._stride = Stride()
        self._data_version = 1
        self._pace: Pace | None = None
        self._grace: asyncio.TimerHandle | None = None

    # what it is

    @property
    def spec(self) -> RunSpec:
        """The run, as it is now."""
        return self._lane.structure.spec

    @property
    def playing(self) -> bool:
        """Whether it trains on its own."""
        return self._pace is not None

    @property
    def data_version(self) -> int:
        """Grows with every change of the data."""
        return self._data_version

    def info(self) -> SessionInfo:
        """All about it but the figures."""
        return SessionInfo(**self._info())

    def idle_seconds(self) -> float:
        """How long nobody has used it."""
        return 0.0 if len(self._audience) or self._turn.locked() else monotonic() - self.used

    def touch(self) -> None:
        """Somebody uses it."""
        self.used = monotonic()

    def _info(self) -> dict[str, Any]:
        own = {"id": self.id, "playing": self.playing, "undo": self._past.next}
        versions = {"data_version": self._data_version, "course": self.record.number}
        return {**own, **versions, **vars(self._lane.structure), **vars(self._lane.position)}

    # what clients do with it

    async def look(self, job: Callable[[Trainer], T]) -> T:
        """Run a job that reads the trainer and changes nothing. Raises SessionGoneError."""
        return await self._noticing(self._lane.look(job))

    async def measure(self) -> Observation:
        """Look at the figures."""
        slice_ = Slice(measure=True, moment=self.record.due)
        outcome = await self.look(lambda trainer: work(trainer, self._stride, slice_))
        self.record.take(outcome)
        assert outcome.observation is not None
        return outcome.observation

    async def advance(self, count: int, unit: Unit) -> Training:
        """Train. Ends early where the run diverges."""
        steps = count * (self._lane.structure.steps_per_epoch if unit == "epoch" else 1)
        check_count("count", "steps", steps, self._settings.max_steps)
        journey, made, seconds = Journey(count, unit), 0, 0.0
        async with self._turn:
            while True:
                outcome = await self._slice(journey, commanded=True)
                made += outcome.steps
                seconds += outcome.training
                if journey.left == 0 or self._lane.position.status == "diverged":
                    return Training(made, seconds, outcome.observation or await self.measure())

    @wholly
    async def alter(self, plan: Plan, by: Stream | None = None, re: Reference = None) -> None:
        """Change the run and tell everybody; what it loses can be taken back. Nothing changes where the plan raises."""
        async with self._turn:
            change = await self._runner.run(partial(plan, self.spec, self._settings))
            before = self.spec.data
            left = await self._noticing(self._lane.alter(change.apply))
            if left is not None:
                self._past.keep(left, self.record.course(), self.spec.data, monotonic())
            if change.course is not None:
                self.record.begin(change.course)
            self._changed(before, by, re)

    @wholly
    async def undo(self, by: Stream | None = None, re: Reference = None) -> None:
        """Take back the last change that lost something, and tell everybody. Raises NothingToUndoError."""
        async with self._turn:
            entry, before = self._past.newest(), self.spec.data
            await self._noticing(self._lane.alter(lambda trainer: (entry.left.put_back(trainer), None)))
            self._past.forget_newest()
            if entry.course is not None:
                self.record.begin(entry.course)
            self._changed(before, by, re)

    def play(self, unit: Unit, per_second: float | None, by: Stream | None = None, re: Reference = None) -> None:
        """Train on its own from now on."""
        if self._lane.position.status == "ready":
            self._pace = Pace(unit, per_second, monotonic())
        self._picture.changed()
        self._wake.set()
        self._tell_status(by, re)

    @wholly
    async def pause(self, by: Stream | None = None, re: Reference = None) -> None:
        """Stop; done when the slice under way is."""
        self._pace = None
        await self._lane.idle()
        self._picture.changed()
        self._wake.set()
        self._tell_status(by, re)

    def answer(self, stream: Stream, re: Reference, seconds: float | None = None) -> None:
        """Tell one client how things stand, in answer to its command, and how long the training took that it asked for."""
        stream.outbox.post(self._status_event(re, seconds).model_dump_json())
        self._wake.set()

    def acknowledge(self, stream: Stream, frame: int) -> None:
        """A client took a frame."""
        stream.outbox.acknowledge(frame)
        self._wake.set()

    # its clients

    @contextmanager
    def watched(self) -> Iterator[Stream]:
        """A client watches for as long as the context lasts; it is told all to begin with."""
        stream = Stream(Outbox(self._settings.max_events))
        if self._grace is not None:
            self._grace.cancel()
            self._grace = None
        self._audience.join(stream)
        stream.outbox.post(self._session_event().model_dump_json())
        stream.outbox.post(self._status_event().model_dump_json())
        self._wake.set()
        try:
            yield stream
        finally:
            self._audience.leave(stream)
            self.touch()
            if not len(self._audience) and self.playing:
                loop = asyncio.get_running_loop()
                self._grace = loop.call_later(self._settings.play_grace_seconds, self._abandon)

    def close(self, code: CloseCode, reason: str) -> None:
        """End the session and its streams; training under way ends with its slice."""
        self._lane.close(reason)
        self._pace = None
        self._audience.end(code, reason, ClosedEvent(code=code, reason=f"The session {reason}."))

    def _abandon(self) -> None:
        self._pace = None

    def _session_event(self) -> SessionEvent:
        return SessionEvent(**self._info())

    def _status_event(self, re: Reference = None, seconds: float | None = None) -> StatusEvent:
        unit, rate = (self._pace.unit, self._pace.per_second) if self._pace else ("epoch", None)
        own: dict[str, Any] = {"re": re, "playing": self.playing, "unit": unit, "per_second": rate, "seconds": seconds}
        return StatusEvent(**own, **vars(self._lane.position))

    def _tell_status(self, to: Stream | None = None, re: Reference = None) -> None:
        self._audience.tell(self._status_event(), to, re)

    # training

    async def run(self) -> None:
        """Train while it plays and make frames while anybody wants one, until cancelled."""
        while True:
            self._wake.clear()
            delay = self._delay(monotonic())
            if delay != 0.0:
                await _wait(self._wake, delay)
                continue
            async with self._turn:
                try:
                    await self._go_on()
                except SessionGoneError:
                    return
                except Exception as error:
                    logger.exception("session %s failed", self.id[:6])
                    self._pace = None
                    self._picture.give_up()
                    self._audience.tell(ErrorEvent(problem=problem_of(error)))

    def _delay(self, now: float) -> float | None:
        """Seconds until there is something to do; None where nothing is."""
        delays = (self._pace.wait(now) if self._pace is not None else None, self._picture.wait(now))
        return min((delay for delay in delays if delay is not None), default=None)

    async def _go_on(self) -> None:
        """The next slice of a playing run, or a frame of a resting one."""
        now = monotonic()
        pace = self._pace
        journey = pace.journey(now) if pace is not None and pace.wait(now) == 0.0 else None
        if journey is not None or self._picture.wait(now) == 0.0:
            await self._slice(journey)

    @wholly
    async def _slice(self, journey: Journey | None, commanded: bool = False) -> Outcome:
        """A slice of training, or a look alone."""
        now, trains, frame = monotonic(), journey is not None, self._picture.next_frame()
        views, on_the_way = self._picture.wanted(now, trains, commanded)
        measure, due = trains and self.record.measures(now), self.record.due
        slice_ = Slice(journey, self._runner.slice_seconds(), views, on_the_way, measure, due, frame, self.playing)
        outcome = await self.look(lambda trainer: work(trainer, self._stride, slice_))
        self._picture.show(frame, outcome, trains)
        self.record.take(outcome)
        self._wake.set()
        return outcome

    async def _noticing(self, job: Awaitable[T]) -> T:
        """The result of a job; a run that diverged by it plays no more, and a new status is told."""
        result = await job
        status = self._lane.position.status
        if status != self._told:
            self._told = status
            if status == "diverged":
                self._pace = None
                self._past.diverged(self.spec.data)
                self._audience.tell(self._session_event())
            self._tell_status()
        return result

    def _changed(self, data: DataSpec, by: Stream | None, re: Reference) -> None:
        """The run was changed, whose data were `data`: tell everybody."""
        self._data_version += self.spec.data is not data
        self._stride = Stride()
        self.record.changed(self._lane.structure, self._lane.position.step)
        self._picture.changed()
        self._audience.tell(self._session_event(), by, re, stale_frame=True)
        self._wake.set()


async def _wait(event: asyncio.Event, seconds: float | None) -> None:
    """Wait for an event, but no longer than so many seconds."""
    if seconds is None:  # a timer for nothing would be most of what a resting session costs
        await event.wait()
        return
    try:
        async with asyncio.timeout(seconds):
            await event.wait()
    except TimeoutError:
        return
