"""A workshop that is measured: its teacher, who watches the wall, and the pages of its members."""

import asyncio
import json
import struct
import time
from collections import deque
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import httpx
import orjson

from app.protocol.stream import WINDOW
from benchmarks.workshop.figures import Seen
from benchmarks.workshop.socket import BINARY, Address, Socket

VIEW = {"resolution": 96, "neuron_resolution": 32, "neurons_per_layer": 8}
"""What the playground asks for while no neuron is chosen."""

FRAMES, EPOCHS = 5.0, 60.0
"""Frames a second that a page takes, and epochs a second that its run trains if there is time."""

LARGEST = {"network": {"layers": [{"units": 990}] * 3}}
"""The largest network that the server accepts, but for a few neurons."""

FIRST_RETRY, LONGEST_RETRY = 0.4, 2.0
"""Seconds between the attempts of a page to connect again, as in `static/js/core/session/backoff.js`."""


@dataclass
class Calls:
    """Answers to requests: the seconds that each took, and how many failed by a fault of the server."""

    client: httpx.AsyncClient
    seconds: list[float]
    faults: int = 0

    async def call(self, method: str, path: str, key: str | None = None, body: Any = None) -> httpx.Response:
        """Make a request, again after a fault of the server. Raises httpx.HTTPStatusError if it is refused."""
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        while True:
            began = time.monotonic()
            answer = await self.client.request(method, path, json=body, headers=headers)
            self.seconds.append(time.monotonic() - began)
            if answer.status_code < 500:
                return answer.raise_for_status()
            self.faults += 1
            await asyncio.sleep(FIRST_RETRY)


class Page:
    """The page of a member: the stream of its session, of which it acknowledges frames as they are drawn, and the room's.

    rate: frames a second that it draws; None: as many as it gets.
    """

    def __init__(self, address: Address, calls: Calls, room: str) -> None:
        self.rate: float | None = FRAMES
        self.seen = Seen()
        self.step = -1
        self.first = asyncio.Event()
        self.stream: Socket | None = None
        self._address, self._calls, self._room = address, calls, room
        self._asked: deque[float] = deque()
        self._next_ack = 0.0
        self._other: Socket | None = None

    def twin(self) -> "Page":
        """Another page of the same session."""
        twin = Page(self._address, self._calls, self._room)
        twin.id, twin.key, twin.session = self.id, self.key, self.session
        return twin

    async def join(self) -> None:
        """Open the link, join, and load the playground."""
        await self._calls.call("GET", f"/join?room={self._room}")
        joined = (await self._calls.call("POST", f"/api/v1/rooms/{self._room}/members", body={})).json()
        self.id, self.key, self.session = joined["member"]["id"], joined["key"], joined["session"]
        await self._calls.call("GET", "/")
        await self._calls.call("GET", f"/api/v1/rooms/{self._room}/me", self.key)

    async def open(self, receive_buffer: int | None = None) -> None:
        """Open both streams."""
        view = "&".join(f"{name}={value}" for name, value in VIEW.items())
        self._asked, self.first = deque([time.monotonic()] * WINDOW), asyncio.Event()
        path = f"/api/v1/sessions/{self.session}/stream?{view}"
        self.stream = await Socket.open(self._address, path, self._receive, receive_buffer=receive_buffer)
        headers = {"Authorization": f"Bearer {self.key}"}
        path = f"/api/v1/rooms/{self._room}/stream"
        self._other = await Socket.open(self._address, path, _ignore, headers)

    def send(self, **command: Any) -> None:
        """Send a command."""
        assert self.stream is not None
        self.stream.send(json.dumps(command))

    def play(self) -> None:
        """Press play."""
        self.send(type="play", unit="epoch", per_second=EPOCHS)

    def close(self) -> None:
        """Close both streams."""
        for each in (self.stream, self._other):
            if each is not None:
                each.close()

    async def come_back(self) -> None:
        """Connect again, as often as it takes, and wait for a frame."""
        self.close()
        wait = FIRST_RETRY
        while True:
            with suppress(OSError, httpx.TransportError, httpx.HTTPStatusError):
                await self._calls.call("GET", f"/api/v1/sessions/{self.session}")
                await self.open()
                await self.first.wait()
                return
            await asyncio.sleep(wait)
            wait = min(2 * wait, LONGEST_RETRY)

    def _receive(self, stream: Socket, kind: int, payload: bytes) -> None:
        if kind != BINARY:
            return
        now = time.monotonic()
        (length,) = struct.unpack_from("<I", payload, 8)
        header = orjson.loads(payload[16 : 16 + length])
        self.step = header["step"]
        self.seen.add(now, header["epoch"], self._asked.popleft())
        self.first.set()
        self._next_ack = max(now, self._next_ack + (1.0 / self.rate if self.rate else 0.0))
        if self._next_ack <= now:
            self._acknowledge(stream, self._asked, header["frame"])
        else:
            loop = asyncio.get_running_loop()
            loop.call_later(self._next_ack - now, self._acknowledge, stream, self._asked, header["frame"])

    def _acknowledge(self, stream: Socket, asked: deque[float], number: int) -> None:
        asked.append(time.monotonic())
        stream.send(f'{{"type":"ack","frame":{number}}}')


def _ignore(stream: Socket, kind: int, payload: bytes) -> None:
    return


class Room:
    """A workshop with its pages. ages: of what the wall has told, in seconds at its arrival. walls: when it arrived."""

    def __init__(self, address: Address, client: httpx.AsyncClient) -> None:
        self.pages: list[Page] = []
        self.joining, self.steps = Calls(client, []), Calls(client, [])
        self.ages: list[tuple[float, float]] = []
        self.walls: list[float] = []
        self._address = address
        self._by_id: dict[str, Page] = {}

    async def start(self) -> None:
        """Start the workshop, watch its wall, and make a session of the teacher's own."""
        made = (await self.steps.call("POST", "/api/v1/rooms", body={"name": "Benchmark"})).json()
        self.id, self.key = made["room"]["id"], made["keys"]["teacher"]
        self._session = (await self.steps.call("POST", "/api/v1/sessions", body={"data": {"name": "circle"}})).json()[
            "id"
        ]
        headers = {"Authorization": f"Bearer {self.key}"}
        path = f"/api/v1/rooms/{self.id}/stream"
        self.wall = await Socket.open(self._address, path, self._look, headers)

    async def join(self, count: int, seconds: float, then: Callable[[Page], Awaitable[None]]) -> None:
        """Let pages join, evenly over a time."""

        async def one(number: int) -> None:
            await asyncio.sleep(number * seconds / count)
            page = Page(self._address, self.joining, self.id)
            await page.join()
            await page.open()
            await page.first.wait()
            self.pages.append(page)
            self._by_id[page.id] = page
            await then(page)

        await asyncio.gather(*(one(number) for number in range(count)))

    async def step(self, pause: float) -> None:
        """Train the teacher's session by calls, one after the other, until cancelled."""
        while True:
            await self.steps.call("POST", f"/api/v1/sessions/{self._session}/steps", body={"count": 1})
            await asyncio.sleep(pause)

    def make_greedy(self, page: Page) -> None:
        """Let a page train the largest network at full speed, and draw all that it gets."""
        page.rate = None
        page.send(type="set", patch=LARGEST, reset=True)
        page.send(type="play")

    async def remove(self, page: Page) -> None:
        """End the session of a page, which leaves."""
        page.close()
        self.pages.remove(page)
        await self.steps.call("DELETE", f"/api/v1/sessions/{page.session}")

    def _look(self, stream: Socket, kind: int, payload: bytes) -> None:
        event = orjson.loads(payload)
        if event["type"] != "wall":
            return
        now = time.monotonic()
        self.walls.append(now)
        for entry in event["members"]:
            page = self._by_id.get(entry["id"])
            if page is not None and entry["state"] == "playing" and entry["epoch"]:
                self.ages.append((now, now - page.seen.had(entry["epoch"])))
