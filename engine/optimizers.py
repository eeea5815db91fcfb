"""Optimizers: what a step does with the gradient. They see flat vectors and never learn about layers.

An optimizer is a formula for one parameter, `update(p, g, s…, c)`: p the parameter, g its gradient, s its own memory,
c what `coefficients(h, t)` makes once a step of the hyper-parameters h (the learning rate first) and the step number t,
counted from 1. It returns the new p and the new memory. Definitions are PyTorch's.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from engine.jit import COMPILED, Kernel, choose, jit, where

MEMORY = 3
"""Vectors of memory that a parameter has, whichever optimizer runs."""


@dataclass(frozen=True)
class Hyperparameter:
    """A number with its default and its range, ends included."""

    default: float
    low: float = 0.0
    high: float = 1.0

    def check(self, name: str, value: float) -> None:
        """ValueError when `value` is out of range."""
        if not self.low <= value <= self.high:
            raise ValueError(
                f"Received {name} {value:g}, expected {self.low:g} to {self.high:g}. Leave it out for {self.default:g}."
            )


@dataclass(frozen=True)
class Optimizer:
    """An optimizer; `step(P, G, S, first, end, h, t)` is compiled, P and G (n,), S (MEMORY, n), of which the part from
    `first` to `end` is updated.

    `memory` names the rows of S that it uses, as `formula` does.
    """

    label: str
    formula: str
    source: str
    step: Kernel
    learning_rate: float
    hyperparameters: dict[str, Hyperparameter]
    memory: tuple[str, ...]


def _over_vectors(memory: int, coefficients: Kernel, update: Kernel) -> Kernel:
    """The loop over a stretch of the parameters, for an update with so many vectors of memory."""
    prepare, new = jit(coefficients), jit(update)
    if not COMPILED:

        def whole(P: Any, G: Any, S: Any, first: int, end: int, h: Any, t: int) -> None:
            own = slice(first, end)
            results = update(P[own], G[own], *S[:memory, own], coefficients(h, t))
            P[own], S[:memory, own] = results[0], results[1:]

        return whole

    @jit
    def without_memory(P, G, S, first, end, h, t):
        c = prepare(h, t)
        for i in range(first, end):
            P[i] = new(P[i], G[i], c)

    @jit
    def one(P, G, S, first, end, h, t):
        c = prepare(h, t)
        for i in range(first, end):
            P[i], S[0, i] = new(P[i], G[i], S[0, i], c)

    @jit
    def two(P, G, S, first, end, h, t):
        c = prepare(h, t)
        for i in range(first, end):
            P[i], S[0, i], S[1, i] = new(P[i], G[i], S[0, i], S[1, i], c)

    @jit
    def three(P, G, S, first, end, h, t):
        c = prepare(h, t)
        for i in range(first, end):
            P[i], S[0, i], S[1, i], S[2, i] = new(P[i], G[i], S[0, i], S[1, i], S[2, i], c)

    return (without_memory, one, two, three)[memory]


def _sgd(p, g, buffer, c):
    rate, momentum = c
    buffer = momentum * buffer + g
    return p - rate * buffer, buffer


def _nesterov(p, g, buffer, c):
    rate, momentum = c
    buffer = momentum * buffer + g
    return p - rate * (g + momentum * buffer), buffer


def _adagrad(p, g, total, c):
    rate, epsilon = c
    total = total + g * g
    return p - rate * g / (np.sqrt(total) + epsilon), total


def _adadelta(p, g, square, change, c):
    rate, rho, epsilon = c
    square = rho * square + (1.0 - rho) * g * g
    delta = np.sqrt(change + epsilon) / np.sqrt(square + epsilon) * g
    return p - rate * delta, square, rho * change + (1.0 - rho) * delta * delta


def _rmsprop(p, g, square, c):
    rate, alpha, epsilon = c
    square = alpha * square + (1.0 - alpha) * g * g
    return p - rate * g / (np.sqrt(square) + epsilon), square


def _adam_coefficients(h, t):
    rate, beta1, beta2, epsilon = h[0], h[1], h[2], h[3]
    return rate / (1.0 - beta1**t), beta1, beta2, np.sqrt(1.0 - beta2**t), epsilon


def _adam(p, g, m, v, c):
    rate, beta1, beta2, correction, epsilon = c
    m = beta1 * m + (1.0 - beta1) * g
    v = beta2 * v + (1.0 - beta2) * g * g
    return p - rate * m / (np.sqrt(v) / correction + epsilon), m, v


def _amsgrad(p, g, m, v, largest, c):
    rate, beta1, beta2, correction, epsilon = c
    m = beta1 * m + (1.0 - beta1) * g
    v = beta2 * v + (1.0 - beta2) * g * g
    largest = where(largest < v, v, largest)
    return p - rate * m / (np.sqrt(largest) / correction + epsilon), m, v, largest


def _adamw_coefficients(h, t):
    rate, beta1, beta2, epsilon, decay = h[0], h[1], h[2], h[3], h[4]
    return rate / (1.0 - beta1**t), beta1, beta2, np.sqrt(1.0 - beta2**t), epsilon, 1.0 - rate * decay


def _adamw(p, g, m, v, c):
    rate, beta1, beta2, correction, epsilon, keep = c
    m = beta1 * m + (1.0 - beta1) * g
    v = beta2 * v + (1.0 - beta2) * g * g
    return keep * p - rate * m / (np.sqrt(v) / correction + epsilon), m, v


def _two(h, t):
    return h[0], h[1]


def _three(h, t):
    return h[0], h[1], h[2]


MOMENTUM = Hyperparameter(0.9, 0.0, 0.9999)
BETA1, BETA2 = Hyperparameter(0.9, 0.0, 0.9999), Hyperparameter(0.999, 0.0, 0.999999)


def _epsilon(default: float) -> Hyperparameter:
    return Hyperparameter(default, 1e-16, 1.0)


_sgd_step = _over_vectors(1, _two, _sgd)

OPTIMIZERS: dict[str, Optimizer] = {
    "sgd": Optimizer(
        "Gradient descent",
        "w ← w - η g",
        "Cauchy 1847",
        _sgd_step,
        0.03,
        {"momentum": Hyperparameter(0.0, 0.0, 0.9999)},
        ("b",),
    ),
    "momentum": Optimizer(
        "Momentum",
        "b ← μ b + g;  w ← w - η b",
        "Polyak 1964; Rumelhart et al. 1986, eq. 9",
        _sgd_step,
        0.03,
        {"momentum": MOMENTUM},
        ("b",),
    ),
    "nesterov": Optimizer(
        "Nesterov",
        "b ← μ b + g;  w ← w - η (g + μ b)",
        "Nesterov 1983; Sutskever et al. 2013",
        _over_vectors(1, _two, _nesterov),
        0.03,
        {"momentum": MOMENTUM},
        ("b",),
    ),
    "adagrad": Optimizer(
        "Adagrad",
        "s ← s + g²;  w ← w - η g / (√s + ε)",
        "Duchi, Hazan & Singer 2011",
        _over_vectors(1, _two, _adagrad),
        0.1,
        {"epsilon": _epsilon(1e-10)},
        ("s",),
    ),
    "adadelta": Optimizer(
        "Adadelta",
        "s ← ρ s + (1-ρ) g²;  δ = g √(d+ε) / √(s+ε);  d ← ρ d + (1-ρ) δ²;  w ← w - η δ",
        "Zeiler 2012",
        _over_vectors(2, _three, _adadelta),
        1.0,
        {"rho": Hyperparameter(0.9, 0.0, 0.9999), "epsilon": _epsilon(1e-6)},
        ("s", "d"),
    ),
    "rmsprop": Optimizer(
        "RMSProp",
        "s ← α s + (1-α) g²;  w ← w - η g / (√s + ε)",
        "Tieleman & Hinton 2012, lecture 6e",
        _over_vectors(1, _three, _rmsprop),
        0.01,
        {"alpha": Hyperparameter(0.99, 0.0, 0.9999), "epsilon": _epsilon(1e-8)},
        ("s",),
    ),
    "adam": Optimizer(
        "Adam",
        "m ← β₁ m + (1-β₁) g;  v ← β₂ v + (1-β₂) g²;  w ← w - η m̂ / (√v̂ + ε)",
        "Kingma & Ba 2015, algorithm 1",
        _over_vectors(2, _adam_coefficients, _adam),
        0.01,
        {"beta1": BETA1, "beta2": BETA2, "epsilon": _epsilon(1e-8)},
        ("m", "v"),
    ),
    "amsgrad": Optimizer(
        "AMSGrad",
        "Adam with v̂ the largest so far",
        "Reddi, Kale & Kumar 2018, algorithm 2",
        _over_vectors(3, _adam_coefficients, _amsgrad),
        0.01,
        {"beta1": BETA1, "beta2": BETA2, "epsilon": _epsilon(1e-8)},
        ("m", "v", "largest v"),
    ),
    "adamw": Optimizer(
        "AdamW",
        "w ← (1 - η λ) w, then Adam",
        "Loshchilov & Hutter 2019, algorithm 2",
        _over_vectors(2, _adamw_coefficients, _adamw),
        0.01,
        {"beta1": BETA1, "beta2": BETA2, "epsilon": _epsilon(1e-8), "weight_decay": Hyperparameter(0.01, 0.0, 10.0)},
        ("m", "v"),
    ),
}

CODES = {name: code for code, name in enumerate(OPTIMIZERS)}

step = choose([optimizer.step for optimizer in OPTIMIZERS.values()])
"""step(code, P, G, S, first, end, h, t): one update of the flat parameters P[first:end] by the gradient G, memory S,
hyper-parameters h."""
