"""The estimate of a run's memory, against what its arrays take."""

import gc
import tracemalloc
from typing import Any

import pytest

from app.sessions.limits import check_spec
from app.sessions.memory.need import BASE, Need, need_of
from app.settings import Settings
from engine.spec.run import RunSpec
from engine.train.trainer import Trainer

LIMITS = Settings(max_work=10**12, max_pass=10**9)


def layers(*units: int) -> dict[str, Any]:
    return {"layers": [{"units": each} for each in units]}


def rows(width: int, count: int) -> list[list[float]]:
    return [[0.37 * (row % 91) + column for column in range(width)] for row in range(count)]


DIGITS, TEXT = {"name": "digits"}, {"name": "text", "text": "the cat sat on a mat. " * 500, "length": 40}
SPECS: dict[str, dict[str, Any]] = {
    "smallest": {"data": {"name": "circle"}},
    "whole batch": {
        "data": {"name": "spiral", "samples": 20_000, "train_fraction": 0.9}, "network": layers(310), "batch_size": "all"
    },
    "parameters": {"data": {"name": "circle"}, "network": layers(400, 400, 400)},
    "measured": {"data": DIGITS, "network": layers(64, 32), "batch_size": 64},
    "by matrix": {"data": DIGITS, "network": layers(128, 128), "optimizer": {"name": "muon"}},
    "images": {
        "data": DIGITS, "network": {"layers": [{"kind": "conv2d", "filters": 16}, {"kind": "max_pool"}]}, "batch_size": 256
    },
    "sequences": {
        "data": {"name": "adding", "length": 60}, "network": {"layers": [{"kind": "lstm", "units": 32}]}, "batch_size": 128
    },
    "text": {"data": TEXT, "network": {"layers": [{"kind": "gru", "units": 24}]}, "batch_size": 64},
    "every step": {
        "data": {**TEXT, "each": True},
        "network": {"layers": [{"kind": "rnn", "units": 24, "return_sequences": True}]},
    },
    "features": {"data": {"name": "gauss", "samples": 50_000}, "features": ["x1", "x2", "sin_x1"], "network": layers(8)},
    "own rows": {"data": {"name": "inline", "inputs": rows(8, 5000), "targets": rows(1, 5000), "standardize": True}},
    "own test rows": {
        "data": {
            "name": "inline", "inputs": rows(3, 1000), "targets": rows(2, 1000),
            "test_inputs": rows(3, 4000), "test_targets": rows(2, 4000),
        },
        "batch_size": "all",
    },
    "blocks": {
        "data": {"name": "spiral", "samples": 5000},
        "network": {"layers": [{"units": 32}, {"kind": "residual", "layers": [{"units": 32}]}, {"kind": "batch_norm"}]},
        "batch_size": "all",
    },
}  # fmt: skip


def estimated(document: dict[str, Any]) -> Need:
    spec = RunSpec.model_validate(document)
    return need_of(spec, check_spec(spec, LIMITS))


@pytest.mark.slow
@pytest.mark.parametrize("document", SPECS.values(), ids=SPECS)
def test_the_estimate_is_never_too_low_and_close_for_large_runs(document: dict[str, Any]) -> None:
    need = estimated(document)
    gc.collect()
    tracemalloc.start()
    try:
        spec = RunSpec.model_validate(document)
        trainer = Trainer(spec, check_spec(spec, LIMITS))
        made = tracemalloc.get_traced_memory()[1]
        for number in range(1, trainer._kept._capacity + 1):  # as after many steps and epochs
            trainer.step, trainer.steps_of_optimizer = 64 * number, number
            trainer.order.rows = trainer.order.rows.copy()
            trainer._kept.keep(trainer.snapshot())
        held, _ = tracemalloc.get_traced_memory()
        tracemalloc.reset_peak()
        branch = trainer.branch(trainer.snapshot())
        trainer._kept.keep(trainer.snapshot())
        working = tracemalloc.get_traced_memory()[1] - held
    finally:
        tracemalloc.stop()
    assert branch.step == trainer.step
    assert max(made, held) <= need.held - need.history
    assert working <= need.working
    if held > 20 * BASE and spec.data.name != "inline":  # the lists of rows were made before
        assert need.held - need.history <= 1.6 * held


def test_the_field_with_the_largest_part_is_named() -> None:
    assert estimated(SPECS["whole batch"]).field == "batch_size"
    assert estimated(SPECS["parameters"]).field == "network.layers"
    assert estimated(SPECS["own test rows"]).field == "data"
