"""When hosts are started and stopped, and which runs they get."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest

from app.hosts import hosts as module
from app.hosts.hosts import HOST_BYTES, LARGEST, Hosts
from app.settings import Settings
from app.sharing.memory import Memory

MEMORY = 4 * HOST_BYTES


class FakeHost:
    """A host without a process."""

    def __init__(self, number: int, on_lost: Callable[[Any], None]) -> None:
        self.alive, self.process, self.on_lost = True, number, on_lost

    def end_if_silent(self) -> None:
        """It never hangs."""

    def stop(self) -> None:
        self.alive = False

    def fail(self) -> None:
        self.alive = False
        self.on_lost(self)


class Starter:
    """Makes hosts; raises the errors it is given first."""

    def __init__(self, *errors: Exception) -> None:
        self.errors, self.made = list(errors), list[FakeHost]()

    async def __call__(self, number: int, on_lost: Callable[[Any], None]) -> Any:
        await asyncio.sleep(0)
        if self.errors:
            raise self.errors.pop(0)
        made = [FakeHost(len(self.made) + each, on_lost) for each in range(number)]
        self.made += made
        return made


class FakeGuest:
    """A run."""

    def __init__(self, hosts: Hosts, size: int = 1000) -> None:
        self.hosts, self.size, self.returns = hosts, size, 0

    async def come_home(self) -> None:
        self.returns += 1
        self.hosts.leave(self)


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, seconds in (
        ("TICK_SECONDS", 0.005),
        ("PLAYING_SECONDS", 0.1),
        ("QUIET_SECONDS", 0.1),
        ("RETRY_SECONDS", 0.02),
    ):
        monkeypatch.setattr(module, name, seconds)
    monkeypatch.setattr(module, "MANY", 4)
    monkeypatch.setattr(module, "FEW", 1)


@asynccontextmanager
async def hosts_with(start: Starter, **settings: Any) -> AsyncIterator[tuple[Hosts, Memory]]:
    made = Settings(**{"host_processes": 2, "memory_bytes": MEMORY, **settings})
    memory = Memory(made)
    async with Hosts(made, memory, start) as hosts:
        yield hosts, memory


async def play(hosts: Hosts, guests: list[FakeGuest], until: Callable[[], Any]) -> None:
    """Let runs play until something is true."""
    async with asyncio.timeout(20.0):
        while not until():
            for guest in guests:
                hosts.place(guest)
            await asyncio.sleep(0.002)


async def test_few_runs_start_no_host() -> None:
    start = Starter()
    async with hosts_with(start) as (hosts, memory):
        few = [FakeGuest(hosts) for _ in range(3)]
        end = asyncio.get_running_loop().time() + 0.2
        await play(hosts, few, lambda: asyncio.get_running_loop().time() > end)
        assert not start.made
        assert memory.used == 0


async def test_many_runs_start_hosts_and_are_spread_evenly() -> None:
    start = Starter()
    async with hosts_with(start) as (hosts, memory):
        many = [FakeGuest(hosts) for _ in range(6)]
        await play(hosts, many, lambda: hosts.processes == [0, 1])
        places = [hosts.place(guest) for guest in many]
        assert sorted(places.count(host) for host in start.made) == [3, 3]
        assert [hosts.place(guest) for guest in many] == places
        assert memory.used == 2 * HOST_BYTES + 6 * 1000
        hosts.leave(many[0])
        hosts.leave(many[0])
        assert memory.used == 2 * HOST_BYTES + 5 * 1000
    assert not any(host.alive for host in start.made)


async def test_no_host_is_started_if_none_are_wanted() -> None:
    start = Starter()
    async with hosts_with(start, host_processes=0) as (hosts, _):
        many = [FakeGuest(hosts) for _ in range(10)]
        end = asyncio.get_running_loop().time() + 0.1
        await play(hosts, many, lambda: asyncio.get_running_loop().time() > end)
    assert not start.made


async def test_hosts_end_when_few_runs_are_left_and_all_come_home() -> None:
    start = Starter()
    async with hosts_with(start) as (hosts, memory):
        many = [FakeGuest(hosts) for _ in range(6)]
        await play(hosts, many, lambda: hosts.processes)
        await play(hosts, many, lambda: all(hosts.place(guest) for guest in many))
        await play(hosts, many[:1], lambda: not hosts.processes and not any(host.alive for host in start.made))
        assert all(guest.returns for guest in many)
        assert not any(host.alive for host in start.made)
        assert hosts.place(many[0]) is None
        assert memory.used == 0


async def test_a_run_that_stops_playing_comes_home() -> None:
    start = Starter()
    async with hosts_with(start) as (hosts, _):
        many = [FakeGuest(hosts) for _ in range(6)]
        await play(hosts, many, lambda: hosts.place(many[0]))
        await play(hosts, many[1:], lambda: many[0].returns)
        assert not any(guest.returns for guest in many[1:])


async def test_a_lost_host_is_replaced_and_its_runs_are_placed_again() -> None:
    start = Starter()
    async with hosts_with(start) as (hosts, memory):
        many = [FakeGuest(hosts) for _ in range(6)]
        await play(hosts, many, lambda: hosts.processes)
        await play(hosts, many, lambda: all(hosts.place(guest) for guest in many))
        start.made[0].fail()
        assert all(hosts.place(guest) is start.made[1] for guest in many)
        await play(hosts, many, lambda: len(hosts.processes) == 2)
        assert len(start.made) == 3
        assert memory.used == 2 * HOST_BYTES + 6 * 1000


async def test_hosts_that_cannot_be_started_are_tried_again() -> None:
    start = Starter(OSError("no processes left"), OSError("no processes left"))
    async with hosts_with(start) as (hosts, memory):
        many = [FakeGuest(hosts) for _ in range(6)]
        await play(hosts, many, lambda: hosts.processes)
        assert not start.errors
        assert len(start.made) == 2
        assert memory.used == 2 * HOST_BYTES


async def test_large_runs_stay_and_so_do_all_if_there_is_no_memory() -> None:
    start = Starter()
    async with hosts_with(start) as (hosts, _):
        many = [FakeGuest(hosts, LARGEST + 1), *(FakeGuest(hosts) for _ in range(6))]
        await play(hosts, many, lambda: hosts.processes)
        assert hosts.place(many[0]) is None
        assert hosts.place(many[1]) is not None
    start = Starter()
    async with hosts_with(start, memory_bytes=HOST_BYTES) as (hosts, memory):
        many = [FakeGuest(hosts) for _ in range(6)]
        end = asyncio.get_running_loop().time() + 0.1
        await play(hosts, many, lambda: asyncio.get_running_loop().time() > end)
        assert not start.made
        assert memory.used == 0
