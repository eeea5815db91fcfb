"""Bodies that are refused over HTTP: not JSON, of another type, of the wrong shape, or too large."""

import socket
from collections.abc import Iterator

import httpx
import pytest

from app.client import Session
from app.protocol.problem import PROBLEM_JSON
from tests.app.live import Live
from tests.app.problems import refused

CALLS = [
    ("POST", "/sessions"),
    ("PATCH", "/sessions/{id}"),
    ("POST", "/sessions/{id}/steps"),
    ("POST", "/sessions/{id}/reset"),
    ("PUT", "/sessions/{id}/run"),
    ("PUT", "/sessions/{id}/parameters"),
    ("PATCH", "/sessions/{id}/parameters"),
    ("POST", "/sessions/{id}/predict"),
    ("POST", "/sessions/{id}/trace"),
    ("POST", "/sessions/{id}/gradient-check"),
    ("POST", "/sessions/{id}/landscape"),
    ("POST", "/surfaces/run"),
]
"""Every call that takes a body."""

NO_JSON = ["{", "NaN", '{"seed": NaN}', '{"count": Infinity}', '{"inputs": [[-Infinity]]}', '{"count": 1e999}', "\ud800".encode("utf-8", "surrogatepass"), "[" * 5000]  # fmt: skip


@pytest.mark.parametrize("body", NO_JSON, ids=range(len(NO_JSON)))
@pytest.mark.parametrize(("method", "path"), CALLS)
def test_a_body_that_is_not_json_is_refused(
    live: Live, session: Session, method: str, path: str, body: str | bytes
) -> None:
    url = f"{live.url}/api/v1{path.replace('{id}', session.id)}"
    problem = refused(httpx.request(method, url, content=body, headers={"Content-Type": "application/json"}), 400)
    assert "line 1" in problem.detail


@pytest.mark.parametrize(("method", "path"), CALLS)
def test_a_body_of_another_type_is_refused(live: Live, session: Session, method: str, path: str) -> None:
    url = f"{live.url}/api/v1{path.replace('{id}', session.id)}"
    for kind in ("text/plain", "application/x-www-form-urlencoded", "application/xml"):
        problem = refused(httpx.request(method, url, content="{}", headers={"Content-Type": kind}), 415)
        assert kind in problem.detail


@pytest.mark.parametrize(("method", "path"), CALLS)
def test_a_body_of_the_wrong_shape_is_refused(live: Live, session: Session, method: str, path: str) -> None:
    url = f"{live.url}/api/v1{path.replace('{id}', session.id)}"
    for body in ([], "text", 3, {"surprise": 1}):
        refused(httpx.request(method, url, json=body), 422)


@pytest.mark.parametrize(("method", "path"), CALLS)
def test_a_huge_body_is_refused_before_it_is_read(live: Live, session: Session, method: str, path: str) -> None:
    url = f"{live.url}/api/v1{path.replace('{id}', session.id)}"
    address = httpx.URL(url)
    with socket.create_connection((address.host, address.port), timeout=20) as raw:
        head = f"{method} {address.path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        raw.sendall(f"{head}Content-Length: {live.settings.max_body_bytes + 1}\r\n\r\n[1,".encode())
        status, _, rest = raw.recv(65536).decode().partition("\r\n")
    assert status.startswith("HTTP/1.1 413 ")
    assert PROBLEM_JSON in rest


def test_a_huge_body_without_a_length_is_cut_off(live: Live) -> None:
    sent = 0

    def chunks() -> Iterator[bytes]:
        nonlocal sent
        while sent < 3 * live.settings.max_body_bytes:
            sent += 2**20
            yield b" " * 2**20

    try:
        response = httpx.post(
            f"{live.url}/api/v1/sessions", content=chunks(), headers={"Content-Type": "application/json"}, timeout=30
        )
    except httpx.WriteError:  # the server answered and closed the connection before the whole body was sent
        assert sent < 3 * live.settings.max_body_bytes
    else:
        refused(response, 413)
