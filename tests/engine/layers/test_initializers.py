"""Initializers draw from the distributions of their formulas, for every name in the table."""

import math
from collections.abc import Callable

import numpy as np
import pytest

from engine.compiled.jit import Array
from engine.layers.initializers import INITIALIZERS
from tests.engine.runs import hidden, trainer

SHAPE = (200, 120)
VARIANCES: dict[str, Callable[[int, int], float]] = {  # at the default scale, of a matrix (n_in, n_out)
    "zeros": lambda n_in, n_out: 0.0,
    "constant": lambda n_in, n_out: 0.0,
    "normal": lambda n_in, n_out: 0.5**2,
    "uniform": lambda n_in, n_out: 0.5**2 / 3,
    "glorot_uniform": lambda n_in, n_out: 2 / (n_in + n_out),
    "glorot_normal": lambda n_in, n_out: 2 / (n_in + n_out),
    "he_uniform": lambda n_in, n_out: 2 / n_in,
    "he_normal": lambda n_in, n_out: 2 / n_in,
    "lecun_uniform": lambda n_in, n_out: 1 / n_in,
    "lecun_normal": lambda n_in, n_out: 1 / n_in,
    "orthogonal": lambda n_in, n_out: 1 / max(n_in, n_out),
    "identity": lambda n_in, n_out: 1 / max(n_in, n_out) - 1 / max(n_in, n_out) ** 2,
}


def draw(name: str, shape: tuple[int, int] = SHAPE, scale: float | None = None, seed: int = 0) -> Array:
    return INITIALIZERS[name].draw(np.random.default_rng(seed), *shape, scale)


def test_every_initializer_has_an_expected_variance() -> None:
    assert list(INITIALIZERS) == list(VARIANCES)


@pytest.mark.parametrize("name", INITIALIZERS)
def test_mean_and_variance(name: str) -> None:
    for shape in (SHAPE, SHAPE[::-1]):  # fan-in and fan-out must not be mixed up
        weights = draw(name, shape)
        variance = VARIANCES[name](*shape)
        mean = {"constant": 0.1, "identity": 1 / max(shape)}.get(name, 0.0)
        assert weights.shape == shape
        assert weights.flags.c_contiguous and weights.dtype == np.float64
        assert np.mean(weights) == pytest.approx(mean, abs=4 * math.sqrt(variance / weights.size) + 1e-15)
        assert np.var(weights) == pytest.approx(variance, rel=0.05, abs=1e-30)


@pytest.mark.parametrize("name", [name for name in INITIALIZERS if name.endswith("uniform")])
def test_uniform_fills_its_range(name: str) -> None:
    reach = math.sqrt(3 * VARIANCES[name](*SHAPE))
    weights = draw(name)
    assert 0.999 * reach < weights.max() <= reach
    assert -reach <= weights.min() < -0.999 * reach


@pytest.mark.parametrize("name", [name for name in INITIALIZERS if name.endswith("normal")])
def test_normal_is_not_truncated(name: str) -> None:
    sigma = math.sqrt(VARIANCES[name](*SHAPE))
    beyond = np.mean(np.abs(draw(name)) > 2 * sigma)
    assert beyond == pytest.approx(0.0455, abs=0.006)


@pytest.mark.parametrize("shape", [(8, 8), (12, 5), (5, 12), (1, 1), (1, 6), (6, 1)])
def test_orthogonal(shape: tuple[int, int]) -> None:
    weights = draw("orthogonal", shape, scale=1.5)
    short = weights.T @ weights if shape[0] >= shape[1] else weights @ weights.T
    np.testing.assert_allclose(short, 1.5**2 * np.eye(min(shape)), atol=1e-14)


def test_orthogonal_has_no_preferred_sign() -> None:
    rng = np.random.default_rng(0)
    corners = [INITIALIZERS["orthogonal"].draw(rng, 3, 3)[0, 0] for _ in range(400)]
    assert np.mean(np.array(corners) > 0) == pytest.approx(0.5, abs=0.1)  # without the sign fix 0: Householder QR
    assert np.mean(corners) == pytest.approx(0.0, abs=0.1)


@pytest.mark.parametrize("name", INITIALIZERS)
def test_the_same_seed_draws_the_same_bits(name: str) -> None:
    np.testing.assert_array_equal(draw(name, seed=3), draw(name, seed=3))
    if INITIALIZERS[name].default_scale and name not in ("constant", "identity"):
        assert not np.array_equal(draw(name, seed=3), draw(name, seed=4))


@pytest.mark.parametrize("name", [name for name, entry in INITIALIZERS.items() if entry.scale_label])
def test_scale_multiplies(name: str) -> None:
    default = INITIALIZERS[name].default_scale
    np.testing.assert_allclose(draw(name, scale=2 * default), 2 * draw(name, scale=default), rtol=1e-14)
    np.testing.assert_array_equal(draw(name, scale=default), draw(name))


@pytest.mark.parametrize(
    ("name", "scale"), [("zeros", 1.0), ("normal", -0.5), ("glorot_uniform", math.nan), ("constant", math.inf)]
)
def test_scale_out_of_range_is_refused(name: str, scale: float) -> None:
    with pytest.raises(ValueError, match=rf"Received scale {scale}.*(Remove it|Leave it out)"):
        draw(name, scale=scale)


@pytest.mark.parametrize("name", ["uniform", "glorot_uniform", "normal"])
def test_a_scale_of_minus_zero_is_zero(name: str) -> None:
    np.testing.assert_array_equal(INITIALIZERS[name].draw(np.random.default_rng(0), 3, 2, -0.0), np.zeros((3, 2)))


def test_constant_may_be_negative() -> None:
    np.testing.assert_array_equal(draw("constant", (2, 2), scale=-0.25), np.full((2, 2), -0.25))


@pytest.mark.parametrize("name", ["constant", "uniform", "normal"])
def test_biases_are_constant_or_drawn(name: str) -> None:
    initializer = {"name": "zeros", "bias": 0.3, "bias_name": name}
    run = trainer(network={"layers": hidden(400), "initializer": initializer})
    biases = run.get_parameters()[0].biases
    assert biases is not None
    spread, largest = {"constant": (0.0, 0.3), "uniform": (0.3 / 3**0.5, 0.3), "normal": (0.3, 1.2)}[name]
    assert biases.std() == pytest.approx(spread, rel=0.1, abs=1e-12)
    assert 0.95 * 0.3 <= np.abs(biases).max() <= largest


def test_a_negative_spread_of_biases_is_refused() -> None:
    with pytest.raises(ValueError, match=r"Received scale -0\.1 for the initializer 'Uniform'"):
        trainer(network={"initializer": {"name": "zeros", "bias": -0.1, "bias_name": "uniform"}})
