"""One sample's pass through the ops of plain networks, as numbers, and the table of all of them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from engine.compiled.jit import Array, entry
from engine.inspect.trace import norm_and_residual as deep
from engine.inspect.trace import sequence_and_image as forms
from engine.inspect.trace.sample_pass import ParameterTrace, Pass
from engine.network.layer import Layer
from engine.ops import OP_CODES, activations
from engine.ops.activation import ACTIVATION
from engine.ops.activations import ACTIVATIONS
from engine.ops.add import ADD
from engine.ops.batch_norm import BATCH_NORM
from engine.ops.concat import CONCAT
from engine.ops.dense import DENSE
from engine.ops.dropout import DROPOUT
from engine.ops.embedding import EMBEDDING
from engine.ops.fork import FORK
from engine.ops.gru import GRU
from engine.ops.layer_norm import LAYER_NORM
from engine.ops.loss import LOSS
from engine.ops.losses import LOSSES
from engine.ops.lstm import LSTM
from engine.ops.max_pool import MAX_POOL
from engine.ops.one_hot import ONE_HOT
from engine.ops.op import Op, Row
from engine.ops.patches import PATCHES
from engine.ops.per_step import PER_STEP
from engine.ops.product import PRODUCT
from engine.ops.rnn import RNN
from engine.ops.row import CODE, INPUT, INPUT_SLOT, LOSS_VALUES, N_IN, N_OUT, OP, OUTPUT, STEPS
from engine.ops.steps_loss import STEPS_LOSS


@dataclass(frozen=True)
class DenseTrace:
    """z = x W + b: inputs x (n_in,), terms x_i w_ij (n_in, n_out), outputs z (n_out,); adjoints are ∂L/∂ each. Weights, terms
    and biases are None where they are left out, biases also where the layer has none."""

    kind: Literal["dense"]
    layer: str
    inputs: Array
    weights: ParameterTrace | None
    biases: ParameterTrace | None
    terms: Array | None
    outputs: Array
    output_adjoints: Array | None
    input_adjoints: Array | None


@dataclass(frozen=True)
class ActivationTrace:
    """a = f(z), element by element: inputs z, outputs a and derivatives f′(z), all (n,); adjoints are ∂L/∂ each."""

    kind: Literal["activation"]
    layer: str
    function: str
    inputs: Array
    outputs: Array
    derivatives: Array
    output_adjoints: Array | None
    input_adjoints: Array | None


@dataclass(frozen=True)
class LossTrace:
    """L of inputs (k,) against targets (k,); input_adjoints are ∂L/∂ the inputs.

    A cross-entropy is taken together with its output activation: its inputs are then pre-activations, and the
    prediction (k,) is worked out here. Of any other loss the prediction is the inputs.
    """

    kind: Literal["loss"]
    layer: str
    function: str
    inputs: Array
    prediction: Array
    targets: Array | None
    value: float | None
    input_adjoints: Array | None
    step_values: Array | None = None
    """ℓ_t (T,) of each step where targets are a sequence, whose mean is L; inputs, prediction and targets are then those of
    all steps, one after the other."""


OpTrace = DenseTrace | ActivationTrace | LossTrace | deep.DeepTrace | forms.FormTrace


def _dense(sample: Pass, row: Row, layer: Layer) -> DenseTrace:
    inputs = sample.value(row[INPUT], row[N_IN])
    weights, output_adjoints = sample.parameters(layer.blocks["weights"]), sample.adjoint(row[OUTPUT], row[N_OUT])
    input_adjoints = sample.adjoint(row[INPUT], row[N_IN])
    if row[INPUT] == INPUT_SLOT and output_adjoints is not None:  # training never asks for it
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


def _product(sample: Pass, row: Row, layer: Layer) -> DenseTrace | forms.PerStepTrace:
    return forms.per_step(sample, row, layer) if layer.shape else _dense(sample, row, layer)


@entry
def _slopes(code: int, z: Array, a: Array, slopes: Array) -> None:
    activations.slope(code, z, a, slopes)


def _activation(sample: Pass, row: Row, layer: Layer) -> ActivationTrace:
    n = row[N_OUT]
    z, a = sample.value(row[INPUT], n), sample.value(row[OUTPUT], n)
    derivatives = np.empty(n)
    _slopes(row[CODE], z, a, derivatives)
    return ActivationTrace(
        "activation",
        layer.name,
        list(ACTIVATIONS)[row[CODE]],
        z,
        a,
        derivatives,
        sample.adjoint(row[OUTPUT], n),
        sample.adjoint(row[INPUT], n),
    )


def _loss(sample: Pass, row: Row, layer: Layer) -> LossTrace:
    k, backward = row[N_IN], sample.backward
    of_steps = None
    if row[OP] == OP_CODES[STEPS_LOSS] and backward is not None:
        of_steps = backward.values[row[LOSS_VALUES] + 2 :][: row[STEPS]]
    return LossTrace(
        "loss",
        layer.name,
        list(LOSSES)[row[CODE]],
        sample.value(row[INPUT], k),
        sample.value(row[OUTPUT], k),
        None if backward is None else backward.targets,
        None if backward is None else backward.loss,
        sample.adjoint(row[INPUT], k),
        of_steps,
    )


READERS: dict[Op, Callable[[Pass, Row, Layer], OpTrace]] = {
    DENSE: _dense,
    ACTIVATION: _activation,
    LOSS: _loss,
    FORK: deep.fork,
    ADD: deep.add,
    CONCAT: deep.concat,
    LAYER_NORM: deep.layer_norm,
    BATCH_NORM: deep.batch_norm,
    DROPOUT: deep.dropout,
    PER_STEP: forms.per_step,
    STEPS_LOSS: _loss,
    EMBEDDING: forms.table,
    ONE_HOT: forms.table,
    RNN: forms.recurrent,
    LSTM: forms.recurrent,
    GRU: forms.recurrent,
    PATCHES: forms.patches,
    MAX_POOL: forms.max_pool,
    PRODUCT: _product,
}
"""op -> how its row is read."""
