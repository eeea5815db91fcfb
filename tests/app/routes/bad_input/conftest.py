"""A session that no bad request may change."""

from collections.abc import Iterator

import pytest

from app.client import Session
from tests.app.live import Live


@pytest.fixture(scope="module")
def session(live: Live) -> Session:
    """One session for all bad requests, which must not change it."""
    made = live.session()
    made.train(2)
    return made


@pytest.fixture(autouse=True)
def _nothing_changes(session: Session) -> Iterator[None]:
    before = session.info()
    yield
    assert session.info() == before
