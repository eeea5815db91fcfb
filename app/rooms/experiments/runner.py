"""Run the experiments of all rooms: give members their runs, have them train, and train what nobody has."""

import asyncio
import logging
from time import monotonic
from types import TracebackType
from typing import Self

from app.errors import AppError, SessionGoneError, StoreUnavailableError, problem_of
from app.protocol.rooms.experiments import ExperimentRequest
from app.protocol.rooms.push import PushRefusal
from app.rooms.experiments.dealing import make_experiment
from app.rooms.experiments.experiment import Experiment, Trial
from app.rooms.experiments.factors import spec_of
from app.rooms.experiments.training import metric_of, trained
from app.rooms.member import Member
from app.rooms.outline import outline_of
from app.rooms.room import Room
from app.rooms.rooms import Rooms, own_data
from app.runner import Runner, wait_for_event
from app.sessions.changes import plan
from app.sessions.limits import check_spec
from app.sessions.memory.need import need_of
from app.sessions.session import Session
from app.sessions.sessions import Sessions
from app.settings import Settings
from app.sharing.client import acting_for, member_client
from app.sharing.memory import Memory, MemoryFullError
from engine.data.dataset import Dataset
from engine.errors import InputError
from engine.spec.run import RunSpec

logger = logging.getLogger(__name__)

LOOK_SECONDS, IDLE_SECONDS = 0.25, 1.0
"""Seconds between two checks of the rooms: while there is an experiment, and while there is none."""

SECONDS, SLOWEST = 20.0, 10.0
"""Seconds in which members' runs are to finish, and the epochs a second that they are given at least."""

DEAL_SECONDS = 10.0
"""Seconds that dealing waits at most for members whose runs are busy; they get theirs later."""

TOGETHER = 8
"""Number of members who are given their runs at the same time."""

RETRY_SECONDS = 2.0
"""Seconds until the server tries again to train a run for which there was no memory."""


class ExperimentRunner:
    """Runs all experiments; an async context manager."""

    def __init__(self, rooms: Rooms, sessions: Sessions, runner: Runner, memory: Memory, settings: Settings) -> None:
        self._rooms, self._sessions, self._runner = rooms, sessions, runner
        self._memory, self._settings = memory, settings
        self._gate = asyncio.Semaphore(TOGETHER)
        self._giving: dict[Trial, asyncio.Task[AppError | InputError | None]] = {}
        self._serving: dict[Experiment, asyncio.Task[None]] = {}
        self._wake = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        self._task = asyncio.create_task(self._run())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._task is not None
        tasks = [self._task, *self._giving.values(), *self._serving.values()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    # what the teacher does

    async def deal(self, room: Room, wanted: ExperimentRequest) -> tuple[Experiment, list[PushRefusal]]:
        """Make an experiment and give each member who is there a run; also returns who could not receive it.

        Raises ExperimentStateError, TooManyExperimentsError, and what `make_experiment` raises.
        """
        room.experiments.check_place()
        experiment = await make_experiment(wanted, self._settings, self._memory, self._runner)
        room.experiments.check_place()  # another one may have been dealt in the meantime
        experiment.size = own_data(wanted.spec, self._settings)
        if room.memory is not None:
            room.memory.resize(room.memory.size + experiment.size)
        room.experiments.add(experiment)
        given = {trial: member for trial, member in self._deal(room, experiment) if trial in self._giving}
        room.changed()
        self._wake.set()
        tasks = {self._giving[trial]: member for trial, member in given.items()}
        if tasks:
            await asyncio.wait(tasks, timeout=DEAL_SECONDS)
        refused = [
            PushRefusal(member=member.id, name=member.name, problem=problem_of(error))
            for task, member in tasks.items()
            if task.done() and not task.cancelled() and (error := task.result()) is not None
        ]
        return experiment, refused

    def start(self, room: Room, experiment: Experiment) -> None:
        """Start all runs. Raises ExperimentStateError."""
        experiment.start()
        self._changed(room)

    def end(self, room: Room, experiment: Experiment) -> None:
        """End an experiment. Members have their runs for themselves again. Raises ExperimentStateError."""
        experiment.end()
        if (task := self._serving.pop(experiment, None)) is not None:
            task.cancel()
        for trial in experiment.trials:
            if trial.member in room.members and not trial.ended:
                self._release(room, room.members[trial.member])
        self._changed(room)

    def show(self, room: Room, experiment: Experiment, shown: bool) -> None:
        """Show an experiment on the projector and to members, or hide it."""
        experiment.shown = shown
        room.changed()

    def delete(self, room: Room, experiment: Experiment) -> None:
        """Delete an experiment, which is ended if it is not over."""
        if experiment.state != "over":
            self.end(room, experiment)
        room.experiments.delete(experiment.id)
        if room.memory is not None:
            room.memory.resize(room.memory.size - experiment.size)
        self._changed(room)

    def _changed(self, room: Room) -> None:
        room.experiments.progress += 1
        room.changed()
        self._wake.set()

    # what happens by itself

    async def _run(self) -> None:
        """Look at all rooms with an experiment, until cancelled."""
        while True:
            self._wake.clear()
            busy = False
            for room in self._rooms.all():
                experiment = room.experiments.current
                if experiment is not None:
                    busy = True
                    try:
                        self._look(room, experiment)
                    except Exception:
                        logger.exception("the experiment of workshop %s failed", room.id[:4])
                    await asyncio.sleep(0)
            for experiment in [each for each, task in self._serving.items() if task.done()]:
                del self._serving[experiment]
            await wait_for_event(self._wake, LOOK_SECONDS if busy else IDLE_SECONDS)

    def _look(self, room: Room, experiment: Experiment) -> None:
        """Read the progress of the runs, and start those that should train but do not."""
        late = [member for _, member in self._deal(room, experiment)]
        for member in late:
            room.tell(member)
        moved = bool(late)
        if late:
            room.members_changed()
        for trial in experiment.trials:
            if trial.member is not None and not trial.ended:
                moved |= self._follow(room, experiment, trial, room.members[trial.member])
        if experiment.state == "running" and experiment.next_open() is not None and experiment not in self._serving:
            self._serving[experiment] = asyncio.create_task(self._serve(room, experiment))
        if moved:
            room.experiments.progress += 1
            room.wake()
        if experiment.finished:
            self.end(room, experiment)

    def _deal(self, room: Room, experiment: Experiment) -> list[tuple[Trial, Member]]:
        """Give runs to members who are there and have none."""
        now = monotonic()
        dealt: list[tuple[Trial, Member]] = []
        for member in room.members.values():
            if member.admitted and member.is_there(now) and (trial := experiment.deal(member.id)) is not None:
                self._give(room, experiment, trial, member)
                dealt.append((trial, member))
        return dealt

    def _follow(self, room: Room, experiment: Experiment, trial: Trial, member: Member) -> bool:
        """Read the progress of a member's run; True if it has advanced."""
        session = self._sessions.at_work(trial.session) if trial.ready else None
        if session is None or member.session != trial.session:
            if trial not in self._giving:
                self._give(room, experiment, trial, member)
            return False
        if experiment.state != "running":
            return False
        position, measured, epochs = session.position, session.recorder.newest(), experiment.asked.epochs
        if position.status == "diverged":
            self._ended(room, experiment, trial, None)
            return True
        if position.epoch >= epochs and not session.playing:
            if position.epoch == epochs and measured is not None and measured.step == position.step:
                trial.epoch = epochs
                self._ended(room, experiment, trial, metric_of(measured.metrics, experiment.asked.metric))
                return True
            trial.ready = False  # not what was dealt: it is given again, or measured
            return False
        if not session.playing and not room.paused:
            session.play_epochs(epochs - position.epoch, max(SLOWEST, epochs / SECONDS))
        if measured is None or trial.epoch == measured.epoch:
            return False
        trial.epoch, trial.metric = measured.epoch, metric_of(measured.metrics, experiment.asked.metric)
        return True

    def _ended(self, room: Room, experiment: Experiment, trial: Trial, metric: float | None) -> None:
        """Note the result of a run; None: it has diverged."""
        trial.state, trial.metric = ("diverged" if metric is None else "finished"), metric
        room.members_changed()
        if trial.member is not None:
            self._release(room, room.members[trial.member])

    def _release(self, room: Room, member: Member) -> None:
        """Return control of the run to a member."""
        self._rooms.guard(room, member)
        room.tell(member)

    # the runs of members

    def _give(self, room: Room, experiment: Experiment, trial: Trial, member: Member) -> None:
        self._rooms.guard(room, member)
        task = self._giving[trial] = asyncio.create_task(self._give_run(room, experiment, trial, member))
        task.add_done_callback(lambda _: self._giving.pop(trial, None))

    async def _give_run(
        self, room: Room, experiment: Experiment, trial: Trial, member: Member
    ) -> AppError | InputError | None:
        """Give a member their run, unless their session has it already; returns why the server has to train it instead."""
        spec = self._spec(experiment, trial)
        try:
            async with self._gate:
                with acting_for(member_client(member.id)):
                    session = await self._session(room, trial, member)
                    await self._put(session, spec, experiment, trial)
        except StoreUnavailableError as error:  # of a session at rest: it is tried again
            return error
        except (AppError, InputError) as error:
            if experiment.drop(member.id):
                self._rooms.guard(room, member)
                room.tell(member)
            return error
        if trial.member == member.id:
            trial.session, trial.ready, member.base = session.id, True, outline_of(spec)
            self._wake.set()
        return None

    async def _session(self, room: Room, trial: Trial, member: Member) -> Session:
        """A member's session. Raises SessionGoneError if the one with the run is gone."""
        session = await self._rooms.session_of(room, member)
        if trial.session not in ("", session.id):
            raise SessionGoneError("The session that had the run is gone.", "The server trains the run.")
        return session

    async def _put(self, session: Session, spec: RunSpec, experiment: Experiment, trial: Trial) -> None:
        """Put the run into a session, unless it has it already, as after a restart; then make sure that it is measured."""
        if session.playing:
            await session.pause()
        has_it = trial.session == session.id and session.spec == spec
        if not has_it or session.position.epoch > experiment.asked.epochs:
            await session.alter(plan.replacement(spec), guarded=False)
        else:
            await session.measure()

    # the runs of the server

    async def _serve(self, room: Room, experiment: Experiment) -> None:
        """Train the runs that no member has, one after the other, as one client."""
        data: Dataset | None = None
        with acting_for(f"experiment {room.id}"):
            while experiment.state == "running" and not room.ended and (trial := experiment.next_open()) is not None:
                trial.state, trial.server = "training", True
                try:
                    data = await self._train(room, experiment, trial, data)
                except MemoryFullError:
                    await asyncio.sleep(RETRY_SECONDS)
                except (AppError, InputError):  # of limits that have been lowered since
                    logger.exception("a run of the experiment of workshop %s cannot be trained", room.id[:4])
                    del self._serving[experiment]
                    self.end(room, experiment)
                finally:
                    if not trial.ended:
                        experiment.open(trial)

    async def _train(self, room: Room, experiment: Experiment, trial: Trial, data: Dataset | None) -> Dataset:
        """Train a run; returns its data, which others share. Raises MemoryFullError."""
        spec, epochs = self._spec(experiment, trial), experiment.asked.epochs
        network = check_spec(spec, self._settings)
        with self._memory.holding(need_of(spec, network).held):
            reached = await self._runner.run_sliced(trained(spec, network, data, epochs))
        metrics = reached.metrics
        trial.epoch = epochs if metrics is not None else 0
        self._ended(room, experiment, trial, None if metrics is None else metric_of(metrics, experiment.asked.metric))
        room.experiments.progress += 1
        room.wake()
        self._wake.set()
        return reached.data

    def _spec(self, experiment: Experiment, trial: Trial) -> RunSpec:
        asked = experiment.asked
        return spec_of(asked.spec, asked.vary, experiment.values[trial.value], trial.seed)
