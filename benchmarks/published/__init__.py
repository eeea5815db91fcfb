"""Published results, repeated over many seeds and compared with this engine's results.

A study uses the preset of its name, changes the seed, and changes only the settings that it compares. The tests check
the same results (`tests/engine/test_published.py`).
"""

from collections.abc import Callable

import numpy as np

from app.presets import PRESETS
from benchmarks.published.depth import DEPTH
from benchmarks.published.descent import DESCENT
from benchmarks.published.machines import MACHINES
from benchmarks.published.memory import MEMORY
from benchmarks.published.study import Results, Study, metrics_of, runs_of
from benchmarks.table import Table

__all__ = ["STUDIES", "Results", "measure"]


def measure(share: float = 1.0) -> Table:
    """Run all studies, each with this share of its seeds."""
    rows = []
    for study in STUDIES.values():
        preset, seeds = PRESETS[study.preset], max(2, round(share * study.seeds))
        rows.append([preset.label, preset.published, study.template.format(**study.results(seeds)), str(seeds)])
    return Table("Published results and ours", ["result", "published", "ours", "seeds"], rows, text_columns=3)


def floor(preset: str) -> Callable[[int], Results]:
    """Mean test accuracy after 100 epochs; every seed draws its own split."""

    def results(seeds: int) -> Results:
        accuracies = []
        for run in runs_of(preset, seeds):
            run.advance(100, "epoch")
            accuracies.append(metrics_of(run).test_accuracy or 0.0)
        return {"accuracy": float(np.mean(accuracies))}

    return results


FLOORS: dict[str, Study] = {
    **{name: Study(name, 10, floor(name), "{accuracy:.3f}") for name in ("iris", "wine", "digits")},
}
STUDIES: dict[str, Study] = MACHINES | MEMORY | DESCENT | DEPTH | FLOORS
