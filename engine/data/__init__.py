"""The data a run can train on: generated points, measured rows, generated sequences and the patterns of 1986, each in a
table of names, and the user's own rows, tables and texts.

Everything is drawn from the seed of the data's own specification, apart from the weights' seed, so that a data set can
be drawn anew under the same network and the other way round.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from engine.compiled.jit import Array
from engine.data import points
from engine.data.dataset import Dataset, Split, train_size
from engine.data.domain import PLANE
from engine.data.encoding import Labels, Task
from engine.data.inline import load_inline
from engine.data.noise import EDGE, displace, flip_labels
from engine.data.patterns import PATTERN_SETS, PatternSet, load_patterns
from engine.data.real import REAL_SETS, RealSet, load_real
from engine.data.sequences import SEQUENCE_SETS, SequenceSet, load_sequences
from engine.data.text import load_text
from engine.errors import InputError

if TYPE_CHECKING:
    from engine.spec.run import DataSpec, PointsSpec

__all__ = [
    "DATA_SETS",
    "PATTERN_SETS",
    "REAL_SETS",
    "SEQUENCE_SETS",
    "Dataset",
    "PatternSet",
    "PointSet",
    "RealSet",
    "SequenceSet",
    "Split",
    "load",
]

Draw = Callable[[int, float, float, np.random.Generator], tuple[Array, Array | Labels]]


@dataclass(frozen=True)
class PointSet:
    """A generated data set of points in the plane.

    label: its name for a reader. classes: their number, 0 in regression. samples: how many points unless said.
    description: what there is to learn. position_noise, label_noise: what the two controls do to it.
    draw: `(n, position_noise, label_noise, rng) -> points (n, 2), targets`, unchecked; call `generate`.
    """

    label: str
    task: Task
    classes: int
    samples: int
    description: str
    position_noise: str
    label_noise: str
    draw: Draw

    def generate(self, n: int, position_noise: float, label_noise: float, rng: np.random.Generator) -> Split:
        """Draw n points, in no random order: the classes take turns.

        The random numbers drawn do not depend on the noises, both fractions from 0 to 0.5: more noise from the same
        state of `rng` moves the same points further. Raises ValueError for fewer points than classes and for a noise
        out of range.
        """
        if n < max(self.classes, 1):
            raise InputError(
                f"Received {n} samples of {self.label!r}, expected at least {max(self.classes, 1)}.", "Add some."
            )
        for name, noise in (("position_noise", position_noise), ("label_noise", label_noise)):
            if not 0.0 <= noise <= 0.5:
                raise InputError(f"Received {name} {noise}, expected a fraction from 0 to 0.5.", "Use 0 for none.")
        inputs, targets = self.draw(n, position_noise, label_noise, rng)
        return Split(np.ascontiguousarray(inputs), targets)


def load(spec: "DataSpec") -> Dataset:
    """Make the data of a run. Raises ValueError where `spec` cannot be met."""
    loaders: dict[str, Callable[..., Dataset]] = {
        "points": _load_points,
        "real": load_real,
        "sequence": load_sequences,
        "patterns": load_patterns,
        "characters": load_text,
        "inline": load_inline,
        "own_table": lambda table: table.found.data,
    }
    return loaders[spec.kind](spec)


def _load_points(spec: "PointsSpec") -> Dataset:
    point_set = DATA_SETS[spec.name]
    rng = np.random.default_rng(spec.seed)
    samples = point_set.samples if spec.samples is None else spec.samples
    whole = point_set.generate(samples, spec.position_noise, spec.label_noise, rng)
    order = rng.permutation(samples)
    training = train_size(samples, spec.train_fraction)
    train, test = whole.take(order[:training]), whole.take(order[training:])
    return Dataset(point_set.task, point_set.classes, train, test, PLANE)


Shape = Callable[[int, np.random.Generator], tuple[Array, Labels]]
Cloud = Callable[[int, float, np.random.Generator], tuple[Array, Labels]]


def _shape(label: str, classes: int, shape: Shape, reach: float, description: str) -> PointSet:
    """A classification whose points the noise moves by up to `reach` times itself."""

    def moved(n: int, position_noise: float, rng: np.random.Generator) -> tuple[Array, Labels]:
        inputs, labels = shape(n, rng)
        return displace(inputs, reach, position_noise, rng), labels

    return _clouds(label, classes, moved, f"moves each coordinate by up to ±{reach:g} · noise", description)


def _clouds(label: str, classes: int, cloud: Cloud, position_noise: str, description: str) -> PointSet:
    """A classification whose points know themselves what the noise does to them."""

    def draw(n: int, position: float, wrong: float, rng: np.random.Generator) -> tuple[Array, Labels]:
        inputs, labels = cloud(n, position, rng)
        return inputs, flip_labels(labels, classes, wrong, rng)

    task: Task = "binary" if classes == 2 else "multiclass"
    flips = "gives this share of the points another class"
    return PointSet(label, task, classes, 500, description, position_noise, flips, draw)


def _regression(label: str, surface: Callable[[Array], Array], description: str) -> PointSet:
    def draw(n: int, position: float, spread: float, rng: np.random.Generator) -> tuple[Array, Array]:
        drawn, measured = points.survey(n, position, spread, rng)
        return drawn, surface(measured)[:, None]

    moves = (
        f"moves each coordinate by up to ±{points.SURVEY_REACH:g} · noise once the target is measured, mirrored at ±6"
    )
    measures = f"measures the target at a point up to ±{EDGE:g} · noise away"
    return PointSet(label, "regression", 0, 1200, description, moves, measures, draw)


BLOBS = 5  # classes of the data set "blobs"

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
