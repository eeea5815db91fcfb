"""Loss op: ℓ = loss(Y, T), one number per sample; the last op of a tape."""

from engine.compiled.buffers import columns, vector
from engine.compiled.jit import jit
from engine.ops.losses import LOSSES, loss_backward, loss_forward
from engine.ops.op import Op, Pieces, Row
from engine.ops.row import CODE, INPUT, LOSS_VALUES, N_IN, OUTPUT, TARGET


@jit
def forward(row, parameters, values, batch):
    """The losses (B,), and the prediction A if the loss is computed from a pre-activation."""
    k = row[N_IN]
    Y, T = columns(values, row[INPUT] * batch, batch, k), columns(values, row[TARGET] * batch, batch, k)
    A = columns(values, row[OUTPUT] * batch, batch, k)
    losses, work = (
        vector(values, row[LOSS_VALUES] * batch, batch),
        vector(values, (row[LOSS_VALUES] + 1) * batch, batch),
    )
    loss_forward(row[CODE], Y, T, A, losses, work)


@jit
def backward(row, parameters, gradients, values, adjoints, batch):
    """∂L/∂Y from ∂L/∂ℓ."""
    k = row[N_IN]
    Y, T = columns(values, row[INPUT] * batch, batch, k), columns(values, row[TARGET] * batch, batch, k)
    A, dY = columns(values, row[OUTPUT] * batch, batch, k), columns(adjoints, row[INPUT] * batch, batch, k)
    loss_backward(row[CODE], vector(adjoints, row[LOSS_VALUES] * batch, batch), Y, T, A, dY)


def pieces(row: Row) -> Pieces | None:
    """Kinks of the loss of a row, also of one that is a mean over steps."""
    piece = list(LOSSES.values())[row[CODE]].piece
    return None if piece is None else Pieces(piece, (row[INPUT], row[TARGET]), row[N_IN])


LOSS = Op("loss", forward, backward, pieces=pieces)
