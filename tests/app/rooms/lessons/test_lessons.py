"""The lesson of a class: pace, and predictions."""

import json
from pathlib import Path
from typing import Any

import pytest

from app.rooms.document import document_of, room_of, write_document
from app.rooms.rooms import FIRST_RUN
from tests.app.live import Live, serving
from tests.app.problems import refused
from tests.app.rooms.test_kept import at
from tests.app.rooms.workshop import Caller, Workshop, start

LESSON = "04-learning-rate"
SECOND = {"lesson": LESSON, "step": 2}


@pytest.fixture
def here(live: Live) -> Workshop:
    """A class that reads a lesson."""
    return start(live, lesson=LESSON, view="lessons")


def state(caller: Caller) -> Any:
    """The lesson as a caller sees it."""
    return caller.do("GET")["lesson_state"]


def question(caller: Caller, number: int = 0) -> Any:
    """A prediction as a caller sees it."""
    return state(caller)["predictions"][number]["question"]


def test_the_class_predicts_and_the_teacher_reveals(here: Workshop) -> None:
    ada, bo = here.join("Ada"), here.join("Bo")
    about = state(ada)
    assert (about["title"], about["pace"], about["step"], len(about["steps"])) == ("The learning rate", "free", 1, 3)
    assert [(each["step"], each["number"]) for each in about["predictions"]] == [(2, 1), (3, 1)]
    ada.do("PUT", "/me/predictions", {**SECOND, "choice": 1})
    bo.do("PUT", "/me/predictions", {**SECOND, "choice": 0})

    assert question(ada)["mine"] == 1
    for hidden in ("answer", "counts"):
        assert question(ada)[hidden] is None, "nobody knows before it is revealed"
    assert state(here.projector)["predictions"] == []
    seen = question(here.teacher)
    assert (seen["answered"], seen["answer"]) == (2, 1)
    assert seen["counts"] == [{"value": 0, "count": 1}, {"value": 1, "count": 1}]

    told = here.teacher.do("PATCH", "/predictions", {**SECOND, "state": "revealed"})
    assert told["question"]["state"] == "revealed"
    for caller in (ada, here.projector):
        assert question(caller)["counts"] == seen["counts"]
        assert question(caller)["answer"] == 1
    here.teacher.do("PATCH", "/predictions", {**SECOND, "state": "open"})
    assert state(here.projector)["predictions"] == []
    bo.do("DELETE", "/me")
    assert question(here.teacher)["answered"] == 1


def test_second_late_and_impossible_predictions_are_refused(here: Workshop) -> None:
    ada = here.join("Ada")
    predict = "/me/predictions"
    ada.do("PUT", predict, {**SECOND, "choice": 1})
    ada.do("PUT", predict, {**SECOND, "choice": 1})
    assert "first one counts" in refused(ada.call("PUT", predict, {**SECOND, "choice": 0}), 409).detail
    here.teacher.do("PATCH", "", {"pace": "teacher"})
    ada.do("PUT", predict, {**SECOND, "choice": 0})
    assert question(ada)["mine"] == 0
    here.teacher.do("PATCH", "/predictions", {**SECOND, "state": "revealed"})
    assert "after the answer" in refused(ada.call("PUT", predict, {**SECOND, "choice": 1}), 409).detail
    assert "0 to 2" in refused(ada.call("PUT", predict, {**SECOND, "choice": 3}), 422).detail
    for wrong in (-1, 1.5, None, "x", 10**9):
        refused(ada.call("PUT", predict, {**SECOND, "choice": wrong}), 422)
    for place in ({"lesson": "no-such"}, {"lesson": "../x"}, {"step": 1}, {"step": 99}, {"number": 2}):
        assert refused(ada.call("PUT", predict, {**SECOND, **place, "choice": 0}), 404).type.endswith("unknown-lesson")
        refused(here.teacher.call("PATCH", "/predictions", {**SECOND, **place, "state": "revealed"}), 404)


def test_the_teacher_releases_steps(here: Workshop) -> None:
    ada = here.join("Ada")
    with ada.events() as events:
        here.teacher.do("PATCH", "", {"pace": "teacher", "lesson_step": 2})
        told = events.next("room", lambda event: event["room"]["lesson_state"]["step"] == 2)
        assert told["room"]["lesson_state"]["pace"] == "teacher"
    refused(here.teacher.call("PATCH", "", {"lesson_step": 4, "paused": True}), 422)
    assert not here.teacher.do("GET")["paused"], "nothing is changed"
    for wrong in (0, -1, 1.5):
        refused(here.teacher.call("PATCH", "", {"lesson_step": wrong}), 422)
    refused(here.teacher.call("PATCH", "", {"lesson": "no-such"}), 404)
    assert state(here.join("Late"))["step"] == 2
    here.teacher.do("PATCH", "", {"lesson": "01-neuron"})
    assert state(ada)["step"] == 1
    here.teacher.do("PATCH", "", {"lesson": None})
    assert state(ada) is None
    refused(here.teacher.call("PATCH", "", {"lesson_step": 1}), 422)
    here.teacher.do("PATCH", "", {"lesson": LESSON})
    assert state(ada)["step"] == 2, "as it was"


def test_a_room_can_be_started_with_an_unknown_lesson(live: Live) -> None:
    assert state(start(live, lesson="no-such").teacher) is None


def test_lessons_survive_a_restart(tmp_path: Path) -> None:
    with serving(data_dir=tmp_path) as live:
        here = start(live, lesson=LESSON)
        ada = here.join("Ada")
        here.teacher.do("PATCH", "", {"pace": "teacher", "lesson_step": 3})
        ada.do("PUT", "/me/predictions", {**SECOND, "choice": 2})
        here.teacher.do("PATCH", "/predictions", {**SECOND, "state": "revealed"})
        before = state(here.teacher)
    with serving(data_dir=tmp_path) as live:
        assert state(at(live, here.teacher)) == before
        assert question(at(live, ada))["mine"] == 2


def test_a_stored_room_without_lessons_opens(live: Live) -> None:
    here = start(live)

    document = live.call(lambda services: document_of(services.rooms._rooms[here.room]))
    kept = json.loads(write_document(document, b"{}"))
    del kept["pace"], kept["lessons"]
    lessons = room_of(json.dumps(kept).encode(), FIRST_RUN).lessons
    assert (lessons.pace, lessons.all) == ("free", {})
