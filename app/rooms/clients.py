"""The clients of a room's stream."""

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from math import inf
from time import monotonic

from app.outbox import EndedError
from app.protocol.base import Message
from app.protocol.rooms.room import Role
from app.protocol.stream import CloseCode, ClosedEvent
from app.rooms.member import Member
from app.runner import wait_for_event


@dataclass
class Feed:
    """A source of events for one client: the newest state of something that changes, at most once in `seconds`.

    version: grows with each change. make: makes the event; None if there is nothing new for this client.
    """

    version: Callable[[], int]
    make: Callable[[], str | None]
    seconds: float
    seen: int = field(default=0, init=False)
    sent: float = field(default=-inf, init=False)

    def wait(self, now: float) -> float | None:
        """Seconds until an event is due; None if none is."""
        return max(0.0, self.sent + self.seconds - now) if self.seen != self.version() else None

    def take(self, now: float) -> str | None:
        """The event of the present state."""
        self.seen, self.sent = self.version(), now
        return self.make()


class RoomClient:
    """One client of the stream: its events in order, and the newest state of its feeds, made when it can receive it."""

    def __init__(self, role: Role, member: Member | None, feeds: Sequence[Feed], max_events: int) -> None:
        self.role, self.member = role, member
        self._feeds, self._max_events = feeds, max_events
        self._events: deque[str] = deque()
        self._end: EndedError | None = None
        self._work = asyncio.Event()

    def wake(self) -> None:
        """Look at the feeds again."""
        self._work.set()

    def renew(self) -> None:
        """Send the present state of all feeds, even if it has not changed for others."""
        for feed in self._feeds:
            feed.seen = 0
        self.wake()

    def post(self, event: Message) -> None:
        """Queue an event. If the client does not read its events and too many wait, the stream ends."""
        if len(self._events) >= self._max_events:
            self._events.clear()
            self._finish(CloseCode.OVERFLOW, "the client does not read its events; connect again")
        elif self._end is None:
            self._events.append(event.model_dump_json())
        self.wake()

    def close(self, code: CloseCode, reason: str) -> None:
        """End the stream after the events that are waiting and a last one."""
        self.post(ClosedEvent(code=code, reason=reason))
        self._finish(code, reason)

    def _finish(self, code: CloseCode, reason: str) -> None:
        self._end = self._end or EndedError(code, reason)
        self.wake()

    async def next(self) -> str:
        """Wait for the next event. Raises EndedError when the stream is over."""
        while True:
            self._work.clear()
            if self._events:
                return self._events.popleft()
            if self._end is not None:
                raise self._end
            now = monotonic()
            waits = [(wait, feed) for feed in self._feeds if (wait := feed.wait(now)) is not None]
            due = [feed for wait, feed in waits if wait == 0.0]
            if due:
                if (event := due[0].take(now)) is not None:
                    return event
            else:
                await wait_for_event(self._work, min((wait for wait, _ in waits), default=None))
