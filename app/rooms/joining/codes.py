"""Limit how often codes may be guessed."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic

from app.access.rate_limit import RateLimit
from app.rooms.errors import UnknownRoomError
from app.settings import Settings

WHAT = "wrong codes"
EVERYBODY = "all addresses"
TIMES = 10
"""Wrong codes allowed to all addresses together, as a multiple of those allowed to one."""


class CodeLimit:
    """Limits wrong codes, for each address and for all together. After too many of them, no code is accepted for a
    while, not even a right one. Right codes do not count, so a class behind one address is not held up."""

    def __init__(self, settings: Settings, clock: Callable[[], float] = monotonic) -> None:
        burst, rate = settings.max_wrong_codes, settings.wrong_codes_per_second
        self._each = RateLimit(WHAT, burst, rate, clock)
        self._all = RateLimit(WHAT, TIMES * burst, TIMES * rate, clock)

    @contextmanager
    def guessing(self, host: str) -> Iterator[None]:
        """Context in which a code is looked up; a wrong one is counted. Raises TooManyRequestsError."""
        self._each.check(host)
        self._all.check(EVERYBODY)
        try:
            yield
        except UnknownRoomError:
            self._each.take(host)
            self._all.take(EVERYBODY)
            raise
