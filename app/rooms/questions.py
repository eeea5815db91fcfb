"""The questions of a room, and the answers of its members."""

from collections import Counter
from dataclasses import dataclass, field

from app.errors import AppError
from app.protocol.rooms.questions import AnswerCount, QuestionRequest, QuestionState, is_answer
from app.protocol.rooms.questions import Question as QuestionMessage
from app.protocol.rooms.room import Role
from app.rooms.errors import QuestionClosedError, UnknownQuestionError, impossible_answer
from app.rooms.keys import new_id

MOST = 50
"""Questions of a room."""


class TooManyQuestionsError(AppError):
    """The room has as many questions as it can have."""

    status, kind, title = 409, "too-many-questions", "The workshop has too many questions"


@dataclass(eq=False)
class Question:
    """A question as it was asked, and the members' answers by their ids."""

    id: str
    asked: QuestionRequest
    state: QuestionState = "open"
    answers: dict[str, float] = field(default_factory=dict)

    def put(self, member: str, value: float) -> None:
        """Record a member's answer, which replaces an earlier one. Raises QuestionClosedError,
        ImpossibleAnswerError."""
        if self.state != "open":
            detail = f"Received an answer to a question that is {self.state}."
            raise QuestionClosedError(detail, "Wait for the next question.")
        if not is_answer(self.asked.kind, len(self.asked.choices), value):
            raise impossible_answer("value", value, None if self.asked.kind == "sign" else self.asked.choices)
        self.answers[member] = value

    def score(self, member: str) -> int:
        """The points of a member, once the answer is revealed."""
        right, given = self.asked.answer, self.answers.get(member)
        if self.state != "revealed" or right is None or given is None:
            return 0
        tolerance = self.asked.tolerance if self.asked.kind == "number" else 0.0
        return self.asked.points if abs(given - right) <= tolerance else 0

    def message(self, role: Role, member: str | None) -> QuestionMessage:
        """The question as a role may see it. member: the id of the one who asks, if it is one."""
        revealed = self.state == "revealed"
        counts = sorted(Counter(self.answers.values()).items())
        return QuestionMessage(
            id=self.id,
            kind=self.asked.kind,
            text=self.asked.text,
            choices=self.asked.choices,
            points=self.asked.points,
            tolerance=self.asked.tolerance,
            state=self.state,
            answer=self.asked.answer if revealed or role == "teacher" else None,
            mine=None if member is None else self.answers.get(member),
            answered=len(self.answers),
            counts=[AnswerCount(value=value, count=count) for value, count in counts]
            if revealed or role == "teacher"
            else None,
            score=self.score(member) if revealed and member is not None else None,
        )


class Questions:
    """All questions of a room, the oldest first."""

    def __init__(self) -> None:
        self.all: dict[str, Question] = {}

    def ask(self, asked: QuestionRequest) -> Question:
        """Add a question. Raises TooManyQuestionsError."""
        if len(self.all) >= MOST:
            detail = f"The workshop has {MOST} questions, as many as it can have."
            raise TooManyQuestionsError(detail, "Delete questions that you no longer need.")
        question = Question(new_id(), asked)
        self.all[question.id] = question
        return question

    def get(self, question_id: str) -> Question:
        """The question with this id. Raises UnknownQuestionError."""
        if question_id not in self.all:
            detail = "No question of the workshop has this id, or it has been deleted."
            raise UnknownQuestionError(detail, "Take an id from the list of questions.")
        return self.all[question_id]

    def delete(self, question_id: str) -> None:
        """Delete a question. Raises UnknownQuestionError."""
        del self.all[self.get(question_id).id]

    def forget(self, member: str) -> None:
        """Delete a member's answers."""
        for question in self.all.values():
            question.answers.pop(member, None)

    def has_answered(self, member: str) -> bool:
        """True if a member has answered the newest question."""
        return bool(self.all) and member in next(reversed(self.all.values())).answers

    def score(self, member: str) -> int:
        """The points of a member so far."""
        return sum(each.score(member) for each in self.all.values())
