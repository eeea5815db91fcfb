"""Layer norm op: each sample normalized to mean 0 and variance 1 over its units, then Y = X̂ ∘ g + b.

WORK holds X̂ (B, n), the means (B,) and the reciprocal deviations r (B,); the adjoints of the last two are scratch.

Source: Ba, Kiros & Hinton 2016, "Layer normalization", eq. 4.
"""

from engine.compiled.buffers import columns, vector
from engine.compiled.jit import COMPILED, jit, jit_sums
from engine.ops.norm import EPSILON, gains_and_biases, reciprocal_deviation, scale_and_shift, scale_and_shift_adjoints
from engine.ops.op import Op, Row
from engine.ops.row import INPUT, N_IN, OUTPUT, PARAMETERS, WORK


@jit_sums
def normalize(X, mean, r, H):
    """mean = X.mean(1),  r = 1 / √(X.var(1) + ε),  H = (X - mean) ∘ r    (B, n)"""
    if not COMPILED:
        mean[:], r[:] = X.mean(axis=1), reciprocal_deviation(X.var(axis=1))
        H[:] = (X - mean[:, None]) * r[:, None]
        return
    batch, n = X.shape
    for k in range(batch):
        mean[k] = 0.0
        r[k] = 0.0
    for j in range(n):
        for k in range(batch):
            mean[k] += X[k, j] / n
    for j in range(n):
        for k in range(batch):
            r[k] += (X[k, j] - mean[k]) * (X[k, j] - mean[k]) / n
    for k in range(batch):
        r[k] = reciprocal_deviation(r[k])
    for j in range(n):
        for k in range(batch):
            H[k, j] = (X[k, j] - mean[k]) * r[k]


@jit_sums
def normalize_adjoint(dY, g, H, r, total, product, dX):
    """∂L/∂X; `total` and `product` (B,) are scratch."""
    # forward: H = (X - mean) ∘ r, with mean and r of X, and dH = dY ∘ g, so
    # dX = r ∘ (dH - mean of dH - H ∘ mean of dH ∘ H), means over the units of a sample  # (B, n)
    batch, n = dY.shape
    if not COMPILED:
        dH = dY * g
        total[:], product[:] = dH.mean(axis=1), (dH * H).mean(axis=1)
        dX[:] = (dH - total[:, None] - H * product[:, None]) * r[:, None]
        return
    for k in range(batch):
        total[k] = 0.0
        product[k] = 0.0
    for j in range(n):
        for k in range(batch):
            total[k] += dY[k, j] * g[j] / n
            product[k] += dY[k, j] * g[j] * H[k, j] / n
    for j in range(n):
        for k in range(batch):
            dX[k, j] = (dY[k, j] * g[j] - total[k] - H[k, j] * product[k]) * r[k]


@jit
def forward(row, parameters, values, batch):
    """Y from X, g and b."""
    n, p, work = row[N_IN], row[PARAMETERS], row[WORK]
    X, H = columns(values, row[INPUT] * batch, batch, n), columns(values, work * batch, batch, n)
    mean, r = vector(values, (work + n) * batch, batch), vector(values, (work + n + 1) * batch, batch)
    normalize(X, mean, r, H)
    Y = columns(values, row[OUTPUT] * batch, batch, n)
    scale_and_shift(H, vector(parameters, p, n), vector(parameters, p + n, n), Y)


@jit
def backward(row, parameters, gradients, values, adjoints, batch):
    """∂L/∂g, ∂L/∂b and ∂L/∂X from ∂L/∂Y."""
    n, p, work = row[N_IN], row[PARAMETERS], row[WORK]
    H, r = columns(values, work * batch, batch, n), vector(values, (work + n + 1) * batch, batch)
    dY, dX = columns(adjoints, row[OUTPUT] * batch, batch, n), columns(adjoints, row[INPUT] * batch, batch, n)
    scale_and_shift_adjoints(dY, H, vector(gradients, p, n), vector(gradients, p + n, n))
    total, product = vector(adjoints, (work + n) * batch, batch), vector(adjoints, (work + n + 1) * batch, batch)
    normalize_adjoint(dY, vector(parameters, p, n), H, r, total, product, dX)


def _numpy(row: Row, f: str, g: str, b: str) -> list[str]:
    return [
        "a = a - a.mean(axis=1, keepdims=True)",
        f"a = a / np.sqrt((a**2).mean(axis=1, keepdims=True) + {EPSILON}) * {g} + {b}",
    ]


LAYER_NORM = Op("layer_norm", forward, backward, gains_and_biases, numpy=_numpy)
