"""Bad input on the stream: a clear error event or close code, without effect on other clients."""

import contextlib
import json
import socket
import struct
import threading
import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus

from app.client import Session
from app.protocol.stream import SUBPROTOCOL, CloseCode
from tests.app.live import PATIENCE, Live, Stream, serving, until


@pytest.fixture(scope="module")
def session(live: Live) -> Session:
    return live.session()


@pytest.fixture
def stream(live: Live, session: Session) -> Iterator[Stream]:
    """A stream of a session, which bad input must not change."""
    before = session.info()
    with live.stream(session) as opened:
        yield opened
    assert session.info() == before


def close_code(stream: Stream) -> int:
    """Read to the end and return the server's close code."""
    with contextlib.suppress(ConnectionClosed):
        while True:
            stream.socket.recv(PATIENCE)
    assert stream.socket.close_code is not None
    return stream.socket.close_code


COMMANDS: list[tuple[str, str, int]] = [
    ("", "zero-length", 400),
    ("garbage", "garbage", 400),
    ("{", "line 1", 400),
    ('{"type": "play", "per_second": NaN}', "NaN", 400),
    ('{"type": "play", "per_second": 1e999}', "infinity", 400),
    ("[" * 5000, "Depth", 400),
    ("null", "the command", 422),
    ("[]", "the command", 422),
    ("3", "the command", 422),
    ("{}", "type", 422),
    ('{"type": "dance"}', "'play', 'pause', 'step', 'reset', 'set', 'set_parameter', 'undo', 'view', 'ack'", 422),
    ('{"type": 3}', "'play'", 422),
    ('{"type": "play", "unit": "year"}', "'sample', 'step' or 'epoch'", 422),
    ('{"type": "play", "per_second": 0}', "/per_second", 422),
    ('{"type": "play", "per_second": -1}', "/per_second", 422),
    ('{"type": "play", "per_second": 1e9}', "/per_second", 422),
    ('{"type": "play", "surprise": 1}', "/surprise", 422),
    ('{"type": "step", "count": 0}', "/count", 422),
    ('{"type": "step", "count": "many"}', "/count", 422),
    ('{"type": "step", "count": 100000000}', "1,000,000", 422),
    ('{"type": "reset", "seed": -1}', "/seed", 422),
    ('{"type": "reset", "seed": 1e30}', "/seed", 422),
    ('{"type": "set"}', "/patch", 422),
    ('{"type": "set", "patch": 3}', "/patch", 422),
    ('{"type": "set", "patch": {"data": {"name": "sprial"}}}', "spiral", 422),
    ('{"type": "set", "patch": {"data": null}}', "/data", 422),
    ('{"type": "set", "patch": {"features": ["x1"]}}', "features", 409),
    ('{"type": "set", "patch": {"network": {"layers": [{"units": 5000}]}}, "reset": true}', "1024", 422),
    ('{"type": "view", "resolution": 100000}', "/resolution", 422),
    ('{"type": "view", "neuron_resolution": -1}', "/neuron_resolution", 422),
    ('{"type": "view", "confusion": "maybe"}', "/confusion", 422),
    ('{"type": "undo"}', "no change", 409),
    ('{"type": "undo", "steps": 2}', "/steps", 422),
    ('{"type": "set_parameter"}', "/layer", 422),
    ('{"type": "set_parameter", "layer": "output", "unit": 0, "value": 1}', "/input", 422),
    ('{"type": "set_parameter", "layer": "output", "unit": 0, "input": 9, "value": 1}', "input 9 of output", 422),
    ('{"type": "set_parameter", "layer": "output", "unit": 0, "input": null, "value": 1e999}', "infinity", 400),
    ('{"type": "set_parameter", "layer": "dense_3", "unit": 0, "input": 0, "value": 1}', "unknown layer", 422),
    ('{"type": "ack", "frame": -1}', "/frame", 422),
    ('{"type": "ack", "frame": "newest"}', "/frame", 422),
    ('{"type": "pause", "id": {}}', "/id", 422),
    ('{"type": "pause", "id": "' + "x" * 65 + '"}', "/id", 422),
]


@pytest.mark.parametrize(("text", "named", "status"), COMMANDS, ids=[text[:60] for text, _, _ in COMMANDS])
def test_a_bad_command_gets_an_error_event_and_the_stream_continues(
    stream: Stream, text: str, named: str, status: int
) -> None:
    stream.socket.send(text)
    problem = stream.next("error")["problem"]
    assert problem["status"] == status
    assert named in f"{problem['detail']} {problem['remedy']}"
    assert problem["remedy"]
    assert stream.ask("pause")["playing"] is False


def test_an_error_names_the_command_it_answers(stream: Stream) -> None:
    stream.send("dance", id="mine")
    assert stream.next("error")["re"] == "mine"


def test_a_binary_message_closes_with_1003(stream: Stream) -> None:
    stream.socket.send(b'{"type": "play"}')
    assert close_code(stream) == CloseCode.BINARY


def test_text_that_is_not_utf8_closes_with_1007(stream: Stream) -> None:
    stream.socket.send(b"\xff\xfe{}", text=True)
    assert close_code(stream) == CloseCode.NOT_UTF8


@pytest.mark.parametrize("opcode", [1, 2], ids=["text", "binary"])
def test_a_message_that_is_too_long_closes_with_1009_before_it_is_read(live: Live, stream: Stream, opcode: int) -> None:
    head = struct.pack(">BBQI", 0x80 | opcode, 0x80 | 127, live.settings.max_message_bytes + 1, 0)
    stream.socket.socket.sendall(head)
    assert close_code(stream) == CloseCode.TOO_BIG


def test_bytes_that_are_not_a_websocket_frame_close_the_stream(stream: Stream) -> None:
    stream.socket.socket.sendall(b"\xff" * 64)
    assert close_code(stream) == 1002  # RFC 6455: a protocol error


def test_a_stream_of_an_unknown_session_closes_with_4404(live: Live) -> None:
    for session_id in ("nobody", "x" * 500):
        with live.stream(session_id) as stream:
            assert close_code(stream) == CloseCode.UNKNOWN_SESSION


def test_a_command_before_its_session_exists_closes_with_4404(live: Live) -> None:
    with live.stream("not-yet") as stream:
        with contextlib.suppress(ConnectionClosed):
            stream.send("play")
        assert close_code(stream) == CloseCode.UNKNOWN_SESSION


def test_a_stream_of_a_deleted_session_closes_with_4410(live: Live) -> None:
    gone = live.session()
    gone.delete()
    with live.stream(gone) as stream:
        assert close_code(stream) == CloseCode.GONE


@pytest.mark.parametrize("offered", [None, ["chat"]])
def test_a_client_without_the_subprotocol_is_closed_with_4406(
    live: Live, session: Session, offered: list[Any] | None
) -> None:
    with live.stream(session, subprotocols=offered) as stream:
        assert close_code(stream) == CloseCode.NO_SUBPROTOCOL


def test_a_stream_at_another_path_is_refused(live: Live) -> None:
    with pytest.raises(InvalidStatus), live.stream("x/y/z"):
        pass


@pytest.mark.parametrize(
    ("view", "field"),
    [
        ("resolution=100000", "/resolution"),
        ("resolution=", "/resolution"),
        ("neuron_resolution=-1", "/neuron_resolution"),
        ("neurons_per_layer=NaN", "/neurons_per_layer"),
        ("confusion=maybe", "/confusion"),
        ("role=member&resolution=8&resolution=%FF", "/resolution"),
    ],
)
def test_a_stream_with_a_bad_view_is_refused_with_the_field(
    live: Live, session: Session, view: str, field: str
) -> None:
    with pytest.raises(InvalidStatus) as refusal, live.stream(session, f"?{view}"):
        pass
    assert refusal.value.response.status_code == 422
    assert json.loads(refusal.value.response.body)["errors"][0]["pointer"] == field


def test_a_stream_asked_for_by_plain_http_is_a_problem(live: Live, session: Session) -> None:
    assert httpx.get(f"{live.url}/api/v1/sessions/{session.id}/stream").status_code == 404


def test_commands_that_pile_up_close_the_stream() -> None:
    with serving(max_commands=5) as live, live.stream(live.session()) as stream:
        with contextlib.suppress(ConnectionClosed):
            for _ in range(2000):
                stream.send("step", count=5000)
        assert close_code(stream) == CloseCode.TOO_MANY_COMMANDS


def raw_stream(live: Live, session: Session) -> socket.socket:
    """A socket upgraded to a stream by hand, which reads only on demand."""
    address = httpx.URL(live.url)
    raw = socket.socket()
    raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    raw.settimeout(PATIENCE)
    raw.connect((address.host, address.port))
    raw.sendall(
        f"GET /api/v1/sessions/{session.id}/stream HTTP/1.1\r\nHost: {address.host}\r\nUpgrade: websocket\r\n"
        "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
        f"Sec-WebSocket-Protocol: {SUBPROTOCOL}\r\n\r\n".encode()
    )
    assert raw.recv(12) == b"HTTP/1.1 101"
    return raw


def masked(command: dict[str, Any]) -> bytes:
    """A command as the bytes of a client's WebSocket frame, with the mask 0."""
    text = json.dumps(command).encode()
    return bytes([0x81, 0x80 | 126]) + struct.pack(">H", len(text)) + b"\0\0\0\0" + text


@pytest.mark.slow
def test_a_client_that_stops_reading_is_closed_without_effect_on_others() -> None:
    with serving(stall_seconds=1.0, ping_seconds=0.5, socket_buffer_bytes=4096, max_events=10_000) as live:
        other = live.session()
        with raw_stream(live, live.session()) as stalled, live.stream(other) as stream:
            stalled.sendall(masked({"type": "play"}))
            for _ in range(500):  # their answers fill every buffer on the way
                stalled.sendall(masked({"type": "view", "resolution": 256, "neuron_resolution": 64, "id": "x" * 60}))
            stream.ask("play")
            until(lambda: len(live.server.server_state.connections) >= 2)
            deadline = time.monotonic() + 15
            frames = 0
            while len(live.server.server_state.connections) > 2:  # the other stream, and the REST client's
                stream.next("frame")
                frames += 1
                assert time.monotonic() < deadline
            assert frames > 0
            stream.ask("pause")


@pytest.mark.slow
def test_a_client_that_reads_slowly_stays_connected() -> None:
    settings = {"stall_seconds": 0.5, "ping_seconds": 0.25, "socket_buffer_bytes": 4096}
    with serving(**settings) as live, raw_stream(live, live.session()) as slow:
        slow.sendall(masked({"type": "view", "resolution": 256}) + masked({"type": "play"}))
        # most of the two frames that are sent before an acknowledgement; each takes three times as long as a stall may last
        for _ in range(25):
            assert slow.recv(4096)
            time.sleep(0.1)


@pytest.mark.slow
def test_fifty_clients_that_vanish_at_once_are_removed_without_effect_on_others() -> None:
    with serving() as live:
        sessions = [live.session() for _ in range(10)]
        with live.stream(live.session()) as stream:
            stream.ask("play")
            vanishing = [raw_stream(live, sessions[number % 10]) for number in range(50)]
            for raw in vanishing:
                raw.sendall(masked({"type": "play"}))
            until(lambda: all(session.info().playing for session in sessions))
            for raw in vanishing:
                raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))  # a reset, not a goodbye
                raw.close()
            for _ in range(20):
                stream.next("frame", playing=True)
            until(lambda: len(live.server.server_state.connections) <= 2)
            assert stream.ask("pause")["playing"] is False
            assert sessions[0].train(5).steps == 5


@pytest.mark.slow
def test_rest_callers_that_vanish_stop_their_training() -> None:
    with serving(workers=1) as live:
        session = live.session(network={"layers": [{"units": 200}, {"units": 200}]})
        address = httpx.URL(live.url)
        body = b'{"count": 1000000}'
        head = f"POST /api/v1/sessions/{session.id}/steps HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        with socket.create_connection((address.host, address.port)) as raw:
            raw.sendall(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)
            until(lambda: session.info().step > 0)
        answers: list[int] = []
        waiting = threading.Thread(target=lambda: answers.append(session.train(1).steps))
        waiting.start()
        waiting.join(PATIENCE)
        assert answers == [1]
        assert session.info().step < 1_000_000
