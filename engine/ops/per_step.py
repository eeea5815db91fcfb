"""Per-step op: Z_t = A_t W + b at every step of a sequence or every place of an image, with the same W and b."""

from engine.compiled.buffers import rows, vector
from engine.compiled.jit import jit
from engine.ops.accumulate import add_sum_rows, add_transposed_times, zero
from engine.ops.dense import DENSE
from engine.ops.linear_algebra import affine, times_transposed
from engine.ops.op import Op, Row
from engine.ops.row import INPUT, INPUT_SLOT, N_IN, N_OUT, OUTPUT, PARAMETERS, STEPS
from engine.ops.sequence import step


@jit
def forward(row, parameters, values, batch):
    """Z from A, W and b."""
    n_in, n_out, p = row[N_IN], row[N_OUT], row[PARAMETERS]
    W, b = rows(parameters, p, n_in, n_out), vector(parameters, p + n_in * n_out, n_out)
    for t in range(row[STEPS]):
        A, Z = step(values, row[INPUT], t, n_in, batch), step(values, row[OUTPUT], t, n_out, batch)
        affine(A, W, b, Z)  # Z = A @ W + b  # (B, n_out) = (B, n_in) @ (n_in, n_out) + (n_out,)


@jit
def backward(row, parameters, gradients, values, adjoints, batch):
    """∂L/∂W, ∂L/∂b and ∂L/∂A from ∂L/∂Z."""
    n_in, n_out, p = row[N_IN], row[N_OUT], row[PARAMETERS]
    W = rows(parameters, p, n_in, n_out)
    dW, db = rows(gradients, p, n_in, n_out), vector(gradients, p + n_in * n_out, n_out)
    zero(vector(gradients, p, (n_in + 1) * n_out))
    # forward: Z_t = A_t @ W + b at every t, so the gradients of W and b are sums over t
    for t in range(row[STEPS]):
        A, dZ = step(values, row[INPUT], t, n_in, batch), step(adjoints, row[OUTPUT], t, n_out, batch)
        add_transposed_times(A, dZ, dW)  # dW += A.T @ dZ  # (n_in, n_out) += (n_in, B) @ (B, n_out)
        add_sum_rows(dZ, db)  # db += dZ.sum(0)  # (n_out,)
        if row[INPUT] != INPUT_SLOT:
            dA = step(adjoints, row[INPUT], t, n_in, batch)
            times_transposed(dZ, W, dA)  # dA = dZ @ W.T  # (B, n_in) = (B, n_out) @ (n_out, n_in)


def _numpy(row: Row, f: str, W: str, b: str) -> list[str]:
    return [f"z = a.reshape(-1, {row[N_IN]}) @ {W} + {b}  # every step a row", f"a = ({f}).reshape(len(a), -1)"]


PER_STEP = Op("per_step", forward, backward, DENSE.parameters, numpy=_numpy)
