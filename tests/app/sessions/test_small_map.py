"""The small map of the wall, against loops over its pixels."""

import math
from itertools import product

import numpy as np
import pytest

from app.sessions.wall.small_map import CLASS_BITS, SIDE, SmallMap, averaged, output_range, small_map
from engine.compiled.jit import Array
from engine.ops.activations import ACTIVATIONS


def random_maps(k: int, side: int, seed: int = 1) -> Array:
    return np.random.default_rng(seed).uniform(-1.5, 1.5, (k, side, side))


def naive_average(values: Array, size: int, low: float = -math.inf, high: float = math.inf) -> list[list[float]]:
    side = len(values)
    rows = []
    for r in range(size):
        row = []
        for c in range(size):
            inside = [
                min(high, max(low, float(values[y][x])))
                for y in range(r * side // size, (r + 1) * side // size)
                for x in range(c * side // size, (c + 1) * side // size)
            ]
            row.append(sum(inside) / len(inside))
        rows.append(row)
    return rows


def naive(maps: Array, low: float, high: float) -> list[int]:
    """The bytes of a small map, pixel by pixel."""
    size = min(SIDE, maps.shape[1])
    bounds = (low, high) if len(maps) == 1 else (-math.inf, math.inf)  # means of what is drawn
    small = [naive_average(each, size, *bounds) for each in maps]
    levels = []
    for r, c in product(range(size), range(size)):
        values = [each[r][c] for each in small]
        if len(values) == 1:
            levels.append(round(255 * (values[0] - low) / (high - low)))
        else:
            second, best = sorted(values)[-2:]
            lead = min(1.0, best - second)
            levels.append((values.index(best) % 8) * 2**CLASS_BITS + round(31 * lead))
    return levels


@pytest.mark.parametrize("side", [1, 2, 31, 32, 33, 48, 64, 100])
@pytest.mark.parametrize("k", [1, 2, 3, 10])
def test_a_small_map_is_that_of_a_loop_over_pixels(k: int, side: int) -> None:
    maps = random_maps(k, side)
    small = small_map(maps, "tanh")
    assert (small.size, small.classes) == (min(SIDE, side), None if k == 1 else k)
    assert list(small.values) == naive(maps, -1.0, 1.0)


def test_means_are_those_of_the_pixels_that_they_are_in_place_of() -> None:
    for side, size in ((64, 32), (50, 32), (7, 3), (5, 5)):
        maps = random_maps(2, side)
        expected = [naive_average(each, size) for each in maps]
        np.testing.assert_allclose(averaged(maps, size), expected, rtol=1e-12)


def test_one_output_spans_the_range_of_its_activation() -> None:
    values = np.array([[[-2.0, -1.0], [0.0, 1.0]]])
    assert list(small_map(values, "tanh").values) == [0, 0, 128, 255]
    assert list(small_map(values, "sigmoid").values) == [0, 0, 0, 255]
    assert list(small_map(values, "linear").values) == [0, 0, 128, 255]
    assert output_range("softmax") == output_range("relu") == (-1.0, 1.0)
    for name, activation in ACTIVATIONS.items():
        low, high = output_range(name)
        bounded = math.isfinite(activation.low) and math.isfinite(activation.high)
        assert (low, high) == ((activation.low, activation.high) if bounded else (-1.0, 1.0))


def test_classes_after_the_eighth_repeat_and_equal_ones_do_not_lead() -> None:
    maps = np.zeros((10, 1, 1))
    assert list(small_map(maps, "softmax").values) == [0]
    maps[9] = 1.0
    assert list(small_map(maps, "softmax").values) == [1 << CLASS_BITS | 31]


@pytest.mark.parametrize("k", [1, 3])
@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_values_that_are_not_finite_stay_in_range(k: int, value: float) -> None:
    maps = random_maps(k, 64)
    clean = small_map(maps, "tanh")
    maps[0, :2, :2] = value
    maps[0, 2, 2] = 1e308
    dirty = small_map(maps, "tanh")
    assert len(dirty.values) == SIDE * SIDE
    assert dirty.values[SIDE * 2 :] == clean.values[SIDE * 2 :]
    if k == 1:
        assert dirty.values[0] == (128 if np.isnan(value) else 255 if value > 0 else 0)
    everywhere = small_map(np.full((k, 8, 8), value), "tanh")
    assert isinstance(everywhere, SmallMap)
