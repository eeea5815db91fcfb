"""One server with default settings, shared by tests."""

from collections.abc import Iterator

import pytest

from app.client import Client
from tests.app.live import Live, serving


@pytest.fixture(scope="session")
def live() -> Iterator[Live]:
    """A running server, with room for the sessions and workshops of all tests."""
    with serving(max_sessions=2000, max_rooms=2000, play_grace_seconds=1.0) as running:
        yield running


@pytest.fixture
def client(live: Live) -> Client:
    """A client of the running server."""
    return live.client
