"""Snapshots in bytes: exact, and refused if they are damaged or do not fit their run."""

from dataclasses import fields, replace
from typing import Any

import numpy as np
import pytest

from app.export.snapshot_bytes import UnreadableError, pack_snapshot, read_header, unpack_snapshot
from engine.spec.run import RunSpec
from engine.train.snapshot import Divergence, Snapshot
from engine.train.trainer import Trainer

SPEC = {"data": {"name": "circle", "samples": 50}, "optimizer": {"name": "adam"}, "batch_size": 7}


@pytest.fixture
def trainer() -> Trainer:
    trained = Trainer(RunSpec.model_validate(SPEC))
    trained.advance(9)
    trained.advance(3, "sample")
    return trained


def again(snapshot: Snapshot, trainer: Trainer) -> Snapshot:
    packed = pack_snapshot(snapshot)
    return unpack_snapshot(packed, read_header(packed), trainer.spec, trainer.setup)


def same(one: Snapshot, other: Snapshot) -> bool:
    pairs = [(getattr(one, field.name), getattr(other, field.name)) for field in fields(Snapshot)]
    return all(a.tobytes() == b.tobytes() if isinstance(a, np.ndarray) else a == b for a, b in pairs)


def test_a_snapshot_is_the_same_to_the_bit(trainer: Trainer) -> None:
    snapshot = trainer.snapshot()
    signed = replace(snapshot, gradients=np.full_like(snapshot.gradients, -0.0))
    diverged = replace(snapshot, divergence=Divergence(8, "loss", "output", 9, 0.1))
    fresh = Trainer(trainer.spec).snapshot()
    for each in (snapshot, signed, diverged, fresh):
        assert same(again(each, trainer), each)


def test_zeros_take_no_bytes() -> None:
    begun = Trainer(RunSpec.model_validate(SPEC)).snapshot()
    assert len(pack_snapshot(begun)) < len(pack_snapshot(replace(begun, memory=begun.memory + 1.0)))


@pytest.mark.parametrize("byte", [0, 3, 5, 40, -1])
def test_every_damage_is_found(trainer: Trainer, byte: int) -> None:
    packed = bytearray(pack_snapshot(trainer.snapshot()))
    packed[byte] ^= 4
    for damaged in (bytes(packed), bytes(packed[:-8]), b"", b"short"):
        with pytest.raises(UnreadableError):
            read_header(damaged)


@pytest.mark.parametrize(
    "change",
    [
        {"order": np.zeros(35, dtype=np.int64)},
        {"order": np.arange(1000, 1035)},
        {"order": np.arange(20)},
        {"position": 3},
        {"position": 10_000},
        {"sample": 7},
        {"steps_of_optimizer": 10_000},
        {"parameters": np.zeros(5)},
    ],
)
def test_a_snapshot_that_does_not_fit_its_run_is_refused(trainer: Trainer, change: dict[str, Any]) -> None:
    with pytest.raises(UnreadableError):
        again(replace(trainer.snapshot(), **change), trainer)
