"""Descent: where optimizers go, and how fast, in the cases that theorems are about."""

from collections.abc import Callable

import numpy as np

from app.presets.descent import CONDITION, ROOT
from benchmarks.published.study import Figures, Study, runs_of, share

BEFORE, AFTER = 400, 800
"""Steps between which the rate is measured: before, other directions than the slowest still matter."""


def game(preset: str, end: float) -> Callable[[int], Figures]:
    """The share of the runs within .05 of an end of [-1, 1] after 3,000 steps, and the furthest from it."""

    def figures(seeds: int) -> Figures:
        distances = []
        for run in runs_of(preset, seeds):
            run.advance(3000)
            distances.append(abs(float(run.parameters[0]) - end))
        return {"share": share([each < 0.05 for each in distances]), "furthest": max(distances)}

    return figures


def rate(preset: str, theory: float) -> Callable[[int], Figures]:
    """How many times longer the error is after each step, on geometric average: the median and extremes."""

    def figures(seeds: int) -> Figures:
        rates = []
        for run in runs_of(preset, seeds):
            run.advance(BEFORE)
            before = float(np.linalg.norm(run.parameters))
            run.advance(AFTER - BEFORE)
            rates.append((float(np.linalg.norm(run.parameters)) / before) ** (1 / (AFTER - BEFORE)))
        return {"median": float(np.median(rates)), "least": min(rates), "most": max(rates), "theory": theory}

    return figures


RATE = "times {median:.4f} a step (theory {theory:.4f})"
DESCENT: dict[str, Study] = {
    "adam_astray": Study("adam_astray", 20, game("adam_astray", 1.0), "ends at 1 in {share:.0%}"),
    "amsgrad_right": Study("amsgrad_right", 20, game("amsgrad_right", -1.0), "ends at -1 in {share:.0%}"),
    "quadratic": Study("quadratic", 20, rate("quadratic", (CONDITION - 1) / (CONDITION + 1)), RATE),
    "quadratic_heavy_ball": Study(
        "quadratic_heavy_ball", 20, rate("quadratic_heavy_ball", (ROOT - 1) / (ROOT + 1)), RATE
    ),
}
