"""Decide when frames are made, and of which state."""

from collections.abc import Set
from time import monotonic

from app.sessions.clients import Clients
from app.sessions.slices import Outcome
from engine.inspect.probes.observation import Detail

OBSERVING_PAUSE = 3.0
"""At full speed, training runs at least this many times as long as the observation before it took."""

LONGEST_SILENCE = 0.05
"""Seconds after which a frame shows a commanded training that is still running."""


class FrameSchedule:
    """The versions of a session's state, and when the next frame is due.

    Every change of what a frame shows makes a new version. A client is due a frame until it has got the newest version.
    """

    def __init__(self, clients: Clients) -> None:
        self._clients = clients
        self._version = 1
        self._frame = 0
        self._last_observed = self._next_due = 0.0

    @property
    def version(self) -> int:
        """Number of the present state."""
        return self._version

    def invalidate(self) -> None:
        """Mark all frames made so far as out of date."""
        self._version += 1

    def wait(self, now: float) -> float | None:
        """Seconds until a frame is due; None if no client is due one."""
        return max(0.0, self._next_due - now) if self._clients.ready(self._version) else None

    def wait_for_next(self, now: float) -> float | None:
        """Seconds until a frame of the next state is due; None if no client is ready for one."""
        return max(0.0, self._next_due - now) if self._clients.ready(self._version + 1) else None

    def next_frame(self) -> int:
        """The number of the next frame."""
        self._frame += 1
        return self._frame

    def wanted(self, now: float, trains: bool, commanded: bool) -> tuple[Set[Detail], bool, float]:
        """The levels of detail of the frames after a slice, whether to make them even if training is not finished, and the
        time before which none is due, which may have passed when the slice gets its turn.

        trains: the slice trains. commanded: a client waits for the training to finish, so that its end is always shown.
        """
        during = not commanded or now >= self._last_observed + LONGEST_SILENCE
        return self._clients.details(self._version + trains), during, 0.0 if commanded else self._next_due

    def deliver(self, frame: int, outcome: Outcome, trained: bool) -> None:
        """Give the frames of a slice to the clients."""
        self._version += trained
        if outcome.measurement is not None:
            self._last_observed = monotonic()
            self._next_due = self._last_observed + OBSERVING_PAUSE * outcome.observing_seconds
        self._clients.offer(outcome.frames, frame, self._version)

    def give_up(self) -> None:
        """Stop waiting for a frame of the newest state: none can be made."""
        self._clients.skip(self._version)
