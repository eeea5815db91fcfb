"""Which moments are kept: as many as fit, at an even distance, the first one always."""

from dataclasses import replace

import numpy as np
import pytest

from app.errors import UnknownMomentError
from app.sessions.history.checkpoints import FEWEST, MOST, NEVER, NO_MOMENTS, Moment, Moments, capacity
from engine.inspect.probes.observation import measure
from engine.spec.run import RunSpec
from engine.train.trainer import Trainer

TRAINER = Trainer(RunSpec.model_validate({"data": {"name": "circle", "samples": 20}}))
SNAPSHOT, METRICS = TRAINER.snapshot(), measure(TRAINER)[0]


def moment(step: int) -> Moment:
    """A moment at a step."""
    return Moment(replace(SNAPSHOT, step=step), METRICS)


def recorded(room: int, steps: range | list[int]) -> Moments:
    """What is kept of a run that was looked at at these steps."""
    moments = Moments(room)
    for step in steps:
        if step >= moments.due:
            moments.record(moment(step))
    return moments


def steps(moments: Moments) -> list[int]:
    """The steps of what is kept."""
    return [kept.snapshot.step for kept in moments.kept.moments]


def test_capacity_is_what_fits() -> None:
    assert capacity(25, 500, 4_000_000) == MOST
    assert capacity(26_000, 1_000, 4_000_000) == 25
    assert capacity(10_000, 0, 60_000 * FEWEST) == FEWEST
    assert capacity(10_000, 0, 60_000 * FEWEST - 1) == 0


def test_all_are_kept_while_there_is_room() -> None:
    assert steps(recorded(10, range(10))) == list(range(10))


@pytest.mark.parametrize("room", [4, 5, 10, 400])
@pytest.mark.parametrize("stride", [1, 7, 1000])
def test_they_are_thinned_evenly(room: int, stride: int) -> None:
    kept = steps(recorded(room, range(0, 5000 * stride, stride)))
    assert kept[0] == 0
    assert room // 2 <= len(kept) <= room
    assert len(set(np.diff(kept))) == 1


def test_uneven_looks_are_thinned_to_an_even_distance() -> None:
    looks = [*range(50), *range(1000, 100_000, 1000)]
    kept = steps(recorded(20, looks))
    assert kept[0] == 0
    assert np.diff(kept).max() <= 2 * np.diff(kept).min()


def test_two_looks_at_the_same_step_keep_one() -> None:
    moments = Moments(10)
    for _ in range(3):
        moments.record(moment(4))
    assert steps(moments) == [4]


def test_nothing_is_kept_without_room() -> None:
    moments = recorded(0, range(5))
    assert (moments.due, steps(moments)) == (NEVER, [])
    with pytest.raises(UnknownMomentError, match="too many parameters"):
        moments.at(0)


def test_less_room_thins_and_none_forgets() -> None:
    moments = recorded(100, range(100))
    moments.fit(10)
    assert steps(moments) == [0, 32, 64, 96]
    moments.fit(0)
    assert moments.kept == NO_MOMENTS


def test_what_came_after_is_forgotten_and_comes_back() -> None:
    moments = recorded(10, range(8))
    kept = moments.kept
    moments.forget_from(5)
    assert (steps(moments), moments.due) == ([0, 1, 2, 3, 4], 5)
    moments.restore(kept)
    assert steps(moments) == list(range(8))


def test_a_look_at_where_the_run_is_changes_nothing() -> None:
    moments = recorded(10, range(100))
    kept, due = moments.kept, moments.due
    moments.forget_from(100)
    assert (moments.kept, moments.due) == (kept, due)
    assert due > 100


def test_a_step_between_is_unknown() -> None:
    moments = recorded(4, range(0, 100, 10))
    assert moments.at(0).snapshot.step == 0
    with pytest.raises(UnknownMomentError, match="step 5 "):
        moments.at(5)
