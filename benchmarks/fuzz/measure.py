"""Many random cases against a server in a process of its own."""

import os
import time
from collections.abc import Callable, Mapping
from typing import Any

import httpx

from app.schema import make_schema
from benchmarks.fuzz.calls import run_calls
from benchmarks.fuzz.streams import run_frames, run_messages
from benchmarks.server import serving, wait_until_warm
from benchmarks.table import Table

LIMITS: dict[str, Any] = {
    "max_steps": 50, "max_samples": 2000, "max_inputs": 100, "max_units": 64, "max_layers": 12, "max_parameters": 20_000, "max_work": 4_000_000,
    "max_pass": 400_000, "max_values": 100_000, "max_resolution": 32, "max_sessions": 500, "max_rooms": 10_000, "session_spare_seconds": 0.01,
    "max_unknown_ids": 10_000_000, "max_checkpoint_numbers": 20_000,
}  # fmt: skip
"""Settings of a server on which no valid call takes long."""

Run = Callable[[str, int], Mapping[Any, int]]

RUNS: dict[str, tuple[float, Run]] = {
    "REST calls": (
        0.5,
        lambda address, count: run_calls(address, httpx.get(f"{address}/openapi.json").json(), count, 0),
    ),
    "messages of streams": (0.48, lambda address, count: run_messages(address, make_schema(), count, 0)),
    "broken frames": (0.02, lambda address, count: run_frames(address, count, 0)),
}
"""name -> share of all cases, and function that sends them and returns the number of outcomes by name."""


def measure(cases: int) -> Table:
    """Send so many cases in all. Raises FaultError with the first case that the server does not stand."""
    settings = {f"BACKPROP_{name.upper()}": str(value) for name, value in LIMITS.items()}
    rows = []
    with serving({**os.environ, **settings}) as server:
        wait_until_warm(server)
        for what, (share, run) in RUNS.items():
            count, began = round(cases * share), time.perf_counter()
            outcomes = run(server.address, count)
            told = ", ".join(f"{outcome}: {number:,}" for outcome, number in sorted(outcomes.items(), key=str))
            rows.append([what, told, f"{count:,}", f"{count / (time.perf_counter() - began):,.0f}"])
    return Table("Random cases", ["cases", "outcomes", "number", "per second"], rows, text_columns=2)
