"""Dropout op: in training Y = X ∘ M, with M 0 for dropped units and 1 / (1 - rate) for kept ones; otherwise Y = X.

Masks M are drawn into WORK before the pass, so that the pass is a fixed function. A mask depends only on the run's key,
the number of the step, the row and the position: a restored or replayed run drops the same units, without a generator
state to save.

Source: Srivastava, Hinton, Krizhevsky, Sutskever & Salakhutdinov 2014, scaled in training ("inverted"). The random numbers
are those of SplitMix64 (Steele, Lea & Flood 2014, fig. 16), by index instead of by state.
"""

import numpy as np

from engine.compiled.buffers import copy, vector
from engine.compiled.jit import COMPILED, jit, lift
from engine.compiled.scalar_functions import where
from engine.ops.op import Op
from engine.ops.row import CODE, INPUT, N_OUT, OUTPUT, TRAINING, WORK

GOLDEN = np.uint64(0x9E3779B97F4A7C15)
FIRST, SECOND_FACTOR = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
S30, S27, S31, S11 = np.uint64(30), np.uint64(27), np.uint64(31), np.uint64(11)
ONE = np.uint64(1)
UNIT = 2.0**-53

times = lift(lambda x, y: x * y)


@jit
def mix(z):
    """Mix the bits of z, so that the results for adjacent numbers are unrelated."""
    z = (z ^ (z >> S30)) * FIRST
    z = (z ^ (z >> S27)) * SECOND_FACTOR
    return z ^ (z >> S31)


@jit
def key_of(key, number):
    """A key derived from `key` for each `number`."""
    return mix(key + GOLDEN * (np.uint64(number) + ONE))


@jit
def uniform(key, i):
    """The i-th number of a key, in [0, 1)."""
    return (mix(key + GOLDEN * (i + ONE)) >> S11) * UNIT


@jit
def draw(key, rate, mask):
    """mask = 0 with probability `rate`, otherwise 1 / (1 - rate)    (n,)"""
    kept = 1.0 / (1.0 - rate)
    if not COMPILED:
        mask[:] = where(uniform(key, np.arange(mask.size, dtype=np.uint64)) < rate, 0.0, kept)
        return
    for i in range(mask.size):
        mask[i] = 0.0 if uniform(key, np.uint64(i)) < rate else kept


@jit
def forward(row, parameters, values, batch):
    """Y = X ∘ M    (B, n), as flat vectors (B n,)."""
    size = row[N_OUT] * batch
    X, Y = vector(values, row[INPUT] * batch, size), vector(values, row[OUTPUT] * batch, size)
    if row[CODE] == TRAINING:
        times(X, vector(values, row[WORK] * batch, size), Y)
    else:
        copy(X, Y)


@jit
def backward(row, parameters, gradients, values, adjoints, batch):
    """dX from dY."""
    size = row[N_OUT] * batch
    dX, dY = vector(adjoints, row[INPUT] * batch, size), vector(adjoints, row[OUTPUT] * batch, size)
    if row[CODE] == TRAINING:
        times(dY, vector(values, row[WORK] * batch, size), dX)  # forward: Y = X ∘ M, so dX = dY ∘ M
    else:
        copy(dY, dX)


DROPOUT = Op("dropout", forward, backward, trains_differently=True)
