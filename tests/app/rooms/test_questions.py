"""Questions of the teacher, and answers of the members."""

from typing import Any

import pytest

from app.protocol.rooms.questions import QuestionRequest
from app.rooms.questions import MOST, Questions, TooManyQuestionsError
from tests.app.live import Live
from tests.app.problems import refused
from tests.app.rooms.workshop import Caller, start

CHOICE = {"kind": "choice", "text": "Which?", "choices": ["a", "b", "c"], "answer": 1, "points": 3}


def question(caller: Caller) -> Any:
    """The newest question, as somebody sees it."""
    return caller.do("GET")["questions"][-1]


def test_answers_are_counted_live_and_shown_when_revealed(live: Live) -> None:
    here = start(live)
    ada, grace, late = here.join("Ada"), here.join("Grace"), here.join("Late")
    asked = here.teacher.do("POST", "/questions", CHOICE)
    assert (asked["state"], asked["answer"], asked["counts"]) == ("open", 1, [])
    path = f"/questions/{asked['id']}"
    with here.teacher.events() as events:
        for member, value in ((ada, 0), (grace, 2), (ada, 1)):
            member.do("PUT", f"{path}/answer", {"value": value})
        told = events.next("room", lambda event: event["room"]["questions"][0]["answered"] == 2)
        assert told["room"]["questions"][0]["counts"] == [{"value": 1, "count": 1}, {"value": 2, "count": 1}]
    for caller in (ada, here.projector):
        seen = question(caller)
        assert (seen["answered"], seen["answer"], seen["counts"], seen["score"]) == (2, None, None, None)
    assert (question(ada)["mine"], question(grace)["mine"], question(late)["mine"]) == (1, 2, None)

    here.teacher.do("PATCH", path, {"state": "closed"})
    assert refused(late.call("PUT", f"{path}/answer", {"value": 1}), 409).type == "urn:backprop:question-closed"
    assert question(ada)["answer"] is None
    here.teacher.do("PATCH", path, {"state": "revealed"})
    refused(late.call("PUT", f"{path}/answer", {"value": 1}), 409)
    assert (question(ada)["answer"], question(ada)["score"], question(grace)["score"]) == (1, 3, 0)
    assert question(here.projector)["counts"] == [{"value": 1, "count": 1}, {"value": 2, "count": 1}]
    assert question(here.projector)["mine"] is None
    assert [each["score"] for each in here.teacher.do("GET")["members"]] == [3, 0, 0]
    grace.do("DELETE", "/me")
    assert question(here.projector)["counts"] == [{"value": 1, "count": 1}], "an answer goes with its member"
    here.teacher.do("DELETE", path)
    assert here.teacher.do("GET")["questions"] == []
    refused(ada.call("PUT", f"{path}/answer", {"value": 1}), 404)


@pytest.mark.parametrize(
    ("asked", "right", "wrong", "impossible"),
    [
        (CHOICE, 1, 2, [3, -1, 0.5, 1e300]),
        ({"kind": "sign", "text": "?", "answer": -1}, -1, 0, [2, 0.5]),
        ({"kind": "number", "text": "?", "answer": 0.3, "tolerance": 0.01}, 0.305, 0.35, []),
    ],
)
def test_kinds_of_questions(live: Live, asked: Any, right: float, wrong: float, impossible: list[float]) -> None:
    here = start(live)
    ada, grace = here.join(), here.join()
    made = here.teacher.do("POST", "/questions", asked)
    path = f"/questions/{made['id']}"
    for value in impossible:
        assert refused(ada.call("PUT", f"{path}/answer", {"value": value}), 422).errors is None
    for value in ("x", None, [1]):
        refused(ada.call("PUT", f"{path}/answer", {"value": value}), 422)
    ada.do("PUT", f"{path}/answer", {"value": right})
    grace.do("PUT", f"{path}/answer", {"value": wrong})
    here.teacher.do("PATCH", path, {"state": "revealed"})
    assert (question(ada)["score"], question(grace)["score"]) == (made["points"], 0)


@pytest.mark.parametrize(
    "asked",
    [
        {"kind": "choice", "text": "?"},
        {"kind": "choice", "text": "?", "choices": ["only"]},
        {"kind": "choice", "text": "?", "choices": ["a", ""]},
        {"kind": "choice", "text": "?", "choices": ["a"] * 9},
        {"kind": "choice", "text": "?", "choices": ["a", "b"], "answer": 2},
        {"kind": "sign", "text": "?", "choices": ["a", "b"]},
        {"kind": "sign", "text": "?", "answer": 5},
        {"kind": "number", "text": ""},
        {"kind": "number", "text": "?", "points": -1},
        {"kind": "riddle", "text": "?"},
    ],
)
def test_questions_that_make_no_sense_are_refused(live: Live, asked: Any) -> None:
    here = start(live)
    refused(here.teacher.call("POST", "/questions", asked), 422)
    assert here.teacher.do("GET")["questions"] == []


def test_a_question_without_a_right_answer_gives_no_points(live: Live) -> None:
    here = start(live)
    ada = here.join()
    made = here.teacher.do("POST", "/questions", {"kind": "number", "text": "Which rate?"})
    ada.do("PUT", f"/questions/{made['id']}/answer", {"value": 0.1})
    here.teacher.do("PATCH", f"/questions/{made['id']}", {"state": "revealed"})
    assert question(ada)["score"] == 0
    here.teacher.do("PATCH", f"/questions/{made['id']}", {"state": "open"})
    ada.do("PUT", f"/questions/{made['id']}/answer", {"value": 0.2})
    assert question(ada)["mine"] == 0.2


def test_questions_are_limited() -> None:
    questions, asked = Questions(), QuestionRequest(kind="sign", text="?")
    for _ in range(MOST):
        questions.ask(asked)
    with pytest.raises(TooManyQuestionsError):
        questions.ask(asked)
    questions.delete(next(iter(questions.all)))
    questions.ask(asked)
