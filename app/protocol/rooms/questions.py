"""Questions of a teacher to a room, and their answers. An answer is a number: of a choice its place in the list from 0, of a
sign -1, 0 or 1."""

from typing import Annotated, Literal, Self

from pydantic import Field, FiniteFloat, model_validator

from app.protocol.base import Message

QuestionKind = Literal["choice", "number", "sign"]
QuestionState = Literal["open", "closed", "revealed"]

SIGNS = (-1, 0, 1)
MAX_CHOICES = 8


class QuestionRequest(Message):
    """A new question, which is open at once."""

    kind: QuestionKind = Field(description="sign: a guess of whether something, such as ∂L/∂w, is below, at or above 0")
    text: str = Field(min_length=1, max_length=500)
    choices: list[Annotated[str, Field(min_length=1, max_length=100)]] = Field(
        [], max_length=MAX_CHOICES, description="of a choice, at least two"
    )
    answer: FiniteFloat | None = Field(None, description="the right one; null: there is none")
    tolerance: float = Field(0.0, ge=0, allow_inf_nan=False, description="distance from the right number that counts")
    points: int = Field(1, ge=0, le=1000, description="for the right answer")

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if (self.kind == "choice") != (len(self.choices) >= 2):
            raise ValueError("a choice needs at least two choices, and other kinds have none")
        if self.answer is not None and not is_answer(self.kind, len(self.choices), self.answer):
            raise ValueError("answer is none of the possible answers")
        return self


def is_answer(kind: QuestionKind, choices: int, value: float) -> bool:
    """True if a finite number is a possible answer to a question."""
    match kind:
        case "choice":
            return value.is_integer() and 0 <= value < choices
        case "sign":
            return value in SIGNS
        case "number":
            return True


class QuestionChange(Message):
    """The next state of a question. Closed and revealed ones may be opened again."""

    state: QuestionState


class AnswerRequest(Message):
    """A member's answer."""

    value: FiniteFloat


class AnswerCount(Message):
    """How many members have given an answer."""

    value: float
    count: int


class Question(Message):
    """A question, as a role may see it."""

    id: str
    kind: QuestionKind
    text: str
    choices: list[str] = Field(description="empty unless kind is choice")
    points: int
    tolerance: float
    state: QuestionState
    answer: float | None = Field(description="the right one; null if there is none, or it is not revealed to the role")
    mine: float | None = Field(description="the member's own; null for other roles")
    answered: int = Field(description="number of members who have answered")
    counts: list[AnswerCount] | None = Field(description="null until revealed, but for the teacher")
    score: int | None = Field(description="the member's own points, once revealed; null for other roles")
