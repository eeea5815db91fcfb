"""The lessons that a class has opened, with their predictions."""

from collections import Counter
from dataclasses import dataclass, field

from app.errors import AppError
from app.lessons.outline import Outline, Prediction
from app.protocol.rooms.lessons import LessonPrediction, LessonState, Pace, PredictionPlace, PredictionState
from app.protocol.rooms.questions import AnswerCount, Question
from app.protocol.rooms.room import Role
from app.rooms.errors import QuestionClosedError, impossible_answer

Place = tuple[int, int]
"""Number of a step, and of a prediction in it, both from 1."""

MOST = 200
"""Lessons of which predictions are collected."""


class UnknownLessonError(AppError):
    """No lesson has this name, or it has no such step."""

    status, kind, title = 404, "unknown-lesson", "There is no such lesson"


class NoStepError(AppError):
    """The lesson of the class has no such step, or there is none."""

    kind, title = "no-such-step", "The lesson has no such step"


@dataclass(eq=False)
class Lesson:
    """A lesson. step: the one that the teacher has released, from 1. answers: the choices by the ids of members."""

    name: str
    outline: Outline
    step: int = 1
    answers: dict[Place, dict[str, int]] = field(default_factory=dict)
    revealed: set[Place] = field(default_factory=set)

    def prediction(self, place: Place) -> Prediction:
        """The prediction at a place. Raises UnknownLessonError."""
        step, number = place
        if step <= len(self.outline.steps) and number <= len(predictions := self.outline.steps[step - 1].predictions):
            return predictions[number - 1]
        detail = f"The lesson {self.name!r} has no prediction {number} in step {step}."
        raise UnknownLessonError(detail, "Use step and number of a predict block of the lesson, both from 1.")

    def predict(self, place: Place, member: str, choice: int, pace: Pace) -> None:
        """Take a member's choice. At the teacher's pace it can be changed until it is revealed; at a free pace the lesson shows
        the right one at once, so the first choice counts.

        Raises UnknownLessonError, ImpossibleAnswerError, QuestionClosedError.
        """
        prediction = self.prediction(place)
        if choice >= len(prediction.choices):
            raise impossible_answer("choice", choice, prediction.choices)
        given = self.answers.setdefault(place, {})
        if given.get(member) == choice:
            return
        if place in self.revealed:
            raise QuestionClosedError("Received a prediction after the answer was shown.", "Predict the next one.")
        if member in given and pace == "free":
            detail = "Received a second prediction; the first one counts, because the lesson has shown the answer."
            raise QuestionClosedError(detail, "Predict the next one.")
        given[member] = choice

    def places(self) -> list[Place]:
        """All predictions, in the order of the lesson."""
        return [
            (step, number)
            for step, about in enumerate(self.outline.steps, 1)
            for number, _ in enumerate(about.predictions, 1)
        ]

    def message(self, place: Place, role: Role, member: str | None) -> LessonPrediction:
        """A prediction as a role may see it. member: the id of the one who asks, if it is one."""
        about, given = self.prediction(place), self.answers.get(place, {})
        is_revealed = place in self.revealed
        sees_all = is_revealed or role == "teacher"
        counts = sorted(Counter(given.values()).items())
        question = Question(
            id=f"{self.name}.{place[0]}.{place[1]}",
            kind="choice",
            text=about.question,
            choices=about.choices,
            points=0,
            tolerance=0.0,
            state="revealed" if is_revealed else "open",
            answer=about.right if sees_all else None,
            mine=None if member is None else given.get(member),
            answered=len(given) if sees_all else 0,
            counts=[AnswerCount(value=value, count=count) for value, count in counts] if sees_all else None,
            score=None,
        )
        return LessonPrediction(step=place[0], number=place[1], question=question)


class Lessons:
    """All lessons of a room by name, and the pace."""

    def __init__(self) -> None:
        self.all: dict[str, Lesson] = {}
        self.pace: Pace = "free"

    def add(self, name: str, outline: Outline) -> Lesson:
        """Add a lesson; one that is there already stays as it is."""
        if name not in self.all and len(self.all) >= MOST:
            raise UnknownLessonError(f"The class has opened {MOST} lessons.", "Use one of these.")
        return self.all.setdefault(name, Lesson(name, outline))

    def check_step(self, name: str | None, step: int) -> None:
        """Raise NoStepError if a lesson has no such step, or there is no lesson."""
        lesson = self.all.get(name) if name is not None else None
        if lesson is None:
            raise NoStepError(
                "lesson_step: the class has no lesson at present.", "Open one first.", field="lesson_step"
            )
        if step > len(lesson.outline.steps):
            detail = f"lesson_step: received {step}, expected 1 to {len(lesson.outline.steps)}."
            raise NoStepError(detail, "Send the number of a step.", field="lesson_step")

    def change(self, name: str | None, pace: Pace | None, step: int | None) -> None:
        """Set the pace, and the step up to which the class reads its lesson, if they are given."""
        self.pace = pace or self.pace
        if name is not None and step is not None:
            self.all[name].step = step

    def get(self, name: str) -> Lesson:
        """A lesson that the class has opened. Raises UnknownLessonError."""
        lesson = self.all.get(name)
        if lesson is None:
            raise UnknownLessonError("No lesson has this name.", "Use a name from GET /api/v1/lessons.")
        return lesson

    def set(self, wanted: PredictionPlace, state: PredictionState) -> None:
        """Reveal a prediction, or hide its answers again. Raises UnknownLessonError."""
        lesson, place = self.get(wanted.lesson), (wanted.step, wanted.number)
        lesson.prediction(place)
        (lesson.revealed.add if state == "revealed" else lesson.revealed.discard)(place)

    def forget(self, member: str) -> None:
        """Delete a member's predictions."""
        for lesson in self.all.values():
            for given in lesson.answers.values():
                given.pop(member, None)

    def message(self, name: str | None, role: Role, member: str | None) -> LessonState | None:
        """The lesson of the class as a role may see it; None if there is none. The projector sees what is revealed."""
        lesson = self.all.get(name) if name is not None else None
        if lesson is None:
            return None
        places = [each for each in lesson.places() if role != "projector" or each in lesson.revealed]
        return LessonState(
            name=lesson.name,
            title=lesson.outline.title,
            pace=self.pace,
            step=lesson.step,
            steps=[each.title for each in lesson.outline.steps],
            predictions=[lesson.message(place, role, member) for place in places],
        )
