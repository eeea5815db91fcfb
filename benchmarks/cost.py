"""How the time of a training step grows as the batch, the number of layers or the number of time steps doubles.

One process on one core. The sizes of a row take turns in every round, and the table shows medians over rounds. The
exponent p of a row is fitted to time = a · sizeᵖ by least squares on the logarithms.
"""

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from benchmarks.machine import ONE_THREAD, pin
from benchmarks.nets import DIGITS, dense, lstm
from benchmarks.table import Table
from engine.spec.run import RunSpec
from engine.train.trainer import Trainer

DOUBLINGS = 4


@dataclass(frozen=True)
class Growth:
    """A size that doubles, starting at `first`, and the spec of the run with that size."""

    name: str
    first: int
    spec: Callable[[int], dict[str, Any]]

    @property
    def sizes(self) -> list[int]:
        """The sizes, from the first to the last doubling."""
        return [self.first << power for power in range(DOUBLINGS + 1)]


def _of_batch(size: int) -> dict[str, Any]:
    data = {"name": "circle", "samples": 4096}  # half of them train: a whole number of batches for every size
    return {"data": data, "network": {"layers": dense(64, 64)}, "batch_size": size}


def _of_layers(size: int) -> dict[str, Any]:
    return {"data": DIGITS, "network": {"layers": dense(*[32] * size)}, "batch_size": 32}


def _of_steps(size: int) -> dict[str, Any]:
    data = {"name": "adding", "length": size, "samples": 200}
    return {"data": data, "network": {"layers": lstm(16)}, "batch_size": 32}


GROWTHS = (
    Growth("batch, 2-64-64-1", 32, _of_batch),
    Growth("layers of 32, batch 32", 4, _of_layers),
    Growth("time steps, LSTM(16), batch 32", 25, _of_steps),
)


def measure(rounds: int, seconds: float) -> Table:
    """Measure in a new process on one core."""
    command = [sys.executable, "-m", "benchmarks.cost", str(rounds), str(seconds)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True, env={**os.environ, **ONE_THREAD})
    rows = []
    for growth, times in zip(GROWTHS, json.loads(done.stdout), strict=True):
        cells = [f"{taken * 1e6:.3g}" if taken < 1e-3 else f"{taken * 1e6:.0f}" for taken in times]
        rows.append([f"{growth.name}: {growth.first} …", *cells, f"{exponent(growth.sizes, times):.2f}"])
    columns = ["size, from", *(f"{1 << doubling}×" for doubling in range(DOUBLINGS + 1)), "exponent"]
    note = "Exponent p of time = a · sizeᵖ: 1 is linear; below 1, part of the time is constant; above 1, the data no longer fit a cache."
    return Table("µs per training step as a size doubles", columns, rows, [note])


def exponent(sizes: list[int], times: list[float]) -> float:
    """Exponent p of time = a · sizeᵖ."""
    return float(np.polyfit(np.log(sizes), np.log(times), 1)[0])


def time_growth(growth: Growth, rounds: int, seconds: float) -> list[float]:
    """Seconds per step for each size: medians over rounds of about `seconds` each."""
    runs = [Trainer(RunSpec.model_validate(growth.spec(size))) for size in growth.sizes]
    counts = [max(1, round(seconds / _round(run, 3))) for run in runs]
    samples = [[_round(run, count) for run, count in zip(runs, counts, strict=True)] for _ in range(rounds)]
    return [statistics.median(times) for times in zip(*samples, strict=True)]


def _round(run: Trainer, steps: int) -> float:
    """Seconds per step, over `steps` steps."""
    run.reset()
    run.advance(1)  # the first step after a reset touches new memory
    start = time.perf_counter()
    run.advance(steps)
    return (time.perf_counter() - start) / steps


if __name__ == "__main__":
    pin()
    arguments = int(sys.argv[1]), float(sys.argv[2])
    print(json.dumps([time_growth(growth, *arguments) for growth in GROWTHS]))
