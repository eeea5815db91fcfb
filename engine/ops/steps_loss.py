"""Steps loss op: ℓ = mean over the steps of loss(Y_t, T_t), one number per sample."""

from engine.compiled.buffers import elements, vector
from engine.compiled.jit import jit
from engine.ops.loss import LOSS
from engine.ops.losses import loss_backward, loss_forward
from engine.ops.op import Op
from engine.ops.row import CODE, INPUT, LOSS_VALUES, N_IN, OUTPUT, STEPS, TARGET
from engine.ops.sequence import step


@jit
def forward(row, parameters, values, batch):
    """The losses (B,), those of each step ℓ_t (B,), and the predictions A_t as in `engine.ops.loss`."""
    steps = row[STEPS]
    k = row[N_IN] // steps
    losses, work = (
        vector(values, row[LOSS_VALUES] * batch, batch),
        vector(values, (row[LOSS_VALUES] + 1) * batch, batch),
    )
    losses[:] = 0.0
    for t in range(steps):
        Y, T = step(values, row[INPUT], t, k, batch), step(values, row[TARGET], t, k, batch)
        A, of_step = step(values, row[OUTPUT], t, k, batch), vector(values, (row[LOSS_VALUES] + 2 + t) * batch, batch)
        loss_forward(row[CODE], Y, T, A, of_step, work)
        for n in elements(batch):
            losses[n] += of_step[n] / steps  # ℓ = Σ_t ℓ_t / T


@jit
def backward(row, parameters, gradients, values, adjoints, batch):
    """∂L/∂Y_t from ∂L/∂ℓ."""
    steps = row[STEPS]
    k = row[N_IN] // steps
    dlosses = vector(adjoints, row[LOSS_VALUES] * batch, batch)
    for t in range(steps):
        Y, T = step(values, row[INPUT], t, k, batch), step(values, row[TARGET], t, k, batch)
        A, dY = step(values, row[OUTPUT], t, k, batch), step(adjoints, row[INPUT], t, k, batch)
        dof_step = vector(adjoints, (row[LOSS_VALUES] + 2 + t) * batch, batch)
        for n in elements(batch):
            dof_step[n] = dlosses[n] / steps  # forward: ℓ = Σ_t ℓ_t / T, so dℓ_t = dℓ / T
        loss_backward(row[CODE], dof_step, Y, T, A, dY)


STEPS_LOSS = Op("steps_loss", forward, backward, pieces=LOSS.pieces)
