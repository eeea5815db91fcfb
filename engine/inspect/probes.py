"""Probes look into a run without touching it: metrics, layer statistics, and the maps of `engine.inspect.maps`. They read, never
write.

Everything returned is a copy, so that it can leave the thread that trains.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.compiled.buffers import vector
from engine.compiled.jit import Array, entry
from engine.data.encoding import Labels, predicted_class
from engine.inspect.maps import neuron_maps, output_maps
from engine.network.layer import Layer
from engine.network.tape import whole_lanes
from engine.ops import activations
from engine.ops.activations import ACTIVATIONS
from engine.ops.losses import LOSSES
from engine.train.trainer import Trainer

HISTOGRAM_BINS = 24
SATURATED_BELOW = 0.05
"""An activation is saturated where |f′| is less than this share of its largest value."""


@dataclass(frozen=True)
class View:
    """Which maps are wanted: pixels on a side for the output and for each neuron (0: none), and at most so many
    neurons of a layer; and whether the confusion matrices are."""

    resolution: int = 64
    neuron_resolution: int = 16
    neurons_per_layer: int = 8
    confusion: bool = False


@dataclass(frozen=True)
class Metrics:
    """Means over each split. The penalty is apart from the data loss; what does not apply is None.

    Accuracy: the share of right classes, or, where targets are bits, of samples with every bit on the right side.
    """

    train_loss: float
    test_loss: float | None
    penalty: float
    train_accuracy: float | None
    test_accuracy: float | None
    train_r2: float | None
    test_r2: float | None


@dataclass(frozen=True)
class Confusion:
    """How many samples of a class (row) were taken for which (column), of either split: (classes, classes)."""

    train: NDArray[np.int64]
    test: NDArray[np.int64]


@dataclass(frozen=True)
class LayerStatistics:
    """What a layer does on the training samples (those of one pass, 1,024 at the most), and what the last step did to it.

    saturated: share of activations with |f′| under 5 % of its largest (for ReLU: the inactive ones); dead: share of
    units, at every step or pixel, for which that holds on every sample. gradient_norm: ‖∂L/∂(W, b)‖; update_ratio: ‖Δ(W, b)‖ / ‖(W, b)‖; both
    None before the first step and for a layer without parameters. frozen: training leaves the layer as it is. histogram: counts (HISTOGRAM_BINS,) from `low` to `high`.
    """

    name: str
    units: int
    mean: float
    std: float
    saturated: float
    dead: float
    gradient_norm: float | None
    update_ratio: float | None
    histogram: NDArray[np.int64]
    low: float
    high: float
    frozen: bool


@dataclass(frozen=True)
class Observation:
    """All that a frame shows of one instant; `learning_rate` is that of the next step. Maps show the data's domain: row 0 at the highest x2, column 0 at the
    lowest x1. `confusion` is None in regression, and where the view does not ask for it."""

    step: int
    epoch: int
    sample: int
    status: str
    learning_rate: float
    metrics: Metrics
    confusion: Confusion | None
    layers: tuple[LayerStatistics, ...]
    output_maps: Array | None
    neuron_maps: Array | None
    parameters: Array
    gradients: Array


def observe(trainer: Trainer, view: View | None = None) -> Observation:
    """One look at a run: metrics and statistics, and the maps that `view` asks for where the inputs are 2-D."""
    view = view or View()
    passes = _passes(trainer)
    return Observation(
        trainer.step,
        trainer.epoch,
        trainer.sample,
        trainer.status,
        trainer.learning_rate,
        _metrics(trainer, passes),
        _confusion(trainer, passes) if view.confusion and trainer.data.task != "regression" else None,
        _layer_statistics(trainer, passes),
        output_maps(trainer, view.resolution),
        neuron_maps(trainer, view.neuron_resolution, view.neurons_per_layer),
        trainer.parameters.copy(),
        trainer.gradients.copy(),
    )


# -- metrics and statistics ----------------------------------------------------------------------------------------


def measure(trainer: Trainer) -> tuple[Metrics, tuple[LayerStatistics, ...]]:
    """Metrics of both splits and statistics of every layer, from one forward pass over each."""
    passes = _passes(trainer)
    return _metrics(trainer, passes), _layer_statistics(trainer, passes)


@dataclass(frozen=True)
class _Passes:
    """The forward pass over each split: outputs (N, k) and losses (N,), of targets for every step outputs (N T, k).
    `values` is the tape's buffer of the first `seen` training samples, in `lanes` columns."""

    outputs: Array
    losses: Array
    test_outputs: Array
    test_losses: Array
    values: Array
    seen: int
    lanes: int


def _passes(trainer: Trainer) -> _Passes:
    seen = min(trainer.samples, trainer.lanes_at_once())
    lanes = whole_lanes(seen)
    outputs, losses, values = _forward(trainer, trainer.inputs[:seen], trainer.targets[:seen], lanes)
    if seen < trainer.samples:
        rest = _forward(trainer, trainer.inputs[seen:], trainer.targets[seen:], lanes)
        outputs, losses = np.concatenate([outputs, rest[0]], axis=1), np.concatenate([losses, rest[1]])
    test_lanes = min(lanes, whole_lanes(max(len(trainer.test_inputs), 1)))
    test_outputs, test_losses, _ = _forward(trainer, trainer.test_inputs, trainer.test_targets, test_lanes)
    outputs, test_outputs = (rows.T.reshape(-1, trainer.network.n_out) for rows in (outputs, test_outputs))
    return _Passes(outputs, losses, test_outputs, test_losses, values, seen, lanes)


def _metrics(trainer: Trainer, passes: _Passes) -> Metrics:
    train_accuracy, train_r2 = _scores(trainer, passes.outputs, trainer.data.targets_by_step(trainer.data.train))
    test_accuracy, test_r2 = _scores(trainer, passes.test_outputs, trainer.data.targets_by_step(trainer.data.test))
    return Metrics(
        float(passes.losses.sum() / passes.losses.size),
        float(passes.test_losses.sum() / passes.test_losses.size) if passes.test_losses.size else None,
        penalty(trainer),
        train_accuracy,
        test_accuracy,
        train_r2,
        test_r2,
    )


def penalty(trainer: Trainer) -> float:
    """l1 Σ|w| + l2 ½Σw² over the weights."""
    objective = trainer.update.objective
    if objective.l1 == 0.0 and objective.l2 == 0.0:
        return 0.0
    weights = trainer.parameters * objective.is_weight
    return float(objective.l1 * np.abs(weights).sum() + objective.l2 * 0.5 * (weights @ weights))


def _forward(trainer: Trainer, inputs: Array, targets: Array, lanes: int) -> tuple[Array, Array, Array]:
    """Outputs (k, N), losses (N,) and the tape's values of the last chunk."""
    network = trainer.network
    slots = np.arange(network.prediction, network.prediction + network.output_width)
    return trainer.forward(inputs, slots, targets, lanes)


def _scores(trainer: Trainer, outputs: Array, targets: Array | NDArray[np.int64]) -> tuple[float | None, float | None]:
    """(accuracy, R²) of outputs (N, k): the first for classes, the second for values, both for bits; None without
    samples."""
    if len(outputs) == 0:
        return None, None
    if trainer.data.task == "regression":
        return _share_on_the_right_side(outputs, targets, trainer.data.decision_threshold), _r2(
            trainer, outputs, targets
        )
    right = _predicted(trainer, outputs) == targets
    return float(np.count_nonzero(right) / right.size), None


def _r2(trainer: Trainer, outputs: Array, targets: Array | Labels) -> float | None:
    """1 - Σ(y - t)² / Σ(t - mean)²; None where targets do not differ, or are not what outputs are to come near to."""
    assert trainer.spec.loss is not None
    spread = float(((targets - targets.mean(axis=0)) ** 2).sum())
    if spread == 0.0 or not LOSSES[trainer.spec.loss].nearness:
        return None
    return 1.0 - float(((outputs - targets) ** 2).sum()) / spread


def _share_on_the_right_side(outputs: Array, targets: Array | Labels, threshold: float | None) -> float | None:
    """Share of the samples with every output (N, k) on the side of `threshold` that its target is on."""
    if threshold is None:
        return None
    return float(((outputs > threshold) == (targets > threshold)).all(axis=1).mean())


def _predicted(trainer: Trainer, outputs: Array) -> Labels:
    """The class (N,) that outputs (N, k) decide for."""
    spec = trainer.spec
    assert spec.network.output_activation is not None and spec.loss is not None
    return predicted_class(outputs, trainer.data.task, spec.network.output_activation, spec.loss)


def _confusion(trainer: Trainer, passes: _Passes) -> Confusion:
    def counts(outputs: Array, targets: Array | Labels) -> NDArray[np.int64]:
        cells = targets.astype(np.int64) * classes + _predicted(trainer, outputs)
        return np.bincount(cells, minlength=classes**2).reshape(classes, classes)

    data, classes = trainer.data, trainer.data.classes
    return Confusion(
        counts(passes.outputs, data.targets_by_step(data.train)),
        counts(passes.test_outputs, data.targets_by_step(data.test)),
    )


MEAN, STD, SATURATED, DEAD, LOW, HIGH, GRADIENT_NORM, UPDATE_RATIO = range(8)


@entry
def _statistics(layers, values, batch, count, parameters, gradients, previous, slopes, table, histograms):
    """Fill a row of `table` (L, 8) and of `histograms` (L, bins) for each row [pre-activation, output, columns,
    activation code, first parameter, parameters] of `layers`, from the `count` samples in the tape's values; `slopes` (batch,) is scratch."""
    for i in range(layers.shape[0]):
        z, a, units, code, first, size = layers[i]
        steepest = STEEPEST[code]
        total, squares, saturated, dead = 0.0, 0.0, 0, 0
        low, high = np.inf, -np.inf
        for j in range(units):
            A = vector(values, (a + j) * batch, batch)
            activations.slope(code, vector(values, (z + j) * batch, batch), A, slopes)
            flat = 0
            for k in range(count):
                total += A[k]
                squares += A[k] * A[k]
                low, high = min(low, A[k]), max(high, A[k])
                flat += 1 if np.abs(slopes[k]) < SATURATED_BELOW * steepest else 0
            saturated += flat
            dead += 1 if flat == count else 0
        n = units * count
        mean = total / n
        width = high - low if high > low else 1.0
        for j in range(units):
            A = vector(values, (a + j) * batch, batch)
            for k in range(count):
                place = (A[k] - low) / width * HISTOGRAM_BINS
                if place >= 0.0:  # false for NaN, which has no place
                    histograms[i, min(int(place), HISTOGRAM_BINS - 1)] += 1
        gradient, change, weight = 0.0, 0.0, 0.0
        for p in range(first, first + size):
            gradient += gradients[p] * gradients[p]
            change += (parameters[p] - previous[p]) ** 2
            weight += previous[p] * previous[p]
        table[i, MEAN], table[i, STD] = mean, np.sqrt(max(squares / n - mean * mean, 0.0))
        table[i, SATURATED], table[i, DEAD] = saturated / n, dead / units
        table[i, LOW], table[i, HIGH] = low, high
        table[i, GRADIENT_NORM] = np.sqrt(gradient)
        table[i, UPDATE_RATIO] = np.sqrt(change / weight) if weight > 0.0 else np.nan


STEEPEST = np.array([entry_.steepest for entry_ in ACTIVATIONS.values()])


def _layer_statistics(trainer: Trainer, passes: _Passes) -> tuple[LayerStatistics, ...]:
    layers = trainer.network.layers
    rows = np.array([_row(layer) for layer in layers])
    table, histograms = np.empty((len(layers), 8)), np.zeros((len(layers), HISTOGRAM_BINS), dtype=np.int64)
    vectors = trainer.parameters, trainer.gradients, trainer.previous
    slopes = np.empty(passes.lanes)
    _statistics(rows, passes.values, passes.lanes, passes.seen, *vectors, slopes, table, histograms)
    stepped = trainer.steps_of_optimizer > 0
    return tuple(
        LayerStatistics(
            layer.name,
            layer.units,
            row[MEAN],
            row[STD],
            row[SATURATED],
            row[DEAD],
            row[GRADIENT_NORM] if stepped and layer.blocks else None,
            row[UPDATE_RATIO] if stepped and row[UPDATE_RATIO] == row[UPDATE_RATIO] else None,
            histogram,
            row[LOW],
            row[HIGH],
            layer.frozen,
        )
        for layer, row, histogram in zip(layers, table.tolist(), histograms, strict=True)
    )


def _row(layer: Layer) -> list[int]:
    # softmax is a sigmoid to each output's own slope, a (1 - a)
    code = activations.ACTIVATION_CODES["sigmoid" if layer.activation == "softmax" else layer.activation]
    blocks = [block for block in layer.blocks.values() if not block.running]
    size = sum(block.size for block in blocks)
    return [layer.pre_activation, layer.output, layer.width, code, blocks[0].offset if blocks else 0, size]
