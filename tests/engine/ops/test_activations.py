"""The declared range, family and largest slope of every activation hold numerically."""

import math

import numpy as np
import pytest

from engine.compiled.jit import Array
from engine.network.layer_parameters import LayerParameters
from engine.ops.activations import ACTIVATIONS
from tests.engine.runs import hidden, samples, trainer

FAR = 40.0
GRID = np.unique(np.concatenate((np.linspace(-FAR, FAR, 8_001), np.linspace(-3.0, 3.0, 60_001))))
"""Far enough for every limit, and fine enough around the minima of GELU and SiLU."""


def values(name: str, z: Array) -> Array:
    """f(z), as a layer with weight 1 computes it."""
    run = trainer(data=samples(width=1), network={"layers": hidden(1, activation=name)})
    identity = LayerParameters("dense_1", np.ones((1, 1)), np.zeros(1))
    run.set_parameters([identity, run.get_parameters()[1]])
    return run.predict(z[:, None]).activations["dense_1"][:, 0]


def slopes(name: str, z: Array, h: float) -> Array:
    """f′(z), by central differences."""
    return (values(name, z + h) - values(name, z - h)) / (2.0 * h)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_the_range_is_the_smallest_that_holds_all_values(name: str) -> None:
    low, high = ACTIVATIONS[name].low, ACTIVATIONS[name].high
    f = values(name, GRID)
    assert low - 1e-15 <= f.min()
    assert f.max() <= high + 1e-15
    far = values(name, np.array([-1e6, 1e6]))
    assert f.min() == pytest.approx(low, abs=1e-7) if math.isfinite(low) else far.min() < -1e3
    assert f.max() == pytest.approx(high, abs=1e-7) if math.isfinite(high) else far.max() > 1e3


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_the_family_is_that_of_the_function(name: str) -> None:
    f, (left, right) = values(name, GRID), slopes(name, np.array([-FAR, FAR]), 0.5)
    is_bounded = math.isfinite(ACTIVATIONS[name].low) and math.isfinite(ACTIVATIONS[name].high)
    is_rising = bool((np.diff(f) > -1e-15).all())  # up to rounding
    is_identity = np.array_equal(f, GRID)
    behaves_as = {
        "identity": is_identity,
        "squashing": is_bounded and is_rising and max(abs(left), abs(right)) < 1e-10,
        "rectifier": not is_identity
        and f[-1] == pytest.approx(FAR)
        and abs(left) <= 0.05
        and right == pytest.approx(1.0),
        "periodic": np.allclose(values(name, GRID + 2.0 * np.pi), f, atol=1e-12),
    }
    assert [family for family, holds in behaves_as.items() if holds] == [ACTIVATIONS[name].family]


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_the_largest_slope_is_as_declared(name: str) -> None:
    found = np.abs(slopes(name, np.linspace(-8.0, 8.0, 16_001), 1e-6)).max()
    assert found == pytest.approx(ACTIVATIONS[name].largest_slope, rel=2e-3)
