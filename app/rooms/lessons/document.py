"""Lessons in the document of their room, as the store keeps it."""

from collections.abc import Iterable

from pydantic import BaseModel, ConfigDict

from app.lessons.outline import Outline
from app.rooms.lessons.lessons import Lesson, Lessons


class KeptPrediction(BaseModel):
    """The choices of one prediction, by the ids of members."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    step: int
    number: int
    revealed: bool
    answers: dict[str, int]


class KeptLesson(BaseModel):
    """A lesson, as it was when the class opened it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    outline: Outline
    step: int
    predictions: list[KeptPrediction]


def kept_lessons(lessons: Lessons) -> list[KeptLesson]:
    """A copy of the lessons."""
    return [
        KeptLesson(name=each.name, outline=each.outline, step=each.step, predictions=_predictions(each))
        for each in lessons.all.values()
    ]


def _predictions(lesson: Lesson) -> list[KeptPrediction]:
    return [
        KeptPrediction(
            step=place[0],
            number=place[1],
            revealed=place in lesson.revealed,
            answers=dict(lesson.answers.get(place, {})),
        )
        for place in sorted(lesson.answers.keys() | lesson.revealed)
    ]


def restore_lessons(lessons: Lessons, kept: Iterable[KeptLesson]) -> None:
    """Restore kept lessons."""
    for each in kept:
        lesson = lessons.add(each.name, each.outline)
        lesson.step = each.step
        for found in each.predictions:
            place = found.step, found.number
            lesson.answers[place] = dict(found.answers)
            if found.revealed:
                lesson.revealed.add(place)
