"""SIMD products compared with NumPy's in every shape, with and without columns after the last whole vector."""

from itertools import product

import numpy as np
import pytest

from engine.compiled.buffers import LANES, columns, rows, vector
from engine.compiled.jit import COMPILED, Array, entry
from engine.ops.accumulate import add_times, add_times_transposed, add_transposed_times
from engine.ops.linear_algebra import BLAS_FROM, affine, times_transposed, transposed_times

SHAPES = [*product((LANES, 3 * LANES), range(1, 2 * LANES + 2), (1, 5)), *product((LANES,), (1, 5), range(1, 19))]


@entry
def six(batch, n_in, n_out, a, w, b, dz, results):  # type: ignore[no-untyped-def]
    """Put Z, dA and dW into `results` one after the other, then the results of the products that add."""
    sizes = batch * n_out, batch * n_in, n_in * n_out
    A, dZ = columns(a, 0, batch, n_in), columns(dz, 0, batch, n_out)
    W, bias, place = rows(w, 0, n_in, n_out), vector(b, 0, n_out), 0
    affine(A, W, bias, columns(results, place, batch, n_out))
    times_transposed(dZ, W, columns(results, place + sizes[0], batch, n_in))
    transposed_times(A, dZ, rows(results, place + sizes[0] + sizes[1], n_in, n_out))
    place = sizes[0] + sizes[1] + sizes[2]
    add_times(A, W, columns(results, place, batch, n_out))
    add_times_transposed(dZ, W, columns(results, place + sizes[0], batch, n_in))
    add_transposed_times(A, dZ, rows(results, place + sizes[0] + sizes[1], n_in, n_out))


def made(A: Array, W: Array, b: Array, dZ: Array, before: float) -> list[Array]:
    """The six results by NumPy; the products that add begin with `before`."""
    (batch, n_in), n_out = A.shape, b.size
    shapes = [(batch, n_out), (batch, n_in), (n_in, n_out)] * 2
    results = np.full(sum(height * width for height, width in shapes) + LANES, before)
    six(batch, n_in, n_out, A.ravel("F"), W.ravel(), b, dZ.ravel("F"), results)
    assert (results[-LANES:] == before).all()  # nothing is written past the end
    ends = np.cumsum([height * width for height, width in shapes])
    parts = np.split(results[:-LANES], ends[:-1])
    return [
        part.reshape(shape, order="C" if number % 3 == 2 else "F")
        for number, (part, shape) in enumerate(zip(parts, shapes, strict=True))
    ]


@pytest.mark.parametrize(("batch", "n_in", "n_out"), [*SHAPES, (LANES + 1, 3, 9), (64, 64, BLAS_FROM // 4096)])
def test_products_equal_numpys(batch: int, n_in: int, n_out: int) -> None:
    rng = np.random.default_rng([batch, n_in, n_out])
    A, W, b, dZ = (rng.standard_normal(shape) for shape in ((batch, n_in), (n_in, n_out), (n_out,), (batch, n_out)))
    wanted = [A @ W + b, dZ @ W.T, A.T @ dZ, A @ W + 2.0, dZ @ W.T + 2.0, A.T @ dZ + 2.0]
    for result, expected in zip(made(A, W, b, dZ, 2.0), wanted, strict=True):
        np.testing.assert_allclose(result, expected, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_nan_and_infinity_spread_only_to_their_own_sums(bad: float) -> None:
    A, W, b, dZ = np.ones((LANES, 3)), np.ones((3, 11)), np.zeros(11), np.ones((LANES, 11))
    A[2, 1], dZ[4, 9] = bad, bad
    Z, dA, dW = made(A, W, b, dZ, 0.0)[:3]
    assert np.argwhere(~np.isfinite(Z))[:, 0].tolist() == [2] * 11
    assert np.argwhere(~np.isfinite(dA))[:, 0].tolist() == [4] * 3
    assert np.isfinite(dW).sum() == 2 * 10


@pytest.mark.skipif(not COMPILED, reason="one order of summation is as good as another to NumPy")
def test_sums_do_not_depend_on_the_position_in_the_batch() -> None:
    rng = np.random.default_rng(0)
    A, W, b = np.tile(rng.standard_normal(13), (3 * LANES, 1)), rng.standard_normal((13, 11)), rng.standard_normal(11)
    Z = made(A, W, b, np.zeros((3 * LANES, 11)), 0.0)[0]
    assert (Z[:1] == Z).all()
