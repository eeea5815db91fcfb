"""Published results, each repeated over many seeds: what was found, what we find.

A study begins with the preset of its name and changes its seed, and nothing else but what it compares. The figures are
the tests' too (`tests/engine/test_published.py`).
"""

from collections.abc import Callable

import numpy as np

from app.presets import PRESETS
from benchmarks.published.depth import DEPTH
from benchmarks.published.descent import DESCENT
from benchmarks.published.machines import MACHINES
from benchmarks.published.memory import MEMORY
from benchmarks.published.study import Figures, Study, figures_of, runs_of
from benchmarks.table import Table

__all__ = ["STUDIES", "Figures", "measure"]


def measure(share: float = 1.0) -> Table:
    """The table of all studies, each with this share of its seeds."""
    rows = []
    for study in STUDIES.values():
        preset, seeds = PRESETS[study.preset], max(2, round(share * study.seeds))
        rows.append([preset.label, preset.published, study.words.format(**study.figures(seeds)), str(seeds)])
    return Table("By seeds", ["result", "published", "ours", "seeds"], rows, words=3)


def floor(preset: str) -> Callable[[int], Figures]:
    """Mean test accuracy after 100 epochs, each seed with a split of its own."""

    def figures(seeds: int) -> Figures:
        accuracies = []
        for run in runs_of(preset, seeds):
            run.advance(100, "epoch")
            accuracies.append(figures_of(run).test_accuracy or 0.0)
        return {"accuracy": float(np.mean(accuracies))}

    return figures


FLOORS: dict[str, Study] = {
    **{name: Study(name, 10, floor(name), "{accuracy:.3f}") for name in ("iris", "wine", "digits")},
}
STUDIES: dict[str, Study] = MACHINES | MEMORY | DESCENT | DEPTH | FLOORS
