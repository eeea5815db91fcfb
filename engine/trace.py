"""One sample's whole pass as numbers: forward, loss, backward, and what a step would do with its gradient.

The rows of the tape are read one by one, so that a trace shows whatever a network is made of. All of it is worked out
by the kernels that train, on copies: the run does not notice. The pass is that of inference: dropout drops nothing, batch
norm takes its running statistics.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from engine import trace_forms, training
from engine.data.encoding import encode_targets
from engine.jit import Array, entry
from engine.layout import Block
from engine.losses import LOSSES
from engine.network import Layer
from engine.ops import activation
from engine.ops.activation import ACTIVATIONS
from engine.ops.norm import EPSILON
from engine.ops.row import (
    ACTIVATION,
    ADD,
    BATCH_NORM,
    CODE,
    CONCAT,
    DENSE,
    DROPOUT,
    EMBEDDING,
    FORK,
    GRU,
    INPUT,
    INPUT_SLOT,
    LAYER_NORM,
    LOSS,
    LSTM,
    MAX_POOL,
    N_IN,
    N_OUT,
    NUMBER,
    ONE_HOT,
    OP,
    OUTPUT,
    PATCHES,
    PER_STEP,
    PRODUCT,
    RNN,
    SECOND,
    STEPS,
    STEPS_LOSS,
    WORK,
)
from engine.ops.row import LOSSES as LOSSES_SLOT
from engine.optimizers import OPTIMIZERS
from engine.tape import whole_lanes
from engine.trainer import Trainer

Row = NDArray[np.int64]


@dataclass(frozen=True)
class ParameterTrace:
    """A block of parameters, such as dense_1.weights. Every array has the block's shape.

    gradient: ∂L/∂ the parameters for this sample alone, without penalty; penalty_gradient: the regularisation's part.
    update: what a step would add (clipping, decay and schedule included; nothing to a frozen layer), were this sample the next batch. memory: the optimizer's own, by the names of
    its formula, before that step and after. Without targets only `values` and `memory` are known.
    """

    name: str
    values: Array
    memory: dict[str, Array]
    gradient: Array | None = None
    penalty_gradient: Array | None = None
    update: Array | None = None
    next_memory: dict[str, Array] | None = None


@dataclass(frozen=True)
class DenseTrace:
    """z = x W + b: inputs x (n_in,), terms x_i w_ij (n_in, n_out), outputs z (n_out,); adjoints are ∂L/∂ each. `biases`
    is None where the layer has none."""

    kind: Literal["dense"]
    layer: str
    inputs: Array
    weights: ParameterTrace
    biases: ParameterTrace | None
    terms: Array
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
    gains: ParameterTrace
    biases: ParameterTrace
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


OpTrace = (
    DenseTrace
    | ActivationTrace
    | ForkTrace
    | AddTrace
    | ConcatTrace
    | NormTrace
    | DropoutTrace
    | LossTrace
    | trace_forms.FormTrace
)


@dataclass(frozen=True)
class Trace:
    """One sample's pass: raw inputs (d,), the features (n_in,) that the network reads, every op in order.

    `optimizer_step` is the number, counted from 1, that the coming update would have for the optimizer, `learning_rate`
    the rate it would be taken with.
    """

    inputs: Array
    features: Array
    ops: tuple[OpTrace, ...]
    optimizer_step: int
    learning_rate: float


def trace(trainer: Trainer, inputs: ArrayLike, targets: ArrayLike | None = None) -> Trace:
    """The pass of one sample: raw inputs (d,), and targets (k,) as the loss sees them (of a class: `class_target`).

    Without targets there is neither a loss nor a backward pass. ValueError for inputs or targets of another width or
    not finite, and where a number of the pass is not finite.
    """
    raw = _vector("inputs", inputs, trainer.data.train.inputs.shape[1])
    wanted = None if targets is None else _vector("targets", targets, trainer.network.output_width)
    features = trainer.prepare(raw[None])
    trainer.network.check_inputs(features)
    values = _forward(trainer, features)
    sample = _Pass(trainer, values, None if wanted is None else _backward(trainer, features, wanted))
    layers = {layer.name: layer for layer in trainer.network.layers}
    rows = zip(trainer.network.tape, trainer.network.owners, strict=True)
    ops = tuple(READ[row[OP]](sample, row, layers[owner]) for row, owner in rows)
    return Trace(raw, features[0], ops, trainer.steps_of_optimizer + 1, trainer.learning_rate)


def class_target(trainer: Trainer, index: int) -> Array:
    """What the loss compares with for class `index`, (k,): one number for two classes, else one for each class."""
    data, spec = trainer.data, trainer.spec
    if data.target_steps > 1:
        raise ValueError(
            f"Received class {index} for {data.target_steps} steps, expected {trainer.network.output_width} numbers: what "
            "the loss compares with at every step. Give those."
        )
    if data.task == "regression":
        raise ValueError(
            f"Received class {index} in a regression, expected {trainer.network.n_out} values. Give the values."
        )
    if not 0 <= index < data.classes:
        raise ValueError(f"Received class {index}, expected 0 to {data.classes - 1}. Choose a class of the data.")
    assert spec.network.output_activation is not None and spec.loss is not None
    labels = np.array([index])
    codes = encode_targets(labels, data.task, data.classes, spec.network.output_activation, spec.loss)
    return codes.ravel()


def _vector(what: str, numbers: ArrayLike, width: int) -> Array:
    vector = np.array(numbers, dtype=np.float64)
    if vector.shape != (width,):
        raise ValueError(f"Received {what} of shape {vector.shape}, expected ({width},). Give {width} for one sample.")
    if not np.isfinite(vector).all():
        raise ValueError(f"Received {what} {vector.tolist()}, expected finite numbers. Replace those that are not.")
    return vector


# -- the pass ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Backward:
    """What the backward pass and a step leave: the loss against targets (k,), value and adjoint of every slot (width,), the
    gradients of loss and penalty (n,), and the state after the step."""

    targets: Array
    loss: float
    values: Array
    adjoints: Array
    gradients: Array
    penalty_gradients: Array
    after: training.State


@dataclass(frozen=True)
class _Pass:
    """All that is known of the sample: the value of every slot (width,), and the backward pass where there is one."""

    trainer: Trainer
    values: Array
    backward: _Backward | None

    def value(self, slot: int, width: int) -> Array:
        return self.values[slot : slot + width]

    def adjoint(self, slot: int, width: int) -> Array | None:
        return None if self.backward is None else self.backward.adjoints[slot : slot + width]

    def parameters(self, block: Block) -> ParameterTrace:
        live = self.trainer
        values, memory = block.of(live.parameters).copy(), self._memory(block, live.memory)
        if self.backward is None:
            return ParameterTrace(block.name, values, memory)
        after = self.backward.after
        return ParameterTrace(
            block.name,
            values,
            memory,
            block.of(self.backward.gradients),
            block.of(self.backward.penalty_gradients),
            block.of(after.parameters) - values,
            self._memory(block, after.memory),
        )

    def _memory(self, block: Block, memory: Array) -> dict[str, Array]:
        names = OPTIMIZERS[self.trainer.spec.optimizer.name].memory
        return {name: block.of(vector).copy() for name, vector in zip(names, memory, strict=False)}


def _forward(trainer: Trainer, features: Array) -> Array:
    """The value of every slot (width,); those of the loss mean nothing, for want of targets."""
    values = trainer.forward(features, np.arange(trainer.network.width))[0][:, 0]
    for layer in trainer.network.layers:
        for slot in (layer.pre_activation, layer.output):
            if not np.isfinite(values[slot : slot + layer.width]).all():
                raise _overflow(layer.name)
    return values


def _backward(trainer: Trainer, features: Array, targets: Array) -> _Backward:
    """Backward, and a step of the live optimizer, for one sample (1, n_in) against (k,)."""
    network, update, lanes = trainer.network, trainer.update, whole_lanes(1)
    state = training.rehearsal(trainer.problem()[1], network.width * lanes)
    only, wanted = np.zeros(1, dtype=np.int64), targets[None]
    objective = update.objective
    loss = training.gradient(network.tape, state, features, wanted, only, objective._replace(l1=0.0, l2=0.0))
    if not np.isfinite(loss):
        raise _overflow("the loss")
    gradients, weights = state.gradients.copy(), objective.is_weight * trainer.parameters
    batch = training.Batches(features, wanted, only, 1)
    if training.train(network.tape, state, batch, update, 0, trainer.steps_of_optimizer, trainer.step, 1)[0] == 0:
        raise _overflow("the update")
    values, adjoints = (buffer.reshape(-1, lanes)[:, 0] for buffer in (state.values, state.adjoints))
    penalty = objective.l1 * np.sign(weights) + objective.l2 * weights
    return _Backward(targets, loss, values, adjoints, gradients, penalty, state)


def _overflow(what: str) -> ValueError:
    return ValueError(
        f"The pass of this sample has numbers that are not finite: {what} overflows. "
        "Give smaller inputs, or reset the run."
    )


# -- reading the tape ----------------------------------------------------------------------------------------------


def _dense(sample: _Pass, row: Row, layer: Layer) -> DenseTrace:
    inputs = sample.value(row[INPUT], row[N_IN])
    weights, output_adjoints = sample.parameters(layer.blocks["weights"]), sample.adjoint(row[OUTPUT], row[N_OUT])
    input_adjoints = sample.adjoint(row[INPUT], row[N_IN])
    if row[INPUT] == INPUT_SLOT and output_adjoints is not None:  # training never asks for it
        input_adjoints = weights.values @ output_adjoints  # dA = W dZ  # (n_in,) = (n_in, n_out) @ (n_out,)
    return DenseTrace(
        "dense",
        layer.name,
        inputs,
        weights,
        sample.parameters(layer.blocks["biases"]) if "biases" in layer.blocks else None,
        inputs[:, None] * weights.values,
        sample.value(row[OUTPUT], row[N_OUT]),
        output_adjoints,
        input_adjoints,
    )


def _product(sample: _Pass, row: Row, layer: Layer) -> DenseTrace | trace_forms.PerStepTrace:
    return trace_forms.per_step(sample, row, layer) if layer.shape else _dense(sample, row, layer)


@entry
def _slopes(code: int, z: Array, a: Array, slopes: Array) -> None:
    activation.slope(code, z, a, slopes)


def _activation(sample: _Pass, row: Row, layer: Layer) -> ActivationTrace:
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


def _ends(sample: _Pass, row: Row) -> tuple[Array, Array, Array | None, Array | None]:
    """Inputs and outputs of an op and their adjoints, the outputs' first."""
    inputs, outputs = (row[INPUT], row[N_IN]), (row[OUTPUT], row[N_OUT])
    return sample.value(*inputs), sample.value(*outputs), sample.adjoint(*outputs), sample.adjoint(*inputs)


def _fork(sample: _Pass, row: Row, layer: Layer) -> ForkTrace:
    inputs, outputs, output_adjoints, input_adjoints = _ends(sample, row)
    first = int(row[SECOND] - row[INPUT])
    return ForkTrace("fork", layer.name, inputs, first, outputs, output_adjoints, input_adjoints)


def _add(sample: _Pass, row: Row, layer: Layer) -> AddTrace:
    inputs, outputs, output_adjoints, input_adjoints = _ends(sample, row)
    branch, scale = (row[SECOND], row[N_IN]), float(row[NUMBER].view(np.float64))
    return AddTrace(
        "add", layer.name, inputs, sample.value(*branch), scale, outputs,
        output_adjoints, input_adjoints, sample.adjoint(*branch),
    )  # fmt: skip


def _concat(sample: _Pass, row: Row, layer: Layer) -> ConcatTrace:
    inputs, outputs, output_adjoints, input_adjoints = _ends(sample, row)
    first = int(row[OUTPUT] - layer.output)
    return ConcatTrace("concat", layer.name, inputs, first, outputs, output_adjoints, input_adjoints)


def _layer_norm(sample: _Pass, row: Row, layer: Layer) -> NormTrace:
    mean, reciprocal = sample.value(row[WORK] + row[N_IN], 2)
    return _norm("layer_norm", sample, row, layer, np.array([mean]), np.array([1.0 / reciprocal]))


def _batch_norm(sample: _Pass, row: Row, layer: Layer) -> NormTrace:
    parameters = sample.trainer.parameters
    mean, variance = (layer.blocks[name].of(parameters).copy() for name in ("running_mean", "running_variance"))
    return _norm("batch_norm", sample, row, layer, mean, np.sqrt(variance + EPSILON))


def _norm(
    kind: Literal["layer_norm", "batch_norm"], sample: _Pass, row: Row, layer: Layer, mean: Array, deviation: Array
) -> NormTrace:
    inputs, outputs, output_adjoints, input_adjoints = _ends(sample, row)
    return NormTrace(
        kind, layer.name, inputs, mean, deviation, sample.value(row[WORK], row[N_IN]),
        sample.parameters(layer.blocks["gains"]), sample.parameters(layer.blocks["biases"]),
        outputs, output_adjoints, input_adjoints,
    )  # fmt: skip


def _dropout(sample: _Pass, row: Row, layer: Layer) -> DropoutTrace:
    inputs, outputs, output_adjoints, input_adjoints = _ends(sample, row)
    rate = float(row[NUMBER].view(np.float64))
    return DropoutTrace("dropout", layer.name, rate, inputs, outputs, output_adjoints, input_adjoints)


def _loss(sample: _Pass, row: Row, layer: Layer) -> LossTrace:
    k, backward = row[N_IN], sample.backward
    of_steps = None
    if row[OP] == STEPS_LOSS and backward is not None:
        of_steps = backward.values[row[LOSSES_SLOT] + 2 :][: row[STEPS]]
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


READ: dict[int, Callable[[_Pass, Row, Layer], OpTrace]] = {
    DENSE: _dense,
    ACTIVATION: _activation,
    LOSS: _loss,
    FORK: _fork,
    ADD: _add,
    CONCAT: _concat,
    LAYER_NORM: _layer_norm,
    BATCH_NORM: _batch_norm,
    DROPOUT: _dropout,
    PER_STEP: trace_forms.per_step,
    STEPS_LOSS: _loss,
    EMBEDDING: trace_forms.table,
    ONE_HOT: trace_forms.table,
    RNN: trace_forms.recurrent,
    LSTM: trace_forms.recurrent,
    GRU: trace_forms.recurrent,
    PATCHES: trace_forms.patches,
    MAX_POOL: trace_forms.max_pool,
    PRODUCT: _product,
}
"""op -> how its row is read."""
