"""The few products and sums every op is made of. Matrix products are made by `lanes` where they are small, and by BLAS
where they are not.

Batches are (B, n) with each column contiguous (see `tape`), so a product's transpose, which is contiguous by rows, is
what BLAS is asked for: Z = A W is computed as Zᵀ = Wᵀ Aᵀ, without a copy.
"""

import numpy as np

from engine.compiled import simd_products
from engine.compiled.blas import dot
from engine.compiled.buffers import LANES, rows, vector
from engine.compiled.jit import COMPILED, jit, jit_sums

BLAS_FROM = 1 << 18
"""Multiply-adds from which BLAS, which goes through the cache block by block, is the faster one."""


@jit
def is_small(A, n_out):
    """Whether the product of A (B, n_in) and a matrix (n_in, n_out) is one for `lanes`, which needs whole vectors."""
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
    """A = X[chosen], the last sample repeated in the padding    (B, n) from (N, n) and up to B row numbers"""
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


ORTHOGONALISATION = (3.4445, -4.7750, 2.0315)
"""a, b, c of the iteration X ← a X + (b X Xᵀ + c (X Xᵀ)²) X, which takes singular values near 1 as fast as it can."""


@jit
def orthogonalise(work, height, width):
    """X ← nearly U Vᵀ of X = U S Vᵀ, by five steps of Newton-Schulz    (height, width)

    X lies row by row at the beginning of `work`, which holds 2 (height · width + min(height, width)²) numbers. The
    singular values end between some 0.7 and 1.2. Source: Jordan et al. 2024, "Muon".
    """
    size, m = height * width, min(height, width)
    x, y = vector(work, 0, size), vector(work, size, size)
    X, Y = rows(work, 0, height, width), rows(work, size, height, width)
    A, B = rows(work, 2 * size, m, m), rows(work, 2 * size + m * m, m, m)
    flat_a, flat_b = vector(work, 2 * size, m * m), vector(work, 2 * size + m * m, m * m)
    a, b, c = ORTHOGONALISATION
    scaled(1.0 / max(np.sqrt(square_sum(x)), 1e-7), x, x)
    for _ in range(5):
        if height > width:
            dot(X.T, X, A)
        else:
            dot(X, X.T, A)
        dot(A, A, B)
        weighted_sum(b, flat_a, c, flat_b, flat_b)  # B = b A + c A²
        if height > width:
            dot(X, B, Y)
        else:
            dot(B, X, Y)
        weighted_sum(a, x, 1.0, y, x)  # X = a X + B X, or of a tall one a X + X B
