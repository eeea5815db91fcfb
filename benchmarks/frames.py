"""Frames per second that one core computes and packs for the default playground.

A frame takes one epoch of 250 samples in batches of 10, then everything that the page shows: losses of both splits,
statistics of every layer, a 64² map of the output and a 16² map of every hidden neuron, quantised and packed.
"""

import json
import os
import statistics
import subprocess
import sys
import time

from app import frames
from benchmarks.machine import ONE_THREAD, pin
from benchmarks.table import Table
from engine.inspect.probes.observation import Detail, observe
from engine.spec.run import RunSpec
from engine.train.trainer import Trainer

TARGET = 2000
"""Frames per second."""

PARTS = ("train one epoch", "observe: metrics, statistics, maps", "pack")


def measure(rounds: int, seconds: float) -> Table:
    """Measure in a new process on one core."""
    command = [sys.executable, "-m", "benchmarks.frames", str(rounds), str(seconds)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True, env={**os.environ, **ONE_THREAD})
    parts: list[float] = json.loads(done.stdout)
    rows = [[name, f"{part * 1e6:.0f}"] for name, part in zip(PARTS, parts, strict=True)]
    rate = 1.0 / sum(parts)
    rows.append(["**one frame**", f"**{sum(parts) * 1e6:.0f}**"])
    note = f"This is {rate:,.0f} frames per second on one core (target: {TARGET:,})."
    return Table("µs per frame of the default playground", ["part", "µs"], rows, [note])


def time_parts(rounds: int, seconds: float) -> list[float]:
    """Seconds per frame for each of PARTS: medians over rounds."""
    trainer = Trainer(RunSpec.model_validate({"data": {"name": "circle"}}))
    detail = Detail()
    _frame(trainer, detail, 0)
    samples = [_round(trainer, detail, seconds) for _ in range(rounds)]
    return [statistics.median(part) for part in zip(*samples, strict=True)]


def _round(trainer: Trainer, detail: Detail, seconds: float) -> list[float]:
    totals = [0.0, 0.0, 0.0]
    number = 0
    while sum(totals) < seconds:
        number += 1
        for part, spent in enumerate(_frame(trainer, detail, number)):
            totals[part] += spent
    return [total / number for total in totals]


def _frame(trainer: Trainer, detail: Detail, number: int) -> tuple[float, float, float]:
    start = time.perf_counter()
    trainer.advance(1, "epoch")
    trained = time.perf_counter()
    observation = observe(trainer, detail)
    observed = time.perf_counter()
    frames.pack(observation, number, playing=True)
    return trained - start, observed - trained, time.perf_counter() - observed


if __name__ == "__main__":
    pin()
    print(json.dumps(time_parts(int(sys.argv[1]), float(sys.argv[2]))))
