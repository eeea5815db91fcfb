"""Share a limited resource, such as bytes or places, among clients."""

from collections import Counter
from collections.abc import Callable, Iterator, Set
from contextlib import contextmanager
from dataclasses import dataclass

from app.errors import AppError
from app.settings import Settings
from app.sharing.client import current_client, is_member


@dataclass(frozen=True)
class Share:
    """The share of `total` that one client may have.

    One client may take most of it, as a class behind one address needs. The part `kept_free` goes only to clients that
    do not exceed their fair share, so that no client can take everything.
    """

    total: int
    kept_free: int

    @classmethod
    def of(cls, total: int, reserved: float) -> "Share":
        """Keep a part of `total`, rounded down, free."""
        return cls(total, int(reserved * total))

    def allows(self, more: int, used: int, own: int, others: int) -> bool:
        """True if a client that has `own` may have more, while all clients together have `used`. others: number of the
        other clients."""
        free = self.total - used - more
        return free >= self.kept_free or (free >= 0 and own + more <= self.fair(others))

    def fair(self, others: int) -> int:
        """The fair share of a client if there are `others` more; with at least one client that is yet to come."""
        return self.total // (max(1, others) + 1)


class Usage:
    """Use of a limited resource by each client. The members of all workshops together may have a part of it only."""

    def __init__(self, total: int, settings: Settings) -> None:
        self._share = Share.of(total, settings.reserved_share)
        self._for_members = int(settings.rooms_share * total)
        self._clients: Counter[str] = Counter()
        self._members = 0

    def __getitem__(self, client: str) -> int:
        """What a client has."""
        return self._clients.get(client, 0)

    def total(self) -> int:
        """Use by all clients together."""
        return self._clients.total()

    def add(self, client: str, more: int) -> None:
        """Note that a client has more, or less."""
        self._clients[client] += more
        if self._clients[client] <= 0:
            del self._clients[client]
        if is_member(client):
            self._members += more

    def allows(self, client: str, more: int, used: int) -> bool:
        """True if a client may have more, while `used` is used in all."""
        return self._allows_one(client, more, used) and self._allows_members(client, more)

    def who_could_give(self, client: str, more: int, used: int) -> Set[str]:
        """The clients one of which has to give something back before this one may have more."""
        if used + more > self._share.total:
            return self._clients.keys()
        if not self._allows_members(client, more):
            return {each for each in self._clients if is_member(each)}
        return {client}

    def above_fair(self, client: str) -> Set[str]:
        """The clients that have more than their fair share, if this one is counted."""
        fair = self._share.fair(len(self._clients.keys() - {client}))
        return {each for each, own in self._clients.items() if own > fair}

    def _allows_one(self, client: str, more: int, used: int) -> bool:
        own = self._clients.get(client, 0)
        return self._share.allows(more, used, own, len(self._clients) - (own > 0))

    def _allows_members(self, client: str, more: int) -> bool:
        return not is_member(client) or self._members + more <= self._for_members


class Places:
    """Places that clients take for a while. refusal: makes the error, from the number of places that the client has
    taken."""

    def __init__(self, total: int, settings: Settings, refusal: Callable[[int], AppError]) -> None:
        self._refusal = refusal
        self._taken = Usage(total, settings)

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Take a place for the present client. Raises the refusal if there is none for it."""
        client = current_client()
        if not self._taken.allows(client, 1, self._taken.total()):
            raise self._refusal(self._taken[client])
        self._taken.add(client, 1)
        try:
            yield
        finally:
            self._taken.add(client, -1)
