"""The client's end of a WebSocket, as lean as possible: hundreds of them share the processor with the server."""

import asyncio
import base64
import os
import socket
import struct
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from typing import NamedTuple, Self

from app.protocol.stream import SUBPROTOCOL

TEXT, BINARY, CLOSE, PING, PONG = 1, 2, 8, 9, 10
"""Kinds of messages: the op codes of RFC 6455."""

CONNECTING_SECONDS = 10.0


class RefusedError(ConnectionError):
    """The server has refused the stream, or closed it while it was opened."""


class Address(NamedTuple):
    """Where a server listens."""

    host: str
    port: int


class Socket(asyncio.Protocol):
    """An open stream. on_message: called with the stream, the kind of each message, TEXT or BINARY, and its bytes.

    closed: set once the stream has ended. receive_buffer: bytes that the system holds for the reader; None: its default.
    """

    def __init__(self, on_message: "OnMessage") -> None:
        self.closed = asyncio.Event()
        self.code: int | None = None
        self._on_message = on_message
        self._buffer = bytearray()
        self._opening: asyncio.Future[None] | None = asyncio.get_running_loop().create_future()

    @classmethod
    async def open(
        cls,
        address: Address,
        path: str,
        on_message: "OnMessage",
        headers: Mapping[str, str] | None = None,
        receive_buffer: int | None = None,
    ) -> Self:
        """Open a stream. Raises OSError, also if the server refuses it."""
        loop = asyncio.get_running_loop()
        end = socket.socket()
        if receive_buffer is not None:
            end.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        end.setblocking(False)
        self = cls(on_message)
        async with asyncio.timeout(CONNECTING_SECONDS):
            try:
                await loop.sock_connect(end, address)
                await loop.create_connection(lambda: self, sock=end)
            except BaseException:
                end.close()
                raise
            try:
                self._transport.write(handshake(address, path, headers or {}))
                assert self._opening is not None
                await self._opening
            except BaseException:
                self.close()
                raise
        self._opening = None
        return self

    @property
    def port(self) -> int:
        """The port of this end."""
        return int(self._transport.get_extra_info("sockname")[1])

    def send(self, text: str) -> None:
        """Send a text; does nothing once the stream has ended."""
        if not self._transport.is_closing():
            self._transport.write(frame(TEXT, text.encode()))

    def close(self) -> None:
        """End the stream."""
        self._transport.abort()

    def stop_reading(self) -> None:
        """Receive nothing from now on."""
        self._transport.pause_reading()

    async def read_slowly(self, count: int, pause: float) -> None:
        """Receive at most `count` bytes every `pause` seconds, until the stream ends."""
        end = self._transport.get_extra_info("socket")
        self._transport.pause_reading()
        while not self.closed.is_set():
            with suppress(BlockingIOError):
                data = os.read(end.fileno(), count)
                if not data:
                    self._transport.abort()
                self.data_received(data)
            await asyncio.sleep(pause)

    # asyncio.Protocol

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Note the connection."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Pass whole messages on."""
        self._buffer += data
        if self._opening is not None and not self._opening.done():
            head, end, rest = self._buffer.partition(b"\r\n\r\n")
            if not end:
                return
            if b" 101 " not in head.split(b"\r\n", 1)[0]:
                self._opening.set_exception(RefusedError(head.decode(errors="replace")))
                return
            self._buffer = rest
            self._opening.set_result(None)
        for kind, payload in messages(self._buffer):
            if kind == PING:
                self._transport.write(frame(PONG, payload))
            elif kind == CLOSE:
                self.code = struct.unpack(">H", payload[:2])[0] if payload else None
                self._transport.close()
            else:
                self._on_message(self, kind, payload)

    def connection_lost(self, exc: Exception | None) -> None:
        """Note the end."""
        if self._opening is not None and not self._opening.done():
            self._opening.set_exception(RefusedError("closed before it was open"))
        self.closed.set()


OnMessage = Callable[[Socket, int, bytes], None]


def handshake(address: Address, path: str, headers: Mapping[str, str]) -> bytes:
    """The request that opens a stream."""
    lines = [
        f"GET {path} HTTP/1.1",
        f"Host: {address.host}:{address.port}",
        "Upgrade: websocket",
        "Connection: Upgrade",
        "Sec-WebSocket-Version: 13",
        f"Sec-WebSocket-Key: {base64.b64encode(os.urandom(16)).decode()}",
        f"Sec-WebSocket-Protocol: {SUBPROTOCOL}",
        *(f"{name}: {value}" for name, value in headers.items()),
    ]
    return "\r\n".join([*lines, "", ""]).encode()


def frame(kind: int, payload: bytes) -> bytes:
    """A message of a client. Its mask is zero, which leaves the payload as it is."""
    if len(payload) < 126:
        head = bytes([0x80 | kind, 0x80 | len(payload)])
    else:
        head = bytes([0x80 | kind, 0x80 | 126]) + struct.pack(">H", len(payload))
    return head + b"\0\0\0\0" + payload


def messages(buffer: bytearray) -> Iterator[tuple[int, bytes]]:
    """Remove the whole messages of a server from a buffer; yields their kinds and bytes."""
    while len(buffer) >= 2:
        size, start = buffer[1], 2
        if size == 126 and len(buffer) >= 4:
            size, start = struct.unpack_from(">H", buffer, 2)[0], 4
        elif size == 127 and len(buffer) >= 10:
            size, start = struct.unpack_from(">Q", buffer, 2)[0], 10
        elif size >= 126:
            return
        if len(buffer) < start + size:
            return
        kind, payload = buffer[0] & 15, bytes(buffer[start : start + size])
        del buffer[: start + size]
        yield kind, payload
