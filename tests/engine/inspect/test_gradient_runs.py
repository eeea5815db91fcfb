"""The recorded runs for the tests of the page's diagnosis equal what the engine computes."""

import json
import math
import runpy
from pathlib import Path
from typing import Any

import pytest

FIXTURES = Path(__file__).parents[1] / "fixtures"
RECORDER = runpy.run_path(str(FIXTURES / "make_gradient_runs.py"))
RECORDED = {(run["name"], run["seed"]): run for run in json.loads((FIXTURES / "gradient_runs.json").read_text())}


def numbers(value: Any) -> list[float]:
    """All numbers of a record in order; NaN for None."""
    if isinstance(value, dict | list):
        items = value.values() if isinstance(value, dict) else value
        return [number for item in items for number in numbers(item)]
    return [] if isinstance(value, str) else [math.nan if value is None else float(value)]


@pytest.mark.parametrize("name", RECORDER["RUNS"])
def test_recorded_runs_are_current(name: str) -> None:
    for seed in RECORDER["SEEDS"]:
        computed, recorded = RECORDER["record"](name, seed), RECORDED[name, seed]
        assert numbers(computed) == pytest.approx(numbers(recorded), rel=1e-3, abs=1e-12, nan_ok=True), (
            "python tests/engine/fixtures/make_gradient_runs.py records them again"
        )
