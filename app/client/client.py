"""The Python client: everything the page does, from a notebook or a script.

    with Client("http://127.0.0.1:8000") as client:
        session = client.create({"data": {"name": "spiral"}})
        print(session.train(100, "epoch").metrics.test_loss)

`AsyncClient` is the same with `await`. A refused call raises `ProblemError`, which says what to do.
"""

from collections.abc import Iterable, Mapping, Sequence
from types import TracebackType
from typing import Any, Self, TypeVar

import httpx

from app.client import room_requests
from app.client import server_requests as requests
from app.client.call import Call, Spec
from app.client.rooms import AsyncRoom, Room
from app.client.sessions import AsyncSession, Session
from app.protocol.catalog.catalog import Catalog
from app.protocol.expression import ExpressionAnswer
from app.protocol.glossary import Glossary, GlossaryTerm
from app.protocol.health import Health
from app.protocol.rooms.room import Invitation
from app.protocol.surfaces import SurfaceAnswer
from app.protocol.tables import TableAnswer
from engine.expression.values import Given

T = TypeVar("T")


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
        """Send a call and read its answer. Raises ProblemError, and httpx.TransportError if there is no answer."""
        return call.read(self._http.request(**call.arguments()))

    def health(self) -> Health:
        """State of the server: ready, or compiling its kernels."""
        return self.send(requests.health())

    def catalog(self) -> Catalog:
        """Catalog of everything a RunSpec can use."""
        return self.send(requests.catalog())

    def glossary(self) -> Glossary:
        """All terms of the glossary."""
        return self.send(requests.glossary())

    def explain(self, term: str) -> GlossaryTerm:
        """The explanation of a term by its id, title or a synonym: `print(client.explain("saturated"))`."""
        return self.send(requests.explain(term))

    def send_table(self, text: str | bytes, **options: Any) -> TableAnswer:
        """Send a table, CSV or TSV, to train on: `client.create({"data": client.send_table(text).data.model_dump()})`. The options
        are those of TableOptions: target, omit, split, train_fraction, …"""
        return self.send(requests.send_table(text, **options))

    def table(self, table_id: str) -> TableAnswer:
        """The summary of a table."""
        return self.send(requests.table(table_id))

    def delete_table(self, table_id: str) -> None:
        """Delete a table. Sessions already training on it are unaffected."""
        self.send(requests.delete_table(table_id))

    def descend(self, surface: str, optimizers: Sequence[Mapping[str, Any]] = (), **how: Any) -> SurfaceAnswer:
        """Run optimizers on a classic function of the catalog; `how`: numbers, start, steps, resolution."""
        return self.send(requests.descend(surface, optimizers, **how))

    def differentiate(self, text: str, seeds: Mapping[str, Given] | None = None, **values: Given) -> ExpressionAnswer:
        """An expression's graph, values and derivatives: `client.differentiate("(w*x - y)^2", w=1.5, x=2.0, y=1.0)`.

        Arrays are lists: `client.differentiate("sum(W @ x)", W=[[1, 2], [3, 4]], x=[1, -1])`. `seeds`: by name, the
        direction of forward mode in an input, or the adjoint that reverse mode begins with at an output.
        """
        return self.send(requests.differentiate(text, seeds, **values))

    def create(self, spec: Spec) -> Session:
        """Make a session of a RunSpec, or of a mapping with its fields."""
        return Session(self, self.send(requests.create(spec)).id)

    def create_all(self, specs: Iterable[Spec]) -> list[Session]:
        """Make a session of each spec, or none if one is refused."""
        return [Session(self, made.id) for made in self.send(requests.create_all(specs)).sessions]

    def session(self, session_id: str) -> Session:
        """A session that exists already, such as that of an open page."""
        return Session(self, session_id)

    def start_room(self, name: str = "", spec: Spec | None = None, **where: Any) -> Room:
        """Start a workshop, as its teacher. Members begin with the spec; `where`: view or lesson that they land in."""
        made = self.send(room_requests.start(name, spec, **where))
        return Room(self, made.room.id, made.keys.teacher, made.keys.projector)

    def find_room(self, code: str) -> str:
        """The id of the workshop with a code."""
        return (self.send(room_requests.find(code))).room

    def invitation(self, room_id: str) -> Invitation:
        """The name of a workshop, and whether it takes members."""
        return self.send(room_requests.invitation(room_id))

    def join_room(self, room_id: str, name: str = "") -> Room:
        """Join a workshop as a member: `client.join_room(client.find_room("K7M 2QF"), "Ada").session()`."""
        return Room(self, room_id, (self.send(room_requests.join(room_id, name))).key)

    def room(self, room_id: str, key: str) -> Room:
        """A workshop that you have a key to."""
        return Room(self, room_id, key)


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
        """Send a call and read its answer. Raises ProblemError, and httpx.TransportError if there is no answer."""
        return call.read(await self._http.request(**call.arguments()))

    async def health(self) -> Health:
        """State of the server: ready, or compiling its kernels."""
        return await self.send(requests.health())

    async def catalog(self) -> Catalog:
        """Catalog of everything a RunSpec can use."""
        return await self.send(requests.catalog())

    async def glossary(self) -> Glossary:
        """All terms of the glossary."""
        return await self.send(requests.glossary())

    async def explain(self, term: str) -> GlossaryTerm:
        """The explanation of a term by its id, title or a synonym: `print(await client.explain("saturated"))`."""
        return await self.send(requests.explain(term))

    async def send_table(self, text: str | bytes, **options: Any) -> TableAnswer:
        """Send a table, CSV or TSV, to train on: `client.create({"data": client.send_table(text).data.model_dump()})`. The options
        are those of TableOptions: target, omit, split, train_fraction, …"""
        return await self.send(requests.send_table(text, **options))

    async def table(self, table_id: str) -> TableAnswer:
        """The summary of a table."""
        return await self.send(requests.table(table_id))

    async def delete_table(self, table_id: str) -> None:
        """Delete a table. Sessions already training on it are unaffected."""
        await self.send(requests.delete_table(table_id))

    async def descend(self, surface: str, optimizers: Sequence[Mapping[str, Any]] = (), **how: Any) -> SurfaceAnswer:
        """Run optimizers on a classic function of the catalog; `how`: numbers, start, steps, resolution."""
        return await self.send(requests.descend(surface, optimizers, **how))

    async def differentiate(
        self, text: str, seeds: Mapping[str, Given] | None = None, **values: Given
    ) -> ExpressionAnswer:
        """An expression's graph, values and derivatives: `await client.differentiate("(w*x - y)^2", w=1.5, x=2.0, y=1.0)`.

        Arrays and `seeds` as in `Client.differentiate`.
        """
        return await self.send(requests.differentiate(text, seeds, **values))

    async def create(self, spec: Spec) -> AsyncSession:
        """Make a session of a RunSpec, or of a mapping with its fields."""
        return AsyncSession(self, (await self.send(requests.create(spec))).id)

    async def create_all(self, specs: Iterable[Spec]) -> list[AsyncSession]:
        """Make a session of each spec, or none if one is refused."""
        return [AsyncSession(self, made.id) for made in (await self.send(requests.create_all(specs))).sessions]

    def session(self, session_id: str) -> AsyncSession:
        """A session that exists already, such as that of an open page."""
        return AsyncSession(self, session_id)

    async def start_room(self, name: str = "", spec: Spec | None = None, **where: Any) -> AsyncRoom:
        """Start a workshop, as its teacher. Members begin with the spec; `where`: view or lesson that they land in."""
        made = await self.send(room_requests.start(name, spec, **where))
        return AsyncRoom(self, made.room.id, made.keys.teacher, made.keys.projector)

    async def find_room(self, code: str) -> str:
        """The id of the workshop with a code."""
        return (await self.send(room_requests.find(code))).room

    async def invitation(self, room_id: str) -> Invitation:
        """The name of a workshop, and whether it takes members."""
        return await self.send(room_requests.invitation(room_id))

    async def join_room(self, room_id: str, name: str = "") -> AsyncRoom:
        """Join a workshop as a member: `client.join_room(client.find_room("K7M 2QF"), "Ada").session()`."""
        return AsyncRoom(self, room_id, (await self.send(room_requests.join(room_id, name))).key)

    def room(self, room_id: str, key: str) -> AsyncRoom:
        """A workshop that you have a key to."""
        return AsyncRoom(self, room_id, key)
