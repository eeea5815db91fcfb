"""Accuracy and special values of the compiled scalar functions."""

import math
from collections.abc import Callable
from decimal import Decimal, localcontext

import numpy as np
import pytest

from engine.compiled.buffers import LANES
from engine.compiled.jit import Array, choose, entry, lift
from engine.compiled.scalar_functions import erf, exp, expm1, tanh
from tests.engine.runs import bits

EPSILON = 2.0**-52
SIZES = range(6 * LANES + 2)  # with and without a remainder for any width of vector

lifted = choose([lift(lambda x: tanh(x)), lift(lambda x: exp(x)), lift(lambda x: expm1(x)), lift(lambda x: erf(x))])


@entry
def apply(code, x, out):  # type: ignore[no-untyped-def]
    lifted(code, x, out)


def applied(name: str, x: Array) -> Array:
    out = np.empty_like(x)
    apply(["tanh", "exp", "expm1", "erf"].index(name), x, out)
    return out


def exact_expm1(x: Decimal) -> Decimal:
    """e^x - 1, exact to the context's precision for |x| > 1e-20; x itself for smaller ones."""
    return x.exp() - 1 if abs(x) > Decimal("1e-20") else x


EXACT: dict[str, Callable[[Decimal], Decimal]] = {
    "tanh": lambda x: exact_expm1(2 * x) / (exact_expm1(2 * x) + 2),
    "exp": Decimal.exp,
    "expm1": exact_expm1,
}

WIDE = np.concatenate([np.linspace(-700, 700, 301), np.linspace(-25, 25, 301), np.linspace(-0.4, 0.4, 101)])
TINY = np.array([sign * 10.0**-k for k in (1, 3, 5, 8, 12, 17, 100, 300) for sign in (1.0, -1.0)])
# where the range reduction changes its k: odd multiples of ln 2 / 2, and their neighbours
EDGES = np.array([step * math.log(2) / 2 for step in range(-41, 42, 2)])
EDGES = np.concatenate([EDGES, np.nextafter(EDGES, 1e3), np.nextafter(EDGES, -1e3), EDGES / 2])


@pytest.mark.parametrize("name", EXACT)
def test_accuracy(name: str) -> None:
    x = np.concatenate([WIDE, TINY, EDGES])
    found = applied(name, x)
    with localcontext() as context:
        context.prec = 60
        for one, got in zip(x.tolist(), found.tolist(), strict=True):
            exact = EXACT[name](Decimal(one))
            assert abs(Decimal(got) - exact) <= Decimal(2 * EPSILON) * abs(exact), one


def test_erf() -> None:
    x = np.concatenate([WIDE, TINY])
    np.testing.assert_allclose(applied("erf", x), [math.erf(one) for one in x], rtol=4e-16)


@pytest.mark.parametrize(
    ("name", "x", "expected"),
    [
        ("tanh", math.inf, 1.0),
        ("tanh", -math.inf, -1.0),
        ("tanh", 22.5, 1.0),
        ("tanh", -1e300, -1.0),
        ("tanh", 0.0, 0.0),
        ("tanh", -0.0, -0.0),
        ("tanh", 5e-324, 5e-324),
        ("exp", math.inf, math.inf),
        ("exp", 710.0, math.inf),
        ("exp", 0.0, 1.0),
        ("exp", -0.0, 1.0),
        ("expm1", math.inf, math.inf),
        ("expm1", 710.0, math.inf),
        ("expm1", -math.inf, -1.0),
        ("expm1", -1e300, -1.0),
        ("expm1", 0.0, 0.0),
        *[(name, math.nan, math.nan) for name in ("tanh", "exp", "expm1", "erf")],
    ],
)
def test_special_values(name: str, x: float, expected: float) -> None:
    found = applied(name, np.full(2 * LANES + 1, x))  # a vectorised part and a remainder
    np.testing.assert_array_equal(found, expected)
    if not math.isnan(expected):
        np.testing.assert_array_equal(np.signbit(found), math.copysign(1.0, expected) < 0.0)


@pytest.mark.parametrize("x", [-math.inf, -1e300, -800.0, -709.0])
def test_exp_vanishes(x: float) -> None:
    assert 0.0 <= applied("exp", np.array([x]))[0] < 1e-307


@pytest.mark.parametrize("name", ["tanh", "exp", "expm1", "erf"])
def test_results_do_not_depend_on_the_position_in_a_vector(name: str) -> None:
    """A vectorized loop and its remainder give the same bits, which reproducible runs need."""
    x = np.linspace(-3.0, 3.0, SIZES[-1])
    x[5], x[20] = math.nan, math.inf
    alone = np.concatenate([applied(name, x[i : i + 1]) for i in range(x.size)])
    for size in SIZES:
        assert bits(applied(name, x[:size])) == bits(alone[:size])
