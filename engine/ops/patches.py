"""Patches op: the pixels that a filter covers at each of its places, one block of columns per place.

A convolution is patches followed by a dense layer with the same weights at every position (`per_step`): "im2col", Chellapilla, Puri &
Simard 2006, "High performance convolutional neural networks for document processing". An image of H × W × C is
H · W · C columns, row by row, the channels of a pixel together; a place of the filter is SIZE rows of SIZE pixels.
PADDING is the number of zeros around the image, both sides together.
"""

from engine.compiled.buffers import copy, elements, vector
from engine.compiled.jit import jit
from engine.ops.accumulate import zero
from engine.ops.op import Op, Row
from engine.ops.row import CHANNELS, HEIGHT, INPUT, INPUT_SLOT, OUTPUT, PADDING, SIZE, WIDTH


@jit
def places(length, size, padding):
    """Number of places of a filter of `size` along a side of `length`, with `padding` zeros in all beyond its ends."""
    return length + padding - size + 1


@jit
def overlap(row, y, x):
    """(row, column) of the filter's first pixel at place (y, x), its first column inside the image, and columns inside."""
    before = row[PADDING] // 2
    line, left = y - before, x - before
    first = max(left, 0)
    return line, left, first, min(left + row[SIZE], row[WIDTH]) - first


@jit
def forward(row, parameters, values, batch):
    """P, each place's pixels    (B, places · SIZE² C) from (B, H W C)"""
    size, channels = row[SIZE], row[CHANNELS]
    line_of_patch = size * channels * batch
    start = row[OUTPUT] * batch
    for y in range(places(row[HEIGHT], size, row[PADDING])):
        for x in range(places(row[WIDTH], size, row[PADDING])):
            line, left, first, inside = overlap(row, y, x)
            n = inside * channels * batch
            for dy in range(size):
                P = vector(values, start + (first - left) * channels * batch, n)
                if inside < size or line + dy < 0 or line + dy >= row[HEIGHT]:
                    zero(vector(values, start, line_of_patch))
                if 0 <= line + dy < row[HEIGHT]:
                    pixel = (line + dy) * row[WIDTH] + first
                    copy(vector(values, (row[INPUT] + pixel * channels) * batch, n), P)
                start += line_of_patch


@jit
def backward(row, parameters, gradients, values, adjoints, batch):
    """∂L/∂A: the sum of ∂L/∂P over the places that contain a pixel    (B, H W C) from (B, places · SIZE² C)"""
    if row[INPUT] == INPUT_SLOT:
        return
    size, channels = row[SIZE], row[CHANNELS]
    line_of_patch = size * channels * batch
    start = row[OUTPUT] * batch
    zero(vector(adjoints, row[INPUT] * batch, row[HEIGHT] * row[WIDTH] * channels * batch))
    for y in range(places(row[HEIGHT], size, row[PADDING])):
        for x in range(places(row[WIDTH], size, row[PADDING])):
            line, left, first, inside = overlap(row, y, x)
            n = inside * channels * batch
            for dy in range(size):
                if 0 <= line + dy < row[HEIGHT]:
                    pixel = (line + dy) * row[WIDTH] + first
                    dA = vector(adjoints, (row[INPUT] + pixel * channels) * batch, n)
                    dP = vector(adjoints, start + (first - left) * channels * batch, n)
                    for k in elements(n):
                        dA[k] += dP[k]  # forward: P = A at this pixel
                start += line_of_patch


def _numpy(row: Row, f: str, W: str, b: str) -> list[str]:
    """A whole convolution: W and b are those of the dense layer that follows."""
    size, before, after = row[SIZE], row[PADDING] // 2, row[PADDING] - row[PADDING] // 2
    image, edge = f"{row[HEIGHT]}, {row[WIDTH]}, {row[CHANNELS]}", f"({before}, {after})"
    return [
        f"p = np.pad(a.reshape(len(a), *({image})), ((0, 0), {edge}, {edge}, (0, 0)))",
        f"p = np.lib.stride_tricks.sliding_window_view(p, ({size}, {size}), axis=(1, 2))",
        f"z = p.transpose(0, 1, 2, 4, 5, 3).reshape(-1, {size * size * row[CHANNELS]}) @ {W} + {b}  # every position a row",
        f"a = ({f}).reshape(len(a), -1)",
    ]


PATCHES = Op("patches", forward, backward, numpy=_numpy)
