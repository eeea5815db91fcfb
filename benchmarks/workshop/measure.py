"""A workshop with 300 members on one machine: what each of them gets, and what it costs."""

import asyncio
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import httpx

from benchmarks.machine import ONE_THREAD, processor_seconds, with_descendants
from benchmarks.server import Server, serving, wait_until_warm
from benchmarks.table import Table
from benchmarks.workshop.figures import Seen, held_bytes, lost_share, lowest_rate, p99
from benchmarks.workshop.room import Page, Room
from benchmarks.workshop.socket import Address

MEMBERS, MOST, MORE = 300, 1000, 100
"""Members of the class; and while more and more come, how many there are in the end, and how many come at a time."""

LARGEST_AGE, LOWEST_RATE = 0.25, 4.5
"""A workshop keeps up if shown states are at most this old, in seconds, and every page gets this many frames a second."""

TITLE, CORES = "A workshop on two cores", 2

GREEDY, LEAVING = 4, 20

SLOW_BYTES, SLOW_PAUSE = 4096, 0.1
"""A slow reader: bytes of its receive buffer, which it reads at once, and seconds between two reads."""

PATIENCE = 300.0
"""Seconds that anything may take on a busy machine."""

LIMITS = {"BACKPROP_MAX_MEMBERS": "2000", "BACKPROP_MAX_SESSIONS": "4000", "BACKPROP_MAX_STREAMS": "8000"}
"""Settings of a server that takes more members than by default."""


@dataclass(frozen=True)
class Seconds:
    """How long each part takes."""

    joining: float = 10.0
    settling: float = 5.0
    watching: float = 600.0
    greedy: float = 30.0
    away: float = 50.0
    growing: float = 20.0


QUICK = Seconds(watching=15.0, settling=3.0, greedy=8.0, away=3.0, growing=4.0)

Row = tuple[str, str, str]
"""What is measured, the figure, and the target."""


def measure(seconds: Seconds, members: int = MEMBERS, most: int = MOST) -> Table:
    """Measure a class, and how many members until it breaks."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    began = time.process_time(), time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, **ONE_THREAD, "BACKPROP_DATA_DIR": folder}
        rows = asyncio.run(Class(environment, seconds, members).rows())
    with serving({**os.environ, **ONE_THREAD, **LIMITS}) as server:
        wait_until_warm(server)
        rows += asyncio.run(_grow(server, seconds, members, most))
    used = (time.process_time() - began[0]) / (time.monotonic() - began[1])
    note = (
        f"{members} members, the default network, {seconds.watching:g} seconds at 60 epochs and 5 frames a second each; the "
        f"wall is open. {cores} cores, shared with the clients, which take {used:.2f} of one. Ages are upper limits, from when "
        "a page was ready for a frame until the frame arrived. The processor time of a frame includes training."
    )
    return Table(TITLE, ["measure", "", "target"], [list(row) for row in rows], [note])


class Class:
    """A class at work on a server of its own."""

    def __init__(self, environment: dict[str, str], seconds: Seconds, members: int) -> None:
        self._environment, self._seconds, self._members = environment, seconds, members

    async def rows(self) -> list[Row]:
        """Measure everything."""
        with serving(self._environment) as server:
            wait_until_warm(server)
            async with _client(server) as client:
                room = Room(Address("127.0.0.1", server.port), client)
                await room.start()
                rows = await self._join(room)
                rows += await self._watch(room, server)
                rows += await self._share(room)
                rows += await self._stall(room, server)
                rows += await self._leave(room)
                return rows + await self._kill(room, server)

    async def _join(self, room: Room) -> list[Row]:
        """All load the page within a few seconds, join and press play."""

        async def play(page: Page) -> None:
            page.play()

        with _stepping(room):
            began = time.monotonic()
            await room.join(self._members, self._seconds.joining, play)
            took = time.monotonic() - began
        asked, steps = room.joining, room.steps
        return [
            (f"{self._members} pages load and join, s", f"{took:.1f}", f"{self._seconds.joining:g}"),
            ("their requests, p99, s", f"{p99(asked.seconds):.2f}", "< 1"),
            ("faults of the server", f"{asked.faults + steps.faults}", "0"),
            ("a call of the teacher meanwhile, p99, s", f"{p99(steps.seconds):.3f}", "< 0.2"),
        ]

    async def _watch(self, room: Room, server: Server) -> list[Row]:
        """All play, with the wall open."""
        await asyncio.sleep(self._seconds.settling)
        room.steps.seconds.clear()
        before, start, memory = _processor_seconds(server.pid), time.monotonic(), 0
        with _stepping(room):
            while time.monotonic() < start + self._seconds.watching:
                await asyncio.sleep(1.0)
                memory = max(memory, _memory(server.pid))
        end, after = time.monotonic(), _processor_seconds(server.pid)
        parts = [page.seen.between(start, end) for page in room.pages]
        frames = sum(len(part.times) for part in parts)
        epochs = sum(part.epochs[-1] - part.epochs[0] for part in parts if part.epochs)
        spent = after - before
        walls = [each for each in room.walls if start <= each < end]
        return [
            ("age of a shown state, p99, s", f"{p99(_ages(parts)):.3f}", f"< {LARGEST_AGE:g}"),
            (
                "frames/s of the page with the fewest",
                f"{lowest_rate(parts, start, end):.2f}",
                f"≥ {LOWEST_RATE:g}",
            ),
            ("epochs/s of a run", f"{epochs / (end - start) / len(parts):.1f}", "60"),
            (
                "age of what the wall tells, p99, s",
                f"{p99(age for when, age in room.ages if start <= when < end):.2f}",
                "≤ 1",
            ),
            ("events of the wall per second", f"{len(walls) / (end - start):.2f}", "about 1"),
            ("a call of the teacher, p99, s", f"{p99(room.steps.seconds):.3f}", "< 0.2"),
            ("processor time of a frame, ms", f"{1e3 * spent / max(frames, 1):.2f}", "≤ 0.6"),
            ("processor time per second, s", f"{spent / (end - start):.2f}", f"≤ {CORES}"),
            ("memory of the server, MB", f"{memory / 2**20:.0f}", "< 900"),
        ]

    async def _share(self, room: Room) -> list[Row]:
        """Some train the largest networks at full speed."""
        greedy, others = room.pages[:GREEDY], room.pages[GREEDY:]
        before = await self._rates(others)
        for page in greedy:
            room.make_greedy(page)
        await asyncio.sleep(self._seconds.settling)
        after = await self._rates(others)
        lost = lost_share(before, after)
        for page in greedy:
            await room.remove(page)
        return [(f"frames that {GREEDY} greedy members cost another, %", f"{100 * lost:.0f}", "≤ 20")]

    async def _rates(self, pages: list[Page]) -> list[float]:
        start = time.monotonic()
        await asyncio.sleep(self._seconds.greedy)
        end = time.monotonic()
        return [lowest_rate([page.seen], start, end) for page in pages]

    async def _stall(self, room: Room, server: Server) -> list[Row]:
        """One page reads nothing more, another reads slowly."""
        stalled, slow = room.pages[:2]
        slow.close()
        await slow.open(receive_buffer=SLOW_BYTES)
        witness = slow.twin()
        await witness.open()
        assert stalled.stream is not None
        assert slow.stream is not None
        reading = asyncio.create_task(slow.stream.read_slowly(SLOW_BYTES, SLOW_PAUSE))
        began, most = time.monotonic(), 0
        stalled.stream.stop_reading()
        for number in range(1, 10_000):  # it says that it takes all frames, and takes none
            stalled.send(type="ack", frame=100 * number)
            held = held_bytes(_connections(), server.port, stalled.stream.port)
            if held is None or time.monotonic() - began > 60.0:
                break
            most = max(most, held)
            await asyncio.sleep(0.1)
        gone = time.monotonic() - began
        await asyncio.sleep(max(0.0, 2 * self._seconds.settling - gone))
        shown = slow.seen.between(began + self._seconds.settling, time.monotonic())
        ages = [when - witness.seen.had(epoch) for when, epoch in zip(shown.times, shown.epochs, strict=True)]
        closed = slow.stream.closed.is_set()
        witness.close()
        reading.cancel()
        await stalled.come_back()
        await slow.come_back()
        return [
            ("held for a page that stops reading, kB", f"{most / 1000:.0f}", "≤ 1000"),
            ("until it is disconnected, s", f"{gone:.1f}", "≤ 15"),
            (
                f"age of states with a receive buffer of {SLOW_BYTES // 1024} kB, at most, s",
                "closed" if closed else f"{max(ages, default=float('nan')):.2f}",
                "≤ 2",
            ),
        ]

    async def _leave(self, room: Room) -> list[Row]:
        """Some pause, lose the network for a while, and come back."""
        leaving = room.pages[-LEAVING:]
        for page in leaving:
            page.send(type="pause")
        await asyncio.sleep(1.0)
        steps = [page.step for page in leaving]
        for page in leaving:
            page.close()
        await asyncio.sleep(self._seconds.away)
        await asyncio.gather(*(page.come_back() for page in leaving))
        same = sum(page.step == step for page, step in zip(leaving, steps, strict=True))
        for page in leaving:
            page.play()
        what = f"back at the same step after {self._seconds.away:g} s"
        return [(what, f"{same} of {LEAVING}", f"{LEAVING} of {LEAVING}")]

    async def _kill(self, room: Room, server: Server) -> list[Row]:
        """The server is killed and started again."""
        await asyncio.sleep(self._seconds.settling)
        server.kill()
        killed = time.monotonic()
        with serving(self._environment, server.port):
            with suppress(TimeoutError):
                async with asyncio.timeout(PATIENCE):
                    await asyncio.gather(*(page.come_back() for page in room.pages))
            took = time.monotonic() - killed
            old = [killed - _before(page.seen, killed) for page in room.pages]
        back, members = sum(page.first.is_set() for page in room.pages), len(room.pages)
        return [
            ("killed and started again: all are back after, s", f"{took:.1f}", "≤ 10"),
            ("members that are back", f"{back} of {members}", f"{members} of {members}"),
            ("seconds of training lost, at most", f"{max(old):.1f}", "≤ 5"),
        ]


def _before(seen: Seen, killed: float) -> float:
    """When a page first showed the state that it got first after the server was killed."""
    back = seen.between(killed, float("inf"))
    earlier = seen.between(0.0, killed)
    return earlier.had(back.epochs[0]) if back.epochs else float("-inf")


async def _grow(server: Server, seconds: Seconds, members: int, most: int) -> list[Row]:
    """More and more members join and play."""

    async def play(page: Page) -> None:
        page.play()

    async with _client(server) as client:
        room = Room(Address("127.0.0.1", server.port), client)
        await room.start()
        holds, rate, age = 0, 0.0, 0.0
        while len(room.pages) < most:
            more = MORE if room.pages else min(MORE, members)
            await room.join(more, more / 30, play)
            await asyncio.sleep(seconds.settling)
            start = time.monotonic()
            await asyncio.sleep(seconds.growing)
            parts = [page.seen.between(start, time.monotonic()) for page in room.pages]
            rate, age = lowest_rate(parts, start, time.monotonic()), p99(_ages(parts))
            if rate >= LOWEST_RATE and age < LARGEST_AGE:
                holds = len(room.pages)
    return [
        (f"most members with {LOWEST_RATE:g} frames/s and states of {LARGEST_AGE:g} s", f"{holds:,}", f"{members:,}"),
        (f"frames/s of the page with the fewest, of {most:,}", f"{rate:.2f}", "fair, slower"),
        (f"age of a shown state of {most:,}, p99, s", f"{age:.2f}", ""),
    ]


def _ages(parts: list[Seen]) -> list[float]:
    return [age for part in parts for age in part.ages]


def _client(server: Server) -> httpx.AsyncClient:
    limits = httpx.Limits(max_connections=None, max_keepalive_connections=50, keepalive_expiry=2.0)
    return httpx.AsyncClient(base_url=server.address, timeout=PATIENCE, limits=limits)


@contextmanager
def _stepping(room: Room) -> Iterator[None]:
    """Let the teacher make calls meanwhile."""
    task = asyncio.create_task(room.step(0.1))
    try:
        yield
    finally:
        task.cancel()


def _connections() -> str:
    """All connections of this machine, as Linux lists them; none elsewhere."""
    table = Path("/proc/net/tcp")
    return table.read_text() if table.exists() else ""


def _processor_seconds(server: int) -> float:
    """Seconds of processor time that a server has used, with its host processes."""
    return sum(processor_seconds(process) or 0.0 for process in with_descendants(server))


def _memory(server: int) -> int:
    """Bytes of memory of a server and its host processes, what they share counted once; 0 if the system has no /proc."""
    total = 0
    for process in with_descendants(server):
        with suppress(OSError):
            pages = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
            total += sum(int(line.split()[1]) << 10 for line in pages if line.startswith("Pss:"))
    return total
