"""A host in a process of its own, as the server sees it: requests go into its socket, and answers come back, in batches."""

import asyncio
import logging
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from threading import Thread
from time import monotonic
from typing import Any, cast

from app.hosts.host import HostLostError
from app.hosts.messages import (
    LENGTH,
    Answer,
    ForgetRequest,
    Ready,
    Request,
    StateRequest,
    Trained,
    TrainRequest,
    pack,
    unpack,
)
from app.runner import SHORTEST_SLICE_SECONDS, SLICE_SECONDS

logger = logging.getLogger(__name__)

SILENT_SECONDS = 8.0
"""A host that has work but has not answered for this long is taken to hang, and is killed."""

BUFFER = 2**20


class ProcessHost:
    """A host process. `on_lost` is called once when it ends unasked."""

    def __init__(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        process: int,
        on_lost: Callable[["ProcessHost"], None],
    ) -> None:
        self.alive = True
        self.process = process
        self._reader, self._writer, self._on_lost = reader, writer, on_lost
        self._waiting: dict[int, asyncio.Future[Trained | bytes]] = {}
        self._number = 0
        self._outgoing: list[tuple[int, Request]] = []
        self._heard = monotonic()
        self._task = asyncio.create_task(self._read())

    def slice_seconds(self) -> float:
        """The length of a slice at the present load, in seconds."""
        return max(SHORTEST_SLICE_SECONDS, SLICE_SECONDS / max(1, len(self._waiting)))

    async def train(self, request: TrainRequest) -> Trained:
        """Do a slice of work. Raises any exception of that work, and HostLostError."""
        return cast(Trained, await self._ask(request))

    async def state(self, key: int, client: str) -> bytes:
        """The state of a run now, for `load_state`. Raises HostLostError."""
        return cast(bytes, await self._ask(StateRequest(key, client)))

    def forget(self, key: int, client: str) -> None:
        """Drop the copy of a run, if there is one."""
        if self.alive:
            self._send(ForgetRequest(key, client))

    def end_if_silent(self) -> None:
        """End the process if it hangs."""
        if self.alive and self._waiting and monotonic() - self._heard > SILENT_SECONDS:
            logger.error("host process %d has not answered for %g seconds", self.process, SILENT_SECONDS)
            self._lost()

    def stop(self) -> None:
        """End the process, which has nothing more to do."""
        if self.alive:
            self._end()

    async def _ask(self, request: Request) -> Trained | bytes:
        """The answer to a request. A cancelled caller need not wait: later requests of the run are done after this one."""
        if not self.alive:
            raise HostLostError
        if not self._waiting:
            self._heard = monotonic()
        number = self._send(request)
        answered: asyncio.Future[Trained | bytes] = asyncio.get_running_loop().create_future()
        self._waiting[number] = answered
        return await answered

    def _send(self, request: Request) -> int:
        """Send a request, together with all others of this turn of the event loop."""
        self._number += 1
        if not self._outgoing:
            asyncio.get_running_loop().call_soon(self._flush)
        self._outgoing.append((self._number, request))
        return self._number

    def _flush(self) -> None:
        outgoing, self._outgoing = self._outgoing, []
        if self.alive:
            self._writer.write(pack(outgoing))

    async def _read(self) -> None:
        """Hand out answers until the process ends."""
        with suppress(asyncio.IncompleteReadError, ConnectionError):
            while True:
                for answer in await receive(self._reader):
                    self._answered(answer)
        logger.error("host process %d has ended unexpectedly", self.process)
        self._lost()

    def _answered(self, answer: Answer) -> None:
        self._heard = monotonic()
        future = self._waiting.pop(answer.number)
        if future.done():  # its caller was cancelled
            return
        if answer.lost:
            future.set_exception(HostLostError())
        elif answer.error is not None:
            future.set_exception(answer.error.error())
        else:
            assert answer.value is not None
            future.set_result(answer.value)

    def _lost(self) -> None:
        if not self.alive:
            return
        self._end()
        waiting, self._waiting = self._waiting, {}
        for future in waiting.values():
            if not future.done():
                future.set_exception(HostLostError())
        self._on_lost(self)

    def _end(self) -> None:
        self.alive = False
        self._task.cancel()
        with suppress(OSError):
            self._writer.close()
        with suppress(ProcessLookupError):
            os.kill(self.process, signal.SIGKILL)


async def receive(reader: asyncio.StreamReader) -> list[Any]:
    """The next batch of messages. Raises asyncio.IncompleteReadError, ConnectionError."""
    (length,) = LENGTH.unpack(await reader.readexactly(LENGTH.size))
    return unpack(await reader.readexactly(length))


async def start_hosts(number: int, on_lost: Callable[[ProcessHost], None]) -> list[ProcessHost]:
    """Start processes, and return when their kernels are loaded. Raises OSError if they cannot be started."""
    pairs = [socket.socketpair() for _ in range(number)]
    try:
        process = await asyncio.to_thread(_start, [theirs.fileno() for _, theirs in pairs])
    finally:
        for _, theirs in pairs:
            theirs.close()
    Thread(target=process.wait, name="hosts", daemon=True).start()  # nothing is left of it when it ends
    streams = [await asyncio.open_connection(sock=ours, limit=BUFFER) for ours, _ in pairs]
    try:
        first = await asyncio.gather(*(receive(reader) for reader, _ in streams))
    except BaseException as error:
        process.kill()
        for _, writer in streams:
            writer.close()
        if isinstance(error, (asyncio.IncompleteReadError, ConnectionError)):
            raise OSError("they have ended while they loaded their kernels") from error
        raise
    hosts = []
    for (reader, writer), (ready,) in zip(streams, first, strict=True):
        assert isinstance(ready, Ready)
        hosts.append(ProcessHost(reader, writer, ready.process, on_lost))
    return hosts


def _start(descriptors: Sequence[int]) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-m", "app.hosts.worker", *map(str, descriptors)]
    return subprocess.Popen(command, stdin=subprocess.DEVNULL, pass_fds=descriptors, start_new_session=True)
