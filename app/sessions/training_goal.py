"""A number of units to train, done slice by slice."""

from time import perf_counter

from app.machine import thread_seconds
from app.protocol.base import Unit
from app.sessions.step_estimator import StepEstimator
from engine.train.trainer import Trainer


class TrainingGoal:
    """A number of samples, steps or epochs to train; `remaining` counts down."""

    def __init__(self, count: int, unit: Unit) -> None:
        self.unit = unit
        self.remaining = count

    def advance(self, trainer: Trainer, estimator: StepEstimator, seconds: float) -> int:
        """Train towards the goal for about `seconds`; returns the number of updates made, 0 if the run has diverged."""
        began, own = perf_counter(), thread_seconds()
        deadline = began + seconds
        steps, now = 0, began
        while self.remaining and trainer.status == "ready" and (now < deadline or now == began):
            steps += self._advance(trainer, estimator.steps_in(deadline - now))
            now = perf_counter()
        if steps:
            estimator.measured(steps, thread_seconds() - own)
        return steps

    def _advance(self, trainer: Trainer, steps: int) -> int:
        """Make about `steps` updates at once, but not more than the goal asks for."""
        if self.unit == "epoch":
            before = trainer.epoch
            whole = trainer.steps_left() + (self.remaining - 1) * trainer.steps_per_epoch
            made = trainer.advance(min(steps, whole))
            self.remaining -= trainer.epoch - before
            return made
        count = min(self.remaining, steps if self.unit == "step" else steps * trainer.batch_size)
        self.remaining -= count
        return trainer.advance(count, self.unit)
