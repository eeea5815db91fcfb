"""The training loss on a plane through the space of parameters. Reads a run, never writes it.

The plane is spanned by two random directions whose filters are as long as the network's own (Li et al. 2018,
"Visualizing the loss landscape of neural nets", section 4), or by the principal components of the ways that runs have
gone (section 7.2). The loss is the data loss of inference, as the metrics have it: without penalty, nothing dropped.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from engine.compiled.jit import Array
from engine.data.domain import Domain
from engine.train.trainer import Trainer

FILTER_EPSILON = 1e-10
"""Added to the length of a drawn filter before it is divided by, as the authors' program does."""

FLAT = 1e-9
"""A second principal component that is so much shorter than the first says that there is no plane."""

RUNAWAY = 8.0
"""So many times as far as the one in the middle is too far for a course to be shown together with the others."""

MARGIN = 0.2
"""What a window leaves around the points, as a share of their extent."""

SLIMMEST = 0.1
"""The shorter side of a window, at least, as a share of the longer."""

NO_SLOTS = np.empty(0, dtype=np.int64)


@dataclass(frozen=True)
class Plane:
    """The parameters (n,) centre + a · first + b · second, for all a and b."""

    centre: Array
    first: Array
    second: Array

    def at(self, a: float, b: float) -> Array:
        """The parameters (n,) at a point of the plane."""
        return self.centre + a * self.first + b * self.second

    def coordinates(self, parameters: Array) -> Array:
        """(a, b) of the points of the plane nearest to parameters (k, n), as (k, 2)."""
        directions = np.column_stack([self.first, self.second])
        found = np.linalg.lstsq(directions, (parameters - self.centre).T, rcond=None)[0]
        return np.asarray(found.T, dtype=np.float64)

    def captured(self, parameters: Array) -> float | None:
        """How much of the squared distances of parameters (k, n) from the centre lies in the plane, from 0 to 1; None
        where there is no distance."""
        away = parameters - self.centre
        beside = away - self.coordinates(parameters) @ np.stack([self.first, self.second])
        total = float((away**2).sum())
        return 1.0 - float((beside**2).sum()) / total if total > 0.0 else None


def random_plane(trainer: Trainer, centre: Array, seed: int) -> Plane:
    """Two directions from N(0, 1), each filter scaled to the length of that filter in `centre` (n,).

    A filter is all that leads into one unit: a column of a matrix. Biases, gains, statistics and frozen layers have no
    part in a direction. ValueError where the weights are all zero.
    """
    rng = np.random.default_rng(seed)
    first, second = _direction(trainer, centre, rng), _direction(trainer, centre, rng)
    if not first.any():
        raise ValueError(
            "Received weights that are all zero or frozen, expected some that have a length: filter-normalised directions "
            "are as long as they are. Train, or take other initial weights."
        )
    return Plane(centre, first, second)


def _direction(trainer: Trainer, centre: Array, rng: np.random.Generator) -> Array:
    direction = np.zeros_like(centre)
    for block in trainer.network.layout.blocks.values():
        drawn = rng.standard_normal(block.shape)  # drawn for every block, so that freezing a layer moves no other
        if block.is_weights and not (block.running or block.frozen):
            # d_ij ← d_ij / ‖d_ij‖ ‖θ_ij‖
            lengths = np.linalg.norm(block.of(centre), axis=0) / (np.linalg.norm(drawn, axis=0) + FILTER_EPSILON)
            block.of(direction)[:] = drawn * lengths
    return direction


def trajectory_plane(courses: Sequence[Array], centre: Array) -> Plane:
    """The plane through `centre` (n,) along the first two principal components of all points of courses (k, n).

    A direction points to where the courses went, on the whole. ValueError where they span no plane.
    """
    points = np.concatenate([np.empty((0, centre.size)), *courses])
    if not np.isfinite(points).all():
        raise ValueError("Received courses with numbers that are not finite. Leave out the run that diverged.")
    spread = points - points.mean(axis=0) if len(points) else points
    _, lengths, components = np.linalg.svd(spread, full_matrices=False)
    if lengths.size < 2 or not lengths[1] > FLAT * lengths[0]:
        raise ValueError(
            f"Received courses of {len(points)} points along one line, expected some that span a plane. "
            "Train a few steps first."
        )
    went = sum((course[-1] - course[0] for course in courses if len(course)), start=np.zeros_like(centre))
    first, second = (one if one @ went >= 0.0 else -one for one in components[:2])
    return Plane(centre, first, second)


def together(courses: Sequence[Array]) -> list[bool]:
    """Which of the courses (k, n) stay together: those that do not lead many times as far from their start as the one in
    the middle does. A run whose steps are far too large would else be all that a plane shows."""
    reaches = [float(np.linalg.norm(course - course[0], axis=1).max()) if len(course) else 0.0 for course in courses]
    usual = float(np.median(reaches)) if reaches else 0.0
    return [reach <= RUNAWAY * usual for reach in reaches]


def window_around(points: Array, least: float) -> Domain:
    """A window around points (k, 2) of a plane, with a margin: each side at least `least` long, and not much shorter than
    the other. A single point gets a window of length 1."""
    low, high = points.min(axis=0), points.max(axis=0)
    half = np.maximum((high - low) * (0.5 + MARGIN), 0.5 * least)
    half = np.maximum(half, SLIMMEST * half.max() or 0.5)
    (a, b), (ha, hb) = 0.5 * (low + high), half
    return (float(a - ha), float(a + ha)), (float(b - hb), float(b + hb))


def loss_grid(trainer: Trainer, plane: Plane, window: Domain, resolution: int, samples: int) -> Array:
    """The mean training loss at the centres of resolution² cells of a window of the plane, (resolution, resolution): row
    0 at the largest second coordinate, column 0 at the smallest first.

    Of the training samples `samples` are used, evenly picked: all of them where there are no more. Where a loss is not
    finite, the grid is not.
    """
    rows = np.linspace(0, trainer.samples - 1, min(samples, trainer.samples)).round().astype(np.int64)
    inputs, targets = trainer.inputs[rows], trainer.targets[rows]
    share = (np.arange(resolution) + 0.5) / resolution
    (left, right), (bottom, top) = window
    across, up = left * (1.0 - share) + right * share, top * (1.0 - share) + bottom * share
    grid = np.empty((resolution, resolution))
    for i, b in enumerate(up):
        for j, a in enumerate(across):
            _, losses, _ = trainer.forward(inputs, NO_SLOTS, targets, parameters=plane.at(a, b))
            grid[i, j] = losses.sum() / losses.size
    return grid
