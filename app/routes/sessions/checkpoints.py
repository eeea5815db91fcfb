"""The checkpoints of a run: show one, continue from it in a new session, return to it."""

from functools import partial
from typing import Annotated

from fastapi import APIRouter, Path, Query, Response

from app.conversion import detail_of
from app.deps import ServicesDep, SessionDep
from app.errors import documented
from app.protocol.session.frames import FrameView
from app.protocol.session.history import CheckpointsAnswer
from app.protocol.session.info import SessionAnswer
from app.queries.checkpoints import checkpoint_frame
from app.routes import API
from app.routes.aliases import renamed
from app.routes.body import StrictRoute
from app.routes.sessions.sessions import new_session_answer, session_answer
from app.sessions.changes import plan

router = APIRouter(prefix=API, tags=["checkpoints"], route_class=StrictRoute)

CHECKPOINTS, MOMENTS = "/sessions/{id}/checkpoints", "/sessions/{id}/moments"
FRAME = "application/octet-stream"

Step = Annotated[int, Path(ge=0, description="step of a checkpoint", examples=[120])]


class FrameResponse(Response):
    """A binary frame."""

    media_type = FRAME


@renamed(
    router,
    "GET",
    CHECKPOINTS,
    "get_checkpoints",
    old_path=MOMENTS,
    old_id="get_moments",
    summary="List the checkpoints",
    responses=documented(404, 429, 410, 422),
)
async def get_checkpoints(session: SessionDep) -> CheckpointsAnswer:
    """Complete states of the run, stored while it trains and thinned evenly as it grows: hundreds for a small network,
    few for a larger one, none for a very large one.
    """
    return await session.read(session.recorder.checkpoints_answer)


@renamed(
    router,
    "GET",
    CHECKPOINTS + "/{step}/frame",
    "get_checkpoint_frame",
    old_path=MOMENTS + "/{step}/frame",
    old_id="get_moment_frame",
    summary="Show a checkpoint",
    response_class=FrameResponse,
    responses={
        200: {"content": {FRAME: {"schema": {"type": "string", "format": "binary"}}}},
        **documented(404, 429, 410, 422, 503),
    },
)
async def get_checkpoint_frame(session: SessionDep, step: Step, view: Annotated[FrameView, Query()]) -> FrameResponse:
    """The frame that the stream would have sent at that step: metrics of the network and of every layer, maps, parameters and
    gradients. The run and its clients are not affected.
    """
    checkpoint, _ = session.recorder.checkpoint(step)
    job = partial(checkpoint_frame, snapshot=checkpoint.snapshot, detail=detail_of(view))
    with session.memory.extra(session.memory.working):
        frame = await session.read(job)
    return FrameResponse(frame, headers={"Cache-Control": "no-store"})


@renamed(
    router,
    "POST",
    CHECKPOINTS + "/{step}/branch",
    "branch_from_checkpoint",
    old_path=MOMENTS + "/{step}/branch",
    old_id="branch",
    summary="Continue from a checkpoint in a new session",
    status_code=201,
    response_model=SessionAnswer,
    responses=documented(404, 429, 410, 422, 503),
)
async def branch(session: SessionDep, step: Step, services: ServicesDep) -> Response:
    """A new session in the state of the checkpoint, with the settings of that time, and the history and checkpoints up to
    it. It continues bit for bit as the original run would, which does not change.
    """
    return await new_session_answer(await services.sessions.branch(session, step), services.settings)


@renamed(
    router,
    "POST",
    CHECKPOINTS + "/{step}/return",
    "return_to_checkpoint",
    old_path=MOMENTS + "/{step}/return",
    old_id="return_to_moment",
    summary="Return to a checkpoint",
    response_model=SessionAnswer,
    responses=documented(403, 404, 429, 410, 422, 503),
)
async def return_to_checkpoint(session: SessionDep, step: Step) -> Response:
    """Returns the run to the state of the checkpoint, with the settings of that time, and drops later checkpoints and history;
    undo restores them. A playing run continues to play.
    """
    await session.alter(plan.return_to(*session.recorder.checkpoint(step)))
    return await session_answer(session)
