"""Figures of a workshop, computed from what its clients have seen."""

import math
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field


def percentile(values: Iterable[float], share: float) -> float:
    """The smallest value that at least this share of all values do not exceed; NaN if there is none."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)] if ordered else math.nan


def p99(values: Iterable[float]) -> float:
    """The 99th percentile."""
    return percentile(values, 0.99)


@dataclass
class Seen:
    """What a page has shown: when each frame arrived, its epoch, and how old its state was at most, in seconds."""

    times: list[float] = field(default_factory=list)
    epochs: list[int] = field(default_factory=list)
    ages: list[float] = field(default_factory=list)

    def add(self, time: float, epoch: int, asked: float) -> None:
        """Note a frame that the server has made no earlier than it was asked for it."""
        self.times.append(time)
        self.epochs.append(epoch)
        self.ages.append(time - asked)

    def between(self, start: float, end: float) -> "Seen":
        """The frames that have arrived in this time."""
        part = slice(bisect_right(self.times, start), bisect_right(self.times, end))
        return Seen(self.times[part], self.epochs[part], self.ages[part])

    def had(self, epoch: int) -> float:
        """The last time at which the page was at an epoch, or at an earlier one; -∞ if it never was.

        Epochs of a run that plays only grow.
        """
        place = bisect_right(self.epochs, epoch)
        return self.times[place - 1] if place else -math.inf


def lowest_rate(pages: Iterable[Seen], start: float, end: float) -> float:
    """Frames a second of the page that got the fewest."""
    return min((len(page.between(start, end).times) / (end - start) for page in pages), default=math.nan)


def lost_share(before: Sequence[float], after: Sequence[float]) -> float:
    """The largest share of its frames a second that a page has lost."""
    return max(1.0 - now / then if then else 0.0 for then, now in zip(before, after, strict=True))


def held_bytes(table: str, server: int, client: int) -> int | None:
    """Bytes that the server's end of a connection holds for its client, from the text of Linux's /proc/net/tcp.

    None: the server has closed the connection.
    """
    for line in table.splitlines()[1:]:
        _, local, remote, state, queues = line.split()[:5]
        if _port(local) == server and _port(remote) == client and state == "01":
            return int(queues.partition(":")[0], 16)
    return None


def _port(address: str) -> int:
    return int(address.rpartition(":")[2], 16)
