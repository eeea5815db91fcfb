"""One session: a run, the clients that watch it, and whether it plays.

Everything here runs on the event loop; the trainer is only ever touched by jobs of the runner, one at a time
(`_lane`). What changes the run takes its turn (`_turn`), so that two clients' commands follow each other and never mix,
while one may look at the run between two slices of another's long training.
"""

import asyncio
import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from time import monotonic
from typing import Any, TypeVar

import numpy as np

from app.errors import SessionGoneError, problem_of
from app.outbox import Outbox
from app.protocol.base import Unit
from app.protocol.rest import HistoryAnswer, SessionInfo
from app.protocol.stream import CloseCode, ClosedEvent, ErrorEvent, Reference, SessionEvent, StatusEvent
from app.runner import Runner, Stride, wholly
from app.sessions.audience import Audience, Stream
from app.sessions.history import History
from app.sessions.limits import check_count, check_spec
from app.sessions.pace import Pace
from app.sessions.patch import patched
from app.sessions.picture import Picture
from app.sessions.reports import Position, Structure
from app.sessions.training import FIGURES, Journey, Slice, work
from app.settings import Settings
from engine.probes import Observation, observe
from engine.spec import RunSpec
from engine.trainer import LayerParameters, Trainer

logger = logging.getLogger(__name__)

T = TypeVar("T")

MEASURE_SECONDS = 0.05
"""A long call measures its run so often, for the history."""


class Session:
    """A run that is served. `run()` has to be kept running as a task; `close()` ends it."""

    def __init__(self, session_id: str, trainer: Trainer, runner: Runner, settings: Settings) -> None:
        self.id = session_id
        self.used = monotonic()
        self._trainer = trainer
        self._runner = runner
        self._settings = settings
        self._turn = asyncio.Lock()
        self._lane = asyncio.Lock()
        self._wake = asyncio.Event()
        self._audience = Audience()
        self._picture = Picture(self._audience)
        self._history = History()
        self._stride = Stride()
        self._position = Position.of(trainer)
        self._structure = Structure.of(trainer)
        self._data_version = 1
        self._pace: Pace | None = None
        self._grace: asyncio.TimerHandle | None = None
        self._closed: str | None = None

    # what it is

    @property
    def spec(self) -> RunSpec:
        """The run, as it is now."""
        return self._structure.spec

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

    def history(self, since: int) -> HistoryAnswer:
        """What was measured after step `since`."""
        return self._history.since(since)

    def idle_seconds(self) -> float:
        """How long nobody has used it."""
        return 0.0 if len(self._audience) or self._turn.locked() else monotonic() - self.used

    def touch(self) -> None:
        """Somebody uses it."""
        self.used = monotonic()

    def _info(self) -> dict[str, Any]:
        parts = {**vars(self._structure), **vars(self._position)}
        return {"id": self.id, "playing": self.playing, "data_version": self._data_version, **parts}

    # what clients do with it

    async def look(self, job: Callable[[Trainer], T]) -> T:
        """Run a job that reads the trainer and changes nothing."""
        async with self._lane:
            if self._closed is not None:
                raise SessionGoneError(f"The session {self._closed}.", "Make a new one: POST /api/v1/sessions.")
            before = self._position.status
            result, self._position = await self._runner.run(partial(_with_position, job, self._trainer))
        if self._position.status != before:
            self._pace = None if self._position.status == "diverged" else self._pace
            self._tell_status()
        return result

    async def measure(self) -> Observation:
        """Look at the figures."""
        observation = await self.look(partial(observe, view=FIGURES))
        self._record(observation)
        return observation

    async def advance(self, count: int, unit: Unit) -> tuple[int, Observation]:
        """Train; returns the updates made and the state after them. Ends early where the run diverges."""
        steps = count * (self._structure.steps_per_epoch if unit == "epoch" else 1)
        check_count("count", "steps", steps, self._settings.max_steps)
        journey = Journey(count, unit)
        total, measured = 0, monotonic()
        async with self._turn:
            while True:
                due = monotonic() - measured > MEASURE_SECONDS
                measured = monotonic() if due else measured
                steps, observation = await self._slice(journey, measure=due)
                total += steps
                if journey.left == 0 or self._position.status == "diverged":
                    return total, observation or await self.measure()

    @wholly
    async def change(
        self, patch: Mapping[str, Any], reset: bool, by: Stream | None = None, re: Reference = None
    ) -> None:
        """Apply a merge patch to the spec: live where the parameters' shapes stay, else only with `reset`."""
        async with self._turn:
            spec = await self._runner.run(partial(patched, self.spec, patch))
            check_spec(spec, self._settings)
            if reset:
                trainer = await self._runner.run(partial(Trainer, spec))
                async with self._lane:
                    self._trainer = trainer
            else:
                await self.look(lambda trainer: trainer.change(spec))
            self._data_version += "data" in patch
            await self._changed(anew=reset, by=by, re=re)

    @wholly
    async def reset(self, seed: int | None, by: Stream | None = None, re: Reference = None) -> None:
        """Back to initial weights, of another seed where one is given."""
        async with self._turn:
            await self.look(lambda trainer: trainer.reset(seed))
            await self._changed(anew=True, by=by, re=re)

    @wholly
    async def set_parameters(self, layers: Sequence[LayerParameters]) -> None:
        """Replace the parameters."""
        async with self._turn:
            await self.look(lambda trainer: trainer.set_parameters(layers))
            await self._changed(anew=False)

    def play(self, unit: Unit, per_second: float | None, by: Stream | None = None, re: Reference = None) -> None:
        """Train on its own from now on."""
        if self._position.status == "ready":
            self._pace = Pace(unit, per_second, monotonic())
        self._picture.changed()
        self._wake.set()
        self._tell_status(by, re)

    @wholly
    async def pause(self, by: Stream | None = None, re: Reference = None) -> None:
        """Stop; done when the slice under way is."""
        self._pace = None
        async with self._lane:
            self._picture.changed()
        self._wake.set()
        self._tell_status(by, re)

    def answer(self, stream: Stream, re: Reference) -> None:
        """Tell one client how things stand, in answer to its command."""
        stream.outbox.post(self._status_event().model_copy(update={"re": re}).model_dump_json())
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
        self._closed = self._closed or reason
        self._pace = None
        self._audience.end(code, reason, ClosedEvent(code=code, reason=f"The session {reason}."))

    def _abandon(self) -> None:
        self._pace = None

    def _session_event(self) -> SessionEvent:
        return SessionEvent(**self._info())

    def _status_event(self) -> StatusEvent:
        unit, rate = (self._pace.unit, self._pace.per_second) if self._pace else ("epoch", None)
        return StatusEvent(playing=self.playing, unit=unit, per_second=rate, **vars(self._position))

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
    async def _slice(self, journey: Journey | None, measure: bool = False) -> tuple[int, Observation | None]:
        """A slice of training, or a look alone; returns the updates made and what was seen."""
        trains, frame = journey is not None, self._picture.next_frame()
        views = self._picture.wanted(monotonic(), trains)
        slice_ = Slice(journey, self._runner.slice_seconds(), views, measure, frame, self.playing)
        outcome = await self.look(lambda trainer: work(trainer, self._stride, slice_))
        self._picture.show(frame, outcome, trains)
        if outcome.observation is not None:
            self._record(outcome.observation)
        self._wake.set()
        return outcome.steps, outcome.observation

    def _record(self, seen: Observation) -> None:
        self._history.record(seen.step, seen.epoch, seen.metrics)

    async def _changed(self, anew: bool, by: Stream | None = None, re: Reference = None) -> None:
        """After a change of the run: tell everybody. `anew` where it starts from step 0 again."""
        self._structure = await self.look(Structure.of)
        self._stride = Stride()
        if anew:
            self._history.clear()
        self._picture.changed()
        self._audience.tell(self._session_event(), by, re, stale_frame=True)
        self._wake.set()


def _with_position(job: Callable[[Trainer], T], trainer: Trainer) -> tuple[T, Position]:
    with np.errstate(all="ignore"):  # what overflows is told as such; NumPy's warning would only reach the log
        return job(trainer), Position.of(trainer)


async def _wait(event: asyncio.Event, seconds: float | None) -> None:
    """Wait for an event, but no longer than so many seconds."""
    try:
        async with asyncio.timeout(seconds):
            await event.wait()
    except TimeoutError:
        return
