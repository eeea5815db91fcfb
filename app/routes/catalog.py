"""The catalog."""

from fastapi import APIRouter, Request, Response

from app.deps import ServicesDep
from app.protocol.catalog.catalog import Catalog
from app.routes import API

router = APIRouter(prefix=API, tags=["catalog"])


@router.get("/catalog", operation_id="get_catalog", summary="Get the catalog", response_model=Catalog)
async def get_catalog(request: Request, services: ServicesDep) -> Response:
    """Everything a RunSpec can use: data sets, features, layers, activations, losses, optimizers, initializers, schedules
    and presets, with defaults and ranges, and the limits of this server."""
    return services.catalog.respond(request)
