"""The Python client: everything the page does, from a notebook or a script.

    with Client("http://127.0.0.1:8000") as client:
        session = client.create({"data": {"name": "spiral"}})
        print(session.train(100, "epoch").metrics.test_loss)

`AsyncClient` is the same with `await`. A refused call raises `ProblemError`, which says what to do.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import wraps
from types import TracebackType
from typing import Any, Concatenate, ParamSpec, Self, TypeVar

import httpx

from app.client import requests as calls
from app.client.requests import Call, ProblemError, SessionLostError, ShapeChangeError, Spec
from app.protocol.catalog import Catalog
from app.protocol.expression import ExpressionAnswer
from app.protocol.rest import Health
from app.protocol.surfaces import SurfaceAnswer
from app.protocol.tables import TableAnswer

__all__ = [
    "AsyncClient",
    "AsyncSession",
    "Client",
    "ProblemError",
    "Session",
    "SessionLostError",
    "ShapeChangeError",
]

P = ParamSpec("P")
T = TypeVar("T")

Build = Callable[Concatenate[str, P], Call[T]]


def _method(build: Build[P, T]) -> "Callable[Concatenate[Session, P], T]":
    """A method of Session that sends the call `build` makes."""

    @wraps(build)
    def method(self: "Session", /, *args: P.args, **kwargs: P.kwargs) -> T:
        return self.client.send(build(self.id, *args, **kwargs))

    return method


def _async_method(build: Build[P, T]) -> "Callable[Concatenate[AsyncSession, P], Awaitable[T]]":
    """A method of AsyncSession that sends the call `build` makes."""

    @wraps(build)
    def method(self: "AsyncSession", /, *args: P.args, **kwargs: P.kwargs) -> Awaitable[T]:
        return self.client.send(build(self.id, *args, **kwargs))

    return method


class Session:
    """A session of the server, by its id."""

    def __init__(self, client: "Client", session_id: str) -> None:
        self.client, self.id = client, session_id

    info = _method(calls.info)
    change = _method(calls.change)
    fit = _method(calls.fit)
    delete = _method(calls.delete)
    train = _method(calls.train)
    reset = _method(calls.reset)
    undo = _method(calls.undo)
    load = _method(calls.load)
    parameters = _method(calls.parameters)
    set_parameters = _method(calls.set_parameters)
    set_parameter = _method(calls.set_parameter)
    predict = _method(calls.predict)
    trace = _method(calls.trace)
    through_time = _method(calls.through_time)
    through_time_of = _method(calls.through_time_of)
    generate = _method(calls.generate)
    check_gradient = _method(calls.check_gradient)
    boundary = _method(calls.boundary)
    confusion = _method(calls.confusion)
    data = _method(calls.data)
    history = _method(calls.history)
    moments = _method(calls.moments)
    moment_frame = _method(calls.moment_frame)
    return_to = _method(calls.return_to)
    export = _method(calls.export)
    landscape = _method(calls.landscape)
    parameter_course = _method(calls.parameter_course)

    def branch(self, step: int) -> "Session":
        """A new session that goes on from a moment of this one."""
        return Session(self.client, self.client.send(calls.branch(self.id, step)).id)


class AsyncSession:
    """A session of the server, by its id."""

    def __init__(self, client: "AsyncClient", session_id: str) -> None:
        self.client, self.id = client, session_id

    info = _async_method(calls.info)
    change = _async_method(calls.change)
    fit = _async_method(calls.fit)
    delete = _async_method(calls.delete)
    train = _async_method(calls.train)
    reset = _async_method(calls.reset)
    undo = _async_method(calls.undo)
    load = _async_method(calls.load)
    parameters = _async_method(calls.parameters)
    set_parameters = _async_method(calls.set_parameters)
    set_parameter = _async_method(calls.set_parameter)
    predict = _async_method(calls.predict)
    trace = _async_method(calls.trace)
    through_time = _async_method(calls.through_time)
    through_time_of = _async_method(calls.through_time_of)
    generate = _async_method(calls.generate)
    check_gradient = _async_method(calls.check_gradient)
    boundary = _async_method(calls.boundary)
    confusion = _async_method(calls.confusion)
    data = _async_method(calls.data)
    history = _async_method(calls.history)
    moments = _async_method(calls.moments)
    moment_frame = _async_method(calls.moment_frame)
    return_to = _async_method(calls.return_to)
    export = _async_method(calls.export)
    landscape = _async_method(calls.landscape)
    parameter_course = _async_method(calls.parameter_course)

    async def branch(self, step: int) -> "AsyncSession":
        """A new session that goes on from a moment of this one."""
        return AsyncSession(self.client, (await self.client.send(calls.branch(self.id, step))).id)


class Client:
    """A connection to a server; a context manager."""

    def __init__(self, server: str = "http://127.0.0.1:8000") -> None:
        self._http = httpx.Client(base_url=server)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._http.close()

    def send(self, call: Call[T]) -> T:
        """Send a call and read its answer. Raises ProblemError, and httpx.TransportError where nobody answers."""
        return call.read(self._http.request(**call.arguments()))

    def health(self) -> Health:
        """Whether the server is ready."""
        return self.send(calls.health())

    def catalog(self) -> Catalog:
        """All there is to choose from."""
        return self.send(calls.catalog())

    def send_table(self, text: str | bytes, **options: Any) -> TableAnswer:
        """Send a table, CSV or TSV, to train on: `client.create({"data": client.send_table(text).data.model_dump()})`. The options
        are those of TableOptions: target, omit, split, train_fraction, …"""
        return self.send(calls.send_table(text, **options))

    def table(self, table_id: str) -> TableAnswer:
        """What was found in a table."""
        return self.send(calls.table(table_id))

    def delete_table(self, table_id: str) -> None:
        """Let a table go; sessions that train on it keep it."""
        self.send(calls.delete_table(table_id))

    def descend(self, surface: str, optimizers: Sequence[Mapping[str, Any]] = (), **how: Any) -> SurfaceAnswer:
        """Let optimizers descend a classic function of the catalog; how: numbers, start, steps, resolution."""
        return self.send(calls.descend(surface, optimizers, **how))

    def differentiate(self, text: str, **values: float) -> ExpressionAnswer:
        """An expression's graph, values and derivatives: `client.differentiate("(w*x - y)^2", w=1.5, x=2.0, y=1.0)`."""
        return self.send(calls.differentiate(text, **values))

    def create(self, spec: Spec) -> Session:
        """Make a session of a RunSpec, or of a mapping with its fields."""
        return Session(self, self.send(calls.create(spec)).id)

    def session(self, session_id: str) -> Session:
        """A session that exists already, as the one of an open page."""
        return Session(self, session_id)


class AsyncClient:
    """A connection to a server; an async context manager."""

    def __init__(self, server: str = "http://127.0.0.1:8000") -> None:
        self._http = httpx.AsyncClient(base_url=server)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._http.aclose()

    async def send(self, call: Call[T]) -> T:
        """Send a call and read its answer. Raises ProblemError, and httpx.TransportError where nobody answers."""
        return call.read(await self._http.request(**call.arguments()))

    async def health(self) -> Health:
        """Whether the server is ready."""
        return await self.send(calls.health())

    async def catalog(self) -> Catalog:
        """All there is to choose from."""
        return await self.send(calls.catalog())

    async def send_table(self, text: str | bytes, **options: Any) -> TableAnswer:
        """Send a table, CSV or TSV, to train on: `client.create({"data": client.send_table(text).data.model_dump()})`. The options
        are those of TableOptions: target, omit, split, train_fraction, …"""
        return await self.send(calls.send_table(text, **options))

    async def table(self, table_id: str) -> TableAnswer:
        """What was found in a table."""
        return await self.send(calls.table(table_id))

    async def delete_table(self, table_id: str) -> None:
        """Let a table go; sessions that train on it keep it."""
        await self.send(calls.delete_table(table_id))

    async def descend(self, surface: str, optimizers: Sequence[Mapping[str, Any]] = (), **how: Any) -> SurfaceAnswer:
        """Let optimizers descend a classic function of the catalog; how: numbers, start, steps, resolution."""
        return await self.send(calls.descend(surface, optimizers, **how))

    async def differentiate(self, text: str, **values: float) -> ExpressionAnswer:
        """An expression's graph, values and derivatives: `await client.differentiate("(w*x - y)^2", w=1.5, x=2.0, y=1.0)`."""
        return await self.send(calls.differentiate(text, **values))

    async def create(self, spec: Spec) -> AsyncSession:
        """Make a session of a RunSpec, or of a mapping with its fields."""
        return AsyncSession(self, (await self.send(calls.create(spec))).id)

    def session(self, session_id: str) -> AsyncSession:
        """A session that exists already, as the one of an open page."""
        return AsyncSession(self, session_id)
