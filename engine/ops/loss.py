"""Loss: ℓ = loss(Y, T), one number a sample; the last op of a tape, and where backward begins."""

from engine.compiled.jit import columns, jit, vector
from engine.ops.losses import backward as loss_backward
from engine.ops.losses import forward as loss_forward
from engine.ops.row import CODE, INPUT, LOSSES, N_IN, OUTPUT, TARGET


@jit
def forward(row, parameters, values, batch):
    """The losses (B,), and the prediction A where the loss is taken from a pre-activation."""
    k = row[N_IN]
    Y, T = columns(values, row[INPUT] * batch, batch, k), columns(values, row[TARGET] * batch, batch, k)
    A = columns(values, row[OUTPUT] * batch, batch, k)
    losses, work = vector(values, row[LOSSES] * batch, batch), vector(values, (row[LOSSES] + 1) * batch, batch)
    loss_forward(row[CODE], Y, T, A, losses, work)


@jit
def backward(row, parameters, gradients, values, adjoints, batch):
    """∂L/∂Y from ∂L/∂ℓ."""
    k = row[N_IN]
    Y, T = columns(values, row[INPUT] * batch, batch, k), columns(values, row[TARGET] * batch, batch, k)
    A, dY = columns(values, row[OUTPUT] * batch, batch, k), columns(adjoints, row[INPUT] * batch, batch, k)
    loss_backward(row[CODE], vector(adjoints, row[LOSSES] * batch, batch), Y, T, A, dY)
