"""Features equal their formulas, for every name in the table."""

import math
from collections.abc import Callable

import numpy as np
import pytest

from engine.compiled.jit import Array
from engine.data.features import FEATURES, expand

FORMULAS: dict[str, Callable[[float, float], float]] = {
    "x1": lambda x1, x2: x1,
    "x2": lambda x1, x2: x2,
    "x1_squared": lambda x1, x2: x1**2,
    "x2_squared": lambda x1, x2: x2**2,
    "x1_x2": lambda x1, x2: x1 * x2,
    "sin_x1": lambda x1, x2: math.sin(x1),
    "sin_x2": lambda x1, x2: math.sin(x2),
    "cos_x1": lambda x1, x2: math.cos(x1),
    "cos_x2": lambda x1, x2: math.cos(x2),
}


def test_every_feature_has_a_formula_here() -> None:
    assert list(FEATURES) == list(FORMULAS)


@pytest.mark.parametrize("name", FEATURES)
def test_feature_equals_its_formula(name: str) -> None:
    points = np.random.default_rng(1).uniform(-6, 6, (20, 2))
    expected = [FORMULAS[name](x1, x2) for x1, x2 in points.tolist()]
    np.testing.assert_allclose(expand(points, [name])[:, 0], expected, rtol=1e-15)


def test_columns_follow_the_names() -> None:
    columns = expand(np.array([[2.0, 3.0], [4.0, 5.0]]), ["x2", "x1_x2", "x1"])
    np.testing.assert_array_equal(columns, [[3, 6, 2], [5, 20, 4]])
    assert columns.flags.c_contiguous and columns.dtype == np.float64


def test_no_points_give_no_rows() -> None:
    assert expand(np.empty((0, 2)), ["x1", "sin_x2", "x2"]).shape == (0, 3)


def test_labels_are_distinct() -> None:
    assert len({feature.label for feature in FEATURES.values()}) == len(FEATURES)


@pytest.mark.parametrize("inputs", [np.zeros((4, 3)), np.zeros((4, 1)), np.zeros(2)])
def test_other_widths_are_refused(inputs: Array) -> None:
    with pytest.raises(ValueError, match=r"two coordinates.*have shape.*Leave the features out"):
        expand(inputs, ["x1"])


@pytest.mark.parametrize(
    ("names", "message"),
    [([], "no features"), (["x1", "x3"], "'x3'.*x1, x2, x1_squared"), (["x1", "x2", "x1"], "twice")],
)
def test_wrong_names_are_refused(names: list[str], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        expand(np.zeros((4, 2)), names)
