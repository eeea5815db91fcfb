"""Moments of a run, each kept whole: one can look at them, and go on from them to the same bits."""

import sys
from dataclasses import dataclass
from itertools import pairwise

from app.errors import UnknownMomentError
from app.protocol.rest import MomentsAnswer
from engine.inspect.probes.metrics import Metrics
from engine.spec.run import RunSpec
from engine.train.trainer import Snapshot

MOST = 400
FEWEST = 4
"""Where fewer fit into the room there is, none are kept: they would be too far apart to show anything."""

VECTORS = 6
"""A snapshot holds so many numbers for each parameter: its value, the one before, its gradient and the optimizer's."""

NEVER = sys.maxsize


def capacity(parameters: int, samples: int, numbers: int) -> int:
    """How many moments of a run of this size fit into so many numbers; 0 where that is too few."""
    fitting = min(MOST, numbers // (VECTORS * parameters + samples))
    return fitting if fitting >= FEWEST else 0


@dataclass(frozen=True)
class Moment:
    """A run at one step, with what was measured there."""

    snapshot: Snapshot
    metrics: Metrics


@dataclass(frozen=True)
class Kept:
    """Moments in the order of their steps, at least `spacing` steps apart."""

    moments: tuple[Moment, ...] = ()
    spacing: int = 1

    def until(self, step: int) -> "Kept":
        """Those up to a step, with room for others at any distance."""
        return Kept(tuple(moment for moment in self.moments if moment.snapshot.step <= step))

    def told(self, spec: RunSpec, course: int, capacity: int) -> MomentsAnswer:
        """What a client is told of them; `spec` is the run's of now."""
        snapshots = [moment.snapshot for moment in self.moments]
        same = {id(then): then == spec for then in {id(kept.spec): kept.spec for kept in snapshots}.values()}
        return MomentsAnswer(
            course=course,
            capacity=capacity,
            step=[kept.step for kept in snapshots],
            epoch=[kept.epoch for kept in snapshots],
            train_loss=[moment.metrics.train_loss for moment in self.moments],
            test_loss=[moment.metrics.test_loss for moment in self.moments],
            changed=[not same[id(kept.spec)] for kept in snapshots],
        )


NO_MOMENTS = Kept()


class Moments:
    """The moments of a run that goes on: at most `capacity`; when they are too many they are thinned to about half, at
    an even distance, and the next ones follow at that distance."""

    def __init__(self, capacity: int) -> None:
        self.capacity = capacity
        self.kept = NO_MOMENTS

    @property
    def due(self) -> int:
        """The first step at which another one is wanted."""
        if not self.capacity:
            return NEVER
        return self.kept.moments[-1].snapshot.step + self.kept.spacing if self.kept.moments else 0

    def restore(self, kept: Kept) -> None:
        """Go back to what was kept at one time."""
        self.kept = kept
        self.fit(self.capacity)

    def fit(self, capacity: int) -> None:
        """Keep at most so many from now on."""
        self.capacity = capacity
        while len(self.kept.moments) > capacity:
            self.kept = _thinned(self.kept, (capacity + 1) // 2)

    def record(self, moment: Moment) -> None:
        """Add a moment after all others, unless it comes too soon: two may look at a run at the same time."""
        if moment.snapshot.step >= self.due:
            self.kept = Kept((*self.kept.moments, moment), self.kept.spacing)
            self.fit(self.capacity)

    def forget_from(self, step: int) -> None:
        """The run at this step is another than it was."""
        if self.kept.moments and self.kept.moments[-1].snapshot.step >= step:
            self.kept = self.kept.until(step - 1)

    def at(self, step: int) -> Moment:
        """The moment of a step. Raises UnknownMomentError."""
        found = next((moment for moment in self.kept.moments if moment.snapshot.step == step), None)
        if found is not None:
            return found
        if not self.capacity:
            detail = "This run has too many parameters or samples for moments of it to be kept."
            raise UnknownMomentError(detail, "Save the run as a file to go back to it: GET …/export.")
        detail = f"No moment of step {step} is kept (any more)."
        raise UnknownMomentError(detail, "GET …/moments lists those that are; they are thinned as the run grows.")


def _thinned(kept: Kept, intervals: int) -> Kept:
    """Those about the ends of so many even intervals or fewer, the first one included."""
    if not intervals:
        return NO_MOMENTS
    steps = [moment.snapshot.step for moment in kept.moments]
    spacing = min(later - earlier for earlier, later in pairwise(steps))
    while steps[-1] - steps[0] > spacing * intervals:
        spacing *= 2
    thinned: list[Moment] = []
    for moment in kept.moments:
        if not thinned or moment.snapshot.step - thinned[-1].snapshot.step >= spacing:
            thinned.append(moment)
    return Kept(tuple(thinned), spacing)
