"""Generators of points in the plane, one function for each shape.

Circle, xor, gauss, spiral, plane and cones follow the formulas of TensorFlow Playground, except for the noise (see
noise.py). Angles are measured clockwise from the top: (r sin θ, r cos θ). Classes take turns, so that their sizes differ
by at most one. Of two classes, class 1 is TensorFlow Playground's +1.

Generators return points (n, 2) and class indices (n,). Shapes with edges are drawn without noise, for `displace` to
move; clouds take the noise as an argument, because it makes them wider.
"""

import numpy as np

from engine.compiled.jit import Array
from engine.data.encoding import Labels
from engine.data.noise import EDGE, displace, reflect


def circle(n: int, rng: np.random.Generator) -> tuple[Array, Labels]:
    """Draw class 1 in a disc of radius 2.5 and class 0 in a ring of radius 3.5 to 5."""
    classes = np.arange(n) % 2
    r = np.where(classes == 1, rng.uniform(0.0, 2.5, n), rng.uniform(3.5, 5.0, n))
    return _polar(r, rng.uniform(0.0, 2.0 * np.pi, n)), classes


def xor(n: int, rng: np.random.Generator) -> tuple[Array, Labels]:
    """Draw four squares of side 5, one a quadrant, 0.3 away from the axes; class 1 has x₁x₂ > 0."""
    quadrant = np.arange(n) % 4  # ++ -+ -- +-: classes 1 0 1 0
    signs = np.array([[1.0, 1.0], [-1.0, 1.0], [-1.0, -1.0], [1.0, -1.0]])[quadrant]
    return signs * (0.3 + rng.uniform(0.0, 5.0, (n, 2))), 1 - quadrant % 2


def gauss(n: int, position_noise: float, rng: np.random.Generator) -> tuple[Array, Labels]:
    """Draw normal clouds around (2, 2), class 1, and (-2, -2), class 0, with variance 0.5 + 7 · noise on each axis."""
    classes = np.arange(n) % 2
    centres = np.where(classes == 1, 2.0, -2.0)[:, None]
    return centres + np.sqrt(0.5 + 7.0 * position_noise) * rng.standard_normal((n, 2)), classes


def spiral(n: int, rng: np.random.Generator) -> tuple[Array, Labels]:
    """Draw two spiral arms of 1.75 turns; class 1 starts upwards, class 0 downwards."""
    points, arm = _spiral_arms(n, 2)
    return points, 1 - arm


def spirals3(n: int, rng: np.random.Generator) -> tuple[Array, Labels]:
    """Draw three spiral arms of 1.17 turns, one for each class."""
    return _spiral_arms(n, 3)


def spirals4(n: int, rng: np.random.Generator) -> tuple[Array, Labels]:
    """Draw four spiral arms of 0.875 turns, one for each class."""
    return _spiral_arms(n, 4)


def moons(n: int, rng: np.random.Generator) -> tuple[Array, Labels]:
    """Draw two interlocked half circles of radius 3; class 1 is the upper one."""
    classes = np.arange(n) % 2
    angle = rng.uniform(0.0, np.pi, n)
    upper = np.column_stack((np.cos(angle) - 0.5, np.sin(angle) - 0.25))
    return 3.0 * np.where(classes[:, None] == 1, upper, -upper), classes  # the lower is the upper turned by π


def blobs(n: int, position_noise: float, rng: np.random.Generator, classes: int) -> tuple[Array, Labels]:
    """Draw one normal cloud for each class, evenly spaced on a circle of radius 4, with standard deviation 0.4 + 1.2 · noise."""
    labels = np.arange(n) % classes
    centres = _polar(np.full(n, 4.0), 2.0 * np.pi * labels / classes)
    return centres + (0.4 + 1.2 * position_noise) * rng.standard_normal((n, 2)), labels


def plane(points: Array) -> Array:
    """Return the target of reg_plane, (n, 2) -> (n,): (x₁ + x₂) / 10."""
    return (points[:, 0] + points[:, 1]) / 10.0


CONES = np.array(
    [[-4.0, 2.5, 1.0], [0.0, 2.5, -1.0], [4.0, 2.5, 1.0], [-4.0, -2.5, -1.0], [0.0, -2.5, 1.0], [4.0, -2.5, -1.0]]
)
"""x₁ and x₂ of the centre, and the height, of each cone."""


def cones(points: Array) -> Array:
    """Return the target of reg_gauss, (n, 2) -> (n,): six cones of radius 2 and height ±1, of which the largest counts."""
    distance = np.linalg.norm(points[:, None, :] - CONES[:, :2], axis=2)  # (n, 6)
    heights = CONES[:, 2] * np.maximum(0.0, 1.0 - distance / 2.0)
    largest = np.argmax(np.abs(heights), axis=1)
    return np.take_along_axis(heights, largest[:, None], axis=1)[:, 0]


SURVEY_REACH = 2.0
"""Largest displacement of a coordinate, for a position noise of 1."""


def survey(n: int, position_noise: float, label_noise: float, rng: np.random.Generator) -> tuple[Array, Array]:
    """Draw the points of a regression, and the points at which its target is measured: both (n, 2).

    The true point is uniform over the domain. The point drawn differs from it by up to SURVEY_REACH · position noise,
    reflected at the edge. The point measured differs by up to EDGE · label noise, as in TensorFlow Playground.
    """
    true = rng.uniform(-EDGE, EDGE, (n, 2))
    drawn = reflect(displace(true, SURVEY_REACH, position_noise, rng))
    measured = displace(true, EDGE, label_noise, rng)
    return drawn, measured


def _polar(r: Array, angle: Array) -> Array:
    return np.column_stack((r * np.sin(angle), r * np.cos(angle)))


def _spiral_arms(n: int, arms: int) -> tuple[Array, Labels]:
    """Return n points on `arms` spiral arms of radius 5, which are 5 / 3.5 apart, and the arm of each point."""
    index = np.arange(n)
    arm = index % arms
    along = (index // arms) / np.bincount(arm, minlength=arms)[arm]  # 0 at the centre, below 1 at the end
    turns = 3.5 / arms * along + arm / arms
    return _polar(5.0 * along, 2.0 * np.pi * turns), arm
