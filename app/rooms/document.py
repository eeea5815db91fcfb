"""A room as a document, as the store keeps it."""

from contextlib import suppress
from time import monotonic
from typing import Any

import orjson
from pydantic import BaseModel, ConfigDict, FiniteFloat, TypeAdapter, ValidationError

from app.protocol.rooms.challenges import ChallengeRequest, ChallengeState, NotCounted, Reached
from app.protocol.rooms.events import PushedEvent
from app.protocol.rooms.lessons import Pace
from app.protocol.rooms.parts import Part
from app.protocol.rooms.questions import QuestionRequest, QuestionState
from app.protocol.rooms.room import Role
from app.rooms.challenges.challenges import Challenge
from app.rooms.challenges.entry import Entry
from app.rooms.challenges.hidden import Hiding, Source
from app.rooms.experiments.document import KeptExperiment, experiment_of, kept_experiment
from app.rooms.lessons.document import KeptLesson, kept_lessons, restore_lessons
from app.rooms.member import Member
from app.rooms.questions import Question
from app.rooms.room import Room
from engine.spec.data.kinds import DataSpec
from engine.spec.run import RunSpec

DATA: TypeAdapter[DataSpec] = TypeAdapter(DataSpec)

FORMAT = 1
"""Version of the document. A change that older servers cannot read needs a new one."""


class Document(BaseModel):
    """Base of the parts of a document."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class KeptMember(Document):
    """A member. key: its digest. base: number of the outline of the spec that it was given last."""

    id: str
    name: str
    key: str
    admitted: bool
    session: str
    base: int
    waiting: PushedEvent | None


class KeptQuestion(Document):
    """A question."""

    id: str
    asked: QuestionRequest
    state: QuestionState
    answers: dict[str, FiniteFloat]


class KeptEntry(Document):
    """A member in a challenge."""

    value: FiniteFloat | None
    best: FiniteFloat | None
    reached: Reached | None
    not_counted: NotCounted | None
    strayed: int | None


class KeptChallenge(Document):
    """A challenge. spec, data: its run and the hidden data, as JSON. elapsed: seconds on the clock, which does not run while
    the server is away."""

    id: str
    asked: ChallengeRequest
    pushed: bool
    spec: str
    data: str
    source: Source
    count: int
    seconds: float | None
    state: ChallengeState
    shown: bool
    elapsed: float
    entries: dict[str, KeptEntry]


class KeptRoom(Document):
    """A room. spec: that of later members, which `write_document` adds. bases: outlines of specs that members were given."""

    format: int
    id: str
    code: str
    keys: dict[Role, str]
    name: str
    view: str
    lesson: str | None
    open: bool
    admit_by_hand: bool
    names_hidden: bool
    paused: bool
    locked: tuple[Part, ...]
    message: str | None
    shown: str | None
    run: str | None
    spec: dict[str, Any] = {}
    bases: list[dict[str, str]]
    members: list[KeptMember]
    questions: list[KeptQuestion]
    challenges: list[KeptChallenge] = []
    experiments: list[KeptExperiment] = []
    pace: Pace = "free"
    lessons: list[KeptLesson] = []


SAME = (
    "id", "code", "keys", "name", "view", "lesson", "open", "admit_by_hand", "names_hidden", "paused", "locked",
    "message", "shown", "run",
)  # fmt: skip
"""Fields that a document has as the room has them."""


def document_of(room: Room) -> KeptRoom:
    """A copy of a room, without its spec, which may be large and never changes."""
    numbers: dict[frozenset[tuple[str, str]], int] = {}
    bases: list[dict[str, str]] = []
    members = []
    for each in room.members.values():
        number = numbers.setdefault(frozenset(each.base.items()), len(bases))
        if number == len(bases):
            bases.append(dict(each.base))
        own = {name: getattr(each, name) for name in ("id", "name", "key", "admitted", "session", "waiting")}
        members.append(KeptMember(base=number, **own))
    questions = [
        KeptQuestion(id=each.id, asked=each.asked, state=each.state, answers=dict(each.answers))
        for each in room.questions.all.values()
    ]
    challenges = [_kept_challenge(each) for each in room.challenges.all.values()]
    parts: dict[str, Any] = {"bases": bases, "members": members, "questions": questions, "challenges": challenges}
    experiments = [kept_experiment(each) for each in room.experiments.all.values()]
    same = {name: getattr(room, name) for name in SAME}
    lessons: dict[str, Any] = {"pace": room.lessons.pace, "lessons": kept_lessons(room.lessons)}
    return KeptRoom(format=FORMAT, experiments=experiments, **parts, **lessons, **same)


def write_document(document: KeptRoom, spec: bytes) -> bytes:
    """A document with the spec of its room as JSON."""
    return orjson.dumps({**document.model_dump(mode="json"), "spec": orjson.Fragment(spec)})


def tables_of(text: bytes) -> list[str]:
    """The tables that the specs of a room name. Raises ValueError if the document is damaged."""
    kept = KeptRoom.model_validate_json(text)
    specs = [kept.spec, *(each.missing_spec for each in kept.experiments)]
    data = [each.get("data", {}) for each in specs]
    return [str(each["table"]) for each in data if isinstance(each, dict) and "table" in each]


def room_of(text: bytes, other: RunSpec) -> Room:
    """The room in a document. A spec that this server does not accept, as its table is gone, is replaced by another.

    Raises ValueError if the document is damaged or of another version.
    """
    kept = KeptRoom.model_validate_json(text)
    if kept.format != FORMAT:
        raise ValueError(f"its format is {kept.format}, and this version reads {FORMAT}")
    try:
        spec = RunSpec.model_validate(kept.spec)
    except ValidationError:
        spec = other
    room = Room(kept.id, kept.code, kept.keys, spec)
    for name in SAME:
        setattr(room, name, getattr(kept, name))
    for each in kept.members:
        member = Member(each.id, each.name, each.key, each.admitted, each.session, kept.bases[each.base])
        member.waiting = each.waiting
        room.members[each.id] = member
    for asked in kept.questions:
        room.questions.all[asked.id] = Question(asked.id, asked.asked, asked.state, dict(asked.answers))
    for challenge in kept.challenges:
        with suppress(ValidationError):  # of a run that this server does not accept
            room.challenges.all[challenge.id] = _challenge_of(challenge)
    for experiment in kept.experiments:
        room.experiments.add(experiment_of(experiment, other))
    room.lessons.pace = kept.pace
    restore_lessons(room.lessons, kept.lessons)
    return room


def _kept_challenge(challenge: Challenge) -> KeptChallenge:
    spec, data = challenge.hiding.document
    entries = {
        member: KeptEntry(**{name: getattr(entry, name) for name in KeptEntry.model_fields})
        for member, entry in challenge.entries.items()
    }
    same = {name: getattr(challenge, name) for name in ("id", "asked", "pushed", "count", "seconds", "state", "shown")}
    elapsed, source = challenge.time(monotonic()), challenge.hiding.source
    return KeptChallenge(spec=spec, data=data, source=source, elapsed=elapsed, entries=entries, **same)


def _challenge_of(kept: KeptChallenge) -> Challenge:
    hiding = Hiding(RunSpec.model_validate_json(kept.spec), DATA.validate_json(kept.data), kept.source)
    same = {
        name: getattr(kept, name) for name in ("id", "asked", "pushed", "count", "seconds", "state", "shown", "elapsed")
    }
    challenge = Challenge(hiding=hiding, **same)
    for member, entry in kept.entries.items():
        challenge.entries[member] = Entry(**{name: getattr(entry, name) for name in KeptEntry.model_fields})
    challenge.settle()
    return challenge
