"""Looking inside a session: its data, parameters, predictions, maps, traces."""

from functools import partial
from typing import Annotated

from fastapi import APIRouter, Body, Query, Response

from app.deps import ServicesDep, SessionDep
from app.errors import documented
from app.export.export import export
from app.protocol.rest import (
    BoundaryAnswer,
    ConfusionAnswer,
    ExportFormat,
    ParameterChange,
    Parameters,
    PointData,
    PredictAnswer,
    PredictRequest,
    RunFile,
)
from app.protocol.sequences import GenerateAnswer, GenerateRequest, ThroughTimeAnswer, ThroughTimeRequest
from app.protocol.trace import GradientCheckAnswer, GradientCheckRequest, TraceAnswer, TraceRequest
from app.queries import answers
from app.routes.body import StrictRoute
from app.sessions.changes import plan as changes

router = APIRouter(tags=["inside"], route_class=StrictRoute)

BODY_ERRORS = (400, 413, 415, 422)
THOROUGHLY = GradientCheckRequest()


def json_response(body: bytes) -> Response:
    """An answer whose JSON was made off the event loop."""
    return Response(body, media_type="application/json")


@router.get(
    "/sessions/{id}/data",
    operation_id="get_data",
    summary="The data of a run",
    response_model=PointData,
    responses=documented(404, 410, 422),
)
async def get_data(
    session: SessionDep,
    services: ServicesDep,
    rows: Annotated[int | None, Query(ge=0, description="of each split at most so many, evenly picked")] = None,
) -> Response:
    """Every sample, before features: training rows first, then test rows. Of a large table all samples are more than an
    answer may hold, and `rows` is needed.
    """
    version = session.data_version
    job = partial(answers.data_json, data_version=version, rows=rows, settings=services.settings)
    return json_response(await session.look(job))


@router.get(
    "/sessions/{id}/parameters",
    operation_id="get_parameters",
    summary="Weights and biases",
    response_model=Parameters,
    responses=documented(404, 410, 422),
)
async def get_parameters(session: SessionDep) -> Response:
    """Layer by layer, a = f(x W + b)."""
    return json_response(await session.look(answers.parameters_json))


@router.put(
    "/sessions/{id}/parameters",
    operation_id="set_parameters",
    summary="Replace weights and biases",
    response_model=Parameters,
    responses=documented(404, 410, *BODY_ERRORS),
)
async def set_parameters(
    session: SessionDep,
    parameters: Annotated[
        Parameters,
        Body(examples=[{"layers": [{"name": "output", "weights": [[0.5], [-0.5]], "biases": [0.0]}]}]),
    ],
) -> Response:
    """Takes what the GET gives: every layer, in order. Training goes on from them; the step stays."""
    await session.alter(changes.parameters(parameters.layers))
    return json_response(await session.look(answers.parameters_json))


@router.patch(
    "/sessions/{id}/parameters",
    operation_id="set_parameter",
    summary="Change one weight or bias",
    response_model=Parameters,
    responses=documented(404, 410, *BODY_ERRORS),
)
async def set_parameter(
    session: SessionDep,
    change: Annotated[
        ParameterChange,
        Body(
            examples=[
                {"layer": "dense_1", "unit": 0, "input": 1, "value": 0.5},
                {"layer": "output", "unit": 0, "input": None, "value": 0.0},
            ]
        ),
    ],
) -> Response:
    """The weight of a unit on one of its inputs, or its bias where `input` is null. Training goes on from it; the
    optimizer keeps its memory.
    """
    await session.alter(changes.parameter(change))
    return json_response(await session.look(answers.parameters_json))


@router.post(
    "/sessions/{id}/predict",
    operation_id="predict",
    summary="Ask the network",
    response_model=PredictAnswer,
    responses=documented(404, 410, *BODY_ERRORS),
)
async def predict(
    session: SessionDep,
    question: Annotated[PredictRequest, Body(examples=[{"inputs": [[0.5, -1.0], [2.0, 2.0]]}])],
    services: ServicesDep,
) -> Response:
    """Outputs for rows of raw inputs, before features; on demand every layer's activations."""
    job = partial(
        answers.predict_json,
        rows=question.inputs,
        activations=question.activations,
        settings=services.settings,
    )
    return json_response(await session.look(job))


@router.post(
    "/sessions/{id}/trace",
    operation_id="trace",
    summary="Follow one sample",
    response_model=TraceAnswer,
    responses=documented(404, 410, *BODY_ERRORS),
)
async def trace(
    session: SessionDep,
    wanted: Annotated[
        TraceRequest,
        Body(examples=[{"input": [0.5, -1.0], "target": 1}, {"row": 0, "of": "batch", "finite_differences": True}]),
    ],
    services: ServicesDep,
) -> Response:
    """Every op's values on the way forward, ∂L/∂ each of them on the way back, each parameter's gradient, and what a
    step on this sample alone, or on the batch that comes next, would do to it. Nothing is trained.
    """
    job = partial(answers.trace_json, wanted=wanted, settings=services.settings)
    return json_response(await session.look(job))


@router.post(
    "/sessions/{id}/through-time",
    operation_id="look_through_time",
    summary="Follow one sequence through time",
    response_model=ThroughTimeAnswer,
    responses=documented(404, 410, *BODY_ERRORS),
)
async def look_through_time(
    session: SessionDep,
    question: Annotated[
        ThroughTimeRequest,
        Body(
            examples=[
                {"sample": 0},
                {"input": [0.3, 1, 0.9, 0, 0.5, 1], "target": [0.8]},
                {"sample": 3, "loss_step": 9},
            ]
        ),
    ],
    services: ServicesDep,
) -> Response:
    """Every recurrent layer's states and gates at each step, and how much of the gradient is left there: ‖∂L/∂h_t‖ of
    the sample, and on average over some training samples. Nothing is trained; light enough to be asked while a run
    plays.
    """
    job = partial(answers.through_time_json, question=question, settings=services.settings)
    return json_response(await session.look(job))


@router.post(
    "/sessions/{id}/generate",
    operation_id="generate",
    summary="Let the network write",
    response_model=GenerateAnswer,
    responses=documented(404, 410, *BODY_ERRORS),
)
async def generate(
    session: SessionDep,
    question: Annotated[
        GenerateRequest, Body(examples=[{"prompt": "to be ", "length": 100, "temperature": 0.7, "seed": 1}])
    ],
    services: ServicesDep,
) -> Response:
    """Characters to follow a prompt, one after the other, by a run on a text. Each is drawn after the last characters,
    as many as the run trains on at once; no state is carried over from window to window, as none is in training.
    """
    job = partial(answers.generate_json, question=question, settings=services.settings)
    return json_response(await session.look(job))


@router.post(
    "/sessions/{id}/gradient-check",
    operation_id="check_gradient",
    summary="Check the gradients",
    response_model=GradientCheckAnswer,
    responses=documented(404, 410, *BODY_ERRORS),
)
async def check_gradient(
    session: SessionDep,
    services: ServicesDep,
    how: Annotated[GradientCheckRequest, Body(examples=[{"samples": 16}])] = THOROUGHLY,
) -> Response:
    """Backpropagation held against central differences on the batch under way: the largest relative error of each
    block of parameters. The run is left as it is.
    """
    job = partial(answers.gradient_check_json, how=how, settings=services.settings)
    return json_response(await session.look(job))


@router.get(
    "/sessions/{id}/boundary",
    operation_id="get_boundary",
    summary="A unit over the plane",
    response_model=BoundaryAnswer,
    responses=documented(404, 410, 422),
)
async def get_boundary(
    session: SessionDep,
    services: ServicesDep,
    resolution: Annotated[int, Query(ge=1)] = 64,
    unit: Annotated[str, Query(description="`<layer>:<number>`, as `dense_1:0`")] = "output:0",
) -> Response:
    """The activation of one unit on a grid over the `domain` of the session, for data of two inputs."""
    job = partial(answers.boundary_json, resolution=resolution, unit=unit, settings=services.settings)
    return json_response(await session.look(job))


@router.get(
    "/sessions/{id}/confusion",
    operation_id="get_confusion",
    summary="What is taken for what",
    response_model=ConfusionAnswer,
    responses=documented(404, 410, 422),
)
async def get_confusion(session: SessionDep) -> Response:
    """The confusion matrices of a classification: a row for each true class, a column for each predicted one."""
    return json_response(await session.look(answers.confusion_json))


@router.get(
    "/sessions/{id}/export",
    operation_id="export_session",
    summary="Take a run away",
    response_model=RunFile,
    responses=documented(404, 410, 422),
)
async def export_session(
    session: SessionDep, kind: Annotated[ExportFormat, Query(alias="format")] = "json"
) -> Response:
    """`spec`: the RunSpec. `json`: the whole run, to be loaded again. `npz`: the parameters as NumPy arrays, named
    `<layer>.weights` and `<layer>.biases`. `python`: a program with the parameters in it, which needs NumPy alone.
    """
    file = await session.look(partial(export, kind=kind))
    disposition = f'attachment; filename="{file.file_name}"'
    return Response(file.body, media_type=file.media_type, headers={"Content-Disposition": disposition})
