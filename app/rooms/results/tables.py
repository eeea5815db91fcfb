"""The tables of the results: the names of their columns, and their rows."""

from collections.abc import Iterator, Mapping, Sequence

from app.rooms.results.cells import Value, csv_of
from app.rooms.results.report import Person, Report
from app.rooms.results.runs import RunResult

Outcome = RunResult | str
"""A member's run, or why it could not be read."""

MEMBERS = (
    "name", "admitted", "points", "questions answered", "status", "step", "epoch", "train loss", "test loss",
    "test accuracy", "parameters", "data", "network", "optimizer", "learning rate", "changed", "run file",
)  # fmt: skip

ANSWERS = ("number", "question", "kind", "state", "right answer", "name", "answer", "right", "points")

PREDICTIONS = ("lesson", "step", "step title", "question", "right choice", "name", "choice", "right")


def members_csv(report: Report, outcomes: Mapping[str, Outcome], files: Mapping[str, str]) -> bytes:
    """A row for each member. files: the names of run files, by the ids of members."""
    return csv_of(MEMBERS, (_member(each, outcomes[each.id], files.get(each.id)) for each in report.people))


def _member(person: Person, run: Outcome, file: str | None) -> Sequence[Value]:
    who = person.name, person.admitted, person.points, person.answered
    if isinstance(run, str):
        return (*who, run, *[None] * (len(MEMBERS) - len(who) - 1))
    position = "diverged" if run.status == "diverged" else "ready", run.step, run.epoch
    metrics = run.train_loss, run.test_loss, run.accuracy, run.parameters
    settings = run.data, run.network, run.optimizer, run.learning_rate, ", ".join(run.changed)
    return (*who, *position, *metrics, *settings, file)


def answers_csv(report: Report) -> bytes:
    """One row per answer, and one per question without answers."""
    return csv_of(ANSWERS, _answers(report))


def _answers(report: Report) -> Iterator[Sequence[Value]]:
    for number, question in enumerate(report.questions, 1):
        asked = question.asked
        right = None if asked.answer is None else question.words(asked.answer)
        about = number, asked.text, asked.kind, question.state, right
        given = [each for each in report.people if each.id in question.answers]
        for person in given:
            value = question.answers[person.id]
            is_right = question.is_right(value)
            points = asked.points if is_right and question.state == "revealed" else 0
            answer: Value = value if asked.kind == "number" else question.words(value)
            yield (*about, person.name, answer, is_right, points)
        if not given:
            yield (*about, None, None, None, None)


def predictions_csv(report: Report) -> bytes:
    """A row for each prediction in a lesson."""
    return csv_of(PREDICTIONS, _predictions(report))


def _predictions(report: Report) -> Iterator[Sequence[Value]]:
    for each in report.predictions:
        choices, right = each.about.choices, each.about.right
        about = each.lesson, each.step, each.step_title, each.about.question, None if right is None else choices[right]
        for person in report.people:
            if person.id in each.answers:
                given = each.answers[person.id]
                yield (*about, person.name, choices[given], None if right is None else given == right)
