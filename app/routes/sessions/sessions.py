"""Make, change and train sessions."""

import asyncio
from collections.abc import Coroutine
from typing import Annotated, Any, TypeVar

from fastapi import APIRouter, Body, Request, Response

from app.conversion import metrics, steps_answer, to_json
from app.deps import ServicesDep, SessionDep, SessionId, limited
from app.errors import BODY_ERRORS, HungUpError, documented
from app.protocol.session.changes import PatchRequest, ResetRequest
from app.protocol.session.history import HistoryAnswer
from app.protocol.session.info import SessionAnswer, SessionsAnswer, SessionsRequest
from app.protocol.session.training import StepsAnswer, StepsRequest
from app.routes import API
from app.routes.body import StrictRoute, json_response
from app.sessions.changes import plan
from app.sessions.session import Session
from app.settings import Settings
from engine.spec.run import RunSpec

T = TypeVar("T")

router = APIRouter(prefix=API, tags=["sessions"], route_class=StrictRoute)

ONE_STEP, SAME_SEED = StepsRequest(), ResetRequest()

SPIRAL = {
    "seed": 7,
    "data": {"name": "spiral", "samples": 500, "position_noise": 0.1},
    "network": {"layers": [{"units": 8, "activation": "tanh"}, {"units": 8, "activation": "tanh"}]},
    "optimizer": {"name": "adam", "learning_rate": 0.01},
    "batch_size": 10,
}
OWN_DATA = {
    "data": {
        "name": "inline",
        "inputs": [[0, 0], [0, 1], [1, 0], [1, 1]],
        "targets": [[0], [1], [1], [0]],
    },
    "network": {"layers": [{"units": 2}]},
    "batch_size": "all",
}
RATES = {"specs": [{"data": {"name": "spiral"}, "optimizer": {"learning_rate": rate}} for rate in (0.01, 0.1)]}
PATCHES = [
    {"patch": {"optimizer": {"learning_rate": 0.1}}},
    {"patch": {"data": {"name": "digits"}}, "reset": True, "adapt": True},
]


async def session_answer(session: Session, shown_as: str | None = None) -> Response:
    """The session with its metrics, measured now; `shown_as`: the id to show in place of its own."""
    observation = await session.measure()
    answer = SessionAnswer(**dict(session.info()), metrics=metrics(observation.metrics))
    return json_response(to_json(answer if shown_as is None else answer.model_copy(update={"id": shown_as})))


async def new_session_answer(session: Session, settings: Settings) -> Response:
    """The answer to a call that has created a session."""
    answer = await session_answer(session)
    answer.status_code = 201
    answer.headers["Location"] = f"{settings.root_path}/api/v1/sessions/{session.id}"
    return answer


@router.post(
    "/sessions",
    operation_id="create_session",
    summary="Create a session",
    status_code=201,
    response_model=SessionAnswer,
    responses=documented(*BODY_ERRORS),
)
async def create_session(
    spec: Annotated[RunSpec, Body(examples=[SPIRAL, OWN_DATA])], services: ServicesDep
) -> Response:
    """A run of the given spec, at step 0. All fields but `data` have defaults; the catalog lists the names.

    While the server still compiles its kernels, the answer waits for them. A session that is not used
    rests, and comes back when it is asked for; if the server keeps nothing, it expires.
    """
    return await new_session_answer(await services.sessions.create(spec), services.settings)


@router.post(
    "/sessions/batch",
    operation_id="create_sessions",
    summary="Create several sessions",
    status_code=201,
    response_model=SessionsAnswer,
    responses=documented(*BODY_ERRORS),
)
async def create_sessions(
    request: Annotated[SessionsRequest, Body(examples=[RATES])], services: ServicesDep
) -> Response:
    """A session for each spec, such as the same run with several optimizers. If one spec is refused, none
    is made. The answers are without metrics; a stream, `GET` or `/steps` measures them."""
    sessions = await services.sessions.create_all(request.specs)
    return json_response(to_json(SessionsAnswer(sessions=[session.info() for session in sessions])), 201)


@router.get(
    "/sessions/{id}",
    operation_id="get_session",
    summary="Get a session",
    response_model=SessionAnswer,
    responses=documented(404, 429, 410, 422),
)
async def get_session(session: SessionDep) -> Response:
    """The run, its position and its metrics."""
    return await session_answer(session)


@router.patch(
    "/sessions/{id}",
    operation_id="change_session",
    summary="Change a run",
    response_model=SessionAnswer,
    responses=documented(403, 404, 429, 409, 410, *BODY_ERRORS),
)
async def change_session(session: SessionDep, change: Annotated[PatchRequest, Body(examples=PATCHES)]) -> Response:
    """A JSON merge patch of the spec. A change that keeps the shapes of the parameters applies to the current run; any
    other needs `"reset": true`, which starts a new run, or is refused with 409 and the name of the field.

    With `"adapt": true` the hidden layers are adapted to the data and to each other; `/fit` lists the layers that fit. If
    new data have another task, loss and output activation become the defaults of that task unless the patch sets them.
    """
    await session.alter(plan.patch(change.patch, change.reset, change.adapt))
    return await session_answer(session)


@router.delete(
    "/sessions/{id}",
    operation_id="delete_session",
    summary="Delete a session",
    status_code=204,
    responses=documented(404, 429, 410, 422),
)
async def delete_session(session_id: SessionId, services: ServicesDep, request: Request) -> None:
    """Ends the session; its streams are closed with code 4410."""
    with limited(request):
        await services.sessions.delete(session_id)


@router.post(
    "/sessions/{id}/steps",
    operation_id="train",
    summary="Train",
    responses=documented(403, 404, 429, 410, *BODY_ERRORS),
)
async def train(
    session: SessionDep,
    request: Request,
    how: Annotated[StepsRequest, Body(examples=[{"count": 10, "unit": "epoch"}])] = ONE_STEP,
) -> StepsAnswer:
    """Trains a number of samples, steps or epochs, then measures the run. Ends early if the run diverges (`status`).

    Calls for one session run one after the other. When the client disconnects, training stops.
    """
    result = await _while_connected(request, session.advance(how.count, how.unit))
    return steps_answer(result.steps, result.observation, session.info())


async def _while_connected(request: Request, work: Coroutine[Any, Any, T]) -> T:
    """The result of `work`, which is cancelled when the client disconnects."""
    task = asyncio.ensure_future(work)
    try:
        while not task.done():
            await asyncio.wait({task}, timeout=1.0)
            if not task.done() and await request.is_disconnected():
                task.cancel()
                await asyncio.wait({task})
                raise HungUpError("The client disconnected before the training had ended.", "Train again.")
        return task.result()
    finally:
        task.cancel()


@router.post(
    "/sessions/{id}/reset",
    operation_id="reset_session",
    summary="Reset to initial weights",
    response_model=SessionAnswer,
    responses=documented(403, 404, 429, 410, *BODY_ERRORS),
)
async def reset_session(
    session: SessionDep, how: Annotated[ResetRequest, Body(examples=[{"seed": 3}])] = SAME_SEED
) -> Response:
    """Back to step 0, with the same initial weights or those of another seed."""
    await session.alter(plan.reset(how.seed))
    return await session_answer(session)


@router.post(
    "/sessions/{id}/undo",
    operation_id="undo",
    summary="Undo a change",
    response_model=SessionAnswer,
    responses=documented(403, 404, 429, 409, 410, 422, 503),
)
async def undo(session: SessionDep) -> Response:
    """Undoes the change that the session's field `undo` names. A change that started a new run, a reset, a replacement of
    parameters, a loaded run and a return to a checkpoint are undone by restoring the previous run bit for bit, with its
    history. A change of the data that kept the weights is undone by restoring the old data; the weights stay.

    Only recent changes can be undone, newest first; 409 if there is none. A playing run continues to play.
    """
    await session.undo()
    return await session_answer(session)


@router.get(
    "/sessions/{id}/history",
    operation_id="get_history",
    summary="Get the history of a run",
    responses=documented(404, 429, 410, 422),
)
async def get_history(session: SessionDep, since: int = -1) -> HistoryAnswer:
    """The metrics measured after step `since`, one column per metric and per layer. A long history is thinned evenly."""
    return session.recorder.history_answer(since)
