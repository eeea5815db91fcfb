"""Fork op: Y = X[:, columns], the copy of a slot for one of its readers. Each reader has a row.

The adjoint of a value with several readers is the sum of the readers' adjoints (the multivariable chain rule). With a copy
for each, every slot has one reader, and only forks sum.
"""

from engine.compiled.buffers import copy, vector
from engine.compiled.jit import jit, lift
from engine.ops.op import Op
from engine.ops.row import CODE, INPUT, N_IN, N_OUT, OUTPUT, SECOND

LAST = 1
"""Code of the last fork of X on the tape, the first in the backward pass."""

plus = lift(lambda x, y: x + y)


@jit
def forward(row, parameters, values, batch):
    """Y = X[:, columns]    (B, n_out), as flat vectors (B n_out,)."""
    size = row[N_OUT] * batch
    copy(vector(values, row[SECOND] * batch, size), vector(values, row[OUTPUT] * batch, size))


@jit
def backward(row, parameters, gradients, values, adjoints, batch):
    """dX from all readers: the last fork on the tape writes it, the others add to it."""
    size = row[N_OUT] * batch
    dX, dY = vector(adjoints, row[SECOND] * batch, size), vector(adjoints, row[OUTPUT] * batch, size)
    # forward: Y_r = X[:, columns_r] for each reader r, so dX = Σ_r dY_r, each in its columns
    if row[CODE] != LAST:
        plus(dX, dY, dX)
    elif row[N_OUT] == row[N_IN]:
        copy(dY, dX)
    else:
        for i in range(row[INPUT] * batch, (row[INPUT] + row[N_IN]) * batch):
            adjoints[i] = 0.0
        copy(dY, dX)


FORK = Op("fork", forward, backward)
