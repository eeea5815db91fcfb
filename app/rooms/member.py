"""A member of a room."""

import asyncio
from dataclasses import dataclass, field
from math import inf

from app.protocol.rooms.events import PushedEvent
from app.rooms.outline import Outline

AWAY_SECONDS = 10.0
"""Time without a stream or a call after which a member is away."""


@dataclass(eq=False)
class Member:
    """A member. key: its digest. session: id of the session. base: the outline of the spec that the member
    has been given last.

    streams: number of open streams of the room. seen: time of the last stream or call. waiting: what was pushed while
    the member had no stream. placing: held while a session is made.
    """

    id: str
    name: str
    key: str
    admitted: bool
    session: str
    base: Outline
    streams: int = 0
    seen: float = -inf
    waiting: PushedEvent | None = None
    placing: asyncio.Lock = field(default_factory=asyncio.Lock)

    def is_there(self, now: float) -> bool:
        """True if the member has a stream, or had one or made a call within AWAY_SECONDS."""
        return self.streams > 0 or now - self.seen < AWAY_SECONDS
