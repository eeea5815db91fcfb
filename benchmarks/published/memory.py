"""Memory: number of updates to learn the adding problem, judged by the mean squared error over test sequences.

The loss of the engine has the factor ½, the published error does not, so the loss is doubled here.
"""

import numpy as np

from benchmarks.published.study import Results, Study, metrics_of, runs_of, share
from engine.train.trainer import Trainer

LEARNED = 0.02
"""Mean squared error that counts as learned; always guessing 1 has an error of 1/6."""
EVERY = 100
"""Updates between two measurements."""


def error(run: Trainer) -> float:
    """Mean squared error over the test sequences."""
    loss = metrics_of(run).test_loss
    assert loss is not None
    return 2.0 * loss


def learned(preset: str, seeds: int, most: int) -> Results:
    """Share of runs that learn within `most` updates; median, smallest and largest number of updates they need."""
    needed = []
    for run in runs_of(preset, seeds):
        while run.step < most:
            run.advance(EVERY)
            if error(run) < LEARNED:
                needed.append(run.step)
                break
    return {
        "solved": len(needed) / seeds,
        "median": float(np.median(needed)) if needed else np.nan,
        "least": float(min(needed, default=np.nan)),
        "most": float(max(needed, default=np.nan)),
    }


def forgotten(seeds: int) -> Results:
    """Errors of the plain recurrent layer after 3,000 updates: median, smallest, and share above 0.15."""
    errors = []
    for run in runs_of("adding_rnn", seeds):
        run.advance(3000)
        errors.append(error(run))
    return {
        "median": float(np.median(errors)), "least": min(errors), "above": share([each > 0.15 for each in errors])
    }  # fmt: skip


GATED = "{solved:.0%} learn; median {median:,.0f} updates ({least:,.0f} to {most:,.0f})"
MEMORY: dict[str, Study] = {
    "adding_rnn": Study(
        "adding_rnn", 8, forgotten, "median {median:.3f}, smallest {least:.3f}; above .15 in {above:.0%}"
    ),
    "adding_lstm": Study("adding_lstm", 6, lambda seeds: learned("adding_lstm", seeds, 3000), GATED),
    "adding_gru": Study("adding_gru", 6, lambda seeds: learned("adding_gru", seeds, 1500), GATED),
}
