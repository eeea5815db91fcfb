"""The challenges of a room: the goal, the clock, and the place of each member. They know nothing of sessions."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from math import inf

from app.errors import AppError
from app.protocol.rooms.challenges import ChallengeChange, ChallengeRequest, ChallengeState
from app.rooms.challenges.entry import Entry, is_better, key
from app.rooms.challenges.hidden import Hiding
from app.rooms.keys import new_id
from engine.data.dataset import Split

MOST = 20
"""Challenges of a room."""


class TooManyChallengesError(AppError):
    """The room has as many challenges as it can have."""

    status, kind, title = 409, "too-many-challenges", "The workshop has too many challenges"


class ChallengeRunningError(AppError):
    """Another challenge is running."""

    status, kind, title = 409, "challenge-running", "A challenge is running"


class UnknownChallengeError(AppError):
    """No challenge of the room has this id."""

    status, kind, title = 404, "unknown-challenge", "There is no such challenge"


class NoTimeError(AppError):
    """The clock of the challenge has run out."""

    status, kind, title = 409, "no-time", "There is no time left"


@dataclass(eq=False)
class Challenge:
    """A challenge. asked: the request, without the spec. pushed: whether everybody was given the run of `hiding`.

    elapsed: seconds on the clock when it was last read, at `read` of the server's monotonic clock; None: it is stopped. kept:
    the elapsed seconds that were last handed to the store.
    hidden: the hidden samples, while they are needed. version: counts the changes of entries. places: those of members
    who have reached the goal. shown: whether the projector shows it. members: how many take part. best: the best value of all.
    """

    id: str
    asked: ChallengeRequest
    pushed: bool
    hiding: Hiding
    count: int
    seconds: float | None
    state: ChallengeState = "running"
    elapsed: float = 0.0
    read: float | None = None
    kept: float = 0.0
    entries: dict[str, Entry] = field(default_factory=dict)
    hidden: Split | None = None
    version: int = 1
    places: dict[str, int] = field(default_factory=dict)
    shown: bool = True
    members: int = 0
    best: float | None = None

    # the clock

    def time(self, now: float) -> float:
        """Seconds on the clock, which stops at its limit."""
        elapsed = self.elapsed if self.read is None else self.elapsed + max(0.0, now - self.read)
        return elapsed if self.seconds is None else min(elapsed, self.seconds)

    def tick(self, now: float, ticks: bool) -> None:
        """Bring the clock up to date. ticks: whether it runs from now on."""
        self.elapsed = self.time(now)
        self.read = now if ticks and self.state == "running" else None

    def remaining(self, now: float) -> float | None:
        """Seconds that are left; None if there is no end."""
        return None if self.seconds is None else self.seconds - self.time(now)

    def change(self, change: ChallengeChange, now: float) -> None:
        """End it, resume it, give it more time, or hide it. Raises NoTimeError."""
        seconds = self.seconds
        if change.more_seconds is not None:
            seconds = change.more_seconds + (self.time(now) if seconds is None else seconds)
        state = change.state or self.state
        if state == "running" and self.state == "over" and seconds is not None and seconds <= self.time(now):
            detail = "Received state running for a challenge whose clock has run out."
            raise NoTimeError(detail, "Send more_seconds with it.", field="more_seconds")
        self.tick(now, False)
        self.seconds, self.state = seconds, state
        self.shown = self.shown if change.shown is None else change.shown
        if state == "over":
            self.end()

    def end(self) -> None:
        """End it: nothing is measured any more."""
        self.state, self.read, self.hidden = "over", None, None

    # the members

    def entry(self, member: str) -> Entry:
        """The entry of a member, made if there is none."""
        return self.entries.setdefault(member, Entry())

    def forget(self, member: str) -> None:
        """Delete the entry of a member."""
        if self.entries.pop(member, None) is not None:
            self.settle()

    def settle(self) -> None:
        """Give those who have reached the goal their places, after a change of entries. Equal ones share a place; those who
        are not admitted have none."""
        entries = {each: entry for each, entry in self.entries.items() if entry.not_counted != "waiting"}
        keys = {
            each: key(entry.reached, self.asked.ranking) for each, entry in entries.items() if entry.reached is not None
        }
        self.places = {}
        last, place = (inf, inf), 0
        for number, (member, its_key) in enumerate(sorted(keys.items(), key=lambda item: item[1]), 1):
            place, last = (place if its_key == last else number), its_key
            self.places[member] = place
        self.version += 1
        self.members = len(entries)
        self.best = None
        for entry in entries.values():
            if entry.best is not None and is_better(entry.best, self.best, self.asked.goal.metric):
                self.best = entry.best

    def order(self, members: Iterable[str]) -> list[str]:
        """Members by place, then by their best values; those without one last, in the order given."""
        sign = 1.0 if self.asked.goal.metric == "test_loss" else -1.0

        def rank(member: str) -> tuple[float, float]:
            best = self.entries[member].best if member in self.entries else None
            return self.places.get(member, inf), inf if best is None else sign * best

        return sorted(members, key=rank)


class Challenges:
    """All challenges of a room, the oldest first."""

    def __init__(self) -> None:
        self.all: dict[str, Challenge] = {}

    def check_free(self) -> None:
        """Raise ChallengeRunningError or TooManyChallengesError if no challenge can be added."""
        if self.running is not None:
            raise ChallengeRunningError("Another challenge is running.", "End it first.")
        if len(self.all) >= MOST:
            detail = f"The workshop has {MOST} challenges, as many as it can have."
            raise TooManyChallengesError(detail, "Delete challenges that you no longer need.")

    def add(self, asked: ChallengeRequest, hiding: Hiding, hidden: Split) -> Challenge:
        """Add a challenge, which runs. Raises as `check_free`."""
        self.check_free()
        seconds = None if asked.seconds is None else float(asked.seconds)
        brief, pushed = asked.model_copy(update={"spec": None}), asked.spec is not None
        challenge = Challenge(new_id(), brief, pushed, hiding, len(hidden), seconds, hidden=hidden)
        self.all[challenge.id] = challenge
        return challenge

    @property
    def running(self) -> Challenge | None:
        """The challenge that is running: one at a time."""
        return next((each for each in self.all.values() if each.state == "running"), None)

    @property
    def shown(self) -> Challenge | None:
        """The challenge whose entries are sent live: the one that is running, else the newest."""
        return self.running or next(reversed(self.all.values()), None)

    def change(self, challenge_id: str, change: ChallengeChange, now: float) -> Challenge:
        """Change a challenge. Raises UnknownChallengeError, ChallengeRunningError, NoTimeError."""
        challenge = self.get(challenge_id)
        if change.state == "running" and self.running not in (None, challenge):
            raise ChallengeRunningError("Another challenge is running.", "End it first.")
        challenge.change(change, now)
        return challenge

    @property
    def version(self) -> int:
        """A number that changes with the entries."""
        return 1 + sum(each.version for each in self.all.values())

    def get(self, challenge_id: str) -> Challenge:
        """The challenge with this id. Raises UnknownChallengeError."""
        if challenge_id not in self.all:
            detail = "No challenge of the workshop has this id, or it has been deleted."
            raise UnknownChallengeError(detail, "Use an id from the list of challenges.")
        return self.all[challenge_id]

    def delete(self, challenge_id: str) -> None:
        """Delete a challenge. Raises UnknownChallengeError."""
        del self.all[self.get(challenge_id).id]

    def forget(self, member: str) -> None:
        """Delete a member's entries."""
        for challenge in self.all.values():
            challenge.forget(member)
