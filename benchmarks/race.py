"""What a race costs: six optimizers in lockstep against the same six runs one after the other.

Both go through the stream as the page does: `step` commands of as many steps as fit into a frame of the screen, the
next one once all have answered, frames with maps on the way. A single run is a race of one. What it costs is processor
time, of the server and of the client: seconds on the clock also tell what else the machine does.
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
"""A race costs at most so many times its runs one by one."""

OPTIMIZERS = ("sgd", "momentum", "nesterov", "adagrad", "rmsprop", "adam")
SPIRAL = {
    "data": {"name": "spiral"},
    "network": {"layers": [{"units": 8}, {"units": 8}]},
}
VIEW = {"resolution": 48, "neuron_resolution": 0, "neurons_per_layer": 0, "confusion": False}
"""What the page of the race asks of its sessions."""

STEPS = 25
"""Steps of an epoch: 250 samples in batches of 10."""

ROUND = 0.016
"""Seconds of training in a round of the page, as `static/js/state/lockstep.js` has it."""


class Racer:
    """One session and the stream to it."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket
        self._asked = 0

    async def ask(self, kind: str, **fields: Any) -> float:
        """Send a command and wait for its answer; frames on the way are acknowledged. The seconds of training it took."""
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
    """Seconds that sessions with these optimizers take for so many epochs, in lockstep."""
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
    """The table: medians of rounds that alternate between the two."""
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
        ["six single runs, one after the other", *_cells(single, single)],
        ["**a race of 6 optimizers**", *(f"**{cell}**" for cell in _cells(whole, single))],
    ]
    note = (
        f"{epochs:,} epochs of the spiral by 2-8-8-1, with frames on the way (target: {TARGET:g}× at the most). "
        f"Medians of {rounds} interleaved rounds. {cpu_model()}, {os.cpu_count()} cores. {versions(())}."
    )
    columns = ["", "processor time, s", "times the single runs", "clock, s", "times"]
    return Table("A race of optimizers", columns, rows, [note])


Cost = tuple[float | None, float]
"""Seconds of processor time, and on the clock."""


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
