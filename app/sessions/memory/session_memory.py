"""What a session has of the memory budget: its run, and what is kept to go back to."""

from collections.abc import Iterator
from contextlib import contextmanager

from app.sessions.limits import Limits
from app.sessions.memory.need import NUMBER, Need
from app.settings import Settings
from app.sharing.memory import Holding, Memory


class SessionMemory:
    """Memory of a session, reserved for the present client. Raises LimitError and MemoryFullError if it cannot have it."""

    def __init__(self, memory: Memory, settings: Settings, need: Need) -> None:
        memory.check_session(need.held, need.field)
        self._memory, self._settings = memory, settings
        self._run = memory.holding(need.held)
        self._archive = self._run.extra()
        self._closed = False
        self._use(need)

    @property
    def client(self) -> str:
        """The client that has the session."""
        return self._run.client

    @contextmanager
    def change(self) -> Iterator[Limits]:
        """Reserve memory for a changed run beside the present one, in whose place it is when the context ends."""
        with self._run.extra() as reserved:
            limits = Limits(self._settings, self._memory, reserved)
            yield limits
            if limits.need is not None and not self._closed:
                self._memory.swap(self._run, reserved)
                self._use(limits.need)

    @property
    def working(self) -> int:
        """Bytes of a copy of the run that shares its data."""
        return self._need.working

    @property
    def copied(self) -> int:
        """Bytes of a copy of the run with its data."""
        return self._need.copied

    def extra(self, size: int) -> Holding:
        """Reserve bytes for a while, beside those of the session. Raises MemoryFullError."""
        return self._run.extra(size)

    def archive(self, checkpoints: int, numbers: int) -> bool:
        """Reserve memory for a number of checkpoints, and of numbers for undo. Returns False if there is not enough."""
        size = checkpoints * self._need.snapshot + NUMBER * numbers - self._need.archive
        return self._closed or self._archive.fits(max(0, size))

    def close(self) -> None:
        """Give all back."""
        self._closed = True
        self._run.close()
        self._archive.close()
        self._memory.set_aside(id(self), 0)

    def _use(self, need: Need) -> None:
        self._need = need
        self._memory.set_aside(id(self), need.working)
