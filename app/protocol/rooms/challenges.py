"""Challenges of a teacher to a room: a goal that the server checks on samples that nobody has."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from app.protocol.base import Measured, Message
from engine.spec.run import FeatureName, RunSpec

Metric = Literal["test_loss", "accuracy"]
Ranking = Literal["time", "neurons", "parameters", "epochs"]
ChallengeState = Literal["running", "over"]
NotCounted = Literal["data", "features", "loss", "waiting"]

Clock = Annotated[int, Field(ge=5, le=86_400)]


class Goal(Message):
    """What a run has to reach on the hidden samples."""

    metric: Metric = Field(description="test_loss: at most the threshold; accuracy: at least")
    threshold: float = Field(gt=0, le=1e9, allow_inf_nan=False)

    @model_validator(mode="after")
    def _possible(self) -> Self:
        if self.metric == "accuracy" and self.threshold > 1:
            raise ValueError(
                f"received the accuracy {self.threshold:g}, expected more than 0 and at most 1; write 95 % as 0.95"
            )
        return self


class ChallengeRequest(Message):
    """A new challenge, which begins at once."""

    text: str = Field("", max_length=500, description="what to do, in the teacher's words")
    goal: Goal
    ranking: Ranking = Field(
        "time",
        description="what ranks those who reach the goal: the time since the start; or the fewest hidden neurons, "
        "parameters or epochs of the run with which they reach it, then the time",
    )
    spec: RunSpec | None = Field(
        None, description="the run that everybody begins with, including later members; null: everybody keeps theirs"
    )
    features: list[FeatureName] | None = Field(
        None, min_length=1, max_length=32, description="features that a network may use; null: any"
    )
    seconds: Clock | None = Field(None, description="time on the clock; null: it runs until the teacher ends it")


class ChallengeChange(Message):
    """Changes of a challenge; fields that are left out stay as they are."""

    state: ChallengeState | None = Field(None, description="over: ends it; running: resumes it")
    more_seconds: Clock | None = Field(None, description="time that is added to what is left on the clock")
    shown: bool | None = Field(None, description="whether the projector shows it")


class Reached(Message):
    """How a member has reached the goal: the best attempt by the ranking."""

    seconds: float = Field(description="on the clock, since the start")
    epochs: int
    neurons: int = Field(description="in hidden layers")
    parameters: int


class ChallengeEntry(Message):
    """A member in a challenge."""

    member: str
    name: str | None = Field(description="null if names are hidden from the role")
    place: int | None = Field(
        description="among those who have reached the goal, from 1; equal members share it; null for others"
    )
    value: Measured = Field(description="the metric of the present run on the hidden samples; null: not measured yet")
    best: Measured = Field(description="the best value so far")
    reached: Reached | None
    not_counted: NotCounted | None = Field(
        description="why the present run does not count: data: it has, or was trained on, other data; features: it uses "
        "features that are not allowed; loss: it has another loss function; waiting: the member has not been admitted"
    )


class Challenge(Message):
    """A challenge, as a role may see it."""

    id: str
    text: str
    goal: Goal
    ranking: Ranking
    features: list[FeatureName] | None
    pushed: bool = Field(description="whether everybody began with the same run")
    samples: Literal["new", "held_back"] = Field(
        description="where the hidden samples come from: drawn anew by the generator of the data, or taken out of the "
        "rows before these were given to members"
    )
    count: int = Field(description="number of hidden samples")
    seconds: float | None = Field(description="total time on the clock; null: no limit")
    state: ChallengeState
    shown: bool = Field(description="whether the projector shows it")
    ticking: bool = Field(description="whether the clock runs; it stops while the workshop is paused")
    elapsed: float = Field(description="seconds on the clock since the start")
    remaining: float | None = Field(
        description="seconds left when this was sent, from which a client counts down; null: no limit"
    )
    members: int = Field(description="number of members who take part: those admitted")
    reached: int = Field(description="number of them who have reached the goal")
    best: Measured = Field(description="the best value of any member so far")
    mine: ChallengeEntry | None = Field(description="the member's own entry; null for other roles, or before the first")


class ChallengeRanking(Message):
    """A challenge with its entries: first those who have reached the goal by their places, then the others by their best
    values. The teacher gets all, the projector the first of those admitted."""

    challenge: Challenge
    entries: list[ChallengeEntry]
