"""Reduce the map of a network's output, or its confusion matrix, to a small image for the wall of a workshop."""

from dataclasses import dataclass
from functools import lru_cache
from math import isfinite
from typing import Literal

import numpy as np

from engine.compiled.jit import Array
from engine.data.dataset import Dataset
from engine.inspect.probes.metrics import Confusion
from engine.ops.activations import ACTIVATIONS

SIDE = 32
"""Most pixels on a side, on the wall."""

CLASS_BITS, CLASSES = 5, 8
"""Bits of the lead in a byte, and classes that it can tell apart."""

LARGEST = 1e9
"""Values of competing outputs are clipped to this size, so that their means are finite."""


@dataclass(frozen=True)
class SmallMap:
    """A square image, row 0 at the top. classes: number of outputs that compete; None for a single one. kind: a map over
    the plane, or a confusion matrix, true classes from top to bottom and predicted ones from left to right.

    values: a byte for each pixel. One output: 0 to 255 from the low to the high end of its activation's range, or from -1
    to 1 if it is unbounded; the decision lies in the middle. Several: the winner modulo CLASSES, and in the lower
    CLASS_BITS its lead over the next from 0 to 1. Of a confusion matrix: 0 to 255, the share of the true class.
    """

    size: int
    classes: int | None
    values: bytes
    kind: Literal["plane", "confusion"] = "plane"


def has_matrix(data: Dataset) -> bool:
    """True if a confusion matrix says more about a run than its losses: for images of a few classes."""
    return data.image is not None and data.task == "multiclass" and data.classes <= SIDE


def small_matrix(found: Confusion) -> SmallMap:
    """The confusion matrix of the test split, or of the training split if there is no test split."""
    counts = found.test if found.test.any() else found.train
    shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    return SmallMap(len(counts), None, np.rint(255 * shares).astype(np.uint8).tobytes(), "confusion")


def small_map(maps: Array, activation: str, side: int = SIDE) -> SmallMap:
    """Reduce the maps (k, R, R) of k outputs with this activation, to at most `side` pixels on a side."""
    k = len(maps)
    low, high = output_range(activation) if k == 1 else (-LARGEST, LARGEST)
    small = averaged(bounded(maps, low, high), min(side, maps.shape[1]))
    levels = 255 * (small[0] - low) / (high - low) if k == 1 else _classes(small)
    return SmallMap(len(levels), None if k == 1 else k, np.rint(levels).astype(np.uint8).tobytes())


def bounded(maps: Array, low: float, high: float) -> Array:
    """Values from `low` to `high`; NaN is in the middle."""
    clipped = np.clip(maps, low, high)
    return np.nan_to_num(clipped, nan=(low + high) / 2) if np.isnan(clipped).any() else clipped


def averaged(maps: Array, size: int) -> Array:
    """Finite maps (k, R, R) as (k, size, size), size ≤ R: each pixel is the mean of those that it is in place of."""
    weights = _weights(maps.shape[1], size)
    means: Array = weights @ maps @ weights.T
    return means


@lru_cache(maxsize=16)
def _weights(before: int, after: int) -> Array:
    """The weights (after, before) that average a row of `before` pixels down to one of `after`."""
    row = np.arange(before)
    edges = np.arange(after + 1)[:, None] * before // after
    inside = (edges[:-1] <= row) & (row < edges[1:])
    shares: Array = inside / inside.sum(axis=1, keepdims=True)
    return shares


def _classes(values: Array) -> Array:
    """Bytes of the winner and its lead, from the values (k, size, size) of each class."""
    second, best = np.partition(values, -2, axis=0)[-2:]
    lead = np.clip(best - second, 0.0, 1.0)
    levels: Array = (values.argmax(axis=0) % CLASSES << CLASS_BITS) + np.rint((2**CLASS_BITS - 1) * lead)
    return levels


def output_range(activation: str) -> tuple[float, float]:
    """The values that the colours of an output's map span: the range of its activation, or -1 to 1 if it is unbounded."""
    known = ACTIVATIONS.get(activation)
    return (known.low, known.high) if known and isfinite(known.low) and isfinite(known.high) else (-1.0, 1.0)
