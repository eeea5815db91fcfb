"""Trace the ops on sequences and images."""

from dataclasses import dataclass
from typing import Annotated, Literal, cast

import numpy as np

from engine.compiled.jit import Array
from engine.inspect.trace.field_types import Image, ImageIndices, Matrix, Vector
from engine.inspect.trace.parameters import ParameterTrace
from engine.inspect.trace.sample_pass import Pass
from engine.network.layer import Layer
from engine.ops import OPS
from engine.ops.activations import ACTIVATIONS
from engine.ops.embedding import EMBEDDING
from engine.ops.op import Row
from engine.ops.row import (
    CHANNELS,
    CODE,
    GATES,
    HEIGHT,
    INNER,
    INPUT,
    INPUT_SLOT,
    N_IN,
    N_OUT,
    OP,
    OUTPUT,
    PADDING,
    SIZE,
    STEPS,
    TRUNCATE,
    WHOLE,
    WIDTH,
    WORK,
)


@dataclass(frozen=True)
class PerStepTrace:
    """z = x W + b at every step of a sequence or position of an image."""

    kind: Literal["per_step"]
    layer: str
    inputs: Annotated[Matrix, "x, (steps or positions, inputs)"]
    weights: ParameterTrace | None
    biases: ParameterTrace | None
    outputs: Annotated[Matrix, "z, (steps or positions, units)"]
    output_adjoints: Annotated[Matrix | None, "∂L/∂z"]
    input_adjoints: Annotated[Matrix | None, "∂L/∂x"]


@dataclass(frozen=True)
class RecurrentTrace:
    """A recurrent layer, step by step."""

    kind: Literal["recurrent"]
    layer: str
    cell: Annotated[str, "rnn, lstm or gru"]
    function: Annotated[str, "the activation of the state"]
    whole: Annotated[bool, "true if the next layer reads every state, false if only the last one"]
    truncate: Annotated[int, "largest number of steps that the gradient flows back"]
    inputs: Annotated[Matrix, "x, (steps, inputs)"]
    weights: ParameterTrace | None
    recurrent: ParameterTrace | None
    biases: ParameterTrace | None
    recurrent_biases: ParameterTrace | None
    gates: Annotated[dict[str, Matrix], "by name: z of rnn; i, f, g, o of lstm; r, z, n of gru: (steps, units) each"]
    inner: Annotated[dict[str, Matrix], "cells c of lstm; recurrent parts s_r, s_z, s_n of gru"]
    outputs: Annotated[Matrix, "states h, (steps, units)"]
    output_adjoints: Annotated[Matrix | None, "∂L/∂h, including its effect on later steps"]
    gate_adjoints: Annotated[dict[str, Matrix] | None, "∂L/∂ the pre-activation of each gate"]
    inner_adjoints: dict[str, Matrix] | None
    input_adjoints: Annotated[Matrix | None, "∂L/∂x"]


@dataclass(frozen=True)
class EmbeddingTrace:
    """Embedding or one-hot: a vector for each index. Its kind is `table`, the name that this op had first."""

    kind: Literal["table"]
    layer: str
    inputs: Annotated[Vector, "indices"]
    weights: Annotated[ParameterTrace | None, "a row for each index; null also for one-hot, which has no parameters"]
    outputs: Annotated[Matrix, "the vectors, (inputs, units)"]
    output_adjoints: Matrix | None


@dataclass(frozen=True)
class PatchesTrace:
    """The patches of an image that a convolution's filters read, one for each position."""

    kind: Literal["patches"]
    layer: str
    size: int
    padding: Annotated[int, "zeros around the image, both sides together"]
    inputs: Annotated[Image, "(height, width, channels)"]
    outputs: Annotated[Matrix, "(positions, size · size · channels)"]
    output_adjoints: Matrix | None
    input_adjoints: Image | None


@dataclass(frozen=True)
class MaxPoolTrace:
    """The largest pixel of every window, channel by channel."""

    kind: Literal["max_pool"]
    layer: str
    size: int
    inputs: Image
    chosen: Annotated[ImageIndices, "index of that pixel in its window, counted row by row"]
    outputs: Image
    output_adjoints: Image | None
    input_adjoints: Image | None


def per_step(sample: Pass, row: Row, layer: Layer) -> PerStepTrace:
    """Trace a dense op over steps or positions."""
    steps, n_in, n_out = row[STEPS], row[N_IN], row[N_OUT]
    output_adjoints = _adjoints(sample, row[OUTPUT], (steps, n_out))
    return PerStepTrace(
        "per_step",
        layer.name,
        sample.value(row[INPUT], steps * n_in).reshape(steps, n_in),
        sample.parameters(layer.blocks["weights"]),
        sample.parameters(layer.blocks.get("biases")),
        sample.value(row[OUTPUT], steps * n_out).reshape(steps, n_out),
        output_adjoints,
        _through(sample.values_of(layer.blocks["weights"]), output_adjoints),
    )


def recurrent(sample: Pass, row: Row, layer: Layer) -> RecurrentTrace:
    """Trace a recurrent op."""
    steps, n_in, n = row[STEPS], row[N_IN], row[N_OUT]
    names = OPS[row[OP]]
    of_gates = _adjoints(sample, row[GATES], (steps, len(names.gates) * n))
    of_inner = _adjoints(sample, row[INNER], (steps, len(names.inner) * n))
    return RecurrentTrace(
        "recurrent",
        layer.name,
        layer.kind,
        list(ACTIVATIONS)[row[CODE]],
        bool(row[WHOLE]),
        int(row[TRUNCATE]),
        sample.value(row[INPUT], steps * n_in).reshape(steps, n_in),
        sample.parameters(layer.blocks["weights"]),
        sample.parameters(layer.blocks["recurrent"]),
        sample.parameters(layer.blocks.get("biases")),
        sample.parameters(layer.blocks.get("recurrent_biases")),
        _named(names.gates, sample.value(row[GATES], steps * len(names.gates) * n).reshape(steps, -1)),
        _named(
            names.inner, sample.value(row[INNER], steps * len(names.inner) * n).reshape(steps, len(names.inner) * n)
        ),
        sample.value(row[OUTPUT], steps * n).reshape(steps, n),
        _adjoints(sample, row[OUTPUT], (steps, n)),
        None if of_gates is None else _named(names.gates, of_gates),
        None if of_inner is None else _named(names.inner, of_inner),
        _through(sample.values_of(layer.blocks["weights"]), of_gates),
    )


def embedding(sample: Pass, row: Row, layer: Layer) -> EmbeddingTrace:
    """Trace an embedding or one-hot."""
    columns, n = row[STEPS], row[N_OUT]
    return EmbeddingTrace(
        "table",
        layer.name,
        sample.value(row[INPUT], columns),
        sample.parameters(layer.blocks["weights"]) if OPS[row[OP]] is EMBEDDING else None,
        sample.value(row[OUTPUT], columns * n).reshape(columns, n),
        _adjoints(sample, row[OUTPUT], (columns, n)),
    )


def patches(sample: Pass, row: Row, layer: Layer) -> PatchesTrace:
    """Trace the patches of a convolution."""
    shape, seen = _image_shape(row), row[SIZE] ** 2 * row[CHANNELS]
    output_adjoints = _adjoints(sample, row[OUTPUT], (row[N_OUT] // seen, seen))
    input_adjoints = _adjoints(sample, row[INPUT], shape)
    if row[INPUT] == INPUT_SLOT and output_adjoints is not None:  # training does not need it
        input_adjoints = _gathered(row, output_adjoints)
    return PatchesTrace(
        "patches",
        layer.name,
        int(row[SIZE]),
        int(row[PADDING]),
        sample.value(row[INPUT], row[N_IN]).reshape(shape),
        sample.value(row[OUTPUT], row[N_OUT]).reshape(-1, seen),
        output_adjoints,
        input_adjoints,
    )


def max_pool(sample: Pass, row: Row, layer: Layer) -> MaxPoolTrace:
    """Trace a max pooling."""
    shape, size = _image_shape(row), row[SIZE]
    smaller = row[HEIGHT] // size, row[WIDTH] // size, row[CHANNELS]
    return MaxPoolTrace(
        "max_pool",
        layer.name,
        int(size),
        sample.value(row[INPUT], row[N_IN]).reshape(shape),
        sample.value(row[WORK], row[N_OUT]).astype(np.int64).reshape(smaller),
        sample.value(row[OUTPUT], row[N_OUT]).reshape(smaller),
        _adjoints(sample, row[OUTPUT], smaller),
        _adjoints(sample, row[INPUT], shape),
    )


def _image_shape(row: Row) -> tuple[int, int, int]:
    return cast("tuple[int, int, int]", tuple(row[[HEIGHT, WIDTH, CHANNELS]].tolist()))


def _adjoints(sample: Pass, slot: int, shape: tuple[int, ...]) -> Array | None:
    flat = sample.adjoint(slot, int(np.prod(shape)))
    return None if flat is None else flat.reshape(shape)


def _named(names: tuple[str, ...], values: Array) -> dict[str, Array]:
    """Split blocks of n columns side by side, (T, n) each, by name."""
    return dict(zip(names, np.split(values, len(names), axis=1), strict=True)) if names else {}


def _through(W: Array, dZ: Array | None) -> Array | None:
    """∂L/∂ the inputs, also for the inputs of the network, which training does not need."""
    return None if dZ is None else dZ @ W.T  # dX = dZ @ W.T  # (T, n_in) = (T, n_out) @ (n_out, n_in)


def _gathered(row: Row, dP: Array) -> Array:
    """∂L/∂ the image (H, W, C): for each pixel the sum of dP (positions, size² C) over the patches that contain it."""
    height, width, channels = _image_shape(row)
    size, before, after = row[SIZE], row[PADDING] // 2, row[PADDING] - row[PADDING] // 2
    padded = np.zeros((height + before + after, width + before + after, channels))
    wide = padded.shape[1] - size + 1
    for place, seen in enumerate(dP):
        y, x = divmod(place, wide)
        padded[y : y + size, x : x + size] += seen.reshape(size, size, channels)
    return padded[before : before + height, before : before + width]
