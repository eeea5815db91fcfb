"""The two kinds of noise of generated data sets: displaced points and wrong labels.

The random numbers drawn do not depend on the amount of noise. More noise with the same seed therefore moves the same
points further and adds wrong labels to the existing ones, rather than drawing a new data set.
"""

import numpy as np

from engine.compiled.jit import Array
from engine.data.encoding import Labels

EDGE = 6.0
"""Generated points are drawn in [-EDGE, EDGE]²."""


def displace(points: Array, reach: float, position_noise: float, rng: np.random.Generator) -> Array:
    """Move each coordinate of `points` (N, 2) by U(-reach, reach) · position_noise."""
    return points + position_noise * rng.uniform(-reach, reach, points.shape)


def reflect(points: Array) -> Array:
    """Reflect points outside the domain at its edge. Correct for points up to 3 · EDGE from the origin."""
    return np.where(np.abs(points) > EDGE, np.copysign(2.0 * EDGE, points) - points, points)


def flip_labels(labels: Labels, classes: int, label_noise: float, rng: np.random.Generator) -> Labels:
    """Change a share `label_noise` of the labels (N,), rounded to whole samples, to another of the `classes` classes."""
    order = rng.permutation(len(labels))
    wrong = (labels + rng.integers(1, classes, len(labels))) % classes
    flipped = order[: round(label_noise * len(labels))]
    noisy = labels.copy()
    noisy[flipped] = wrong[flipped]
    return noisy
