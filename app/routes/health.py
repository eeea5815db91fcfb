"""The state of the server."""

from fastapi import APIRouter, Response

from app.deps import ServicesDep
from app.protocol.health import Health
from app.version import VERSION

router = APIRouter(tags=["server"])


@router.get("/healthz", operation_id="get_health", summary="Check whether the server is ready")
async def get_health(services: ServicesDep, response: Response) -> Health:
    """`warming` while kernels compile, with progress; then `ready`. Calls that need kernels wait for them.

    Sessions, tables and workshops are kept across restarts while `store` is `open`.

    503 with status `failed` if the kernels could not be compiled.
    """
    warm_up = services.warm_up
    response.status_code = 503 if warm_up.status == "failed" else 200
    response.headers["Cache-Control"] = "no-store"
    return Health(
        status=warm_up.status,
        message=warm_up.message,
        done=warm_up.done,
        total=warm_up.total,
        version=VERSION,
        sessions=len(services.sessions),
        resting=services.sessions.resting,
        rooms=len(services.rooms),
        store=services.store.status,
        store_message=services.store.message,
    )
