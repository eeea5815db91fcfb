"""A budget of memory for all clients. What a request needs is reserved before it is allocated.

It is shared out among clients as `app.sharing.shares` says.
"""

from heapq import nlargest
from threading import Lock
from typing import Self

from app.errors import LimitError, ServerFullError
from app.machine import memory_limit, memory_used
from app.settings import Settings
from app.sharing.client import current_client
from app.sharing.shares import Usage

MEGABYTE = 2**20

LEAST = 64 * MEGABYTE
"""The budget is at least this, however small the machine."""

RETRY_SECONDS = 30

NEED_LESS = "Use fewer samples, a smaller batch or a smaller network"


class MemoryFullError(ServerFullError):
    """The request needs more memory than is free for this client at present."""


class Memory:
    """The budget; can be used from any thread.

    total: bytes for everything that clients ask for. per_session: the most that one session may need.
    """

    def __init__(self, settings: Settings) -> None:
        default = settings.memory_share * memory_limit() - memory_used()
        self.total = settings.memory_bytes or max(LEAST, int(default))
        self.per_session = int(settings.session_memory_share * self.total)
        self._threads = 2 * settings.workers  # those of the runner for short jobs, and those for long ones
        self._usage = Usage(self.total, settings)
        self._working: dict[int, int] = {}
        self._used = self._aside = 0
        self._lock = Lock()

    @property
    def used(self) -> int:
        """Bytes that are reserved."""
        return self._used + self._aside

    def holding(self, size: int = 0) -> "Holding":
        """Reserve bytes for the present client. Raises MemoryFullError."""
        holding = Holding(self, current_client())
        holding.resize(size)
        return holding

    def fits(self, client: str, more: int) -> bool:
        """True if a client may have more bytes."""
        return more <= 0 or self._usage.allows(client, more, self.used)

    def take(self, holding: "Holding", more: int, *, optional: bool = False, force: bool = False) -> bool:
        """Change the size of a holding if the client's share allows it, or in any case with `force`. Returns whether it
        did.

        optional: the client can do without. It gets more only if half of all memory then remains free for others.
        """
        with self._lock:
            allowed = more <= 0 or self.used + more <= self.total // 2 if optional else self.fits(holding.client, more)
            if not (force or allowed):
                return False
            holding.size += more
            self._used += more
            self._usage.add(holding.client, more)
            return True

    def swap(self, kept: "Holding", temporary: "Holding") -> None:
        """Give a holding the size of another one of the same client, which is emptied."""
        with self._lock:
            self._used -= kept.size
            self._usage.add(kept.client, -kept.size)
            kept.size, temporary.size = temporary.size, 0

    def set_aside(self, key: int, size: int) -> None:
        """Set memory aside for a job that a session may need at any time, such as a return to earlier weights. As many
        of these jobs run at once as there are threads. size: bytes of the job of session `key`; 0 if the session has
        ended."""
        with self._lock:
            if size:
                self._working[key] = size
            else:
                self._working.pop(key, None)
            self._aside = sum(nlargest(self._threads, self._working.values()))

    def refusal(self, size: int) -> MemoryFullError:
        """The error of a request for more bytes than the client may have."""
        free = max(0, self.total - self.used)
        detail = (
            f"Received a request that needs about {_megabytes(size)} of memory, expected at most what is free: "
            f"{_megabytes(free)} of {_megabytes(self.total)}, of which a part is kept for clients that have little."
        )
        return MemoryFullError(detail, f"{NEED_LESS}, or try again in a minute.", retry_after=RETRY_SECONDS)

    def check_session(self, need: int, field: str) -> None:
        """Raise LimitError if a session needs more than any session may have."""
        if need > self.per_session:
            detail = (
                f"{field}: received a run that needs about {_megabytes(need)} of memory, expected at most "
                f"{_megabytes(self.per_session)}."
            )
            raise LimitError(detail, f"{NEED_LESS}, or raise the limits in the settings of the server.", field=field)


class Holding:
    """Memory that is reserved for a client; a context manager that gives it back."""

    def __init__(self, memory: Memory, client: str) -> None:
        self.client, self.size = client, 0
        self._memory = memory

    def resize(self, size: int) -> None:
        """Reserve more, or give some back. Raises MemoryFullError, with nothing changed."""
        if not self._memory.take(self, size - self.size):
            raise self._memory.refusal(size - self.size)

    def fits(self, size: int) -> bool:
        """Change the size if half of all memory then remains free, for what the client can do without. Returns whether
        it did."""
        return self._memory.take(self, size - self.size, optional=True)

    def grow(self, more: int) -> None:
        """Note memory that is already in use."""
        self._memory.take(self, more, force=True)

    def extra(self, size: int = 0) -> "Holding":
        """Reserve bytes for the same client for a while. Raises MemoryFullError."""
        more = Holding(self._memory, self.client)
        more.resize(size)
        return more

    def close(self) -> None:
        """Give all back."""
        self._memory.take(self, -self.size)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _megabytes(size: int) -> str:
    return f"{max(1, -(-size // MEGABYTE)):,} MB"
