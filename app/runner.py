"""Run kernels off the event loop, fairly.

One pool of threads takes the jobs, each of a *source* such as a session: fairly among clients, then among the sources of a
client. A job is a *slice* of a few milliseconds, and a session has at most one in the pool at a time, so that other
sessions get their turn between two slices of a busy one.

A single step of a very large network can take a second, and nothing can interrupt it. Such jobs have threads of their own,
to which the operating system gives what the others leave: it does interrupt them.
"""

import asyncio
import gc
from collections.abc import Callable, Coroutine, Hashable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from functools import partial, wraps
from threading import Lock
from time import perf_counter
from types import TracebackType
from typing import Any, Generic, ParamSpec, Self, TypeVar

from app.machine import lower_priority, thread_seconds
from app.sharing.client import current_client
from app.sharing.turns import FairQueue
from engine.inspect.slices import Slices

P = ParamSpec("P")
T = TypeVar("T")

SLICE_SECONDS = 0.005
"""Target length of a slice; a single step of a large network may take longer."""

SHORTEST_SLICE_SECONDS = 0.001
"""Shortest slice. Slices get shorter while many jobs wait, for smooth animation; shorter ones would waste time on switching."""


LONG_SECONDS = 0.1
"""A source whose jobs have taken longer of late uses the threads for long jobs."""

NICE = 7
"""Niceness of the threads for long jobs: competing for a core with a thread for short jobs, one gets a sixth of it."""

MOST_LONG = 1000
"""Sources of long jobs that are remembered, those that ran last."""

LAST_SECONDS = 1.0
"""Longest time that a stopping server waits for the jobs in progress."""


class Job(Generic[T]):
    """Work for the pool. seconds: processor time that its client is charged. ended: gets the result, on the event loop.

    Everything but `do` is used only on the event loop or under the lock of the runner.
    """

    __slots__ = ("begun", "client", "ended", "failure", "lane", "result", "seconds", "source", "told", "work")

    lane: "Lane"

    def __init__(self, work: Callable[[], T], client: str, source: Hashable, ended: "asyncio.Future[T]") -> None:
        self.work, self.client, self.source, self.ended = work, client, source, ended
        self.begun = self.told = False
        self.seconds = 0.0
        self.result: T | None = None
        self.failure: BaseException | None = None

    def do(self) -> None:
        """Do the work; on a thread of the pool."""
        began = thread_seconds()
        try:
            self.result = self.work()
        except BaseException as error:
            self.failure = error
        self.seconds = thread_seconds() - began

    def tell(self) -> None:
        """Give the result to whoever waits for it."""
        self.told = True
        if self.ended.done():  # its caller was cancelled
            return
        if self.failure is None:
            self.ended.set_result(self.result)  # type: ignore[arg-type]
        else:
            self.ended.set_exception(self.failure)


class Lane:
    """Threads, and the jobs that wait for them."""

    def __init__(self, threads: int, name: str, nice: int = 0) -> None:
        self.threads, self.at_work = threads, 0
        self.waiting: FairQueue[Job[Any]] = FairQueue()
        self.pool = ThreadPoolExecutor(threads, name, partial(lower_priority, nice))


class Runner:
    """The pool; an async context manager that waits for the jobs in progress on leaving, but not for long.

    A thread takes one job after another while any waits, and the event loop is woken once for all jobs that have ended in
    between: with hundreds of sessions, handing over each job separately would take as long as the jobs themselves.
    """

    def __init__(self, workers: int) -> None:
        self._workers = workers
        self._jobs = 0
        self._closed = False
        self._running: set[Future[Any]] = set()
        self._short, self._long = Lane(workers, "kernel"), Lane(workers, "kernel-long", NICE)
        self._apart = ThreadPoolExecutor(1, thread_name_prefix="apart")
        self._long_jobs: dict[Hashable, float] = {}  # sources of long jobs -> seconds that the next one may take
        self._ended: list[Job[Any]] = []
        self._lock = Lock()  # of what the threads of the pool share

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._lock:
            self._closed = True
            never = [*self._short.waiting.drain(), *self._long.waiting.drain()]
        for pool in (self._short.pool, self._long.pool, self._apart):
            pool.shutdown(wait=False, cancel_futures=True)  # jobs that have not begun never do
        for job in never:
            job.ended.cancel()
        deadline = perf_counter() + LAST_SECONDS
        while self._running and perf_counter() < deadline:  # noqa: ASYNC110 - no thread waits for them: it could not be left
            await asyncio.sleep(0.01)

    def slice_seconds(self) -> float:
        """The length of a slice at the present load, in seconds."""
        return max(SHORTEST_SLICE_SECONDS, SLICE_SECONDS / max(1.0, self._jobs / self._workers))

    async def run(self, work: Callable[[], T], source: Hashable = None) -> T:
        """Run a job on the pool. A cancelled caller still waits for the job to end, unless it has not begun.

        So a lock that the caller holds is held for as long as the job runs.
        """
        job: Job[T] = Job(work, current_client(), source, asyncio.get_running_loop().create_future())
        self._jobs += 1
        try:
            self._put(job)
            return await job.ended
        except asyncio.CancelledError:
            if self._has_begun(job) and not job.told:
                job.ended = asyncio.get_running_loop().create_future()
                await _settled(job.ended)
            raise
        finally:
            self._jobs -= 1

    def is_long(self, source: Hashable) -> bool:
        """True if the jobs of a source are long."""
        return source in self._long_jobs

    def expect(self, source: Hashable, seconds: float) -> None:
        """Set how long the next jobs of a source are expected to take."""
        with self._lock:
            self._remember(source, seconds)

    def _put(self, job: Job[Any]) -> None:
        """Let a job wait for a thread."""
        with self._lock:
            if self._closed:
                raise RuntimeError("the runner has been closed")
            lane = job.lane = self._long if self.is_long(job.source) else self._short
            lane.waiting.put(job.client, job.source, job)
            starts = lane.at_work < lane.threads
            lane.at_work += starts
        if starts:
            self._note(lane.pool.submit(self._work, lane))

    def _has_begun(self, job: Job[Any]) -> bool:
        """False if a job has not begun, and now never will."""
        with self._lock:
            begun, job.begun = job.begun, True
        return begun

    def _work(self, lane: Lane) -> None:
        """Do jobs while any waits; on a thread of the pool."""
        job = self._next(lane, None)
        while job is not None:
            job.do()
            job = self._next(lane, job)

    def _next(self, lane: Lane, done: Job[Any] | None) -> Job[Any] | None:
        """Hand in a job that is done, and take the one whose turn it is; None: there is none."""
        wakes, job = False, None
        with self._lock:
            if done is not None:
                lane.waiting.ended(done.client, done.source, done.seconds)
                self._note_length(done)
                wakes = not self._ended
                self._ended.append(done)
            while lane.waiting and job is None:
                _, _, job = lane.waiting.take()
                job = None if job.begun else job  # its caller was cancelled
            if job is not None:
                job.begun = True
            else:
                lane.at_work -= 1
        if wakes and done is not None:
            with suppress(RuntimeError):  # the event loop has ended without waiting for the job
                done.ended.get_loop().call_soon_threadsafe(self._tell)
        return job

    def _note_length(self, job: Job[Any]) -> None:
        """Note whether the jobs of a source are long: one short job in between does not count."""
        if job.source is None:
            return
        self._remember(job.source, max(job.seconds, self._long_jobs.get(job.source, 0.0) / 2))

    def _remember(self, source: Hashable, seconds: float) -> None:
        if seconds <= LONG_SECONDS:
            self._long_jobs.pop(source, None)
            return
        self._long_jobs[source] = seconds
        if len(self._long_jobs) > MOST_LONG:
            del self._long_jobs[next(iter(self._long_jobs))]

    def _tell(self) -> None:
        """Tell the results of the jobs that have ended; on the event loop."""
        with self._lock:
            ended, self._ended = self._ended, []
        for job in ended:
            job.tell()

    async def run_apart(self, job: Callable[[], T]) -> T:
        """Run a job that reads a long document on a thread beside the pool, which runs one at a time."""
        return await _finished(self._note(self._apart.submit(_without_collections, job)))

    def _note(self, submitted: "Future[T]") -> "Future[T]":
        """Note that a job runs until it has ended."""
        self._running.add(submitted)
        submitted.add_done_callback(self._running.discard)
        return submitted

    async def run_sliced(self, work: Slices[T]) -> T:
        """Run long work, as one job for every few slices, so that other jobs run in between."""
        while not (results := await self.run(partial(_next_slices, work, self.slice_seconds()))):
            pass
        return results[0]


def _without_collections(job: Callable[[], T]) -> T:
    """Run a job without garbage collections, each of which stops all threads: a job that makes 200,000 lists would cause
    dozens."""
    gc.disable()
    try:
        return job()
    finally:
        gc.enable()


def _next_slices(work: Slices[T], seconds: float) -> list[T]:
    """Run slices for about `seconds`; returns the result of the work in a list, which is empty if its end is not reached.

    Not the StopIteration: it would keep the result alive, in a circle through its traceback, until garbage is collected.
    """
    deadline = perf_counter() + seconds
    try:
        while perf_counter() < deadline:
            next(work)
    except StopIteration as end:
        return [end.value]
    return []


async def _finished(submitted: "Future[T]") -> T:
    """The result of a job. A cancelled caller waits for the job, unless it has not begun."""
    future = asyncio.wrap_future(submitted)
    try:
        return await asyncio.shield(future)
    except asyncio.CancelledError:
        if not submitted.cancel():  # it is running, and cannot be stopped
            await _settled(future)
        raise


async def _settled(future: "asyncio.Future[T]") -> None:
    """Wait for the end of a job, however often the caller is cancelled meanwhile."""
    while not future.done():
        try:
            await asyncio.wait({future})
        except asyncio.CancelledError:
            continue
    if not future.cancelled():
        future.exception()  # marks it as retrieved: nobody else will


def uninterrupted(work: Callable[P, Coroutine[Any, Any, T]]) -> Callable[P, Coroutine[Any, Any, T]]:
    """Make a coroutine function that always runs to its end: a cancelled caller waits for it."""

    @wraps(work)
    async def whole(*args: P.args, **kwargs: P.kwargs) -> T:
        task = asyncio.ensure_future(work(*args, **kwargs))
        try:
            return await asyncio.shield(task)
        except asyncio.CancelledError:
            await _settled(task)
            raise

    return whole


async def wait_for_event(event: asyncio.Event, seconds: float | None) -> None:
    """Wait for an event, at most `seconds`."""
    if seconds is None:  # a timer that never fires would be most of what an idle session costs
        await event.wait()
        return
    try:
        async with asyncio.timeout(seconds):
            await event.wait()
    except TimeoutError:
        return
