"""The course of a run: what was measured at which step, and moments to go back to, thinned evenly as it grows."""

from dataclasses import dataclass, fields

from app.protocol.rest import HistoryAnswer
from app.sessions.history.checkpoints import NO_MOMENTS, Kept, Moment, Moments
from engine.inspect.probes.metrics import Metrics
from engine.inspect.probes.observation import Observation
from engine.train.trainer import Snapshot

CAPACITY = 2000

FIGURES = tuple(field.name for field in fields(Metrics))


@dataclass(frozen=True)
class Point:
    """What was measured at one step; `gradient_norms` and `activation_stds` have one a layer."""

    step: int
    epoch: int
    metrics: Metrics
    gradient_norms: tuple[float | None, ...]
    activation_stds: tuple[float, ...]


@dataclass(frozen=True)
class Course:
    """A history as it was at one time."""

    points: tuple[Point, ...] = ()
    spacing: int = 1
    moments: Kept = NO_MOMENTS

    def until(self, step: int) -> "Course":
        """The course up to a step, with room for more at any distance."""
        return Course(tuple(point for point in self.points if point.step <= step), moments=self.moments.until(step))


class History:
    """Measurements in the order of their steps, at most `CAPACITY` of them.

    Points are at least `spacing` steps apart; when they are too many every second one goes and the spacing doubles, so
    that a long run keeps its whole course at an even grain. The newest point is always kept, and takes the place of the
    one before it where they are too close.
    """

    def __init__(self, course: Course, capacity: int) -> None:
        self.moments = Moments(capacity)
        self.restore(course)

    def course(self) -> Course:
        """All of it, to go back to."""
        return Course(tuple(self._points), self._spacing, self.moments.kept)

    def restore(self, course: Course) -> None:
        """Go back to a course; to an empty one where the run starts anew."""
        self._points, self._spacing = list(course.points), course.spacing
        self.moments.restore(course.moments)

    def record(self, seen: Observation, snapshot: Snapshot | None) -> None:
        """Add a measurement, and the moment it was made at; one of an earlier step than the last forgets what came after
        it."""
        self.moments.forget_from(seen.step + 1)
        if snapshot is not None:
            self.moments.record(Moment(snapshot, seen.metrics))
        while self._points and self._points[-1].step >= seen.step:
            self._points.pop()
        if len(self._points) >= 2 and seen.step - self._points[-2].step < self._spacing:
            self._points.pop()
        norms = tuple(layer.gradient_norm for layer in seen.layers)
        stds = tuple(layer.std for layer in seen.layers)
        self._points.append(Point(seen.step, seen.epoch, seen.metrics, norms, stds))
        if len(self._points) > CAPACITY:
            self._spacing *= 2
            self._points[:-1] = self._points[:-1:2]

    def since(self, step: int) -> HistoryAnswer:
        """The points after `step`, one column a figure and one a layer."""
        points = [point for point in self._points if point.step > step]
        layers = len(self._points[-1].gradient_norms) if self._points else 0
        return HistoryAnswer(
            step=[point.step for point in points],
            epoch=[point.epoch for point in points],
            gradient_norms=[[point.gradient_norms[layer] for point in points] for layer in range(layers)],
            activation_stds=[[point.activation_stds[layer] for point in points] for layer in range(layers)],
            **{name: [getattr(point.metrics, name) for point in points] for name in FIGURES},
        )
