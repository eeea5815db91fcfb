"""One sample's whole pass as numbers: forward, loss, backward, and what a step would do with the gradient.

The rows of the tape are read one by one, so that a trace shows whatever a network is made of. The sample's pass is that
of inference: dropout drops nothing, batch norm takes its running statistics. A batch's gradient is that of training.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from engine.compiled.jit import Array
from engine.data.encoding import encode_targets
from engine.inspect.gradcheck import FLOOR
from engine.inspect.trace.readers import READERS, OpTrace
from engine.inspect.trace.sample_pass import Adjoints, Change, Coming, Of, Pass, Samples, is_told, overflow
from engine.ops import OPS
from engine.ops.row import OP
from engine.train.trainer import Trainer


@dataclass(frozen=True)
class Trace:
    """One sample's pass: raw inputs (d,), the features (n_in,) that the network reads, every op in order; at so many steps
    and epochs of the run.

    of: whose gradients and update the parameters tell. batch (B,): the training rows that the next step takes.
    sample_loss and batch_loss are told before and after that update, the batch's as training has it (masks, statistics
    of the batch); first_order: what the gradient says that the loss changes by, Σ g Δ. difference_floor: numeric
    gradients are good to so much, whatever they are. `optimizer_step` is the number, counted from 1, that the coming
    update would have for the optimizer, `learning_rate` the rate it would be taken with. Without targets of the sample,
    and so without its loss, there is a step of the batch alone.
    """

    inputs: Array
    features: Array
    ops: tuple[OpTrace, ...]
    of: Of
    batch: NDArray[np.int64]
    sample_loss: Change | None
    batch_loss: Change | None
    first_order: float | None
    difference_floor: float | None
    step: int
    epoch: int
    optimizer_step: int
    learning_rate: float


def trace(
    trainer: Trainer,
    inputs: ArrayLike,
    targets: ArrayLike | None = None,
    *,
    of: Of = "sample",
    finite_differences: bool = False,
    layers: frozenset[str] | None = None,
) -> Trace:
    """The pass of one sample: raw inputs (d,), and targets (k,) as the loss sees them (of a class: `class_target`).

    The gradients and the update are those of a step on this sample alone, or `of` the batch that is under way. With
    `finite_differences` each gradient told stands beside its quotient, for two forward passes a parameter. `layers` are
    those whose parameters are told, all by default. Without targets there is neither a loss nor a backward pass.

    ValueError for inputs or targets of another width or not finite, for an unknown layer, and where a number of the pass
    is not finite; what overflows in the update alone is told as it is.
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
    backward = None if sample is None else Adjoints.of(sample)
    stepped = sample if of == "sample" else batch
    coming = None if stepped is None else stepped.coming(finite_differences)
    read = Pass(trainer, values, backward, coming, layers)
    owners = {layer.name: layer for layer in network.layers}
    told = zip(network.tape, network.owners, strict=True)
    return Trace(
        raw,
        features[0],
        tuple(READERS[OPS[row[OP]]](read, row, owners[owner]) for row, owner in told),
        of,
        rows,
        coming.loss if coming and of == "sample" else _change(sample, coming),
        coming.loss if coming and of == "batch" else _change(batch, coming),
        None if coming is None else _first_order(trainer, coming),
        None if coming is None else FLOOR * max(1.0, coming.loss.before),
        trainer.step,
        trainer.epoch,
        trainer.steps_of_optimizer + 1,
        trainer.learning_rate,
    )


def _change(samples: Samples | None, coming: Coming | None) -> Change | None:
    """Their loss before the step and after it."""
    if samples is None or coming is None:
        return None
    return Change(samples.loss(samples.trainer.parameters), samples.loss(coming.after.parameters))


def _first_order(trainer: Trainer, coming: Coming) -> float:
    """Σ g Δ over the parameters that have a gradient."""
    moved = coming.after.parameters - trainer.parameters
    for block in trainer.network.layout.blocks.values():
        if block.running:
            block.of(moved)[:] = 0.0
    return float(coming.gradients @ moved)


def check_layers(trainer: Trainer, layers: frozenset[str] | None) -> None:
    """ValueError for a layer that the network does not have."""
    known = [layer.name for layer in trainer.network.layers]
    unknown = sorted((layers or frozenset()) - set(known))
    if unknown:
        raise ValueError(
            f"Received the unknown layer {unknown[0]!r}, expected {', '.join(known)}. Name layers of the network."
        )


def told_parameters(trainer: Trainer, layers: frozenset[str] | None) -> int:
    """How many parameters a trace of these layers (None: all) tells."""
    return sum(block.size for block in trainer.network.layout.blocks.values() if is_told(block, layers))


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


def _forward(trainer: Trainer, features: Array) -> Array:
    """The value of every slot (width,); those of the loss mean nothing, for want of targets."""
    values = trainer.forward(features, np.arange(trainer.network.width))[0][:, 0]
    for layer in trainer.network.layers:
        for slot in (layer.pre_activation, layer.output):
            if not np.isfinite(values[slot : slot + layer.width]).all():
                raise overflow(layer.name)
    return values
