"""An application without a server: its pages, with a warm-up that a test sets."""

from dataclasses import fields
from types import SimpleNamespace
from typing import Any

import httpx
from fastapi import FastAPI

from app.deps import Services
from app.settings import Settings


def make_client(app: FastAPI, warm_up: Any) -> httpx.AsyncClient:
    """A client of the application; of its services there is the warm-up alone."""
    unused: Any = None
    services = Services(Settings(), warm_up, *[unused] * (len(fields(Services)) - 2))

    async def served(scope: Any, receive: Any, send: Any) -> None:
        await app({**scope, "state": {"services": services}}, receive, send)

    return httpx.AsyncClient(transport=httpx.ASGITransport(served), base_url="http://localhost")


def warm() -> SimpleNamespace:
    """Stands for a warm-up that is done."""
    return SimpleNamespace(status="ready")
