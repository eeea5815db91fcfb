"""A peer in a process of its own: answers requests, one JSON line each, until its input ends.

`python -m benchmarks.worker MODULE`. Requests are {"do": "guard" | "time", "net": number, "seconds": …}; the answer to
the first is the list of parameters after the guard's steps, to the second a number of seconds a step.
"""

import importlib
import json
import os
import sys
import time
from typing import IO

from benchmarks.machine import pin
from benchmarks.nets import GUARD_STEPS, NETS, Problem
from benchmarks.peers import Peer

PROBE_SECONDS = 0.02
"""A run this long tells how many epochs a round takes."""


class Worker:
    """The peer's networks by their number, made when first asked for, with the epochs that a round of each takes."""

    def __init__(self, peer: type[Peer]) -> None:
        self._peer = peer
        self._problems: dict[int, Problem] = {}
        self._peers: dict[int, Peer] = {}
        self._epochs: dict[int, int] = {}

    def answer(self, request: dict[str, object]) -> object:
        """What a request asks for."""
        number = int(str(request["net"]))
        if number not in self._peers:
            self._problems[number] = Problem(NETS[number].spec)
            self._peers[number] = self._peer(self._problems[number])
        if request["do"] == "guard":
            return self._guard(number)
        return self._time(number, float(str(request["seconds"])))

    def _guard(self, number: int) -> list[float]:
        peer = self._peers[number]
        peer.restart()
        peer.train(GUARD_STEPS // self._problems[number].steps_per_epoch)
        parameters: list[float] = peer.parameters().tolist()
        return parameters

    def _time(self, number: int, seconds: float) -> float:
        """Seconds a step, in a round of about so many seconds from the initial weights."""
        if number not in self._epochs:
            self._epochs[number] = self._epochs_in(number, seconds)
            self._train(number, self._epochs[number])  # JAX compiles for each number of epochs
        epochs = self._epochs[number]
        return self._train(number, epochs) / (epochs * self._problems[number].steps_per_epoch)

    def _epochs_in(self, number: int, seconds: float) -> int:
        epochs = 1
        while True:
            self._train(number, epochs)
            taken = self._train(number, epochs)
            if taken >= PROBE_SECONDS:
                return max(1, round(epochs * seconds / taken))
            epochs *= 8

    def _train(self, number: int, epochs: int) -> float:
        peer = self._peers[number]
        peer.restart()
        start = time.perf_counter()
        peer.train(epochs)
        return time.perf_counter() - start


def serve(module: str, requests: IO[str], answers: IO[str]) -> None:
    """Say whether the peer can be imported, then answer."""
    try:
        peer: type[Peer] = importlib.import_module(f"benchmarks.peers.{module}").Peer
    except ModuleNotFoundError as error:
        print(json.dumps({"missing": error.name}), file=answers, flush=True)
        return
    print(json.dumps({"missing": None}), file=answers, flush=True)
    worker = Worker(peer)
    for line in requests:
        print(json.dumps(worker.answer(json.loads(line))), file=answers, flush=True)


if __name__ == "__main__":
    pin()
    # what a library prints must not end up among the answers
    with os.fdopen(os.dup(1), "w") as out:
        os.dup2(2, 1)
        serve(sys.argv[1], sys.stdin, out)
