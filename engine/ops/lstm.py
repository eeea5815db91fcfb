"""LSTM op: gates i, f, g and o, a cell c, and a state h, which is the output.

    i, f, o = σ(x W + h₋ R + b),  g = tanh(x W + h₋ R + b),  c = f c₋ + i g,  h = o tanh c,  initially h₋ = c₋ = 0

GATES holds the four gates, and its adjoint those of their pre-activations; INNER holds the cells. Gates are in the columns
of W, R and b in the order i f g o, as in PyTorch, which splits b in two.

Source: Hochreiter & Schmidhuber 1997, "Long short-term memory"; forget gate by Gers, Schmidhuber & Cummins 2000,
"Learning to forget".
"""

from engine.compiled.buffers import elements, vector
from engine.compiled.jit import jit
from engine.compiled.scalar_functions import tanh
from engine.ops.accumulate import (
    add_sum_rows,
    add_times,
    add_times_transposed,
    add_transposed_times,
    zero,
)
from engine.ops.activations import logistic
from engine.ops.linear_algebra import affine, times_transposed
from engine.ops.op import Op, Row
from engine.ops.row import FIRST, GATES, INNER, INPUT, INPUT_SLOT, N_IN, N_OUT, OUTPUT, PARAMETERS, STEPS
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
def gates_of_step(buffer, slot, t, n, batch):
    """I, F, G and O of step t, each a flat vector (n B,)."""
    start, size = (slot + 4 * t * n) * batch, n * batch
    return (
        vector(buffer, start, size),
        vector(buffer, start + size, size),
        vector(buffer, start + 2 * size, size),
        vector(buffer, start + 3 * size, size),
    )


@jit
def forward(row, parameters, values, batch):
    """Every step's gates, C and H from X, W, R and b."""
    n_in, n = row[N_IN], row[N_OUT]
    W, R, b = recurrent_blocks(row, parameters, 4)
    for t in range(row[FIRST], row[STEPS]):
        X, Z = step(values, row[INPUT], t, n_in, batch), step(values, row[GATES], t, 4 * n, batch)
        affine(X, W, b, Z)  # Z = X @ W + b  # (B, 4n) = (B, n_in) @ (n_in, 4n) + (4n,)
        if t > 0:
            H_before = step(values, row[OUTPUT], t - 1, n, batch)
            add_times(H_before, R, Z)  # Z += H_before @ R  # (B, 4n) += (B, n) @ (n, 4n)
        I, F, G, O = gates_of_step(values, row[GATES], t, n, batch)  # noqa: E741
        C, H = flat_step(values, row[INNER], t, n, batch), flat_step(values, row[OUTPUT], t, n, batch)
        for k in elements(n * batch):
            I[k] = logistic(I[k])
        for k in elements(n * batch):
            F[k] = logistic(F[k])
        for k in elements(n * batch):
            G[k] = tanh(G[k])
        for k in elements(n * batch):
            O[k] = logistic(O[k])
        if t > 0:
            C_before = flat_step(values, row[INNER], t - 1, n, batch)
            for k in elements(n * batch):
                C[k] = F[k] * C_before[k] + I[k] * G[k]
        else:
            for k in elements(n * batch):
                C[k] = I[k] * G[k]
        for k in elements(n * batch):
            H[k] = O[k] * tanh(C[k])


@jit
def backward(row, parameters, gradients, values, adjoints, batch):
    """∂L/∂ W, R, b and X from ∂L/∂H, from the last step to the first."""
    n_in, n = row[N_IN], row[N_OUT]
    W, R, _ = recurrent_blocks(row, parameters, 4)
    dW, dR, db = recurrent_blocks(row, gradients, 4)
    zero(vector(gradients, row[PARAMETERS], (n_in + n + 1) * 4 * n))
    only_the_last_is_read(row, adjoints, batch)
    zero(flat_step(adjoints, row[INNER], row[STEPS] - 1, n, batch))
    for t in range(row[STEPS] - 1, -1, -1):
        _gates_backward(row, values, adjoints, t, batch)
        # forward: Z = X @ W + H_before @ R + b, so
        X, dZ = step(values, row[INPUT], t, n_in, batch), step(adjoints, row[GATES], t, 4 * n, batch)
        add_transposed_times(X, dZ, dW)  # dW += X.T @ dZ  # (n_in, 4n) += (n_in, B) @ (B, 4n)
        add_sum_rows(dZ, db)  # db += dZ.sum(0)  # (4n,)
        if t > 0:
            H_before = step(values, row[OUTPUT], t - 1, n, batch)
            add_transposed_times(H_before, dZ, dR)  # dR += H_before.T @ dZ  # (n, 4n) += (n, B) @ (B, 4n)
        if reaches_back(row, t):
            dH_before = step(adjoints, row[OUTPUT], t - 1, n, batch)
            add_times_transposed(dZ, R, dH_before)  # dH_before += dZ @ R.T  # (B, n) += (B, 4n) @ (4n, n)
        if row[INPUT] != INPUT_SLOT:
            dX = step(adjoints, row[INPUT], t, n_in, batch)
            times_transposed(dZ, W, dX)  # dX = dZ @ W.T  # (B, n_in) = (B, 4n) @ (4n, n_in)


@jit
def _gates_backward(row, values, adjoints, t, batch):
    """Adjoints of the gates' pre-activations of step t, and ∂L/∂C of the previous step, from ∂L/∂H and ∂L/∂C."""
    n = row[N_OUT]
    I, F, G, O = gates_of_step(values, row[GATES], t, n, batch)  # noqa: E741
    dI, dF, dG, dO = gates_of_step(adjoints, row[GATES], t, n, batch)
    C, dC = flat_step(values, row[INNER], t, n, batch), flat_step(adjoints, row[INNER], t, n, batch)
    dH = flat_step(adjoints, row[OUTPUT], t, n, batch)
    # forward: H = O * tanh(C), so dO = dH * tanh(C) and dC += dH * O * (1 - tanh(C)²); σ′ = σ (1 - σ), tanh′ = 1 - tanh²
    for k in elements(n * batch):
        squashed = tanh(C[k])
        dO[k] = dH[k] * squashed * O[k] * (1.0 - O[k])
        dC[k] += dH[k] * O[k] * (1.0 - squashed * squashed)
    # forward: C = F * C_before + I * G, so dI = dC * G, dG = dC * I, dF = dC * C_before and dC_before = dC * F
    for k in elements(n * batch):
        dI[k] = dC[k] * G[k] * I[k] * (1.0 - I[k])
    for k in elements(n * batch):
        dG[k] = dC[k] * I[k] * (1.0 - G[k] * G[k])
    if t == 0:
        zero(dF)
        return
    C_before, dC_before = (
        flat_step(values, row[INNER], t - 1, n, batch),
        flat_step(adjoints, row[INNER], t - 1, n, batch),
    )
    for k in elements(n * batch):
        dF[k] = dC[k] * C_before[k] * F[k] * (1.0 - F[k])
    if reaches_back(row, t):
        for k in elements(n * batch):
            dC_before[k] = dC[k] * F[k]
    else:
        zero(dC_before)


def _numpy(row: Row, f: str, W: str, R: str, b: str) -> list[str]:
    step = [
        f"i, f, g, o = np.split(s[:, t] @ {W} + h @ {R} + {b}, 4, axis=1)",
        "c = sigmoid(f) * c + sigmoid(i) * np.tanh(g)",
        "h = sigmoid(o) * np.tanh(c)",
    ]
    return numpy_of_recurrent(row, step, memory="h = c")


LSTM = Op("lstm", forward, backward, recurrent_parameters(4), numpy=_numpy, gates=("i", "f", "g", "o"), inner=("c",))
