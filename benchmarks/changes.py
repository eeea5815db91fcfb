"""Time to change the architecture, time to read a large table, and memory of a session.

The time of a change is how long a learner waits after adding a layer: validating the patched spec, building data and
network, and the first training step. Nothing is compiled.
"""

import os
import statistics
import time
from pathlib import Path
from typing import Any

import numpy as np

from app.client import Client
from app.sessions.changes.plan import patch
from app.sessions.limits import Limits
from app.settings import Settings
from app.sharing.memory import Memory
from benchmarks.machine import ONE_THREAD
from benchmarks.nets import CONVOLUTIONS, dense, residual
from benchmarks.server import serving, wait_until_warm
from benchmarks.table import Table
from engine.data.tables.table import ImportOptions, TableBuilder
from engine.data.tables.table_format import TableFormat
from engine.layers.kinds import LAYERS
from engine.spec.run import RunSpec
from engine.train.trainer import Trainer
from engine.warm import warm

CHANGE_TARGET, SESSION_TARGET = 5.0, 1000.0
"""Milliseconds from a change to the first step; kB of memory of a default session, without shared data."""

READINGS = 3
"""Number of times the large table is read; the fastest counts."""

DATA: dict[str, dict[str, Any]] = {
    "any": {"name": "circle"},
    "steps": {"name": "adding", "length": 100},
    "numbers": {"name": "copy", "coding": "index", "symbols": 2},
    "image": {"name": "digits"},
}
"""Form of input that a layer kind reads -> data in that form: anything, time steps, whole numbers, images."""

PER_STEP = ("embedding", "one_hot")
"""Layer kinds whose data have a target at every step, so the recurrent layer after them returns sequences."""

Layers = list[dict[str, Any]]


def architectures() -> dict[str, tuple[dict[str, Any], Layers]]:
    """name -> (data, layers): one architecture for each layer kind, a deep residual and a convolutional network."""
    found: dict[str, tuple[dict[str, Any], Layers]] = {}
    for kind, entry in LAYERS.items():
        before = dense(4) if entry.reads == "any" else []
        after = [{"kind": "gru", "units": 4, "return_sequences": True}] if kind in PER_STEP else []
        found[kind] = DATA[entry.reads], [*before, {"kind": kind, **entry.example}, *after]
    found["50 layers, residual"] = DATA["image"], residual(24, 32)
    found["convolutions and pooling"] = DATA["image"], [*CONVOLUTIONS, *dense(32)]
    return found


def measure(rounds: int) -> Table:
    """Measure changes of architecture, reading a table, and the memory of a session."""
    warm()
    times = {name: statistics.median(_times(*built, rounds)) * 1e3 for name, built in architectures().items()}
    quickest, slowest = min(times, key=times.__getitem__), max(times, key=times.__getitem__)
    rows = [
        [f"fastest change: {quickest}, ms", f"{times[quickest]:.1f}", f"{CHANGE_TARGET:g}"],
        [f"median of {len(times)} changes, ms", f"{statistics.median(times.values()):.1f}", f"{CHANGE_TARGET:g}"],
        [f"slowest change: {slowest}, ms", f"{times[slowest]:.1f}", f"{CHANGE_TARGET:g}"],
    ]
    table = min(_table_seconds() for _ in range(READINGS))
    rows.append(["read a table of 100,000 × 100, s", f"{table:.1f}", ""])
    memory = session_memory(50)
    if memory is not None:
        rows.append(["memory of a default session while it trains, kB", f"{memory / 1e3:.0f}", f"{SESSION_TARGET:g}"])
    note = f"From a change to its first step: one network for each of the {len(LAYERS)} layer kinds, a deep residual one, a CNN."
    return Table("Changes of architecture, tables, and memory", ["measure", "", "target"], rows, [note])


def _times(data: dict[str, Any], layers: Layers, rounds: int) -> list[float]:
    """Seconds from patching a spec to the first step of the new network, for each round."""
    base = {"data": data, "network": {"layers": layers}}
    trainer, settings = Trainer(RunSpec.model_validate(base)), Settings()  # the first trainer reads the data from disk
    memory = Memory(settings)
    limits = Limits(settings, memory, memory.holding())
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        change = patch({"network": {"layers": layers}}, reset=True)(trainer.spec, limits)
        changed, _ = change.apply(trainer)
        changed.advance(1)
        times.append(time.perf_counter() - start)
    return times


def _table_seconds() -> float:
    """Seconds to read the largest table that the server accepts, block by block."""
    rows = np.random.default_rng(0).standard_normal((2000, 100)).tolist()
    lines = "".join(",".join([*(f"{value:.6g}" for value in row), "abc"[k % 3]]) + "\n" for k, row in enumerate(rows))
    content = lines.encode() * 50
    start = time.perf_counter()
    intake = TableBuilder(ImportOptions(format=TableFormat()), 100_000, 2 * 10**7)
    for begin in range(0, len(content), 1 << 18):
        intake.feed(content[begin : begin + (1 << 18)])
    intake.finish()
    return time.perf_counter() - start


def session_memory(count: int) -> float | None:
    """Bytes of memory per session, averaged over `count` default sessions that train; None if the system has no /proc."""
    with serving({**os.environ, **ONE_THREAD}) as server, Client(server.address) as client:
        wait_until_warm(server)
        status = Path(f"/proc/{server.pid}/status")
        if not status.exists():
            return None
        default = {"data": {"name": "circle"}}
        client.create(default).train(20, "epoch")  # memory that all sessions share
        before = _resident(status)
        for _ in range(count):
            client.create(default).train(20, "epoch")
        return (_resident(status) - before) / count


def _resident(status: Path) -> int:
    """Resident memory of a process, in bytes."""
    line = next(line for line in status.read_text().splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) * 1024
