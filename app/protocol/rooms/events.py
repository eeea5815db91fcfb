"""The stream of a room: WebSocket `/api/v1/rooms/{id}/stream`, subprotocol `backprop.v1`. The server sends events as JSON
text; what a client sends is ignored."""

from typing import Annotated, Literal

from pydantic import Field

from app.protocol.base import Measured, Message
from app.protocol.rooms.challenges import ChallengeRanking
from app.protocol.rooms.experiments import ExperimentEvent
from app.protocol.rooms.room import RoomAnswer
from app.protocol.stream import ClosedEvent

MemberState = Literal["waiting", "playing", "paused", "diverged", "idle", "away"]

Pushed = Literal["spec", "weights", "view", "lesson"]


class WallMap(Message):
    """A small image of what a network computes, as colours; row 0 is at the top."""

    kind: Literal["plane", "confusion"] = Field(
        description="plane: the output over the plane of the data. confusion: for images, the confusion matrix of the test "
        "split; true classes from top to bottom, predicted ones from left to right"
    )

    size: int = Field(description="pixels on a side")
    classes: int | None = Field(description="number of outputs that compete; null for a single output")
    values: str = Field(
        description="base64 of size² bytes. One output: from the low to the high end of its range, 128 where a decision "
        "changes. Several: winner << 5 | round(31 × lead), of the winning class modulo 8, and how far it leads. "
        "confusion: 255 × share of the true class"
    )


class WallEntry(Message):
    """A member's run on the wall."""

    id: str
    name: str | None = Field(description="null if names are hidden from the role")
    state: MemberState = Field(description="idle: not played for two minutes; away: not there for ten seconds")
    step: int | None = Field(description="null while it is not known, as of a session at rest since a restart")
    epoch: int | None
    train_loss: Measured
    test_loss: Measured
    accuracy: Measured = Field(description="on the test split; null in regression")
    changed: list[str] = Field(description="fields of the spec that the member has changed since the last push")
    map: WallMap | None = Field(
        description="null for data that are neither points in a plane nor images, and before anything has been drawn"
    )
    losses: list[Measured] = Field(description="train loss over the run, thinned")
    answered: bool = Field(description="whether the member has answered the newest question")


class RoomEvent(Message):
    """The room: sent on connecting and whenever it changes, at most twice a second."""

    type: Literal["room"] = "room"
    room: RoomAnswer


class PushedEvent(Message):
    """The teacher has given the member something. A change of the run arrives on the session's own stream."""

    type: Literal["pushed"] = "pushed"
    what: list[Pushed]
    view: str | None
    lesson: str | None
    undo: bool = Field(description="whether the member can undo the change of the run")


class WallEvent(Message):
    """Runs on the wall: on connecting all, then those that have changed, at most once a second."""

    type: Literal["wall"] = "wall"
    members: list[WallEntry]
    gone: list[str] = Field(description="ids of members who are no longer on the wall")


class ChallengeEvent(ChallengeRanking):
    """The challenge that is running, or the newest: on connecting and when its entries change, at most once a second. A
    member receives only changes of their own entry."""

    type: Literal["challenge"] = "challenge"


AnyRoomEvent = Annotated[
    RoomEvent | PushedEvent | WallEvent | ChallengeEvent | ExperimentEvent | ClosedEvent, Field(discriminator="type")
]
