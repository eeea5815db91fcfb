"""Table of activations: formulas of one number with their derivatives, and loops over a layer compiled from them.

f′ is a function of z and a = f(z), whichever is simpler.
"""

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np

from engine.compiled.jit import Kernel, choose, jit, lift
from engine.compiled.scalar_functions import erf, exp, expm1, tanh, where

SQRT_HALF = math.sqrt(0.5)
INVERSE_SQRT_TAU = 1.0 / math.sqrt(2.0 * math.pi)
LEAK = 0.01


@jit
def logistic(z):
    """1 / (1 + e^-z), computed from e^-|z|, which cannot overflow."""
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


Family = Literal["identity", "squashing", "rectifier", "periodic"]
"""Behaviour of an activation. squashing: rises from one finite bound to the other, and is flat at both ends. rectifier:
about z for large z, and nearly flat for very negative z."""


@dataclass(frozen=True, kw_only=True)
class Activation:
    """An activation function f.

    The LaTeX texts have #1 for z and #0 for a = f(z).
    """

    label: str
    formula: str
    """f(z) in plain text."""
    function: Kernel
    """f(z), compiled into loops over a layer."""
    derivative: Kernel
    """f′ from z and a = f(z)."""
    latex: str
    """f(z)."""
    latex_derivative: str
    """f′(z), from z or a."""
    numpy: str
    """f(z) as a NumPy expression of an array z; it may use the module `math`."""
    family: Family
    """Common behaviour of f; see `Family`."""
    low: float = -math.inf
    """Greatest lower bound of f(z)."""
    high: float = math.inf
    """Least upper bound of f(z)."""
    largest_slope: float = 1.0
    """The largest |f′|, relative to which saturation is measured."""
    piece: Kernel | None = None
    """piece(z), plain NumPy: which piece of a piecewise formula applies; None for a smooth one."""


def _is_positive(z):
    return z > 0.0


LOGISTIC = "np.where(z < 0, np.exp(-abs(z)), 1) / (1 + np.exp(-abs(z)))"
"""The logistic function as a NumPy expression that does not overflow."""

ACTIVATIONS: dict[str, Activation] = {
    "linear": Activation(
        label="Linear",
        formula="z",
        function=lambda z: z,
        derivative=lambda z, a: 1.0,
        latex="#1",
        latex_derivative="1",
        numpy="z",
        family="identity",
    ),
    "tanh": Activation(
        label="Tanh",
        formula="tanh z",
        function=lambda z: tanh(z),
        derivative=lambda z, a: 1.0 - a * a,
        latex=r"\tanh(#1)",
        latex_derivative="1-#0^2",
        numpy="np.tanh(z)",
        family="squashing",
        low=-1.0,
        high=1.0,
    ),
    "sigmoid": Activation(
        label="Sigmoid",
        formula="1 / (1 + e^-z)",
        function=lambda z: logistic(z),
        derivative=lambda z, a: a * (1.0 - a),
        latex=r"\frac{1}{1+e^{-#1}}",
        latex_derivative=r"#0\,(1-#0)",
        numpy=LOGISTIC,
        family="squashing",
        low=0.0,
        high=1.0,
        largest_slope=0.25,
    ),
    # the condition is z < 0 rather than z > 0, so that NaN stays NaN; relu′(0) = 0
    "relu": Activation(
        label="ReLU",
        formula="max(0, z)",
        function=lambda z: where(z < 0.0, 0.0, z),
        derivative=lambda z, a: where(z > 0.0, 1.0, 0.0),
        latex=r"\max(0,\,#1)",
        latex_derivative=r"1\text{ if }#1>0\text{, else }0",
        numpy="np.maximum(z, 0)",
        family="rectifier",
        low=0.0,
        piece=_is_positive,
    ),
    "leaky_relu": Activation(
        label="Leaky ReLU",
        formula=f"max({LEAK:g} z, z)",
        function=lambda z: where(z < 0.0, LEAK * z, z),
        derivative=lambda z, a: where(z > 0.0, 1.0, LEAK),
        latex=rf"\max({LEAK:g}\cdot #1,\,#1)",
        latex_derivative=rf"1\text{{ if }}#1>0\text{{, else }}{LEAK:g}",
        numpy=f"np.where(z < 0, {LEAK:g} * z, z)",
        family="rectifier",
        piece=_is_positive,
    ),
    # Clevert, Unterthiner & Hochreiter 2016
    "elu": Activation(
        label="ELU",
        formula="z if z > 0 else e^z - 1",
        function=lambda z: where(z < 0.0, expm1(where(z < 0.0, z, 0.0)), z),
        derivative=lambda z, a: where(z > 0.0, 1.0, a + 1.0),
        latex=r"#1\text{ if }#1>0\text{, else }e^{#1}-1",
        latex_derivative=r"1\text{ if }#1>0\text{, else }e^{#1}",
        numpy="np.where(z < 0, np.expm1(np.minimum(z, 0)), z)",
        family="rectifier",
        low=-1.0,
        piece=_is_positive,
    ),
    # Hendrycks & Gimpel 2016, the exact form
    "gelu": Activation(
        label="GELU",
        formula="z Φ(z)",
        function=lambda z: z * normal_distribution(z),
        derivative=lambda z, a: normal_distribution(z) + z * normal_density(z),
        latex=r"#1\cdot\Phi(#1)",
        latex_derivative=r"\Phi(#1)+#1\cdot\varphi(#1)",
        numpy="z * 0.5 * (1 + np.vectorize(math.erf)(z / math.sqrt(2)))",
        family="rectifier",
        low=-0.16997120747990369,
        largest_slope=1.13,
    ),
    # Elfwing, Uchibe & Doya 2018
    "silu": Activation(
        label="SiLU",
        formula="z / (1 + e^-z)",
        function=lambda z: z * logistic(z),
        derivative=lambda z, a: logistic(z) * (1.0 + z * (1.0 - logistic(z))),
        latex=r"#1\cdot\sigma(#1)",
        latex_derivative=r"\sigma(#1)\,\bigl(1+#1\,(1-\sigma(#1))\bigr)",
        numpy=f"z * {LOGISTIC}",
        family="rectifier",
        low=-0.27846454276107380,
        largest_slope=1.1,
    ),
    "softplus": Activation(
        label="Softplus",
        formula="ln(1 + e^z)",
        function=lambda z: where(z < 0.0, 0.0, z) + np.log1p(exp(-np.abs(z))),
        derivative=lambda z, a: logistic(z),
        latex=r"\ln(1+e^{#1})",
        latex_derivative=r"\sigma(#1)",
        numpy="np.maximum(z, 0) + np.log1p(np.exp(-abs(z)))",
        family="rectifier",
        low=0.0,
    ),
    "sin": Activation(
        label="Sine",
        formula="sin z",
        function=lambda z: np.sin(z),
        derivative=lambda z, a: np.cos(z),
        latex=r"\sin(#1)",
        latex_derivative=r"\cos(#1)",
        numpy="np.sin(z)",
        family="periodic",
        low=-1.0,
        high=1.0,
    ),
}

OUTPUT_ACTIVATIONS: dict[str, str] = {name: activation.numpy for name, activation in ACTIVATIONS.items()} | {
    "softmax": "np.exp(z - z.max(axis=1, keepdims=True)) / np.exp(z - z.max(axis=1, keepdims=True)).sum("
    "axis=1, keepdims=True)"
}
"""Activations of the output layer as NumPy expressions of z (B, n), by name; softmax is computed with its loss."""

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
