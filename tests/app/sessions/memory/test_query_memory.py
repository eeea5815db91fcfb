"""What queries reserve is enough for what they allocate."""

import gc
import tracemalloc
from collections.abc import Callable
from functools import partial

import pytest

from app.queries.data import data_json
from app.queries.predictions import boundary_json, predict_json
from app.routes.sessions.export import _reserved_export
from app.routes.sessions.parameters import _reserved_json
from app.sessions.run import Reserve
from app.settings import Settings
from engine.spec.run import RunSpec
from engine.train.trainer import Trainer

LIMITS = Settings()
SPEC = {"data": {"name": "spiral", "samples": 20_000}, "network": {"layers": [{"units": 60}, {"units": 200}]}}
ROWS = [[0.1234567 * (number % 17), -0.7654321] for number in range(4000)]

QUERIES: dict[str, Callable[[Trainer, Reserve], object]] = {
    "predict": partial(predict_json, rows=ROWS, activations=False, settings=LIMITS),
    "activations": partial(predict_json, rows=ROWS, activations=True, settings=LIMITS),
    "data": partial(data_json, data_version=1, rows=None, settings=LIMITS),
    "boundary": partial(boundary_json, resolution=250, unit="output:0", settings=LIMITS),
    "parameters": _reserved_json,
    "run file": partial(_reserved_export, kind="json"),
    "arrays": partial(_reserved_export, kind="npz"),
    "program": partial(_reserved_export, kind="python"),
}

ANYWAY = 5 * 2**20
"""Bytes of a pass that fits into the processor's cache, which any query may take."""


@pytest.mark.slow
@pytest.mark.parametrize("query", QUERIES.values(), ids=QUERIES)
def test_a_query_reserves_what_it_allocates(query: Callable[[Trainer, Reserve], object]) -> None:
    trainer = Trainer(RunSpec.model_validate(SPEC))
    reserved: list[int] = []
    query(trainer, reserved.append)  # what is kept for later is there
    gc.collect()
    tracemalloc.start()
    try:
        query(trainer, reserved.append)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak <= reserved[-1] + ANYWAY
