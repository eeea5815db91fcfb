"""The training loss on a plane through parameter space.

The plane is spanned by two random directions with the norm of the network's own filters (Li et al. 2018, "Visualizing the
loss landscape of neural nets", section 4), or by the principal components of the trajectories of runs (section 7.2).
The loss is that of the metrics: without penalty, in inference mode.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from engine.compiled.jit import Array
from engine.data.domain import Domain
from engine.errors import InputError
from engine.inspect.cell_centres import cell_centres
from engine.inspect.slices import Slices, sliced
from engine.train.forward import forward, samples_at_once
from engine.train.trainer import Trainer

FILTER_EPSILON = 1e-10
"""Added to the norm of a random filter before dividing by it, as in the authors' program."""

FLAT = 1e-9
"""Singular values with a smaller ratio than this belong to points on one line."""

RUNAWAY = 8.0
"""A trajectory that reaches further than this multiple of the median reach is an outlier."""

MARGIN = 0.2
"""Margin of a window around its points, as a share of their extent."""

SLIMMEST = 0.1
"""Smallest ratio of a window's shorter side to its longer one."""

NO_SLOTS = np.empty(0, dtype=np.int64)


@dataclass(frozen=True)
class Plane:
    """The points centre + a · first + b · second of parameter space, each vector (n,)."""

    centre: Array
    first: Array
    second: Array

    def at(self, a: float, b: float) -> Array:
        """The parameters (n,) at coordinates (a, b)."""
        return self.centre + a * self.first + b * self.second

    def coordinates(self, parameters: Array) -> Array:
        """Project parameters (k, n) onto the plane: coordinates (k, 2) of the nearest points."""
        directions = np.column_stack([self.first, self.second])
        found = np.linalg.lstsq(directions, (parameters - self.centre).T, rcond=None)[0]
        return np.asarray(found.T, dtype=np.float64)

    def captured(self, parameters: Array) -> float | None:
        """Share of the squared distances from the centre to parameters (k, n) that lies in the plane, from 0 to 1.

        Returns None if all of them are at the centre.
        """
        away = parameters - self.centre
        beside = away - self.coordinates(parameters) @ np.stack([self.first, self.second])
        total = float((away**2).sum())
        return 1.0 - float((beside**2).sum()) / total if total > 0.0 else None


def random_plane(trainer: Trainer, centre: Array, seed: int) -> Plane:
    """Two directions from N(0, 1), each filter scaled to the norm of the same filter in `centre` (n,).

    A filter is all weights into one unit: a column of a matrix. Directions are 0 for biases, gains, running statistics
    and frozen layers. Raises InputError if the weights are all zero.
    """
    rng = np.random.default_rng(seed)
    first, second = _direction(trainer, centre, rng), _direction(trainer, centre, rng)
    if not first.any():
        raise InputError(
            "Received weights that are all zero or frozen, expected some above zero: filter-normalized directions have "
            "their norm.",
            "Train, or choose other initial weights.",
        )
    return Plane(centre, first, second)


def _direction(trainer: Trainer, centre: Array, rng: np.random.Generator) -> Array:
    direction = np.zeros_like(centre)
    for block in trainer.network.layout.blocks.values():
        drawn = rng.standard_normal(block.shape)  # drawn for every block, so that freezing a layer changes no other
        if block.is_weights and not (block.running or block.frozen):
            # d_ij ← d_ij / ‖d_ij‖ ‖θ_ij‖
            lengths = np.linalg.norm(block.of(centre), axis=0) / (np.linalg.norm(drawn, axis=0) + FILTER_EPSILON)
            block.of(direction)[:] = drawn * lengths
    return direction


def trajectory_plane(trajectories: Sequence[Array], centre: Array) -> Plane:
    """The plane through `centre` (n,) along the first two principal components of trajectories (k, n).

    The directions are signed so that the trajectories end at positive coordinates, summed up. Raises InputError if the
    points are not finite or lie on a line.
    """
    points = np.concatenate([np.empty((0, centre.size)), *trajectories])
    if not np.isfinite(points).all():
        raise InputError("Received trajectories with numbers that are not finite.", "Leave out the run that diverged.")
    spread = points - points.mean(axis=0) if len(points) else points
    _, lengths, components = np.linalg.svd(spread, full_matrices=False)
    if lengths.size < 2 or not lengths[1] > FLAT * lengths[0]:
        raise InputError(
            f"Received trajectories of {len(points)} points along one line, expected some that span a plane.",
            "Train a few steps first.",
        )
    went = sum((path[-1] - path[0] for path in trajectories if len(path)), start=np.zeros_like(centre))
    first, second = (one if one @ went >= 0.0 else -one for one in components[:2])
    return Plane(centre, first, second)


def without_outliers(trajectories: Sequence[Array]) -> list[bool]:
    """For each trajectory (k, n), False if it reaches RUNAWAY times as far from its start as the median does.

    A run with far too large steps would otherwise determine the plane alone.
    """
    reaches = [float(np.linalg.norm(path - path[0], axis=1).max()) if len(path) else 0.0 for path in trajectories]
    usual = float(np.median(reaches)) if reaches else 0.0
    return [reach <= RUNAWAY * usual for reach in reaches]


def window_around(points: Array, least: float) -> Domain:
    """A window around points (k, 2) of a plane, with a margin.

    Each side is at least `least` long and at least SLIMMEST times the other. A single point gets a window of length 1.
    """
    low, high = points.min(axis=0), points.max(axis=0)
    half = np.maximum((high - low) * (0.5 + MARGIN), 0.5 * least)
    half = np.maximum(half, SLIMMEST * half.max() or 0.5)
    (a, b), (ha, hb) = 0.5 * (low + high), half
    return (float(a - ha), float(a + ha)), (float(b - hb), float(b + hb))


@sliced
def loss_grid(trainer: Trainer, plane: Plane, window: Domain, resolution: int, samples: int) -> Slices[Array]:
    """Mean training loss at the centres of resolution² cells of a window of the plane, (resolution, resolution).

    Row 0 has the largest second coordinate, column 0 the smallest first one. Uses at most `samples` training samples,
    evenly spaced. Cells whose loss overflows are not finite.
    """
    rows = np.linspace(0, trainer.samples - 1, min(samples, trainer.samples)).round().astype(np.int64)
    inputs, targets = trainer.inputs[rows], trainer.targets[rows]
    across, up = cell_centres(window, resolution)
    grid = np.empty((resolution, resolution))
    for i, b in enumerate(up):
        for j, a in enumerate(across):
            grid[i, j] = yield from _mean_loss(trainer, inputs, targets, plane.at(a, b))
    return grid


def _mean_loss(trainer: Trainer, inputs: Array, targets: Array, parameters: Array) -> Slices[float]:
    """The mean loss of inputs (N, n_in) with other parameters (n,)."""
    losses, at_once = np.empty(len(inputs)), samples_at_once(trainer.network)
    for start in range(0, len(inputs), at_once):
        yield
        part = slice(start, start + at_once)
        losses[part] = forward(trainer.network, parameters, inputs[part], NO_SLOTS, targets[part])[1]
    return float(losses.sum() / losses.size)
