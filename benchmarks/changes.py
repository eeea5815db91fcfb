"""What a change of architecture costs, whatever the network is made of, how long a large table is read, and what a
session takes of the memory.

A change is what a learner waits for who adds a layer: the patched spec is checked, data and network are made, and the
first step is taken. Nothing is compiled for it.
"""

import os
import statistics
import time
from pathlib import Path
from typing import Any

import numpy as np

from app.client import Client
from app.sessions.changes.plan import patch
from app.settings import Settings
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
"""ms until a changed network has taken a step; kB of memory that a default session takes beyond its data."""

READINGS = 3
"""How often the large table is read; the quickest counts."""

DATA: dict[str, dict[str, Any]] = {
    "any": {"name": "circle"},
    "steps": {"name": "adding", "length": 100},
    "numbers": {"name": "copy", "coding": "index", "symbols": 2},
    "image": {"name": "digits"},
}
"""For layers that read anything, time steps, whole numbers or pictures."""

PER_STEP = ("embedding", "one_hot")
"""Kinds behind which a recurrent layer gives each step its output, as their data ask."""

Layers = list[dict[str, Any]]


def architectures() -> dict[str, tuple[dict[str, Any], Layers]]:
    """Data and layers by name: every kind of layer there is, and two deep mixtures of them."""
    found: dict[str, tuple[dict[str, Any], Layers]] = {}
    for kind, entry in LAYERS.items():
        before = dense(4) if entry.reads == "any" else []
        after = [{"kind": "gru", "units": 4, "return_sequences": True}] if kind in PER_STEP else []
        found[kind] = DATA[entry.reads], [*before, {"kind": kind, **entry.example}, *after]
    found["50 layers, residual"] = DATA["image"], residual(24, 32)
    found["convolutions and pooling"] = DATA["image"], [*CONVOLUTIONS, *dense(32)]
    return found


def measure(rounds: int) -> Table:
    """The table: the slowest of all changes, and the memory of a session."""
    warm()
    times = {name: statistics.median(_times(*built, rounds)) * 1e3 for name, built in architectures().items()}
    quickest, slowest = min(times, key=times.__getitem__), max(times, key=times.__getitem__)
    rows = [
        [f"quickest change: {quickest}, ms", f"{times[quickest]:.1f}", f"{CHANGE_TARGET:g}"],
        [f"median of {len(times)} changes, ms", f"{statistics.median(times.values()):.1f}", f"{CHANGE_TARGET:g}"],
        [f"slowest change: {slowest}, ms", f"{times[slowest]:.1f}", f"{CHANGE_TARGET:g}"],
    ]
    table = min(_table_seconds() for _ in range(READINGS))
    rows.append(["a table of 100,000 × 100 read, s", f"{table:.1f}", ""])
    memory = session_memory(50)
    if memory is not None:
        rows.append(["memory of a default session in training, kB", f"{memory / 1e3:.0f}", f"{SESSION_TARGET:g}"])
    note = f"To networks of every kind of layer ({len(LAYERS)}), deep residual ones and convolutions among them."
    return Table("Changes of architecture, tables, and memory", ["measure", "", "target"], rows, [note])


def _times(data: dict[str, Any], layers: Layers, rounds: int) -> list[float]:
    """Seconds from the patch of a spec until the first step of what it makes."""
    base = {"data": data, "network": {"layers": layers}}
    trainer, settings = Trainer(RunSpec.model_validate(base)), Settings()  # which has read the data from disk
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        change = patch({"network": {"layers": layers}}, reset=True)(trainer.spec, settings)
        changed, _ = change.apply(trainer)
        changed.advance(1)
        times.append(time.perf_counter() - start)
    return times


def _table_seconds() -> float:
    """Seconds until the largest table there may be is read, by lines as they come."""
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
    """Bytes that a server grows by with each of `count` default sessions that train; None where nobody tells."""
    with serving({**os.environ, **ONE_THREAD}) as server, Client(server.address) as client:
        wait_until_warm(server)
        status = Path(f"/proc/{server.pid}/status")
        if not status.exists():
            return None
        default = {"data": {"name": "circle"}}
        client.create(default).train(20, "epoch")  # what the first one makes stays for all
        before = _resident(status)
        for _ in range(count):
            client.create(default).train(20, "epoch")
        return (_resident(status) - before) / count


def _resident(status: Path) -> int:
    """Bytes of a process in memory."""
    line = next(line for line in status.read_text().splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) * 1024
