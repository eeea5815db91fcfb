"""Sequences: a slot of T · n columns holds T blocks (B, n), one per step, in order."""

from collections.abc import Callable

from engine.compiled.buffers import columns, rows, vector
from engine.compiled.jit import jit, jit_view
from engine.ops.accumulate import zero
from engine.ops.op import Parameter, Row
from engine.ops.row import N_IN, N_OUT, OUTPUT, PARAMETERS, STEPS, TRUNCATE, WHOLE


@jit_view
def step(buffer, slot, t, n, batch):
    """Step t of the sequence in `slot`, with n columns per step    (B, n)"""
    return columns(buffer, (slot + t * n) * batch, batch, n)


@jit_view
def flat_step(buffer, slot, t, n, batch):
    """Step t of the sequence in `slot` as a flat vector, unit by unit    (n B,)"""
    return vector(buffer, (slot + t * n) * batch, n * batch)


@jit
def recurrent_blocks(row, flat, gates):
    """W, R and b of a recurrent op with this number of gates: (n_in, gates n), (n, gates n) and (gates n,)."""
    n_in, n, p = row[N_IN], row[N_OUT], row[PARAMETERS]
    after_w, after_r = p + n_in * gates * n, p + (n_in + n) * gates * n
    return rows(flat, p, n_in, gates * n), rows(flat, after_w, n, gates * n), vector(flat, after_r, gates * n)


@jit
def reaches_back(row, t):
    """True if the gradient flows from step t to the step before.

    It does not at the first step and at the borders of the windows of truncated backpropagation, which are counted back
    from the last step. Source: Williams & Peng 1990, "An efficient gradient-based algorithm for on-line training of recurrent network trajectories".
    """
    return t > 0 and (row[STEPS] - t) % row[TRUNCATE] != 0


@jit
def only_the_last_is_read(row, adjoints, batch):
    """Set the adjoints of all states but the last to 0 if only the last is read: no row has written them."""
    if not row[WHOLE]:
        zero(vector(adjoints, row[OUTPUT] * batch, (row[STEPS] - 1) * row[N_OUT] * batch))


def recurrent_parameters(gates: int) -> Callable[[int, int], tuple[Parameter, ...]]:
    """Parameters W, R and b of a recurrent op with this number of gates, side by side in the columns of each block."""

    def parameters(n_in: int, n_out: int) -> tuple[Parameter, ...]:
        width = gates * n_out
        return (
            Parameter("weights", (n_in, width), "W"),
            Parameter("recurrent", (n_out, width), "R"),
            Parameter("biases", (width,), "b"),
        )

    return parameters


def numpy_of_recurrent(row: Row, step: list[str], memory: str = "h") -> list[str]:
    """NumPy text of a recurrent op. The lines `step` compute a state `h` from the inputs `s[:, t]` and the `h` before.

    `memory` names the variables that are 0 before the first step: "h = c" if there are cells, too.
    """
    return [
        f"s = a.reshape(len(a), -1, {row[N_IN]})  # (rows, steps, inputs)",
        f"{memory} = np.zeros((len(a), {row[N_OUT]}))",
        "states = []",
        "for t in range(s.shape[1]):",
        *(f"    {line}" for line in step),
        "    states.append(h)",
        "a = np.concatenate(states, axis=1)" if row[WHOLE] else "a = h",
    ]
