"""Locks and pauses of the teacher hold for members' sessions, and streams of followed runs are read only."""

from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed

from app.client import ProblemError
from tests.app.live import Live, Stream
from tests.app.rooms.workshop import Caller, start

RATE = {"optimizer": {"learning_rate": 0.5}}


def refusal(live: Live, member: Caller) -> Any:
    """Why a member may not change the learning rate; None if that works."""
    try:
        live.client.session(member.session).change(RATE)
    except ProblemError as error:
        return error.problem
    return None


def test_what_is_locked_only_a_push_changes(live: Live) -> None:
    here = start(live)
    ada = here.join("Ada")
    here.teacher.do("PATCH", "", {"locked": ["learning_rate"]})
    grace = here.join("Grace")
    for member in (ada, grace):
        problem = refusal(live, member)
        assert (problem.type, problem.status) == ("urn:backprop:locked", 403)
        assert "learning rate" in problem.detail
    pushed = here.teacher.do("POST", "/push", {"to": "all", "spec": {"data": {"name": "spiral"}, **RATE}})
    assert pushed["pushed"] == [ada.id, grace.id]
    here.teacher.do("PATCH", "", {"locked": []})
    assert refusal(live, ada) is None


def test_paused_members_do_not_train(live: Live) -> None:
    here = start(live)
    ada = here.join("Ada")
    session = live.client.session(ada.session)
    with live.stream(session) as stream:
        stream.ask("play")
        here.teacher.do("PATCH", "", {"paused": True})
        stream.next("status", playing=False)
        with pytest.raises(ProblemError, match="paused training"):
            session.train(1)
        here.teacher.do("PATCH", "", {"paused": False})
        assert session.train(1).steps == 1


@pytest.mark.parametrize("way", ["end", "remove", "leave"])
def test_who_is_out_is_free(live: Live, way: str) -> None:
    here = start(live)
    ada = here.join("Ada")
    here.teacher.do("PATCH", "", {"locked": ["learning_rate"], "paused": True})
    match way:
        case "end":
            here.teacher.do("DELETE")
        case "remove":
            here.teacher.do("DELETE", f"/members/{ada.id}")
        case "leave":
            ada.do("DELETE", "/me")
    assert refusal(live, ada) is None
    assert live.client.session(ada.session).train(1).steps == 1


def test_a_new_session_of_a_member_is_locked_too(live: Live) -> None:
    here = start(live)
    ada = here.join("Ada")
    here.teacher.do("PATCH", "", {"locked": ["learning_rate"]})
    live.client.session(ada.session).delete()
    ada.session = ada.do("GET", "/me")["session"]
    assert refusal(live, ada).type == "urn:backprop:locked"


def test_a_member_is_followed_read_only(live: Live) -> None:
    here = start(live)
    ada, grace = here.join("Ada"), here.join("Grace")
    here.teacher.do("PATCH", "", {"shown": ada.id})
    path = f"/members/{ada.id}/stream"
    with here.teacher.events(path) as watching, here.projector.events(path) as screen:
        teacher, projector = Stream(watching.socket), Stream(screen.socket)
        assert teacher.next("session")["id"] == projector.next("session")["id"] == ada.id
        problem = teacher.ask("step", "error")["problem"]
        assert (problem["status"], problem["type"]) == (403, "urn:backprop:read-only")
        live.client.session(ada.session).train(3, "step")
        assert teacher.next("frame", step=3)
        here.teacher.do("PATCH", "", {"shown": grace.id})
        assert closed_with(projector) == 4404
        assert teacher.ask("view")["re"] == "asked", "the teacher looks on"
        here.teacher.do("DELETE", f"/members/{ada.id}")
        assert closed_with(teacher) == 4404


def test_the_teachers_run_is_followed_until_it_is_another(live: Live) -> None:
    here = start(live)
    ada, runs = here.join("Ada"), [live.session() for _ in range(2)]
    here.teacher.do("PUT", "/run", {"session": runs[0].id})
    with ada.events("/run/stream") as events:
        follower = Stream(events.socket)
        assert follower.next("session")["id"] == "teacher"
        here.teacher.do("PUT", "/run", {"session": runs[1].id})
        assert closed_with(follower) == 4404
    with ada.events("/run/stream") as events:
        here.teacher.do("DELETE")
        assert closed_with(Stream(events.socket)) == 4410


def closed_with(stream: Stream) -> int:
    """The code with which the server closes a stream."""
    try:
        while True:
            stream.read()
    except ConnectionClosed as closed:
        return closed.rcvd.code if closed.rcvd is not None else 0
