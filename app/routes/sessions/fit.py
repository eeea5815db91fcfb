"""Ask which layers fit."""

from functools import partial
from typing import Annotated

from fastapi import APIRouter, Body

from app.deps import ServicesDep, SessionDep
from app.errors import documented
from app.protocol.session.fit import FitAnswer, FitRequest
from app.queries.fit import fit_answer
from app.routes.body import StrictRoute
from app.sessions.changes.merge_patch import names_layers, patched
from engine.spec.run import RunSpec

router = APIRouter(tags=["sessions"], route_class=StrictRoute)

AS_IT_IS = FitRequest()


@router.post(
    "/sessions/{id}/fit",
    operation_id="check_fit",
    summary="Check which layers fit",
    responses=documented(400, 404, 410, 413, 415, 422),
)
async def check_fit(
    session: SessionDep,
    services: ServicesDep,
    request: Annotated[FitRequest, Body(examples=[{}, {"patch": {"data": {"name": "digits"}}}])] = AS_IT_IS,
) -> FitAnswer:
    """Whether the network can be built, unchanged or after a patch of the RunSpec; which kinds of layer can take each
    place, which layers can be added or removed, and which values their options can take. Nothing is changed.
    """
    return await services.runner.run(partial(_fit, session.spec, request))


def _fit(present: RunSpec, request: FitRequest) -> FitAnswer:
    return fit_answer(present, patched(present, request.patch), names_layers(request.patch))
