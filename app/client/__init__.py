"""Python client of the REST API."""

from app.client.client import AsyncClient, Client
from app.client.errors import ProblemError, SessionLostError, ShapeChangeError
from app.client.rooms import AsyncRoom, Room
from app.client.sessions import AsyncSession, Session

__all__ = [
    "AsyncClient",
    "AsyncRoom",
    "AsyncSession",
    "Client",
    "ProblemError",
    "Room",
    "Session",
    "SessionLostError",
    "ShapeChangeError",
]
