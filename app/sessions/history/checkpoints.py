"""The checkpoints of a run: complete states to show, and to continue from to the same bits."""

from dataclasses import dataclass
from itertools import pairwise

from app.errors import UnknownCheckpointError
from app.protocol.session.history import CheckpointsAnswer
from app.sessions.slices import NEVER
from engine.inspect.probes.metrics import Metrics
from engine.spec.run import RunSpec
from engine.train.snapshot import VECTORS, Snapshot

MOST = 400
FEWEST = 4
"""Smallest useful number of checkpoints: if fewer fit into memory, none are kept."""


def capacity(parameters: int, samples: int, numbers: int) -> int:
    """Number of checkpoints of a run of this size that fit into this many numbers; 0 if too few fit."""
    fitting = min(MOST, numbers // (VECTORS * parameters + samples))
    return fitting if fitting >= FEWEST else 0


@dataclass(frozen=True)
class Checkpoint:
    """The state of a run at one step, with the metrics measured there."""

    snapshot: Snapshot
    metrics: Metrics

    @property
    def step(self) -> int:
        """The step of the run."""
        return self.snapshot.step


@dataclass(frozen=True)
class Checkpoints:
    """Checkpoints in the order of their steps, at least `spacing` steps apart."""

    entries: tuple[Checkpoint, ...] = ()
    spacing: int = 1

    def until(self, step: int) -> "Checkpoints":
        """The checkpoints up to a step; further ones may follow at any distance."""
        return Checkpoints(tuple(entry for entry in self.entries if entry.step <= step))

    def answer(self, spec: RunSpec, number: int, capacity: int) -> CheckpointsAnswer:
        """The checkpoints as a message. `spec` is the run's present spec, `number` its history's."""
        snapshots = [entry.snapshot for entry in self.entries]
        same = {id(then): then == spec for then in {id(each.spec): each.spec for each in snapshots}.values()}
        return CheckpointsAnswer(
            history_number=number,
            capacity=capacity,
            step=[each.step for each in snapshots],
            epoch=[each.epoch for each in snapshots],
            train_loss=[entry.metrics.train_loss for entry in self.entries],
            test_loss=[entry.metrics.test_loss for entry in self.entries],
            changed=[not same[id(each.spec)] for each in snapshots],
        )


NO_CHECKPOINTS = Checkpoints()


class CheckpointLog:
    """The checkpoints of a run in training, at most `capacity`.

    When there are too many, they are thinned to about half, at an even distance that the next ones keep to.
    """

    def __init__(self, capacity: int) -> None:
        self.capacity = capacity
        self.kept = NO_CHECKPOINTS

    @property
    def due(self) -> int:
        """The first step at which another checkpoint is wanted."""
        if not self.capacity:
            return NEVER
        return self.kept.entries[-1].step + self.kept.spacing if self.kept.entries else 0

    def restore(self, kept: Checkpoints) -> None:
        """Replace all checkpoints."""
        self.kept = kept
        self.fit(self.capacity)

    def fit(self, capacity: int) -> None:
        """Change the capacity."""
        self.capacity = capacity
        while len(self.kept.entries) > capacity:
            self.kept = _thinned(self.kept, (capacity + 1) // 2)

    def add(self, checkpoint: Checkpoint) -> None:
        """Append a checkpoint if it is due: two measurements of a run may overlap."""
        if checkpoint.step >= self.due:
            self.kept = Checkpoints((*self.kept.entries, checkpoint), self.kept.spacing)
            self.fit(self.capacity)

    def drop_from(self, step: int) -> None:
        """Drop the checkpoints from a step on, because the run has changed there."""
        if self.kept.entries and self.kept.entries[-1].step >= step:
            self.kept = self.kept.until(step - 1)

    def at(self, step: int) -> Checkpoint:
        """The checkpoint of a step. Raises UnknownCheckpointError."""
        found = next((entry for entry in self.kept.entries if entry.step == step), None)
        if found is not None:
            return found
        if not self.capacity:
            detail = "This run has too many parameters or samples for checkpoints."
            raise UnknownCheckpointError(detail, "Save the run as a file to return to it: GET …/export.")
        detail = f"This run has no checkpoint at step {step}."
        raise UnknownCheckpointError(
            detail, "Choose a step that GET …/checkpoints lists; checkpoints are thinned out as the run grows."
        )


def _thinned(kept: Checkpoints, intervals: int) -> Checkpoints:
    """The first checkpoint and those near the ends of at most this many even intervals."""
    if not intervals:
        return NO_CHECKPOINTS
    steps = [entry.step for entry in kept.entries]
    spacing = min(later - earlier for earlier, later in pairwise(steps))
    while steps[-1] - steps[0] > spacing * intervals:
        spacing *= 2
    thinned: list[Checkpoint] = []
    for entry in kept.entries:
        if not thinned or entry.step - thinned[-1].step >= spacing:
            thinned.append(entry)
    return Checkpoints(tuple(thinned), spacing)
