"""Ask which layers fit."""

from functools import lru_cache, partial
from typing import Annotated

from fastapi import APIRouter, Body, Response

from app.deps import ServicesDep, SessionDep
from app.errors import BODY_ERRORS, documented
from app.protocol.session.fit import FitAnswer, FitRequest
from app.queries.fit import fit_answer
from app.routes import API
from app.routes.body import StrictRoute, json_response
from app.sessions.changes.merge_patch import names_layers, patched
from engine.spec.data.own import InlineSpec, TableSpec, TextSpec
from engine.spec.run import RunSpec

router = APIRouter(prefix=API, tags=["sessions"], route_class=StrictRoute)

AS_IT_IS = FitRequest()


@router.post(
    "/sessions/{id}/fit",
    operation_id="check_fit",
    summary="Check which layers fit",
    response_model=FitAnswer,
    responses=documented(404, 410, *BODY_ERRORS),
)
async def check_fit(
    session: SessionDep,
    services: ServicesDep,
    request: Annotated[FitRequest, Body(examples=[{}, {"patch": {"data": {"name": "digits"}}}])] = AS_IT_IS,
) -> Response:
    """Whether the network can be built, unchanged or after a patch of the RunSpec; which kinds of layer can take each
    place, which layers can be added or removed, and which values their options can take. Nothing is changed.
    """
    return json_response(await services.runner.run(partial(_fit_json, session.spec, request)))


def _fit_json(present: RunSpec, request: FitRequest) -> bytes:
    if not request.patch and not isinstance(present.data, InlineSpec | TableSpec | TextSpec):  # those may be large
        return _unpatched_fit_json(present.model_dump_json())
    answer = fit_answer(present, patched(present, request.patch), names_layers(request.patch))
    return answer.model_dump_json(by_alias=True).encode()


@lru_cache(maxsize=64)
def _unpatched_fit_json(document: str) -> bytes:
    """The answer for a spec that is not patched. It is kept, because every page asks for it, most often for the same
    few networks."""
    spec = RunSpec.model_validate_json(document)
    return fit_answer(spec, spec, names_layers=False).model_dump_json(by_alias=True).encode()
