"""Add op: Y = X + s F, the end of a residual block with skip X and branch F.

Source: He, Zhang, Ren & Sun 2016, "Identity mappings in deep residual networks", eq. 1.
"""

from engine.compiled.buffers import copy, vector
from engine.compiled.jit import jit
from engine.compiled.scalar_functions import float_of
from engine.ops.linear_algebra import add_scaled, scaled
from engine.ops.op import Op
from engine.ops.row import INPUT, N_OUT, NUMBER, OUTPUT, SECOND


@jit
def forward(row, parameters, values, batch):
    """Y = X + s F    (B, n), as flat vectors (B n,)."""
    size, s = row[N_OUT] * batch, float_of(row[NUMBER])
    X, F = vector(values, row[INPUT] * batch, size), vector(values, row[SECOND] * batch, size)
    add_scaled(X, s, F, vector(values, row[OUTPUT] * batch, size))


@jit
def backward(row, parameters, gradients, values, adjoints, batch):
    """dX and dF from dY."""
    size, s = row[N_OUT] * batch, float_of(row[NUMBER])
    dX, dF = vector(adjoints, row[INPUT] * batch, size), vector(adjoints, row[SECOND] * batch, size)
    dY = vector(adjoints, row[OUTPUT] * batch, size)
    # forward: Y = X + s F, so
    copy(dY, dX)  # dX = dY
    scaled(s, dY, dF)  # dF = s dY


ADD = Op("add", forward, backward)
