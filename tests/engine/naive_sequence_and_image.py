"""Layers on sequences and images by scalar loops, as an oracle for the engine; see `naive`.

A sequence is a list of steps; an image is a list of rows of pixels, each a list of channels.
"""

from collections.abc import Mapping
from math import tanh
from typing import Any

from engine.train.trainer import Trainer
from tests.engine.naive import ACTIVATIONS, Vector, logistic, softmax

Matrix = list[Vector]
Image = list[list[Vector]]
Blocks = dict[str, Any]


def affine(x: Vector, w: Matrix, b: Vector) -> Vector:
    return [b[j] + sum(x[i] * w[i][j] for i in range(len(x))) for j in range(len(b))]


def dense(x: Vector, p: Blocks, activation: str) -> Vector:
    z = affine(x, p["weights"], p["biases"])
    return softmax(z) if activation == "softmax" else [ACTIVATIONS[activation][0](value) for value in z]


def rnn(steps: list[Vector], p: Blocks, activation: str) -> list[Vector]:
    h, states = [0.0] * len(p["recurrent"]), []
    for x in steps:
        z = [one + other for one, other in zip(affine(x, p["weights"], p["biases"]), across(h, p), strict=True)]
        h = [ACTIVATIONS[activation][0](value) for value in z]
        states.append(h)
    return states


def across(h: Vector, p: Blocks) -> Vector:
    return affine(h, p["recurrent"], [0.0] * len(p["recurrent"][0]))


def lstm(steps: list[Vector], p: Blocks, activation: str) -> list[Vector]:
    n = len(p["recurrent"])
    h, c, states = [0.0] * n, [0.0] * n, []
    for x in steps:
        z = [one + other for one, other in zip(affine(x, p["weights"], p["biases"]), across(h, p), strict=True)]
        for u in range(n):
            i, f, g, o = logistic(z[u]), logistic(z[n + u]), tanh(z[2 * n + u]), logistic(z[3 * n + u])
            c[u] = f * c[u] + i * g
            h[u] = o * tanh(c[u])
        states.append(list(h))
    return states


def gru(steps: list[Vector], p: Blocks, activation: str) -> list[Vector]:
    n = len(p["recurrent"])
    h, states = [0.0] * n, []
    for x in steps:
        a, s = affine(x, p["weights"], p["biases"]), across(h, p)
        new = []
        for u in range(n):
            r, z = logistic(a[u] + s[u]), logistic(a[n + u] + s[n + u])
            candidate = tanh(a[2 * n + u] + r * (s[2 * n + u] + p["recurrent_biases"][u]))
            new.append((1.0 - z) * candidate + z * h[u])
        h = new
        states.append(h)
    return states


def convolution(x: Image, p: Blocks, size: int, same: bool, activation: str) -> Image:
    before, padding = (size - 1) // 2 if same else 0, size - 1 if same else 0
    height, width, channels = len(x), len(x[0]), len(x[0][0])
    made = []
    for top in range(height + padding - size + 1):
        line = []
        for left in range(width + padding - size + 1):
            z = list(p["biases"])
            for dy in range(size):
                for dx in range(size):
                    y, across_ = top + dy - before, left + dx - before
                    if not (0 <= y < height and 0 <= across_ < width):
                        continue
                    for c in range(channels):
                        for f in range(len(z)):
                            z[f] += p["weights"][(dy * size + dx) * channels + c][f] * x[y][across_][c]
            line.append([ACTIVATIONS[activation][0](value) for value in z])
        made.append(line)
    return made


def max_pool(x: Image, size: int) -> Image:
    def largest(y: int, across_: int, c: int) -> float:
        return max(x[y * size + dy][across_ * size + dx][c] for dy in range(size) for dx in range(size))

    return [
        [[largest(y, a, c) for c in range(len(x[0][0]))] for a in range(len(x[0]) // size)]
        for y in range(len(x) // size)
    ]


def chunks(x: Vector, n: int) -> list[Vector]:
    return [x[start : start + n] for start in range(0, len(x), n)]


def flat(nested: Any) -> Vector:
    return [value for part in nested for value in flat(part)] if isinstance(nested, list) else [nested]


def run(trainer: Trainer, parameters: Mapping[str, Mapping[str, Any]], x: Vector) -> dict[str, Vector]:
    """The output of every layer for one sample, by the layers' names."""
    data, made = trainer.data, {}
    steps, image, states = data.steps, data.image, False
    for layer, spec in zip(trainer.network.layers, [*trainer.spec.network.layers, None], strict=True):
        p = {key: block.tolist() for key, block in parameters.get(layer.name, {}).items()}
        match layer.kind:
            case "rnn" | "lstm" | "gru":
                every = {"rnn": rnn, "lstm": lstm, "gru": gru}[layer.kind](
                    chunks(x, len(x) // steps), p, layer.activation
                )
                states = spec.return_sequences
                x, steps = (flat(every), steps) if states else (every[-1], None)
            case "embedding":
                x = flat([p["weights"][int(value)] for value in x])
            case "one_hot":
                x = flat([[1.0 if i == int(value) else 0.0 for i in range(spec.vocabulary)] for value in x])
            case "conv2d" | "max_pool":
                lines = [chunks(line, image[2]) for line in chunks(x, image[1] * image[2])]
                if layer.kind == "max_pool":
                    lines = max_pool(lines, spec.size)
                else:
                    lines = convolution(lines, p, spec.size, spec.padding == "same", layer.activation)
                x, image = flat(lines), (len(lines), len(lines[0]), len(lines[0][0]))
            case _:
                parts = chunks(x, len(x) // steps) if states else [x]
                x = flat([dense(part, p, layer.activation) for part in parts])
        made[layer.name] = x
    return made
