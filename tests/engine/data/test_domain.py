"""The domain of maps: ±6 if the rows fill it, else a box around them."""

import sys

import numpy as np
import pytest

from engine.data.domain import PLANE, Domain, domain_around
from engine.data.point_sets import DATA_SETS
from engine.load import load
from engine.spec.data.generated import PointsSpec
from engine.spec.data.own import InlineSpec


def around(*points: tuple[float, float]) -> Domain:
    return domain_around(np.array(points))


@pytest.mark.parametrize("name", DATA_SETS)
def test_the_domain_of_generated_points_is_the_plane(name: str) -> None:
    assert load(PointsSpec(name=name, position_noise=0.5)).domain == PLANE == ((-6.0, 6.0), (-6.0, 6.0))


def test_rows_that_fill_the_plane_have_it_as_domain() -> None:
    assert around((-6, -6), (6, 6)) == PLANE
    assert around((1, 1), (4, 1)) == PLANE
    assert around((1, 1), (1, 4)) == PLANE
    assert around((1, 1), (3.99, 1)) != PLANE
    assert around((1, 1), (6.01, 1)) != PLANE
    assert around((-6.01, 1), (6, 1)) != PLANE


def test_other_rows_are_drawn_with_a_margin_on_each_axis() -> None:
    (left, right), (bottom, top) = around((0, 150), (1, 250), (0.5, 200))
    np.testing.assert_allclose([left, right, bottom, top], [-0.08, 1.08, 142, 258])


def test_the_domain_is_centred_on_a_constant_column() -> None:
    assert around((0, 7), (100, 7)) == ((-8, 108), (6, 8))
    assert around((0.25, 0.5)) == ((-0.75, 1.25), (-0.5, 1.5))


@pytest.mark.parametrize("value", [1e17, -1e300, sys.float_info.max])
def test_huge_numbers_have_a_domain_too(value: float) -> None:
    for points in ([(value, 0)], [(value, 0), (-value, 1)]):
        (left, right), _ = around(*points)
        assert left < right
        assert np.isfinite([left, right]).all()


def own(inputs: list[list[float]], **fields: object) -> Domain | None:
    return load(InlineSpec.model_validate({"name": "inline", "inputs": inputs, "targets": [[0], [1]], **fields})).domain


def test_the_domain_of_own_data_includes_the_test_rows() -> None:
    assert own([[0, 0], [5, 5]]) == PLANE
    tested = {"test_inputs": [[10, 0]], "test_targets": [[1]]}
    assert own([[0, 0], [5, 5]], **tested) == ((-0.8, 10.8), (-0.4, 5.4))
    assert own([[0, 0], [100, 100]], train_fraction=0.5) == ((-8, 108), (-8, 108))


def test_a_given_domain_is_used() -> None:
    assert own([[0, 0], [5, 5]], domain=[[0, 1], [-2, 50]]) == ((0, 1), (-2, 50))


def test_only_two_inputs_have_one() -> None:
    assert own([[0], [1]]) is None
    assert own([[0, 0, 0], [1, 1, 1]]) is None


@pytest.mark.parametrize(
    ("inputs", "domain", "message"),
    [
        ([[0, 0], [1, 1]], [[1, 1], [0, 1]], "domain 1 to 1 on axis 1, expected a lower number, then a higher"),
        ([[0, 0], [1, 1]], [[0, 1], [2, -2]], "domain 2 to -2 on axis 2"),
        ([[0], [1]], [[0, 1], [0, 1]], "domain for inputs of 1 columns, expected two.*Leave the domain out"),
        ([[0, 0], [1, 1]], [[0, 1]], "domain"),
        ([[0, 0], [1, 1]], [[0, 1], [0, float("inf")]], "finite"),
        ([[0, 0], [1, 1]], 6, "domain"),
    ],
)
def test_a_domain_that_is_none_is_refused(inputs: list[list[float]], domain: object, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        own(inputs, domain=domain)
