"""The course of a run: what was measured at which step, and the moments that are drawn as its way."""

from dataclasses import dataclass, field, fields

from app.protocol.rest import HistoryAnswer
from app.sessions.moments import Moment
from app.sessions.thinned import Kept, Thinned
from engine.probes import Metrics, Observation

CAPACITY = 2000

FIGURES = tuple(field.name for field in fields(Metrics))


@dataclass(frozen=True)
class Point:
    """What was measured at one step; `gradient_norms` has one a layer."""

    step: int
    epoch: int
    metrics: Metrics
    gradient_norms: tuple[float | None, ...]


@dataclass(frozen=True)
class Course:
    """A history as it was at one time."""

    points: Kept[Point] = field(default_factory=Kept)
    moments: Kept[Moment] = field(default_factory=Kept)


class History:
    """Measurements in the order of their steps, at most `CAPACITY` of them, and moments of a run that is small enough."""

    def __init__(self) -> None:
        self._points: Thinned[Point] = Thinned()
        self._moments: Thinned[Moment] = Thinned()

    def course(self) -> Course:
        """All of it, to go back to."""
        return Course(self._points.kept(), self._moments.kept())

    def restore(self, course: Course) -> None:
        """Go back to a course; to an empty one where the run starts anew."""
        self._points.restore(course.points)
        self._moments.restore(course.moments)

    def record(self, seen: Observation, moment: Moment | None) -> None:
        """Add a measurement; one of an earlier step than the last forgets what came after it."""
        norms = tuple(layer.gradient_norm for layer in seen.layers)
        self._points.note(Point(seen.step, seen.epoch, seen.metrics, norms), CAPACITY)
        if moment is not None:
            self._moments.note(moment, moment.capacity)

    def moments(self, since: int = -1) -> list[Moment]:
        """The moments after step `since`."""
        return self._moments.since(since)

    def since(self, step: int) -> HistoryAnswer:
        """The points after `step`, one column a figure and one a layer."""
        points, newest = self._points.since(step), self._points.newest
        layers = len(newest.gradient_norms) if newest is not None else 0
        return HistoryAnswer(
            step=[point.step for point in points],
            epoch=[point.epoch for point in points],
            gradient_norms=[[point.gradient_norms[layer] for point in points] for layer in range(layers)],
            **{name: [getattr(point.metrics, name) for point in points] for name in FIGURES},
        )
