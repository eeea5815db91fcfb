"""Classic test functions of two numbers for optimizers: formula, gradient, minima, and settings to begin with.

`engine.inspect.descent` runs the engine's optimizers on them.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from math import cos, radians, sin

import numpy as np

from engine.compiled.jit import Array
from engine.data.domain import Domain
from engine.errors import InputError
from engine.inspect.cell_centres import cell_centres
from engine.optim.hyperparameter import Hyperparameter

Numbers = Mapping[str, float]
Point = tuple[float, float]

PERIOD = 101
"""Period of the sequence of Reddi et al."""

EVERYWHERE: Domain = ((-np.inf, np.inf), (-np.inf, np.inf))


@dataclass(frozen=True)
class ClassicFunction:
    """A function f(x, y) to minimize.

    value(x, y, h): f, also of arrays, with the function's own parameters h by name. gradient(x, y, h, t): (∂f/∂x, ∂f/∂y)
    at step t, counted from 1; if every step has a function of its own, `value` is their mean. minima(h): the points of
    the smallest value. window: the part of the plane to draw. start: default starting point. settings: learning rate and
    hyperparameters with which an optimizer does well, by its name; defaults for all others. allowed: the box that points
    are projected to after every step. dimensions: 1 if f depends on x alone.
    """

    label: str
    formula: str
    source: str
    description: str
    value: Callable[..., Array]
    gradient: Callable[[float, float, Numbers, int], Point]
    window: Domain
    start: Point
    minima: Callable[[Numbers], tuple[Point, ...]]
    hyperparameters: Mapping[str, Hyperparameter] = field(default_factory=dict)
    settings: Mapping[str, Numbers] = field(default_factory=dict)
    allowed: Domain = EVERYWHERE
    steps: int = 300
    dimensions: int = 2

    def numbers(self, given: Numbers) -> dict[str, float]:
        """The function's own parameters, with defaults for those not given.

        Raises InputError for an unknown one and for one out of range.
        """
        for name, value in given.items():
            if name not in self.hyperparameters:
                known = ", ".join(self.hyperparameters) or "none"
                detail = f"Received {name!r} for {self.label}, whose parameters are: {known}."
                raise InputError(detail, "Leave it out.", field=f"numbers.{name}")
            self.hyperparameters[name].check(name, value)
        return {name: float(given.get(name, number.default)) for name, number in self.hyperparameters.items()}

    def check_start(self, start: Point) -> None:
        """Raise InputError for a start that is not finite or not allowed."""
        for axis, value, (low, high) in zip("xy", start, self.allowed, strict=True):
            if not np.isfinite(value) or not low <= value <= high:
                raise InputError(
                    f"Received the start {axis} = {value:g} on {self.label}, expected a finite number from {low:g} to "
                    f"{high:g}.",
                    "Choose another start.",
                    field="start",
                )

    def lowest(self, h: Numbers) -> float:
        """The smallest value."""
        return min(float(self.value(x, y, h)) for x, y in self.minima(h))

    def grid(self, h: Numbers, window: Domain, resolution: int) -> Array:
        """f at the centres of resolution² cells, (resolution, resolution); row 0 at the largest y."""
        return self.value(*np.meshgrid(*cell_centres(window, resolution)), h)


def _rates(**rates: float) -> dict[str, Numbers]:
    """Settings of a learning rate only, by optimizer."""
    return {name: {"learning_rate": rate} for name, rate in rates.items()}


BOLD = _rates(adagrad=0.5, rmsprop=0.02, adam=0.05, amsgrad=0.05, adamw=0.05, lion=0.01, muon=0.5)
"""Larger learning rates than for training: paths are a few units long and the function is the same at every step."""


def _axes(x: Array, y: Array, h: Numbers) -> tuple[Array, Array]:
    """(x, y) in the axes of a bowl rotated by h["angle"] degrees."""
    c, s = cos(radians(h["angle"])), sin(radians(h["angle"]))
    return c * x + s * y, c * y - s * x


def _quadratic(x: Array, y: Array, h: Numbers) -> Array:
    u, v = _axes(x, y, h)
    return 0.5 * (u * u + h["kappa"] * v * v)


def _quadratic_gradient(x: float, y: float, h: Numbers, t: int) -> Point:
    # forward: f = ½ (u² + κ v²), u = c x + s y, v = c y - s x
    c, s = cos(radians(h["angle"])), sin(radians(h["angle"]))
    du, dv = c * x + s * y, h["kappa"] * (c * y - s * x)
    return c * du - s * dv, s * du + c * dv


def _rosenbrock(x: Array, y: Array, h: Numbers) -> Array:
    return (1.0 - x) ** 2 + 100.0 * (y - x * x) ** 2


def _rosenbrock_gradient(x: float, y: float, h: Numbers, t: int) -> Point:
    # forward: f = (1 - x)² + 100 (y - x²)²
    return -2.0 * (1.0 - x) - 400.0 * x * (y - x * x), 200.0 * (y - x * x)


BEALE = ((1.5, 1), (2.25, 2), (2.625, 3))
"""The constants of Beale's three terms (c - x + x yᵏ)², and their k."""


def _beale(x: Array, y: Array, h: Numbers) -> Array:
    return sum(((c - x + x * y**k) ** 2 for c, k in BEALE), start=0.0 * x)


def _beale_gradient(x: float, y: float, h: Numbers, t: int) -> Point:
    # forward: f = Σ r², r = c - x + x yᵏ
    dx = dy = 0.0
    for c, k in BEALE:
        r = c - x + x * y**k
        dx += 2.0 * r * (y**k - 1.0)
        dy += 2.0 * r * x * k * y ** (k - 1)
    return dx, dy


def _saddle(x: Array, y: Array, h: Numbers) -> Array:
    return 0.5 * x * x + 0.25 * y**4 - 0.5 * y * y


def _saddle_gradient(x: float, y: float, h: Numbers, t: int) -> Point:
    # forward: f = ½ x² + ¼ y⁴ - ½ y²
    return x, y**3 - y


def _reddi(x: Array, y: Array, h: Numbers) -> Array:
    return (h["c"] - 10.0 * (PERIOD - 1)) / PERIOD * x + 0.0 * y


def _reddi_gradient(x: float, y: float, h: Numbers, t: int) -> Point:
    # forward: f_t = C x where t mod 101 = 1, else -10 x
    return (h["c"] if t % PERIOD == 1 else -10.0), 0.0


CLASSIC_FUNCTIONS: dict[str, ClassicFunction] = {
    "quadratic": ClassicFunction(
        "Quadratic bowl",
        "f = ½ (u² + κ v²), where (u, v) is (x, y) rotated by the angle",
        "Cauchy 1847; Polyak 1964",
        "κ is the condition number: the ratio of the largest to the smallest curvature. Gradient descent diverges above "
        "η = 2/κ.",
        _quadratic,
        _quadratic_gradient,
        ((-2.0, 2.0), (-2.0, 2.0)),
        (-1.6, 1.1),
        lambda h: ((0.0, 0.0),),
        {"kappa": Hyperparameter(20.0, 1.0, 1000.0), "angle": Hyperparameter(20.0, 0.0, 90.0)},
        BOLD,
    ),
    "rosenbrock": ClassicFunction(
        "Rosenbrock's valley",
        "f = (1 - x)² + 100 (y - x²)²",
        "Rosenbrock 1960",
        "A curved valley with a flat floor: reaching the floor is easy, following it to the minimum at (1, 1) is slow.",
        _rosenbrock,
        _rosenbrock_gradient,
        ((-2.0, 2.0), (-1.0, 3.0)),
        (-1.5, 2.0),
        lambda h: ((1.0, 1.0),),
        settings={**_rates(sgd=0.0008, momentum=0.0005, nesterov=0.0005), **BOLD},
        steps=1000,
    ),
    "beale": ClassicFunction(
        "Beale's function",
        "f = (1.5 - x + xy)² + (2.25 - x + xy²)² + (2.625 - x + xy³)²",
        "Beale 1958",
        "Steep walls around a wide flat region: no learning rate suits both. The minimum is at (3, ½).",
        _beale,
        _beale_gradient,
        ((-1.0, 4.5), (-1.5, 2.0)),
        (1.0, 1.5),
        lambda h: ((3.0, 0.5),),
        settings={**_rates(sgd=0.01, momentum=0.002, nesterov=0.002), **BOLD},
        steps=500,
    ),
    "saddle": ClassicFunction(
        "Saddle",
        "f = ½ x² + ¼ y⁴ - ½ y²",
        "Nesterov 2004, section 1.2.3",
        "From y = 0, gradient descent ends on the saddle at (0, 0); from a point beside it, it leaves slowly. "
        "The minima are at (0, ±1).",
        _saddle,
        _saddle_gradient,
        ((-1.5, 1.5), (-1.5, 1.5)),
        (1.2, 0.001),
        lambda h: ((0.0, 1.0), (0.0, -1.0)),
        settings=_rates(sgd=0.1, muon=0.2),
    ),
    "reddi": ClassicFunction(
        "Reddi's sequence",
        "f_t = C x where t mod 101 = 1, else -10 x, on -1 ≤ x ≤ 1",
        "Reddi, Kale & Kumar 2018, sections 3 and 5",
        "On average, f is smallest at x = -1. Adam forgets the rare large gradient and moves to x = 1; AMSGrad keeps the "
        "largest v.",
        _reddi,
        _reddi_gradient,
        ((-1.0, 1.0), (-1.0, 1.0)),
        (0.0, 0.0),
        lambda h: ((-1.0, 0.0),) if h["c"] > 10.0 * (PERIOD - 1) else ((1.0, 0.0),),
        {"c": Hyperparameter(1010.0, 0.0, 10_000.0)},
        {
            **_rates(sgd=0.0005, momentum=0.00005, nesterov=0.00005, adagrad=0.5),
            **{name: {"learning_rate": 0.1, "beta2": 0.99} for name in ("adam", "amsgrad", "adamw")},
        },
        allowed=((-1.0, 1.0), (-1.0, 1.0)),
        steps=50 * PERIOD,
        dimensions=1,
    ),
}


def classic_function(name: str) -> ClassicFunction:
    """Look up a function by its name. Raises InputError for an unknown one."""
    if name not in CLASSIC_FUNCTIONS:
        known = ", ".join(CLASSIC_FUNCTIONS)
        raise InputError(
            f"Received the unknown surface {name!r}, expected one of {known}.", "Choose one.", field="surface"
        )
    return CLASSIC_FUNCTIONS[name]
