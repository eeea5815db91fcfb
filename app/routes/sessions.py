"""Making, changing and training sessions."""

import asyncio
from typing import Annotated, Any

from fastapi import APIRouter, Body, Request, Response

from app.deps import ServicesDep, SessionDep, SessionId
from app.errors import documented
from app.protocol.rest import (
    HistoryAnswer,
    PatchRequest,
    ResetRequest,
    RunFile,
    SessionAnswer,
    StepsAnswer,
    StepsRequest,
)
from app.queries import conversion as reports
from app.routes.body import StrictRoute
from app.sessions.changes import plan as changes
from app.sessions.session import Session
from engine.spec.run import RunSpec

router = APIRouter(tags=["sessions"], route_class=StrictRoute)

BODY_ERRORS = (400, 413, 415, 422)
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
A_RUN = {
    "format": "backprop-run",
    "version": 1,
    "spec": {"data": {"name": "circle"}, "features": ["x1_squared", "x2_squared"], "network": {"layers": []}},
    "step": 250,
    "epoch": 10,
    "parameters": {"layers": [{"name": "output", "weights": [[-0.2], [-0.2]], "biases": [1.8]}]},
}


async def answer(session: Session) -> SessionAnswer:
    """All about a session, with its figures."""
    observation = await session.measure()
    return SessionAnswer(**dict(session.info()), metrics=reports.metrics(observation.metrics))


@router.post(
    "/sessions",
    operation_id="create_session",
    summary="Make a session",
    status_code=201,
    responses=documented(*BODY_ERRORS, 503),
)
async def create_session(
    spec: Annotated[RunSpec, Body(examples=[SPIRAL, OWN_DATA])], services: ServicesDep, response: Response
) -> SessionAnswer:
    """A run of the given spec, at step 0. All but `data` has a default; see the catalog for the names.

    While the server still compiles its kernels the answer waits for them. A session that nobody uses expires.
    """
    session = await services.sessions.create(spec)
    response.headers["Location"] = f"/api/v1/sessions/{session.id}"
    return await answer(session)


@router.get(
    "/sessions/{id}", operation_id="get_session", summary="Look at a session", responses=documented(404, 410, 422)
)
async def get_session(session: SessionDep) -> SessionAnswer:
    """The run, where it is, and its figures."""
    return await answer(session)


@router.patch(
    "/sessions/{id}",
    operation_id="change_session",
    summary="Change a run",
    responses=documented(404, 409, 410, *BODY_ERRORS),
)
async def change_session(
    session: SessionDep,
    change: Annotated[PatchRequest, Body(examples=[{"patch": {"optimizer": {"learning_rate": 0.1}}}])],
) -> SessionAnswer:
    """A JSON merge patch of the spec. What keeps the shapes of the parameters applies to the run as it is; what does
    not needs `"reset": true` and starts anew, else it is refused with 409 and the field's name.

    With `"adapt": true` the hidden layers follow from the data and from each other; `/fit` says what fits.
    Where new data pose another task, loss and output activation become that task's own unless the patch names them.
    """
    await session.alter(changes.patch(change.patch, change.reset, change.adapt))
    return await answer(session)


@router.delete(
    "/sessions/{id}",
    operation_id="delete_session",
    summary="End a session",
    status_code=204,
    responses=documented(404, 410, 422),
)
async def delete_session(session_id: SessionId, services: ServicesDep) -> None:
    """Its streams are closed with code 4410."""
    services.sessions.delete(session_id)


@router.post(
    "/sessions/{id}/steps",
    operation_id="train",
    summary="Train",
    responses=documented(404, 410, *BODY_ERRORS),
)
async def train(
    session: SessionDep,
    request: Request,
    how: Annotated[StepsRequest, Body(examples=[{"count": 10, "unit": "epoch"}])] = ONE_STEP,
) -> StepsAnswer:
    """Train a number of samples, steps or epochs, and look. Ends early where the run diverges (`status`).

    Calls for one session follow each other. When the caller hangs up, training stops.
    """
    steps, _, observation = await _while_connected(request, session.advance(how.count, how.unit))
    return reports.steps_answer(steps, observation, session.info().message)


async def _while_connected(request: Request, work: Any) -> Any:
    """The result of `work`, which is cancelled when the client hangs up."""
    task = asyncio.ensure_future(work)
    try:
        while not task.done():
            await asyncio.wait({task}, timeout=1.0)
            if not task.done() and await request.is_disconnected():
                task.cancel()
        return task.result()
    finally:
        task.cancel()


@router.post(
    "/sessions/{id}/reset",
    operation_id="reset_session",
    summary="Back to initial weights",
    responses=documented(404, 410, *BODY_ERRORS),
)
async def reset_session(
    session: SessionDep, how: Annotated[ResetRequest, Body(examples=[{"seed": 3}])] = SAME_SEED
) -> SessionAnswer:
    """Step 0 again: the same initial weights, or those of another seed."""
    await session.alter(changes.reset(how.seed))
    return await answer(session)


@router.post(
    "/sessions/{id}/undo",
    operation_id="undo",
    summary="Take back a change",
    responses=documented(404, 409, 410, 422),
)
async def undo(session: SessionDep) -> SessionAnswer:
    """Takes back what `undo` of the session names: the last change that began anew, reset, replacement of parameters or
    loaded run, by restoring the run before it to the bit, history included; or the last live change of the data, by
    putting the old data under the weights as they are now.

    The changes of the last while are kept, newest first; 409 where there is none. A playing run plays on.
    """
    await session.undo()
    return await answer(session)


@router.put(
    "/sessions/{id}/run",
    operation_id="load_run",
    summary="Load a run",
    responses=documented(404, 410, *BODY_ERRORS),
)
async def load_run(session: SessionDep, file: Annotated[RunFile, Body(examples=[A_RUN])]) -> SessionAnswer:
    """Takes what an export of format `json` gives: the session becomes that run. With the file's `state` training goes
    on to the same bits as in the run that was saved; without, with an empty memory of the optimizer and a fresh epoch.

    A run that had diverged is loaded in its last finite state, and ready.
    """
    await session.alter(changes.run(file))
    return await answer(session)


@router.get(
    "/sessions/{id}/history",
    operation_id="get_history",
    summary="The course of a run",
    responses=documented(404, 410, 422),
)
async def get_history(session: SessionDep, since: int = -1) -> HistoryAnswer:
    """The figures measured so far, after step `since`, one column a figure and one a layer. A long run's course is
    thinned evenly.
    """
    return session.record.history(since)
