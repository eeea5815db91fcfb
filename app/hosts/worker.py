"""A host process: one loop that does requests in fair turns, without threads.

Started as `python -m app.hosts.worker SOCKET…`, with the numbers of connected sockets. After loading the kernels it forks a
process for each further socket, so that they share the memory of libraries and kernels. It ends with its socket.
"""

import gc
import os
import select
import signal
import socket
import sys
from collections.abc import Iterator, Sequence
from math import inf
from time import perf_counter

import numpy as np

from app.hosts.copies import Copies
from app.hosts.messages import LENGTH, Answer, ForgetRequest, Ready, Request, pack, unpack
from app.machine import thread_seconds
from app.sharing.turns import FairQueue
from engine.warm import warm

LONGEST_WAIT = 0.003
"""Seconds that a finished answer waits for others, to be sent together with them."""

BLOCK = 2**20


class Connection:
    """The socket to the server. Raises EOFError when the server has closed it, or has ended."""

    def __init__(self, own: socket.socket) -> None:
        self._socket = own
        self._received = bytearray()

    def waits(self) -> bool:
        """True if something has been received."""
        return bool(select.select([self._socket], [], [], 0)[0])

    def receive(self) -> Iterator[tuple[int, Request]]:
        """The numbered requests that have come; waits if there is none."""
        try:
            block = self._socket.recv(BLOCK)
        except ConnectionError as error:
            raise EOFError from error
        if not block:
            raise EOFError
        self._received += block
        while len(self._received) >= LENGTH.size:
            end = LENGTH.size + LENGTH.unpack_from(self._received)[0]
            if len(self._received) < end:
                return
            batch = unpack(bytes(self._received[LENGTH.size : end]))
            del self._received[:end]
            yield from batch

    def send(self, messages: Sequence[object]) -> None:
        """Send a batch."""
        try:
            self._socket.sendall(pack(messages))
        except ConnectionError as error:
            raise EOFError from error


class Worker:
    """Does the requests of a connection. The client whose runs have taken the least time is next."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._copies = Copies()
        self._waiting: FairQueue[tuple[int, Request]] = FairQueue()

    def run(self) -> None:
        """Do requests until the server ends. Raises EOFError."""
        while True:
            answers: list[Answer] = []
            due = inf
            while not answers or (self._waiting and perf_counter() < due):
                if not self._waiting or self._connection.waits():
                    self._receive()
                if self._waiting:
                    answers += self._do_next()
                    due = min(due, perf_counter() + LONGEST_WAIT) if answers else inf
            self._connection.send(answers)

    def _receive(self) -> None:
        for number, request in self._connection.receive():
            self._waiting.put(request.client, request.key, (number, request))

    def _do_next(self) -> list[Answer]:
        client, source, (number, request) = self._waiting.take()
        began = thread_seconds()
        answer = self._copies.answer(number, request)
        self._waiting.ended(client, source, thread_seconds() - began)
        return [] if isinstance(request, ForgetRequest) else [answer]


def main(descriptors: Sequence[int]) -> None:
    """Load the kernels, and serve each socket in a process of its own."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)  # the server ends its hosts when it no longer needs them
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for the forked processes
    warm()
    gc.collect()
    gc.freeze()
    np.seterr(all="ignore")  # overflow is reported as divergence
    own, *others = (socket.socket(fileno=each) for each in descriptors)
    for other in others:
        if os.fork() == 0:
            own = other
            break
    for each in others:
        if each is not own:
            each.close()
    connection = Connection(own)
    try:
        connection.send([Ready(os.getpid())])
        Worker(connection).run()
    except EOFError:
        return


if __name__ == "__main__":
    main([int(each) for each in sys.argv[1:]])
