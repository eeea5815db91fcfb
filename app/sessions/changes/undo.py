"""Keep the state that changes of a run replaced, so that they can be undone, the newest first."""

from collections.abc import Hashable
from dataclasses import dataclass, replace
from typing import ClassVar

from app.errors import NothingToUndoError
from app.protocol.base import Undoable
from app.sessions.changes.parts import Weights
from app.sessions.history.checkpoints import NO_CHECKPOINTS
from app.sessions.history.history import History
from engine.spec.data.kinds import DataSpec
from engine.spec.data.own import InlineSpec
from engine.spec.run import RunSpec
from engine.train.snapshot import Snapshot
from engine.train.trainer import Trainer

MAX_CHANGES = 20
MAX_NUMBERS = 4_000_000
"""Numbers kept for one session, in snapshots, checkpoints and inline data that are no longer the run's."""

BURST_SECONDS = 1.0
"""Changes of the same thing within this time of each other are undone together, as when a point is dragged."""

TRIAL_SECONDS = 10.0
"""A live change that the run survives for this long is considered safe; only then may the next one replace its snapshot."""


@dataclass(frozen=True)
class WholeRun:
    """A run before a change of the kind `what`, to the bit.

    Changes with the same `burst` that follow each other closely are undone together; None: each on its own.
    """

    what: Undoable
    snapshot: Snapshot
    burst: Hashable = None
    weights: ClassVar[Weights] = "given"

    @property
    def data(self) -> DataSpec:
        """The data of that run."""
        return self.snapshot.spec.data

    @property
    def numbers(self) -> int:
        """Numbers kept, data apart."""
        return _numbers_in(self.snapshot)

    def spec_after(self, _now: RunSpec) -> RunSpec:
        """The spec of the run once it is put back."""
        return self.snapshot.spec

    def restore(self, trainer: Trainer) -> Trainer:
        """Put the run back; returns the trainer to use."""
        trainer.restore(self.snapshot)
        return trainer


@dataclass(frozen=True)
class OldData:
    """The data of `spec`, which a live change replaced; they are put back under the weights of that time."""

    spec: RunSpec
    what: Undoable = "data"
    numbers: int = 0
    weights: ClassVar[Weights] = "kept"

    @property
    def data(self) -> DataSpec:
        """The data that were replaced."""
        return self.spec.data

    @property
    def burst(self) -> Hashable:
        """Data of one kind change in bursts, as when a point is dragged."""
        return ("data", *_kind(self.data))

    def spec_after(self, now: RunSpec) -> RunSpec:
        """The spec `now` with the data put back. Data of another kind bring their features and loss along."""
        old = self.spec
        restored = now.model_copy(update={"data": old.data})
        if _kind(old.data) != _kind(now.data):
            network = now.network.model_copy(update={"output_activation": old.network.output_activation})
            restored = restored.model_copy(update={"features": old.features, "loss": old.loss, "network": network})
        return restored

    def restore(self, trainer: Trainer) -> Trainer:
        """Put the data back; returns the trainer to use."""
        trainer.change(self.spec_after(trainer.spec))
        return trainer


Replaced = WholeRun | OldData
"""The state that a change replaced."""


@dataclass(frozen=True)
class UndoEntry:
    """A change to undo; `history` is the run's history until then, None if the change continued it."""

    replaced: Replaced
    history: History | None
    time: float


class UndoStack:
    """The changes of a session that can be undone, limited in number and memory; the oldest are dropped first.

    A live change replaces nothing, unless the run diverges after it: until that is known, the run before it is on trial.
    """

    def __init__(self) -> None:
        self._entries: list[UndoEntry] = []
        self._trial: UndoEntry | None = None
        self.numbers = 0
        """Numbers that are kept, apart from a run on trial."""

    @property
    def next(self) -> Undoable | None:
        """The kind of change that would be undone next."""
        return self._entries[-1].replaced.what if self._entries else None

    def push(self, replaced: Replaced, history: History, data: DataSpec, now: float) -> None:
        """Keep what a change at time `now` replaced. `data` are the run's after it, which cost nothing to keep."""
        entry = UndoEntry(replaced, history if isinstance(replaced, WholeRun) else None, now)
        if replaced.what == "divergence":
            self._trial = self._trial if self._trial and now - self._trial.time < TRIAL_SECONDS else entry
        elif self._continues_burst(replaced, now):
            self._entries[-1] = replace(self._entries[-1], time=now)
        else:
            self._trial = self._trial if entry.history is None else None
            self._push(entry, data)

    def diverged(self, data: DataSpec) -> None:
        """After a divergence, let the run before the last live changes be restored by undo."""
        if self._trial is not None:
            self._push(self._trial, data)
            self._trial = None

    def newest(self) -> UndoEntry:
        """The change to undo next. Raises NothingToUndoError."""
        if not self._entries:
            raise NothingToUndoError(
                "This run has no change that can be undone.",
                "Make a change first. Old changes, and changes of very large networks, cannot be undone.",
            )
        return self._entries[-1]

    def pop(self) -> None:
        """Drop the newest change, which has been undone: the run has the data of that time again."""
        undone = self._entries.pop()
        self.numbers = self._numbers(undone.replaced.data)

    def drop_checkpoints(self, data: DataSpec) -> bool:
        """Drop the checkpoints of the oldest history that has any; returns False if none has."""
        for index, entry in enumerate(self._entries):
            if entry.history is not None and entry.history.checkpoints.entries:
                history = replace(entry.history, checkpoints=NO_CHECKPOINTS)
                self._entries[index] = replace(entry, history=history)
                self.numbers = self._numbers(data)
                return True
        return False

    def drop_oldest(self, data: DataSpec) -> bool:
        """Drop the oldest change; returns False if there is none."""
        if not self._entries:
            return False
        self._entries.pop(0)
        self.numbers = self._numbers(data)
        return True

    def _push(self, entry: UndoEntry, data: DataSpec) -> None:
        self._entries.append(entry)
        if len(self._entries) > MAX_CHANGES:
            self._entries.pop(0)
        self.numbers = self._numbers(data)
        while self.numbers > MAX_NUMBERS:
            if not self.drop_checkpoints(data):
                self.drop_oldest(data)

    def _continues_burst(self, replaced: Replaced, now: float) -> bool:
        """True if a change belongs to the burst of the one before, whose entry has the state before the burst."""
        last = self._entries[-1] if self._entries else None
        follows = last is not None and last.replaced.burst == replaced.burst and now - last.time < BURST_SECONDS
        return follows and replaced.burst is not None

    def _numbers(self, data: DataSpec) -> int:
        replaced = [entry.replaced for entry in self._entries]
        others = {id(each.data): each.data for each in replaced if each.data is not data}
        histories = [entry.history for entry in self._entries if entry.history is not None]
        checkpoints = {id(each): each.snapshot for history in histories for each in history.checkpoints.entries}
        kept = sum(each.numbers for each in replaced) + sum(map(_numbers_in, checkpoints.values()))
        return kept + sum(map(_size, others.values()))


def _numbers_in(kept: Snapshot) -> int:
    """Numbers in a snapshot, data apart."""
    return sum(array.size for array in (kept.parameters, kept.gradients, kept.previous, kept.memory, kept.order))


def _kind(data: DataSpec) -> tuple[str | None, str, int]:
    """The properties that features and loss depend on: the task, the kind of data, and the number of inputs."""
    return data.task, data.kind, data.size.inputs


def _size(data: DataSpec) -> int:
    """Numbers in inline data; generated data take none, because they are drawn again."""
    if not isinstance(data, InlineSpec):
        return 0
    parts = (data.inputs, data.targets, data.test_inputs or [], data.test_targets or [])
    return sum(len(rows) * len(rows[0]) for rows in parts if rows)
