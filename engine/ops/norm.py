"""The common part of the norms: Y = X̂ ∘ g + b, from normalized values X̂, gains g and biases b."""

import numpy as np

from engine.compiled.jit import COMPILED, jit, jit_sums
from engine.ops.op import Parameter

EPSILON = 1e-5
"""Added to a variance before its root is taken, so that it is never 0; PyTorch's default."""


@jit
def reciprocal_deviation(variance):
    """1 / √(variance + ε); NaN if the variance overflowed, rather than 0, which would hide the overflow."""
    return 1.0 / np.sqrt(variance + EPSILON) + 0.0 * variance


@jit_sums
def scale_and_shift(H, g, b, Y):
    """Y = H ∘ g + b    (B, n)"""
    if not COMPILED:
        Y[:] = H * g + b
        return
    for j in range(g.size):
        for k in range(H.shape[0]):
            Y[k, j] = H[k, j] * g[j] + b[j]


@jit_sums
def scale_and_shift_adjoints(dY, H, dg, db):
    """∂L/∂g and ∂L/∂b."""
    # forward: Y = H ∘ g + b, so dg = Σ over the batch of dY ∘ H, and db = Σ over the batch of dY  # (n,)
    if not COMPILED:
        dg[:], db[:] = (dY * H).sum(axis=0), dY.sum(axis=0)
        return
    for j in range(dg.size):
        for_gain, for_bias = 0.0, 0.0
        for k in range(H.shape[0]):
            for_gain += dY[k, j] * H[k, j]
            for_bias += dY[k, j]
        dg[j], db[j] = for_gain, for_bias


def gains_and_biases(n_in: int, n_out: int) -> tuple[Parameter, ...]:
    """Parameters g and b, one each for a unit; initially the identity."""
    return Parameter("gains", (n_in,), "g", initial=1.0), Parameter("biases", (n_in,), "b")
