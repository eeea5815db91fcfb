"""Descent: limit and rate of convergence of optimizers, in cases with a theorem."""

from collections.abc import Callable

import numpy as np

from app.presets.descent import CONDITION, ROOT
from benchmarks.published.study import Results, Study, runs_of, share

BEFORE, AFTER = 400, 800
"""The rate is measured between these steps: before, the error is not yet dominated by the slowest direction."""


def game(preset: str, end: float) -> Callable[[int], Results]:
    """Share of runs within 0.05 of `end`, -1 or 1, after 3,000 steps, and the largest distance from it."""

    def results(seeds: int) -> Results:
        distances = []
        for run in runs_of(preset, seeds):
            run.advance(3000)
            distances.append(abs(float(run.parameters[0]) - end))
        return {"share": share([each < 0.05 for each in distances]), "furthest": max(distances)}

    return results


def rate(preset: str, theory: float) -> Callable[[int], Results]:
    """Factor by which the error shrinks per step (geometric mean of a run): median, smallest and largest of the runs."""

    def results(seeds: int) -> Results:
        rates = []
        for run in runs_of(preset, seeds):
            run.advance(BEFORE)
            before = float(np.linalg.norm(run.parameters))
            run.advance(AFTER - BEFORE)
            rates.append((float(np.linalg.norm(run.parameters)) / before) ** (1 / (AFTER - BEFORE)))
        return {"median": float(np.median(rates)), "least": min(rates), "most": max(rates), "theory": theory}

    return results


RATE = "error × {median:.4f} per step (theory: × {theory:.4f})"
DESCENT: dict[str, Study] = {
    "adam_astray": Study("adam_astray", 20, game("adam_astray", 1.0), "ends at 1 in {share:.0%}"),
    "amsgrad_right": Study("amsgrad_right", 20, game("amsgrad_right", -1.0), "ends at -1 in {share:.0%}"),
    "quadratic": Study("quadratic", 20, rate("quadratic", (CONDITION - 1) / (CONDITION + 1)), RATE),
    "quadratic_heavy_ball": Study(
        "quadratic_heavy_ball", 20, rate("quadratic_heavy_ball", (ROOT - 1) / (ROOT + 1)), RATE
    ),
}
