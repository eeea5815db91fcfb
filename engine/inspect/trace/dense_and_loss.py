"""Trace the ops of plain networks: dense, activation and loss."""

from dataclasses import dataclass
from typing import Annotated, Literal

import numpy as np

from engine.compiled.jit import Array, entry
from engine.inspect.trace.field_types import Matrix, Vector
from engine.inspect.trace.parameters import ParameterTrace
from engine.inspect.trace.sample_pass import Pass
from engine.network.layer import Layer
from engine.ops import OPS, activations
from engine.ops.activations import ACTIVATIONS
from engine.ops.losses import LOSSES
from engine.ops.op import Row
from engine.ops.row import CODE, INPUT, INPUT_SLOT, LOSS_VALUES, N_IN, N_OUT, OP, OUTPUT, STEPS
from engine.ops.steps_loss import STEPS_LOSS


@dataclass(frozen=True)
class DenseTrace:
    """z = x W + b. Parameters are null if their layer is not traced, biases also if the layer has none."""

    kind: Literal["dense"]
    layer: str
    inputs: Annotated[Vector, "x"]
    weights: ParameterTrace | None
    biases: ParameterTrace | None
    terms: Annotated[Matrix | None, "x_i w_ij, (inputs, units)"]
    outputs: Annotated[Vector, "z"]
    output_adjoints: Annotated[Vector | None, "∂L/∂z"]
    input_adjoints: Annotated[Vector | None, "∂L/∂x"]


@dataclass(frozen=True)
class ActivationTrace:
    """a = f(z), element by element."""

    kind: Literal["activation"]
    layer: str
    function: str
    inputs: Annotated[Vector, "z"]
    outputs: Annotated[Vector, "a"]
    derivatives: Annotated[Vector, "f′(z)"]
    output_adjoints: Annotated[Vector | None, "∂L/∂a"]
    input_adjoints: Annotated[Vector | None, "∂L/∂z"]


@dataclass(frozen=True)
class LossTrace:
    """The loss L of the outputs against the targets."""

    kind: Literal["loss"]
    layer: str
    function: str
    inputs: Annotated[
        Vector, "the outputs; for a cross-entropy, which includes the output activation, the pre-activations"
    ]
    prediction: Vector
    targets: Vector | None
    value: Annotated[float | None, "L"]
    input_adjoints: Annotated[Vector | None, "∂L/∂ the inputs"]
    step_values: Annotated[Vector | None, "the loss of each step if targets are sequences; L is their mean"] = None
    output_activation: Annotated[str | None, "the activation that is computed with the loss, such as softmax"] = None
    prediction_adjoints: Annotated[
        Vector | None, "∂L/∂ŷ if there is one; infinite (null) for an output that is rounded to 0 or 1 and wrong"
    ] = None


def dense(sample: Pass, row: Row, layer: Layer) -> DenseTrace:
    """Trace a dense op."""
    inputs = sample.value(row[INPUT], row[N_IN])
    weights, output_adjoints = sample.parameters(layer.blocks["weights"]), sample.adjoint(row[OUTPUT], row[N_OUT])
    input_adjoints = sample.adjoint(row[INPUT], row[N_IN])
    if row[INPUT] == INPUT_SLOT and output_adjoints is not None:  # training does not need it
        W = sample.values_of(layer.blocks["weights"])
        input_adjoints = W @ output_adjoints  # dA = W dZ  # (n_in,) = (n_in, n_out) @ (n_out,)
    return DenseTrace(
        "dense",
        layer.name,
        inputs,
        weights,
        sample.parameters(layer.blocks.get("biases")),
        None if weights is None else inputs[:, None] * weights.values,
        sample.value(row[OUTPUT], row[N_OUT]),
        output_adjoints,
        input_adjoints,
    )


@entry
def _slopes(code: int, z: Array, a: Array, slopes: Array) -> None:
    activations.slope(code, z, a, slopes)


def activation(sample: Pass, row: Row, layer: Layer) -> ActivationTrace:
    """Trace an activation."""
    n = row[N_OUT]
    z, a = sample.value(row[INPUT], n), sample.value(row[OUTPUT], n)
    derivatives = np.empty(n)
    _slopes(row[CODE], z, a, derivatives)
    function = list(ACTIVATIONS)[row[CODE]]
    adjoints = sample.adjoint(row[OUTPUT], n), sample.adjoint(row[INPUT], n)
    return ActivationTrace("activation", layer.name, function, z, a, derivatives, *adjoints)


def loss(sample: Pass, row: Row, layer: Layer) -> LossTrace:
    """Trace a loss, of one target or of a sequence of targets."""
    k, backward = row[N_IN], sample.backward
    of_steps = None
    if OPS[row[OP]] is STEPS_LOSS and backward is not None:
        of_steps = backward.values[row[LOSS_VALUES] + 2 :][: row[STEPS]]
    name, prediction = list(LOSSES)[row[CODE]], sample.value(row[OUTPUT], k)
    return LossTrace(
        "loss",
        layer.name,
        name,
        sample.value(row[INPUT], k),
        prediction,
        None if backward is None else backward.targets,
        None if backward is None else backward.loss,
        sample.adjoint(row[INPUT], k),
        of_steps,
        LOSSES[name].output_activation,
        None if backward is None else _by_prediction(name, prediction, backward.targets, of_steps),
    )


def _by_prediction(name: str, prediction: Array, targets: Array, of_steps: Array | None) -> Array | None:
    """∂L/∂ŷ (k,) of a loss that includes the output activation; None for others."""
    derivative = LOSSES[name].by_prediction
    if derivative is None:
        return None
    with np.errstate(divide="ignore", invalid="ignore"):
        share: Array = derivative(prediction, targets) / (1 if of_steps is None else len(of_steps))
    return share
