"""The moments of a run: looking at one, going on from it in a new session, going back to it."""

from functools import partial
from typing import Annotated

from fastapi import APIRouter, Path, Query, Response

from app.deps import ServicesDep, SessionDep
from app.errors import documented
from app.protocol.rest import FrameView, MomentsAnswer, SessionAnswer
from app.queries.answers import moment_frame
from app.routes.body import StrictRoute
from app.routes.sessions import answer
from app.sessions.changes import plan as changes
from engine.inspect.probes.observation import View

router = APIRouter(tags=["moments"], route_class=StrictRoute)

FRAME = "application/octet-stream"

Step = Annotated[int, Path(ge=0, description="of a moment that is kept", examples=[120])]


class FrameResponse(Response):
    """A binary frame."""

    media_type = FRAME


@router.get(
    "/sessions/{id}/moments",
    operation_id="get_moments",
    summary="The moments that are kept",
    responses=documented(404, 410, 422),
)
async def get_moments(session: SessionDep) -> MomentsAnswer:
    """While a run trains, some of its moments are kept whole, thinned evenly as it grows: hundreds of a small network,
    few of a larger one, none of a very large one.
    """
    return await session.look(session.record.moments)


@router.get(
    "/sessions/{id}/moments/{step}/frame",
    operation_id="get_moment_frame",
    summary="Look at a moment",
    response_class=FrameResponse,
    responses={
        200: {"content": {FRAME: {"schema": {"type": "string", "format": "binary"}}}},
        **documented(404, 410, 422),
    },
)
async def get_moment_frame(session: SessionDep, step: Step, view: Annotated[FrameView, Query()]) -> FrameResponse:
    """What the stream would have shown then, as one of its frames: figures of the network and of every layer, maps,
    parameters and gradients. The run and those who watch it notice nothing.
    """
    moment, _ = session.record.moment(step)
    job = partial(moment_frame, snapshot=moment.snapshot, view=View(**dict(view)))
    return FrameResponse(await session.look(job), headers={"Cache-Control": "no-store"})


@router.post(
    "/sessions/{id}/moments/{step}/branch",
    operation_id="branch",
    summary="Go on from a moment elsewhere",
    status_code=201,
    responses=documented(404, 410, 422, 503),
)
async def branch(session: SessionDep, step: Step, services: ServicesDep, response: Response) -> SessionAnswer:
    """A new session that stands at that moment, with the settings it had then, the history up to it and the moments
    before it. It goes on to the same bits as the run it came from, which is left as it is.
    """
    branched = await services.sessions.branch(session, step)
    response.headers["Location"] = f"/api/v1/sessions/{branched.id}"
    return await answer(branched)


@router.post(
    "/sessions/{id}/moments/{step}/return",
    operation_id="return_to_moment",
    summary="Go back to a moment",
    responses=documented(404, 410, 422),
)
async def return_to_moment(session: SessionDep, step: Step) -> SessionAnswer:
    """The run stands at that moment again, with the settings it had then, and what came after is forgotten; undo takes
    that back. A playing run plays on.
    """
    await session.alter(changes.return_to(*session.record.moment(step)))
    return await answer(session)
