"""Data sets of generated points in the plane: one table of names."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np

from engine.compiled.jit import Array
from engine.data import points
from engine.data.dataset import Dataset, Split
from engine.data.domain import PLANE
from engine.data.encoding import Labels, Task
from engine.data.noise import EDGE, displace, flip_labels
from engine.data.splits import shuffled
from engine.errors import InputError

Generator = Callable[[int, float, float, np.random.Generator], tuple[Array, Array | Labels]]


@dataclass(frozen=True)
class PointSet:
    """A generated data set of points in the plane.

    label: name to display. classes: number of classes, 0 in regression. samples: default number of points.
    description: the problem to learn. position_noise, label_noise: effect of the two noise settings, in words.
    generator: `(n, position_noise, label_noise, rng) -> points (n, 2), targets`, without checks; call `generate`.
    """

    label: str
    task: Task
    classes: int
    samples: int
    description: str
    position_noise: str
    label_noise: str
    generator: Generator

    def generate(self, n: int, position_noise: float, label_noise: float, rng: np.random.Generator) -> Split:
        """Draw n points, class by class in turn.

        The random numbers drawn do not depend on the noise, a fraction from 0 to 0.5 in both cases: more noise from the
        same state of `rng` moves the same points further. Raises InputError for fewer points than classes and for noise
        out of range.
        """
        if n < max(self.classes, 1):
            raise InputError(
                f"Received {n} samples of {self.label!r}, expected at least {max(self.classes, 1)}.", "Add some."
            )
        for name, noise in (("position_noise", position_noise), ("label_noise", label_noise)):
            if not 0.0 <= noise <= 0.5:
                raise InputError(f"Received {name} {noise}, expected a fraction from 0 to 0.5.", "Use 0 for none.")
        inputs, targets = self.generator(n, position_noise, label_noise, rng)
        return Split(np.ascontiguousarray(inputs), targets)


def load_points(
    name: str, samples: int, position_noise: float, label_noise: float, train_fraction: float, seed: int
) -> Dataset:
    """Generate the point set `name`, in random order, and split it. Raises InputError as `PointSet.generate`."""
    point_set = DATA_SETS[name]
    rng = np.random.default_rng(seed)
    whole = point_set.generate(samples, position_noise, label_noise, rng)
    train, test = shuffled(samples, train_fraction, rng)
    return Dataset(point_set.task, point_set.classes, whole.take(train), whole.take(test), PLANE)


# -- the table -------------------------------------------------------------------------------------------------------

Shape = Callable[[int, np.random.Generator], tuple[Array, Labels]]
Cloud = Callable[[int, float, np.random.Generator], tuple[Array, Labels]]


def _shape(label: str, classes: int, shape: Shape, reach: float, description: str) -> PointSet:
    """Return a classification of points that noise displaces by up to `reach` · noise."""

    def displaced(n: int, position_noise: float, rng: np.random.Generator) -> tuple[Array, Labels]:
        inputs, labels = shape(n, rng)
        return displace(inputs, reach, position_noise, rng), labels

    return _clouds(label, classes, displaced, f"moves each coordinate by up to ±{reach:g} · noise", description)


def _clouds(label: str, classes: int, cloud: Cloud, position_noise: str, description: str) -> PointSet:
    """Return a classification of points whose generator takes the position noise."""

    def generator(n: int, position: float, wrong: float, rng: np.random.Generator) -> tuple[Array, Labels]:
        inputs, labels = cloud(n, position, rng)
        return inputs, flip_labels(labels, classes, wrong, rng)

    task: Task = "binary" if classes == 2 else "multiclass"
    flips = "gives this share of the points another class"
    return PointSet(label, task, classes, 500, description, position_noise, flips, generator)


def _regression(label: str, surface: Callable[[Array], Array], description: str) -> PointSet:
    """Return a regression of the height of a surface, (n, 2) -> (n,)."""

    def generator(n: int, position: float, spread: float, rng: np.random.Generator) -> tuple[Array, Array]:
        drawn, measured = points.survey(n, position, spread, rng)
        return drawn, surface(measured)[:, None]

    moves = (
        f"moves each coordinate by up to ±{points.SURVEY_REACH:g} · noise once the target is measured, mirrored at ±6"
    )
    measures = f"measures the target at a point up to ±{EDGE:g} · noise away"
    return PointSet(label, "regression", 0, 1200, description, moves, measures, generator)


BLOBS = 5
"""Classes of the data set "blobs"."""

DATA_SETS: dict[str, PointSet] = {
    "circle": _shape("Circle", 2, points.circle, 2.0, "a disc inside a ring"),
    "xor": _shape("Exclusive or", 2, points.xor, 1.4, "opposite quadrants alike"),
    "gauss": _clouds(
        "Gaussian", 2, points.gauss, "widens the clouds to a variance of 0.5 + 7 · noise", "two round clouds"
    ),
    "spiral": _shape("Spiral", 2, points.spiral, 1.0, "two arms wound round each other"),
    "moons": _shape("Two moons", 2, points.moons, 3.0, "two interlocked half circles"),
    "spirals3": _shape("Three spirals", 3, points.spirals3, 1.0, "three arms, one a class"),
    "spirals4": _shape("Four spirals", 4, points.spirals4, 1.0, "four arms, one a class"),
    "blobs": _clouds(
        "Blobs",
        BLOBS,
        partial(points.blobs, classes=BLOBS),
        "widens the clouds to a standard deviation of 0.4 + 1.2 · noise",
        f"{BLOBS} round clouds, one a class",
    ),
    "reg_plane": _regression("Plane", points.plane, "the slope (x₁ + x₂) / 10"),
    "reg_gauss": _regression("Six cones", points.cones, "six cones of radius 2, up and down in turn"),
}
