"""Snapshot of a workshop for its results: immutable, so that later changes do not mix in."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from app.lessons.outline import Prediction
from app.protocol.rooms.questions import QuestionRequest, QuestionState
from app.rooms.member import Member
from app.rooms.outline import Outline
from app.rooms.questions import Question
from app.rooms.results.challenges import ChallengeReport, challenge_reports
from app.rooms.results.experiments import ExperimentReport, experiment_reports
from app.rooms.room import Room

SIGNS = {-1.0: "negative", 0.0: "zero", 1.0: "positive"}


@dataclass(frozen=True)
class Person:
    """A member. base: the outline of the spec that the member has been given last."""

    id: str
    name: str
    admitted: bool
    points: int
    answered: int
    session: str
    base: Outline


@dataclass(frozen=True)
class Bar:
    """Count of an answer. share: relative to the most frequent answer."""

    label: str
    count: int
    share: float
    is_right: bool


@dataclass(frozen=True)
class QuestionReport:
    """A question with its answers: member's id -> value."""

    asked: QuestionRequest
    state: QuestionState
    answers: Mapping[str, float]

    def words(self, value: float) -> str:
        """An answer in words."""
        match self.asked.kind:
            case "choice":
                return self.asked.choices[int(value)]
            case "sign":
                return SIGNS[value]
            case "number":
                return f"{value:.6g}".replace("-", "−")

    def is_right(self, value: float) -> bool | None:
        """True if an answer is right; None if none is."""
        right = self.asked.answer
        if right is None:
            return None
        return abs(value - right) <= (self.asked.tolerance if self.asked.kind == "number" else 0.0)

    def bars(self) -> Sequence[Bar]:
        """A bar for each possible answer; of a number for each that was given, and for the right one."""
        given = list(self.answers.values())
        right = self.asked.answer
        match self.asked.kind:
            case "choice":
                values = [float(place) for place in range(len(self.asked.choices))]
            case "sign":
                values = list(SIGNS)
            case "number":
                values = sorted({*given, *([] if right is None else [right])})
        return bars_of([(self.words(value), given.count(value), bool(self.is_right(value))) for value in values])


def bars_of(counted: Sequence[tuple[str, int, bool]]) -> Sequence[Bar]:
    """Bars of answers: words, how often each was given, and whether it is right."""
    most = max([1, *(count for _, count, _ in counted)])
    return [Bar(words, count, count / most, is_right) for words, count, is_right in counted]


@dataclass(frozen=True)
class PredictionReport:
    """A prediction in a lesson, with the choices by the ids of members."""

    lesson: str
    step: int
    step_title: str
    about: Prediction
    answers: Mapping[str, int]

    def bars(self) -> Sequence[Bar]:
        """A bar for each choice."""
        given = list(self.answers.values())
        choices = enumerate(self.about.choices)
        return bars_of([(words, given.count(place), place == self.about.right) for place, words in choices])


@dataclass(frozen=True)
class Report:
    """A workshop."""

    name: str
    when: datetime
    people: Sequence[Person]
    questions: Sequence[QuestionReport]
    predictions: Sequence[PredictionReport]
    challenges: Sequence[ChallengeReport]
    experiments: Sequence[ExperimentReport]


def report_of(room: Room, now: float) -> Report:
    """The report of a room. now: seconds since 1970."""
    return Report(
        room.name,
        datetime.fromtimestamp(now, UTC),
        sorted(people_of(room), key=lambda person: (person.name.casefold(), person.id)),
        [question_report(each) for each in room.questions.all.values()],
        list(predictions_of(room)),
        challenge_reports(room),
        experiment_reports(room),
    )


def people_of(room: Room) -> Iterator[Person]:
    """All members, including those who wait to be admitted."""
    for member in room.members.values():
        yield Person(
            member.id,
            member.name,
            member.admitted,
            room.questions.score(member.id),
            answers_of(room, member),
            member.session,
            member.base,
        )


def answers_of(room: Room, member: Member) -> int:
    """Number of questions that a member has answered."""
    return sum(member.id in question.answers for question in room.questions.all.values())


def question_report(question: Question) -> QuestionReport:
    """A copy of a question."""
    return QuestionReport(question.asked, question.state, dict(question.answers))


def predictions_of(room: Room) -> Iterator[PredictionReport]:
    """The predictions that somebody has made, lesson by lesson."""
    for lesson in room.lessons.all.values():
        for step, number in lesson.places():
            answers = lesson.answers.get((step, number))
            if answers:
                titles = lesson.outline.title, step, lesson.outline.steps[step - 1].title
                yield PredictionReport(*titles, lesson.prediction((step, number)), dict(answers))
