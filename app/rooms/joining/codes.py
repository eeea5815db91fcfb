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
"""All addresses together may send this many times as many wrong codes as one."""


class CodeLimit:
    """Wrong codes are counted, for each address and for all. Whoever has used them up may send no code for a while, right or
    wrong; a class behind one address that types the right code is not held up."""

    def __init__(self, settings: Settings, clock: Callable[[], float] = monotonic) -> None:
        burst, rate = settings.max_wrong_codes, settings.wrong_codes_per_second
        self._each = RateLimit(WHAT, burst, rate, clock)
        self._all = RateLimit(WHAT, TIMES * burst, TIMES * rate, clock)

    @contextmanager
    def guessing(self, host: str) -> Iterator[None]:
        """Look a code up in the context. Raises TooManyRequestsError."""
        self._each.check(host)
        self._all.check(EVERYBODY)
        try:
            yield
        except UnknownRoomError:
            self._each.take(host)
            self._all.take(EVERYBODY)
            raise
