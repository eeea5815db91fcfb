"""The run of a session: its trainer, its history, the changes that can be undone, and its memory. Knows no client.

Everything here runs on the event loop; only jobs touch the trainer, one at a time (`TrainerLock`).
"""

from collections.abc import Awaitable, Callable
from functools import partial
from time import monotonic
from typing import TypeVar

from pydantic import BaseModel

from app.conversion import Position, Structure
from app.hosts.host import HostLostError
from app.hosts.hosts import Hosts
from app.protocol.base import Undoable
from app.runner import Runner
from app.sessions.changes.plan import Plan, PreparedChange
from app.sessions.changes.undo import Replaced, UndoStack
from app.sessions.guard import Guard
from app.sessions.history.history import History
from app.sessions.history.recorder import Recorder
from app.sessions.limits import Limits
from app.sessions.memory.beginnings import Beginnings
from app.sessions.memory.session_memory import SessionMemory
from app.sessions.slices import Outcome, Slice
from app.sessions.trainer_lock import TrainerLock
from app.settings import Settings
from engine.inspect.probes.observation import Observation
from engine.inspect.slices import Slices
from engine.spec.data.kinds import DataSpec
from engine.spec.run import RunSpec
from engine.train.trainer import Trainer

T = TypeVar("T")

Reserve = Callable[[int], None]
"""Reserves bytes until a job has ended, in place of those reserved before. Raises MemoryFullError."""


class Run:
    """A run that can be trained and changed.

    on_status: called when its status has changed. on_lost: called when a host process that trained it has failed, and the run
    is back at an earlier state.
    """

    def __init__(
        self,
        trainer: Trainer,
        history: History,
        runner: Runner,
        hosts: Hosts,
        settings: Settings,
        memory: SessionMemory,
        beginnings: Beginnings,
        on_status: Callable[[], None],
        on_lost: Callable[[HostLostError], None],
    ) -> None:
        self.memory = memory
        self.data_version = 1
        self._runner, self._beginnings = runner, beginnings
        self._on_status, self._on_lost = on_status, on_lost
        self._trainer = TrainerLock(trainer, runner, hosts, memory, self._lost)
        self._status = self._trainer.position.status
        self.recorder = Recorder(settings, self._trainer.structure, history)
        self._undo = UndoStack()
        self.fit_archive()

    # state

    @property
    def spec(self) -> RunSpec:
        """The spec of the run."""
        return self._trainer.structure.spec

    @property
    def structure(self) -> Structure:
        """The parts of the run that change only with its spec."""
        return self._trainer.structure

    @property
    def position(self) -> Position:
        """The position of the run after its last job."""
        return self._trainer.position

    @property
    def undoable(self) -> Undoable | None:
        """The change that would be undone next."""
        return self._undo.next

    # jobs

    async def read(self, job: Callable[[Trainer], T]) -> T:
        """Run a job that reads the trainer. Raises SessionGoneError and HostLostError."""
        return await self._watch_status(self._trainer.run(job))

    async def read_reserving(self, job: Callable[[Trainer, Reserve], T]) -> T:
        """Run a job that reads the trainer, and reserves memory before it uses much. Raises SessionGoneError and
        MemoryFullError."""
        with self.memory.extra(0) as held:
            return await self.read(lambda trainer: job(trainer, held.resize))

    async def read_sliced(self, job: Callable[[Trainer], Slices[T]]) -> T:
        """Run a long job on a copy of the run as it is now, slice by slice. Raises SessionGoneError and
        MemoryFullError."""
        with self.memory.extra(self.memory.working):
            return await self._trainer.run_sliced(job)

    async def ask(self, question: BaseModel, job: Callable[[Trainer], Slices[bytes]]) -> bytes:
        """The answer to a question about the run as it is now, by a long job as in `read_sliced`, or the answer to the same
        question about a run that had begun alike. Raises SessionGoneError and MemoryFullError."""
        return await self.read_sliced(self._beginnings.answer(question, job))

    async def work(self, work: Slice) -> Outcome:
        """Do a slice of work and record what it measures. Raises SessionGoneError and HostLostError."""
        outcome = await self._watch_status(self._trainer.train(work, self._beginnings.observe))
        self.recorder.record(outcome)
        if outcome.snapshot is not None:
            self.fit_archive()
        return outcome

    async def measure(self) -> Observation:
        """Measure the metrics. Raises SessionGoneError."""
        outcome = await self.work(Slice(measure=True, checkpoint=self.recorder.checkpoint_due))
        assert outcome.observation is not None
        return outcome.observation

    async def idle(self) -> None:
        """Wait for the end of the current job."""
        await self._trainer.idle()

    # changes

    async def alter(self, plan: Plan, guard: Guard | None) -> None:
        """Change the run as far as the guard lets it. If the plan raises, nothing is changed. Raises LockedError."""
        before = self.spec.data
        with self.memory.change() as limits:
            change = await self._runner.run(partial(_prepared, plan, self.spec, limits, guard))
            replaced = await self._watch_status(self._trainer.alter(change.apply))
        if replaced is not None:
            self._undo.push(replaced, self.recorder.history(), self.spec.data, monotonic())
        if change.history is not None:
            self.recorder.begin(change.history)
        self._changed(before)

    async def undo(self, guard: Guard | None) -> None:
        """Undo the last change that can be undone, as far as the guard lets it. Raises NothingToUndoError, LockedError."""
        entry, before = self._undo.newest(), self.spec.data
        with self.memory.change() as limits:
            await self._runner.run(partial(_check_undo, entry.replaced, self.spec, limits, guard))
            await self._watch_status(self._trainer.alter(lambda trainer: (entry.replaced.restore(trainer), None)))
        self._undo.pop()
        if entry.history is not None:
            self.recorder.begin(entry.history)
        self._changed(before)

    def close(self, reason: str) -> None:
        """End the run; training in progress ends with its slice."""
        self._trainer.close(reason)
        self.memory.close()
        self._on_status = self._on_lost = _ignore  # nothing refers to the session, so that its memory is free at once

    def fit_archive(self) -> None:
        """Drop old checkpoints and changes as long as there is not enough memory for all."""
        while not self.memory.archive(self.recorder.checkpoints, self._undo.numbers):
            data = self.spec.data
            if not (
                self._undo.drop_checkpoints(data) or self.recorder.drop_checkpoints() or self._undo.drop_oldest(data)
            ):
                return

    async def _watch_status(self, job: Awaitable[T]) -> T:
        """The result of a job. If it has changed the status, `on_status` is called.

        The history of a diverged run ends at the state that the run has gone back to.
        """
        result = await job
        status = self._trainer.position.status
        if status != self._status:
            self._status = status
            if status == "diverged":
                step = self._trainer.position.step
                self._undo.diverged(self.spec.data)
                self.recorder.went_back(step)
                self.recorder.begin(self.recorder.history().until(step))
            self._on_status()
        return result

    def _lost(self, error: HostLostError) -> None:
        """Cut the history off after the state to which the run has returned."""
        self._status = self._trainer.position.status
        self.recorder.went_back(self._trainer.position.step)
        self._on_lost(error)

    def _changed(self, before: DataSpec) -> None:
        """Adapt to a change of the run, whose data were `before`."""
        self.data_version += self.spec.data is not before
        self.recorder.run_changed(self._trainer.structure, self._trainer.position.step)
        self.fit_archive()


def _ignore(_error: HostLostError | None = None) -> None:
    return


def _prepared(plan: Plan, spec: RunSpec, limits: Limits, guard: Guard | None) -> PreparedChange:
    """The change that a plan makes of the run `spec`, if the guard lets it."""
    change = plan(spec, limits)
    if guard is not None:
        guard.check_change(spec, change.spec, change.weights)
    return change


def _check_undo(replaced: Replaced, spec: RunSpec, limits: Limits, guard: Guard | None) -> None:
    """Check that the state which a change of the run `spec` replaced may be put back."""
    wanted = replaced.spec_after(spec)
    limits.check(wanted)
    if guard is not None:
        guard.check_change(spec, wanted, replaced.weights)
