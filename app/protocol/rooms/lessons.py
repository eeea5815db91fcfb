"""The lesson of a class, and what its members predict in it."""

from typing import Annotated, Literal

from pydantic import Field

from app.protocol.base import Message
from app.protocol.rooms.questions import Question

Pace = Literal["free", "teacher"]
PredictionState = Literal["open", "revealed"]

LessonName = Annotated[str, Field(max_length=100, description="name of a lesson, as GET /lessons lists it")]
Number = Annotated[int, Field(ge=1, le=1000)]


class PredictionPlace(Message):
    """A predict block of a lesson."""

    lesson: LessonName
    step: Number = Field(description="number of the step, from 1")
    number: Number = Field(1, description="number of the predict block in the step, from 1")


class PredictionRequest(PredictionPlace):
    """A member's prediction."""

    choice: int = Field(ge=0, le=1000, description="index of the choice, from 0")


class PredictionChange(PredictionPlace):
    """Reveal the answers of a prediction to the room, or hide them again."""

    state: PredictionState


class LessonPrediction(Message):
    """A prediction of the lesson. Its question is a choice whose state is `open` or `revealed`; the text of question and
    choices is Markdown with formulas between dollar signs."""

    step: int
    number: int
    question: Question


class LessonState(Message):
    """The lesson of the class, as a role may see it."""

    name: str
    title: str
    pace: Pace = Field(description="teacher: members read up to `step`")
    step: int = Field(description="the step that the teacher has released, from 1")
    steps: list[str] = Field(description="titles of all steps")
    predictions: list[LessonPrediction] = Field(
        description="in the order of the lesson; for the projector those revealed"
    )
