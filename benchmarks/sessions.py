"""Throughput of two runs on two cores, against one run: kernels release the GIL, so the ratio should be near two.

Measured with threads of the engine, and with sessions of a server that two clients train. One run and two runs
alternate, and the table shows the best round, because other processes of the machine can only slow a round down.
"""

import os
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from app.client import Client
from benchmarks.machine import ONE_THREAD
from benchmarks.nets import NETS, Net
from benchmarks.server import serving, wait_until_warm
from benchmarks.table import Table
from engine.train.trainer import Trainer

TARGET = 1.8
"""Steps per second of two runs, divided by those of one."""

CHOSEN = (NETS[0], NETS[3])

MOST = 1_000_000
"""Largest number of steps in one call to the server."""

Advance = Callable[[int], object]
"""Function that trains a number of steps and then returns."""


def measure(rounds: int, seconds: float) -> Table:
    """Measure threads of the engine and sessions of a server."""
    columns = ["runs", "one run, steps/s", "two runs, steps/s", "ratio", "target"]
    title = "Two runs at once"
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    if cores < 2:
        return Table(title, columns, [], ["Not measured: this machine has one core."])
    rows = []
    for what, pair, long in (("threads of the engine", threads, 1.0), ("sessions of a server", sessions, 4.0)):
        for net in CHOSEN:
            with pair(net) as runs:
                alone, together = rates(runs, rounds, long * seconds)
            cells = [f"{alone:,.0f}", f"{together:,.0f}", f"{together / alone:.2f}", f"{TARGET:g}"]
            rows.append([f"{what}, {net.name}", *cells])
    return Table(title, columns, rows, [f"Best of {rounds} rounds that alternate, on {cores} cores."])


@contextmanager
def threads(net: Net) -> Iterator[list[Advance]]:
    """Two runs in threads of this process."""
    yield [Trainer(net.spec).advance for _ in range(2)]


@contextmanager
def sessions(net: Net) -> Iterator[list[Advance]]:
    """Two sessions of a server. Each call also measures the run."""
    with serving({**os.environ, **ONE_THREAD}) as server, Client(server.address) as client:
        wait_until_warm(server)
        yield [client.create(net.spec).train for _ in range(2)]


def rates(runs: Sequence[Advance], rounds: int, seconds: float) -> tuple[float, float]:
    """Steps per second of the first run and of all runs together: the best of rounds of about `seconds` each."""
    first = runs[0]
    with ThreadPoolExecutor(len(runs)) as pool:

        def spent(at_once: Sequence[Advance], steps: int) -> float:
            start = time.perf_counter()
            list(pool.map(lambda run: run(steps), at_once))
            return time.perf_counter() - start

        spent(runs, 1)  # load kernels and open connections
        steps = 1
        while (taken := spent([first], steps)) < seconds / 4:
            steps *= 4
        steps = min(max(1, round(steps * seconds / taken)), MOST)
        pairs = [(spent([first], steps), spent(runs, steps)) for _ in range(rounds)]
    alone, together = (min(times) for times in zip(*pairs, strict=True))
    return steps / alone, len(runs) * steps / together
