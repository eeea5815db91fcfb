"""µs per training step of this engine and of its peers.

Each peer has its own process; all are pinned to one core, and only one works at a time. Rounds are interleaved
(A B C D A B C D …), so that other load on the machine affects all peers alike, and the table shows medians over rounds.
No time is reported unless all peers reach the same parameters from the same weights over the same batches.
"""

import json
import os
import statistics
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager

import numpy as np

from benchmarks.machine import ONE_THREAD, describe
from benchmarks.nets import GUARD_STEPS, NETS, Net
from benchmarks.peers import OURS, PEERS, Entry
from benchmarks.table import Table
from engine.compiled.jit import Array

TOLERANCE = 1e-9
"""Largest acceptable difference between parameters after GUARD_STEPS."""


class Absent(Exception):
    """The library of a peer is not installed."""


class PeerProcess:
    """A worker process and the pipes to it."""

    def __init__(self, entry: Entry, process: subprocess.Popen[str]) -> None:
        self.entry = entry
        self._process = process

    def receive(self) -> object:
        """Read the next answer. Raises RuntimeError if the worker has ended."""
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"the process of {self.entry.name} ended, exit status {self._process.wait()}")
        return json.loads(line)

    def ask(self, **request: object) -> object:
        """Send a request and return its answer."""
        assert self._process.stdin is not None
        print(json.dumps(request), file=self._process.stdin, flush=True)
        return self.receive()


@contextmanager
def peer_process(entry: Entry) -> Iterator[PeerProcess]:
    """Start a worker for a peer. Raises Absent if its library is not installed."""
    command = [sys.executable, "-m", "benchmarks.worker", entry.module]
    environment = {**os.environ, **ONE_THREAD}
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
    ) as process:
        peer = PeerProcess(entry, process)
        greeting = peer.receive()
        missing = greeting["missing"] if isinstance(greeting, dict) else None
        if missing:
            raise Absent(f"{entry.name} is missing: {missing} is not installed (pip install '.[bench]').")
        yield peer


def measure(rounds: int, seconds: float) -> Table:
    """Measure all nets with all peers. Raises RuntimeError if the parameters of two peers differ."""
    with ExitStack() as stack:
        peers: list[PeerProcess] = []
        notes: list[str] = []
        for entry in PEERS:
            try:
                peers.append(stack.enter_context(peer_process(entry)))
            except Absent as absence:
                notes.append(str(absence))
        rows = [_row(number, net, peers, rounds, seconds) for number, net in enumerate(NETS)]
    columns = ["net, batch", *(peer.entry.name for peer in peers)]
    notes.append(f"Medians of {rounds} interleaved rounds. {describe(entry.distribution for entry in PEERS)}")
    return Table("µs per training step (times ours)", columns, rows, notes)


def _row(number: int, net: Net, peers: Sequence[PeerProcess], rounds: int, seconds: float) -> list[str]:
    _check_agreement(net, {peer.entry.name: np.array(peer.ask(do="guard", net=number)) for peer in peers})
    times: dict[Entry, list[float]] = {peer.entry: [] for peer in peers}
    for _ in range(rounds):
        for peer in peers:
            times[peer.entry].append(float(str(peer.ask(do="time", net=number, seconds=seconds))) * 1e6)
    medians = {entry: statistics.median(samples) for entry, samples in times.items()}
    return [f"{net.name}, {net.spec.batch_size}", *(_cell(median, medians[OURS]) for median in medians.values())]


def _cell(median: float, ours: float) -> str:
    figure = f"{median:.3g}" if median < 1000 else f"{median:.0f}"
    ratio = median / ours
    return figure if median == ours else f"{figure} ({ratio:.0f}×)" if ratio >= 10 else f"{figure} ({ratio:.2g}×)"


def _check_agreement(net: Net, parameters: dict[str, Array]) -> None:
    for name, values in parameters.items():
        difference = float(np.max(np.abs(values - parameters[OURS.name])))
        if not difference <= TOLERANCE:
            raise RuntimeError(
                f"after {GUARD_STEPS} steps of {net.name} the parameters of {name} differ from {OURS.name}'s by "
                f"{difference:.2g}, expected at most {TOLERANCE:g}: they do not compute the same, so no time is reported"
            )
