"""When frames are made: the number of the state that they show, and how often one looks at a run at full speed."""

from collections.abc import Set
from time import monotonic

from app.sessions.clients import Audience
from app.sessions.training import Outcome
from engine.inspect.probes.observation import View

LOOK_PAUSE = 3.0
"""Between two looks at a run at full speed at least so many times what a look takes goes into training."""

LONGEST_SILENCE = 0.05
"""Seconds after which a commanded training that is still under way is shown."""


class Picture:
    """What an audience has been shown of a session, and what it is to be shown next.

    Every change of what a frame says makes a new version; a client is owed a frame while it has not been given the
    newest one.
    """

    def __init__(self, audience: Audience) -> None:
        self._audience = audience
        self._version = 1
        self._frame = 0
        self._last_look = self._next_look = 0.0

    def changed(self) -> None:
        """Frames made so far are out of date."""
        self._version += 1

    def wait(self, now: float) -> float | None:
        """Seconds until a frame is to be made; None where nobody is owed one."""
        return max(0.0, self._next_look - now) if self._audience.views(self._version) else None

    def next_frame(self) -> int:
        """The number of the next frame."""
        self._frame += 1
        return self._frame

    def wanted(self, now: float, trains: bool, commanded: bool) -> tuple[Set[View], bool]:
        """The views to make frames of after a slice of work, which `trains` or only looks, and whether to make them where
        the training is still under way.

        What a client commanded is shown once it is done: its answer is what the client waits for.
        """
        if not commanded and now < self._next_look:
            return frozenset(), False
        on_the_way = not commanded or now >= self._last_look + LONGEST_SILENCE
        return self._audience.views(self._version + trains), on_the_way

    def show(self, frame: int, outcome: Outcome, trains: bool) -> None:
        """Hand on what came of a slice."""
        self._version += trains
        if outcome.observation is not None:
            self._last_look = monotonic()
            self._next_look = self._last_look + LOOK_PAUSE * outcome.looking
        self._audience.offer(outcome.frames, frame, self._version)

    def give_up(self) -> None:
        """No frame can be made of the newest state."""
        self._audience.skip(self._version)
