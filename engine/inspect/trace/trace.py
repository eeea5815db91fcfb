"""Trace one sample: forward pass, loss, backward pass and the next update, as numbers.

Each row of the tape is read by the reader of its op, so any network can be traced. The pass of the sample is in inference
mode: dropout drops nothing, batch norm uses its running statistics. A batch's gradient is computed as in training.
"""

from dataclasses import dataclass
from typing import Annotated

import numpy as np
from numpy.typing import ArrayLike

from engine.compiled.jit import Array
from engine.data.encoding import encode_targets
from engine.errors import InputError
from engine.inspect.finite_differences import FLOOR
from engine.inspect.slices import Slices, sliced
from engine.inspect.trace.field_types import Indices, Vector
from engine.inspect.trace.next_step import Change, NextStep, Of, Samples, overflow
from engine.inspect.trace.parameters import is_traced
from engine.inspect.trace.readers import READERS, OpTrace
from engine.inspect.trace.sample_pass import Backward, Pass
from engine.network.layout import Block
from engine.ops import OPS
from engine.ops.row import OP
from engine.train.forward import forward
from engine.train.trainer import Trainer


@dataclass(frozen=True)
class Trace:
    """The pass of one sample: every op in order; in reverse order it is the backward pass.

    Without targets there are no losses of the sample and no adjoints, but there may be a step on the batch.
    """

    inputs: Annotated[Vector, "raw inputs"]
    features: Annotated[Vector, "inputs of the network"]
    ops: tuple[OpTrace, ...]
    of: Annotated[Of, "whose gradients and update are traced"]
    batch: Annotated[Indices, "training rows that the next step uses"]
    sample_loss: Annotated[Change | None, "without penalty"]
    batch_loss: Annotated[
        Change | None, "likewise, computed as in training: with the masks of the step and the statistics of the batch"
    ]
    first_order: Annotated[
        float | None, "first-order estimate of the change of the loss by the update: Σ gradient · update"
    ]
    difference_floor: Annotated[float | None, "absolute accuracy of finite differences, because of rounding"]
    step: Annotated[int, "steps that the run has taken"]
    epoch: int
    optimizer_step: Annotated[int, "number of the next step for the optimizer, from 1"]
    learning_rate: Annotated[float, "scheduled learning rate of the next step"]


@sliced
def trace(
    trainer: Trainer,
    inputs: ArrayLike,
    targets: ArrayLike | None = None,
    *,
    of: Of = "sample",
    finite_differences: bool = False,
    layers: frozenset[str] | None = None,
) -> Slices[Trace]:
    """Trace one sample: raw inputs (d,), and targets (k,) as the loss takes them (for a class: `class_target`).

    Gradients and update are those of a step on this sample alone, or `of` the next batch. `finite_differences` adds a
    numerical derivative to each traced gradient. `layers`: those whose parameters are traced, by default all. Without
    targets there is no loss and no backward pass of the sample.

    Raises InputError for inputs or targets of the wrong size or not finite, for an unknown layer, and if a number of the
    pass is not finite. Numbers of the update may be infinite or NaN.
    """
    network = trainer.network
    check_layers(trainer, layers)
    raw = _vector("inputs", inputs, trainer.data.train.inputs.shape[1])
    wanted = None if targets is None else _vector("targets", targets, network.output_width)
    features = trainer.prepare(raw[None])
    network.check_inputs(features)
    values = _forward(trainer, features)
    rows = trainer.batch_under_way()
    sample = None if wanted is None else Samples(trainer, network.tape, features, wanted[None])
    batch = Samples(trainer, network.training_tape, trainer.inputs[rows], trainer.targets[rows])
    backward = None if sample is None else Backward.of(sample)
    stepped = sample if of == "sample" else batch
    blocks = _differentiable(trainer, layers) if finite_differences else None
    step = None if stepped is None else (yield from stepped.next_step(blocks))
    return Trace(
        raw,
        features[0],
        _read(Pass(trainer, values, backward, step, layers)),
        of,
        rows,
        _loss_change(sample, step, stepped),
        _loss_change(batch, step, stepped),
        None if step is None else _first_order(trainer, step),
        None if step is None else FLOOR * max(1.0, step.loss.before),
        trainer.step,
        trainer.epoch,
        trainer.steps_of_optimizer + 1,
        trainer.learning_rate,
    )


def _read(sample: Pass) -> tuple[OpTrace, ...]:
    """Every row of the tape, read by its op's reader."""
    network = sample.trainer.network
    layers = {layer.name: layer for layer in network.layers}
    rows = zip(network.tape, network.owners, strict=True)
    return tuple(READERS[OPS[row[OP]]](sample, row, layers[owner]) for row, owner in rows)


def _differentiable(trainer: Trainer, layers: frozenset[str] | None) -> list[Block]:
    """The traced blocks that have a gradient."""
    blocks = trainer.network.layout.blocks.values()
    return [block for block in blocks if is_traced(block, layers) and not block.running]


def _loss_change(samples: Samples | None, step: NextStep | None, stepped: Samples | None) -> Change | None:
    """The loss of `samples` before and after the step on `stepped`."""
    if samples is None or step is None:
        return None
    return step.loss if samples is stepped else samples.loss_change(step)


def _first_order(trainer: Trainer, step: NextStep) -> float:
    """Σ g Δ over the parameters that have a gradient."""
    moved = step.after.parameters - trainer.parameters
    for block in trainer.network.layout.blocks.values():
        if block.running:
            block.of(moved)[:] = 0.0
    return float(step.gradients @ moved)


def check_layers(trainer: Trainer, layers: frozenset[str] | None) -> None:
    """Raise InputError for a layer that the network does not have."""
    known = [layer.name for layer in trainer.network.layers]
    unknown = sorted((layers or frozenset()) - set(known))
    if unknown:
        detail = f"Received the unknown layer {unknown[0]!r}, expected {', '.join(known)}."
        raise InputError(detail, "Name layers of the network.", field="layers")


def traced_parameters(trainer: Trainer, layers: frozenset[str] | None) -> int:
    """Number of parameters in a trace of these layers (None: all)."""
    return sum(block.size for block in trainer.network.layout.blocks.values() if is_traced(block, layers))


def class_target(trainer: Trainer, index: int) -> Array:
    """Encode class `index` as the loss takes it, (k,): one number for two classes, else one for each class.

    Raises InputError for an unknown class, in a regression, and if there is a target at every step.
    """
    data, spec = trainer.data, trainer.spec
    if data.target_steps > 1:
        raise InputError(
            f"Received class {index} for {data.target_steps} steps, expected {trainer.network.output_width} numbers: the "
            "targets of the loss at every step.",
            "Give those.",
            field="target",
        )
    if data.task == "regression":
        detail = f"Received class {index} in a regression, expected {trainer.network.n_out} values."
        raise InputError(detail, "Give the values.", field="target")
    if not 0 <= index < data.classes:
        detail = f"Received class {index}, expected 0 to {data.classes - 1}."
        raise InputError(detail, "Choose a class of the data.", field="target")
    assert spec.network.output_activation is not None and spec.loss is not None
    labels = np.array([index])
    codes = encode_targets(labels, data.task, data.classes, spec.network.output_activation, spec.loss)
    return codes.ravel()


def _vector(what: str, numbers: ArrayLike, width: int) -> Array:
    vector = np.array(numbers, dtype=np.float64)
    if vector.shape != (width,):
        detail = f"Received {what} of shape {vector.shape}, expected ({width},)."
        raise InputError(detail, f"Give {width} numbers for one sample.")
    if not np.isfinite(vector).all():
        detail = f"Received {what} {vector.tolist()}, expected finite numbers."
        raise InputError(detail, "Replace those that are not.")
    return vector


def _forward(trainer: Trainer, features: Array) -> Array:
    """The value of every slot (width,); those of the loss are meaningless, since there are no targets."""
    values = forward(trainer.network, trainer.parameters, features, np.arange(trainer.network.width))[0][:, 0]
    for layer in trainer.network.layers:
        for slot in (layer.pre_activation, layer.output):
            if not np.isfinite(values[slot : slot + layer.width]).all():
                raise overflow(layer.name)
    return values
