"""Dependencies of the handlers: the services of the application, and the session that the path names.

They are coroutines, because FastAPI calls plain functions on a thread, which costs more than they do.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Path
from fastapi.requests import HTTPConnection

from app.access.rate_limit import RateLimit
from app.errors import UnknownSessionError, UnknownTableError
from app.hosts.hosts import Hosts
from app.protocol.glossary import Glossary
from app.rooms.errors import NoKeyError, UnknownRoomError
from app.rooms.experiments.runner import ExperimentRunner
from app.rooms.joining.codes import CodeLimit
from app.rooms.rooms import Rooms
from app.routes.encoded import FixedAnswer
from app.runner import Runner
from app.sessions.session import Session
from app.sessions.sessions import Sessions
from app.settings import Settings
from app.sharing.client import work_for
from app.store.store import Store
from app.tables.tables import Tables
from app.warm_up import WarmUp


@dataclass(frozen=True)
class Services:
    """Objects that live as long as the application; made in its lifespan."""

    settings: Settings
    warm_up: WarmUp
    runner: Runner
    hosts: Hosts
    store: Store
    sessions: Sessions
    tables: Tables
    rooms: Rooms
    experiments: ExperimentRunner
    catalog: FixedAnswer
    glossary: Glossary
    glossary_answer: FixedAnswer
    unknown_ids: RateLimit
    wrong_codes: CodeLimit


def services_of(connection: HTTPConnection) -> Services:
    """The services of the application that serves this connection."""
    services = connection.state.services
    assert isinstance(services, Services)
    return services


async def get_services(connection: HTTPConnection) -> Services:
    """The services, as a dependency."""
    return services_of(connection)


ServicesDep = Annotated[Services, Depends(get_services)]
SessionId = Annotated[str, Path(alias="id", max_length=64, description="the session's id")]


@contextmanager
def limited(connection: HTTPConnection) -> Iterator[None]:
    """Count the unknown ids and keys of a client in the context. Raises TooManyRequestsError if it guesses."""
    try:
        yield
    except (UnknownSessionError, UnknownTableError, UnknownRoomError, NoKeyError):
        services_of(connection).unknown_ids.take(connection.client.host if connection.client else "")
        raise


async def get_session(session_id: SessionId, services: ServicesDep, connection: HTTPConnection) -> Session:
    """The session that the path names; one that rests comes back.

    Raises what `Sessions.get` raises, and TooManyRequestsError.
    """
    with limited(connection):
        return await find_session(session_id, services)


async def find_session(session_id: str, services: Services) -> Session:
    """The session with this id. If it is a member's, the present task works for that member from now on: right after a
    start, `ClientOfRequest` did not know yet whose it is. Raises what `Sessions.get` raises."""
    session = await services.sessions.get(session_id)
    member = services.sessions.member_of(session_id)
    if member is not None:
        work_for(member)
    return session


SessionDep = Annotated[Session, Depends(get_session)]
