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
        None, description="the run that everybody begins with, also who comes later; null: everybody keeps theirs"
    )
    features: list[FeatureName] | None = Field(
        None, min_length=1, max_length=32, description="features that a network may use; null: any"
    )
    seconds: Clock | None = Field(None, description="time on the clock; null: it goes on until the teacher ends it")


class ChallengeChange(Message):
    """Changes of a challenge; fields that are left out stay as they are."""

    state: ChallengeState | None = Field(None, description="over: ends it; running: takes it up again")
    more_seconds: Clock | None = Field(None, description="time that is added to what is left on the clock")
    shown: bool | None = Field(None, description="whether the projector shows it")


class Reached(Message):
    """How a member has reached the goal, at best by the ranking."""

    seconds: float = Field(description="on the clock, since the start")
    epochs: int
    neurons: int = Field(description="in hidden layers")
    parameters: int


class ChallengeEntry(Message):
    """A member in a challenge."""

    member: str
    name: str | None = Field(description="null if names are hidden from the role")
    place: int | None = Field(
        description="among those who have reached the goal, from 1; equal ones share it; else null"
    )
    value: Measured = Field(description="the metric of the present run on the hidden samples; null: not measured yet")
    best: Measured = Field(description="the best value so far")
    reached: Reached | None
    not_counted: NotCounted | None = Field(
        description="why the present run does not count: it has trained on other data; it uses other features; it has "
        "another loss; the member has not been admitted"
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
    seconds: float | None = Field(description="time on the clock in all; null: there is no end")
    state: ChallengeState
    shown: bool = Field(description="whether the projector shows it")
    ticking: bool = Field(description="whether the clock runs; it rests while the workshop is paused")
    elapsed: float = Field(description="seconds on the clock since the start")
    remaining: float | None = Field(description="seconds left; null: there is no end. Count down from it yourself")
    members: int = Field(description="number of members who take part: those admitted")
    reached: int = Field(description="number of them who have reached the goal")
    best: Measured = Field(description="the best value that anybody has had")
    mine: ChallengeEntry | None = Field(description="the member's own entry; null for other roles, or before the first")


class ChallengeRanking(Message):
    """A challenge with its entries: first those who have reached the goal by their places, then the others by their best
    values. For the teacher all; for the projector the first of those admitted."""

    challenge: Challenge
    entries: list[ChallengeEntry]
