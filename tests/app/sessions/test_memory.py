"""Memory of a session."""

import gc
import tracemalloc

import pytest

from tests.app.live import Live


@pytest.mark.slow
def test_a_default_session_takes_less_than_a_megabyte(live: Live) -> None:
    def used() -> int:
        gc.collect()
        return tracemalloc.get_traced_memory()[0]

    live.session().train(2, "epoch")  # the first session allocates what all share
    tracemalloc.start()
    try:
        before = used()
        sessions = [live.client.create({"data": {"name": "circle"}}) for _ in range(10)]
        for session in sessions:
            session.train(20, "epoch")
        each = (used() - before) / len(sessions)
    finally:
        tracemalloc.stop()
    print(f"{each / 1e3:.0f} kB")
    assert each < 1_000_000
