"""A real server for tests: uvicorn on a free port, in a thread, and a client of its stream."""

import asyncio
import json
import os
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

import uvicorn
from fastapi import APIRouter
from websockets.sync.client import ClientConnection, connect

from app.client import Client, Session
from app.deps import Services
from app.main import create_app
from app.protocol.stream import SUBPROTOCOL
from app.serving import address, listen, make_server
from app.settings import Settings

T = TypeVar("T")

PATIENCE = 60.0
"""Seconds that anything may take on a busy machine."""

CIRCLE = {"data": {"name": "circle", "samples": 100}}


@dataclass(frozen=True)
class Live:
    """A server that runs."""

    url: str
    client: Client
    server: uvicorn.Server
    settings: Settings

    def session(self, **spec: Any) -> Session:
        """A new session of the circle, or of another spec."""
        return self.client.create({**CIRCLE, **spec})

    def call(self, function: Callable[[Services], T]) -> T:
        """Call a function with the server's services, on its event loop."""

        async def called(services: Services) -> T:
            return function(services)

        return self.wait(called)

    def wait(self, function: Callable[[Services], Coroutine[Any, Any, T]]) -> T:
        """The result of a coroutine function, run on the server's event loop."""
        work = function(self.server.lifespan.state["services"])
        return asyncio.run_coroutine_threadsafe(work, self.server.servers[0].get_loop()).result(PATIENCE)

    @contextmanager
    def stream(self, session: Session | str, view: str = "", **options: Any) -> Iterator["Stream"]:
        """A stream of a session, for as long as the context lasts; `view` is the query of its address."""
        session_id = session if isinstance(session, str) else session.id
        url = f"{self.url.replace('http', 'ws')}/api/v1/sessions/{session_id}/stream{view}"
        with connect(url, **{"subprotocols": [SUBPROTOCOL], "compression": None, **options}) as socket:
            yield Stream(socket)


@contextmanager
def serving(router: APIRouter | None = None, **settings: Any) -> Iterator[Live]:
    """A server with these settings, for as long as the context lasts. It keeps nothing unless given a folder.

    router: further calls.
    """
    made = Settings(host="127.0.0.1", port=0, **settings)
    with listen(made) as listening:
        app = create_app(made)
        if router is not None:
            app.include_router(router)
        server = make_server(app, made)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        try:
            url = address(listening)
            with Client(url) as client:
                until(lambda: server.started)
                yield Live(url, client, server, made)
        finally:
            server.should_exit = True
            thread.join(PATIENCE)
        assert not thread.is_alive()


@contextmanager
def command(*arguments: str, **environment: str) -> Iterator[tuple["subprocess.Popen[str]", str]]:
    """`python -m app.cli serve …`, and the address it prints."""
    line = [sys.executable, "-m", "app.cli", "serve", *arguments]
    variables = {**os.environ, "BACKPROP_MAX_SESSIONS": "5", **environment}
    with subprocess.Popen(line, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=variables) as process:
        try:
            yield process, _printed_address(process)
        finally:
            process.kill()


def _printed_address(process: "subprocess.Popen[str]") -> str:
    """The address that a server prints, perhaps after lines about its start. One that prints none in time is killed."""
    assert process.stdout is not None
    printed: list[str] = []
    killer = threading.Timer(PATIENCE, process.kill)
    killer.start()
    try:
        for line in process.stdout:
            printed.append(line)
            if "http://" in line:
                return next(word for word in line.split() if word.startswith("http://"))
    finally:
        killer.cancel()
    raise AssertionError(f"The server printed no address, but: {''.join(printed) or 'nothing'}")


def until(condition: Any) -> Any:
    """Wait until a function returns a true value, and return it."""
    deadline = time.monotonic() + PATIENCE
    while not (value := condition()):
        assert time.monotonic() < deadline, "waited too long"
        time.sleep(0.01)
    return value


class Stream:
    """A client of the stream: acknowledges frames as it reads them."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket
        self.frames: list[dict[str, Any]] = []

    def send(self, kind: str, **fields: Any) -> None:
        """Send a command."""
        self.socket.send(json.dumps({"type": kind, **fields}))

    def read(self) -> dict[str, Any]:
        """The next event or frame header; a frame is acknowledged."""
        message = self.socket.recv(PATIENCE)
        if isinstance(message, str):
            event: dict[str, Any] = json.loads(message)
            return event
        (length,) = struct.unpack_from("<I", message, 8)
        header = {"type": "frame", "bytes": message, **json.loads(message[16 : 16 + length])}
        self.frames.append(header)
        self.send("ack", frame=header["frame"])
        return header

    def next(self, kind: str, **fields: Any) -> dict[str, Any]:
        """Read until there is a message of this type with these fields. A run that plays sends others without end."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            message = self.read()
            if message["type"] == kind and all(message.get(name) == value for name, value in fields.items()):
                return message
        raise AssertionError(f"There was no {kind} with {fields}, the last was a {message['type']}.")

    def ask(self, kind: str, answer: str = "status", **fields: Any) -> dict[str, Any]:
        """Send a command with an id and wait for its answer."""
        self.send(kind, id="asked", **fields)
        return self.next(answer, re="asked")
