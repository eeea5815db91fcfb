"""What was noted along a run, thinned evenly as it grows."""

from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar


class Dated(Protocol):
    """Something noted at a step."""

    @property
    def step(self) -> int:
        """Updates that the run had done."""


T = TypeVar("T", bound=Dated)


@dataclass(frozen=True)
class Kept(Generic[T]):
    """What was noted until one time."""

    points: tuple[T, ...] = ()
    spacing: int = 1


class Thinned(Generic[T]):
    """Points in the order of their steps.

    They are at least `spacing` steps apart; when they are too many every second one goes and the spacing doubles, so
    that a long run keeps its whole course at an even grain. The newest point is always kept, and takes the place of the
    one before it where they are too close.
    """

    def __init__(self) -> None:
        self._points: list[T] = []
        self._spacing = 1

    @property
    def newest(self) -> T | None:
        """The last point."""
        return self._points[-1] if self._points else None

    def kept(self) -> Kept[T]:
        """All of it, to go back to."""
        return Kept(tuple(self._points), self._spacing)

    def restore(self, kept: Kept[T]) -> None:
        """Go back; to an empty one where the run starts anew."""
        self._points, self._spacing = list(kept.points), kept.spacing

    def note(self, point: T, capacity: int) -> None:
        """Add a point, of which at most `capacity`, at least 3, are kept; one of an earlier step than the last forgets
        what came after it."""
        while self._points and self._points[-1].step >= point.step:
            self._points.pop()
        if len(self._points) >= 2 and point.step - self._points[-2].step < self._spacing:
            self._points.pop()
        self._points.append(point)
        if len(self._points) > capacity:
            self._spacing *= 2
            self._points[:-1] = self._points[:-1:2]

    def since(self, step: int) -> list[T]:
        """The points after `step`."""
        return [point for point in self._points if point.step > step]
