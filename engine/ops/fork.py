"""Fork: what one of several readers gets of a slot X, Y = X[:, its columns]. A row for each reader.

A value that is used twice has the sum of what its uses ask for as its adjoint (the chain rule of several variables).
Each reader gets a copy, so that every slot keeps one reader, and the fork alone sums.
"""

from engine.compiled.buffers import copy, vector
from engine.compiled.jit import jit, lift
from engine.ops.op import Op
from engine.ops.row import CODE, INPUT, N_IN, N_OUT, OUTPUT, SECOND

LAST = 1
"""Code of the fork of X that stands last on the tape, and is met first on the way back."""

plus = lift(lambda x, y: x + y)


@jit
def forward(row, parameters, values, batch):
    """Y = X[:, columns]    (B, n_out), as the flat (B n_out,) it is in memory."""
    size = row[N_OUT] * batch
    copy(vector(values, row[SECOND] * batch, size), vector(values, row[OUTPUT] * batch, size))


@jit
def backward(row, parameters, gradients, values, adjoints, batch):
    """dX from all readers: the first that is met writes it, the others add."""
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
