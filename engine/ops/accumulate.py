"""Products that add to what is there, for ops that use their parameters again at every step. As `linear_algebra`."""

import numpy as np

from engine.jit import COMPILED, add_dot, jit_sums
from engine.ops.linear_algebra import BLAS_FROM


@jit_sums
def add_times(A, W, Z):
    """Z += A W    (B, n_out) += (B, n_in) @ (n_in, n_out)"""
    (batch, n_in), n_out = A.shape, W.shape[1]
    if batch * n_in * n_out >= BLAS_FROM:
        add_dot(W.T, A.T, Z.T)
        return
    for j in range(n_out):
        for i in range(n_in):
            for k in range(batch):
                Z[k, j] += W[i, j] * A[k, i]


@jit_sums
def add_times_transposed(dZ, W, dA):
    """dA += dZ Wᵀ    (B, n_in) += (B, n_out) @ (n_out, n_in)"""
    (batch, n_out), n_in = dZ.shape, W.shape[0]
    if batch * n_in * n_out >= BLAS_FROM:
        add_dot(W, dZ.T, dA.T)
        return
    for i in range(n_in):
        for j in range(n_out):
            for k in range(batch):
                dA[k, i] += W[i, j] * dZ[k, j]


@jit_sums
def add_transposed_times(A, dZ, dW):
    """dW += Aᵀ dZ    (n_in, n_out) += (n_in, B) @ (B, n_out)"""
    (batch, n_in), n_out = A.shape, dZ.shape[1]
    if batch * n_in * n_out >= BLAS_FROM:
        add_dot(A.T, dZ, dW)
        return
    for i in range(n_in):
        for j in range(n_out):
            total = 0.0
            for k in range(batch):
                total += A[k, i] * dZ[k, j]
            dW[i, j] += total


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
