"""What a teacher gives to members."""

from typing import Annotated, Literal, Self

from pydantic import Field, FiniteFloat, model_validator

from app.protocol.base import Message
from app.protocol.problem import Problem
from app.protocol.rooms.challenges import Challenge
from app.protocol.rooms.experiments import ExperimentAnswer
from app.protocol.rooms.lessons import LessonName
from app.protocol.rooms.room import ViewName
from engine.spec.run import RunSpec

MemberId = Annotated[str, Field(max_length=64)]


class PushRequest(Message):
    """A spec, weights, view or lesson for some members or all."""

    to: Literal["all"] | list[MemberId] = Field(description="ids of members")
    spec: RunSpec | None = Field(None, description="a new run; null: members keep theirs")
    parameters: list[FiniteFloat] | None = Field(
        None, description="all weights and biases in the order of the flat vector; null: those of the run"
    )
    run: bool = Field(False, description="the teacher's own run, with its weights, as PUT /rooms/{id}/run names it")
    view: ViewName | None = None
    lesson: LessonName | None = None

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if self.run and (self.spec is not None or self.parameters is not None):
            raise ValueError("run comes with its own spec and weights; leave out spec and parameters")
        if not self.run and all(each is None for each in (self.spec, self.parameters, self.view, self.lesson)):
            raise ValueError("there is nothing to push; give a spec, parameters, run, view or lesson")
        return self


class PushRefusal(Message):
    """A member that the run could not be given to, and why."""

    member: str
    name: str
    problem: Problem


class PushAnswer(Message):
    """Who has received what was pushed, by id."""

    pushed: list[str]
    refused: list[PushRefusal]


class ChallengeMade(Message):
    """A new challenge, and those who could not be given its run."""

    challenge: Challenge
    refused: list[PushRefusal]


class ExperimentMade(Message):
    """A new experiment. refused: members who could not be given their run; the server trains it instead."""

    experiment: ExperimentAnswer
    refused: list[PushRefusal]


class RunRequest(Message):
    """The teacher's own session, which members may follow; null: none."""

    session: str | None = Field(max_length=64)
