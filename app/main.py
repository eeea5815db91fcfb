"""The application: `create_app(settings)` puts together routes, middleware and services."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, TypedDict

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from starlette.middleware.cors import CORSMiddleware

from app import errors
from app.access.hosts import AllowedHosts, HostCheck
from app.access.rate_limit import RateLimit
from app.access.root_path import RootPath
from app.bundle.bundle import Bundle
from app.catalog.catalog import make_catalog
from app.deps import Services
from app.glossary.glossary import make_glossary
from app.hosts.hosts import Hosts
from app.protocol.problem import Problem
from app.rooms.experiments.runner import ExperimentRunner
from app.rooms.joining.codes import CodeLimit
from app.rooms.rooms import Rooms
from app.routes import catalog, expression, glossary, health, lessons, race, tables
from app.routes.body import BodyLimit
from app.routes.encoded import FixedAnswer
from app.routes.pages import pages
from app.routes.pages.files import BundledFiles
from app.routes.pages.middleware import Assets, Compressed, LargeNumbers, SecurityHeaders
from app.routes.pages.pages import PAGES, STATIC
from app.routes.rooms import challenges, me, members, questions, results, room_stream, run_streams, runs
from app.routes.rooms import experiments as experiment_routes
from app.routes.rooms import lessons as room_lessons
from app.routes.rooms import rooms as room_routes
from app.routes.sessions import checkpoints, export, fit, inspect, parameters, sequences, sessions, stream
from app.runner import Runner
from app.sessions.sessions import Sessions
from app.settings import Settings
from app.sharing.client import ClientOfRequest
from app.sharing.memory import Memory
from app.sharing.requests import RequestMemory
from app.store.location import locate
from app.store.store import Store
from app.tables.tables import Tables
from app.version import VERSION
from app.warm_up import WarmUp
from engine.warm import warm

DESCRIPTION = "Train small neural networks step by step and inspect everything inside them."
TABLES = "/api/v1/tables"
COMPRESSED = ("/openapi.json", "/api/v1/lessons")


CALLS = (
    stream.router, room_stream.router, run_streams.router, catalog.router, tables.router, sessions.router, fit.router,
    checkpoints.router, parameters.router, inspect.router, sequences.router, export.router, race.router,
    room_routes.router, members.router, me.router, runs.router, questions.router, challenges.router,
    experiment_routes.router, room_lessons.router, results.router, expression.router, lessons.router, glossary.router,
)  # fmt: skip
"""The calls of the API, in the order of the reference, after the streams, which are not in it."""


class State(TypedDict):
    """The state of a connection."""

    services: Services


def create_app(settings: Settings | None = None, bundle: Bundle | None = None) -> FastAPI:
    """Create the application, with the page from a bundle or, without one, as written. Its kernels compile in the
    background after the start; calls that need them wait."""
    settings = settings or Settings()
    memory = Memory(settings)
    members: dict[str, str] = {}

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[State]:
        async with (
            WarmUp(warm) as warm_up,
            Runner(settings.workers) as runner,
            Store(locate(settings), warm_up.finished) as store,
            Tables(runner, settings, memory, store) as tables,
            Hosts(settings, memory) as hosts,
            Sessions(runner, hosts, warm_up, settings, memory, store, tables, members) as all_sessions,
            Rooms(all_sessions, settings, memory, store, tables, runner) as rooms,
            ExperimentRunner(rooms, all_sessions, runner, memory, settings) as experiments,
        ):
            known = make_catalog(settings)
            terms = make_glossary(known)
            answers = FixedAnswer.of_model(known), terms, FixedAnswer.of_model(terms)
            unknown_ids = RateLimit("unknown ids", settings.max_unknown_ids, settings.unknown_ids_per_second)
            limits = unknown_ids, CodeLimit(settings)
            served = store, all_sessions, tables, rooms, experiments
            yield {"services": Services(settings, warm_up, runner, hosts, *served, *answers, *limits)}

    app = FastAPI(
        title="Backprop Playground",
        description=DESCRIPTION,
        version=VERSION,
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
    )
    # not by include_router, with which finding the route of a request takes a fifth of the time of a load
    for router in (pages.make_router(bundle, root=settings.root_path), *CALLS, health.router):
        app.router.routes.extend(router.routes)
    app.mount("/static", Assets(directory=STATIC))
    errors.install(app)
    app.add_middleware(BodyLimit, limit=settings.max_body_bytes, others={TABLES: settings.max_table_bytes})
    app.add_middleware(LargeNumbers)
    # bundled views and their files are kept compressed
    views = [] if bundle else [view.path for view in PAGES]
    app.add_middleware(Compressed, pages=["/docs", *views], paths=COMPRESSED if bundle else ("/static", *COMPRESSED))
    if settings.allowed_origins:
        app.add_middleware(
            CORSMiddleware, allow_origins=settings.allowed_origins, allow_methods=["*"], allow_headers=["*"]
        )
    app.add_middleware(RequestMemory, memory=memory)
    app.add_middleware(ClientOfRequest, members=members)
    if bundle:
        app.add_middleware(BundledFiles, bundle=bundle)
    app.add_middleware(HostCheck, allowed=AllowedHosts(settings))
    app.add_middleware(SecurityHeaders)
    if settings.root_path:
        app.add_middleware(RootPath, root_path=settings.root_path)
    app.openapi = lambda: _openapi(app)  # type: ignore[method-assign]  # FastAPI's own way of extending it
    return app


def _openapi(app: FastAPI) -> dict[str, Any]:
    """The OpenAPI document, with the model of all errors."""
    if app.openapi_schema is None:
        document = get_openapi(title=app.title, version=app.version, description=DESCRIPTION, routes=app.routes)
        template = "#/components/schemas/{model}"
        schema = Problem.model_json_schema(ref_template=template)
        document["components"]["schemas"].update(schema.pop("$defs", {}), Problem=schema)
        app.openapi_schema = document
    return app.openapi_schema
