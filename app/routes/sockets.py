"""Send and close WebSockets."""

import asyncio
from contextlib import suppress
from typing import Protocol

from fastapi import WebSocket, WebSocketDisconnect
from starlette.types import Message

from app.outbox import EndedError
from app.protocol.stream import SUBPROTOCOL, CloseCode

CLOSE_SECONDS = 2.0
"""Longest wait until the close frame is sent; a client that reads nothing does not get it."""


class Source(Protocol):
    """Messages for one client, such as an outbox."""

    async def next(self) -> str | bytes:
        """Wait for the next message. Raises EndedError when the stream is over."""


class Socket(Protocol):
    """A WebSocket, or a channel of one."""

    async def receive(self) -> Message:
        """Wait for the next message of the client, or its end."""

    async def send_text(self, data: str) -> None:
        """Send text."""

    async def send_bytes(self, data: bytes) -> None:
        """Send bytes."""

    async def close(self, code: int, reason: str) -> None:
        """Close it."""


async def offers_subprotocol(websocket: WebSocket) -> bool:
    """Return True if the client speaks the protocol of the streams; otherwise close the stream, with a code that says
    so."""
    if SUBPROTOCOL in websocket.scope["subprotocols"]:
        return True
    await websocket.accept()
    await close(websocket, CloseCode.NO_SUBPROTOCOL, f"offer the subprotocol {SUBPROTOCOL}")
    return False


async def send(websocket: Socket, source: Source) -> None:
    """Send messages until the stream or the connection ends; that of a client which reads nothing is ended by
    `app.access.protocols`."""
    with suppress(WebSocketDisconnect):
        while True:
            try:
                message = await source.next()
            except EndedError as end:
                await close(websocket, end.code, end.reason)
                return
            if isinstance(message, str):
                await websocket.send_text(message)
            else:
                await websocket.send_bytes(message)


async def close(websocket: Socket, code: CloseCode, reason: str) -> None:
    """Close a stream, if its client still reads."""
    with suppress(TimeoutError, WebSocketDisconnect, RuntimeError):  # RuntimeError: the client closed first
        async with asyncio.timeout(CLOSE_SECONDS):
            await websocket.close(code, reason[:120])
