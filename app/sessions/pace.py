"""The speed of a playing run."""

from app.protocol.base import Unit
from app.sessions.training_goal import TrainingGoal

FULL_SPEED = 1 << 40
"""Steps of a goal without end."""

SHORTEST_WAIT = 1 / 120
"""Units that are due within this many seconds are trained together, because no screen shows more frames."""

LONGEST_DEBT = 0.3
"""Seconds of overdue units that a run catches up on if it is slower than its pace; older ones are dropped."""

UNSEEN_SECONDS = 0.2
"""Seconds that due units may wait while no client is ready to show them: one slice for many units costs less."""


class Pace:
    """Units of training due by the clock; without `per_second`, as fast as possible.

    count: how many in all, of a pace with `per_second`; None: without end.
    """

    def __init__(self, unit: Unit, per_second: float | None, now: float, count: int | None = None) -> None:
        self.unit: Unit = unit
        self.per_second = per_second
        self._left = count
        self._due = now  # time of the next unit
        self._goal: TrainingGoal | None = None

    @property
    def counted(self) -> bool:
        """True if the training has an end."""
        return self._left is not None

    @property
    def ended(self) -> bool:
        """True if all units have been trained."""
        return self._left == 0 and (self._goal is None or not self._goal.remaining)

    def wait(self, now: float, seen: bool = True) -> float:
        """Seconds until training is due. seen: a client is ready to show it."""
        if self.per_second is None or (self._goal is not None and self._goal.remaining):
            return 0.0
        return max(0.0, self._due + (0.0 if seen else UNSEEN_SECONDS) - now)

    def goal(self, now: float) -> TrainingGoal:
        """The training that is due, when `wait` is 0: first the rest of the last goal."""
        if self._goal is None or not self._goal.remaining:
            self._goal = self._next(now)
        return self._goal

    def _next(self, now: float) -> TrainingGoal:
        if self.per_second is None:
            return TrainingGoal(FULL_SPEED, "step")
        period = 1.0 / self.per_second
        self._due = max(self._due, now - LONGEST_DEBT)
        count = 1 + int((now - self._due + (SHORTEST_WAIT if period < SHORTEST_WAIT else 0.0)) / period)
        if self._left is not None:
            count = min(count, self._left)
            self._left -= count
        self._due += count * period
        return TrainingGoal(count, self.unit)
