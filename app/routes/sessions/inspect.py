"""Look inside a run: samples, predictions, maps, traces and gradient checks. Nothing is changed."""

from functools import partial
from typing import Annotated

from fastapi import APIRouter, Body, Query, Response

from app.deps import ServicesDep, SessionDep
from app.errors import BODY_ERRORS, documented
from app.protocol.session.data import PointData
from app.protocol.session.predictions import BoundaryAnswer, ConfusionAnswer, PredictAnswer, PredictRequest
from app.protocol.trace import GradientCheckAnswer, GradientCheckRequest, TraceAnswer, TraceRequest
from app.queries.data import data_json
from app.queries.gradient_check import gradient_check_json
from app.queries.predictions import boundary_json, confusion_json, predict_json
from app.queries.trace import trace_json
from app.routes import API
from app.routes.body import StrictRoute, json_response

router = APIRouter(prefix=API, tags=["inspect"], route_class=StrictRoute)

DEFAULT_CHECK = GradientCheckRequest()
TRACES = [{"input": [0.5, -1.0], "target": 1}, {"row": 0, "of": "batch", "finite_differences": True}]


@router.get(
    "/sessions/{id}/data",
    operation_id="get_data",
    summary="Get the samples",
    response_model=PointData,
    responses=documented(404, 429, 410, 422, 503),
)
async def get_data(
    session: SessionDep,
    services: ServicesDep,
    rows: Annotated[int | None, Query(ge=0, description="largest number of rows of each split, evenly spaced")] = None,
) -> Response:
    """The samples before features are computed, training rows first, then test rows. A large table needs `rows`, because
    the size of an answer is limited.
    """
    version = session.data_version
    job = partial(data_json, data_version=version, rows=rows, settings=services.settings)
    return json_response(await session.read_reserving(job))


@router.post(
    "/sessions/{id}/predict",
    operation_id="predict",
    summary="Predict",
    response_model=PredictAnswer,
    responses=documented(404, 429, 410, *BODY_ERRORS),
)
async def predict(
    session: SessionDep,
    question: Annotated[PredictRequest, Body(examples=[{"inputs": [[0.5, -1.0], [2.0, 2.0]]}])],
    services: ServicesDep,
) -> Response:
    """The outputs for rows of raw inputs, before features; with `activations`, those of every layer too."""
    inputs, activations = question.inputs, question.activations
    job = partial(predict_json, rows=inputs, activations=activations, settings=services.settings)
    return json_response(await session.read_reserving(job))


@router.post(
    "/sessions/{id}/trace",
    operation_id="trace",
    summary="Trace one sample",
    response_model=TraceAnswer,
    responses=documented(404, 429, 410, *BODY_ERRORS),
)
async def trace(
    session: SessionDep, wanted: Annotated[TraceRequest, Body(examples=TRACES)], services: ServicesDep
) -> Response:
    """Every value of the forward pass, ∂L/∂ each of them in the backward pass, each parameter's gradient, and the update
    that a step on this sample alone, or on the next batch, would make. Nothing is trained.
    """
    return json_response(await session.ask(wanted, partial(trace_json, wanted=wanted, settings=services.settings)))


@router.post(
    "/sessions/{id}/gradient-check",
    operation_id="check_gradient",
    summary="Check the gradients",
    response_model=GradientCheckAnswer,
    responses=documented(404, 429, 410, *BODY_ERRORS),
)
async def check_gradient(
    session: SessionDep,
    services: ServicesDep,
    how: Annotated[GradientCheckRequest, Body(examples=[{"samples": 16}])] = DEFAULT_CHECK,
) -> Response:
    """Compares backpropagation with finite differences on the next batch: the largest relative error of each block of
    parameters. The gradient checked is the one that training follows; with truncated backpropagation through time, that is
    the truncated gradient. Nothing is trained.
    """
    return json_response(await session.read_sliced(partial(gradient_check_json, how=how, settings=services.settings)))


@router.get(
    "/sessions/{id}/boundary",
    operation_id="get_boundary",
    summary="Map a unit over the plane",
    response_model=BoundaryAnswer,
    responses=documented(404, 429, 410, 422, 503),
)
async def get_boundary(
    session: SessionDep,
    services: ServicesDep,
    resolution: Annotated[int, Query(ge=1)] = 64,
    unit: Annotated[str, Query(description="`<layer>:<number>`, as in `dense_1:0`")] = "output:0",
) -> Response:
    """The activation of one unit on a grid over the session's `domain`, for data with two inputs."""
    job = partial(boundary_json, resolution=resolution, unit=unit, settings=services.settings)
    return json_response(await session.read_reserving(job))


@router.get(
    "/sessions/{id}/confusion",
    operation_id="get_confusion",
    summary="Get the confusion matrices",
    response_model=ConfusionAnswer,
    responses=documented(404, 429, 410, 422, 503),
)
async def get_confusion(session: SessionDep) -> Response:
    """The confusion matrices of a classification: a row for each true class, a column for each predicted one."""
    with session.memory.extra(session.memory.working):
        return json_response(await session.read(confusion_json))
