"""The stream: WebSocket `/api/v1/sessions/{id}/stream`, subprotocol `backprop.v1`.

The client sends commands as JSON text, each tagged by `type`; the server answers each but `ack` with one event that
echoes its `id` as `re`, and sends binary frames (laid out in `app.frames`) while anything changes. The client
acknowledges frames by number; at most WINDOW of them are under way at once and the newest one wins, so that a slow
client sees fewer frames and never old ones. Events are never dropped.
"""

from enum import IntEnum
from typing import Annotated, Any, Literal

from pydantic import Field, TypeAdapter

from app.protocol.base import Figure, Message, Status, Unit
from app.protocol.problem import Problem
from app.protocol.rest import ActivationStatistics, Confusion, FrameView, Metrics, ParameterChange, SessionInfo

SUBPROTOCOL = "backprop.v1"
WINDOW = 2
"""Frames a client may owe an acknowledgement."""

MAX_RATE = 10_000.0
"""Units a second a run can be paced at; past that, play as fast as it can."""


class CloseCode(IntEnum):
    """How the server closes a stream; CLOSE_MEANINGS says what each is for."""

    NORMAL = 1000
    GOING_AWAY = 1001
    BINARY = 1003
    NOT_UTF8 = 1007
    TOO_BIG = 1009
    INTERNAL = 1011
    RESTART = 1012
    UNKNOWN_SESSION = 4404
    NO_SUBPROTOCOL = 4406
    OVERFLOW = 4408
    GONE = 4410
    TOO_MANY_COMMANDS = 4429


CLOSE_MEANINGS = {
    CloseCode.NORMAL: "the client closed",
    CloseCode.GOING_AWAY: "the server stops; connect again later",
    CloseCode.BINARY: "the client sent a binary message; commands are JSON text",
    CloseCode.NOT_UTF8: "the client sent text that is not UTF-8",
    CloseCode.TOO_BIG: "the client sent a message longer than the server's limit",
    CloseCode.INTERNAL: "the server failed, or the client left a ping unanswered; connect again",
    CloseCode.RESTART: "the server stops; connect again later",
    CloseCode.UNKNOWN_SESSION: "there is no such session; make a new one",
    CloseCode.NO_SUBPROTOCOL: "the client did not offer the subprotocol backprop.v1",
    CloseCode.OVERFLOW: "the client did not read its events; connect again to be told all",
    CloseCode.GONE: "the session expired or was deleted; make a new one",
    CloseCode.TOO_MANY_COMMANDS: "the client sent commands faster than they can be answered",
}


class Command(Message):
    """A client's wish."""

    id: int | Annotated[str, Field(max_length=64)] | None = Field(None, description="echoed as `re` in the answer")


class Play(Command):
    """Train until told to pause, as fast as it can or so many units a second."""

    type: Literal["play"]
    unit: Unit = "epoch"
    per_second: float | None = Field(None, gt=0, le=MAX_RATE, description="null: as fast as it can")


class Pause(Command):
    """Stop at once; the next frame shows the exact state."""

    type: Literal["pause"]


class Step(Command):
    """Train a number of units."""

    type: Literal["step"]
    count: int = Field(1, ge=1)
    unit: Unit = "step"


class Reset(Command):
    """Back to initial weights."""

    type: Literal["reset"]
    seed: int | None = Field(None, ge=0, le=2**32 - 1, description="null: the run's own seed, so the same weights")


class Set(Command):
    """Change the run."""

    type: Literal["set"]
    patch: dict[str, Any] = Field(description="JSON merge patch (RFC 7396) of the RunSpec; null restores a default")
    reset: bool | Literal["if_needed"] = Field(
        False,
        description="start a new run, as changes of the parameters' shapes need; if_needed: only for such changes",
    )
    adapt: bool = Field(
        False,
        description="adapt the hidden layers, so that the network can be built: recurrent layers return sequences if "
        "others need them, residual blocks are as wide as what they read, and layers that cannot read new data are left out",
    )


class SetParameter(Command, ParameterChange):
    """Give one weight or bias another value."""

    type: Literal["set_parameter"]


class Undo(Command):
    """Take back what `undo` of the session names."""

    type: Literal["undo"]


class ViewCommand(Command, FrameView):
    """What this client's frames hold from now on."""

    type: Literal["view"]


class Ack(Command):
    """The client has taken this frame and all before it."""

    type: Literal["ack"]
    frame: int = Field(ge=0)


AnyCommand = Annotated[
    Play | Pause | Step | Reset | Set | SetParameter | Undo | ViewCommand | Ack, Field(discriminator="type")
]
COMMANDS: TypeAdapter[AnyCommand] = TypeAdapter(AnyCommand)

Reference = int | str | None


class SessionEvent(SessionInfo):
    """All about the session: on connecting and whenever its run was changed, reset, loaded or a change taken back.

    Frames after it fit it. Where its step is another than before, so is the history.
    """

    type: Literal["session"] = "session"
    re: Reference = None


class StatusEvent(Message):
    """Whether the run plays and can go on: when that changes, and in answer to play, pause, step and view."""

    type: Literal["status"] = "status"
    re: Reference = None
    playing: bool
    unit: Unit
    per_second: float | None
    status: Status
    message: str | None = Field(description="why the run diverged")
    step: int
    epoch: int
    sample: int
    seconds: float | None = Field(
        default=None, description="that the training a `step` asked for took; null in answer to all else"
    )


class ErrorEvent(Message):
    """A command that could not be done, or a failure while playing. The stream stays open."""

    type: Literal["error"] = "error"
    re: Reference = None
    problem: Problem


class ClosedEvent(Message):
    """The last event: the server closes the stream, with a code of CloseCode."""

    type: Literal["closed"] = "closed"
    code: int
    reason: str


AnyEvent = Annotated[SessionEvent | StatusEvent | ErrorEvent | ClosedEvent, Field(discriminator="type")]
EVENTS: TypeAdapter[AnyEvent] = TypeAdapter(AnyEvent)


class FrameSection(Message):
    """Where one array lies in a frame: `offset` bytes after the header's end, little-endian, row by row."""

    name: Literal["output_maps", "neuron_maps", "map_scales", "parameters", "gradients", "histograms"]
    dtype: Literal["uint8", "float32", "uint32"]
    shape: list[int]
    offset: int = Field(multiple_of=8)


class FrameHistogram(Message):
    """The range of a layer's row of the section `histograms`."""

    low: Figure
    high: Figure


class FrameLayer(Message):
    """What one layer is doing; its histogram's counts are a row of the section `histograms`."""

    name: str
    activation: ActivationStatistics
    gradient_norm: Figure
    update_ratio: Figure
    histogram: FrameHistogram


class FrameHeader(Message):
    """The JSON in front of a frame's arrays."""

    frame: int = Field(description="number to acknowledge; grows within a session")
    step: int
    epoch: int
    sample: int
    status: Status
    playing: bool
    metrics: Metrics
    confusion: Confusion | None = Field(description="null in regression, and where the view does not ask for it")
    layers: list[FrameLayer]
    non_finite_maps: list[int] = Field(description="rows of `map_scales` whose map held NaN or infinity")
    sections: list[FrameSection]
