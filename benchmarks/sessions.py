"""Two runs at once on two cores against one alone: kernels hold no lock (GIL), so that they should do twice as much.

By the engine's threads, and by sessions of a server that two clients ask for steps. One alone and two together take
turns; a figure is the best of its rounds, for whatever else the machine does can only take away from it.
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
"""How many times the steps of one alone two do together."""

CHOSEN = (NETS[0], NETS[3])

MOST = 1_000_000
"""Steps that a server takes in one call."""

Advance = Callable[[int], object]
"""Take so many steps, and return when it is done."""


def measure(rounds: int, seconds: float) -> Table:
    """The table."""
    columns = ["runs", "one alone, steps/s", "two together, steps/s", "ratio", "target"]
    title = "Two runs at once"
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    if cores < 2:
        return Table(title, columns, [], ["Not measured: there is one core."])
    rows = []
    for what, pair, long in (("threads of the engine", threads, 1.0), ("sessions of a server", sessions, 4.0)):
        for net in CHOSEN:
            with pair(net) as runs:
                alone, together = rates(runs, rounds, long * seconds)
            cells = [f"{alone:,.0f}", f"{together:,.0f}", f"{together / alone:.2f}", f"{TARGET:g}"]
            rows.append([f"{what}, {net.name}", *cells])
    return Table(title, columns, rows, [f"Best of {rounds} paired rounds on {cores} cores."])


@contextmanager
def threads(net: Net) -> Iterator[list[Advance]]:
    """Two runs in this process."""
    yield [Trainer(net.spec).advance for _ in range(2)]


@contextmanager
def sessions(net: Net) -> Iterator[list[Advance]]:
    """Two sessions of a server, whose answer to each call also holds the state of the run."""
    with serving({**os.environ, **ONE_THREAD}) as server, Client(server.address) as client:
        wait_until_warm(server)
        yield [client.create(net.spec).train for _ in range(2)]


def rates(runs: Sequence[Advance], rounds: int, seconds: float) -> tuple[float, float]:
    """Steps a second of the first run alone and of all together: the best of rounds of about so many seconds."""
    first = runs[0]
    with ThreadPoolExecutor(len(runs)) as pool:

        def spent(at_once: Sequence[Advance], steps: int) -> float:
            start = time.perf_counter()
            list(pool.map(lambda run: run(steps), at_once))
            return time.perf_counter() - start

        spent(runs, 1)  # kernels and connections are there now
        steps = 1
        while (taken := spent([first], steps)) < seconds / 4:
            steps *= 4
        steps = min(max(1, round(steps * seconds / taken)), MOST)
        pairs = [(spent([first], steps), spent(runs, steps)) for _ in range(rounds)]
    alone, together = (min(times) for times in zip(*pairs, strict=True))
    return steps / alone, len(runs) * steps / together
