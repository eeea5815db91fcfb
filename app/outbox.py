"""The messages waiting for one client: events in order and never dropped, and at most one frame.

Knows no socket: `app.routes.sessions.stream` sends what `next()` returns. Everything runs on the event loop.
"""

import asyncio
from collections import deque
from collections.abc import Callable
from time import monotonic

from app.protocol.stream import WINDOW, CloseCode

SLOW_SECONDS = 0.5
"""A client that acknowledges a frame later than this is given one at a time: a second one would be old when it arrives."""


class EndedError(Exception):
    """The stream is over: close it with this code and reason."""

    def __init__(self, code: CloseCode, reason: str) -> None:
        super().__init__(reason)
        self.code, self.reason = code, reason


class Outbox:
    """One client's queue.

    The client is ready for a frame if it has not been given the session's newest state, and has acknowledged all but
    `WINDOW - 1` frames; a slow client has to have acknowledged all. So a frame is made just in time, of the newest state.
    """

    def __init__(self, max_events: int, clock: Callable[[], float] = monotonic) -> None:
        self._max_events, self._clock = max_events, clock
        self._events: deque[str] = deque()
        self._frame: tuple[int, bytes] | None = None
        self._sent: deque[tuple[int, float]] = deque()  # frames that the client has not acknowledged: numbers and times
        self._window = WINDOW
        self._seen = -1
        self._end: EndedError | None = None
        self._work = asyncio.Event()

    def post(self, event: str, stale_frame: bool = False) -> None:
        """Queue an event; `stale_frame` withdraws a waiting frame that this event makes out of date.

        If the client does not read its events and too many wait, the stream ends.
        """
        if stale_frame:
            self._frame = None
            self._seen = -1
        if len(self._events) >= self._max_events:
            self._events.clear()
            self.end(CloseCode.OVERFLOW, "the client does not read its events; connect again to get the present state")
        elif self._end is None:
            self._events.append(event)
        self._work.set()

    def end(self, code: CloseCode, reason: str) -> None:
        """End the stream after the events that are waiting."""
        self._end = self._end or EndedError(code, reason)
        self._work.set()

    def wants_frame(self, version: int) -> bool:
        """True if this client is ready for a frame of state `version`."""
        under_way = len(self._sent) + (self._frame is not None)
        return self._seen < version and under_way < self._window and self._end is None

    def offer(self, number: int, frame: bytes, version: int) -> None:
        """Queue a frame of state `version`; it replaces one that is waiting."""
        self._frame = (number, frame)
        self._seen = version
        self._work.set()

    def acknowledge(self, number: int) -> None:
        """Note that the client has received this frame and all before it. Unknown numbers are ignored."""
        while self._sent and self._sent[0][0] <= number:
            _, sent = self._sent.popleft()
            self._window = 1 if self._clock() - sent > SLOW_SECONDS else WINDOW
        self._work.set()

    def repaint(self) -> None:
        """Request a frame even if the state has not changed, as for another view."""
        self._seen = -1

    def skip_frame(self, version: int) -> None:
        """Stop waiting for a frame of state `version`."""
        self._seen = version

    async def next(self) -> str | bytes:
        """Wait for the next message to send: events first, then the frame. Raises EndedError when the stream is over."""
        while True:
            if self._events:
                return self._events.popleft()
            if self._end is not None:
                raise self._end
            if self._frame is not None and len(self._sent) < self._window:
                number, frame = self._frame
                self._frame = None
                self._sent.append((number, self._clock()))
                return frame
            self._work.clear()
            await self._work.wait()
