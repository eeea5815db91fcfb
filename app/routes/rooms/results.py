"""The results of a workshop, to download."""

from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, Response
from fastapi.responses import StreamingResponse

from app.deps import ServicesDep
from app.errors import documented
from app.rooms.results.archive import results_page, results_zip
from app.rooms.results.report import Report, report_of
from app.routes import API
from app.routes.body import StrictRoute
from app.routes.rooms.access import AccessDep

router = APIRouter(prefix=API, tags=["workshops"], route_class=StrictRoute)

ERRORS = documented(401, 403, 404, 422, 429, 503)
BINARY = {"schema": {"type": "string", "format": "binary"}}
ZIP: dict[int | str, Any] = {200: {"content": {"application/zip": BINARY}, "description": "A zip file"}}
HTML: dict[int | str, Any] = {200: {"content": {"text/html": {"schema": {"type": "string"}}}, "description": "HTML"}}


@router.get(
    "/rooms/{id}/results.zip",
    operation_id="get_results",
    summary="Get the results of a workshop",
    response_class=Response,
    responses={**ZIP, **ERRORS},
)
async def get_results(access: AccessDep, services: ServicesDep) -> StreamingResponse:
    """For the teacher: `members.csv`, `answers.csv`, `predictions.csv`, `challenges.csv`, `experiments.csv`, `results.html`,
    and in `runs` the run of each member as a file that the page opens. A run that cannot be read is left out, and
    `members.csv` says why."""
    report = report_of(access.room, services.store.now())
    pieces = results_zip(services.sessions, report)
    return StreamingResponse(pieces, media_type="application/zip", headers=headers_of(report, "zip"))


@router.get(
    "/rooms/{id}/results.html",
    operation_id="get_results_page",
    summary="Get the results of a workshop as a page to keep",
    response_class=Response,
    responses={**HTML, **ERRORS},
)
async def get_results_page(access: AccessDep, services: ServicesDep) -> Response:
    """For the teacher: one self-contained file, which any browser opens offline."""
    report = report_of(access.room, services.store.now())
    page = await results_page(services.sessions, report)
    return Response(page, media_type="text/html", headers=headers_of(report, "html"))


def headers_of(report: Report, ending: str) -> dict[str, str]:
    """Have the browser keep the answer as a file with the name and day of the workshop."""
    name = f"{report.name} {report.when:%Y-%m-%d}.{ending}".replace("/", "-").replace("\\", "-")
    plain = f"workshop-{report.when:%Y-%m-%d}.{ending}"
    disposition = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
    return {"Content-Disposition": disposition, "Cache-Control": "no-store"}
