"""Concat: Y = [X₁ X₂ …], several slots side by side. A row for each part, which it puts in its place."""

from engine.compiled.buffers import copy, vector
from engine.compiled.jit import jit
from engine.ops.op import Op
from engine.ops.row import INPUT, N_IN, OUTPUT


@jit
def forward(row, parameters, values, batch):
    """Y[:, place] = X    (B, n_in), as the flat (B n_in,) it is in memory."""
    size = row[N_IN] * batch
    copy(vector(values, row[INPUT] * batch, size), vector(values, row[OUTPUT] * batch, size))


@jit
def backward(row, parameters, gradients, values, adjoints, batch):
    """dX = dY[:, place]."""
    size = row[N_IN] * batch
    # forward: Y[:, place] = X, so dX = dY[:, place]
    copy(vector(adjoints, row[OUTPUT] * batch, size), vector(adjoints, row[INPUT] * batch, size))


CONCAT = Op("concat", forward, backward)
