"""Worker process of a peer: reads requests, one JSON line each, and writes one answer for each.

`python -m benchmarks.worker MODULE`. A request is {"do": "guard" | "time", "net": number, "seconds": …}. The answer to
"guard" is the list of parameters after GUARD_STEPS, the answer to "time" the seconds per step.
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
"""Shortest run, in seconds, from which the number of epochs per round is estimated."""


class Worker:
    """Networks of a peer by number, built at the first request, with the number of epochs in a round of each."""

    def __init__(self, peer: type[Peer]) -> None:
        self._peer = peer
        self._problems: dict[int, Problem] = {}
        self._peers: dict[int, Peer] = {}
        self._epochs: dict[int, int] = {}

    def answer(self, request: dict[str, object]) -> object:
        """Answer a request."""
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
        """Seconds per step, over a round of about `seconds` from the initial weights."""
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
    """Report whether the peer can be imported, then answer requests."""
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
    # libraries may print: send their output to stderr, so that only answers go to stdout
    with os.fdopen(os.dup(1), "w") as out:
        os.dup2(2, 1)
        serve(sys.argv[1], sys.stdin, out)
