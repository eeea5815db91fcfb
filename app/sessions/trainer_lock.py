"""The one way to a session's trainer: jobs of the runner, one at a time. The event loop never touches it itself."""

import asyncio
from collections.abc import Callable
from functools import partial
from typing import TypeVar

import numpy as np

from app.errors import SessionGoneError
from app.queries.conversion import Position, Structure
from app.runner import Runner
from engine.train.trainer import Trainer

T = TypeVar("T")


class Lane:
    """A trainer behind a lock, with where it is and what it is made of since the last job: values, free to read."""

    def __init__(self, trainer: Trainer, runner: Runner) -> None:
        self.position = Position.of(trainer)
        self.structure = Structure.of(trainer)
        self._trainer, self._runner = trainer, runner
        self._lock = asyncio.Lock()
        self._closed: str | None = None

    async def look(self, job: Callable[[Trainer], T]) -> T:
        """Run a job that reads the trainer, or trains it. Raises SessionGoneError once the lane is closed."""
        async with self._lock:
            self._check_open()
            result, self.position = await self._runner.run(partial(_look, job, self._trainer))
            return result

    async def alter(self, job: Callable[[Trainer], tuple[Trainer, T]]) -> T:
        """Run a job that changes the trainer, or gives the one that takes its place, with a result of its own.

        Where it raises, nothing is changed. Raises SessionGoneError once the lane is closed.
        """
        async with self._lock:
            self._check_open()
            altered = await self._runner.run(partial(_alter, job, self._trainer))
            self._trainer, result, self.position, self.structure = altered
            return result

    async def idle(self) -> None:
        """Wait for the job under way."""
        async with self._lock:
            return

    def close(self, reason: str) -> None:
        """Take no more jobs; the one under way is finished."""
        self._closed = self._closed or reason

    def _check_open(self) -> None:
        if self._closed is not None:
            raise SessionGoneError(f"The session {self._closed}.", "Make a new one: POST /api/v1/sessions.")


def _look(job: Callable[[Trainer], T], trainer: Trainer) -> tuple[T, Position]:
    with np.errstate(all="ignore"):  # what overflows is told as such; NumPy's warning would only reach the log
        return job(trainer), Position.of(trainer)


def _alter(job: Callable[[Trainer], tuple[Trainer, T]], trainer: Trainer) -> tuple[Trainer, T, Position, Structure]:
    with np.errstate(all="ignore"):
        altered, result = job(trainer)
        return altered, result, Position.of(altered), Structure.of(altered)
