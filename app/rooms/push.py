"""Give members a run, weights, a view or a lesson."""

import asyncio
import logging
from collections.abc import Sequence

from app.errors import AppError, problem_of
from app.protocol.problem import Problem
from app.protocol.rooms.events import Pushed, PushedEvent
from app.protocol.rooms.push import PushAnswer, PushRefusal, PushRequest
from app.rooms.member import Member
from app.rooms.outline import outline_of
from app.rooms.room import Room
from app.rooms.rooms import Rooms
from app.sessions.changes import plan
from app.sessions.changes.plan import Plan
from app.sessions.limits import check_spec
from app.settings import Settings
from engine.train.trainer import Trainer

logger = logging.getLogger(__name__)

LONGEST_WAIT = 10.0
"""Seconds that a push waits for members whose runs are busy with a long command."""


class BusyError(AppError):
    """The member's run is busy with a long command."""

    status, kind, title = 409, "busy", "The run is busy"


async def push(rooms: Rooms, room: Room, wanted: PushRequest, settings: Settings) -> PushAnswer:
    """Give members what the request has. What does not fit a member's session is refused for that member.

    Raises UnknownMemberError, NotShownError, LimitError and InputError, with nothing changed.
    """
    members = (
        [*room.members.values()] if wanted.to == "all" else [room.member(each) for each in dict.fromkeys(wanted.to)]
    )
    change, what = await _change(rooms, room, wanted, settings), _parts(wanted)
    tasks = {asyncio.create_task(_give(rooms, room, each, change, wanted, what)): each for each in members}
    if tasks:
        await asyncio.wait(tasks, timeout=LONGEST_WAIT)
    refused = [
        PushRefusal(member=member.id, name=member.name, problem=problem)
        for task, member in tasks.items()
        if (problem := _problem(task)) is not None
    ]
    missed = {each.member for each in refused}
    return PushAnswer(pushed=[each.id for each in members if each.id not in missed], refused=refused)


def _parts(wanted: PushRequest) -> list[Pushed]:
    """The pushed parts, for those who receive them."""
    given: dict[Pushed, bool] = {
        "spec": wanted.run or wanted.spec is not None,
        "weights": wanted.run or wanted.parameters is not None,
        "view": wanted.view is not None,
        "lesson": wanted.lesson is not None,
    }
    return [part for part, is_given in given.items() if is_given]


async def _change(rooms: Rooms, room: Room, wanted: PushRequest, settings: Settings) -> Plan | None:
    """The change of each member's run; None if runs stay as they are."""
    if wanted.run:
        session = await rooms.run_of(room)
        return plan.continuation(await session.read(Trainer.snapshot))
    if wanted.spec is not None:
        network = check_spec(wanted.spec, settings)
        if wanted.parameters is not None:
            plan.check_weights(network, wanted.parameters)
        return plan.replacement(wanted.spec, wanted.parameters)
    return None if wanted.parameters is None else plan.flat_parameters(wanted.parameters)


async def _give(
    rooms: Rooms, room: Room, member: Member, change: Plan | None, wanted: PushRequest, what: Sequence[Pushed]
) -> None:
    undo = False
    if change is not None:
        session = await rooms.session_of(room, member)
        await session.alter(change, guarded=False)
        member.base = outline_of(session.spec)
        if room.experiments.drop(member.id):
            rooms.guard(room, member)
            room.tell(member)
        undo = session.info().undo is not None
    room.push(member, PushedEvent(what=list(what), view=wanted.view, lesson=wanted.lesson, undo=undo))


def _problem(task: "asyncio.Task[None]") -> Problem | None:
    """Why a member has not received what was pushed; None if it has."""
    if not task.done():
        detail = "The run is busy with a long command. It receives what was pushed when that ends."
        return problem_of(BusyError(detail, "Wait, or ask the member to stop it."))
    error = task.exception()
    if error is None:
        return None
    problem = problem_of(error if isinstance(error, Exception) else RuntimeError(str(error)))
    if problem.status == 500:
        logger.error("a push failed", exc_info=error)
    return problem
