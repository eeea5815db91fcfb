"""Share a limited resource, such as bytes or places, among clients."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from app.errors import AppError
from app.sharing.client import current_client


@dataclass(frozen=True)
class Share:
    """How much one client may have of `total`.

    Whoever comes first may have most of it. What is `kept_free` goes only to clients that have less than their fair share
    then: so one client cannot take everything, while a class behind one address can have most.
    """

    total: int
    kept_free: int

    @classmethod
    def of(cls, total: int, reserved: float) -> "Share":
        """Keep a part of `total`, rounded down, free."""
        return cls(total, int(reserved * total))

    def allows(self, more: int, used: int, own: int, others: int) -> bool:
        """True if a client may have more, of which it has `own` and all clients together, with `others` beside it, have
        `used`."""
        free = self.total - used - more
        return free >= self.kept_free or (free >= 0 and own + more <= self.fair(others))

    def fair(self, others: int) -> int:
        """The fair share of a client beside `others`. One place at least is kept for somebody who is to come."""
        return self.total // (max(1, others) + 1)


class Places:
    """Places that clients take for a while. refusal: the error for a client that has taken so many."""

    def __init__(self, share: Share, refusal: Callable[[int], AppError]) -> None:
        self._share, self._refusal = share, refusal
        self._taken: Counter[str] = Counter()

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Take a place for the present client. Raises the refusal if there is none for it."""
        client = current_client()
        own, others = self._taken.get(client, 0), len(self._taken.keys() - {client})
        if not self._share.allows(1, self._taken.total(), own, others):
            raise self._refusal(own)
        self._taken[client] += 1
        try:
            yield
        finally:
            self._taken[client] -= 1
            if not self._taken[client]:
                del self._taken[client]
