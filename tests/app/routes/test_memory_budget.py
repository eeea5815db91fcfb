"""Requests that need too much memory are refused before it is allocated, and others train on."""

import gc
import weakref
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest
from websockets.exceptions import InvalidStatus

from app.machine import memory_used
from app.sharing.memory import MEGABYTE
from engine.train.trainer import Trainer
from tests.app.live import CIRCLE, PATIENCE, Live, serving, until
from tests.app.problems import refused

WHOLE_BATCH = {
    "data": {"name": "spiral", "samples": 100_000, "train_fraction": 0.9},
    "network": {"layers": [{"units": 310}]},
    "batch_size": "all",
}
LARGE = {"data": {"name": "circle"}, "network": {"layers": [{"units": 990}] * 3}}
MIDDLE = {"data": {"name": "spiral", "samples": 2000}, "network": {"layers": [{"units": 100}]}, "batch_size": "all"}
ADDRESSES = ("192.0.2.1", "192.0.2.2", "192.0.2.3")


@pytest.fixture(scope="module")
def small() -> Iterator[Live]:
    """A server with little memory."""
    with serving(memory_bytes=64 * MEGABYTE) as live:
        yield live


def send(live: Live, path: str, body: Any, address: str = "192.0.2.9", method: str = "POST") -> httpx.Response:
    headers = {"X-Forwarded-For": address}
    return httpx.request(method, f"{live.url}/api/v1{path}", json=body, headers=headers, timeout=PATIENCE)


def created(live: Live, spec: Any, address: str = "192.0.2.9") -> str:
    answer = send(live, "/sessions", spec, address)
    assert answer.status_code == 201, answer.text
    return f"/sessions/{answer.json()['id']}"


@pytest.fixture
def path(small: Live) -> Iterator[str]:
    """The path of a small session."""
    made = created(small, CIRCLE)
    yield made
    send(small, made, None, method="DELETE")


@pytest.mark.parametrize(("spec", "field"), [(WHOLE_BATCH, "batch_size"), (LARGE, "network.layers")])
def test_a_run_that_no_session_may_have_is_refused(small: Live, spec: Any, field: str) -> None:
    before = memory_used()
    problem = refused(send(small, "/sessions", spec), 422)
    assert problem.field == field
    assert "MB of memory, expected at most 16 MB" in problem.detail
    assert "smaller" in problem.remedy
    assert memory_used() - before < 100 * MEGABYTE


@pytest.mark.parametrize("spec", [WHOLE_BATCH, LARGE], ids=["batch", "network"])
def test_a_change_and_a_run_file_are_refused_as_well_and_the_run_stays(small: Live, path: str, spec: Any) -> None:
    info = send(small, path, None, method="GET").json()
    file = {"format": "backprop-run", "version": 1, "spec": spec, "step": 0, "epoch": 0, "parameters": None}
    for method, part, body in (("PATCH", "", {"patch": spec, "reset": True}), ("PUT", "/run", file)):
        refused(send(small, path + part, body, method=method), 422)
    with small.stream(path.rpartition("/")[2]) as stream:
        stream.send("set", patch=spec, reset=True, id="big")
        assert stream.next("error", re="big")["problem"]["type"] == "urn:backprop:limit-exceeded"
        assert stream.ask("step")["step"] == info["step"] + 1
    assert send(small, path, None, method="GET").json()["spec"] == info["spec"]


@pytest.mark.slow
def test_greedy_clients_are_refused_while_another_one_trains_on(small: Live, path: str) -> None:
    def ask(number: int) -> tuple[int, str | None]:
        answer = send(small, "/sessions", MIDDLE, ADDRESSES[number % 3])
        return answer.status_code, answer.headers.get("Location", answer.headers.get("Retry-After"))

    with ThreadPoolExecutor(6) as pool:
        asked = [pool.submit(ask, number) for number in range(24)]
        for _ in range(10):
            assert send(small, f"{path}/steps", {"count": 5}).json()["steps"] == 5
        answers = [each.result() for each in asked]
    counts = Counter(status for status, _ in answers)
    assert set(counts) == {201, 503}
    assert all(said == "30" for status, said in answers if status == 503)
    problem = refused(send(small, "/sessions", MIDDLE, ADDRESSES[0]), 503)
    assert "of memory, expected at most what is free" in problem.detail
    for status, made in answers:
        if status == 201:
            assert made is not None
            send(small, made.removeprefix("/api/v1"), None, method="DELETE")
    for _ in range(2):
        until(lambda: (answer := send(small, "/sessions", MIDDLE)).status_code == 201 and answer.json())


def test_undo_needs_memory_for_the_run_that_comes_back() -> None:
    with serving(memory_bytes=64 * MEGABYTE, reserved_share=0) as live:
        path = created(live, MIDDLE)
        assert send(live, path, {"patch": CIRCLE, "reset": True}, method="PATCH").status_code == 200
        while (answer := send(live, "/sessions", MIDDLE)).status_code == 201:
            last = answer.json()["id"]
        while send(live, "/sessions", CIRCLE).status_code == 201:
            pass
        refused(send(live, f"{path}/undo", None), 503)
        send(live, f"/sessions/{last}", None, method="DELETE")
        assert send(live, f"{path}/undo", None).json()["spec"]["data"]["samples"] == 2000


def test_long_bodies_are_refused_before_they_are_read(small: Live, path: str) -> None:
    rows = {"inputs": [[0.5, 1]] * 400_000}
    problem = refused(send(small, f"{path}/predict", rows), 503)
    assert "MB" in problem.detail
    assert send(small, f"{path}/predict", {"inputs": [[0.5, 1]] * 5000}).status_code == 200
    with small.stream(path.rpartition("/")[2]) as stream:
        stream.send("set", patch={"data": {"inputs": [[0.5, 1]] * 250_000, "targets": [[1]] * 250_000}})
        assert stream.next("error")["problem"]["status"] == 503
        assert stream.ask("pause")["playing"] is False


def test_queries_with_large_answers_are_refused_before_they_are_computed(small: Live) -> None:
    path = created(small, {**CIRCLE, "network": {"layers": [{"units": 100}, {"units": 100}]}})
    try:
        rows = {"inputs": [[0.5, 1]] * 12_000, "activations": True}
        before = memory_used()
        problem = refused(send(small, f"{path}/predict", rows), 503)
        assert "MB" in problem.detail
        assert memory_used() - before < 30 * MEGABYTE
        assert send(small, f"{path}/predict", {"inputs": [[0.5, 1]] * 500}).status_code == 200
        assert send(small, f"{path}/boundary?resolution=200", None, method="GET").status_code == 200
        used = small.call(lambda services: services.sessions._at_work._memory.used)
        for call in ("data", "parameters", "confusion", "export", "checkpoints/0/frame", "boundary"):
            assert send(small, f"{path}/{call}", None, method="GET").status_code == 200
        assert small.call(lambda services: services.sessions._at_work._memory.used) == used
    finally:
        send(small, path, None, method="DELETE")


@pytest.mark.slow
def test_checkpoints_give_way_when_memory_is_short_and_undo_stays() -> None:
    with serving(memory_bytes=72 * MEGABYTE) as live:
        session = live.session(network={"layers": [{"units": 100}, {"units": 100}]})
        for _ in range(60):
            session.train(1)
        kept = send(live, f"/sessions/{session.id}/checkpoints", None, method="GET").json()
        before = len(kept["step"])
        assert 8 <= before < 60
        for address in ADDRESSES:
            created(live, MIDDLE, address)
        session.reset()
        for _ in range(60):
            session.train(1)
        kept = send(live, f"/sessions/{session.id}/checkpoints", None, method="GET").json()
        assert len(kept["step"]) < before
        assert session.undo().step == 60


def test_one_address_cannot_take_all_places_and_streams() -> None:
    with serving(max_sessions=8, max_streams=4) as live:
        paths = [created(live, CIRCLE, ADDRESSES[0]) for _ in range(6)]
        problem = refused(send(live, "/sessions", CIRCLE, ADDRESSES[0]), 503)
        assert "6 of them by your address" in problem.detail
        for address in ADDRESSES[1:]:
            created(live, CIRCLE, address)
        session_id, header = paths[0].rpartition("/")[2], {"X-Forwarded-For": ADDRESSES[0]}
        options = {"additional_headers": header}
        with (
            live.stream(session_id, **options),
            live.stream(session_id, **options),
            live.stream(session_id, **options),
        ):
            with pytest.raises(InvalidStatus) as full, live.stream(session_id, **options):
                pass
            assert full.value.response.status_code == 503
            with live.stream(session_id, additional_headers={"X-Forwarded-For": ADDRESSES[1]}) as other:
                other.next("session")


def test_the_memory_of_a_deleted_session_is_free_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    trainers: list[weakref.ref[Trainer]] = []
    make = Trainer.__init__

    def noted(self: Trainer, *arguments: Any) -> None:
        trainers.append(weakref.ref(self))
        make(self, *arguments)

    monkeypatch.setattr(Trainer, "__init__", noted)
    with serving(play_grace_seconds=1000) as live:
        # of other data, a run at its beginning is kept for those that begin alike
        session = live.session(data={"name": "inline", "inputs": [[0, 1], [1, 0]] * 8, "targets": [[0], [1]] * 8})
        with live.stream(session) as stream:
            stream.ask("set", answer="session", patch={"network": {"layers": [{"units": 9}]}}, reset=True)
            stream.ask("play")
            stream.next("frame", playing=True)
        gc.disable()
        try:
            session.delete()
            until(lambda: trainers and not any(each() for each in trainers))
        finally:
            gc.enable()
