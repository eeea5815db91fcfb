"""Products that add to their output, for ops that use the same parameters at every step; see `linear_algebra`."""

import numpy as np

from engine.compiled import simd_products
from engine.compiled.blas import add_dot
from engine.compiled.jit import COMPILED, jit_sums
from engine.ops.linear_algebra import is_small


@jit_sums
def add_times(A, W, Z):
    """Z += A W    (B, n_out) += (B, n_in) @ (n_in, n_out)"""
    if is_small(A, W.shape[1]):
        simd_products.add_times(A, W, Z)
    else:
        add_dot(W.T, A.T, Z.T)


@jit_sums
def add_times_transposed(dZ, W, dA):
    """dA += dZ Wᵀ    (B, n_in) += (B, n_out) @ (n_out, n_in)"""
    if is_small(dZ, W.shape[0]):
        simd_products.add_times(dZ, W.T, dA)
    else:
        add_dot(W, dZ.T, dA.T)


@jit_sums
def add_transposed_times(A, dZ, dW):
    """dW += Aᵀ dZ    (n_in, n_out) += (n_in, B) @ (B, n_out)"""
    if is_small(A, dZ.shape[1]):
        simd_products.add_transposed_times(A, dZ, dW)
    else:
        add_dot(A.T, dZ, dW)


@jit_sums
def add_sum_rows(dZ, db):
    """db += Σ over the batch of dZ    (n,) += (B, n) summed over B"""
    if not COMPILED:
        db += dZ.sum(axis=0)
        return
    for j in range(db.size):
        total = 0.0
        for k in range(dZ.shape[0]):
            total += dZ[k, j]
        db[j] += total


@jit_sums
def zero(x):
    """x = 0    (n,)"""
    x[:] = np.float64(0.0)
