"""Exclusive access to a session's trainer: jobs of the runner, one at a time. The event loop never touches a trainer."""

import asyncio
from collections.abc import Callable
from functools import partial
from typing import TypeVar

import numpy as np

from app.conversion import Position, Structure
from app.errors import SessionGoneError
from app.runner import Runner
from engine.inspect.slices import Slices
from engine.train.trainer import Trainer

T = TypeVar("T")

PRODUCT_SECONDS = 1e-9
"""About the time to multiply a weight by a number and add the product."""


class TrainerLock:
    """A trainer behind a lock; `position` and `structure` describe it after the last job and are free to read."""

    def __init__(self, trainer: Trainer, runner: Runner) -> None:
        self.position = Position.of(trainer)
        self.structure = Structure.of(trainer)
        self._trainer, self._runner = trainer, runner
        self._lock = asyncio.Lock()
        self._closed: str | None = None
        self._expect()

    async def run(self, job: Callable[[Trainer], T]) -> T:
        """Run a job that reads the trainer, or trains it. Raises SessionGoneError if the lock is closed."""
        async with self._lock:
            self._check_open()
            result, self.position = await self._runner.run(partial(_run, job, self._trainer), id(self))
            return result

    async def run_sliced(self, job: Callable[[Trainer], Slices[T]]) -> T:
        """Run a long job on a copy of the run as it is now, slice by slice; other jobs run in between.

        Raises SessionGoneError if the lock is closed.
        """
        branch = await self.run(lambda trainer: trainer.branch(trainer.snapshot()))
        return await self._runner.run_sliced(_sliced(job, branch))

    async def alter(self, job: Callable[[Trainer], tuple[Trainer, T]]) -> T:
        """Run a job that changes the trainer or replaces it; the job returns the trainer to use from then on, and a result.

        If the job raises, nothing is changed. Raises SessionGoneError if the lock is closed.
        """
        async with self._lock:
            self._check_open()
            altered = await self._runner.run(partial(_alter, job, self._trainer), id(self))
            self._trainer, result, self.position, self.structure = altered
            self._expect()
            return result

    async def idle(self) -> None:
        """Wait for the end of the current job."""
        async with self._lock:
            return

    def close(self, reason: str) -> None:
        """Refuse further jobs; the current one is finished."""
        self._closed = self._closed or reason

    def _expect(self) -> None:
        """Tell the runner how long a job takes that passes all data through the network, as most do."""
        data = self.structure.data
        samples = data.train_size + data.test_size
        self._runner.expect(id(self), PRODUCT_SECONDS * self.structure.parameter_count * samples)

    def _check_open(self) -> None:
        if self._closed is not None:
            raise SessionGoneError(f"The session {self._closed}.", "Make a new one: POST /api/v1/sessions.")


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
