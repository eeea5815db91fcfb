"""A room, as each role sees it."""

from typing import Annotated, Literal

from pydantic import Field

from app.protocol.base import Message
from app.protocol.rooms.challenges import Challenge
from app.protocol.rooms.experiments import Experiment
from app.protocol.rooms.lessons import LessonName, LessonState, Pace
from app.protocol.rooms.parts import Part
from app.protocol.rooms.questions import Question
from engine.spec.run import RunSpec

Role = Literal["teacher", "member", "projector"]

MAX_NAME = 10_000
"""Characters of a name that is received; of a longer one than fits, the beginning is kept."""

Name = Annotated[str, Field(max_length=MAX_NAME, description="control characters are left out, long names are cut")]
ViewName = Annotated[str, Field(max_length=40, description="name of a view, as in its address; `playground` for /")]
Key = Annotated[str, Field(min_length=1, max_length=64)]


class RoomRequest(Message):
    """A new room."""

    name: Name = Field("", description="empty: a name is given")
    spec: RunSpec | None = Field(None, description="the run that members start with; null: the circle")
    view: ViewName = Field("playground", description="where members land")
    lesson: LessonName | None = Field(None, description="the lesson that members land in; null: none")


class RoomChange(Message):
    """Changes of a room; fields that are left out stay as they are."""

    name: Name | None = None
    open: bool | None = Field(None, description="whether further members may join")
    admit_by_hand: bool | None = Field(None, description="whether those who join wait until the teacher admits them")
    names_hidden: bool | None = Field(None, description="whether the projector shows no names")
    locked: list[Part] | None = Field(None, max_length=20, description="the parts of a run that members cannot change")
    paused: bool | None = Field(None, description="whether no member's run may train")
    message: Annotated[str, Field(max_length=MAX_NAME)] | None = Field(
        None, description="shown large on every member's page; null: none"
    )
    shown: Annotated[str, Field(max_length=64)] | None = Field(
        None, description="the run on the projector: a member's id, `teacher`, or null for none"
    )
    view: ViewName | None = None
    lesson: LessonName | None = Field(
        None, description="the lesson of the class, in which later members land; null: none"
    )
    pace: Pace | None = Field(
        None, description="teacher: members read the lesson up to `lesson_step`; free: each as far as they like"
    )
    lesson_step: int | None = Field(None, ge=1, le=1000, description="the step of the lesson that members may read")
    spec: RunSpec | None = Field(None, description="the run that later members start with")


class RoomLink(Message):
    """An address at which members join."""

    url: str
    reach: Literal["this machine", "network"] = Field(description="who can open it")


class RoomMember(Message):
    """A member, as others see it."""

    id: str
    name: str | None = Field(description="null if names are hidden from the role")
    admitted: bool
    connected: bool = Field(description="whether the member has been there in the last ten seconds")
    score: int | None = Field(description="points for revealed questions, for the teacher and the member; else null")


class RoomAnswer(Message):
    """A room, as a role may see it."""

    id: str
    role: Role
    name: str
    open: bool
    admit_by_hand: bool
    names_hidden: bool
    locked: list[Part]
    paused: bool
    message: str | None
    shown: str | None = Field(description="the run on the projector: a member's id, `teacher`, or null")
    view: str
    lesson: str | None
    code: str | None = Field(description="to type at /join; null for members")
    links: list[RoomLink] = Field(description="to join by; empty for members")
    listens: Literal["this machine", "network"] = Field(
        description="from where the server takes connections, whether or not its address in the network is known"
    )
    members: list[RoomMember] = Field(
        description="for the teacher all, for the projector those admitted, for a member that one alone"
    )
    questions: list[Question]
    challenges: list[Challenge] = Field(
        description="the oldest first; `challenge` events contain the progress of the shown one"
    )
    experiments: list[Experiment] = Field(description="without their runs, which are in `experiment` events")
    me: str | None = Field(description="the member's id; null for other roles")
    admitted: bool = Field(description="false for a member that the teacher has not admitted yet")
    leading: bool = Field(description="whether the teacher's run can be followed")
    lesson_state: LessonState | None = Field(description="the lesson of the class; null if it has none")


class RoomKeys(Message):
    """The keys of a new room, which are shown only once."""

    teacher: str
    projector: str


class RoomMade(Message):
    """A new room."""

    room: RoomAnswer
    keys: RoomKeys


class RoomFound(Message):
    """The room that a code belongs to."""

    room: str = Field(description="its id")


class Invitation(Message):
    """What somebody who has the link sees of a room before joining."""

    name: str
    open: bool
    full: bool
    members: int


class EnterRequest(Message):
    """A key, to be kept in a cookie from now on."""

    key: Key


class EnterAnswer(Message):
    """The role that a key gives."""

    role: Role
    member: str | None = Field(description="the member's id; null for other roles")
