"""When host processes run, and which runs they train.

A single user and a small class are served by one process. When more runs play at once than it serves well, hosts are started in
the background, and runs move to them one by one, each between two slices. When hosts have had little to do for minutes, all
runs come back, and they end.
"""

import asyncio
import logging
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from time import monotonic
from types import TracebackType
from typing import Protocol, Self

from app.errors import SessionGoneError
from app.hosts.host import Host, HostLostError
from app.hosts.process_host import ProcessHost, start_hosts
from app.settings import Settings
from app.sharing.memory import Holding, Memory, MemoryFullError

logger = logging.getLogger(__name__)

MANY, FEW = 16, 8
"""Hosts are started when MANY runs play at once, and stopped when at most FEW have played for QUIET_SECONDS."""

QUIET_SECONDS = 180.0
"""Hosts are stopped when few runs have played for this long."""

TICK_SECONDS = 1.0
"""Time between two looks at the number of playing runs."""

PLAYING_SECONDS = 2.0
"""A run counts as playing for this long after its last slice."""

RETRY_SECONDS = 30.0
"""Time until hosts that could not be started are tried again."""

HOST_BYTES = 160 * 2**20
"""Memory of a host process that has no runs. All hosts share part of it."""

STOP_SECONDS = 10.0
"""Longest time that hosts are kept for runs that have not come home yet."""

LARGEST = 4 * 2**20
"""Bytes of the largest run that a host trains. Larger ones take long slices, which threads do as well."""

Start = Callable[[int, Callable[[ProcessHost], None]], Awaitable[list[ProcessHost]]]


class Guest(Protocol):
    """A run that a host may train."""

    @property
    def size(self) -> int:
        """Bytes of a copy of the run."""

    async def come_home(self) -> None:
        """Leave the host, with the newest state."""


class Hosts:
    """The hosts of the server; an async context manager that ends them."""

    def __init__(self, settings: Settings, memory: Memory, start: Start = start_hosts) -> None:
        self._number, self._memory, self._start = settings.host_processes, memory, start
        self._ready: list[ProcessHost] = []
        self._played: dict[Guest, float] = {}
        self._places: dict[Guest, tuple[ProcessHost, Holding]] = {}
        self._load: Counter[ProcessHost] = Counter()
        self._starting: asyncio.Task[None] | None = None
        self._task: asyncio.Task[None] | None = None
        self._own = memory.holding()
        self._coming_home: set[asyncio.Future[None]] = set()
        self._quiet_since = self._retry_at = 0.0

    async def __aenter__(self) -> Self:
        if self._number:
            self._task = asyncio.create_task(self._watch())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        tasks = [each for each in (self._task, self._starting, *self._coming_home) if each is not None]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for host in self._ready:
            host.stop()

    @property
    def processes(self) -> list[int]:
        """The ids of the running processes."""
        return [host.process for host in self._ready]

    @property
    def guests(self) -> int:
        """Number of runs that hosts train."""
        return len(self._places)

    def place(self, guest: Guest) -> Host | None:
        """The host that trains a playing run; None if the server does."""
        if self._number:
            self._played[guest] = monotonic()
        if not self._ready:
            return None
        if guest in self._places:
            host = self._places[guest][0]
            if host.alive:
                return host
            self._free(guest)
        if guest.size > LARGEST:
            return None
        try:
            holding = self._memory.holding(guest.size)
        except MemoryFullError:
            return None
        host = min(self._ready, key=lambda each: self._load[each])
        self._places[guest] = host, holding
        self._load[host] += 1
        return host

    def leave(self, guest: Guest) -> None:
        """Note that a run is trained by no host any more."""
        self._played.pop(guest, None)
        if guest in self._places:
            self._free(guest)

    def _free(self, guest: Guest) -> None:
        host, holding = self._places.pop(guest)
        holding.close()
        self._load[host] -= 1

    async def _watch(self) -> None:
        """Start and stop hosts as they are needed, until cancelled."""
        while True:
            await asyncio.sleep(TICK_SECONDS)
            now = monotonic()
            for host in list(self._ready):
                host.end_if_silent()
            self._played = {guest: when for guest, when in self._played.items() if now - when < PLAYING_SECONDS}
            self._bring_home([guest for guest in self._places if guest not in self._played])
            playing = len(self._played)
            if playing > FEW or not self._ready:
                self._quiet_since = now
            wanted = playing >= MANY or (bool(self._ready) and playing > FEW)
            if wanted and len(self._ready) < self._number and self._starting is None and now >= self._retry_at:
                self._starting = asyncio.create_task(self._start_missing())
            if self._ready and now - self._quiet_since > QUIET_SECONDS:
                await self._stop_all()

    async def _start_missing(self) -> None:
        """Start the hosts that do not run."""
        missing = self._number - len(self._ready)
        try:
            self._own.resize(self._own.size + missing * HOST_BYTES)
            try:
                self._ready += await self._start(missing, self._lost)
            except BaseException:
                self._own.resize(self._own.size - missing * HOST_BYTES)
                raise
        except (MemoryFullError, OSError) as error:
            self._retry_at = monotonic() + RETRY_SECONDS
            logger.warning("no host processes: %s", error)
        finally:
            self._starting = None

    async def _stop_all(self) -> None:
        """Bring all runs home, and end the hosts."""
        hosts, self._ready = self._ready, []
        self._bring_home(list(self._places))
        if self._coming_home:
            await asyncio.wait(self._coming_home, timeout=STOP_SECONDS)
        for host in hosts:
            host.stop()
            self._own.resize(self._own.size - HOST_BYTES)

    def _bring_home(self, guests: Iterable[Guest]) -> None:
        for guest in guests:
            task = asyncio.ensure_future(_come_home(guest))
            self._coming_home.add(task)
            task.add_done_callback(self._coming_home.discard)

    def _lost(self, host: ProcessHost) -> None:
        """A host has failed: another one takes its place."""
        if host in self._ready:
            self._ready.remove(host)
            self._own.resize(self._own.size - HOST_BYTES)


async def _come_home(guest: Guest) -> None:
    with suppress(HostLostError, SessionGoneError):  # the clients have been told
        await guest.come_home()
