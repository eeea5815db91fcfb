"""Time to start: compiling all kernels, and starting a server that loads them from disk."""

import os
import statistics
import subprocess
import sys
import tempfile
import time

import httpx

from benchmarks.server import PATIENCE, serving, wait_for_page
from benchmarks.table import Table

COLD_TARGET, WARM_TARGET = 60.0, 2.0
"""Seconds to compile all kernels; seconds until a warm server's first session has taken a step."""


def measure(rounds: int) -> Table:
    """Measure both. Compiling is timed once, because it takes long and varies little."""
    with tempfile.TemporaryDirectory() as directory:
        environment = {**os.environ, "BACKPROP_CACHE_DIR": directory}
        cold = _compile(environment)
        starts = [_start(environment) for _ in range(rounds)]
    page, step = (statistics.median(times) for times in zip(*starts, strict=True))
    rows = [
        ["cold: all kernels compiled", f"{cold:.1f}", f"{COLD_TARGET:g}"],
        ["warm: the page answers", f"{page:.2f}", f"{WARM_TARGET:g}"],
        ["warm: a new session has taken a step", f"{step:.2f}", f"{WARM_TARGET:g}"],
    ]
    note = "From the start of the process. While kernels compile, the page already answers and shows the progress."
    return Table("Seconds to start", ["start", "s", "target"], rows, [note])


def _compile(environment: dict[str, str]) -> float:
    start = time.perf_counter()
    subprocess.run([sys.executable, "-m", "engine"], check=True, env=environment, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start


def _start(environment: dict[str, str]) -> tuple[float, float]:
    """Seconds from the start of a server until its page answers, and until a session has taken a step."""
    start = time.perf_counter()
    with serving(environment) as server, httpx.Client(base_url=server.address, timeout=PATIENCE) as client:
        wait_for_page(client)
        page = time.perf_counter() - start
        created = client.post("/api/v1/sessions", json={"data": {"name": "circle"}}).raise_for_status()
        session = created.json()["id"]
        client.post(f"/api/v1/sessions/{session}/steps", json={"count": 1}).raise_for_status()
        return page, time.perf_counter() - start
