"""Concat op: Y = [X₁ X₂ …], slots side by side. Each part has a row, which copies it."""

from engine.compiled.buffers import copy, vector
from engine.compiled.jit import jit
from engine.ops.op import Op
from engine.ops.row import INPUT, N_IN, OUTPUT


@jit
def forward(row, parameters, values, batch):
    """Y[:, place] = X    (B, n_in), as flat vectors (B n_in,)."""
    size = row[N_IN] * batch
    copy(vector(values, row[INPUT] * batch, size), vector(values, row[OUTPUT] * batch, size))


@jit
def backward(row, parameters, gradients, values, adjoints, batch):
    """dX = dY[:, place]."""
    size = row[N_IN] * batch
    # forward: Y[:, place] = X, so dX = dY[:, place]
    copy(vector(adjoints, row[OUTPUT] * batch, size), vector(adjoints, row[INPUT] * batch, size))


CONCAT = Op("concat", forward, backward)
