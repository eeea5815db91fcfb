"""Whether the server is up."""

from fastapi import APIRouter, Response

from app.deps import ServicesDep
from app.protocol.rest import Health
from app.version import VERSION

router = APIRouter(tags=["server"])


@router.get("/healthz", operation_id="get_health", summary="Whether the server is ready")
async def get_health(services: ServicesDep, response: Response) -> Health:
    """`warming` while kernels compile, with progress; then `ready`. Calls that need kernels wait for them.

    503 with status `failed` where the kernels could not be compiled.
    """
    warmth = services.warmth
    response.status_code = 503 if warmth.status == "failed" else 200
    response.headers["Cache-Control"] = "no-store"
    return Health(
        status=warmth.status,
        message=warmth.message,
        done=warmth.done,
        total=warmth.total,
        version=VERSION,
        sessions=len(services.sessions),
    )
