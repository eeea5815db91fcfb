"""uvicorn's protocols, with limits for clients that send slowly or without end, do not speak HTTP, or stop reading.

uvicorn with httptools waits for ever for the rest of a request or for an answer to be read, and accepts headers of any
length.
"""

from asyncio import BaseTransport, TimerHandle, Transport
from http import HTTPStatus
from typing import Any, ClassVar, Literal

from uvicorn._types import ASGISendEvent
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.protocols.utils import ClientDisconnected
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from app.access.progress import Progress
from app.errors import AppError, error_response
from app.settings import Settings


class HeadersTooLargeError(AppError):
    """The headers of a request are longer than the server accepts."""

    status, kind, title = 431, "headers-too-large", "The request's headers are too large"


class TooSlowError(AppError):
    """The client has not sent its request in time."""

    status, kind, title = 408, "too-slow", "The request did not arrive in time"


class NotHttpError(AppError):
    """The bytes received are not a request of HTTP/1.1."""

    status, kind, title = 400, "not-http", "This is not an HTTP request"


class LimitedHttp(HttpToolsProtocol):
    """A connection that is closed if a request's headers take too long or are too long, its body stops coming, or its answer
    is not read."""

    BODY_BYTES: ClassVar[int] = 4 * 2**10
    """Bytes of a body that have to arrive within the time for a request, unless the body ends."""
    CHECKS: ClassVar[int] = 5
    """Checks within the time for a request. One timer for a connection costs less than one for each request."""
    LINGER_SECONDS: ClassVar[float] = 1.0
    """Time for a refused client to read the answer; what it sends meanwhile is dropped."""

    def __init__(self, *arguments: Any, settings: Settings, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._seconds, self._max_header = settings.request_seconds, settings.max_header_bytes
        self._stall_seconds = settings.stall_seconds
        self._awaits: Literal["headers", "body"] | None = "headers"
        self._since = self.loop.time()
        self._body_bytes = 0  # received since then
        self._header_bytes = 0
        self._unread_bytes = 0  # received since the parser last reported a part
        self._refused = False
        self._timer: TimerHandle | None = None

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]
        """Start to watch the time."""
        super().connection_made(transport)
        self._progress = Progress(transport, self.loop.time())
        self._timer = self.loop.call_later(self._seconds / self.CHECKS, self._check)

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop watching."""
        self._stop_watching()
        super().connection_lost(exc)

    def handle_websocket_upgrade(self) -> None:
        """Stop watching: a stream has its own limits."""
        self._stop_watching()
        super().handle_websocket_upgrade()

    def data_received(self, data: bytes) -> None:
        """Parse what arrives, unless the client has been refused."""
        if self._refused:
            return
        self._unread_bytes += len(data)
        super().data_received(data)
        if not self._refused and self._header_bytes + self._unread_bytes > self._max_header:
            self.send_400_response("")

    def send_400_response(self, msg: str) -> None:
        """Refuse what the parser cannot read."""
        if self._header_bytes + self._unread_bytes > self._max_header:
            detail = f"The request line and headers are longer than {self._max_header:,} bytes."
            self._refuse(HeadersTooLargeError(detail, "Send fewer or shorter headers."))
        else:
            self._refuse(NotHttpError("The bytes received are not a request of HTTP/1.1.", "Use a client for HTTP."))

    # what the parser reports

    def on_message_begin(self) -> None:
        """A request begins."""
        super().on_message_begin()
        self._awaits, self._since = "headers", self.loop.time()
        self._header_bytes = self._unread_bytes = 0

    def on_url(self, url: bytes) -> None:
        """A part of the path."""
        self._count(len(url))
        super().on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        """A header or a trailer."""
        self._count(len(name) + len(value) + 4)
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """The headers have ended."""
        super().on_headers_complete()
        self._awaits, self._since, self._body_bytes = "body", self.loop.time(), 0

    def on_body(self, body: bytes) -> None:
        """A part of the body."""
        self._unread_bytes = 0
        self._body_bytes += len(body)
        super().on_body(body)

    def on_message_complete(self) -> None:
        """The request has ended."""
        self._unread_bytes = 0
        self._awaits = None
        super().on_message_complete()

    def _count(self, length: int) -> None:
        self._unread_bytes = 0
        self._header_bytes += length
        if self._header_bytes > self._max_header:
            raise ValueError("headers too large")  # the parser stops, and data_received refuses the request

    # refusals

    def _stop_watching(self) -> None:
        if self._timer is not None:
            self._timer.cancel()

    def _check(self) -> None:
        """Refuse a client that keeps the server waiting."""
        if self._progress.look(self.loop.time()) >= self._stall_seconds:
            self.transport.abort()
            return
        if self._awaits == "body" and (self.flow.read_paused or self._body_bytes >= self.BODY_BYTES):
            self._since, self._body_bytes = self.loop.time(), 0
        if self._awaits is not None and self.loop.time() - self._since >= self._seconds:
            detail = f"The {self._awaits} of the request did not arrive within {self._seconds:g} seconds."
            self._refuse(TooSlowError(detail, "Send the whole request at once, over a faster connection if possible."))
        else:
            self._timer = self.loop.call_later(self._seconds / self.CHECKS, self._check)

    def _refuse(self, error: AppError) -> None:
        """Answer, unless an answer has begun, and close the connection."""
        self._refused = True
        self._stop_watching()
        answered = False
        if self.cycle is not None and not self.cycle.response_complete:
            answered = self.cycle.response_started
            self.cycle.disconnected = True
            self.cycle.message_event.set()
        elif self.cycle is not None:
            answered = self._awaits == "body"
        if self.transport.is_closing():
            return
        if answered:
            self.transport.close()
            return
        response = error_response(error)
        lines = [b"HTTP/1.1 %d %s" % (response.status_code, HTTPStatus(response.status_code).phrase.encode())]
        headers = [*response.raw_headers, (b"connection", b"close")]
        lines += [name + b": " + value for name, value in headers]
        self.transport.write(b"\r\n".join([*lines, b"", bytes(response.body)]))
        self.flow.resume_reading()
        self.loop.call_later(self.LINGER_SECONDS, self.transport.close)


class LimitedWebSocket(WebSocketsSansIOProtocol):
    """A stream that is closed if its client stops reading, or sends text that is not UTF-8, or a message in very many pieces.

    A client that reads slowly stays connected: what counts is that something arrives.
    """

    MAX_PIECES: ClassVar[int] = 10_000
    CHECKS: ClassVar[int] = 4
    """Checks within the time after which a client that reads nothing is disconnected."""

    def __init__(self, *arguments: Any, settings: Settings, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._seconds = settings.stall_seconds
        self._heard = 0.0  # when the client last sent something

    def connection_made(self, transport: BaseTransport) -> None:
        """Start to watch whether the client reads."""
        super().connection_made(transport)
        self._heard = self.loop.time()
        self._progress = Progress(self.transport, self._heard)
        self._check()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop watching."""
        self._timer.cancel()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Note that the client is there."""
        self._heard = self.loop.time()
        super().data_received(data)

    def keepalive_timeout(self) -> None:
        """The answer to a ping is late: wait on while the client still reads what came before the ping, or sends."""
        now = self.loop.time()
        self._progress.look(now)
        rest = max(self._heard, self._progress.arrived) + self._seconds - now
        if rest > 0:
            self.pong_timer = self.loop.call_later(rest, self.keepalive_timeout)
        else:
            super().keepalive_timeout()

    def _check(self) -> None:
        """End the connection if the client has stopped reading."""
        if self._progress.look(self.loop.time()) >= self._seconds:
            self.transport.abort()
        else:
            self._timer = self.loop.call_later(self._seconds / self.CHECKS, self._check)

    def handle_cont(self, event: Any) -> None:
        """Receive the next piece of a message. Their number is limited, because empty ones add nothing to its length."""
        if len(self.frames) >= self.MAX_PIECES:
            self._fail(1009, "a message in too many pieces")
        else:
            super().handle_cont(event)

    def send_receive_event_to_app(self) -> None:
        """A whole message."""
        if self.curr_msg_data_type == "text":
            try:
                b"".join(self.frames).decode()
            except UnicodeDecodeError:  # uvicorn logs it as an error of its own
                self._fail(1007, "text that is not UTF-8")
                return
        super().send_receive_event_to_app()

    async def send(self, message: ASGISendEvent) -> None:
        """Send a message. Raises ClientDisconnected if the stream has been closed because of what its client sent."""
        try:
            await super().send(message)
        except RuntimeError:
            if not self.close_sent:
                raise
            raise ClientDisconnected from None
        if message["type"] == "websocket.http.response.body":
            self.handshake_complete = (
                self.close_sent
            )  # else uvicorn logs the refusal of a stream as a fault of the server

    def _fail(self, code: int, reason: str) -> None:
        self.frames = []
        if not self.close_sent:
            self.conn.fail(code, reason)
            self.handle_parser_exception()
