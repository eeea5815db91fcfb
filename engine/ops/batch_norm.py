"""Batch norm op: each unit normalized to mean 0 and variance 1 over the samples of the batch, then Y = X̂ ∘ g + b.

In training it uses the statistics of the batch and moves the running statistics towards them by the share NUMBER;
otherwise it uses the running statistics. These follow g and b in the parameters and have no gradient. SECOND is a slot
with 1 for the samples of the batch and 0 for its padding, which is left out of the statistics. WORK holds X̂ (B, n) and
the reciprocal deviations r (n,).

Source: Ioffe & Szegedy 2015, "Batch normalization", algorithms 1 and 2. The running variance is unbiased, as in PyTorch; a
single sample does not change it.
"""

import numpy as np

from engine.compiled.buffers import columns, vector
from engine.compiled.jit import COMPILED, jit, jit_sums
from engine.compiled.scalar_functions import float_of
from engine.ops.norm import EPSILON, gains_and_biases, reciprocal_deviation, scale_and_shift, scale_and_shift_adjoints
from engine.ops.op import Op, Parameter, Row
from engine.ops.row import CODE, INPUT, N_IN, NUMBER, OUTPUT, PARAMETERS, SECOND, TRAINING, WORK


@jit_sums
def mean_and_variance(x, is_sample, count):
    """Mean and variance of x (B,) over the `count` samples for which `is_sample` is 1."""
    if not COMPILED:
        mean = np.sum(is_sample * x) / count
        return mean, np.sum(is_sample * (x - mean) ** 2) / count
    total, squares = 0.0, 0.0
    for k in range(x.size):
        total += is_sample[k] * x[k]
    mean = total / count
    for k in range(x.size):
        squares += is_sample[k] * (x[k] - mean) * (x[k] - mean)
    return mean, squares / count


@jit
def normalize(x, mean, r, h):
    """h = (x - mean) r    (B,)"""
    if not COMPILED:
        h[:] = (x - mean) * r
        return
    for k in range(x.size):
        h[k] = (x[k] - mean) * r


@jit
def normalize_adjoint(dy, scale, h, is_sample, mean_dy, mean_dyh, dx):
    """∂L/∂x of one unit over the batch, (B,)."""
    # forward: h = (x - mean) r, with mean and r of x, and dh = g dy, so
    # dx = r (dh - mean of dh - h · mean of dh ∘ h) = g r (dy - mean of dy - h · mean of dy ∘ h), 0 for the padding
    if not COMPILED:
        dx[:] = is_sample * scale * (dy - mean_dy - h * mean_dyh)
        return
    for k in range(dx.size):
        dx[k] = is_sample[k] * scale * (dy[k] - mean_dy - h[k] * mean_dyh)


@jit
def forward(row, parameters, values, batch):
    """Y from X, g and b, unit by unit."""
    n, p, work, share = row[N_IN], row[PARAMETERS], row[WORK], float_of(row[NUMBER])
    running_mean, running_variance = vector(parameters, p + 2 * n, n), vector(parameters, p + 3 * n, n)
    r, is_sample = vector(values, (work + n) * batch, n), vector(values, row[SECOND] * batch, batch)
    count = np.sum(is_sample)
    for j in range(n):
        x, h = vector(values, (row[INPUT] + j) * batch, batch), vector(values, (work + j) * batch, batch)
        mean, variance = running_mean[j], running_variance[j]
        if row[CODE] == TRAINING:
            mean, variance = mean_and_variance(x, is_sample, count)
            running_mean[j] += share * (mean - running_mean[j])
            if count > 1.0:
                running_variance[j] += share * (variance * (count / (count - 1.0)) - running_variance[j])
        r[j] = reciprocal_deviation(variance)
        normalize(x, mean, r[j], h)
    H, Y = columns(values, work * batch, batch, n), columns(values, row[OUTPUT] * batch, batch, n)
    scale_and_shift(H, vector(parameters, p, n), vector(parameters, p + n, n), Y)


@jit
def backward(row, parameters, gradients, values, adjoints, batch):
    """∂L/∂g, ∂L/∂b and ∂L/∂X from ∂L/∂Y."""
    n, p, work = row[N_IN], row[PARAMETERS], row[WORK]
    H, dY = columns(values, work * batch, batch, n), columns(adjoints, row[OUTPUT] * batch, batch, n)
    g, dg, db = vector(parameters, p, n), vector(gradients, p, n), vector(gradients, p + n, n)
    scale_and_shift_adjoints(dY, H, dg, db)
    r, is_sample = vector(values, (work + n) * batch, n), vector(values, row[SECOND] * batch, batch)
    count = np.sum(is_sample)
    for j in range(n):
        h, dy = vector(values, (work + j) * batch, batch), vector(adjoints, (row[OUTPUT] + j) * batch, batch)
        dx = vector(adjoints, (row[INPUT] + j) * batch, batch)
        if row[CODE] == TRAINING:
            normalize_adjoint(dy, g[j] * r[j], h, is_sample, db[j] / count, dg[j] / count, dx)
        else:
            normalize(dy, 0.0, g[j] * r[j], dx)  # forward: h = (x - mean) r, with fixed mean and r, so dx = g r dy


def _parameters(n_in: int, n_out: int) -> tuple[Parameter, ...]:
    mean = Parameter("running_mean", (n_in,), "mean", running=True)
    variance = Parameter("running_variance", (n_in,), "variance", running=True, initial=1.0)
    return *gains_and_biases(n_in, n_out), mean, variance


def _numpy(row: Row, f: str, g: str, b: str, mean: str, variance: str) -> list[str]:
    return [f"a = (a - {mean}) / np.sqrt({variance} + {EPSILON}) * {g} + {b}"]


BATCH_NORM = Op("batch_norm", forward, backward, _parameters, numpy=_numpy, trains_differently=True)
