"""Charts of the catalog's functions, computed from their definitions in the engine's tables."""

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike

from app.protocol.glossary import GlossaryChart, GlossaryCurve
from engine.layers.initializers import INITIALIZERS
from engine.ops.activations import ACTIVATIONS
from engine.optim.schedules import SCHEDULES

POINTS = 80
"""Points of a curve; even, so that a range around 0 leaves out the kink there."""

REACH = 4.0
"""Range of an activation's argument, on both sides of 0."""

UPDATES = 2500
"""Range of a schedule."""

WIDTH = 64
"""Inputs and units of the layer whose initial weights are drawn."""

BINS = 31
DIGITS = 4


def chart_of(family: str, name: str) -> GlossaryChart | None:
    """Draw the chart of a choice of the catalog; None for families without charts."""
    draw = CHARTS.get(family)
    return draw(name) if draw else None


def _activation(name: str) -> GlossaryChart:
    """f and f′, the latter as a difference quotient."""
    formula = compile(ACTIVATIONS[name].numpy, name, "eval")

    def f(z: np.ndarray) -> np.ndarray:
        return np.asarray(eval(formula, {"np": np, "math": math, "z": z}), dtype=np.float64)

    z, h = np.linspace(-REACH, REACH, POINTS), 1e-5
    return GlossaryChart(x="z", curves=[_curve("f(z)", z, f(z)), _curve("f′(z)", z, (f(z + h) - f(z - h)) / (2 * h))])


def _schedule(name: str) -> GlossaryChart:
    """The factor of the learning rate, with the default settings."""
    schedule = SCHEDULES[name]
    settings = [each.default for each in schedule.hyperparameters.values()]
    updates = np.linspace(0, UPDATES, POINTS)
    return GlossaryChart(
        x="updates t", curves=[_curve("factor of η", updates, [schedule.factor(settings, t) for t in updates])]
    )


def _initializer(name: str) -> GlossaryChart:
    """Distribution of the weights of a square layer, with the default scale."""
    weights = INITIALIZERS[name].draw(np.random.default_rng(0), WIDTH, WIDTH).ravel()
    reach = max(1.0, 1.1 * float(np.abs(weights).max()))
    counts, edges = np.histogram(weights, BINS, (-reach, reach))
    middles = (edges[:-1] + edges[1:]) / 2
    label = f"share of the weights ({WIDTH} inputs, {WIDTH} units)"
    return GlossaryChart(x="weight", curves=[_curve(label, middles, counts / weights.size)])


def _curve(label: str, xs: ArrayLike, ys: ArrayLike) -> GlossaryCurve:
    return GlossaryCurve(label=label, xs=_rounded(xs), ys=_rounded(ys))


def _rounded(values: ArrayLike) -> list[float]:
    return [float(f"{value:.{DIGITS}g}") for value in np.asarray(values).tolist()]


CHARTS: dict[str, Callable[[str], GlossaryChart]] = {
    "activations": _activation,
    "schedules": _schedule,
    "initializers": _initializer,
}
"""Family of the catalog -> its charts."""
