"""Compile the kernels in the background while the server already answers."""

import asyncio
import logging
import threading
from collections.abc import Callable
from types import TracebackType
from typing import Literal, Self

logger = logging.getLogger(__name__)

Progress = Callable[[str, int, int], None]
Warm = Callable[[Progress], None]

JOIN_SECONDS = 2.0
"""Seconds that a stopping server waits for the kernel that is being compiled."""


class _StoppedError(Exception):
    """Raised inside the progress call to leave the compilation early."""


class WarmUp:
    """Compiles the kernels on a separate thread; an async context manager.

    `warm` is `engine.warm.warm`: it calls `progress(what, done, total)` before each kernel and after the last.
    """

    def __init__(self, warm: Warm) -> None:
        self.status: Literal["warming", "ready", "failed"] = "warming"
        self.message = "starting"
        self.done, self.total = 0, 0
        self._warm = warm
        self._stopping = False
        self._finished = asyncio.Event()
        self._loop = asyncio.get_running_loop()
        self._thread = threading.Thread(target=self._run, name="warm", daemon=True)

    async def __aenter__(self) -> Self:
        self._thread.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stopping = True
        await asyncio.to_thread(self._thread.join, JOIN_SECONDS)

    async def finished(self) -> None:
        """Wait until the kernels are compiled, or compiling them has failed; calls that need them then report why."""
        await self._finished.wait()

    def _run(self) -> None:
        try:
            self._warm(self._progress)
        except _StoppedError:
            return
        except Exception as error:
            logger.exception("compiling the kernels failed")
            self.status, self.message = "failed", f"compiling the kernels failed: {type(error).__name__}"
        else:
            self.status, self.message = "ready", "ready"
        if not self._stopping:
            self._loop.call_soon_threadsafe(self._finished.set)

    def _progress(self, what: str, done: int, total: int) -> None:
        if self._stopping:
            raise _StoppedError
        self.message, self.done, self.total = what, done, total
