"""A challenge and its entries as messages."""

from app.protocol.rooms.challenges import Challenge as ChallengeMessage
from app.protocol.rooms.challenges import ChallengeEntry
from app.rooms.challenges.challenges import Challenge
from app.rooms.challenges.entry import Entry
from app.rooms.member import Member


def challenge_message(challenge: Challenge, member: Member | None, paused: bool, now: float) -> ChallengeMessage:
    """A challenge, with the entry of the member who asks. paused: the workshop is paused. now: on the server's clock."""
    asked = challenge.asked
    return ChallengeMessage(
        id=challenge.id,
        text=asked.text,
        goal=asked.goal,
        ranking=asked.ranking,
        features=asked.features,
        pushed=challenge.pushed,
        samples=challenge.hiding.source,
        count=challenge.count,
        seconds=challenge.seconds,
        state=challenge.state,
        shown=challenge.shown,
        ticking=challenge.state == "running" and not paused,
        elapsed=challenge.time(now),
        remaining=challenge.remaining(now),
        members=challenge.members,
        reached=len(challenge.places),
        best=challenge.best,
        mine=None if member is None else entry_message(challenge, member, member.name),
    )


def entry_message(challenge: Challenge, member: Member, name: str | None) -> ChallengeEntry:
    """A member's entry. name: as the one who asks may see it."""
    entry = challenge.entries.get(member.id, Entry())
    return ChallengeEntry(
        member=member.id,
        name=name,
        place=challenge.places.get(member.id),
        value=entry.value,
        best=entry.best,
        reached=entry.reached,
        not_counted=entry.not_counted,
    )
