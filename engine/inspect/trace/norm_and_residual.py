"""One sample's pass, as numbers, through the ops that deep networks need: norms, dropout, residual blocks and branches."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from engine.compiled.jit import Array
from engine.inspect.trace.sample_pass import ParameterTrace, Pass
from engine.network.layer import Layer
from engine.ops.norm import EPSILON
from engine.ops.op import Row
from engine.ops.row import INPUT, N_IN, N_OUT, NUMBER, OUTPUT, SECOND, WORK


@dataclass(frozen=True)
class ForkTrace:
    """y = x[columns], what one reader gets of a value that several read: inputs x (n_in,), outputs y (n_out,), which are
    its columns from `first` on. input_adjoints are the sum over all readers."""

    kind: Literal["fork"]
    layer: str
    inputs: Array
    first: int
    outputs: Array
    output_adjoints: Array | None
    input_adjoints: Array | None


@dataclass(frozen=True)
class AddTrace:
    """y = x + scale · f: inputs x, the skip, and branch f, both (n,), as outputs y; adjoints are ∂L/∂ each."""

    kind: Literal["add"]
    layer: str
    inputs: Array
    branch: Array
    scale: float
    outputs: Array
    output_adjoints: Array | None
    input_adjoints: Array | None
    branch_adjoints: Array | None


@dataclass(frozen=True)
class ConcatTrace:
    """One part of a concatenation y: inputs x (n,), which become outputs (n,), the columns of y from `first` on."""

    kind: Literal["concat"]
    layer: str
    inputs: Array
    first: int
    outputs: Array
    output_adjoints: Array | None
    input_adjoints: Array | None


@dataclass(frozen=True)
class NormTrace:
    """x̂ = (x - mean) / deviation and y = x̂ g + b: inputs x, normalised x̂, outputs y, all (n,). Mean and deviation are
    (1,), the sample's own, for a layer norm and (n,), the running ones, for a batch norm; adjoints are ∂L/∂ each."""

    kind: Literal["layer_norm", "batch_norm"]
    layer: str
    inputs: Array
    mean: Array
    deviation: Array
    normalised: Array
    gains: ParameterTrace | None
    biases: ParameterTrace | None
    outputs: Array
    output_adjoints: Array | None
    input_adjoints: Array | None


@dataclass(frozen=True)
class DropoutTrace:
    """y = x, (n,): where nothing trains nothing is dropped. While training, a share `rate` is."""

    kind: Literal["dropout"]
    layer: str
    rate: float
    inputs: Array
    outputs: Array
    output_adjoints: Array | None
    input_adjoints: Array | None


DeepTrace = ForkTrace | AddTrace | ConcatTrace | NormTrace | DropoutTrace


def _ends(sample: Pass, row: Row) -> tuple[Array, Array, Array | None, Array | None]:
    """Inputs and outputs of an op and their adjoints, the outputs' first."""
    inputs, outputs = (row[INPUT], row[N_IN]), (row[OUTPUT], row[N_OUT])
    return sample.value(*inputs), sample.value(*outputs), sample.adjoint(*outputs), sample.adjoint(*inputs)


def fork(sample: Pass, row: Row, layer: Layer) -> ForkTrace:
    """The row of a fork, for one of its readers."""
    inputs, outputs, output_adjoints, input_adjoints = _ends(sample, row)
    first = int(row[SECOND] - row[INPUT])
    return ForkTrace("fork", layer.name, inputs, first, outputs, output_adjoints, input_adjoints)


def add(sample: Pass, row: Row, layer: Layer) -> AddTrace:
    """The row of an addition."""
    inputs, outputs, output_adjoints, input_adjoints = _ends(sample, row)
    branch, scale = (row[SECOND], row[N_IN]), float(row[NUMBER].view(np.float64))
    return AddTrace(
        "add", layer.name, inputs, sample.value(*branch), scale, outputs,
        output_adjoints, input_adjoints, sample.adjoint(*branch),
    )  # fmt: skip


def concat(sample: Pass, row: Row, layer: Layer) -> ConcatTrace:
    """The row of one part of a concatenation."""
    inputs, outputs, output_adjoints, input_adjoints = _ends(sample, row)
    first = int(row[OUTPUT] - layer.output)
    return ConcatTrace("concat", layer.name, inputs, first, outputs, output_adjoints, input_adjoints)


def layer_norm(sample: Pass, row: Row, layer: Layer) -> NormTrace:
    """The row of a layer norm."""
    mean, reciprocal = sample.value(row[WORK] + row[N_IN], 2)
    return _norm("layer_norm", sample, row, layer, np.array([mean]), np.array([1.0 / reciprocal]))


def batch_norm(sample: Pass, row: Row, layer: Layer) -> NormTrace:
    """The row of a batch norm, by its running statistics."""
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
    """The row of a dropout."""
    inputs, outputs, output_adjoints, input_adjoints = _ends(sample, row)
    rate = float(row[NUMBER].view(np.float64))
    return DropoutTrace("dropout", layer.name, rate, inputs, outputs, output_adjoints, input_adjoints)
