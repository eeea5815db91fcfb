"""A room: who is in it, what the teacher has set, and the clients of its stream. Knows neither sessions nor the store."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hmac import compare_digest
from time import monotonic

from app.outbox import Outbox
from app.protocol.rooms.events import PushedEvent
from app.protocol.rooms.parts import PARTS, Part
from app.protocol.rooms.room import Role, RoomChange
from app.protocol.stream import CloseCode
from app.rooms.challenges.challenges import Challenges
from app.rooms.clients import RoomClient
from app.rooms.errors import UnknownMemberError
from app.rooms.experiments.experiments import Experiments
from app.rooms.joining.names import LONGEST_MESSAGE, clean, member_name
from app.rooms.keys import digest
from app.rooms.lessons.lessons import Lessons
from app.rooms.member import Member
from app.rooms.outline import outline_of
from app.rooms.questions import Questions
from app.sharing.memory import Holding
from engine.spec.run import RunSpec

NAMELESS = "Workshop"
"""Name of a room that was made without one."""

TEACHER = "teacher"
"""Value of `shown` for the teacher's own run."""


@dataclass(frozen=True, eq=False)
class Follower:
    """A stream of a run that is followed. shown: a member's id, or `teacher`. session: that of the run."""

    outbox: Outbox
    role: Role
    shown: str
    session: str


class Room:
    """A room. Its changes are counted: `version` counts those that members see, `people` those that teacher and projector
    see, `revision` those that are kept.

    keys: role -> digest. run: the teacher's session that members may follow. joining: members that are about to be added.
    maker: the client that has made it. memory: what its spec takes. used: when, in seconds since 1970.
    """

    def __init__(self, room_id: str, code: str, keys: dict[Role, str], spec: RunSpec) -> None:
        self.id, self.code, self.keys, self.spec = room_id, code, keys, spec
        self.name, self.view = NAMELESS, "playground"
        self.lesson: str | None = None
        self.open, self.admit_by_hand, self.names_hidden, self.paused = True, False, False, False
        self.locked: tuple[Part, ...] = ()
        self.message: str | None = None
        self.shown: str | None = None
        self.run: str | None = None
        self.members: dict[str, Member] = {}
        self.questions = Questions()
        self.challenges = Challenges()
        self.experiments = Experiments()
        self.lessons = Lessons()
        self.clients: set[RoomClient] = set()
        self.followers: set[Follower] = set()
        self.joining = 0
        self.ended = False
        self.maker = ""
        self.memory: Holding | None = None
        self.used = 0.0
        self.version = self.people = self.revision = 1

    # who

    def holder(self, key: str) -> tuple[Role, Member | None] | None:
        """The role that a key gives, and the member that it belongs to; None if it is not of this room."""
        found = digest(key)
        for role, kept in self.keys.items():
            if compare_digest(found, kept):
                return role, None
        return next((("member", each) for each in self.members.values() if compare_digest(found, each.key)), None)

    def member(self, member_id: str) -> Member:
        """The member with this id. Raises UnknownMemberError."""
        member = self.members.get(member_id)
        if member is None:
            raise UnknownMemberError("No member of the workshop has this id.", "Take an id from the list of members.")
        return member

    def add(self, member_id: str, name: str, key: str, session: str) -> Member:
        """A new member, whose name differs from all others. key: its digest."""
        name = member_name(name, (each.name for each in self.members.values()))
        member = Member(member_id, name, key, not self.admit_by_hand, session, outline_of(self.spec))
        member.seen = monotonic()
        self.members[member.id] = member
        self.members_changed()
        return member

    def rename(self, member: Member, name: str) -> None:
        """Give a member another name; nothing happens if it is empty."""
        if clean(name):
            member.name = member_name(name, (each.name for each in self.members.values() if each is not member))
            self.members_changed()
            self.tell(member)

    def admit(self, member: Member, admitted: bool) -> None:
        """Show a member to the room, or no longer."""
        member.admitted = admitted
        if not admitted and self.shown == member.id:
            self.shown = None
        self.changed()

    def remove(self, member: Member, reason: str) -> None:
        """Remove a member, whose streams end."""
        self.members.pop(member.id, None)
        self.questions.forget(member.id)
        self.challenges.forget(member.id)
        self.experiments.forget(member.id)
        self.lessons.forget(member.id)
        if self.shown == member.id:
            self.shown = None
        for client in self.clients:
            if client.member is member:
                client.close(CloseCode.GONE, reason)
        self.changed()

    # what

    def check(self, change: RoomChange) -> None:
        """Raise UnknownMemberError or NoStepError if a change shows a member or a step that does not exist."""
        if change.shown is not None and change.shown != TEACHER:
            self.member(change.shown)
        if change.lesson_step is not None:
            self.lessons.check_step(
                change.lesson if "lesson" in change.model_fields_set else self.lesson, change.lesson_step
            )

    def change(self, change: RoomChange) -> None:
        """Apply a change that has been checked."""
        given = change.model_fields_set
        for name in ("open", "admit_by_hand", "names_hidden", "paused", "view", "spec"):
            if name in given and (value := getattr(change, name)) is not None:
                setattr(self, name, value)
        for name in ("shown", "lesson"):
            if name in given:
                setattr(self, name, getattr(change, name))
        self.lessons.change(self.lesson, change.pace, change.lesson_step)
        if change.name is not None:
            self.name = clean(change.name) or NAMELESS
        if change.locked is not None:
            self.locked = tuple(part for part in PARTS if part in change.locked)
        if "message" in given:
            self.message = clean(change.message or "", LONGEST_MESSAGE) or None
        if change.admit_by_hand is False:
            for member in self.members.values():
                member.admitted = True
        self.changed()

    # streams

    @contextmanager
    def watched(self, client: RoomClient) -> Iterator[None]:
        """Serve a client of the stream for the duration of the context."""
        self.clients.add(client)
        member = client.member
        if member is not None:
            member.streams += 1
            if member.waiting is not None:
                client.post(member.waiting)
                member.waiting = None
            self.presence_changed()
        try:
            yield
        finally:
            self.clients.discard(client)
            if member is not None:
                member.streams -= 1
                member.seen = monotonic()
                self.presence_changed()

    @contextmanager
    def followed(self, outbox: Outbox, role: Role, shown: str, session: str) -> Iterator[None]:
        """Serve a stream of a run for the duration of the context. It ends when the role may no longer see that run.

        shown: a member's id, or `teacher`. session: that of the run.
        """
        follower = Follower(outbox, role, shown, session)
        self.followers.add(follower)
        try:
            yield
        finally:
            self.followers.discard(follower)

    def may_follow(self, role: Role, shown: str, session: str) -> bool:
        """True if a role may see a run at present."""
        if shown == TEACHER:
            return self.run == session
        member = self.members.get(shown)
        return member is not None and member.session == session and (role == "teacher" or self.shown == shown)

    def _end_follower_streams(self) -> None:
        for each in self.followers:
            if not self.may_follow(each.role, each.shown, each.session):
                each.outbox.end(CloseCode.UNKNOWN_SESSION, "this run is no longer shown")

    def changed(self) -> None:
        """Note a change that everybody sees."""
        self.version += 1
        self.revision += 1
        self.people += 1
        self.wake()
        self._end_follower_streams()

    def members_changed(self) -> None:
        """Note a change that only teacher and projector see."""
        self.revision += 1
        self.presence_changed()

    def progressed(self) -> None:
        """Note a change that is announced by an event of its own."""
        self.revision += 1
        self.wake()

    def presence_changed(self) -> None:
        """Note that members have come or gone."""
        self.people += 1
        self.wake_screens()

    def wake(self) -> None:
        """Let all clients check for new events."""
        for client in self.clients:
            client.wake()

    def wake_screens(self) -> None:
        """Let teacher and projector check for new events. Waking all members for each that joins would take a time that grows
        with the square of their number."""
        for client in self.clients:
            if client.member is None:
                client.wake()

    def push(self, member: Member, event: PushedEvent) -> None:
        """Tell a member what has been pushed, now or when it next comes."""
        clients = [client for client in self.clients if client.member is member]
        for client in clients:
            client.post(event)
        member.waiting = None if clients else event
        self.revision += 1

    def tell(self, member: Member) -> None:
        """Send a member the room, because something of the member's own has changed."""
        for client in self.clients:
            if client.member is member:
                client.renew()

    def end(self, reason: str) -> None:
        """End all streams, with the room."""
        self.ended = True
        if self.memory is not None:
            self.memory.close()
        for follower in self.followers:
            follower.outbox.end(CloseCode.GONE, reason)
        for client in self.clients:
            client.close(CloseCode.GONE, reason)
