"""Table of initializers: distributions of initial weights.

An initializer draws a matrix W of shape (n_in, n_out), as in `a = f(x W + b)`. Biases are drawn as one row of such a
matrix, by `constant`, `uniform` or `normal`. Normal distributions are not truncated.
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import isfinite

import numpy as np

from engine.compiled.jit import Array
from engine.errors import InputError

Draw = Callable[[np.random.Generator, int, int, float], Array]


@dataclass(frozen=True)
class Initializer:
    """A distribution of initial weights.

    formula: in plain text, with s for the scale. scale_label: the meaning of the scale, None if there is none.
    default_scale: used if no scale is given. rule: draws `(rng, n_in, n_out, scale) -> (n_in, n_out)`.
    """

    label: str
    formula: str
    source: str
    scale_label: str | None
    default_scale: float
    rule: Draw

    def check_scale(self, scale: float | None) -> None:
        """Raise InputError if `scale` is out of range; None, the default, never is."""
        if scale is None:
            return
        if self.scale_label is None:
            raise InputError(
                f"Received scale {scale} for the initializer {self.label!r}, which has none.", "Remove it."
            )
        if not isfinite(scale) or (scale < 0.0 and self.rule is not constant):
            raise InputError(
                f"Received scale {scale} for the initializer {self.label!r}, expected a finite number"
                f"{'' if self.rule is constant else ', 0 or more'}.",
                f"Leave it out for {self.default_scale}.",
            )

    def draw(self, rng: np.random.Generator, n_in: int, n_out: int, scale: float | None = None) -> Array:
        """Draw a weight matrix (n_in, n_out), C-contiguous float64. Raises InputError if the scale is out of range."""
        self.check_scale(scale)
        weights = self.rule(rng, n_in, n_out, self.default_scale if scale is None else scale)
        return np.ascontiguousarray(weights)


def zeros(rng: np.random.Generator, n_in: int, n_out: int, scale: float) -> Array:
    """W = 0. All units of a layer stay equal: the symmetry that random weights break."""
    return np.zeros((n_in, n_out))


def constant(rng: np.random.Generator, n_in: int, n_out: int, scale: float) -> Array:
    """W = scale. As symmetric as zeros, but gradients are not 0."""
    return np.full((n_in, n_out), scale)


def normal(rng: np.random.Generator, n_in: int, n_out: int, scale: float) -> Array:
    """W ~ N(0, scale²), independent of the width."""
    return scale * rng.standard_normal((n_in, n_out))


def uniform(rng: np.random.Generator, n_in: int, n_out: int, scale: float) -> Array:
    """W ~ U(-scale, scale), independent of the width; 0.5 as in TensorFlow Playground."""
    bound = abs(scale)  # NumPy refuses -0.0
    return rng.uniform(-bound, bound, (n_in, n_out))


def glorot_uniform(rng: np.random.Generator, n_in: int, n_out: int, scale: float) -> Array:
    """W ~ scale · U(-r, r), r = √(6 / (n_in + n_out)).

    Glorot & Bengio 2010, "Understanding the difficulty of training deep feedforward neural networks", eq. 16.
    """
    return uniform(rng, n_in, n_out, scale * np.sqrt(6.0 / (n_in + n_out)))


def glorot_normal(rng: np.random.Generator, n_in: int, n_out: int, scale: float) -> Array:
    """W ~ scale · N(0, 2 / (n_in + n_out)). Glorot & Bengio 2010, eq. 12."""
    return normal(rng, n_in, n_out, scale * np.sqrt(2.0 / (n_in + n_out)))


def he_uniform(rng: np.random.Generator, n_in: int, n_out: int, scale: float) -> Array:
    """W ~ scale · U(-r, r), r = √(6 / n_in): the variance 2 / n_in of he_normal, uniformly spread."""
    return uniform(rng, n_in, n_out, scale * np.sqrt(6.0 / n_in))


def he_normal(rng: np.random.Generator, n_in: int, n_out: int, scale: float) -> Array:
    """W ~ scale · N(0, 2 / n_in): keeps the mean square through ReLU layers.

    He, Zhang, Ren & Sun 2015, "Delving deep into rectifiers", eq. 10.
    """
    return normal(rng, n_in, n_out, scale * np.sqrt(2.0 / n_in))


def lecun_uniform(rng: np.random.Generator, n_in: int, n_out: int, scale: float) -> Array:
    """W ~ scale · U(-r, r), r = √(3 / n_in): the variance 1 / n_in of lecun_normal, uniformly spread."""
    return uniform(rng, n_in, n_out, scale * np.sqrt(3.0 / n_in))


def lecun_normal(rng: np.random.Generator, n_in: int, n_out: int, scale: float) -> Array:
    """W ~ scale · N(0, 1 / n_in). LeCun, Bottou, Orr & Müller 1998, "Efficient BackProp", eq. 16."""
    return normal(rng, n_in, n_out, scale * np.sqrt(1.0 / n_in))


def orthogonal(rng: np.random.Generator, n_in: int, n_out: int, scale: float) -> Array:
    """W = scale · Q with orthonormal columns (n_in ≥ n_out) or rows (n_in < n_out), uniform over all such matrices.

    Saxe, McClelland & Ganguli 2014, "Exact solutions to the nonlinear dynamics of learning in deep linear neural
    networks", section 3. The signs of R's diagonal are moved into Q, without which Q is not uniform: Mezzadri 2007,
    "How to generate random matrices from the classical compact groups", section 5.
    """
    tall = rng.standard_normal((max(n_in, n_out), min(n_in, n_out)))
    q, r = np.linalg.qr(tall)  # tall = q r, q has orthonormal columns
    q = q * np.where(np.diagonal(r) < 0.0, -1.0, 1.0)
    return scale * (q if n_in >= n_out else q.T)


def identity(rng: np.random.Generator, n_in: int, n_out: int, scale: float) -> Array:
    """W = scale · I, with zeros beside it if W is not square: initially a recurrent layer keeps its state.

    Le, Jaitly & Hinton 2015, "A simple way to initialize recurrent networks of rectified linear units".
    """
    return scale * np.eye(n_in, n_out)


MAX_SPECTRAL_RADIUS = 10.0
"""Largest spectral radius that a run may ask for."""


def spectral_radius(weights: Array) -> float:
    """Return the largest |λ| over the eigenvalues λ of a square matrix (n, n): the long-run factor of repeated products."""
    return float(np.abs(np.linalg.eigvals(weights)).max())


def of_spectral_radius(weights: Array, radius: float) -> Array:
    """Return a square matrix scaled to the spectral radius `radius`. Raises InputError if its own is 0.

    Jaeger 2001, "The echo state approach to analysing and training recurrent neural networks", section 3.
    """
    present = spectral_radius(weights)
    if present == 0.0 and radius > 0.0:
        raise InputError(
            f"Received the spectral radius {radius} for weights whose own is 0, expected one that can be scaled.",
            "Draw them by another initializer, such as orthogonal.",
        )
    return weights * (radius / present) if present > 0.0 else weights


INITIALIZERS: dict[str, Initializer] = {
    "zeros": Initializer("Zeros", "W = 0", "", None, 0.0, zeros),
    "constant": Initializer("Constant", "W = s", "", "value", 0.1, constant),
    "normal": Initializer("Normal", "W ~ N(0, s²)", "", "standard deviation", 0.5, normal),
    "uniform": Initializer("Uniform", "W ~ U(-s, s)", "", "largest magnitude", 0.5, uniform),
    "glorot_uniform": Initializer(
        "Glorot uniform",
        "W ~ s U(-r, r), r = √(6 / (n_in + n_out))",
        "Glorot & Bengio 2010",
        "gain",
        1.0,
        glorot_uniform,
    ),
    "glorot_normal": Initializer(
        "Glorot normal", "W ~ s N(0, 2 / (n_in + n_out))", "Glorot & Bengio 2010", "gain", 1.0, glorot_normal
    ),
    "he_uniform": Initializer(
        "He uniform", "W ~ s U(-r, r), r = √(6 / n_in)", "He, Zhang, Ren & Sun 2015", "gain", 1.0, he_uniform
    ),
    "he_normal": Initializer("He normal", "W ~ s N(0, 2 / n_in)", "He, Zhang, Ren & Sun 2015", "gain", 1.0, he_normal),
    "lecun_uniform": Initializer(
        "LeCun uniform",
        "W ~ s U(-r, r), r = √(3 / n_in)",
        "LeCun, Bottou, Orr & Müller 1998",
        "gain",
        1.0,
        lecun_uniform,
    ),
    "lecun_normal": Initializer(
        "LeCun normal", "W ~ s N(0, 1 / n_in)", "LeCun, Bottou, Orr & Müller 1998", "gain", 1.0, lecun_normal
    ),
    "orthogonal": Initializer(
        "Orthogonal", "W = s Q, QᵀQ = I", "Saxe, McClelland & Ganguli 2014", "gain", 1.0, orthogonal
    ),
    "identity": Initializer("Identity", "W = s I", "Le, Jaitly & Hinton 2015", "value on the diagonal", 1.0, identity),
}
