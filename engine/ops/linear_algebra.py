"""Products and sums that ops are made of. Small matrix products use `simd_products`, large ones BLAS.

Batches are (B, n) with each column contiguous (see `engine.network.tape`), so BLAS computes the transposed product, which
is contiguous by rows: Z = A W as Zᵀ = Wᵀ Aᵀ, without a copy.
"""

import numpy as np

from engine.compiled import simd_products
from engine.compiled.blas import dot
from engine.compiled.buffers import LANES
from engine.compiled.jit import COMPILED, jit, jit_sums

BLAS_FROM = 1 << 18
"""Number of multiply-adds from which BLAS, which blocks for the cache, is faster."""


@jit
def is_small(A, n_out):
    """True if `simd_products`, which need whole vectors, compute the product of A (B, n_in) and a matrix (n_in, n_out)."""
    batch, n_in = A.shape
    return COMPILED and batch % LANES == 0 and batch * n_in * n_out < BLAS_FROM


@jit_sums
def affine(A, W, b, Z):
    """Z = A W + b    (B, n_out) = (B, n_in) @ (n_in, n_out) + (n_out,)"""
    if is_small(A, b.size):
        simd_products.affine(A, W, b, Z)
    else:
        dot(W.T, A.T, Z.T)
        add_row(b, Z)


@jit_sums
def add_row(b, Z):
    """Z += b    (B, n) += (n,)"""
    if not COMPILED:
        Z += b
        return
    for j in range(b.size):
        for k in range(Z.shape[0]):
            Z[k, j] += b[j]


@jit_sums
def times_transposed(dZ, W, dA):
    """dA = dZ Wᵀ    (B, n_in) = (B, n_out) @ (n_out, n_in)"""
    if is_small(dZ, W.shape[0]):
        simd_products.times(dZ, W.T, dA)
    else:
        dot(W, dZ.T, dA.T)


@jit_sums
def transposed_times(A, dZ, dW):
    """dW = Aᵀ dZ    (n_in, n_out) = (n_in, B) @ (B, n_out)"""
    if is_small(A, dZ.shape[1]):
        simd_products.transposed_times(A, dZ, dW)
    else:
        dot(A.T, dZ, dW)


@jit_sums
def sum_rows(dZ, db):
    """db = Σ over the batch of dZ    (n,) = (B, n) summed over B"""
    if not COMPILED:
        db[:] = dZ.sum(axis=0)
        return
    for j in range(db.size):
        total = 0.0
        for k in range(dZ.shape[0]):
            total += dZ[k, j]
        db[j] = total


@jit_sums
def gather(X, chosen, A):
    """A = X[chosen], with the last sample repeated in the padding    (B, n) from (N, n) and up to B row numbers"""
    count = chosen.size
    if not COMPILED:
        A[:count] = X[chosen]
        A[count:] = A[count - 1]
        return
    for i in range(X.shape[1]):
        for k in range(count):
            A[k, i] = X[chosen[k], i]
        for k in range(count, A.shape[0]):
            A[k, i] = A[count - 1, i]


@jit_sums
def square_sum(x):
    """Σ x²    of (n,)"""
    if not COMPILED:
        return np.sum(x**2)
    total = 0.0
    for i in range(x.size):
        total += x[i] * x[i]
    return total


@jit
def add_scaled(x, s, f, y):
    """y = x + s f    (n,)"""
    if not COMPILED:
        y[:] = x + s * f
        return
    for i in range(y.size):
        y[i] = x[i] + s * f[i]


@jit
def scaled(s, x, y):
    """y = s x    (n,)"""
    if not COMPILED:
        y[:] = s * x
        return
    for i in range(y.size):
        y[i] = s * x[i]


@jit
def weighted_sum(s, x, t, y, out):
    """out = s x + t y    (n,)"""
    if not COMPILED:
        out[:] = s * x + t * y
        return
    for i in range(out.size):
        out[i] = s * x[i] + t * y[i]
