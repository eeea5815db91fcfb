"""Simple recurrent op: H_t = f(X_t W + H_{t-1} R + b), H_{-1} = 0.

Source: Elman 1990, "Finding structure in time"; backpropagation through time as in Werbos 1990, "Backpropagation through
time: what it does and how to do it".
"""

from engine.compiled.buffers import vector
from engine.compiled.jit import jit
from engine.ops.accumulate import (
    add_sum_rows,
    add_times,
    add_times_transposed,
    add_transposed_times,
    zero,
)
from engine.ops.activations import ACTIVATIONS, apply, pull_back
from engine.ops.linear_algebra import affine, times_transposed
from engine.ops.op import Op, Pieces, Row
from engine.ops.row import CODE, FIRST, GATES, INPUT, INPUT_SLOT, N_IN, N_OUT, OUTPUT, PARAMETERS, STEPS
from engine.ops.sequence import (
    flat_step,
    numpy_of_recurrent,
    only_the_last_is_read,
    reaches_back,
    recurrent_blocks,
    recurrent_parameters,
    step,
)


@jit
def forward(row, parameters, values, batch):
    """Every step's Z and H from X, W, R and b."""
    n_in, n = row[N_IN], row[N_OUT]
    W, R, b = recurrent_blocks(row, parameters, 1)
    for t in range(row[FIRST], row[STEPS]):
        X, Z = step(values, row[INPUT], t, n_in, batch), step(values, row[GATES], t, n, batch)
        affine(X, W, b, Z)  # Z = X @ W + b  # (B, n) = (B, n_in) @ (n_in, n) + (n,)
        if t > 0:
            H_before = step(values, row[OUTPUT], t - 1, n, batch)
            add_times(H_before, R, Z)  # Z += H_before @ R  # (B, n) += (B, n) @ (n, n)
        apply(row[CODE], flat_step(values, row[GATES], t, n, batch), flat_step(values, row[OUTPUT], t, n, batch))


@jit
def backward(row, parameters, gradients, values, adjoints, batch):
    """∂L/∂ W, R, b and X from ∂L/∂H, from the last step to the first."""
    n_in, n = row[N_IN], row[N_OUT]
    W, R, _ = recurrent_blocks(row, parameters, 1)
    dW, dR, db = recurrent_blocks(row, gradients, 1)
    zero(vector(gradients, row[PARAMETERS], (n_in + n + 1) * n))
    only_the_last_is_read(row, adjoints, batch)
    for t in range(row[STEPS] - 1, -1, -1):
        # forward: H = f(Z), so dZ = dH * f′(Z)
        pull_back(
            row[CODE],
            flat_step(values, row[GATES], t, n, batch),
            flat_step(values, row[OUTPUT], t, n, batch),
            flat_step(adjoints, row[OUTPUT], t, n, batch),
            flat_step(adjoints, row[GATES], t, n, batch),
        )
        # forward: Z = X @ W + H_before @ R + b, so
        X, dZ = step(values, row[INPUT], t, n_in, batch), step(adjoints, row[GATES], t, n, batch)
        add_transposed_times(X, dZ, dW)  # dW += X.T @ dZ  # (n_in, n) += (n_in, B) @ (B, n)
        add_sum_rows(dZ, db)  # db += dZ.sum(0)  # (n,)
        if t > 0:
            H_before = step(values, row[OUTPUT], t - 1, n, batch)
            add_transposed_times(H_before, dZ, dR)  # dR += H_before.T @ dZ  # (n, n) += (n, B) @ (B, n)
        if reaches_back(row, t):
            dH_before = step(adjoints, row[OUTPUT], t - 1, n, batch)
            add_times_transposed(dZ, R, dH_before)  # dH_before += dZ @ R.T  # (B, n) += (B, n) @ (n, n)
        if row[INPUT] != INPUT_SLOT:
            dX = step(adjoints, row[INPUT], t, n_in, batch)
            times_transposed(dZ, W, dX)  # dX = dZ @ W.T  # (B, n_in) = (B, n) @ (n, n_in)


def _pieces(row: Row) -> Pieces | None:
    piece = list(ACTIVATIONS.values())[row[CODE]].piece
    return None if piece is None else Pieces(piece, (row[GATES],), row[STEPS] * row[N_OUT])


def _numpy(row: Row, f: str, W: str, R: str, b: str) -> list[str]:
    return numpy_of_recurrent(row, [f"z = s[:, t] @ {W} + h @ {R} + {b}", f"h = {f}"])


RNN = Op("rnn", forward, backward, recurrent_parameters(1), _pieces, _numpy, gates=("z",))
