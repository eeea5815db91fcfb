"""Layer statistics: activations, saturation, gradients and updates of every layer."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.compiled.buffers import vector
from engine.compiled.jit import entry
from engine.inspect.probes.passes import Passes
from engine.network.layer import Layer
from engine.ops import activations
from engine.ops.activations import ACTIVATIONS
from engine.train.trainer import Trainer

HISTOGRAM_BINS = 24

SATURATED_BELOW = 0.05
"""An activation is saturated if |f′| is less than this share of its largest value."""

LARGEST_SLOPES = np.array([activation.largest_slope for activation in ACTIVATIONS.values()])


@dataclass(frozen=True)
class LayerStatistics:
    """Activations of a layer on the training samples of one pass (at most 1,024), and its last step.

    mean, std, histogram: of all activations; the histogram has HISTOGRAM_BINS counts from `low` to `high`. saturated:
    share of activations with |f′| below SATURATED_BELOW times its largest value (for ReLU: the inactive ones). dead:
    share of units, at every step or pixel, that are saturated for every sample. gradient_norm: ‖∂L/∂(W, b)‖; update_ratio:
    ‖Δ(W, b)‖ / ‖(W, b)‖; both None before the first step and for a layer without parameters. frozen: True if training does
    not change the layer.
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


def layer_statistics(trainer: Trainer, passes: Passes) -> tuple[LayerStatistics, ...]:
    """Statistics of every layer, from the forward pass over the training samples."""
    layers = trainer.network.layers
    rows = np.array([_row(layer) for layer in layers])
    table, histograms = np.empty((len(layers), 8)), np.zeros((len(layers), HISTOGRAM_BINS), dtype=np.int64)
    vectors = trainer.parameters, trainer.gradients, trainer.previous
    slopes = np.empty(passes.padded_batch)
    _statistics(rows, passes.values, passes.padded_batch, passes.seen, *vectors, slopes, table, histograms)
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
    """The row of a layer for `_statistics`."""
    # softmax is a sigmoid to each output's own slope, a (1 - a)
    code = activations.ACTIVATION_CODES["sigmoid" if layer.activation == "softmax" else layer.activation]
    blocks = [block for block in layer.blocks.values() if not block.running]
    size = sum(block.size for block in blocks)
    return [layer.pre_activation, layer.output, layer.width, code, blocks[0].offset if blocks else 0, size]


MEAN, STD, SATURATED, DEAD, LOW, HIGH, GRADIENT_NORM, UPDATE_RATIO = range(8)


@entry
def _statistics(layers, values, batch, count, parameters, gradients, previous, slopes, table, histograms):
    """Fill a row of `table` (L, 8) and of `histograms` (L, bins) for each layer, from `count` samples in the tape's values.

    A row of `layers` is [pre-activation, output, columns, activation code, first parameter, number of parameters];
    `slopes` (batch,) is scratch space.
    """
    for i in range(layers.shape[0]):
        z, a, units, code, first, size = layers[i]
        largest_slope = LARGEST_SLOPES[code]
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
                flat += 1 if np.abs(slopes[k]) < SATURATED_BELOW * largest_slope else 0
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
