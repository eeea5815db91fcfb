"""Fair turns: of those who wait, the one that has used the least time is next.

Start-time fair queuing (Goyal, Vin & Cheng 1996): whoever begins to wait starts level with those who wait already, so that
nobody saves up time by waiting for nothing.
"""

from collections import deque
from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from heapq import heappop, heappush
from typing import Generic, TypeVar

T = TypeVar("T")
Key = TypeVar("Key", bound=Hashable)

REMEMBERED = 4096
"""Keys whose use of time is remembered, at most, beside those that wait."""


@dataclass
class Use:
    """Time used. start: when the next turn is due, on the clock of used time. last: seconds of the last turn."""

    start: float = 0.0
    last: float = 0.0


class Turns(Generic[Key]):
    """Keys that wait for a turn."""

    def __init__(self) -> None:
        self._uses: dict[Key, Use] = {}
        self._order: list[tuple[float, int, Key]] = []
        self._number = 0  # of those that wait with equal use, the first to come is next
        self._now = 0.0

    def __len__(self) -> int:
        return len(self._order)

    def wait(self, key: Key) -> None:
        """Let a key that does not wait yet wait for a turn."""
        use = self._uses.setdefault(key, Use())
        use.start = max(use.start, self._now)
        self._number += 1
        heappush(self._order, (use.start, self._number, key))

    def take(self) -> Key:
        """Begin the next turn. Until it ends, its key is charged the time of its last turn."""
        self._now, _, key = heappop(self._order)
        use = self._uses[key]
        use.start += use.last
        if len(self._uses) > REMEMBERED + len(self._order):
            self._forget()
        return key

    def ended(self, key: Key, seconds: float) -> None:
        """Note how long a turn has taken."""
        use = self._uses.get(key)
        if use is not None:
            use.start += seconds - use.last
            use.last = seconds

    def _forget(self) -> None:
        """Forget the keys that have used no more than their share, which makes no difference; if too many are left,
        forget all that do not wait."""
        waiting = {key for _, _, key in self._order}
        kept = {key: use for key, use in self._uses.items() if key in waiting or use.start > self._now}
        self._uses = kept if len(kept) <= REMEMBERED else {key: self._uses[key] for key in waiting}


class FairQueue(Generic[T]):
    """Items that wait, each from a source of a client: fair among the clients, then among the sources of a client. The
    items of one source stay in order."""

    def __init__(self) -> None:
        self._clients: Turns[str] = Turns()
        self._sources: dict[str, Turns[Hashable]] = {}
        self._items: dict[tuple[str, Hashable], deque[T]] = {}

    def __len__(self) -> int:
        return sum(map(len, self._items.values()))

    def __bool__(self) -> bool:
        return bool(self._items)

    def put(self, client: str, source: Hashable, item: T) -> None:
        """Add an item."""
        sources = self._sources.setdefault(client, Turns())
        items = self._items.setdefault((client, source), deque())
        items.append(item)
        if len(items) == 1:
            sources.wait(source)
            if len(sources) == 1:
                self._clients.wait(client)

    def take(self) -> tuple[str, Hashable, T]:
        """Remove the next item; returns it with its client and its source. There has to be one."""
        client = self._clients.take()
        sources = self._sources[client]
        source = sources.take()
        items = self._items[client, source]
        item = items.popleft()
        if items:
            sources.wait(source)
        else:
            del self._items[client, source]
        if len(sources):
            self._clients.wait(client)
        elif len(self._sources) > REMEMBERED:
            del self._sources[client]
        return client, source, item

    def ended(self, client: str, source: Hashable, seconds: float) -> None:
        """Note how long the work on an item has taken."""
        self._clients.ended(client, seconds)
        if client in self._sources:
            self._sources[client].ended(source, seconds)

    def drain(self) -> Iterator[T]:
        """Remove all items."""
        while self._clients:
            yield self.take()[2]
