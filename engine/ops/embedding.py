"""Embedding op: a whole number picks a row of W, z = W[x]. Other numbers are rounded down and limited to the table.

Source: Bengio et al. 2003, "A neural probabilistic language model".
"""

from engine.compiled.buffers import rows, vector
from engine.compiled.jit import jit
from engine.ops.accumulate import zero
from engine.ops.op import Op, Parameter, Row
from engine.ops.row import INPUT, N_IN, N_OUT, OUTPUT, PARAMETERS, STEPS
from engine.ops.sequence import step


@jit
def chosen(x, vocabulary):
    """The row of the table that x picks, never one outside; NaN picks the first."""
    return int(min(max(x, 0.0), vocabulary - 1.0)) if x == x else 0


@jit
def forward(row, parameters, values, batch):
    """Z_t = W[x_t] of each of the STEPS columns x_t    (B, n_out) from (B,) and (N_IN, n_out)"""
    vocabulary, n = row[N_IN], row[N_OUT]
    W = rows(parameters, row[PARAMETERS], vocabulary, n)
    for t in range(row[STEPS]):
        x, Z = vector(values, (row[INPUT] + t) * batch, batch), step(values, row[OUTPUT], t, n, batch)
        for k in range(batch):
            i = chosen(x[k], vocabulary)
            for j in range(n):
                Z[k, j] = W[i, j]


@jit
def backward(row, parameters, gradients, values, adjoints, batch):
    """∂L/∂W from ∂L/∂Z; the input, a whole number, has no derivative."""
    vocabulary, n = row[N_IN], row[N_OUT]
    dW = rows(gradients, row[PARAMETERS], vocabulary, n)
    zero(vector(gradients, row[PARAMETERS], vocabulary * n))
    for t in range(row[STEPS]):
        x, dZ = vector(values, (row[INPUT] + t) * batch, batch), step(adjoints, row[OUTPUT], t, n, batch)
        for k in range(batch):
            i = chosen(x[k], vocabulary)
            for j in range(n):
                dW[i, j] += dZ[k, j]  # forward: Z[k] = W[i], so dW[i] += dZ[k]


def _parameters(n_in: int, n_out: int) -> tuple[Parameter, ...]:
    return (Parameter("weights", (n_in, n_out), "W"),)


def _numpy(row: Row, f: str, W: str) -> list[str]:
    return [f"a = {W}[a.astype(int)].reshape(len(a), -1)"]


EMBEDDING = Op("embedding", forward, backward, _parameters, numpy=_numpy)
