"""Memory: how soon the adding problem is learned, by mean squared error over sequences that did not train.

The engine's loss carries ½, the published error does not: it is doubled here.
"""

import numpy as np

from benchmarks.published.study import Figures, Study, figures_of, runs_of, share
from engine.train.trainer import Trainer

LEARNED = 0.02
"""Mean squared error; always guessing 1 costs 1/6."""
EVERY = 100
"""Updates from one look to the next."""


def error(run: Trainer) -> float:
    """The mean squared error over the test sequences."""
    loss = figures_of(run).test_loss
    assert loss is not None
    return 2.0 * loss


def learned(preset: str, seeds: int, most: int) -> Figures:
    """How many runs learn within so many updates, and in how many those do: median, least and most."""
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


def forgotten(seeds: int) -> Figures:
    """The plain layer's errors after 3,000 updates: the median, the least, and the share above .15."""
    errors = []
    for run in runs_of("adding_rnn", seeds):
        run.advance(3000)
        errors.append(error(run))
    return {
        "median": float(np.median(errors)), "least": min(errors), "above": share([each > 0.15 for each in errors])
    }  # fmt: skip


GATED = "learned in {solved:.0%}, median {median:,.0f} updates, {least:,.0f} to {most:,.0f}"
MEMORY: dict[str, Study] = {
    "adding_rnn": Study("adding_rnn", 8, forgotten, "median {median:.3f}, least {least:.3f}, above .15 in {above:.0%}"),
    "adding_lstm": Study("adding_lstm", 6, lambda seeds: learned("adding_lstm", seeds, 3000), GATED),
    "adding_gru": Study("adding_gru", 6, lambda seeds: learned("adding_gru", seeds, 1500), GATED),
}
