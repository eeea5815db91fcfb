"""Push runs to members, and follow runs."""

import threading
from typing import Any

import httpx
import pytest

from tests.app.live import Live
from tests.app.problems import refused
from tests.app.rooms.workshop import Caller, start

SMALL = {"data": {"name": "circle", "samples": 40}, "network": {"layers": [{"units": 2}]}}
WIDE = {"data": {"name": "circle", "samples": 40}, "network": {"layers": [{"units": 5}]}}
NUMBERS = 9
"""Parameters of SMALL."""


def weights(live: Live, member: Caller) -> list[float]:
    """A member's parameters."""
    layers = live.client.session(member.session).parameters().layers
    return [number for layer in layers for row in [*(layer.weights or []), layer.biases or []] for number in row]


def test_a_spec_is_pushed_to_all_and_undone_by_one(live: Live) -> None:
    here = start(live, spec=WIDE)
    ada, grace = here.join("Ada"), here.join("Grace")
    live.client.session(ada.session).train(3, "step")
    with ada.events() as events:
        events.next("room")
        answer = here.teacher.do("POST", "/push", {"to": "all", "spec": SMALL, "view": "flow"})
        assert answer == {"pushed": [ada.id, grace.id], "refused": []}
        pushed = events.next("pushed")
    assert pushed == {"type": "pushed", "what": ["spec", "view"], "view": "flow", "lesson": None, "undo": True}
    session = live.client.session(ada.session)
    assert (session.info().parameter_count, session.info().step) == (NUMBERS, 0)
    assert session.undo().step == 3
    assert live.client.session(grace.session).info().parameter_count == NUMBERS


def test_weights_are_pushed_to_those_whose_network_they_fit(live: Live) -> None:
    here = start(live, spec=SMALL)
    ada = here.join("Ada")
    here.teacher.do("PATCH", "", {"spec": WIDE})
    grace = here.join("Grace")
    numbers = [0.5] * NUMBERS
    answer = here.teacher.do("POST", "/push", {"to": "all", "parameters": numbers})
    assert answer["pushed"] == [ada.id]
    (refusal,) = answer["refused"]
    assert (refusal["member"], refusal["name"]) == (grace.id, "Grace")
    assert "received 9 numbers, expected 21" in refusal["problem"]["detail"]
    assert weights(live, ada) == numbers
    here.teacher.do("POST", "/push", {"to": [grace.id, grace.id], "spec": SMALL, "parameters": numbers})
    assert weights(live, grace) == numbers


def test_the_teachers_run_is_followed_and_pushed_with_its_weights(live: Live) -> None:
    here = start(live)
    ada = here.join("Ada")
    refused(ada.call("GET", "/run"), 404)
    refused(here.teacher.call("POST", "/push", {"to": "all", "run": True}), 404)
    own = live.client.create(SMALL)
    own.train(5, "step")
    here.teacher.do("PUT", "/run", {"session": own.id})
    assert ada.do("GET")["leading"]
    run = ada.do("GET", "/run")
    assert (run["id"], run["step"]) == ("teacher", 5)
    assert len(ada.do("GET", "/run/data", rows=3)["inputs"]) == 6
    assert ada.do("GET", "/run/history")["step"][-1] == 5
    here.teacher.do("POST", "/push", {"to": "all", "run": True})
    pushed = live.client.session(ada.session)
    assert pushed.info().step == 5
    assert pushed.train(20, "step").metrics == own.train(20, "step").metrics, "it continues to the same bits"
    own.delete()
    refused(ada.call("GET", "/run"), 404)
    refused(here.teacher.call("PUT", "/run", {"session": own.id}), 410)
    here.teacher.do("PUT", "/run", {"session": None})
    assert not ada.do("GET")["leading"]


def test_the_projector_sees_only_the_run_that_is_shown(live: Live) -> None:
    here = start(live, spec=SMALL)
    ada, grace = here.join("Ada"), here.join("Grace")
    refused(here.projector.call("GET", f"/members/{ada.id}"), 404)
    here.teacher.do("PATCH", "", {"shown": ada.id})
    assert here.projector.do("GET", f"/members/{ada.id}")["id"] == ada.id
    for path in ("", "/data", "/history"):
        refused(here.projector.call("GET", f"/members/{grace.id}{path}"), 404)
        assert here.teacher.call("GET", f"/members/{grace.id}{path}").is_success


@pytest.mark.parametrize(
    "wanted",
    [
        {"to": "all"},
        {"to": "nobody", "view": "flow"},
        {"to": "all", "run": True, "spec": SMALL},
        {"to": "all", "parameters": ["x"]},
        {"to": "all", "spec": SMALL, "parameters": [0.0]},
        {"to": "all", "spec": {"data": {"name": "circle", "samples": 10**9}}},
        {"to": "all", "spec": {"data": {"name": "table", "table": "unknown"}}},
    ],
)
def test_a_push_that_fits_nobody_changes_nothing(live: Live, wanted: Any) -> None:
    here = start(live, spec=SMALL)
    ada = here.join("Ada")
    before = live.client.session(ada.session).info()
    refused(here.teacher.call("POST", "/push", wanted), 422)
    assert live.client.session(ada.session).info() == before


def test_a_push_to_unknown_members_is_refused_whole(live: Live) -> None:
    here = start(live, spec=SMALL)
    ada = here.join("Ada")
    refused(here.teacher.call("POST", "/push", {"to": [ada.id, "x"], "spec": WIDE}), 404)
    assert live.client.session(ada.session).info().parameter_count == NUMBERS


def test_nan_is_no_weight(live: Live) -> None:
    here = start(live)
    body = '{"to": "all", "parameters": [NaN]}'
    headers = {"Authorization": f"Bearer {here.teacher.key}", "Content-Type": "application/json"}
    refused(httpx.post(f"{live.url}/api/v1/rooms/{here.room}/push", content=body, headers=headers), 400)


def test_who_is_away_is_told_on_coming_back(live: Live) -> None:
    here = start(live)
    ada = here.join("Ada")
    here.teacher.do("POST", "/push", {"to": [ada.id], "lesson": "xor"})
    with ada.events() as events:
        assert events.next("pushed")["lesson"] == "xor"
    with ada.events() as events:
        assert events.read()["type"] == "room", "told once"


def test_pushes_and_joins_at_the_same_time(live: Live) -> None:
    here = start(live, spec=SMALL)
    members: list[Caller] = [here.join() for _ in range(4)]
    answers: list[Any] = []
    jobs = [threading.Thread(target=lambda: members.append(here.join("Ada"))) for _ in range(4)]
    jobs += [
        threading.Thread(
            target=lambda spec=spec: answers.append(here.teacher.do("POST", "/push", {"to": "all", "spec": spec}))
        )  # type: ignore[misc]
        for spec in (SMALL, WIDE, SMALL, WIDE)
    ]
    for job in jobs:
        job.start()
    for job in jobs:
        job.join()
    assert all(not each["refused"] for each in answers)
    assert sorted(name for name in here.names() if name.startswith("Ada")) == ["Ada", "Ada 2", "Ada 3", "Ada 4"]
    for member in members:
        assert live.client.session(member.session).info().parameter_count in (NUMBERS, 21)
