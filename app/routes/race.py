"""Compare optimizers: the loss landscape of a run, the history of a parameter, and classic functions."""

from functools import partial
from typing import Annotated

from fastapi import APIRouter, Body, Query, Response

from app.deps import ServicesDep, SessionDep
from app.errors import BODY_ERRORS, documented
from app.protocol.landscape import LandscapeAnswer, LandscapeRequest, ParameterHistory
from app.protocol.surfaces import SurfaceAnswer, SurfaceRequest
from app.queries.classic_functions import run_optimizers
from app.queries.landscape import landscape, parameter_history_json
from app.routes import API
from app.routes.aliases import renamed
from app.routes.body import StrictRoute, json_response

router = APIRouter(prefix=API, tags=["race"], route_class=StrictRoute)

RANDOM_PLANE = LandscapeRequest()
A_DESCENT = {
    "surface": "quadratic",
    "numbers": {"kappa": 50.0},
    "start": [-1.6, 1.1],
    "optimizers": [{"name": "sgd", "learning_rate": 0.03}, {"name": "adam", "learning_rate": 0.05}],
    "steps": 200,
    "resolution": 64,
}


@router.post(
    "/sessions/{id}/landscape",
    operation_id="get_landscape",
    summary="Get the loss landscape",
    response_model=LandscapeAnswer,
    responses=documented(404, 429, 410, *BODY_ERRORS),
)
async def get_landscape(
    session: SessionDep,
    services: ServicesDep,
    request: Annotated[
        LandscapeRequest, Body(examples=[{"plane": {"kind": "random", "seed": 1}, "resolution": 40}])
    ] = RANDOM_PLANE,
) -> Response:
    """The training loss on a plane through the run's parameters, and the trajectories of runs, projected onto it. The
    plane is spanned by random filter-normalized directions, by the principal components of the trajectories, or by two
    given directions. Runs that diverged, or moved many times as far as the others, are ignored in the choice of plane and
    window, unless there are no others. Nothing is trained.
    """
    runs = [await services.sessions.get(each) for each in request.sessions]
    return json_response(await landscape(session, request, runs, services.settings))


@renamed(
    router,
    "GET",
    "/sessions/{id}/parameter-history",
    "get_parameter_history",
    old_path="/sessions/{id}/optimizer",
    old_id="get_parameter_course",
    summary="Get the history of one parameter",
    response_model=ParameterHistory,
    responses=documented(404, 429, 410, 422),
)
async def get_parameter_history(
    session: SessionDep,
    parameter: Annotated[
        int, Query(ge=0, description="index in the flat vector: offset of its block + index in the block")
    ],
    since: int = -1,
) -> Response:
    """Value, gradient, update, effective learning rate and optimizer memory of one parameter at steps after `since`: at
    the checkpoints, and now.
    """
    snapshots = [entry.snapshot for entry in session.recorder.history().checkpoints.entries]
    job = partial(parameter_history_json, snapshots=snapshots, parameter=parameter, since=since)
    return json_response(await session.read(job))


@router.post(
    "/surfaces/run",
    operation_id="descend_surface",
    summary="Run optimizers on a classic function",
    response_model=SurfaceAnswer,
    responses=documented(*BODY_ERRORS),
)
async def descend_surface(
    services: ServicesDep, request: Annotated[SurfaceRequest, Body(examples=[A_DESCENT])]
) -> Response:
    """Runs the update rules that train networks on a function of two variables: points, values and optimizer memories step
    by step. The catalog lists the functions with their parameters and good settings.
    """
    await services.warm_up.finished()
    return json_response(await run_optimizers(request, services.runner))
