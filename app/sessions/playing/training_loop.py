"""Train a session slice by slice while it plays, and make frames while a client is due one."""

import asyncio
import logging
from collections.abc import Callable
from time import monotonic

from app.errors import SessionGoneError, problem_of
from app.hosts.host import HostLostError
from app.protocol.stream import ErrorEvent
from app.runner import Runner, uninterrupted
from app.sessions.clients import Clients
from app.sessions.frame_schedule import FrameSchedule
from app.sessions.playing.playing import Playing
from app.sessions.run import Run
from app.sessions.slices import Outcome, Slice
from app.sessions.training_goal import TrainingGoal
from app.sessions.wall.newest_map import NewestMap

logger = logging.getLogger(__name__)


class TrainingLoop:
    """The slices of a session: those of a playing run, and those of commands.

    commands: held while a command changes or trains the run. maps: gets small maps of frames, if `wants_maps`. on_end:
    called when a run has been played to the end of its pace.
    """

    def __init__(
        self,
        run: Run,
        playing: Playing,
        clients: Clients,
        frames: FrameSchedule,
        runner: Runner,
        on_end: Callable[[], None],
    ) -> None:
        self.commands = asyncio.Lock()
        self.frames = frames
        self.maps, self.wants_maps = NewestMap(), False
        self._run, self._playing, self._clients, self._runner = run, playing, clients, runner
        self._on_end = on_end
        self._awake = False
        self._asleep: asyncio.Future[None] | None = None

    def wake(self) -> None:
        """Look at once whether a slice or a frame is due."""
        self._awake = True
        if self._asleep is not None:
            _wake(self._asleep)

    def invalidate(self) -> None:
        """Have another frame made of the present state."""
        self.frames.invalidate()
        self.wake()

    async def run(self, name: str) -> None:
        """Train while the session plays, and make frames while a client is due one, until cancelled."""
        while True:
            self._awake = False
            delay = self._delay(monotonic())
            if delay != 0.0:
                await self._sleep(delay)
                continue
            async with self.commands:
                try:
                    await self._work()
                except SessionGoneError:
                    return
                except HostLostError:
                    continue  # the clients have been told
                except Exception as error:
                    logger.exception("session %s failed", name)
                    self._playing.stop()
                    self.frames.give_up()
                    self._clients.post(ErrorEvent(problem=problem_of(error)))

    async def _sleep(self, seconds: float | None) -> None:
        """Wait until something wakes the loop, at most some seconds."""
        if self._awake:
            return
        loop = asyncio.get_running_loop()
        self._asleep = asleep = loop.create_future()
        timer = loop.call_later(seconds, _wake, asleep) if seconds is not None else None
        try:
            await asleep
        finally:
            self._asleep = None
            if timer is not None:
                timer.cancel()

    def _delay(self, now: float) -> float | None:
        """Seconds until a slice or a frame is due; None if neither is."""
        pace, frame = self._playing.pace, self.frames.wait(now)
        if pace is None:
            return frame
        training, seen = pace.wait(now, seen=False), self.frames.wait_for_next(now)
        if seen is not None:
            training = min(training, max(pace.wait(now), seen))
        return training if frame is None else min(training, frame)

    async def _work(self) -> None:
        """Run the next slice of a playing session, or make a frame of a paused one."""
        now, pace = monotonic(), self._playing.pace
        goal = pace.goal(now) if pace is not None and pace.wait(now) == 0.0 else None
        if goal is not None or self.frames.wait(now) == 0.0:
            try:
                await self._slice(goal)
            except asyncio.CancelledError:
                self.frames.invalidate()  # it has trained, though nobody has got the result
                raise
        if pace is not None and pace.ended and self._playing.pace is pace:
            self._playing.stop()
            self.invalidate()
            self._on_end()

    @uninterrupted
    async def slice(self, goal: TrainingGoal) -> Outcome:
        """Run a slice of training for a command."""
        outcome = await self._slice(goal, commanded=True)
        self.wake()
        return outcome

    async def _slice(self, goal: TrainingGoal | None, commanded: bool = False) -> Outcome:
        """Run a slice of training, or without a goal only observe the network."""
        now, trains, frame, playing = monotonic(), goal is not None, self.frames.next_frame(), bool(self._playing)
        details, during, from_then = self.frames.wanted(now, trains, commanded)
        recorder = self._run.recorder
        measure, due = trains and recorder.measures(now), recorder.checkpoint_due
        small = self.wants_maps and self.maps.due(now, playing)
        work = Slice(
            goal, self._runner.slice_seconds(), details, during, from_then, measure, due, frame, playing, small
        )
        outcome = await self._run.work(work)
        self.frames.deliver(frame, outcome, trains)
        self.maps.take(outcome.small_map, self._run.data_version, now)
        return outcome


def _wake(asleep: "asyncio.Future[None]") -> None:
    if not asleep.done():
        asleep.set_result(None)
