"""Requests with unknown ids are limited by address; those with known ids are not."""

import httpx
import pytest
from websockets.exceptions import InvalidStatus

from app.access.rate_limit import MAX_ADDRESSES, RateLimit, TooManyRequestsError
from app.settings import Settings
from tests.app.live import Live, serving
from tests.app.problems import refused


class Clock:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def taken(limit: RateLimit, host: str, count: int) -> int:
    """Number of tokens that an address gets, of so many that it asks for."""
    got = 0
    for _ in range(count):
        try:
            limit.take(host)
        except TooManyRequestsError:
            continue
        got += 1
    return got


def test_an_address_has_a_burst_and_then_a_rate() -> None:
    clock = Clock()
    limit = RateLimit("unknown ids", 5, 2.0, clock)
    assert taken(limit, "192.0.2.1", 9) == 5
    with pytest.raises(TooManyRequestsError, match=r"unknown ids from 192\.0\.2\.1") as refusal:
        limit.take("192.0.2.1")
    assert refusal.value.retry_after == 1
    assert taken(limit, "192.0.2.2", 1) == 1  # others are not affected
    clock.now += 1.5
    assert taken(limit, "192.0.2.1", 9) == 3
    clock.now += 1000
    assert taken(limit, "192.0.2.1", 9) == 5


def test_attempts_that_are_refused_do_not_prolong_the_wait() -> None:
    clock = Clock()
    limit = RateLimit("unknown ids", 1, 1.0, clock)
    taken(limit, "a", 100)
    clock.now += 0.5
    taken(limit, "a", 100)
    clock.now += 0.5
    assert taken(limit, "a", 2) == 1


def test_a_client_cannot_choose_another_address_of_its_network() -> None:
    limit = RateLimit("unknown ids", 2, 1.0, Clock())
    assert sum(taken(limit, f"2001:db8::{number:x}", 1) for number in range(9)) == 2
    assert taken(limit, "2001:db8:0:1::1", 1) == 1


def test_the_memory_is_bounded() -> None:
    limit = RateLimit("unknown ids", 1, 1.0, Clock())
    for number in range(MAX_ADDRESSES + 10):
        limit.take(f"client {number}")
    assert taken(limit, "client 0", 1) == 1  # forgotten
    assert taken(limit, f"client {MAX_ADDRESSES}", 1) == 0


def test_guessing_is_stopped_and_knowing_is_not() -> None:
    with serving(max_unknown_ids=5, unknown_ids_per_second=0.01) as live:
        session = live.session()
        api = f"{live.url}/api/v1"
        for path in ("/sessions/a", "/sessions/b/history", "/tables/c", "/sessions/d/data"):
            refused(httpx.get(api + path), 404)
        refused(httpx.delete(f"{api}/sessions/e"), 404)
        for path in ("/sessions/f", "/tables/g"):
            answer = httpx.get(api + path)
            problem = refused(answer, 429)
            assert "unknown ids" in problem.detail
            assert 90 <= int(answer.headers["Retry-After"]) <= 100
        with pytest.raises(InvalidStatus) as refusal, live.stream("h"):
            pass
        assert refusal.value.response.status_code == 429
        assert "Retry-After" in refusal.value.response.headers
        assert session.train(1).steps == 1
        with live.stream(session) as stream:
            assert stream.ask("pause")["playing"] is False
        session.delete()
        refused(httpx.get(f"{api}/sessions/{session.id}"), 410)  # a known id, though it is gone


def test_a_class_behind_one_address_that_comes_back_after_a_restart_is_not_hindered() -> None:
    settings = Settings()
    limit = RateLimit("unknown ids", settings.max_unknown_ids, settings.unknown_ids_per_second, Clock())
    assert taken(limit, "192.0.2.1", 900) == 900  # 300 pages at once, each with three requests


def test_an_id_has_128_random_bits(live: Live) -> None:
    ids = {live.session().id for _ in range(20)}
    assert len(ids) == 20
    assert {len(each) for each in ids} == {22}  # base64 of 16 bytes
