"""Record a run while it trains: when to measure it, the measurements, and the checkpoints."""

from time import monotonic

from app.conversion import Structure
from app.protocol.session.history import CheckpointsAnswer, HistoryAnswer
from app.sessions.frame_schedule import OBSERVING_PAUSE
from app.sessions.history.checkpoints import FEWEST, Checkpoint, capacity
from app.sessions.history.history import History, HistoryLog
from app.sessions.history.measurement import Measurement
from app.sessions.slices import Outcome
from app.settings import Settings
from engine.train.trainer import Trainer

MEASURE_SECONDS = 0.05
"""Shortest time between two measurements of a run in training, whether or not a client watches."""


class Recorder:
    """The history of a session's run; `number` grows when another history takes its place."""

    def __init__(self, settings: Settings, structure: Structure, history: History) -> None:
        self.number = 1
        self._settings = settings
        self._log = HistoryLog(history, self._capacity(structure))
        self._next_measure = 0.0

    @property
    def checkpoint_due(self) -> int:
        """The first step at which another checkpoint is wanted."""
        return self._log.checkpoints.due

    @property
    def checkpoints(self) -> int:
        """Number of checkpoints."""
        return len(self._log.checkpoints.kept.entries)

    def drop_checkpoints(self) -> bool:
        """Keep at most half as many checkpoints from now on, or none if that is too few; returns False if there was none."""
        before, half = self.checkpoints, self.checkpoints // 2
        self._log.checkpoints.fit(half if half >= FEWEST else 0)
        return before > 0

    def measures(self, now: float) -> bool:
        """True if a run in training is due to be measured."""
        return now >= self._next_measure

    def record(self, outcome: Outcome) -> None:
        """Record the measurement of a slice, if it has one."""
        if outcome.measurement is not None:
            self._log.add(outcome.measurement, outcome.snapshot)
            self._next_measure = monotonic() + max(MEASURE_SECONDS, OBSERVING_PAUSE * outcome.observing_seconds)

    def begin(self, history: History) -> None:
        """Continue from another history, because the run continues from another state, as after a reset or undo."""
        self._log.restore(history)
        self.number += 1

    def went_back(self, step: int) -> None:
        """Drop the history after a step, because the run has gone back to it; does nothing if there is none."""
        history = self._log.history()
        last = [each.step for each in history.measurements[-1:]] + [
            each.step for each in history.checkpoints.entries[-1:]
        ]
        if max(last, default=step) > step:
            self.begin(history.until(step))

    def run_changed(self, structure: Structure, step: int) -> None:
        """Adapt to a change of the run at a step."""
        self._log.checkpoints.fit(self._capacity(structure))
        self._log.checkpoints.drop_from(step)

    def history(self) -> History:
        """The whole history, to return to."""
        return self._log.history()

    def newest(self) -> Measurement | None:
        """The last measurement."""
        return self._log.newest()

    def thinned(self, most: int) -> list[Measurement]:
        """At most `most` measurements at an even distance, with the newest."""
        return self._log.thinned(most)

    def checkpoint(self, step: int) -> tuple[Checkpoint, History]:
        """A checkpoint, and the history up to it. Raises UnknownCheckpointError."""
        return self._log.checkpoints.at(step), self._log.history().until(step)

    def history_answer(self, since: int) -> HistoryAnswer:
        """The measurements after step `since`, as a message."""
        return self._log.since(since)

    def checkpoints_answer(self, trainer: Trainer) -> CheckpointsAnswer:
        """The checkpoints as a message; a job for `Session.read`, because comparing specs takes time."""
        log = self._log.checkpoints
        return log.kept.answer(trainer.spec, self.number, log.capacity)

    def _capacity(self, structure: Structure) -> int:
        samples = structure.spec.data.size.samples
        return capacity(structure.parameter_count, samples, self._settings.max_checkpoint_numbers)
