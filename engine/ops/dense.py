"""Dense op: Z = A W + b."""

from engine.compiled.buffers import columns, rows, vector
from engine.compiled.jit import jit
from engine.ops.linear_algebra import affine, sum_rows, times_transposed, transposed_times
from engine.ops.op import Op, Parameter, Row
from engine.ops.row import INPUT, INPUT_SLOT, N_IN, N_OUT, OUTPUT, PARAMETERS


@jit
def forward(row, parameters, values, batch):
    """Z from A, W and b."""
    n_in, n_out, p = row[N_IN], row[N_OUT], row[PARAMETERS]
    A = columns(values, row[INPUT] * batch, batch, n_in)
    W, b = rows(parameters, p, n_in, n_out), vector(parameters, p + n_in * n_out, n_out)
    Z = columns(values, row[OUTPUT] * batch, batch, n_out)
    affine(A, W, b, Z)  # Z = A @ W + b  # (B, n_out) = (B, n_in) @ (n_in, n_out) + (n_out,)


@jit
def backward(row, parameters, gradients, values, adjoints, batch):
    """∂L/∂W, ∂L/∂b and ∂L/∂A from ∂L/∂Z."""
    n_in, n_out, p = row[N_IN], row[N_OUT], row[PARAMETERS]
    A, W = columns(values, row[INPUT] * batch, batch, n_in), rows(parameters, p, n_in, n_out)
    dZ, dA = columns(adjoints, row[OUTPUT] * batch, batch, n_out), columns(adjoints, row[INPUT] * batch, batch, n_in)
    dW, db = rows(gradients, p, n_in, n_out), vector(gradients, p + n_in * n_out, n_out)
    # forward: Z = A @ W + b, so
    transposed_times(A, dZ, dW)  # dW = A.T @ dZ  # (n_in, n_out) = (n_in, B) @ (B, n_out)
    sum_rows(dZ, db)  # db = dZ.sum(0)  # (n_out,)
    if row[INPUT] != INPUT_SLOT:
        times_transposed(dZ, W, dA)  # dA = dZ @ W.T  # (B, n_in) = (B, n_out) @ (n_out, n_in)


def _parameters(n_in: int, n_out: int) -> tuple[Parameter, ...]:
    return Parameter("weights", (n_in, n_out), "W"), Parameter("biases", (n_out,), "b")


def _numpy(row: Row, f: str, W: str, b: str) -> list[str]:
    return [f"z = a @ {W} + {b}", f"a = {f}"]


DENSE = Op("dense", forward, backward, _parameters, numpy=_numpy)
