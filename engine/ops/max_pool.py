"""Max pooling op: the largest pixel of every SIZE × SIZE window, channel by channel. Windows do not overlap.

Pixels at the right and bottom that fill no window are ignored. WORK holds the index of the largest pixel, row by row within
the window; of equal pixels the first, as in PyTorch.
"""

from engine.compiled.buffers import elements, vector
from engine.compiled.jit import jit
from engine.compiled.scalar_functions import where
from engine.ops.accumulate import zero
from engine.ops.op import Op, Pieces, Row
from engine.ops.row import CHANNELS, HEIGHT, INPUT, N_OUT, OUTPUT, SIZE, WIDTH, WORK


@jit
def pixel_of(row, y, x, place, channel):
    """The column of a channel of the pixel at `place` in the window (y, x), counted from the image's first."""
    line, across = y * row[SIZE] + place // row[SIZE], x * row[SIZE] + place % row[SIZE]
    return (line * row[WIDTH] + across) * row[CHANNELS] + channel


@jit
def forward(row, parameters, values, batch):
    """Z = max A over each window    (B, ⌊H / SIZE⌋ ⌊W / SIZE⌋ C) from (B, H W C)"""
    out = 0
    for y in range(row[HEIGHT] // row[SIZE]):
        for x in range(row[WIDTH] // row[SIZE]):
            for c in range(row[CHANNELS]):
                Z = vector(values, (row[OUTPUT] + out) * batch, batch)
                place_of = vector(values, (row[WORK] + out) * batch, batch)
                for place in range(row[SIZE] * row[SIZE]):
                    A = vector(values, (row[INPUT] + pixel_of(row, y, x, place, c)) * batch, batch)
                    if place == 0:
                        for k in elements(batch):
                            Z[k] = A[k]
                        zero(place_of)
                        continue
                    for k in elements(batch):
                        # not A <= Z, so that a NaN is taken and stays
                        place_of[k] = where(A[k] <= Z[k], place_of[k], where(Z[k] == Z[k], 1.0 * place, place_of[k]))
                    for k in elements(batch):
                        Z[k] = where(place_of[k] == place, A[k], Z[k])
                out += 1


@jit
def backward(row, parameters, gradients, values, adjoints, batch):
    """∂L/∂A: ∂L/∂Z at the largest pixel of a window, 0 at the others."""
    zero(vector(adjoints, row[INPUT] * batch, row[HEIGHT] * row[WIDTH] * row[CHANNELS] * batch))
    out = 0
    for y in range(row[HEIGHT] // row[SIZE]):
        for x in range(row[WIDTH] // row[SIZE]):
            for c in range(row[CHANNELS]):
                dZ = vector(adjoints, (row[OUTPUT] + out) * batch, batch)
                place_of = vector(values, (row[WORK] + out) * batch, batch)
                for place in range(row[SIZE] * row[SIZE]):
                    dA = vector(adjoints, (row[INPUT] + pixel_of(row, y, x, place, c)) * batch, batch)
                    for k in elements(batch):
                        dA[k] = where(place_of[k] == place, dZ[k], 0.0)  # forward: Z = A[the largest]
                out += 1


def _pieces(row: Row) -> Pieces:
    return Pieces(lambda chosen: chosen.copy(), (row[WORK],), row[N_OUT])


def _numpy(row: Row, f: str) -> list[str]:
    size, channels = row[SIZE], row[CHANNELS]
    height, width = row[HEIGHT] // size, row[WIDTH] // size
    return [
        f"p = a.reshape(len(a), *({row[HEIGHT]}, {row[WIDTH]}, {channels}))[:, : {height * size}, : {width * size}]",
        f"p = p.reshape(len(a), {height}, {size}, {width}, {size}, {channels})",
        "a = p.max(axis=(2, 4)).reshape(len(a), -1)",
    ]


MAX_POOL = Op("max_pool", forward, backward, pieces=_pieces, numpy=_numpy)
