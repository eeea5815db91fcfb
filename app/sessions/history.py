"""The course of a run: what was measured at which step, thinned evenly as it grows."""

from dataclasses import fields

from app.protocol.rest import HistoryAnswer
from engine.probes import Metrics

CAPACITY = 2000

FIGURES = tuple(field.name for field in fields(Metrics))


class History:
    """Measurements in the order of their steps, at most `CAPACITY` of them.

    Points are at least `spacing` steps apart; when they are too many every second one goes and the spacing doubles, so
    that a long run keeps its whole course at an even grain. The newest point is always kept, and takes the place of the
    one before it where they are too close.
    """

    def __init__(self) -> None:
        self._points: list[tuple[int, int, Metrics]] = []
        self._spacing = 1

    def clear(self) -> None:
        """Forget everything, as when a run starts anew."""
        self._points.clear()
        self._spacing = 1

    def record(self, step: int, epoch: int, metrics: Metrics) -> None:
        """Add a measurement; one of an earlier step than the last forgets what came after it."""
        while self._points and self._points[-1][0] >= step:
            self._points.pop()
        if len(self._points) >= 2 and step - self._points[-2][0] < self._spacing:
            self._points.pop()
        self._points.append((step, epoch, metrics))
        if len(self._points) > CAPACITY:
            self._spacing *= 2
            self._points[:-1] = self._points[:-1:2]

    def since(self, step: int) -> HistoryAnswer:
        """The points after `step`, one column a figure."""
        points = [point for point in self._points if point[0] > step]
        columns = {name: [getattr(metrics, name) for _, _, metrics in points] for name in FIGURES}
        return HistoryAnswer(step=[point[0] for point in points], epoch=[point[1] for point in points], **columns)
