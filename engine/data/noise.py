"""The two kinds of noise every generated data set has: points that moved, and labels that are wrong.

Every function draws the same random numbers whatever the amount, so that raising the noise of a seed moves the same
points further and adds wrong labels to those already wrong, rather than drawing another data set.
"""

import numpy as np

from engine.compiled.jit import Array
from engine.data.encoding import Labels

EDGE = 6.0  # generated points are drawn in [-EDGE, EDGE]²


def displace(points: Array, reach: float, position_noise: float, rng: np.random.Generator) -> Array:
    """Move each coordinate of `points` (N, 2) by U(-reach, reach) · position_noise."""
    return points + position_noise * rng.uniform(-reach, reach, points.shape)


def reflect(points: Array) -> Array:
    """Bring points that left the domain back in as a mirror at its edge would; holds up to 3 · EDGE out."""
    return np.where(np.abs(points) > EDGE, np.copysign(2.0 * EDGE, points) - points, points)


def flip_labels(labels: Labels, classes: int, label_noise: float, rng: np.random.Generator) -> Labels:
    """Give a share `label_noise` of the labels (N,), to the nearest whole sample, another of the `classes` classes."""
    order = rng.permutation(len(labels))
    wrong = (labels + rng.integers(1, classes, len(labels))) % classes
    flipped = order[: round(label_noise * len(labels))]
    noisy = labels.copy()
    noisy[flipped] = wrong[flipped]
    return noisy
