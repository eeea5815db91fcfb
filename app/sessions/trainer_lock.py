"""Exclusive access to a session's trainer: one job at a time, of the runner or, for slices of a playing run, of a host."""

import asyncio
from collections.abc import Callable
from functools import partial
from typing import TypeVar

import numpy as np

from app.conversion import Position, Structure
from app.errors import SessionGoneError
from app.hosts.away import Away
from app.hosts.copies import with_spec
from app.hosts.host import Host, HostLostError
from app.hosts.hosts import Hosts
from app.runner import Runner
from app.sessions.memory.session_memory import SessionMemory
from app.sessions.slices import Observe, Outcome, Slice, run_slice
from app.sessions.step_estimator import StepEstimator
from engine.inspect.slices import Slices
from engine.train.trainer import Trainer

T = TypeVar("T")

PRODUCT_SECONDS = 1e-9
"""About the time to multiply a weight by a number and add the product."""


class TrainerLock:
    """A trainer behind a lock; `position` and `structure` describe it after the last job and are free to read.

    While the run plays, a host may train a copy of it, whose state is fetched before any other job. If the host fails, the trainer
    is back at the state that was fetched last, and `on_lost` is called.
    """

    def __init__(
        self,
        trainer: Trainer,
        runner: Runner,
        hosts: Hosts,
        memory: SessionMemory,
        on_lost: Callable[[HostLostError], None],
    ) -> None:
        self.position = Position.of(trainer)
        self.structure = Structure.of(trainer)
        self._trainer, self._runner, self._hosts, self._memory = trainer, runner, hosts, memory
        self._on_lost = on_lost
        self._away = Away(memory.client)
        self._estimator = StepEstimator()
        self._lock = asyncio.Lock()
        self._closed: str | None = None
        self._expect()

    async def run(self, job: Callable[[Trainer], T]) -> T:
        """Run a job that reads the trainer. Raises SessionGoneError if the lock is closed, and HostLostError."""
        async with self._lock:
            self._check_open()
            await self._fetch()
            result, self.position = await self._runner.run(partial(_run, job, self._trainer), id(self))
            return result

    async def train(self, work: Slice, observe: Observe) -> Outcome:
        """Do a slice of work. Raises SessionGoneError if the lock is closed, and HostLostError."""
        async with self._lock:
            self._check_open()
            is_long = self._runner.is_long(id(self))  # a host has one thread, which no long slices may hold
            host = self._hosts.place(self) if work.playing and not is_long else None
            if host is not self._away.host or self._away.is_due:
                await self._fetch()
            if is_long:
                self._leave_host()
            return await (self._train_here(work, observe) if host is None else self._train_on(host, work))

    async def run_sliced(self, job: Callable[[Trainer], Slices[T]]) -> T:
        """Run a long job on a copy of the run as it is now, slice by slice; other jobs run in between.

        Raises SessionGoneError if the lock is closed, and HostLostError.
        """
        branch = await self.run(lambda trainer: trainer.branch(trainer.snapshot()))
        return await self._runner.run_sliced(_sliced(job, branch))

    async def alter(self, job: Callable[[Trainer], tuple[Trainer, T]]) -> T:
        """Run a job that changes the trainer or replaces it; the job returns the trainer to use from then on, and a result.

        If the job raises, nothing is changed. Raises SessionGoneError if the lock is closed, and HostLostError.
        """
        async with self._lock:
            self._check_open()
            await self._fetch()
            self._away.changed()
            altered = await self._runner.run(partial(_alter, job, self._trainer), id(self))
            self._trainer, result, self.position, self.structure = altered
            self._expect()
            self._estimator = StepEstimator()
            return result

    # the copy on a host

    @property
    def size(self) -> int:
        """Bytes of a copy of the run on a host."""
        return self._memory.copied

    async def come_home(self) -> None:
        """Leave the host, with the newest state. Raises HostLostError."""
        async with self._lock:
            await self._fetch()
            self._leave_host()

    async def _train_here(self, work: Slice, observe: Observe) -> Outcome:
        self._away.changed()
        job = partial(run_slice, estimator=self._estimator, observe=observe, work=work)
        outcome, self.position = await self._runner.run(partial(_run, job, self._trainer), id(self))
        return outcome

    async def _train_on(self, host: Host, work: Slice) -> Outcome:
        try:
            trained = await self._away.train(host, self._trainer, work)
        except HostLostError as error:
            self._lost(error)
            raise
        self.position = trained.position
        if work.goal is not None:
            work.goal.remaining = trained.remaining
        return with_spec(trained.outcome, self.structure.spec)

    async def _fetch(self) -> None:
        """Fetch the state of the copy, if that is newer. Raises HostLostError."""
        try:
            fetched = await self._away.fetch(self._trainer)
        except HostLostError as error:
            self._lost(error)
            raise
        if fetched is not None:
            self._trainer, self.position = fetched, Position.of(fetched)

    def _lost(self, error: HostLostError) -> None:
        """Return to the state that was fetched last."""
        self._leave_host()
        self.position = Position.of(self._trainer)
        self._on_lost(error)

    def _leave_host(self) -> None:
        self._away.forget()
        self._hosts.leave(self)

    async def idle(self) -> None:
        """Wait for the end of the current job."""
        async with self._lock:
            return

    def close(self, reason: str) -> None:
        """Refuse further jobs; the current one is finished."""
        self._closed = self._closed or reason
        self._on_lost = _ignore  # the lock refers to nobody, so that the trainer's memory is free at once
        self._leave_host()

    def _expect(self) -> None:
        """Tell the runner how long a job takes that passes all data through the network, as most do."""
        data = self.structure.data
        samples = data.train_size + data.test_size
        self._runner.expect(id(self), PRODUCT_SECONDS * self.structure.parameter_count * samples)

    def _check_open(self) -> None:
        if self._closed is not None:
            raise SessionGoneError(f"The session {self._closed}.", "Make a new one: POST /api/v1/sessions.")


def _ignore(_error: HostLostError) -> None:
    return


def _run(job: Callable[[Trainer], T], trainer: Trainer) -> tuple[T, Position]:
    with np.errstate(all="ignore"):  # overflow is reported as divergence; NumPy's warning would only reach the log
        return job(trainer), Position.of(trainer)


def _sliced(job: Callable[[Trainer], Slices[T]], trainer: Trainer) -> Slices[T]:
    """The slices of a job, each without NumPy's warnings."""
    work = job(trainer)
    while True:
        with np.errstate(all="ignore"):
            try:
                next(work)
            except StopIteration as end:
                result: T = end.value
                return result
        yield


def _alter(job: Callable[[Trainer], tuple[Trainer, T]], trainer: Trainer) -> tuple[Trainer, T, Position, Structure]:
    with np.errstate(all="ignore"):
        altered, result = job(trainer)
        return altered, result, Position.of(altered), Structure.of(altered)
