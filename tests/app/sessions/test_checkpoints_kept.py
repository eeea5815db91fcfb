"""Selection of checkpoints: as many as fit, evenly spaced, always the first."""

from dataclasses import replace

import numpy as np
import pytest

from app.errors import UnknownCheckpointError
from app.sessions.history.checkpoints import FEWEST, MOST, NEVER, NO_CHECKPOINTS, Checkpoint, CheckpointLog, capacity
from engine.inspect.probes.observation import measure
from engine.spec.run import RunSpec
from engine.train.trainer import Trainer

TRAINER = Trainer(RunSpec.model_validate({"data": {"name": "circle", "samples": 20}}))
SNAPSHOT, METRICS = TRAINER.snapshot(), measure(TRAINER)[0]


def checkpoint(step: int) -> Checkpoint:
    """A checkpoint at a step."""
    return Checkpoint(replace(SNAPSHOT, step=step), METRICS)


def recorded(size: int, steps: range | list[int]) -> CheckpointLog:
    """The log of a run that was measured at these steps."""
    log = CheckpointLog(size)
    for step in steps:
        if step >= log.due:
            log.add(checkpoint(step))
    return log


def steps(log: CheckpointLog) -> list[int]:
    """The steps that have a checkpoint."""
    return [entry.step for entry in log.kept.entries]


def test_the_capacity_is_the_number_that_fits() -> None:
    assert capacity(25, 500, 4_000_000) == MOST
    assert capacity(26_000, 1_000, 4_000_000) == 25
    assert capacity(10_000, 0, 60_000 * FEWEST) == FEWEST
    assert capacity(10_000, 0, 60_000 * FEWEST - 1) == 0


def test_all_are_kept_up_to_the_capacity() -> None:
    assert steps(recorded(10, range(10))) == list(range(10))


@pytest.mark.parametrize("size", [4, 5, 10, 400])
@pytest.mark.parametrize("distance", [1, 7, 1000])
def test_they_are_thinned_evenly(size: int, distance: int) -> None:
    kept = steps(recorded(size, range(0, 5000 * distance, distance)))
    assert kept[0] == 0
    assert size // 2 <= len(kept) <= size
    assert len(set(np.diff(kept))) == 1


def test_uneven_measurements_are_thinned_to_an_even_distance() -> None:
    measured = [*range(50), *range(1000, 100_000, 1000)]
    kept = steps(recorded(20, measured))
    assert kept[0] == 0
    assert np.diff(kept).max() <= 2 * np.diff(kept).min()


def test_two_measurements_of_one_step_keep_one_checkpoint() -> None:
    log = CheckpointLog(10)
    for _ in range(3):
        log.add(checkpoint(4))
    assert steps(log) == [4]


def test_nothing_is_kept_without_capacity() -> None:
    log = recorded(0, range(5))
    assert (log.due, steps(log)) == (NEVER, [])
    with pytest.raises(UnknownCheckpointError, match="too many parameters"):
        log.at(0)


def test_a_smaller_capacity_thins_and_zero_drops_all() -> None:
    log = recorded(100, range(100))
    log.fit(10)
    assert steps(log) == [0, 32, 64, 96]
    log.fit(0)
    assert log.kept == NO_CHECKPOINTS


def test_later_checkpoints_are_dropped_and_restored() -> None:
    log = recorded(10, range(8))
    kept = log.kept
    log.drop_from(5)
    assert (steps(log), log.due) == ([0, 1, 2, 3, 4], 5)
    log.restore(kept)
    assert steps(log) == list(range(8))


def test_dropping_after_the_last_step_changes_nothing() -> None:
    log = recorded(10, range(100))
    kept, due = log.kept, log.due
    log.drop_from(100)
    assert (log.kept, log.due) == (kept, due)
    assert due > 100


def test_a_step_without_a_checkpoint_is_unknown() -> None:
    log = recorded(4, range(0, 100, 10))
    assert log.at(0).step == 0
    with pytest.raises(UnknownCheckpointError, match="step 5\\."):
        log.at(5)
