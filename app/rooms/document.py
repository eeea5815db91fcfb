"""A room as a document, as the store keeps it."""

from pydantic import BaseModel, ConfigDict, FiniteFloat

from app.protocol.rooms.events import PushedEvent
from app.protocol.rooms.parts import Part
from app.protocol.rooms.questions import QuestionRequest, QuestionState
from app.protocol.rooms.room import Role
from app.rooms.member import Member
from app.rooms.questions import Question
from app.rooms.room import Room
from engine.spec.run import RunSpec

FORMAT = 1
"""Version of the document. A change that older servers cannot read needs a new one."""


class Document(BaseModel):
    """Base of the parts of a document."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class KeptMember(Document):
    """A member. key: its digest. base: number of the spec that it was given last."""

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


class KeptRoom(Document):
    """A room. specs: that of the room, then those that members were given."""

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
    specs: list[RunSpec]
    members: list[KeptMember]
    questions: list[KeptQuestion]


SAME = ("id", "code", "keys", "name", "view", "lesson", "open", "admit_by_hand", "names_hidden", "paused", "locked", "message", "shown", "run")  # fmt: skip
"""Fields that a document has as the room has them."""


def document_of(room: Room) -> KeptRoom:
    """A copy of a room, to be written on another thread."""
    numbers: dict[int, int] = {id(room.spec): 0}
    specs = [room.spec]
    for member in room.members.values():
        if id(member.base) not in numbers:
            numbers[id(member.base)] = len(specs)
            specs.append(member.base)
    members = [
        KeptMember(
            id=each.id,
            name=each.name,
            key=each.key,
            admitted=each.admitted,
            session=each.session,
            base=numbers[id(each.base)],
            waiting=each.waiting,
        )
        for each in room.members.values()
    ]
    questions = [
        KeptQuestion(id=each.id, asked=each.asked, state=each.state, answers=dict(each.answers))
        for each in room.questions.all.values()
    ]
    same = {name: getattr(room, name) for name in SAME}
    return KeptRoom(format=FORMAT, specs=specs, members=members, questions=questions, **same)


def room_of(text: bytes) -> Room:
    """The room in a document. Raises ValueError if it is damaged or of another version."""
    kept = KeptRoom.model_validate_json(text)
    if kept.format != FORMAT:
        raise ValueError(f"its format is {kept.format}, and this version reads {FORMAT}")
    room = Room(kept.id, kept.code, kept.keys, kept.specs[0])
    for name in SAME:
        setattr(room, name, getattr(kept, name))
    for each in kept.members:
        member = Member(each.id, each.name, each.key, each.admitted, each.session, kept.specs[each.base])
        member.waiting = each.waiting
        room.members[each.id] = member
    for asked in kept.questions:
        room.questions.all[asked.id] = Question(asked.id, asked.asked, asked.state, dict(asked.answers))
    return room
