"""GRU op: gates r and z, a candidate n, and a state h between the previous state and the candidate.

    r, z = σ(x W + b + h₋ R),  n = tanh(x W + b + r (h₋ R + q)),  h = (1 - z) n + z h₋,  initially h₋ = 0

GATES holds r, z and n, and its adjoint those of their pre-activations; INNER holds S = h₋ R, with q added to its last
third. Gates are in the columns of W, R and b in the order r z n; PyTorch splits the biases of r and z in two.

Source: Cho et al. 2014, "Learning phrase representations using RNN encoder-decoder", with the reset after the recurrent
product, as in PyTorch and cuDNN, hence a separate bias q (n,).
"""

from engine.compiled.buffers import columns, elements, vector
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
from engine.ops.op import Op, Parameter, Row
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
def thirds(buffer, slot, t, n, batch):
    """The thirds of step t of a sequence with 3n columns per step, each a flat vector (n B,)."""
    start, size = (slot + 3 * t * n) * batch, n * batch
    return vector(buffer, start, size), vector(buffer, start + size, size), vector(buffer, start + 2 * size, size)


@jit
def forward(row, parameters, values, batch):
    """Every step's gates and H from X, W, R, b and q."""
    n_in, n = row[N_IN], row[N_OUT]
    W, R, b = recurrent_blocks(row, parameters, 3)
    q = vector(parameters, row[PARAMETERS] + (n_in + n + 1) * 3 * n, n)
    for t in range(row[FIRST], row[STEPS]):
        X, Z = step(values, row[INPUT], t, n_in, batch), step(values, row[GATES], t, 3 * n, batch)
        affine(X, W, b, Z)  # Z = X @ W + b  # (B, 3n) = (B, n_in) @ (n_in, 3n) + (3n,)
        zero(flat_step(values, row[INNER], t, 3 * n, batch))
        if t > 0:
            H_before, S = step(values, row[OUTPUT], t - 1, n, batch), step(values, row[INNER], t, 3 * n, batch)
            add_times(H_before, R, S)  # S = H_before @ R  # (B, 3n) = (B, n) @ (n, 3n)
        _gates_forward(row, q, values, t, batch)


@jit
def _gates_forward(row, q, values, t, batch):
    """The gates and H of step t, from S, q, and Z = X W + b in the slot of the gates."""
    n = row[N_OUT]
    r, z, candidate = thirds(values, row[GATES], t, n, batch)
    s_r, s_z, s_n = thirds(values, row[INNER], t, n, batch)
    H = flat_step(values, row[OUTPUT], t, n, batch)
    for k in elements(n * batch):
        r[k] = logistic(r[k] + s_r[k])
    for k in elements(n * batch):
        z[k] = logistic(z[k] + s_z[k])
    for j in range(n):
        of_unit = vector(s_n, j * batch, batch)
        for k in elements(batch):
            of_unit[k] += q[j]
    for k in elements(n * batch):
        candidate[k] = tanh(candidate[k] + r[k] * s_n[k])
    if t > 0:
        H_before = flat_step(values, row[OUTPUT], t - 1, n, batch)
        for k in elements(n * batch):
            H[k] = (1.0 - z[k]) * candidate[k] + z[k] * H_before[k]
    else:
        for k in elements(n * batch):
            H[k] = (1.0 - z[k]) * candidate[k]


@jit
def backward(row, parameters, gradients, values, adjoints, batch):
    """∂L/∂ W, R, b, q and X from ∂L/∂H, from the last step to the first."""
    n_in, n, p = row[N_IN], row[N_OUT], row[PARAMETERS]
    W, R, _ = recurrent_blocks(row, parameters, 3)
    dW, dR, db = recurrent_blocks(row, gradients, 3)
    dq = vector(gradients, p + (n_in + n + 1) * 3 * n, n)
    zero(vector(gradients, p, (n_in + n + 1) * 3 * n + n))
    only_the_last_is_read(row, adjoints, batch)
    for t in range(row[STEPS] - 1, -1, -1):
        _gates_backward(row, values, adjoints, t, batch)
        # forward: Z = X @ W + b and S = H_before @ R, with q added to the last third of S, so
        X, dZ = step(values, row[INPUT], t, n_in, batch), step(adjoints, row[GATES], t, 3 * n, batch)
        dS = step(adjoints, row[INNER], t, 3 * n, batch)
        add_transposed_times(X, dZ, dW)  # dW += X.T @ dZ  # (n_in, 3n) += (n_in, B) @ (B, 3n)
        add_sum_rows(dZ, db)  # db += dZ.sum(0)  # (3n,)
        add_sum_rows(columns(adjoints, (row[INNER] + (3 * t + 2) * n) * batch, batch, n), dq)  # dq += dS[:, 2n:].sum(0)
        if t > 0:
            H_before = step(values, row[OUTPUT], t - 1, n, batch)
            add_transposed_times(H_before, dS, dR)  # dR += H_before.T @ dS  # (n, 3n) += (n, B) @ (B, 3n)
        if reaches_back(row, t):
            dH_before = step(adjoints, row[OUTPUT], t - 1, n, batch)
            add_times_transposed(dS, R, dH_before)  # dH_before += dS @ R.T  # (B, n) += (B, 3n) @ (3n, n)
        if row[INPUT] != INPUT_SLOT:
            dX = step(adjoints, row[INPUT], t, n_in, batch)
            times_transposed(dZ, W, dX)  # dX = dZ @ W.T  # (B, n_in) = (B, 3n) @ (3n, n_in)


@jit
def _gates_backward(row, values, adjoints, t, batch):
    """∂L/∂Z and ∂L/∂S of step t, and the part of ∂L/∂H of the previous step that does not pass S, from ∂L/∂H."""
    n = row[N_OUT]
    r, z, candidate = thirds(values, row[GATES], t, n, batch)
    dr, dz, dn = thirds(adjoints, row[GATES], t, n, batch)
    _, _, s_n = thirds(values, row[INNER], t, n, batch)
    ds_r, ds_z, ds_n = thirds(adjoints, row[INNER], t, n, batch)
    dH = flat_step(adjoints, row[OUTPUT], t, n, batch)
    # forward: H = (1 - z) * n + z * H_before, so dn = dH * (1 - z) and dz = dH * (H_before - n); tanh′ = 1 - tanh²
    for k in elements(n * batch):
        dn[k] = dH[k] * (1.0 - z[k]) * (1.0 - candidate[k] * candidate[k])
    if t > 0:
        H_before = flat_step(values, row[OUTPUT], t - 1, n, batch)
        for k in elements(n * batch):
            dz[k] = dH[k] * (H_before[k] - candidate[k]) * z[k] * (1.0 - z[k])
    else:
        for k in elements(n * batch):
            dz[k] = -dH[k] * candidate[k] * z[k] * (1.0 - z[k])
    # forward: n = tanh(z_n + r * s_n), so ds_n = dz_n * r and dr = dz_n * s_n; σ′ = σ (1 - σ)
    for k in elements(n * batch):
        dr[k] = dn[k] * s_n[k] * r[k] * (1.0 - r[k])
    for k in elements(n * batch):
        ds_n[k] = dn[k] * r[k]
    # forward: r = σ(z_r + s_r) and z = σ(z_z + s_z), so both parts have the same adjoint
    for k in elements(n * batch):
        ds_r[k] = dr[k]
    for k in elements(n * batch):
        ds_z[k] = dz[k]
    if reaches_back(row, t):
        dH_before = flat_step(adjoints, row[OUTPUT], t - 1, n, batch)
        for k in elements(n * batch):
            dH_before[k] += dH[k] * z[k]


def _parameters(n_in: int, n_out: int) -> tuple[Parameter, ...]:
    return *recurrent_parameters(3)(n_in, n_out), Parameter("recurrent_biases", (n_out,), "q")


def _numpy(row: Row, f: str, W: str, R: str, b: str, q: str) -> list[str]:
    step = [
        f"u, v = np.split(s[:, t] @ {W} + {b}, 3, axis=1), np.split(h @ {R}, 3, axis=1)",
        "r, z = sigmoid(u[0] + v[0]), sigmoid(u[1] + v[1])",
        f"h = (1 - z) * np.tanh(u[2] + r * (v[2] + {q})) + z * h",
    ]
    return numpy_of_recurrent(row, step)


GRU = Op("gru", forward, backward, _parameters, numpy=_numpy, gates=("r", "z", "n"), inner=("s_r", "s_z", "s_n"))
