"""How fast a playing run goes."""

from app.protocol.base import Unit
from app.sessions.training import Journey

FULL_SPEED = 1 << 40
"""Steps of a journey without end."""

SHORTEST_WAIT = 1 / 120
"""Units due sooner than this after each other are done together: no screen shows more."""

LONGEST_DEBT = 0.25
"""Seconds of units that a run too slow for its pace still owes; what is more is forgiven."""


class Pace:
    """Units of training due by the clock, or as many as there is time for where `per_second` is None."""

    def __init__(self, unit: Unit, per_second: float | None, now: float) -> None:
        self.unit: Unit = unit
        self.per_second = per_second
        self._due = now  # when the next unit is
        self._journey: Journey | None = None

    def wait(self, now: float) -> float:
        """Seconds until there is something to do."""
        if self.per_second is None or (self._journey is not None and self._journey.left):
            return 0.0
        return max(0.0, self._due - now)

    def journey(self, now: float) -> Journey:
        """What to train now; call it when `wait` is 0. What is left of the last journey is done first."""
        if self._journey is None or not self._journey.left:
            self._journey = self._next(now)
        return self._journey

    def _next(self, now: float) -> Journey:
        if self.per_second is None:
            return Journey(FULL_SPEED, "step")
        period = 1.0 / self.per_second
        self._due = max(self._due, now - LONGEST_DEBT)
        count = 1 + int((now - self._due + (SHORTEST_WAIT if period < SHORTEST_WAIT else 0.0)) / period)
        self._due += count * period
        return Journey(count, self.unit)
