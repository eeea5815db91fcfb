"""The newest small map of a session, for the wall of a workshop."""

from math import inf

from app.sessions.wall.small_map import SmallMap

MAP_SECONDS = 1.0
"""Shortest time between two small maps of a playing run."""


class NewestMap:
    """The newest small map, and when the next one is due: made with a frame, at most once a second while a run plays."""

    def __init__(self) -> None:
        self._map: tuple[int, SmallMap] | None = None  # with the version of the data
        self._made = -inf

    def due(self, now: float, playing: bool) -> bool:
        """True if the next frame should be reduced to a map."""
        return not playing or now - self._made >= MAP_SECONDS

    def take(self, made: SmallMap | None, data_version: int, now: float) -> None:
        """Keep a map, if one has been made."""
        if made is not None:
            self._map, self._made = (data_version, made), now

    def run_changed(self) -> None:
        """Have the next frame reduced in any case."""
        self._made = -inf

    def of(self, data_version: int) -> SmallMap | None:
        """The map of these data; None if there is none yet."""
        return self._map[1] if self._map is not None and self._map[0] == data_version else None
