"""Whether a run plays by itself, at which pace, and for how long without a client."""

import asyncio
from collections.abc import Callable

from app.sessions.pace import Pace


class Playing:
    """Play state of a run. on_end: called when it has stopped because no client came within `grace` seconds."""

    def __init__(self, grace: float, on_end: Callable[[], None]) -> None:
        self.pace: Pace | None = None
        self._grace, self._on_end = grace, on_end
        self._timer: asyncio.TimerHandle | None = None

    def __bool__(self) -> bool:
        return self.pace is not None

    def stop(self) -> None:
        """Play no more."""
        self.pace = None

    def left_alone(self) -> None:
        """Stop after a while, unless `joined` is called before."""
        if self:
            self._timer = asyncio.get_running_loop().call_later(self._grace, self._end)

    def joined(self) -> None:
        """Play on for as long as there is a client."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _end(self) -> None:
        self.stop()
        self._on_end()
