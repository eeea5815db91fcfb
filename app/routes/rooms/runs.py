"""Push runs to members, and read those that are followed."""

from functools import partial
from typing import Annotated

from fastapi import APIRouter, Body, Depends, Query, Response

from app.deps import ServicesDep
from app.errors import BODY_ERRORS, documented
from app.protocol.rooms.push import PushAnswer, PushRequest, RunRequest
from app.protocol.session.data import PointData
from app.protocol.session.history import HistoryAnswer
from app.protocol.session.info import SessionAnswer
from app.queries.data import data_json
from app.rooms.errors import NotShownError
from app.rooms.push import push
from app.rooms.room import TEACHER
from app.routes.body import StrictRoute, json_response
from app.routes.rooms.access import AccessDep
from app.routes.rooms.members import MemberId
from app.routes.sessions.sessions import session_answer
from app.sessions.session import Session

router = APIRouter(tags=["workshops"], route_class=StrictRoute)

PUSHES = [
    {"to": "all", "spec": {"data": {"name": "spiral"}}, "view": "playground"},
    {"to": "all", "run": True},
]

Rows = Annotated[int | None, Query(ge=0, description="largest number of rows of each split, evenly spaced")]


@router.post(
    "/rooms/{id}/push",
    operation_id="push",
    summary="Give members a run, a view or a lesson",
    responses=documented(401, 403, 404, 409, 410, 429, *BODY_ERRORS),
)
async def push_to_members(
    access: AccessDep, wanted: Annotated[PushRequest, Body(examples=PUSHES)], services: ServicesDep
) -> PushAnswer:
    """By the teacher, to all or some; locks do not hold for it. Members are told and can undo it. Nothing is adapted: what
    does not fit a member's session, such as weights for another network, is refused for that member."""
    return await push(services.rooms, access.room, wanted, services.settings)


@router.put(
    "/rooms/{id}/run",
    operation_id="lead",
    summary="Let members follow a run of the teacher",
    status_code=204,
    responses=documented(401, 403, 404, 410, 429, *BODY_ERRORS),
)
async def lead(
    access: AccessDep,
    wanted: Annotated[RunRequest, Body(examples=[{"session": "the id of a session"}])],
    services: ServicesDep,
) -> None:
    """By the teacher, with a session of their own. Members see its run live, but not its id; `push` with `run` gives them a
    copy. Null: there is none any more."""
    await services.rooms.lead(access.room, wanted.session)


async def find_member_run(access: AccessDep, member_id: MemberId, services: ServicesDep) -> Session:
    """A member's session. Raises UnknownMemberError, and NotShownError for a projector that shows another run."""
    member = access.room.member(member_id)
    if access.role == "projector" and access.room.shown != member.id:
        raise NotShownError("The projector shows another run at present.", "Let the teacher show this one.")
    return await services.rooms.session_of(access.room, member)


async def find_teacher_run(access: AccessDep, services: ServicesDep) -> Session:
    """The teacher's own session. Raises NotShownError if there is none."""
    return await services.rooms.run_of(access.room)


MemberRun = Annotated[Session, Depends(find_member_run)]
TeacherRun = Annotated[Session, Depends(find_teacher_run)]

ERRORS = documented(401, 403, 404, 410, 422, 429, 503)


async def _shown(session: Session, shown_as: str) -> SessionAnswer:
    """A session under another id: its own is known to its owner alone."""
    return (await session_answer(session)).model_copy(update={"id": shown_as})


async def _data(session: Session, rows: int | None, services: ServicesDep) -> Response:
    job = partial(data_json, data_version=session.data_version, rows=rows, settings=services.settings)
    return json_response(await session.read_reserving(job))


@router.get(
    "/rooms/{id}/members/{member}", operation_id="get_member_run", summary="Get the run of a member", responses=ERRORS
)
async def get_member_run(session: MemberRun, member_id: MemberId) -> SessionAnswer:
    """For the teacher, and for the projector while it is shown there. `id` is the member's."""
    return await _shown(session, member_id)


@router.get(
    "/rooms/{id}/members/{member}/data",
    operation_id="get_member_data",
    summary="Get the samples of a member",
    response_model=PointData,
    responses=ERRORS,
)
async def get_member_data(session: MemberRun, services: ServicesDep, rows: Rows = None) -> Response:
    """As `GET /sessions/{id}/data`."""
    return await _data(session, rows, services)


@router.get(
    "/rooms/{id}/members/{member}/history",
    operation_id="get_member_history",
    summary="Get the history of a member",
    responses=ERRORS,
)
async def get_member_history(session: MemberRun, since: int = -1) -> HistoryAnswer:
    """As `GET /sessions/{id}/history`."""
    return session.recorder.history_answer(since)


@router.get(
    "/rooms/{id}/run", operation_id="get_teacher_run", summary="Get the run that the teacher shows", responses=ERRORS
)
async def get_teacher_run(session: TeacherRun) -> SessionAnswer:
    """For members and the projector. `id` is `teacher`."""
    return await _shown(session, TEACHER)


@router.get(
    "/rooms/{id}/run/data",
    operation_id="get_teacher_data",
    summary="Get the samples of the run that the teacher shows",
    response_model=PointData,
    responses=ERRORS,
)
async def get_teacher_data(session: TeacherRun, services: ServicesDep, rows: Rows = None) -> Response:
    """As `GET /sessions/{id}/data`."""
    return await _data(session, rows, services)


@router.get(
    "/rooms/{id}/run/history",
    operation_id="get_teacher_history",
    summary="Get the history of the run that the teacher shows",
    responses=ERRORS,
)
async def get_teacher_history(session: TeacherRun, since: int = -1) -> HistoryAnswer:
    """As `GET /sessions/{id}/history`."""
    return session.recorder.history_answer(since)
