"""What the server owes one client: events in order and never dropped, and at most one frame not yet sent.

Knows no socket: `app.routes.stream` sends what `next()` gives. All of it runs on the event loop.
"""

import asyncio
from collections import deque

from app.protocol.stream import WINDOW, CloseCode


class EndedError(Exception):
    """Nothing more is to be sent: close the stream with this code and reason."""

    def __init__(self, code: CloseCode, reason: str) -> None:
        super().__init__(reason)
        self.code, self.reason = code, reason


class Outbox:
    """One client's queue.

    A frame is wanted while the client has not been given the session's newest state and fewer than `WINDOW` frames are
    under way to it: so a frame is made just in time, from the newest state there is.
    """

    def __init__(self, max_events: int) -> None:
        self._max_events = max_events
        self._events: deque[str] = deque()
        self._frame: tuple[int, bytes] | None = None
        self._sent: deque[int] = deque()  # numbers of the frames that the client has not acknowledged
        self._seen = -1
        self._end: EndedError | None = None
        self._work = asyncio.Event()

    def post(self, event: str, stale_frame: bool = False) -> None:
        """Owe the client an event; `stale_frame` withdraws a waiting frame that this event makes out of date.

        When the client does not read its events and they pile up, the stream ends; on connecting again it is told all.
        """
        if stale_frame:
            self._frame = None
            self._seen = -1
        if len(self._events) >= self._max_events:
            self._events.clear()
            self.end(CloseCode.OVERFLOW, "the client does not read its events; connect again to be told all")
        elif self._end is None:
            self._events.append(event)
        self._work.set()

    def end(self, code: CloseCode, reason: str) -> None:
        """End the stream once the events owed so far are sent."""
        self._end = self._end or EndedError(code, reason)
        self._work.set()

    def wants_frame(self, version: int) -> bool:
        """Whether to make a frame for this client of the session's state number `version`."""
        under_way = len(self._sent) + (self._frame is not None)
        return self._seen < version and under_way < WINDOW and self._end is None

    def offer(self, number: int, frame: bytes, version: int) -> None:
        """Owe the client a frame of the state number `version`; it takes the place of one still waiting."""
        self._frame = (number, frame)
        self._seen = version
        self._work.set()

    def acknowledge(self, number: int) -> None:
        """The client has this frame and all before it. An unknown number changes nothing."""
        while self._sent and self._sent[0] <= number:
            self._sent.popleft()
        self._work.set()

    def repaint(self) -> None:
        """The client needs a frame even if nothing changed, as after it asked for another view."""
        self._seen = -1

    def skip_frame(self, version: int) -> None:
        """No frame can be made of this state."""
        self._seen = version

    async def next(self) -> str | bytes:
        """Wait for what is to be sent next: events first, then the frame. Raises EndedError when the stream is over."""
        while True:
            if self._events:
                return self._events.popleft()
            if self._end is not None:
                raise self._end
            if self._frame is not None and len(self._sent) < WINDOW:
                number, frame = self._frame
                self._frame = None
                self._sent.append(number)
                return frame
            self._work.clear()
            await self._work.wait()
