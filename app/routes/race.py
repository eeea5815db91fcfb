"""What a race of optimizers is seen by: the loss around a run, a parameter's way, and classic functions."""

from functools import partial
from typing import Annotated

from fastapi import APIRouter, Body, Query, Response

from app.deps import ServicesDep, SessionDep
from app.errors import documented
from app.protocol.landscape import LandscapeAnswer, LandscapeRequest, ParameterCourse
from app.protocol.surfaces import SurfaceAnswer, SurfaceRequest
from app.queries.classic_functions import run_optimizers
from app.queries.landscape import landscape, parameter_course_json
from app.routes.body import StrictRoute
from app.routes.inside import BODY_ERRORS, json_response

router = APIRouter(tags=["race"], route_class=StrictRoute)

RANDOMLY = LandscapeRequest()
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
    summary="The loss around a run",
    response_model=LandscapeAnswer,
    responses=documented(404, 410, *BODY_ERRORS),
)
async def get_landscape(
    session: SessionDep,
    services: ServicesDep,
    request: Annotated[
        LandscapeRequest, Body(examples=[{"plane": {"kind": "random", "seed": 1}, "resolution": 40}])
    ] = RANDOMLY,
) -> Response:
    """The real training loss on a plane through the run's parameters, and the ways that runs have gone, projected onto
    it. The plane is spanned by random directions with filters as long as the network's own, by the principal components
    of the ways, or by two directions that are given. Runs that diverged, or went many times as far as the others, are
    drawn and shape nothing, where there are others. Nothing is trained.
    """
    runs = [services.sessions.get(each) for each in request.sessions]
    return json_response(await landscape(session, request, runs, services.settings))


@router.get(
    "/sessions/{id}/optimizer",
    operation_id="get_parameter_course",
    summary="One parameter under its optimizer",
    response_model=ParameterCourse,
    responses=documented(404, 410, 422),
)
async def get_parameter_course(
    session: SessionDep,
    parameter: Annotated[int, Query(ge=0, description="place in the flat vector: offset of its block + place in it")],
    since: int = -1,
) -> Response:
    """Value, gradient, update, effective rate and the optimizer's memory of one parameter at steps after `since`: at the
    moments that are kept, which are thinned evenly where the run is long, and now.
    """
    moments = [moment.snapshot for moment in session.record.course().moments.moments]
    job = partial(parameter_course_json, moments=moments, parameter=parameter, since=since)
    return json_response(await session.look(job))


@router.post(
    "/surfaces/run",
    operation_id="descend_surface",
    summary="Descend a classic function",
    response_model=SurfaceAnswer,
    responses=documented(*BODY_ERRORS),
)
async def descend_surface(
    services: ServicesDep, request: Annotated[SurfaceRequest, Body(examples=[A_DESCENT])]
) -> Response:
    """The update rules that train networks, on a function of two numbers: points, values and memories step by step.
    The catalog lists the surfaces with their own numbers and settings to begin with.
    """
    await services.warmth.over()
    return json_response(await run_optimizers(request, services.runner))
