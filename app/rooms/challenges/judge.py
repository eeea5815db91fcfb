"""Judges challenges: measures members' runs on the hidden samples while a challenge is running."""

import asyncio
import logging
from collections.abc import Iterable, Mapping
from functools import partial
from time import monotonic, thread_time

from app.errors import SessionGoneError
from app.protocol.rooms.challenges import Metric, Reached
from app.rooms.challenges.challenges import Challenge
from app.rooms.challenges.entry import Entry, neurons_of, same_data, why_not
from app.rooms.challenges.hidden import Measure, joined, measure
from app.rooms.member import Member
from app.rooms.room import Room
from app.runner import Runner
from app.sessions.session import Session
from app.sessions.sessions import Sessions
from app.sharing.client import acting_for, member_client
from engine.data.dataset import Split
from engine.load import load
from engine.spec.data.kinds import DataSpec
from engine.train.trainer import Trainer

logger = logging.getLogger(__name__)

SECONDS = 0.5
"""Shortest time between two rounds, in seconds."""

SHARE = 0.2
"""Share of a core that measuring may take: the more members, the longer the time between rounds."""

TOGETHER = 8
"""Runs that are measured at a time."""

KEPT_SECONDS = 5.0
"""Time on the clock after which it is kept even if nothing else has changed."""

PATIENCE = 0.5
"""Seconds that a round waits for runs that are busy with a long command. Such runs are measured when the command ends."""


class Judge:
    """Judges the challenges of all rooms in `rooms`, which others fill."""

    def __init__(self, rooms: Mapping[str, Room], sessions: Sessions, runner: Runner) -> None:
        self._rooms, self._sessions, self._runner = rooms, sessions, runner
        self._looking: set[tuple[str, str]] = set()  # challenge, member
        self._spent = 0.0  # seconds of a core that the present rounds have taken

    async def run(self) -> None:
        """Judge until cancelled."""
        while True:
            self._spent = 0.0
            for room in list(self._rooms.values()):
                if (challenge := room.challenges.running) is not None:
                    try:
                        await self.round(room, challenge)
                    except Exception:
                        logger.exception("judging a challenge of workshop %s failed", room.id[:4])
            await asyncio.sleep(max(SECONDS, self._spent / SHARE))

    async def round(self, room: Room, challenge: Challenge) -> None:
        """Look at the runs that have changed since the last round, and end the challenge when its time is over."""
        if challenge.hidden is None:
            challenge.hidden = await self._runner.run(partial(hidden_samples, challenge.hiding.data))
        challenge.tick(monotonic(), not room.paused)
        at, before = challenge.elapsed, _state(challenge)
        members = list(room.members.values())
        for first in range(0, len(members), TOGETHER):
            await self._look_at(room, challenge, members[first : first + TOGETHER], at)
        is_over = challenge.seconds is not None and at >= challenge.seconds and challenge.state == "running"
        if is_changed := _state(challenge) != before:
            challenge.settle()
        if is_changed or at - challenge.kept >= KEPT_SECONDS:
            challenge.kept = at
            room.progressed()
        if is_over:
            challenge.end()
            room.changed()

    async def _look_at(self, room: Room, challenge: Challenge, members: Iterable[Member], at: float) -> None:
        tasks = []
        for member in members:
            session, mark = self._sessions.at_work(member.session), (challenge.id, member.id)
            if session is not None and mark not in self._looking:
                self._looking.add(mark)
                with acting_for(member_client(member.id)):
                    task = asyncio.create_task(self._look(room, challenge, member, session, at))
                task.add_done_callback(lambda _, mark=mark: self._looking.discard(mark))  # type: ignore[misc]
                tasks.append(task)
        if tasks:
            await asyncio.wait(tasks, timeout=PATIENCE)

    async def _look(self, room: Room, challenge: Challenge, member: Member, session: Session, at: float) -> None:
        """Measure a run, unless it is the same as before. at: seconds on the clock."""
        spec, hidden, history = session.spec, challenge.hidden, session.recorder.number
        entry = challenge.entry(member.id)
        state = session.id, session.version, session.position.step, member.admitted
        if state == entry.seen or hidden is None:
            return
        is_same = same_data(spec.data, challenge.hiding.spec.data)
        if not is_same:
            entry.strayed = history
        reason = why_not(spec, challenge.asked, challenge.hiding.spec, is_same and entry.strayed != history)
        entry.not_counted = reason or (None if member.admitted else "waiting")
        if reason is not None:
            entry.value, entry.seen = None, state
            return
        try:
            measured, seconds = await session.read(partial(_timed, hidden=hidden, metric=challenge.asked.goal.metric))
            self._spent += seconds
        except SessionGoneError:
            return
        except Exception:
            logger.exception("measuring a run for a challenge failed")
            return
        finally:
            entry.seen = state
        if session.spec is spec and member.id in room.members and challenge.state == "running":
            sizes = {"neurons": neurons_of(spec), "parameters": session.parameter_count}
            entry.take(measured.value, challenge.asked, Reached(seconds=round(at, 1), epochs=measured.epoch, **sizes))


def hidden_samples(data: DataSpec) -> Split:
    """The hidden samples: both splits of the hidden data."""
    loaded = load(data)
    return joined(loaded.train, loaded.test)


def _timed(trainer: Trainer, hidden: Split, metric: Metric) -> tuple[Measure, float]:
    """Measure a run; also returns the seconds of a core that this has taken."""
    began = thread_time()
    return measure(trainer, hidden, metric), thread_time() - began


def _state(challenge: Challenge) -> dict[str, tuple[object, ...]]:
    """The part of the entries that is sent to clients."""
    return {each: _told(entry) for each, entry in challenge.entries.items()}


def _told(entry: Entry) -> tuple[object, ...]:
    return entry.value, entry.best, entry.reached, entry.not_counted
