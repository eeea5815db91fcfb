"""The history of a run: metrics by step, and checkpoints, both thinned evenly as the run grows."""

from dataclasses import dataclass, fields

from app.protocol.session.history import HistoryAnswer
from app.sessions.history.checkpoints import NO_CHECKPOINTS, Checkpoint, CheckpointLog, Checkpoints
from app.sessions.history.measurement import Measurement
from engine.inspect.probes.metrics import Metrics
from engine.train.snapshot import Snapshot

CAPACITY = 2000
"""Largest number of measurements kept."""

METRICS = tuple(field.name for field in fields(Metrics))


@dataclass(frozen=True)
class History:
    """The history of a run up to one time; immutable."""

    measurements: tuple[Measurement, ...] = ()
    spacing: int = 1
    checkpoints: Checkpoints = NO_CHECKPOINTS

    def until(self, step: int) -> "History":
        """The history up to a step; further measurements may follow at any distance."""
        measurements = tuple(each for each in self.measurements if each.step <= step)
        return History(measurements, checkpoints=self.checkpoints.until(step))


class HistoryLog:
    """The history of a run in training, at most `CAPACITY` measurements, in the order of their steps.

    Measurements are at least `spacing` steps apart. When there are too many, every second one is dropped and the spacing
    doubles, so that a long run keeps its whole history at an even distance. The newest measurement is always kept, and
    replaces the one before it if the two are too close.
    """

    def __init__(self, history: History, capacity: int) -> None:
        self.checkpoints = CheckpointLog(capacity)
        self.restore(history)

    def history(self) -> History:
        """The whole history."""
        return History(tuple(self._measurements), self._spacing, self.checkpoints.kept)

    def restore(self, history: History) -> None:
        """Replace the whole history; an empty one restarts it."""
        self._measurements, self._spacing = list(history.measurements), history.spacing
        self.checkpoints.restore(history.checkpoints)

    def add(self, measurement: Measurement, snapshot: Snapshot | None) -> None:
        """Add a measurement, and its snapshot as a checkpoint; drops everything after its step."""
        self.checkpoints.drop_from(measurement.step + 1)
        if snapshot is not None:
            self.checkpoints.add(Checkpoint(snapshot, measurement.metrics))
        step, kept = measurement.step, self._measurements
        while kept and kept[-1].step >= step:
            kept.pop()
        if len(kept) >= 2 and step - kept[-2].step < self._spacing:
            kept.pop()
        kept.append(measurement)
        if len(kept) > CAPACITY:
            self._spacing *= 2
            kept[:-1] = kept[:-1:2]

    def newest(self) -> Measurement | None:
        """The last measurement."""
        return self._measurements[-1] if self._measurements else None

    def thinned(self, most: int) -> list[Measurement]:
        """At most `most` measurements at an even distance, with the newest."""
        stride = -(-len(self._measurements) // most) or 1
        return self._measurements[::-stride][::-1]

    def since(self, step: int) -> HistoryAnswer:
        """The measurements after a step, one column a metric and one a layer."""
        found = [each for each in self._measurements if each.step > step]
        layers = len(self._measurements[-1].gradient_norms) if self._measurements else 0
        return HistoryAnswer(
            step=[each.step for each in found],
            epoch=[each.epoch for each in found],
            gradient_norms=[[each.gradient_norms[layer] for each in found] for layer in range(layers)],
            activation_stds=[[each.activation_stds[layer] for each in found] for layer in range(layers)],
            **{name: [getattr(each.metrics, name) for each in found] for name in METRICS},
        )
