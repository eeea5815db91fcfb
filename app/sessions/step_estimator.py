"""Estimate how many training steps fit into a slice."""

GROWTH = 4
"""Largest factor by which the number of steps grows from one slice to the next, while their cost is measured."""


class StepEstimator:
    """Estimates from the slices before how many steps can be made in a given time."""

    def __init__(self) -> None:
        self._seconds = 0.0  # per step, smoothed
        self._last = 0

    def steps_in(self, seconds: float) -> int:
        """Number of steps to make in a slice of `seconds`; 1 before the first measurement."""
        if not self._last:
            return 1
        return max(1, min(int(seconds / self._seconds), GROWTH * self._last))

    def measured(self, steps: int, seconds: float) -> None:
        """Record how long a slice took."""
        per_step = max(seconds, 1e-7) / steps
        self._seconds = per_step if not self._last else 0.5 * (self._seconds + per_step)
        self._last = steps
