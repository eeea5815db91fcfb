"""Product op: Z_t = A_t W, a dense layer without biases, at every step of a sequence (STEPS is 1 for one vector)."""

from engine.compiled.buffers import rows, vector
from engine.compiled.jit import jit
from engine.ops.accumulate import add_times, add_transposed_times, zero
from engine.ops.linear_algebra import times_transposed
from engine.ops.op import Op, Parameter, Row
from engine.ops.row import INPUT, INPUT_SLOT, N_IN, N_OUT, OUTPUT, PARAMETERS, STEPS, WHOLE
from engine.ops.sequence import step


@jit
def forward(row, parameters, values, batch):
    """Z from A and W."""
    n_in, n_out = row[N_IN], row[N_OUT]
    W = rows(parameters, row[PARAMETERS], n_in, n_out)
    zero(vector(values, row[OUTPUT] * batch, row[STEPS] * n_out * batch))
    for t in range(row[STEPS]):
        A, Z = step(values, row[INPUT], t, n_in, batch), step(values, row[OUTPUT], t, n_out, batch)
        add_times(A, W, Z)  # Z = A @ W  # (B, n_out) = (B, n_in) @ (n_in, n_out)


@jit
def backward(row, parameters, gradients, values, adjoints, batch):
    """∂L/∂W and ∂L/∂A from ∂L/∂Z."""
    n_in, n_out, p = row[N_IN], row[N_OUT], row[PARAMETERS]
    W, dW = rows(parameters, p, n_in, n_out), rows(gradients, p, n_in, n_out)
    zero(vector(gradients, p, n_in * n_out))
    # forward: Z_t = A_t @ W at every t, so the gradient of W is a sum over t
    for t in range(row[STEPS]):
        A, dZ = step(values, row[INPUT], t, n_in, batch), step(adjoints, row[OUTPUT], t, n_out, batch)
        add_transposed_times(A, dZ, dW)  # dW += A.T @ dZ  # (n_in, n_out) += (n_in, B) @ (B, n_out)
        if row[INPUT] != INPUT_SLOT:
            dA = step(adjoints, row[INPUT], t, n_in, batch)
            times_transposed(dZ, W, dA)  # dA = dZ @ W.T  # (B, n_in) = (B, n_out) @ (n_out, n_in)


def _parameters(n_in: int, n_out: int) -> tuple[Parameter, ...]:
    return (Parameter("weights", (n_in, n_out), "W"),)


def _numpy(row: Row, f: str, W: str) -> list[str]:
    if row[WHOLE]:
        return [f"z = a.reshape(-1, {row[N_IN]}) @ {W}  # every step a row", f"a = ({f}).reshape(len(a), -1)"]
    return [f"z = a @ {W}", f"a = {f}"]


PRODUCT = Op("product", forward, backward, _parameters, numpy=_numpy)
