"""Follow sequences through time, and generate text."""

from functools import partial
from typing import Annotated

from fastapi import APIRouter, Body, Response

from app.deps import ServicesDep, SessionDep
from app.errors import BODY_ERRORS, documented
from app.protocol.sequences import GenerateAnswer, GenerateRequest, ThroughTimeAnswer, ThroughTimeRequest
from app.queries.sequences import generate_json, through_time_json
from app.routes import API
from app.routes.body import StrictRoute, json_response

router = APIRouter(prefix=API, tags=["sequences"], route_class=StrictRoute)

SEQUENCES = [{"sample": 0}, {"input": [0.3, 1, 0.9, 0, 0.5, 1], "target": [0.8]}, {"sample": 3, "loss_step": 9}]
PROMPT = {"prompt": "to be ", "length": 100, "temperature": 0.7, "seed": 1}


@router.post(
    "/sessions/{id}/through-time",
    operation_id="trace_through_time",
    summary="Follow one sequence through time",
    response_model=ThroughTimeAnswer,
    responses=documented(404, 429, 410, *BODY_ERRORS),
)
async def trace_through_time(
    session: SessionDep, question: Annotated[ThroughTimeRequest, Body(examples=SEQUENCES)], services: ServicesDep
) -> Response:
    """The states and gates of every recurrent layer at each step, and the gradient norms ‖∂L/∂h_t‖ of the sample and
    averaged over some training samples. Nothing is trained; quick enough to be repeated while a run plays.
    """
    job = partial(through_time_json, question=question, settings=services.settings)
    return json_response(await session.ask(question, job))


@router.post(
    "/sessions/{id}/generate",
    operation_id="generate",
    summary="Generate text",
    response_model=GenerateAnswer,
    responses=documented(404, 429, 410, *BODY_ERRORS),
)
async def generate(
    session: SessionDep, question: Annotated[GenerateRequest, Body(examples=[PROMPT])], services: ServicesDep
) -> Response:
    """Continues a prompt with characters drawn one by one from the predictions of a network trained on text. Each depends on
    a window of the last characters, as long as the sequences in training; no state is carried over between windows.
    """
    return json_response(
        await session.read_sliced(partial(generate_json, question=question, settings=services.settings))
    )
