"""Push runs to members, and read those that are followed."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
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
from app.routes import API
from app.routes.body import StrictRoute, json_response
from app.routes.rooms.access import AccessDep
from app.routes.rooms.members import MemberId
from app.routes.sessions.sessions import session_answer
from app.sessions.session import Session

router = APIRouter(prefix=API, tags=["workshops"], route_class=StrictRoute)

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
    """Teacher only, for all members or some; locks do not apply to it. Members are told and can undo it. Nothing is adapted: what
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
    """Teacher only, with a session of their own. Members see its run live, but not its id; `push` with `run` gives them a
    copy. Null: there is none any more."""
    await services.rooms.lead(access.room, wanted.session)


@dataclass(frozen=True)
class ShownRun:
    """A session that others may read under the id of its member or of the teacher; only its owner knows its own id."""

    session: Session
    id: str


async def find_member_run(access: AccessDep, member_id: MemberId, services: ServicesDep) -> ShownRun:
    """A member's session. Raises UnknownMemberError, and NotShownError for a projector that shows another run."""
    member = access.room.member(member_id)
    if access.role == "projector" and access.room.shown != member.id:
        raise NotShownError("The projector shows another run at present.", "Let the teacher show this one.")
    return ShownRun(await services.rooms.session_of(access.room, member), member_id)


async def find_teacher_run(access: AccessDep, services: ServicesDep) -> ShownRun:
    """The teacher's own session. Raises NotShownError if there is none."""
    return ShownRun(await services.rooms.run_of(access.room), TEACHER)


def add_calls(path: str, whose: str, run_name: str, find: Callable[..., Awaitable[ShownRun]], readers: str) -> None:
    """Add the calls that read a shown run. readers: who may, and under which id they see it."""
    call = partial(router.get, responses=documented(401, 403, 404, 410, 422, 429, 503))

    @call(
        path,
        operation_id=f"get_{whose}_run",
        summary=f"Get the run {run_name}",
        description=readers,
        response_model=SessionAnswer,
    )
    async def get_run(run: Annotated[ShownRun, Depends(find)]) -> Response:
        return await session_answer(run.session, shown_as=run.id)

    @call(
        f"{path}/data",
        operation_id=f"get_{whose}_data",
        summary=f"Get the samples of the run {run_name}",
        description="As `GET /sessions/{id}/data`.",
        response_model=PointData,
    )
    async def get_data(run: Annotated[ShownRun, Depends(find)], services: ServicesDep, rows: Rows = None) -> Response:
        session = run.session
        job = partial(data_json, data_version=session.data_version, rows=rows, settings=services.settings)
        return json_response(await session.read_reserving(job))

    @call(
        f"{path}/history",
        operation_id=f"get_{whose}_history",
        summary=f"Get the history of the run {run_name}",
        description="As `GET /sessions/{id}/history`.",
    )
    async def get_history(run: Annotated[ShownRun, Depends(find)], since: int = -1) -> HistoryAnswer:
        return run.session.recorder.history_answer(since)


add_calls(
    "/rooms/{id}/members/{member}",
    "member",
    "of a member",
    find_member_run,
    "For the teacher, and for the projector while it is shown there. `id` is the member's.",
)
add_calls(
    "/rooms/{id}/run",
    "teacher",
    "that the teacher shows",
    find_teacher_run,
    "For members and the projector. `id` is `teacher`.",
)
