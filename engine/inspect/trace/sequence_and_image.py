"""One sample's pass through the ops on sequences and pictures, as numbers; the rest is in `engine.inspect.trace.readers`."""

from dataclasses import dataclass
from typing import Literal, cast

import numpy as np
from numpy.typing import NDArray

from engine.compiled.jit import Array
from engine.inspect.trace.sample_pass import ParameterTrace, Pass
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
    """z_t = x_t W + b at every step of a sequence or place of a picture: inputs x (T, n_in), outputs z (T, n_out)."""

    kind: Literal["per_step"]
    layer: str
    inputs: Array
    weights: ParameterTrace | None
    biases: ParameterTrace | None
    outputs: Array
    output_adjoints: Array | None
    input_adjoints: Array | None


@dataclass(frozen=True)
class RecurrentTrace:
    """A recurrent layer, step by step: inputs x (T, n_in); gates by name, and inner values (an LSTM's cells c), each
    (T, n); outputs h (T, n), of which the next layer reads the last unless `whole`.

    output_adjoints are ∂L/∂h by all ways, the steps after included; gate_adjoints ∂L/∂ what a gate is a function of.
    The gradient goes back `truncate` steps at the most.
    """

    kind: Literal["recurrent"]
    layer: str
    cell: str
    function: str
    whole: bool
    truncate: int
    inputs: Array
    weights: ParameterTrace | None
    recurrent: ParameterTrace | None
    biases: ParameterTrace | None
    recurrent_biases: ParameterTrace | None
    gates: dict[str, Array]
    inner: dict[str, Array]
    outputs: Array
    output_adjoints: Array | None
    gate_adjoints: dict[str, Array] | None
    inner_adjoints: dict[str, Array] | None
    input_adjoints: Array | None


@dataclass(frozen=True)
class TableTrace:
    """Embedding or one-hot: which row each of the inputs (T,) picked, and that row: outputs (T, n). One-hot has no weights."""

    kind: Literal["table"]
    layer: str
    inputs: Array
    weights: ParameterTrace | None
    outputs: Array
    output_adjoints: Array | None


@dataclass(frozen=True)
class PatchesTrace:
    """What a filter of `size` sees at each of its places: of inputs (H, W, C) outputs (places, size² C)."""

    kind: Literal["patches"]
    layer: str
    size: int
    padding: int
    inputs: Array
    outputs: Array
    output_adjoints: Array | None
    input_adjoints: Array | None


@dataclass(frozen=True)
class MaxPoolTrace:
    """The largest of every window of `size`: of inputs (H, W, C) outputs (H′, W′, C), and which pixel of the window that
    was, counted line by line."""

    kind: Literal["max_pool"]
    layer: str
    size: int
    inputs: Array
    chosen: NDArray[np.int64]
    outputs: Array
    output_adjoints: Array | None
    input_adjoints: Array | None


FormTrace = PerStepTrace | RecurrentTrace | TableTrace | PatchesTrace | MaxPoolTrace


def per_step(sample: Pass, row: Row, layer: Layer) -> PerStepTrace:
    """The row of a dense op over steps or places."""
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
    """The row of a recurrent op."""
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


def table(sample: Pass, row: Row, layer: Layer) -> TableTrace:
    """The row of an embedding or of one-hot."""
    columns, n = row[STEPS], row[N_OUT]
    return TableTrace(
        "table",
        layer.name,
        sample.value(row[INPUT], columns),
        sample.parameters(layer.blocks["weights"]) if OPS[row[OP]] is EMBEDDING else None,
        sample.value(row[OUTPUT], columns * n).reshape(columns, n),
        _adjoints(sample, row[OUTPUT], (columns, n)),
    )


def patches(sample: Pass, row: Row, layer: Layer) -> PatchesTrace:
    """The row of what the filters of a convolution see."""
    picture, seen = _picture(row), row[SIZE] ** 2 * row[CHANNELS]
    output_adjoints = _adjoints(sample, row[OUTPUT], (row[N_OUT] // seen, seen))
    input_adjoints = _adjoints(sample, row[INPUT], picture)
    if row[INPUT] == INPUT_SLOT and output_adjoints is not None:  # training never asks for it
        input_adjoints = _gathered(row, output_adjoints)
    return PatchesTrace(
        "patches",
        layer.name,
        int(row[SIZE]),
        int(row[PADDING]),
        sample.value(row[INPUT], row[N_IN]).reshape(picture),
        sample.value(row[OUTPUT], row[N_OUT]).reshape(-1, seen),
        output_adjoints,
        input_adjoints,
    )


def max_pool(sample: Pass, row: Row, layer: Layer) -> MaxPoolTrace:
    """The row of a max pooling."""
    picture, size = _picture(row), row[SIZE]
    smaller = row[HEIGHT] // size, row[WIDTH] // size, row[CHANNELS]
    return MaxPoolTrace(
        "max_pool",
        layer.name,
        int(size),
        sample.value(row[INPUT], row[N_IN]).reshape(picture),
        sample.value(row[WORK], row[N_OUT]).astype(np.int64).reshape(smaller),
        sample.value(row[OUTPUT], row[N_OUT]).reshape(smaller),
        _adjoints(sample, row[OUTPUT], smaller),
        _adjoints(sample, row[INPUT], picture),
    )


def _picture(row: Row) -> tuple[int, int, int]:
    return cast("tuple[int, int, int]", tuple(row[[HEIGHT, WIDTH, CHANNELS]].tolist()))


def _adjoints(sample: Pass, slot: int, shape: tuple[int, ...]) -> Array | None:
    flat = sample.adjoint(slot, int(np.prod(shape)))
    return None if flat is None else flat.reshape(shape)


def _named(names: tuple[str, ...], values: Array) -> dict[str, Array]:
    """Blocks of n columns side by side, (T, n) each, by name."""
    return dict(zip(names, np.split(values, len(names), axis=1), strict=True)) if names else {}


def _through(W: Array, dZ: Array | None) -> Array | None:
    """∂L/∂ the inputs, also of the network's own, for which training never asks."""
    return None if dZ is None else dZ @ W.T  # dX = dZ @ W.T  # (T, n_in) = (T, n_out) @ (n_out, n_in)


def _gathered(row: Row, dP: Array) -> Array:
    """∂L/∂ the picture (H, W, C): the sum of dP (places, size² C) over the places that see a pixel."""
    height, width, channels = _picture(row)
    size, before, after = row[SIZE], row[PADDING] // 2, row[PADDING] - row[PADDING] // 2
    padded = np.zeros((height + before + after, width + before + after, channels))
    wide = padded.shape[1] - size + 1
    for place, seen in enumerate(dP):
        y, x = divmod(place, wide)
        padded[y : y + size, x : x + size] += seen.reshape(size, size, channels)
    return padded[before : before + height, before : before + width]
