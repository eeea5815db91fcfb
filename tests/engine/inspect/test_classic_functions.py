"""Classic functions: gradients, minima and grids."""

import math

import numpy as np
import pytest

from engine.errors import InputError
from engine.inspect.classic_functions import CLASSIC_FUNCTIONS, PERIOD, classic_function
from engine.inspect.descent import descend

POINTS = [(-1.3, 0.7), (0.4, -0.9), (0.9, 0.8)]


@pytest.mark.parametrize("name", CLASSIC_FUNCTIONS)
def test_gradients_pass_the_check(name: str) -> None:
    surface, step = CLASSIC_FUNCTIONS[name], 1e-6
    h = surface.numbers({})
    for x, y in POINTS:
        means = np.mean([surface.gradient(x, y, h, t) for t in range(1, PERIOD + 1)], axis=0)
        for axis, (dx, dy) in enumerate(((step, 0.0), (0.0, step))):
            difference = float(surface.value(x + dx, y + dy, h) - surface.value(x - dx, y - dy, h)) / (2.0 * step)
            assert means[axis] == pytest.approx(difference, rel=1e-6, abs=1e-8)


@pytest.mark.parametrize("name", ["quadratic", "rosenbrock", "beale", "saddle"])
def test_the_gradient_is_zero_at_the_minima(name: str) -> None:
    surface = CLASSIC_FUNCTIONS[name]
    h = surface.numbers({})
    for x, y in surface.minima(h):
        assert surface.gradient(x, y, h, 1) == pytest.approx((0.0, 0.0), abs=1e-12)
        assert float(surface.value(x, y, h)) == surface.lowest(h)
    assert surface.grid(h, surface.window, 101).min() >= surface.lowest(h)


def test_the_quadratic_bowl_has_the_given_condition_number() -> None:
    surface = CLASSIC_FUNCTIONS["quadratic"]
    h = surface.numbers({"kappa": 37.0, "angle": 33.0})
    hessian = np.array([surface.gradient(1.0, 0.0, h, 1), surface.gradient(0.0, 1.0, h, 1)])  # linear in the point
    assert np.linalg.cond(hessian) == pytest.approx(37.0)
    assert np.linalg.eigvalsh(hessian)[0] == pytest.approx(1.0)


def test_a_grid_holds_values_at_the_centres_of_its_cells() -> None:
    surface = CLASSIC_FUNCTIONS["beale"]
    grid = surface.grid({}, ((0.0, 4.0), (-1.0, 1.0)), 4)
    assert grid[0, 0] == float(surface.value(0.5, 0.75, {}))
    assert grid[3, 2] == float(surface.value(2.5, -0.75, {}))


def test_unknown_names_and_parameters_are_refused() -> None:
    with pytest.raises(InputError, match=r"unknown surface 'himmelblau', expected one of quadratic"):
        classic_function("himmelblau")
    with pytest.raises(InputError, match=r"Received 'kappa' for Saddle"):
        run_numbers("saddle", kappa=3.0)
    with pytest.raises(InputError, match=r"kappa 0.5, expected 1 to 1000"):
        run_numbers("quadratic", kappa=0.5)
    with pytest.raises(InputError, match=r"kappa nan"):
        run_numbers("quadratic", kappa=math.nan)


def run_numbers(surface: str, **numbers: float) -> None:
    descend(CLASSIC_FUNCTIONS[surface], numbers, "sgd", [0.1, 0.0], (0.1, 0.1), 1)
