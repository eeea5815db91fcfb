"""Read and change weights and biases."""

from typing import Annotated

from fastapi import APIRouter, Body, Response

from app.conversion import ANSWERED, parameters_json
from app.deps import SessionDep
from app.errors import BODY_ERRORS, documented
from app.protocol.session.parameters import ParameterChange, Parameters
from app.routes import API
from app.routes.body import StrictRoute, json_response
from app.sessions.changes import plan
from app.sessions.run import Reserve
from engine.train.trainer import Trainer

router = APIRouter(prefix=API, tags=["parameters"], route_class=StrictRoute)

ALL = {"layers": [{"name": "output", "weights": [[0.5], [-0.5]], "biases": [0.0]}]}
WEIGHT = {"layer": "dense_1", "unit": 0, "input": 1, "value": 0.5}
BIAS = {"layer": "output", "unit": 0, "input": None, "value": 0.0}


def _reserved_json(trainer: Trainer, reserve: Reserve) -> bytes:
    reserve(ANSWERED * trainer.network.layout.size)
    return parameters_json(trainer)


@router.get(
    "/sessions/{id}/parameters",
    operation_id="get_parameters",
    summary="Get the parameters",
    response_model=Parameters,
    responses=documented(404, 429, 410, 422, 503),
)
async def get_parameters(session: SessionDep) -> Response:
    """Weights and biases layer by layer, a = f(x W + b)."""
    return json_response(await session.read_reserving(_reserved_json))


@router.put(
    "/sessions/{id}/parameters",
    operation_id="set_parameters",
    summary="Replace all parameters",
    response_model=Parameters,
    responses=documented(403, 404, 429, 410, *BODY_ERRORS),
)
async def set_parameters(session: SessionDep, parameters: Annotated[Parameters, Body(examples=[ALL])]) -> Response:
    """Takes what GET returns: every layer, in order. Training continues from the new parameters, at the same step."""
    await session.alter(plan.parameters(parameters.layers))
    return json_response(await session.read_reserving(_reserved_json))


@router.patch(
    "/sessions/{id}/parameters",
    operation_id="set_parameter",
    summary="Change one weight or bias",
    response_model=Parameters,
    responses=documented(403, 404, 429, 410, *BODY_ERRORS),
)
async def set_parameter(
    session: SessionDep, change: Annotated[ParameterChange, Body(examples=[WEIGHT, BIAS])]
) -> Response:
    """The weight of a unit on one of its inputs, or its bias if `input` is null. Training continues from the new value;
    the optimizer keeps its memory.
    """
    await session.alter(plan.parameter(change))
    return json_response(await session.read_reserving(_reserved_json))
