"""Learning-rate schedules: factors of the learning rate that depend on the step.

A schedule is a formula `factor(h, t)` of its hyperparameters h and the number t of updates before the step. Definitions are
PyTorch's if it has them; after its last step, a schedule keeps its last factor.
"""

from dataclasses import dataclass

import numpy as np

from engine.compiled.jit import Kernel, choose, jit
from engine.optim.hyperparameter import Hyperparameter


@dataclass(frozen=True)
class Schedule:
    """A schedule. `factor` is plain Python; `scale(h, t, rate, out)` is compiled: out[0] = rate · factor(h, t)."""

    label: str
    formula: str
    source: str
    factor: Kernel
    scale: Kernel
    hyperparameters: dict[str, Hyperparameter]


def _schedule(
    label: str, formula: str, source: str, factor: Kernel, hyperparameters: dict[str, Hyperparameter]
) -> Schedule:
    compiled = jit(factor)

    @jit
    def scale(h, t, rate, out):
        out[0] = rate * compiled(h, t)

    return Schedule(label, formula, source, factor, scale, hyperparameters)


def _constant(h, t):
    return 1.0


def _step(h, t):
    return h[1] ** np.floor(t / h[0])


def _exponential(h, t):
    return h[0] ** t


def _cosine(h, t):
    return h[1] + (1.0 - h[1]) * 0.5 * (1.0 + np.cos(np.pi * min(t / h[0], 1.0)))


def _warm_up(h, t):
    return h[1] + (1.0 - h[1]) * min(t / h[0], 1.0)


def _inverse_sqrt(h, t):
    return 1.0 / np.sqrt(1.0 + t)


def _one_cycle(h, t):
    steps, warm, start, end = h[0], h[1], h[2], h[3]
    top, last = warm * steps - 1.0, steps - 1.0
    if top > 0.0 and t <= top:
        return 1.0 + (start - 1.0) * 0.5 * (1.0 + np.cos(np.pi * t / top))
    way = min((t - top) / (last - top), 1.0) if last > top else 1.0
    return end + (1.0 - end) * 0.5 * (1.0 + np.cos(np.pi * way))


def _steps(default: float) -> Hyperparameter:
    return Hyperparameter(default, 1.0, 1e9)


SCHEDULES: dict[str, Schedule] = {
    "constant": _schedule("Constant", "η", "", _constant, {}),
    "step": _schedule(
        "Step", "η γ^⌊t / T⌋", "", _step, {"every": _steps(1000.0), "factor": Hyperparameter(0.5, 0.0, 1.0)}
    ),
    "exponential": _schedule("Exponential", "η γ^t", "", _exponential, {"factor": Hyperparameter(0.999, 0.0, 1.0)}),
    "cosine": _schedule(
        "Cosine",
        "η (f + (1 - f) ½ (1 + cos(π t / T)))",
        "Loshchilov & Hutter 2017, eq. 5",
        _cosine,
        {"steps": _steps(2000.0), "floor": Hyperparameter(0.0, 0.0, 1.0)},
    ),
    "warm_up": _schedule(
        "Warm-up",
        "η (s + (1 - s) t / T), then η",
        "Goyal et al. 2017, section 2.2",
        _warm_up,
        {"steps": _steps(200.0), "start": Hyperparameter(0.01, 0.0, 1.0)},
    ),
    "one_cycle": _schedule(
        "One cycle",
        "a cosine from s η up to η, a longer one down to e η",
        "Smith & Topin 2018",
        _one_cycle,
        {
            "steps": _steps(2000.0),
            "warm": Hyperparameter(0.3, 0.0, 1.0),
            "start": Hyperparameter(0.04, 0.0, 1.0),
            "end": Hyperparameter(4e-6, 0.0, 1.0),
        },
    ),
    "inverse_sqrt": _schedule("Inverse root", "η / √(1 + t)", "Zinkevich 2003, theorem 1", _inverse_sqrt, {}),
}

CODES = {name: code for code, name in enumerate(SCHEDULES)}
CONSTANT = CODES["constant"]

scale = choose([schedule.scale for schedule in SCHEDULES.values()])
"""scale(code, h, t, rate, out): the learning rate of the step after t updates, into out[0]."""
