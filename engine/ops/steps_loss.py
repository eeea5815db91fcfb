"""Loss of a sequence of outputs: ℓ = the mean over the steps of loss(Y_t, T_t), one number a sample."""

from engine.compiled.jit import elements, jit, vector
from engine.ops.losses import backward as loss_backward
from engine.ops.losses import forward as loss_forward
from engine.ops.row import CODE, INPUT, LOSSES, N_IN, OUTPUT, STEPS, TARGET
from engine.ops.sequence import step


@jit
def forward(row, parameters, values, batch):
    """The losses (B,), those of each step ℓ_t (B,), and the predictions A_t as `ops.loss` has them."""
    steps = row[STEPS]
    k = row[N_IN] // steps
    losses, work = vector(values, row[LOSSES] * batch, batch), vector(values, (row[LOSSES] + 1) * batch, batch)
    losses[:] = 0.0
    for t in range(steps):
        Y, T = step(values, row[INPUT], t, k, batch), step(values, row[TARGET], t, k, batch)
        A, of_step = step(values, row[OUTPUT], t, k, batch), vector(values, (row[LOSSES] + 2 + t) * batch, batch)
        loss_forward(row[CODE], Y, T, A, of_step, work)
        for n in elements(batch):
            losses[n] += of_step[n] / steps  # ℓ = Σ_t ℓ_t / T


@jit
def backward(row, parameters, gradients, values, adjoints, batch):
    """∂L/∂Y_t from ∂L/∂ℓ."""
    steps = row[STEPS]
    k = row[N_IN] // steps
    dlosses = vector(adjoints, row[LOSSES] * batch, batch)
    for t in range(steps):
        Y, T = step(values, row[INPUT], t, k, batch), step(values, row[TARGET], t, k, batch)
        A, dY = step(values, row[OUTPUT], t, k, batch), step(adjoints, row[INPUT], t, k, batch)
        dof_step = vector(adjoints, (row[LOSSES] + 2 + t) * batch, batch)
        for n in elements(batch):
            dof_step[n] = dlosses[n] / steps  # forward: ℓ = Σ_t ℓ_t / T, so dℓ_t = dℓ / T
        loss_backward(row[CODE], dof_step, Y, T, A, dY)
