"""Runs kernels off the event loop, fairly.

One pool of threads takes jobs first come, first served. A job is a *slice* of a few milliseconds, and a session has at
most one under way (`app.sessions.session` sees to it), so that between two slices of a greedy session every other one
gets its turn. How many steps make a slice is learnt from the slices before.
"""

import asyncio
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from functools import wraps
from types import TracebackType
from typing import Any, ParamSpec, Self, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

SLICE_SECONDS = 0.005
"""Longest slice, as far as it can be foreseen: a single step of a large network may take longer."""

SHORTEST_SLICE_SECONDS = 0.001
"""Slices get shorter when many sessions wait, for smooth pictures, down to where handing over starts to cost."""

GROWTH = 4
"""A slice has at most so many times the steps of the one before, while their cost is being learnt."""


class Runner:
    """The pool; an async context manager that on leaving waits for the slices under way."""

    def __init__(self, workers: int) -> None:
        self._workers = workers
        self._jobs = 0
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix="kernel")

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._pool.shutdown(wait=False, cancel_futures=True)

    def slice_seconds(self) -> float:
        """How long a slice may take now."""
        return max(SHORTEST_SLICE_SECONDS, SLICE_SECONDS / max(1.0, self._jobs / self._workers))

    async def run(self, job: Callable[[], T]) -> T:
        """Run a job when its turn comes. Where the caller is cancelled this still waits for the job to end.

        So whoever guards what the job works on with a lock keeps the lock for as long as the job runs.
        """
        submitted = self._pool.submit(job)
        self._jobs += 1
        future = asyncio.wrap_future(submitted)
        try:
            return await asyncio.shield(future)
        except asyncio.CancelledError:
            if not submitted.cancel():  # it is running, and cannot be stopped
                await _settled(future)
            raise
        finally:
            self._jobs -= 1


async def _settled(future: "asyncio.Future[T]") -> None:
    """Wait for the end of a job, however often the caller is cancelled meanwhile."""
    while not future.done():
        try:
            await asyncio.wait({future})
        except asyncio.CancelledError:
            continue
    if not future.cancelled():
        future.exception()  # nobody is left to hear of it


def wholly(work: Callable[P, Coroutine[Any, Any, T]]) -> Callable[P, Coroutine[Any, Any, T]]:
    """Make a coroutine function whose work is never left half done: a cancelled caller waits for its end."""

    @wraps(work)
    async def whole(*args: P.args, **kwargs: P.kwargs) -> T:
        task = asyncio.ensure_future(work(*args, **kwargs))
        try:
            return await asyncio.shield(task)
        except asyncio.CancelledError:
            await _settled(task)
            raise

    return whole


class Stride:
    """How many steps fit into a slice."""

    def __init__(self) -> None:
        self._seconds = 0.0  # of one step, smoothed
        self._last = 0

    def fit(self, seconds: float) -> int:
        """Steps to make in so many seconds: one to begin with, then as the last slices teach."""
        if not self._last:
            return 1
        return max(1, min(int(seconds / self._seconds), GROWTH * self._last))

    def learn(self, steps: int, seconds: float) -> None:
        """Tell how long a number of steps took."""
        measured = max(seconds, 1e-7) / steps
        self._seconds = measured if not self._last else 0.5 * (self._seconds + measured)
        self._last = steps
