"""The wall: all members' runs at a glance. It makes no session work: it shows what has been observed anyway."""

import asyncio
import logging
from collections.abc import Hashable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import monotonic
from typing import Any
from weakref import ref

import orjson

from app.protocol.base import Measured
from app.protocol.rooms.events import MemberState, WallEntry
from app.protocol.rooms.room import Role
from app.rooms.member import Member
from app.rooms.outline import Outline, changed_fields, outline_of
from app.rooms.room import Room
from app.rooms.views import may_see, visible_name
from app.rooms.wall.run_summary import RunSummary, losses_of, summary_of
from app.sessions.session import Session
from app.sessions.sessions import Sessions
from engine.spec.run import RunSpec

logger = logging.getLogger(__name__)

SECONDS = 1.0
"""Time between two looks at the runs."""

IDLE_SECONDS = 120.0
"""Time without training after which a member is idle."""

TOGETHER = 32
"""Members that are looked at before other work of the server gets its turn."""

UNKNOWN: dict[str, Any] = {
    "step": None, "epoch": None, "train_loss": None, "test_loss": None, "accuracy": None, "map": None,
}  # fmt: skip


@dataclass
class Drawn:
    """A member's entry, of version number `version` of the wall. key: what it was drawn from. trained: when the run was
    last seen to train. spec, outline: those of the run."""

    trained: float
    version: int = 0
    key: Hashable = None
    run: dict[str, Any] = field(default_factory=lambda: dict(UNKNOWN))
    losses: Sequence[Measured] = ()
    changed: Sequence[str] = ()
    state: MemberState = "paused"
    answered: bool = False
    session: str = ""
    spec: "ref[RunSpec] | None" = None
    outline: Outline = field(default_factory=dict)


class Wall:
    """The wall of a room. It is drawn while somebody looks at it."""

    def __init__(self, room: Room, sessions: Sessions) -> None:
        self.version = 1
        self._room, self._sessions = room, sessions
        self._drawn: dict[str, Drawn] = {}
        self._there: set[str] = set()
        self._viewers = 0
        self._task: asyncio.Task[None] | None = None

    @contextmanager
    def viewed(self) -> Iterator[None]:
        """Draw the wall for the duration of the context."""
        self._viewers += 1
        if self._task is None:
            self._task = asyncio.create_task(self._run())
        try:
            yield
        finally:
            self._viewers -= 1
            if not self._viewers and self._task is not None:
                self._task.cancel()
                self._task = None

    async def _run(self) -> None:
        while True:
            try:
                await self.draw(monotonic())
            except Exception:
                logger.exception("the wall of workshop %s failed", self._room.id[:4])
            await asyncio.sleep(SECONDS)

    async def draw(self, now: float) -> None:
        """Look at all runs, and note those that have changed."""
        changed = self._drawn.keys() - self._room.members.keys()
        for member_id in changed:
            del self._drawn[member_id]
        version = self.version + 1
        anew = bool(changed)
        for number, member in enumerate([*self._room.members.values()], 1):
            anew |= self._draw(member, version, now)
            if number % TOGETHER == 0:
                await asyncio.sleep(0)
        there = {each.id for each in self._room.members.values() if each.is_there(now)}
        if there != self._there:
            self._there = there
            self._room.presence_changed()
        if anew:
            self.version = version
            self._room.wake_screens()

    def _draw(self, member: Member, version: int, now: float) -> bool:
        """Draw a member's entry if anything of it has changed."""
        drawn = self._drawn.setdefault(member.id, Drawn(now))
        session = self._sessions.at_work(member.session)
        if session is not None and session.attended:
            member.seen = now
        if drawn.session != member.session:
            drawn.session, drawn.run, drawn.losses = member.session, dict(UNKNOWN), ()
        summary = summary_of(session) if session is not None else None
        if summary is not None and (summary.playing or summary.step != drawn.run["step"]):
            drawn.trained = now
        state = state_of(member, summary, now, drawn.trained)
        answered = self._room.questions.has_answered(member.id)
        marks = member.name, member.admitted, state, answered
        key = (marks, summary, session and (session.version, session.recorder.number), id(member.base), member.session)
        if key == drawn.key:
            return False
        drawn.key, drawn.version, drawn.state, drawn.answered = key, version, state, answered
        if session is not None and summary is not None:
            self._draw_run(drawn, session, summary, member)
        return True

    def _draw_run(self, drawn: Drawn, session: Session, summary: RunSummary, member: Member) -> None:
        drawn.run = summary.fields()
        drawn.losses = losses_of(session)
        if drawn.spec is None or drawn.spec() is not session.spec:
            drawn.spec, drawn.outline = ref(session.spec), outline_of(session.spec)
        drawn.changed = changed_fields(member.base, drawn.outline)

    def entries(self, role: Role, since: int) -> tuple[list[WallEntry], set[str]]:
        """The entries for a screen that have changed since a version of the wall, and the ids of all that it shows."""
        shown = [
            (self._room.members[each], drawn)
            for each, drawn in self._drawn.items()
            if each in self._room.members and may_see(self._room.members[each], role)
        ]
        entries = [self._entry(member, drawn, role) for member, drawn in shown if drawn.version > since]
        return entries, {member.id for member, _ in shown}

    def _entry(self, member: Member, drawn: Drawn, role: Role) -> WallEntry:
        return WallEntry(
            id=member.id,
            name=visible_name(self._room, member, role),
            state=drawn.state,
            changed=list(drawn.changed),
            losses=list(drawn.losses),
            answered=drawn.answered,
            **drawn.run,
        )


def state_of(member: Member, summary: RunSummary | None, now: float, trained: float) -> MemberState:
    """Activity of a member. trained: when the run was last seen to train."""
    if not member.admitted:
        return "waiting"
    if not member.is_there(now):
        return "away"
    if summary is not None and summary.status == "diverged":
        return "diverged"
    if summary is not None and summary.playing:
        return "playing"
    return "idle" if now - trained >= IDLE_SECONDS else "paused"


class WallFeed:
    """State of the wall that one screen has received."""

    def __init__(self, wall: Wall, room: Room, role: Role) -> None:
        self._wall, self._room, self._role = wall, room, role
        self._shown: set[str] = set()
        self._since, self._hidden = 0, room.names_hidden

    def version(self) -> int:
        """Grows when there may be something new for the screen."""
        return 2 * self._wall.version + self._room.names_hidden

    def make(self) -> str | None:
        """The event of what has changed for the screen since the last one; None if nothing has."""
        if self._hidden != self._room.names_hidden:
            self._since, self._hidden = 0, self._room.names_hidden
        entries, shown = self._wall.entries(self._role, self._since)
        gone = sorted(self._shown - shown)
        first = self._since == 0 and not self._shown
        self._since, self._shown = self._wall.version, shown
        if not (entries or gone or first):
            return None
        return encode(entries, gone)


def encode(entries: Iterable[WallEntry], gone: Iterable[str]) -> str:
    """A `WallEvent` as JSON."""
    members = [orjson.Fragment(each.model_dump_json()) for each in entries]
    return orjson.dumps({"type": "wall", "members": members, "gone": list(gone)}).decode()
