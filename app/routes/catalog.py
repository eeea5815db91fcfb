"""What there is to choose from."""

from fastapi import APIRouter

from app.deps import ServicesDep
from app.protocol.catalog import Catalog

router = APIRouter(tags=["catalog"])


@router.get("/catalog", operation_id="get_catalog", summary="All there is to choose from")
async def get_catalog(services: ServicesDep) -> Catalog:
    """Every data set, feature, layer, activation, loss, optimizer, initializer, schedule and preset, with defaults and
    ranges, and this server's limits."""
    return services.catalog
