"""Serve the stream of a session: for each socket a task that reads, one that executes commands, and one that sends."""

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from functools import partial

from fastapi import WebSocket

from app.conversion import detail_of
from app.deps import Services, limited
from app.errors import (
    AppError,
    LimitError,
    SessionGoneError,
    StoreUnavailableError,
    UnknownSessionError,
    error_response,
    problem_of,
    validating,
)
from app.outbox import Outbox
from app.protocol.session.frames import FrameView
from app.protocol.stream import SUBPROTOCOL, Ack, AnyCommand, CloseCode, ErrorEvent, Reference
from app.routes.body import SHORT, JsonReader, read_json
from app.routes.sockets import Socket, close, offers_subprotocol, send
from app.runner import Runner
from app.sessions.clients import StreamClient
from app.sessions.commands import execute
from app.sessions.session import Session
from app.sharing.memory import Holding, MemoryFullError
from app.sharing.requests import READ_JSON
from engine.inspect.probes.observation import Detail

logger = logging.getLogger(__name__)

Commands = asyncio.Queue[tuple[AnyCommand, int]]
"""Commands that wait, each with the bytes that it has reserved."""

MISSING = (UnknownSessionError, SessionGoneError, StoreUnavailableError, LimitError)
"""Why there is no session to stream, as far as its id is to blame, or the store."""

ACK = re.compile(r'\{"type":"ack","frame":([0-9]{1,15})\}')
"""An acknowledgement as most clients write it: the most frequent message, which this reads faster than a JSON parser."""

COMMANDS: JsonReader[AnyCommand] = JsonReader(AnyCommand)


@contextmanager
def unwatched(_outbox: Outbox) -> Iterator[None]:
    """Let nobody else end the stream."""
    yield


async def stream_session(
    websocket: WebSocket,
    find: Callable[[], Awaitable[Session]],
    services: Services,
    *,
    shown_as: str | None = None,
    watching: Callable[[Outbox], AbstractContextManager[None]] = unwatched,
) -> None:
    """Serve the stream of the session that `find` returns: commands in, events and frames out, until either side closes.

    shown_as: the id that the client reads in place of the session's own; it may only look then. watching: a context that
    is entered with the stream's outbox while it is open, so that others can end it. The query may contain the fields of
    `FrameView`: what the first frames contain. What `find` raises is answered before
    the stream opens, except that a session is not there, which a close code tells.
    """
    if not await offers_subprotocol(websocket):
        return
    with ExitStack() as held:
        try:
            detail = _detail_of(websocket)
            with suppress(*MISSING), limited(websocket):  # told by a close code, which needs an open stream
                await find()
            memory = held.enter_context(services.sessions.stream_place())
        except AppError as error:
            await websocket.send_denial_response(error_response(error))
            return
        await websocket.accept(subprotocol=SUBPROTOCOL)
        try:
            session = await find()
        except AppError as error:
            await close(websocket, code_of(error), error.detail)
            return
        client = held.enter_context(session.watched(detail, shown_as))
        held.enter_context(watching(client.outbox))
        await serve(websocket, session, client, services, memory)


def _detail_of(websocket: WebSocket) -> Detail:
    """The detail of the first frames, by the fields of `FrameView` in the query. Raises InvalidFieldsError."""
    query = {name: value for name, value in websocket.query_params.items() if name in FrameView.model_fields}
    with validating():
        return detail_of(FrameView.model_validate(query))


def code_of(error: AppError) -> CloseCode:
    """The code that says why there is no session to stream."""
    if isinstance(error, SessionGoneError):
        return CloseCode.GONE
    return CloseCode.UNKNOWN_SESSION if isinstance(error, UnknownSessionError) else CloseCode.TRY_AGAIN


async def serve(websocket: Socket, session: Session, client: StreamClient, services: Services, memory: Holding) -> None:
    """Serve a session to a client that watches it, until either side closes the socket."""
    settings = services.settings
    commands: Commands = asyncio.Queue(settings.max_commands)
    reading = asyncio.create_task(_read(websocket, session, client, commands, services.runner, memory))
    executing = asyncio.create_task(_execute(session, client, commands, memory))
    sending = asyncio.create_task(send(websocket, client.outbox))
    try:
        await asyncio.wait({reading, sending}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        tasks = (reading, executing, sending)
        for task in tasks:
            task.cancel()
        results = await asyncio.gather(*tasks, return_exceptions=True)
    for result in results:
        if isinstance(result, Exception):
            raise result


async def _read(
    websocket: Socket,
    session: Session,
    client: StreamClient,
    commands: Commands,
    runner: Runner,
    memory: Holding,
) -> None:
    """Read the client's messages until it disconnects."""
    while True:
        message = await websocket.receive()
        if message["type"] == "websocket.disconnect":
            return
        text = message.get("text")
        if text is None:
            client.outbox.end(CloseCode.BINARY, "commands are JSON text; binary messages are not accepted")
            continue
        if (ack := ACK.fullmatch(text)) is not None:
            session.acknowledge(client, int(ack[1]))
            continue
        size = READ_JSON * len(text) if len(text) > SHORT else 0
        try:
            memory.resize(memory.size + size)
        except MemoryFullError as error:
            client.outbox.post(ErrorEvent(problem=problem_of(error)).model_dump_json())
            continue
        reading = partial(_command, text)
        command = await runner.run_apart(reading) if size else reading()
        if isinstance(command, ErrorEvent):
            client.outbox.post(command.model_dump_json())
        elif isinstance(command, Ack):
            session.acknowledge(client, command.frame)  # at once: frames must not wait for a long training
        else:
            try:
                commands.put_nowait((command, size))
                continue  # it gives the memory back once it is executed
            except asyncio.QueueFull:
                client.outbox.end(CloseCode.TOO_MANY_COMMANDS, "commands came faster than they can be answered")
        memory.resize(memory.size - size)


def _command(text: str) -> AnyCommand | ErrorEvent:
    """The command in a message, or what is wrong with it."""
    reference: Reference = None
    try:
        document = read_json(text.encode())
        if isinstance(document, dict) and isinstance(document.get("id"), (int, str)):
            reference = document["id"] if len(str(document["id"])) <= 64 else None
        return COMMANDS.validate(document)
    except AppError as error:
        return ErrorEvent(re=reference, problem=problem_of(error))


async def _execute(session: Session, client: StreamClient, commands: Commands, memory: Holding) -> None:
    """Execute the client's commands, in order."""
    while True:
        command, size = await commands.get()
        try:
            await execute(session, client, command)
        except Exception as error:
            problem = problem_of(error)
            if problem.status == 500:
                logger.exception("the command %s failed", command.type)
            client.outbox.post(ErrorEvent(re=command.id, problem=problem).model_dump_json())
        del command
        memory.resize(memory.size - size)
