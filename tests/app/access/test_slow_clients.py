"""Clients that send slowly, without end, or what is no HTTP: they are refused and closed, and others are served."""

import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, suppress

import httpx
import pytest
from websockets.frames import Frame, Opcode

from app.access.protocols import LimitedHttp, LimitedWebSocket
from app.protocol.problem import Problem
from app.protocol.stream import CloseCode
from tests.app.live import CIRCLE, PATIENCE, Live, serving
from tests.app.stream.test_stream_bad_input import close_code

pytestmark = pytest.mark.slow

SECONDS = 1.0
HEAD = b"POST /api/v1/sessions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"


@pytest.fixture(scope="module")
def strict() -> Iterator[Live]:
    """A server that waits only a second for a request."""
    with serving(request_seconds=SECONDS) as live:
        yield live


def connect(live: Live) -> socket.socket:
    address = httpx.URL(live.url)
    return socket.create_connection((address.host, address.port), timeout=PATIENCE)


def answer(raw: socket.socket) -> tuple[int, Problem]:
    """Read to the end of a connection: the status and the problem of its only answer."""
    received = b""
    while part := raw.recv(65536):
        received += part
    head, _, body = received.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 "), received[:200]
    assert b"connection: close" in head.lower()
    return int(head.split()[1]), Problem.model_validate_json(body)


@pytest.mark.parametrize(
    "sent",
    [b"", b"GET / HT", b"GET / HTTP/1.1\r\nHost: localhost\r\nX: ", HEAD + b"Content-Length: 1000\r\n\r\n{",
     HEAD + b"Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n"],
    ids=["nothing", "line", "header", "body", "chunk"],
)  # fmt: skip
def test_fifty_slow_clients_are_closed_while_others_are_served(strict: Live, sent: bytes) -> None:
    with ExitStack() as stack:
        slow = [stack.enter_context(connect(strict)) for _ in range(50)]
        for raw in slow:
            raw.sendall(sent)
        assert httpx.post(f"{strict.url}/api/v1/sessions", json=CIRCLE, timeout=PATIENCE).status_code == 201
        for raw in slow:
            status, problem = answer(raw)
            assert status == problem.status == 408
            assert "within 1 seconds" in problem.detail
            assert problem.remedy


@pytest.mark.parametrize(
    "head", [b"GET / HTTP/1.1\r\nHost: localhost\r\nX: ", HEAD + b"Content-Length: 100000\r\n\r\n"]
)
def test_a_client_that_sends_a_byte_at_a_time_is_closed_too(strict: Live, head: bytes) -> None:
    with connect(strict) as raw:
        raw.sendall(head)
        began = time.monotonic()
        try:
            while time.monotonic() - began < PATIENCE:
                raw.sendall(b"x")
                time.sleep(0.05)
        except OSError:
            pass
        assert time.monotonic() - began < PATIENCE


def test_a_body_that_arrives_steadily_is_read_however_long_it_takes(strict: Live) -> None:
    length = 20 * LimitedHttp.BODY_BYTES
    with connect(strict) as raw:
        raw.sendall(HEAD + b"Connection: close\r\nContent-Length: %d\r\n\r\n" % length)
        for _ in range(20):
            raw.sendall(b" " * LimitedHttp.BODY_BYTES)
            time.sleep(2.5 * SECONDS / 20)
        assert answer(raw)[0] == 400  # read to its end: spaces are no JSON


def test_a_slow_second_request_of_a_connection_is_closed(strict: Live) -> None:
    with connect(strict) as raw:
        raw.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
        received = b""
        while not received.endswith(b"}"):  # head and body may arrive apart
            received += raw.recv(65536)
        assert received.startswith(b"HTTP/1.1 200")
        raw.sendall(b"GET /healthz HTTP/1.1\r\n")
        assert answer(raw)[0] == 408


def test_an_answer_that_takes_long_is_waited_for(strict: Live) -> None:
    session = strict.session(network={"layers": [{"units": 128}, {"units": 128}]})
    began = time.monotonic()
    while time.monotonic() - began < 2 * SECONDS:
        assert session.train(2000).steps == 2000


@pytest.mark.parametrize(
    ("sent", "part"),
    [
        (b"GET / HTTP/1.1\r\nHost: localhost\r\nX: ", b"x"),
        (b"GET / HTTP/1.1\r\nHost: localhost\r\n", b"X: y\r\n"),
        (b"GET /", b"x"),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\n1;", b"x"),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\n1\r\n \r\n0\r\n", b"X: y\r\n"),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\n1\r\n \r\n0\r\nX: ", b"x"),
    ],
    ids=["header", "headers", "path", "extension", "trailers", "trailer"],
)
def test_a_megabyte_where_headers_belong_is_refused_and_closed(strict: Live, sent: bytes, part: bytes) -> None:
    with connect(strict) as raw:
        raw.sendall(sent + part * (2**20 // len(part)))
        status, problem = answer(raw)
        assert status == problem.status == 431
        assert "65,536 bytes" in problem.detail


def test_headers_below_the_limit_are_accepted(strict: Live) -> None:
    headers = {f"X-{number}": "x" * 1000 for number in range(60)}
    assert httpx.get(f"{strict.url}/healthz", headers=headers).status_code == 200


@pytest.mark.parametrize(
    "sent", [b"\x16\x03\x01\x02\x00\x01", b"\0" * 100, b"HELLO\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n"]
)
def test_what_is_no_http_is_refused(strict: Live, sent: bytes) -> None:
    with connect(strict) as raw:
        raw.sendall(sent)
        status, problem = answer(raw)
        assert status == problem.status == 400
        assert "HTTP" in problem.remedy


def test_a_message_in_too_many_pieces_closes_the_stream(strict: Live) -> None:
    with strict.stream(strict.session()) as stream:
        first = Frame(Opcode.TEXT, b"", fin=False).serialize(mask=True)
        more = Frame(Opcode.CONT, b"", fin=False).serialize(mask=True)
        stream.socket.socket.sendall(first + more * (LimitedWebSocket.MAX_PIECES + 1))
        assert close_code(stream) == CloseCode.TOO_BIG


def narrow(live: Live) -> socket.socket:
    """A client with a small buffer, which has asked for a long answer."""
    address = httpx.URL(live.url)
    raw = socket.socket()
    raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    raw.settimeout(PATIENCE)
    raw.connect((address.host, address.port))
    raw.sendall(b"GET /openapi.json HTTP/1.1\r\nHost: localhost\r\n\r\n")
    return raw


def rest(raw: socket.socket) -> bytes:
    """What still arrives before the connection ends, or nothing has arrived for a second."""
    raw.settimeout(1.0)
    received = bytearray()
    with suppress(TimeoutError, ConnectionResetError):
        while part := raw.recv(65536):
            received += part
    return bytes(received)


def test_a_client_that_does_not_read_its_answer_is_closed_and_a_slow_one_gets_it_all() -> None:
    with serving(request_seconds=SECONDS, stall_seconds=SECONDS, socket_buffer_bytes=4096) as live:
        length = len(httpx.get(f"{live.url}/openapi.json", headers={"Accept-Encoding": "identity"}).content)
        with narrow(live) as slow, narrow(live) as stalled:
            begun, received = time.monotonic(), b""
            while time.monotonic() - begun < 4 * SECONDS:
                received += slow.recv(2048)
                time.sleep(0.05)
            received += rest(slow)
            assert received.startswith(b"HTTP/1.1 200")
            assert len(received.partition(b"\r\n\r\n")[2]) == length
            assert len(rest(stalled)) < length
