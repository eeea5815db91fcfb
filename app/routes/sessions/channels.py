"""Serve the streams of several sessions over one socket, each on a channel of its own.

Every text message begins with the number of its channel and a space; frames have the number in their bytes 12 to 15. The
client chooses the number when it opens a channel. What follows is the stream of a session, as on a socket of its own.
"""

import asyncio
import re
import struct
from contextlib import ExitStack
from functools import partial

from fastapi import WebSocket
from starlette.types import Message

from app.conversion import detail_of, to_json
from app.deps import Services, find_session, limited
from app.errors import AppError, LimitError, problem_of
from app.protocol.stream import SUBPROTOCOL, CloseCode, ClosedEvent, ErrorEvent, OpenChannel
from app.routes.body import JsonReader, read_json
from app.routes.sessions.streaming import code_of, serve
from app.routes.sockets import close, offers_subprotocol

MOST = 64
"""Most channels of a socket."""

CLOSE = re.compile(r'\s*\{\s*"type"\s*:\s*"close"\s*\}\s*')

OPENING: JsonReader[OpenChannel] = JsonReader(OpenChannel)

DISCONNECT: Message = {"type": "websocket.disconnect"}

_NUMBER, _PLACE = struct.Struct("<I"), 12


class Channel:
    """A channel of a socket, which is used like a socket."""

    def __init__(self, websocket: WebSocket, number: int, most_waiting: int) -> None:
        self._websocket, self._number = websocket, number
        self._received: asyncio.Queue[Message] = asyncio.Queue(most_waiting)

    def pass_on(self, message: Message) -> None:
        """Let a message wait for `receive`. Raises asyncio.QueueFull."""
        self._received.put_nowait(message)

    async def receive(self) -> Message:
        """Wait for the next message of the client."""
        return await self._received.get()

    async def send_text(self, data: str) -> None:
        """Send an event."""
        await self._websocket.send_text(f"{self._number} {data}")

    async def send_bytes(self, data: bytes) -> None:
        """Send a frame."""
        await self._websocket.send_bytes(data[:_PLACE] + _NUMBER.pack(self._number) + data[_PLACE + _NUMBER.size :])

    async def close(self, code: int, reason: str) -> None:
        """Tell the client that the channel is closed."""
        await self.send_text(to_json(ClosedEvent(code=code, reason=reason)).decode())


async def stream_channels(websocket: WebSocket, services: Services) -> None:
    """Serve the channels of a socket until the client disconnects."""
    if not await offers_subprotocol(websocket):
        return
    await websocket.accept(subprotocol=SUBPROTOCOL)
    channels: dict[int, tuple[Channel, asyncio.Task[None]]] = {}
    async with asyncio.TaskGroup() as tasks:
        try:
            while (message := await websocket.receive())["type"] != "websocket.disconnect":
                number, text = _parts(message.get("text") or "")
                if number is None:
                    await close(websocket, CloseCode.NO_CHANNEL, "begin every message with the number of its channel")
                    return
                if number in channels:
                    channel, _ = channels[number]
                    channel.pass_on(
                        DISCONNECT if CLOSE.fullmatch(text) else {"type": "websocket.receive", "text": text}
                    )
                else:
                    channel = Channel(websocket, number, services.settings.max_commands)
                    serving = tasks.create_task(_serve(channel, text, len(channels), websocket, services))
                    channels[number] = channel, serving
                    serving.add_done_callback(partial(_forget, channels, number))
        except asyncio.QueueFull:
            await close(websocket, CloseCode.TOO_MANY_COMMANDS, "commands came faster than they can be answered")
        finally:
            for _, serving in channels.values():
                serving.cancel()


def _forget(channels: dict[int, tuple[Channel, asyncio.Task[None]]], number: int, _: asyncio.Task[None]) -> None:
    del channels[number]


def _parts(message: str) -> tuple[int | None, str]:
    """The number of the channel, None without one, and what follows it."""
    number, _, text = message.partition(" ")
    return (int(number) if number.isascii() and number.isdecimal() and len(number) < 10 else None), text


async def _serve(channel: Channel, text: str, others: int, websocket: WebSocket, services: Services) -> None:
    """Open the channel with the message `text`, on a socket with `others`, and serve it until either side
    closes it."""
    with ExitStack() as held:
        try:
            opening = OPENING.validate(read_json(text.encode()))
            if others >= MOST:
                raise LimitError(
                    f"This socket has {MOST} channels already.", "Close a channel, or open another socket."
                )
            with limited(websocket):
                session = await find_session(opening.session, services)
            memory = held.enter_context(services.sessions.stream_place())
        except AppError as error:
            await channel.send_text(ErrorEvent(problem=problem_of(error)).model_dump_json())
            await close(channel, code_of(error), error.detail)
            return
        client = held.enter_context(session.watched(detail_of(opening.view)))
        await serve(channel, session, client, services, memory)
