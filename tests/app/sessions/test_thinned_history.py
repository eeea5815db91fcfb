"""The few measurements of a history that a small curve shows."""

from itertools import pairwise

import pytest

from app.sessions.history.history import History, HistoryLog
from app.sessions.history.measurement import Measurement
from engine.inspect.probes.metrics import Metrics


def log_of(count: int) -> HistoryLog:
    metrics = Metrics(*[0.0] * len(Metrics.__dataclass_fields__))
    return HistoryLog(History(tuple(Measurement(step, 0, metrics, (), ()) for step in range(count))), 0)


@pytest.mark.parametrize("count", [0, 1, 2, 39, 40, 41, 79, 80, 81, 1999])
def test_a_thinned_history_is_even_short_and_ends_with_the_newest(count: int) -> None:
    log = log_of(count)
    steps = [each.step for each in log.thinned(40)]
    assert len(steps) <= 40
    assert steps[-1:] == [count - 1] * bool(count)
    assert len({later - earlier for earlier, later in pairwise(steps)}) <= 1
    assert len(steps) >= min(count, 20)
    newest = log.newest()
    assert (newest.step if newest else None) == (count - 1 if count else None)
