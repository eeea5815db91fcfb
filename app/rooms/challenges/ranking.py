"""The ranking of a challenge, and how a client of the room's stream is told of it."""

from time import monotonic

from app.protocol.rooms.challenges import ChallengeEntry, ChallengeRanking
from app.protocol.rooms.events import ChallengeEvent
from app.protocol.rooms.room import Role
from app.rooms.challenges.challenges import Challenge
from app.rooms.challenges.messages import challenge_message, entry_message
from app.rooms.member import Member
from app.rooms.room import Room
from app.rooms.views import may_see, visible_name

ON_PROJECTOR = 40
"""Entries that the projector gets."""


def ranking(room: Room, challenge: Challenge, role: Role) -> ChallengeRanking:
    """The ranking for teacher or projector."""
    return ChallengeRanking(
        challenge=challenge_message(challenge, None, room.paused, monotonic()), entries=_entries(room, challenge, role)
    )


def _entries(room: Room, challenge: Challenge, role: Role) -> list[ChallengeEntry]:
    seen = [each for each, member in room.members.items() if may_see(member, role)]
    order = challenge.order(seen)[: ON_PROJECTOR if role == "projector" else None]
    return [
        entry_message(challenge, room.members[each], visible_name(room, room.members[each], role)) for each in order
    ]


class ChallengeFeed:
    """State of the shown challenge that one client of the stream has received."""

    def __init__(self, room: Room, role: Role, member: Member | None) -> None:
        self._room, self._role, self._member = room, role, member
        self._told: tuple[str, ChallengeEntry] | None = None

    def version(self) -> int:
        """Changes when there may be something new for the client."""
        return 2 * self._room.challenges.version + self._room.names_hidden

    def make(self) -> str | None:
        """The event of the present state; None if there is nothing new for the client."""
        challenge = self._room.challenges.shown
        if challenge is None:
            return None
        if self._member is None:
            found = ranking(self._room, challenge, self._role)
            return ChallengeEvent(challenge=found.challenge, entries=found.entries).model_dump_json()
        told = challenge.id, entry_message(challenge, self._member, self._member.name)
        if told == self._told:
            return None
        self._told = told
        mine = challenge_message(challenge, self._member, self._room.paused, monotonic())
        return ChallengeEvent(challenge=mine, entries=[]).model_dump_json()
