"""Python client of the REST API."""

from app.client.client import AsyncClient, AsyncSession, Client, Session
from app.client.requests import ProblemError, SessionLostError, ShapeChangeError

__all__ = [
    "AsyncClient",
    "AsyncSession",
    "Client",
    "ProblemError",
    "Session",
    "SessionLostError",
    "ShapeChangeError",
]
