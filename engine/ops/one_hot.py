"""One-hot op: a whole number x becomes the unit vector with 1 in column x."""

from engine.compiled.buffers import vector
from engine.compiled.jit import jit
from engine.ops.accumulate import zero
from engine.ops.embedding import chosen
from engine.ops.op import Op, Row
from engine.ops.row import INPUT, N_OUT, OUTPUT, STEPS
from engine.ops.sequence import flat_step, step


@jit
def forward(row, parameters, values, batch):
    """Z_t[k] = e_x, the unit vector of x = x_t[k], for each of the STEPS columns    (B, n_out) from (B,)"""
    n = row[N_OUT]
    for t in range(row[STEPS]):
        x, Z = vector(values, (row[INPUT] + t) * batch, batch), step(values, row[OUTPUT], t, n, batch)
        zero(flat_step(values, row[OUTPUT], t, n, batch))
        for k in range(batch):
            Z[k, chosen(x[k], n)] = 1.0


@jit
def backward(row, parameters, gradients, values, adjoints, batch):
    """Compute nothing: there are no parameters, and a whole number has no derivative."""


def _numpy(row: Row, f: str) -> list[str]:
    return [f"a = np.eye({row[N_OUT]})[a.astype(int)].reshape(len(a), -1)"]


ONE_HOT = Op("one_hot", forward, backward, numpy=_numpy)
