"""What is recorded of a run while it trains: when it is measured, what was, and the moments that are kept."""

from time import monotonic

from app.protocol.rest import HistoryAnswer, MomentsAnswer
from app.queries.conversion import Structure
from app.sessions.frame_schedule import LOOK_PAUSE
from app.sessions.history.checkpoints import Moment, capacity
from app.sessions.history.history import Course, History
from app.sessions.training import Outcome
from app.settings import Settings
from engine.train.trainer import Trainer

MEASURE_SECONDS = 0.05
"""A training run is measured so often, whether anybody watches or not."""


class Record:
    """The course of a session's run, which `number` tells from those before it."""

    def __init__(self, settings: Settings, structure: Structure, course: Course) -> None:
        self.number = 1
        self._settings = settings
        self._history = History(course, self._capacity(structure))
        self._next_measure = 0.0

    @property
    def due(self) -> int:
        """The first step at which another moment is to be kept."""
        return self._history.moments.due

    def measures(self, now: float) -> bool:
        """Whether a training run is to be measured."""
        return now >= self._next_measure

    def take(self, outcome: Outcome) -> None:
        """Keep what a slice of work saw."""
        if outcome.observation is not None:
            self._history.record(outcome.observation, outcome.snapshot)
            self._next_measure = monotonic() + max(MEASURE_SECONDS, LOOK_PAUSE * outcome.looking)

    def begin(self, course: Course) -> None:
        """The run stands elsewhere than its training led, and got there by `course`."""
        self._history.restore(course)
        self.number += 1

    def changed(self, structure: Structure, step: int) -> None:
        """The run was changed at this step."""
        self._history.moments.fit(self._capacity(structure))
        self._history.moments.forget_from(step)

    def course(self) -> Course:
        """All of it, to come back to."""
        return self._history.course()

    def moment(self, step: int) -> tuple[Moment, Course]:
        """A moment, and the course up to it. Raises UnknownMomentError."""
        return self._history.moments.at(step), self._history.course().until(step)

    def history(self, since: int) -> HistoryAnswer:
        """What was measured after step `since`."""
        return self._history.since(since)

    def moments(self, trainer: Trainer) -> MomentsAnswer:
        """The moments that are kept; a job for `Session.look`, for it compares the specs."""
        moments = self._history.moments
        return moments.kept.told(trainer.spec, self.number, moments.capacity)

    def _capacity(self, structure: Structure) -> int:
        samples = structure.spec.data.size.samples
        return capacity(structure.parameter_count, samples, self._settings.max_moment_numbers)
