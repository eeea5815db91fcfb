"""A run of somebody else: its stream shows everything but the session's id, and takes no command that changes the run."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

import pytest
from fastapi import APIRouter, WebSocket
from websockets.exceptions import ConnectionClosed, InvalidStatus

from app.client import Session
from app.deps import ServicesDep
from app.errors import AppError
from app.outbox import Outbox
from app.protocol.stream import CloseCode
from app.routes.sessions.streaming import stream_session
from tests.app.live import Live, Stream, serving

COMMANDS = [
    {"type": "play"},
    {"type": "pause"},
    {"type": "step"},
    {"type": "reset"},
    {"type": "set", "patch": {"seed": 3}},
    {"type": "set_parameter", "layer": "dense_1", "unit": 0, "input": 0, "value": 1.0},
    {"type": "undo"},
]

router = APIRouter()
watching: list[Outbox] = []


class ForbiddenError(AppError):
    """Stands for an error of the caller's role."""

    status, kind, title = 403, "not-allowed", "Not allowed"


@contextmanager
def noted(outbox: Outbox) -> Iterator[None]:
    watching.append(outbox)
    yield
    watching.remove(outbox)


@router.websocket("/api/v1/sessions/{id}/look/stream")
async def look(websocket: WebSocket, id: str, services: ServicesDep) -> None:
    async def forbid() -> None:
        raise ForbiddenError("No.", "Ask.")

    find = forbid if id == "forbidden" else partial(services.sessions.get, id)
    await stream_session(websocket, find, services, shown_as="masked", watching=noted)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def live() -> Iterator[Live]:
    with serving(router) as running:
        yield running


@pytest.fixture
def session(live: Live) -> Session:
    return live.session()


@pytest.fixture
def viewer(live: Live, session: Session) -> Iterator[Stream]:
    with live.stream(f"{session.id}/look") as opened:
        yield opened


def test_a_viewer_sees_the_run_under_another_id(live: Live, session: Session, viewer: Stream) -> None:
    first = viewer.next("session")
    assert (first["id"], first["spec"]["data"]["name"]) == ("masked", "circle")
    viewer.next("frame", step=0)
    with live.stream(session) as own:
        assert own.next("session")["id"] == session.id
        own.ask("set", "session", patch={"seed": 3})
        changed = viewer.next("session")
        assert (changed["id"], changed["spec"]["seed"], changed["re"]) == ("masked", 3, None)
        own.ask("step", count=4)
    seen = viewer.next("frame", step=4)
    assert session.id.encode() not in seen["bytes"]
    session.delete()
    closed = viewer.next("closed")
    assert session.id not in str(closed)
    with pytest.raises(ConnectionClosed):
        viewer.read()
    assert viewer.socket.close_code == CloseCode.GONE


def test_a_viewer_changes_nothing(session: Session, viewer: Stream) -> None:
    before = session.info()
    for command in COMMANDS:
        error = viewer.ask(answer="error", kind=command["type"], **{k: v for k, v in command.items() if k != "type"})
        assert (error["problem"]["status"], error["problem"]["type"]) == (403, "urn:backprop:read-only")
        assert command["type"] in error["problem"]["detail"]
    assert session.info() == before
    viewer.send("nonsense")
    assert viewer.next("error")["problem"]["status"] == 422
    assert viewer.ask("view", resolution=8)["playing"] is False
    small = viewer.next("frame")
    assert next(each for each in small["sections"] if each["name"] == "output_maps")["shape"] == [1, 8, 8]


def test_whoever_has_the_outbox_can_end_the_stream(session: Session, viewer: Stream) -> None:
    viewer.next("frame")
    (outbox,) = watching
    outbox.end(CloseCode.GONE, "somebody else is shown")
    session.train()  # on the event loop, so that the end is noticed
    with pytest.raises(ConnectionClosed):
        viewer.next("never")
    assert viewer.socket.close_code == CloseCode.GONE
    assert watching == []


def test_a_session_that_is_not_there_is_told_by_a_code_and_a_refusal_before_the_stream_opens(live: Live) -> None:
    with live.stream("unknown/look") as stream, pytest.raises(ConnectionClosed):
        stream.read()
    assert stream.socket.close_code == CloseCode.UNKNOWN_SESSION
    with pytest.raises(InvalidStatus) as denied, live.stream("forbidden/look"):
        pass
    assert denied.value.response.status_code == 403
    assert b"urn:backprop:not-allowed" in denied.value.response.body
