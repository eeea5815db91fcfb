"""What the changes of a run left behind, so that they can be taken back, the last one first."""

from collections.abc import Hashable
from dataclasses import dataclass, replace

from app.errors import NothingToUndoError
from app.protocol.base import Undoable
from app.sessions.history.checkpoints import NO_MOMENTS
from app.sessions.history.history import Course
from engine.spec.data.kinds import DataSpec
from engine.spec.data.own import InlineSpec
from engine.spec.run import RunSpec
from engine.train.trainer import Snapshot, Trainer

MAX_CHANGES = 20
MAX_NUMBERS = 4_000_000
"""Numbers kept for one session, in snapshots, moments and own data that are not the run's any more."""

BURST_SECONDS = 1.0
"""Changes of one thing that follow each other faster are taken back together, as when a point is dragged."""

TRIAL_SECONDS = 10.0
"""A run that went on for so long after a live change has stood it: only then is the next one's beginning held instead."""


@dataclass(frozen=True)
class WholeRun:
    """A run before `what`, to the bit. Changes of the same `burst` may follow so fast that they are one; None never."""

    what: Undoable
    snapshot: Snapshot
    burst: Hashable = None

    @property
    def data(self) -> DataSpec:
        """The data of that run."""
        return self.snapshot.spec.data

    @property
    def numbers(self) -> int:
        """How many are kept beside the data."""
        return _numbers_in(self.snapshot)

    def put_back(self, trainer: Trainer) -> Trainer:
        """The run as it was, in place of what became of it."""
        trainer.restore(self.snapshot)
        return trainer


@dataclass(frozen=True)
class OldData:
    """The data of `spec`, which a live change replaced; they come back under the weights of that time."""

    spec: RunSpec
    what: Undoable = "data"
    numbers: int = 0

    @property
    def data(self) -> DataSpec:
        """The data that were replaced."""
        return self.spec.data

    @property
    def burst(self) -> Hashable:
        """Data of one kind may change as fast as a point is dragged."""
        return ("data", *_kind(self.data))

    def put_back(self, trainer: Trainer) -> Trainer:
        """The same run on the old data; where those are of another kind, with the features and the loss they had."""
        old, now = self.spec, trainer.spec
        restored = now.model_copy(update={"data": old.data})
        if _kind(old.data) != _kind(now.data):
            network = now.network.model_copy(update={"output_activation": old.network.output_activation})
            restored = restored.model_copy(update={"features": old.features, "loss": old.loss, "network": network})
        trainer.change(restored)
        return trainer


Left = WholeRun | OldData
"""What a change left behind."""


@dataclass(frozen=True)
class Entry:
    """A change to take back. `course` is the run's history until then, None where the change did not end it."""

    left: Left
    course: Course | None
    time: float


class Past:
    """The changes of a session that can be taken back: so many, and so many numbers; the oldest are forgotten first.

    A live change loses nothing, unless the run diverges after it: until then the run before it is held.
    """

    def __init__(self) -> None:
        self._entries: list[Entry] = []
        self._held: Entry | None = None

    @property
    def next(self) -> Undoable | None:
        """What would be taken back next."""
        return self._entries[-1].left.what if self._entries else None

    def keep(self, left: Left, course: Course, data: DataSpec, now: float) -> None:
        """Keep what a change at time `now` left behind; `data` are the run's after it, and cost nothing to keep."""
        entry = Entry(left, course if isinstance(left, WholeRun) else None, now)
        if left.what == "divergence":
            self._held = self._held if self._held and now - self._held.time < TRIAL_SECONDS else entry
        elif self._goes_on(left, now):
            self._entries[-1] = replace(self._entries[-1], time=now)
        else:
            self._held = self._held if entry.course is None else None
            self._add(entry, data)

    def diverged(self, data: DataSpec) -> None:
        """The run diverged: what is held of the time before can be taken back to."""
        if self._held is not None:
            self._add(self._held, data)
            self._held = None

    def _add(self, entry: Entry, data: DataSpec) -> None:
        self._entries.append(entry)
        if len(self._entries) > MAX_CHANGES:
            self._entries.pop(0)
        while self._numbers(data) > MAX_NUMBERS:
            if not self._forget_moments():
                self._entries.pop(0)

    def _forget_moments(self) -> bool:
        """Leave out the moments of the oldest course that has any; False where none has."""
        for index, entry in enumerate(self._entries):
            if entry.course is not None and entry.course.moments.moments:
                self._entries[index] = replace(entry, course=replace(entry.course, moments=NO_MOMENTS))
                return True
        return False

    def _goes_on(self, left: Left, now: float) -> bool:
        """Whether a change belongs to the burst of the one before it, which has kept what was there at first."""
        last = self._entries[-1] if self._entries else None
        follows = last is not None and last.left.burst == left.burst and now - last.time < BURST_SECONDS
        return follows and left.burst is not None

    def newest(self) -> Entry:
        """The change to take back next. Raises NothingToUndoError."""
        if not self._entries:
            raise NothingToUndoError(
                "No change of this run is kept that could be taken back.",
                "Change the run first; large networks and long pasts are not kept.",
            )
        return self._entries[-1]

    def forget_newest(self) -> None:
        """It has been taken back."""
        self._entries.pop()

    def _numbers(self, data: DataSpec) -> int:
        others = {id(entry.left.data): entry.left.data for entry in self._entries if entry.left.data is not data}
        courses = [entry.course for entry in self._entries if entry.course is not None]
        moments = {id(moment): moment.snapshot for course in courses for moment in course.moments.moments}
        kept = sum(entry.left.numbers for entry in self._entries) + sum(map(_numbers_in, moments.values()))
        return kept + sum(map(_size, others.values()))


def _numbers_in(kept: Snapshot) -> int:
    """How many a snapshot holds beside the data."""
    return sum(array.size for array in (kept.parameters, kept.gradients, kept.previous, kept.memory, kept.order))


def _kind(data: DataSpec) -> tuple[str | None, str, int]:
    """What features and loss depend on: the task, where the data come from, and how many inputs they have."""
    return data.task, data.kind, data.size.inputs


def _size(data: DataSpec) -> int:
    """Numbers in own data; generated points are drawn again."""
    if not isinstance(data, InlineSpec):
        return 0
    parts = (data.inputs, data.targets, data.test_inputs or [], data.test_targets or [])
    return sum(len(rows) * len(rows[0]) for rows in parts if rows)
