"""Trace the ops of deep networks: norms, dropout, residual blocks and branches."""

from dataclasses import dataclass
from typing import Annotated, Literal

import numpy as np

from engine.compiled.jit import Array
from engine.inspect.trace.field_types import Vector
from engine.inspect.trace.parameters import ParameterTrace
from engine.inspect.trace.sample_pass import Pass
from engine.network.layer import Layer
from engine.ops.norm import EPSILON
from engine.ops.op import Row
from engine.ops.row import INPUT, N_IN, N_OUT, NUMBER, OUTPUT, SECOND, WORK


@dataclass(frozen=True)
class ForkTrace:
    """a = x[first : first + len(a)]: the copy that one of several readers of a value gets."""

    kind: Literal["fork"]
    layer: str
    inputs: Annotated[Vector, "x"]
    first: int
    outputs: Annotated[Vector, "a"]
    output_adjoints: Annotated[Vector | None, "∂L/∂a, of this reader"]
    input_adjoints: Annotated[Vector | None, "∂L/∂x, the sum over all readers"]


@dataclass(frozen=True)
class AddTrace:
    """a = x + scale · f, the end of a residual block."""

    kind: Literal["add"]
    layer: str
    inputs: Annotated[Vector, "x, the skip connection"]
    branch: Annotated[Vector, "f"]
    scale: float
    outputs: Annotated[Vector, "a"]
    output_adjoints: Annotated[Vector | None, "∂L/∂a"]
    input_adjoints: Annotated[Vector | None, "∂L/∂x"]
    branch_adjoints: Annotated[Vector | None, "∂L/∂f"]


@dataclass(frozen=True)
class ConcatTrace:
    """a[first : first + len(x)] = x: one part of a concatenation."""

    kind: Literal["concat"]
    layer: str
    inputs: Annotated[Vector, "x"]
    first: int
    outputs: Annotated[Vector, "the same numbers in a"]
    output_adjoints: Annotated[Vector | None, "∂L/∂ that part of a"]
    input_adjoints: Annotated[Vector | None, "∂L/∂x"]


@dataclass(frozen=True)
class NormTrace:
    """a = (x - mean) / deviation · γ + b."""

    kind: Literal["layer_norm", "batch_norm"]
    layer: str
    inputs: Annotated[Vector, "x"]
    mean: Annotated[Vector, "layer norm: one number, the sample's mean; batch norm: the running means"]
    deviation: Annotated[Vector, "likewise the root of variance + 1e-5"]
    normalised: Annotated[Vector, "(x - mean) / deviation"]
    gains: ParameterTrace | None
    biases: ParameterTrace | None
    outputs: Annotated[Vector, "a"]
    output_adjoints: Annotated[Vector | None, "∂L/∂a"]
    input_adjoints: Annotated[Vector | None, "∂L/∂x"]


@dataclass(frozen=True)
class DropoutTrace:
    """a = x: a trace uses inference mode, without dropout."""

    kind: Literal["dropout"]
    layer: str
    rate: Annotated[float, "share of units dropped in training"]
    inputs: Annotated[Vector, "x"]
    outputs: Annotated[Vector, "a"]
    output_adjoints: Annotated[Vector | None, "∂L/∂a"]
    input_adjoints: Annotated[Vector | None, "∂L/∂x"]


def _ends(sample: Pass, row: Row) -> tuple[Array, Array, Array | None, Array | None]:
    """Inputs, outputs, adjoints of the outputs and adjoints of the inputs of an op."""
    inputs, outputs = (row[INPUT], row[N_IN]), (row[OUTPUT], row[N_OUT])
    return sample.value(*inputs), sample.value(*outputs), sample.adjoint(*outputs), sample.adjoint(*inputs)


def fork(sample: Pass, row: Row, layer: Layer) -> ForkTrace:
    """Trace a fork, for one of its readers."""
    inputs, outputs, output_adjoints, input_adjoints = _ends(sample, row)
    first = int(row[SECOND] - row[INPUT])
    return ForkTrace("fork", layer.name, inputs, first, outputs, output_adjoints, input_adjoints)


def add(sample: Pass, row: Row, layer: Layer) -> AddTrace:
    """Trace an addition."""
    inputs, outputs, output_adjoints, input_adjoints = _ends(sample, row)
    branch, scale = (row[SECOND], row[N_IN]), float(row[NUMBER].view(np.float64))
    return AddTrace(
        "add", layer.name, inputs, sample.value(*branch), scale, outputs,
        output_adjoints, input_adjoints, sample.adjoint(*branch),
    )  # fmt: skip


def concat(sample: Pass, row: Row, layer: Layer) -> ConcatTrace:
    """Trace one part of a concatenation."""
    inputs, outputs, output_adjoints, input_adjoints = _ends(sample, row)
    first = int(row[OUTPUT] - layer.output)
    return ConcatTrace("concat", layer.name, inputs, first, outputs, output_adjoints, input_adjoints)


def layer_norm(sample: Pass, row: Row, layer: Layer) -> NormTrace:
    """Trace a layer norm."""
    mean, reciprocal = sample.value(row[WORK] + row[N_IN], 2)
    return _norm("layer_norm", sample, row, layer, np.array([mean]), np.array([1.0 / reciprocal]))


def batch_norm(sample: Pass, row: Row, layer: Layer) -> NormTrace:
    """Trace a batch norm, which uses its running statistics."""
    parameters = sample.trainer.parameters
    mean, variance = (layer.blocks[name].of(parameters).copy() for name in ("running_mean", "running_variance"))
    return _norm("batch_norm", sample, row, layer, mean, np.sqrt(variance + EPSILON))


def _norm(
    kind: Literal["layer_norm", "batch_norm"], sample: Pass, row: Row, layer: Layer, mean: Array, deviation: Array
) -> NormTrace:
    inputs, outputs, output_adjoints, input_adjoints = _ends(sample, row)
    return NormTrace(
        kind, layer.name, inputs, mean, deviation, sample.value(row[WORK], row[N_IN]),
        sample.parameters(layer.blocks["gains"]), sample.parameters(layer.blocks["biases"]),
        outputs, output_adjoints, input_adjoints,
    )  # fmt: skip


def dropout(sample: Pass, row: Row, layer: Layer) -> DropoutTrace:
    """Trace a dropout."""
    inputs, outputs, output_adjoints, input_adjoints = _ends(sample, row)
    rate = float(row[NUMBER].view(np.float64))
    return DropoutTrace("dropout", layer.name, rate, inputs, outputs, output_adjoints, input_adjoints)
