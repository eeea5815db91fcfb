"""Activations: A = f(Z), element by element.

Each is a formula and its derivative, f′ as a function of z and a = f(z), whichever is simpler. The two are written for
one number; `jit.lift` makes the loops over a layer.
"""

import math
from dataclasses import dataclass

import numpy as np

from engine.compiled.jit import Kernel, choose, jit, lift
from engine.compiled.scalar_functions import erf, exp, expm1, tanh, where

SQRT_HALF = math.sqrt(0.5)
INVERSE_SQRT_TAU = 1.0 / math.sqrt(2.0 * math.pi)
LEAK = 0.01


@jit
def logistic(z):
    """1 / (1 + e^-z), from the exponential that cannot overflow."""
    e = exp(-np.abs(z))
    return where(z >= 0.0, 1.0, e) / (1.0 + e)


@jit
def normal_density(z):
    """φ(z), the standard normal density."""
    return INVERSE_SQRT_TAU * exp(-0.5 * z * z)


@jit
def normal_distribution(z):
    """Φ(z), the standard normal distribution."""
    return 0.5 * (1.0 + erf(SQRT_HALF * z))


@dataclass(frozen=True)
class Activation:
    """An activation function."""

    label: str
    formula: str
    function: Kernel
    derivative: Kernel
    steepest: float = 1.0
    """The largest |f′|, against which saturation is measured."""
    piece: Kernel | None = None
    """piece(Z), plain NumPy: which piece of the formula holds; None: there is one, smooth."""


ACTIVATIONS: dict[str, Activation] = {
    "linear": Activation("Linear", "z", lambda z: z, lambda z, a: 1.0),
    "tanh": Activation("Tanh", "tanh z", lambda z: tanh(z), lambda z, a: 1.0 - a * a),
    "sigmoid": Activation("Sigmoid", "1 / (1 + e^-z)", lambda z: logistic(z), lambda z, a: a * (1.0 - a), 0.25),
    # z < 0 rather than z > 0 decides, so that NaN stays NaN; relu′(0) = 0
    "relu": Activation(
        "ReLU",
        "max(0, z)",
        lambda z: where(z < 0.0, 0.0, z),
        lambda z, a: where(z > 0.0, 1.0, 0.0),
        piece=lambda z: z > 0.0,
    ),
    "leaky_relu": Activation(
        "Leaky ReLU",
        "max(0.01 z, z)",
        lambda z: where(z < 0.0, LEAK * z, z),
        lambda z, a: where(z > 0.0, 1.0, LEAK),
        piece=lambda z: z > 0.0,
    ),
    # Clevert, Unterthiner & Hochreiter 2016
    "elu": Activation(
        "ELU",
        "z if z > 0 else e^z - 1",
        lambda z: where(z < 0.0, expm1(where(z < 0.0, z, 0.0)), z),
        lambda z, a: where(z > 0.0, 1.0, a + 1.0),
        piece=lambda z: z > 0.0,
    ),
    # Hendrycks & Gimpel 2016, the exact form
    "gelu": Activation(
        "GELU",
        "z Φ(z)",
        lambda z: z * normal_distribution(z),
        lambda z, a: normal_distribution(z) + z * normal_density(z),
        1.13,
    ),
    # Elfwing, Uchibe & Doya 2018
    "silu": Activation(
        "SiLU",
        "z / (1 + e^-z)",
        lambda z: z * logistic(z),
        lambda z, a: logistic(z) * (1.0 + z * (1.0 - logistic(z))),
        1.1,
    ),
    "softplus": Activation(
        "Softplus",
        "ln(1 + e^z)",
        lambda z: where(z < 0.0, 0.0, z) + np.log1p(exp(-np.abs(z))),
        lambda z, a: logistic(z),
    ),
    "sin": Activation("Sine", "sin z", lambda z: np.sin(z), lambda z, a: np.cos(z)),
}

ACTIVATION_CODES = {name: code for code, name in enumerate(ACTIVATIONS)}


def _adjoint(derivative: Kernel) -> Kernel:
    scalar = jit(derivative)
    # forward: a = f(z), so dz = da * f′(z)
    return lift(lambda z, a, da: da * scalar(z, a))


apply = choose([lift(activation.function) for activation in ACTIVATIONS.values()])
"""apply(code, Z, A): A = f(Z), flat."""

slope = choose([lift(activation.derivative) for activation in ACTIVATIONS.values()])
"""slope(code, Z, A, D): D = f′(Z), flat."""

pull_back = choose([_adjoint(activation.derivative) for activation in ACTIVATIONS.values()])
"""pull_back(code, Z, A, dA, dZ): dZ = dA * f′(Z), flat."""
