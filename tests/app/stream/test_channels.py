"""Streams of several sessions over one socket."""

import json
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from app.protocol.stream import SUBPROTOCOL, CloseCode
from app.routes.sessions.channels import MOST
from tests.app.live import PATIENCE, Live, until

VIEW = {"resolution": 0, "neuron_resolution": 0}


@contextmanager
def opened(live: Live) -> Iterator[ClientConnection]:
    url = f"{live.url.replace('http', 'ws')}/api/v1/sessions/stream"
    with connect(url, subprotocols=[SUBPROTOCOL], compression=None) as socket:  # type: ignore[list-item]
        yield socket


@pytest.fixture
def socket(live: Live) -> Iterator[ClientConnection]:
    with opened(live) as socket:
        yield socket


def send(socket: ClientConnection, channel: int, **message: Any) -> None:
    socket.send(f"{channel} {json.dumps(message)}")


def read(socket: ClientConnection) -> tuple[int, dict[str, Any]]:
    """The next message: its channel, and the event or the header of the frame."""
    message = socket.recv(PATIENCE)
    if isinstance(message, str):
        channel, _, text = message.partition(" ")
        return int(channel), json.loads(text)
    length, number = struct.unpack_from("<II", message, 8)
    return number, {"type": "frame", **json.loads(message[16 : 16 + length])}


def read_until(socket: ClientConnection, channel: int, kind: str) -> dict[str, Any]:
    while True:
        number, event = read(socket)
        if (number, event["type"]) == (channel, kind):
            return event


def test_each_channel_has_the_stream_of_its_session(live: Live, socket: ClientConnection) -> None:
    sessions = {3: live.session(), 7: live.session(seed=1)}
    for channel, session in sessions.items():
        send(socket, channel, type="open", session=session.id, view=VIEW)
    heard: dict[int, list[dict[str, Any]]] = {channel: [] for channel in sessions}
    while any(len(events) < 3 for events in heard.values()):
        channel, event = read(socket)
        heard[channel].append(event)
    for channel, events in heard.items():
        assert [event["type"] for event in events] == ["session", "status", "frame"]
        assert events[0]["id"] == sessions[channel].id
    send(socket, 3, type="ack", frame=heard[3][2]["frame"])
    send(socket, 7, type="step", count=5, id="a")
    assert read_until(socket, 7, "status")["re"] == "a"
    assert (sessions[3].info().step, sessions[7].info().step) == (0, 5)
    sessions[3].delete()
    assert read_until(socket, 3, "closed")["code"] == CloseCode.GONE
    send(socket, 7, type="pause", id="b")  # the others go on
    assert read_until(socket, 7, "status")["re"] == "b"


def test_a_closed_channel_no_longer_watches_and_its_place_is_free(live: Live, socket: ClientConnection) -> None:
    session = live.session()
    send(socket, 1, type="open", session=session.id, view=VIEW)
    read_until(socket, 1, "frame")
    send(socket, 1, type="close")
    until(lambda: not live.call(lambda services: _attended(services.sessions.at_work(session.id))))
    send(socket, 2, type="open", session=session.id, view=VIEW)
    read_until(socket, 2, "frame")
    socket.close()
    until(lambda: not live.call(lambda services: _attended(services.sessions.at_work(session.id))))


def _attended(session: Any) -> bool:
    return bool(session.attended)


def test_what_cannot_be_opened_is_refused_alone(live: Live, socket: ClientConnection) -> None:
    session = live.session()
    send(socket, 1, type="open", session="nobody")
    assert read_until(socket, 1, "error")["problem"]["status"] == 404
    assert read_until(socket, 1, "closed")["code"] == CloseCode.UNKNOWN_SESSION
    for message in (
        {"type": "play"},
        {"type": "open"},
        {"type": "open", "session": session.id, "view": {"resolution": -1}},
    ):
        send(socket, 2, **message)
        assert read_until(socket, 2, "error")["problem"]["status"] == 422
        read_until(socket, 2, "closed")
    socket.send("2 not JSON")
    assert read_until(socket, 2, "error")["problem"]["status"] in (400, 422)
    read_until(socket, 2, "closed")
    for channel in range(10, 10 + MOST):
        send(socket, channel, type="open", session=session.id, view=VIEW)
    for channel in range(10, 10 + MOST):
        read_until(socket, channel, "session")
    send(socket, 9, type="open", session=session.id, view=VIEW)
    assert "channels already" in read_until(socket, 9, "error")["problem"]["detail"]


@pytest.mark.parametrize("message", ["", "{}", '{"type":"open"}', "-1 {}", "x {}", "12345678901 {}", "² {}", b"1 {}"])
def test_a_message_without_a_channel_ends_the_socket(live: Live, message: str | bytes) -> None:
    with opened(live) as socket:
        socket.send(message)
        with pytest.raises(ConnectionClosed) as closed:
            socket.recv(PATIENCE)
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == CloseCode.NO_CHANNEL
