"""The application: `create_app(settings)` wires routes, middleware and what lives as long as it does."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, TypedDict

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from app import errors
from app.catalog import make_catalog
from app.deps import Services
from app.protocol.problem import Problem
from app.routes import catalog, expression, fit, health, inside, lessons, pages, race, sessions, stream, tables
from app.routes import checkpoints as moments
from app.routes.body import BodyLimit
from app.routes.pages import ROOT, VIEWS
from app.routes.web import Assets, Compressed, SecurityHeaders
from app.runner import Runner
from app.sessions.store import Sessions
from app.settings import Settings
from app.tables.store import Tables
from app.version import VERSION
from app.warmth import Warmth
from engine.warm import warm

DESCRIPTION = "Train small neural networks step by step and look at everything inside them."
TABLES = "/api/v1/tables"
COMPRESSED = ("/static", "/openapi.json", "/api/v1/catalog", "/api/v1/lessons")


class State(TypedDict):
    """What a connection finds in its state."""

    services: Services


def create_app(settings: Settings | None = None) -> FastAPI:
    """The application. Its kernels compile in the background from its start on; calls that need them wait."""
    settings = settings or Settings()

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[State]:
        async with (
            Warmth(warm) as warmth,
            Runner(settings.workers) as runner,
            Sessions(runner, warmth, settings) as store,
            Tables(runner, settings) as held,
        ):
            yield {"services": Services(settings, warmth, runner, store, held, make_catalog(settings))}

    app = FastAPI(
        title="Backprop Playground",
        description=DESCRIPTION,
        version=VERSION,
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
    )
    for module in (catalog, tables, sessions, fit, moments, inside, race, stream, expression, lessons):
        app.include_router(module.router, prefix="/api/v1")
    app.include_router(health.router)
    app.include_router(pages.router)
    app.mount("/static", Assets(directory=ROOT / "static"))
    errors.install(app)
    app.add_middleware(BodyLimit, limit=settings.max_body_bytes, others={TABLES: settings.max_table_bytes})
    app.add_middleware(Compressed, pages=["/docs", *(view.path for view in VIEWS)], paths=COMPRESSED)
    app.add_middleware(SecurityHeaders)
    app.openapi = lambda: _openapi(app)  # type: ignore[method-assign]  # FastAPI's own way of extending it
    return app


def _openapi(app: FastAPI) -> dict[str, Any]:
    """OpenAPI's description, with the one shape of all errors."""
    if app.openapi_schema is None:
        document = get_openapi(title=app.title, version=app.version, description=DESCRIPTION, routes=app.routes)
        template = "#/components/schemas/{model}"
        schema = Problem.model_json_schema(ref_template=template)
        document["components"]["schemas"].update(schema.pop("$defs", {}), Problem=schema)
        app.openapi_schema = document
    return app.openapi_schema
