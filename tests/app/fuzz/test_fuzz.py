"""A bounded fuzz of REST and streams, always the same; `python3 run.py bench --only fuzz` runs 100,000 cases."""

from collections.abc import Iterator

import httpx
import pytest

from app.schema import make_schema
from benchmarks.fuzz.calls import FaultError, check, run_calls
from benchmarks.fuzz.measure import LIMITS
from benchmarks.fuzz.streams import run_frames, run_messages
from tests.app.live import Live, serving

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def small() -> Iterator[Live]:
    """A server whose limits keep valid calls short."""
    with serving(**LIMITS) as live:
        yield live


@pytest.fixture(autouse=True)
def _no_traceback(small: Live, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]) -> Iterator[None]:
    yield
    assert small.client.health().status == "ready"
    assert [record.getMessage() for record in caplog.records if record.levelname in ("ERROR", "CRITICAL")] == []
    assert "Traceback" not in capfd.readouterr().err


@pytest.mark.parametrize("seed", [1, 2])
def test_no_call_is_answered_by_a_fault(small: Live, seed: int) -> None:
    openapi = httpx.get(f"{small.url}/openapi.json").json()
    statuses = run_calls(small.url, openapi, 400, seed)
    assert {200, 201, 400, 404, 422} <= set(statuses)


def test_no_message_is_answered_by_a_fault(small: Live) -> None:
    heard = run_messages(small.url, make_schema(), 600, seed=3)
    assert heard["error"] > 100
    assert heard["status"] > 20


def test_broken_frames_close_the_stream_and_nothing_else(small: Live) -> None:
    outcomes = run_frames(small.url, 60, seed=4)
    assert outcomes["closed with 1002"] > 5


def test_the_fuzz_finds_faults() -> None:
    with pytest.raises(FaultError, match="500"):
        check(500, "text/plain", b"", "a case")
    with pytest.raises(FaultError, match="text/plain"):
        check(404, "text/plain", b"", "a case")
