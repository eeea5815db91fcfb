"""Export a run, and load one."""

from functools import partial
from typing import Annotated

from fastapi import APIRouter, Body, Query, Response

from app.conversion import ANSWERED
from app.deps import SessionDep
from app.errors import BODY_ERRORS, documented
from app.export.export import Export, export
from app.protocol.session.info import SessionAnswer
from app.protocol.session.run_file import ExportFormat, RunFile
from app.routes import API
from app.routes.body import StrictRoute
from app.routes.sessions.sessions import session_answer
from app.sessions.changes import plan
from app.sessions.run import Reserve
from engine.train.trainer import Trainer

router = APIRouter(prefix=API, tags=["export"], route_class=StrictRoute)

A_RUN = {
    "format": "backprop-run",
    "version": 1,
    "spec": {"data": {"name": "circle"}, "features": ["x1_squared", "x2_squared"], "network": {"layers": []}},
    "step": 250,
    "epoch": 10,
    "parameters": {"layers": [{"name": "output", "weights": [[-0.2], [-0.2]], "biases": [1.8]}]},
}


@router.get(
    "/sessions/{id}/export",
    operation_id="export_session",
    summary="Export a run",
    response_model=RunFile,
    responses=documented(404, 429, 410, 422, 503),
)
async def export_session(
    session: SessionDep, kind: Annotated[ExportFormat, Query(alias="format")] = "json"
) -> Response:
    """`spec`: the RunSpec. `json`: the whole run, which can be loaded again. `npz`: the parameters as NumPy arrays, named
    `<layer>.weights` and `<layer>.biases`. `python`: a program that contains the parameters and needs only NumPy.
    """
    file = await session.read_reserving(partial(_reserved_export, kind=kind))
    disposition = f'attachment; filename="{file.file_name}"'
    return Response(file.body, media_type=file.media_type, headers={"Content-Disposition": disposition})


def _reserved_export(trainer: Trainer, reserve: Reserve, kind: ExportFormat) -> Export:
    reserve(2 * ANSWERED * trainer.network.layout.size)
    return export(trainer, kind)


@router.put(
    "/sessions/{id}/run",
    operation_id="load_run",
    summary="Load a run",
    response_model=SessionAnswer,
    responses=documented(403, 404, 429, 410, *BODY_ERRORS),
)
async def load_run(session: SessionDep, file: Annotated[RunFile, Body(examples=[A_RUN])]) -> Response:
    """Replaces the session's run by one that was exported as `json`. With the file's `state`, training continues
    bit for bit as in the saved run; without it, with an empty optimizer memory and a new epoch.

    A run that had diverged is loaded in its last finite state, and can be trained.
    """
    await session.alter(plan.run(file))
    return await session_answer(session)
