"""Cost of an optimizer race: six optimizers in lockstep, against the same six runs one after the other.

Both use the stream as the page does: each `step` command takes as many steps as fit into one screen frame, the next
one follows when all sessions have answered, and frames with maps are sent meanwhile. A single run is a race of one.
The cost is the processor time of server and client; wall time also depends on other processes of the machine.
"""

import asyncio
import json
import os
import statistics
import time
from collections.abc import Sequence
from contextlib import AsyncExitStack
from typing import Any

import httpx
from websockets.asyncio.client import ClientConnection, connect

from app.protocol.stream import SUBPROTOCOL
from benchmarks.machine import cpu_model, processor_seconds, versions
from benchmarks.server import serving, wait_until_warm
from benchmarks.table import Table

TARGET = 1.5
"""Largest acceptable ratio of the cost of a race to the cost of its single runs."""

OPTIMIZERS = ("sgd", "momentum", "nesterov", "adagrad", "rmsprop", "adam")
SPIRAL = {
    "data": {"name": "spiral"},
    "network": {"layers": [{"units": 8}, {"units": 8}]},
}
VIEW = {"resolution": 48, "neuron_resolution": 0, "neurons_per_layer": 0, "confusion": False}
"""View that the page of the race requests."""

STEPS = 25
"""Steps per epoch: 250 samples in batches of 10."""

ROUND = 0.016
"""Seconds of training in a round of the page, as `static/js/core/group/lockstep.js` has it."""


class Racer:
    """A session, driven through its stream."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket
        self._asked = 0

    async def ask(self, kind: str, **fields: Any) -> float:
        """Send a command and wait for its answer, acknowledging frames. Returns the seconds spent training."""
        self._asked += 1
        await self._socket.send(json.dumps({"type": kind, "id": self._asked, **fields}))
        while True:
            message = await self._socket.recv()
            if isinstance(message, bytes):
                header = json.loads(message[16 : 16 + int.from_bytes(message[8:12], "little")])
                await self._socket.send(json.dumps({"type": "ack", "frame": header["frame"]}))
                continue
            answer = json.loads(message)
            if answer.get("re") == self._asked:
                return answer["seconds"] or 0.0


async def race(url: str, optimizers: Sequence[str], epochs: int) -> float:
    """Train one session per optimizer in lockstep; returns the wall time in seconds."""
    async with httpx.AsyncClient(base_url=url, timeout=None) as client, AsyncExitStack() as stack:
        ids = [await _create(client, name) for name in optimizers]
        address = f"{url.replace('http', 'ws')}/api/v1/sessions"
        sockets = [
            await stack.enter_async_context(connect(f"{address}/{each}/stream", subprotocols=[SUBPROTOCOL], compression=None))  # type: ignore[list-item]
            for each in ids
        ]  # fmt: skip
        racers = [Racer(socket) for socket in sockets]
        await asyncio.gather(*(racer.ask("view", **VIEW) for racer in racers))
        began = time.perf_counter()
        left, count = epochs * STEPS, 1
        while left:
            count = min(count, left)
            seconds = sum(await asyncio.gather(*(racer.ask("step", count=count, unit="step") for racer in racers)))
            left -= count
            count = max(1, min(round(count * ROUND / seconds), 2 * count))
        taken = time.perf_counter() - began
        for each in ids:
            await client.delete(f"/api/v1/sessions/{each}")
        return taken


async def _create(client: httpx.AsyncClient, optimizer: str) -> str:
    answer = await client.post("/api/v1/sessions", json={**SPIRAL, "optimizer": {"name": optimizer}})
    return str(answer.raise_for_status().json()["id"])


def measure(rounds: int, epochs: int) -> Table:
    """Measure in rounds that alternate between single runs and the race."""
    apart: list[Cost] = []
    together: list[Cost] = []
    with serving(os.environ) as server:
        url, process = server
        wait_until_warm(server)
        asyncio.run(race(url, OPTIMIZERS, 2))
        for _ in range(rounds):
            apart.append(_cost(process, url, [[name] for name in OPTIMIZERS], epochs))
            together.append(_cost(process, url, [OPTIMIZERS], epochs))
    single, whole = (tuple(map(_median, zip(*costs, strict=True))) for costs in (apart, together))
    rows = [
        ["six single runs, one after another", *_cells(single, single)],
        ["**a race of six optimizers**", *(f"**{cell}**" for cell in _cells(whole, single))],
    ]
    note = (
        f"{epochs:,} epochs of 2-8-8-1 on the spiral, sending frames (target: at most {TARGET:g}×). "
        f"Medians of {rounds} interleaved rounds. {cpu_model()}, {os.cpu_count()} cores. {versions(())}."
    )
    columns = ["", "processor time, s", "ratio", "wall time, s", "ratio"]
    return Table("A race of optimizers", columns, rows, [note])


Cost = tuple[float | None, float]
"""Seconds of processor time (None if unknown) and of wall time."""


def _cost(process: int, url: str, races: Sequence[Sequence[str]], epochs: int) -> Cost:
    served, own = processor_seconds(process), time.process_time()
    clock = sum(asyncio.run(race(url, optimizers, epochs)) for optimizers in races)
    after = processor_seconds(process)
    spent = None if served is None or after is None else after - served + time.process_time() - own
    return spent, clock


def _median(figures: Sequence[float | None]) -> float | None:
    known = [figure for figure in figures if figure is not None]
    return statistics.median(known) if known else None


def _cells(costs: Sequence[float | None], single: Sequence[float | None]) -> list[str]:
    cells = []
    for cost, base in zip(costs, single, strict=True):
        cells += ["–", "–"] if cost is None or not base else [f"{cost:.2f}", f"{cost / base:.2f}"]
    return cells
