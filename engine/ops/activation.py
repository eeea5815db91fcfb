"""Activation op: A = f(Z), element by element."""

from engine.compiled.buffers import vector
from engine.compiled.jit import jit
from engine.ops.activations import ACTIVATIONS, apply, pull_back
from engine.ops.op import Op, Pieces, Row
from engine.ops.row import CODE, INPUT, N_IN, N_OUT, OUTPUT


@jit
def forward(row, parameters, values, batch):
    """A = f(Z)    (B, n), as flat vectors (B n,)."""
    size = row[N_OUT] * batch
    Z, A = vector(values, row[INPUT] * batch, size), vector(values, row[OUTPUT] * batch, size)
    apply(row[CODE], Z, A)


@jit
def backward(row, parameters, gradients, values, adjoints, batch):
    """dZ = dA * f′(Z)    (B, n), as flat vectors (B n,)."""
    size = row[N_OUT] * batch
    Z, A = vector(values, row[INPUT] * batch, size), vector(values, row[OUTPUT] * batch, size)
    dZ, dA = vector(adjoints, row[INPUT] * batch, size), vector(adjoints, row[OUTPUT] * batch, size)
    pull_back(row[CODE], Z, A, dA, dZ)


def _pieces(row: Row) -> Pieces | None:
    piece = list(ACTIVATIONS.values())[row[CODE]].piece
    return None if piece is None else Pieces(piece, (row[INPUT],), row[N_IN])


def _numpy(row: Row, f: str) -> list[str]:
    return ["z = a", f"a = {f}"]


ACTIVATION = Op("activation", forward, backward, pieces=_pieces, numpy=_numpy)
