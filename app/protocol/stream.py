"""The stream: WebSocket `/api/v1/sessions/{id}/stream`, subprotocol `backprop.v1`.

The client sends commands as JSON text, each tagged by `type`; the server answers each but `ack` with one event that
echoes its `id` as `re`, and sends binary frames (see `app.frames`) while anything changes. The client acknowledges frames
by number. At most WINDOW frames are unacknowledged at a time, and the newest frame replaces one that waits, so that a slow
client gets fewer frames but never old ones. Events are never dropped.
"""

from enum import IntEnum
from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from app.protocol.base import DivergenceReport, Measured, Message, Status, Unit
from app.protocol.problem import Problem
from app.protocol.session.changes import PatchRequest, ResetRequest
from app.protocol.session.frames import FrameView
from app.protocol.session.info import SessionInfo
from app.protocol.session.metrics import ActivationStatistics, Metrics
from app.protocol.session.parameters import ParameterChange
from app.protocol.session.predictions import Confusion

SUBPROTOCOL = "backprop.v1"
WINDOW = 2
"""Largest number of frames that a client has not acknowledged."""

MAX_RATE = 10_000.0
"""Highest pace of a run, in units a second; without a pace it plays as fast as possible."""


class CloseCode(IntEnum):
    """Codes with which the server closes a stream; CLOSE_MEANINGS explains them."""

    NORMAL = 1000
    GOING_AWAY = 1001
    BINARY = 1003
    NOT_UTF8 = 1007
    TOO_BIG = 1009
    INTERNAL = 1011
    RESTART = 1012
    TRY_AGAIN = 1013
    UNKNOWN_SESSION = 4404
    NO_CHANNEL = 4400
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
    CloseCode.TRY_AGAIN: "the session rests and cannot come back at present; connect again later",
    CloseCode.UNKNOWN_SESSION: "there is no such session; make a new one",
    CloseCode.NO_CHANNEL: "the client sent a message to several sessions' socket without the number of a channel",
    CloseCode.NO_SUBPROTOCOL: "the client did not offer the subprotocol backprop.v1",
    CloseCode.OVERFLOW: "the client did not read its events; connect again to get the present state",
    CloseCode.GONE: "the session expired or was deleted; make a new one",
    CloseCode.TOO_MANY_COMMANDS: "the client sent commands faster than they can be answered",
}


class Command(Message):
    """A command of the client."""

    id: int | Annotated[str, Field(max_length=64)] | None = Field(None, description="echoed as `re` in the answer")


class Play(Command):
    """Train until paused, as fast as possible or at a pace."""

    type: Literal["play"]
    unit: Unit = "epoch"
    per_second: float | None = Field(None, gt=0, le=MAX_RATE, description="null: as fast as possible")


class Pause(Command):
    """Stop training; the next frame shows the exact state."""

    type: Literal["pause"]


class Step(Command):
    """Train a number of units."""

    type: Literal["step"]
    count: int = Field(1, ge=1)
    unit: Unit = "step"


class Reset(Command, ResetRequest):
    """Back to initial weights."""

    type: Literal["reset"]


class Set(Command, PatchRequest):
    """Change the run."""

    type: Literal["set"]


class SetParameter(Command, ParameterChange):
    """Change the value of one weight or bias."""

    type: Literal["set_parameter"]


class Undo(Command):
    """Undo the change that `undo` of the session names."""

    type: Literal["undo"]


class ViewCommand(Command, FrameView):
    """Change the contents of this client's frames."""

    type: Literal["view"]


class Ack(Command):
    """Acknowledge a frame and all before it."""

    type: Literal["ack"]
    frame: int = Field(ge=0)


AnyCommand = Annotated[
    Play | Pause | Step | Reset | Set | SetParameter | Undo | ViewCommand | Ack, Field(discriminator="type")
]


class OpenChannel(Message):
    """The first message of a channel, on a socket for several sessions."""

    type: Literal["open"]
    session: str = Field(max_length=64, description="id of the session")
    view: FrameView = Field(default_factory=FrameView, description="contents of the first frames")


class CloseChannel(Message):
    """The last message of a channel."""

    type: Literal["close"]


Reference = int | str | None


class SessionEvent(SessionInfo):
    """The session: sent on connecting, and whenever its run is changed, reset, loaded or a change is undone.

    Later frames have the structure given here. If the step differs from that of the last frame, so does the history.
    """

    type: Literal["session"] = "session"
    re: Reference = None


class StatusEvent(Message):
    """Whether the run plays, can be trained and is kept: sent when that changes, and in answer to play, pause, step and
    view."""

    type: Literal["status"] = "status"
    re: Reference = None
    playing: bool
    unit: Unit
    per_second: float | None
    status: Status
    message: str | None = Field(description="detail and remedy of the divergence")
    divergence: DivergenceReport | None = Field(description="why the run diverged; null if it can be trained")
    step: int
    epoch: int
    sample: int
    seconds: float | None = Field(
        default=None, description="duration of the training that a `step` asked for; null in answer to other commands"
    )
    not_kept: str | None = Field(
        default=None,
        description="why the server cannot keep runs at present, such as `the disk is full`; null if it can",
    )


class ErrorEvent(Message):
    """A command that failed, or a failure while playing. The stream stays open."""

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
    """One array of a frame: `offset` bytes after the end of the header, little-endian, row by row."""

    name: Literal["output_maps", "neuron_maps", "map_scales", "parameters", "gradients", "histograms"]
    dtype: Literal["uint8", "float32", "uint32"]
    shape: list[int]
    offset: int = Field(multiple_of=8)


class FrameHistogram(Message):
    """The range of a layer's row of the section `histograms`."""

    low: Measured
    high: Measured


class FrameLayer(Message):
    """Statistics of one layer; the counts of its histogram are a row of the section `histograms`."""

    name: str
    activation: ActivationStatistics
    gradient_norm: Measured
    update_ratio: Measured
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
    confusion: Confusion | None = Field(description="null in regression, and if the view does not ask for it")
    layers: list[FrameLayer]
    non_finite_maps: list[int] = Field(description="rows of `map_scales` whose map held NaN or infinity")
    sections: list[FrameSection]
