"""Limit how often a client may do something, by its address."""

import math
from collections import OrderedDict
from collections.abc import Callable
from time import monotonic

from app.errors import AppError
from app.sharing.client import client_at

MAX_ADDRESSES = 10_000
"""Addresses that are remembered, those seen last."""


class TooManyRequestsError(AppError):
    """The client has done something too often."""

    status, kind, title = 429, "too-many-requests", "Too many requests"


class RateLimit:
    """A token bucket for each address: it holds `burst` tokens, and gains `per_second`. `what`: what they are spent on."""

    def __init__(self, what: str, burst: int, per_second: float, clock: Callable[[], float] = monotonic) -> None:
        self._what, self._burst, self._per_second, self._clock = what, burst, per_second, clock
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()  # address -> tokens at a time

    def take(self, host: str) -> None:
        """Spend a token of an address. Raises TooManyRequestsError if it has none."""
        address, now = client_at(host), self._clock()
        tokens = self._tokens(address, now)
        self._buckets.pop(address, None)
        self._buckets[address] = max(tokens - 1, tokens % 1), now
        if len(self._buckets) > MAX_ADDRESSES:
            self._buckets.popitem(last=False)
        self._check(host, tokens)

    def check(self, host: str) -> None:
        """Raise TooManyRequestsError if an address has no token; none is spent."""
        self._check(host, self._tokens(client_at(host), self._clock()))

    def _tokens(self, address: str, now: float) -> float:
        tokens, then = self._buckets.get(address, (float(self._burst), now))
        return min(self._burst, tokens + (now - then) * self._per_second)

    def _check(self, host: str, tokens: float) -> None:
        if tokens < 1:
            wait = math.ceil((1 - tokens) / self._per_second)
            detail = f"Received too many requests with {self._what} from {host}."
            remedy = f"Wait {wait} s, and check what the client asks for."
            raise TooManyRequestsError(detail, remedy, retry_after=wait)
