"""Every call about a room, made by everybody: the table of roles says who may."""

from typing import Any

import httpx
import pytest
from fastapi.routing import APIWebSocketRoute
from websockets.exceptions import InvalidStatus

from app.main import CALLS, create_app
from app.rooms.roles import MAY_CALL
from app.settings import Settings
from tests.app.live import Live
from tests.app.problems import refused
from tests.app.rooms.workshop import Caller, Workshop, start

BODIES: dict[str, Any] = {
    "POST /rooms/{id}/enter": {"key": "{key}"},
    "POST /rooms/{id}/members": {},
    "PATCH /rooms/{id}": {"open": True},
    "PATCH /rooms/{id}/me": {"name": ""},
    "PATCH /rooms/{id}/members/{member}": {},
    "POST /rooms/{id}/push": {"to": [], "view": "flow"},
    "PUT /rooms/{id}/run": {"session": None},
    "PUT /rooms/{id}/me/predictions": {"lesson": "04-learning-rate", "step": 2, "choice": 1},
    "PATCH /rooms/{id}/predictions": {"lesson": "04-learning-rate", "step": 2, "state": "revealed"},
    "POST /rooms/{id}/questions": {"kind": "sign", "text": "?"},
    "PATCH /rooms/{id}/questions/{question}": {"state": "open"},
    "PUT /rooms/{id}/questions/{question}/answer": {"value": 1},
    "POST /rooms/{id}/challenges": {"goal": {"metric": "test_loss", "threshold": 1e-9}},
    "PATCH /rooms/{id}/challenges/{challenge}": {"state": "over"},
    "POST /rooms/{id}/experiments": {
        "spec": {"data": {"name": "circle"}},
        "vary": "seed",
        "values": [1, 2],
        "epochs": 1,
    },
    "PATCH /rooms/{id}/experiments/{experiment}": {"state": "running"},
}
"""Bodies of calls that have one."""

IN_A_ROOM = [call for call in MAY_CALL if "{id}" in call]


@pytest.fixture(scope="module")
def everybody(live: Live) -> dict[str, Caller]:
    """Callers for all calls that leave them in place."""
    return make_callers(live)


def make_callers(live: Live) -> dict[str, Caller]:
    """Everybody who may come to a room: those who have a key of it, and those who have not. `other` has the same role as a
    member, in another room."""
    here, there = start(live), start(live)
    member, foreign = here.join("Ada"), there.join("Grace")
    strangers = {
        name: Caller(live, here.room, key)
        for name, key in (
            ("nobody", ""),
            ("wrong key", "A" * 22),
            ("odd key", '; , " &'),
            ("member of another", foreign.key),
            ("teacher of another", there.teacher.key),
        )
    }
    return {"teacher": here.teacher, "projector": here.projector, "member": member, **strangers}


def test_every_call_about_rooms_is_in_the_table() -> None:
    app = create_app(Settings(data_dir=None))
    documented = {
        f"{method.upper()} {path.removeprefix('/api/v1')}"
        for path, methods in app.openapi()["paths"].items()
        for method in methods
        if path.startswith("/api/v1/rooms")
    }
    streams = {
        f"STREAM {route.path.removeprefix('/api/v1')}"
        for router in CALLS
        for route in router.routes
        if isinstance(route, APIWebSocketRoute) and route.path.startswith("/api/v1/rooms")
    }
    assert documented | streams == set(MAY_CALL)


def expected(call: str, who: str) -> int:
    """The status of a call: 0 if it succeeds."""
    roles = MAY_CALL[call]
    if roles is None:
        is_enter = call == "POST /rooms/{id}/enter"
        return 401 if is_enter and who not in ("teacher", "projector", "member") else 0
    if who not in ("teacher", "projector", "member"):
        return 401
    return 0 if who in roles else 403


@pytest.mark.parametrize("call", IN_A_ROOM)
def test_only_the_roles_of_the_table_may_call(call: str, live: Live, everybody: dict[str, Caller]) -> None:
    callers = make_callers(live) if "DELETE" in call or "{experiment}" in call else everybody
    member, teacher = callers["member"].id, callers["teacher"]
    question = teacher.do("POST", "/questions", {"kind": "sign", "text": "?"})["id"]
    challenge = challenge_of(teacher)
    experiment = ""
    if "{experiment}" in call:
        experiment = teacher.do("POST", "/experiments", BODIES["POST /rooms/{id}/experiments"])["experiment"]["id"]
    teacher.do("PATCH", "", {"shown": member})
    teacher.do("PUT", "/run", {"session": callers["member"].session})
    for who in (*(each for each in callers if expected(call, each)), *(e for e in callers if not expected(call, e))):
        status, caller = expected(call, who), callers[who]
        method, _, path = call.partition(" ")
        path = path.removeprefix("/rooms/{id}").replace("{member}", member).replace("{question}", question)
        path = path.replace("{challenge}", challenge)
        path = path.replace("{experiment}", experiment)
        if method == "STREAM":
            assert stream_status(caller, path) == status, (call, who)
            continue
        body = BODIES.get(call)
        if call == "POST /rooms/{id}/enter":
            body = {"key": caller.key or "x"}
        answer = caller.call(method, path, body)
        if status:
            refused(answer, status)
            assert ("WWW-Authenticate" in answer.headers) == (status == 401)
        else:
            assert answer.status_code not in (401, 403), (call, who, answer.text)
            if "DELETE" in call:
                break  # the next one would find nothing


def challenge_of(teacher: Caller) -> str:
    """A challenge that is over."""
    for each in teacher.do("GET")["challenges"]:
        teacher.do("DELETE", f"/challenges/{each['id']}")
    made = teacher.do("POST", "/challenges", {"goal": {"metric": "accuracy", "threshold": 1}})["challenge"]["id"]
    teacher.do("PATCH", f"/challenges/{made}", {"state": "over"})
    return str(made)


def stream_status(caller: Caller, path: str) -> int:
    """The status with which a stream is refused; 0 if it is opened."""
    try:
        with caller.events(path=path):
            return 0
    except InvalidStatus as error:
        return error.response.status_code


def test_cookies_give_the_role_that_a_page_names(live: Live) -> None:
    here: Workshop = start(live)
    ada = here.join("Ada")
    url = f"{live.url}/api/v1/rooms/{here.room}"
    with httpx.Client() as browser:
        for key in (here.teacher.key, here.projector.key, ada.key):
            entered = browser.post(f"{url}/enter", json={"key": key})
            assert entered.is_success
            cookie = entered.headers["set-cookie"]
            assert "HttpOnly" in cookie
            assert "SameSite=strict" in cookie
            assert f"Path=/api/v1/rooms/{here.room};" in cookie
            assert "Secure" not in cookie
        for role in ("teacher", "projector", "member"):
            assert browser.get(url, params={"role": role}).json()["role"] == role
        refused(browser.get(url), 401)
        refused(browser.get(url, params={"role": "king"}), 422)
        refused(browser.patch(url, json={"open": False}, params={"role": "member"}), 403)
        both = {"Authorization": f"Bearer {ada.key}"}
        refused(browser.get(url, params={"role": "teacher"}, headers=both), 403)
        assert browser.get(url, headers=both).json()["me"] == ada.id
        assert browser.delete(f"{url}/me", params={"role": "member"}).status_code == 204
        refused(browser.get(url, params={"role": "member"}), 401)
