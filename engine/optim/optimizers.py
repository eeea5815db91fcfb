"""Optimizers: what a step does with the gradient. They see stretches of flat vectors and never learn about layers.

An optimizer is a formula for one parameter, `update(p, g, s…, c)`: p the parameter, g its gradient, s its own memory,
c what `coefficients(h, t)` makes once a step of the hyper-parameters h (the learning rate first) and the step number t,
counted from 1. It returns the new p and the new memory. Definitions are PyTorch's.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from engine.compiled.buffers import vector
from engine.compiled.jit import COMPILED, Kernel, choose, jit, jit_view
from engine.compiled.scalar_functions import where
from engine.ops.linear_algebra import add_scaled, orthogonalise, weighted_sum
from engine.optim import update_terms as optimizer_parts
from engine.optim.update_terms import OptimizerParts

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
    """An optimizer; `step(P, G, S, span, h, t, work)` is compiled, P and G (n,), S (MEMORY · n,) row by row, of which the part of a
    `span` [first, end, height, width] is updated.

    `memory` names the rows of S that it uses, as `formula` does.
    """

    label: str
    formula: str
    source: str
    step: Kernel
    learning_rate: float
    hyperparameters: dict[str, Hyperparameter]
    memory: tuple[str, ...]
    parts: OptimizerParts
    """The same step in named numbers, as the formula has them."""
    by_matrix: bool = False
    """Whether it takes one block at a time, a matrix as a matrix; else a span is any stretch of parameters, and the last
    two numbers of it are nobody's concern."""


@jit_view
def stretch(x, span, offset):
    """The part of a flat vector that a span is, counted from `offset`."""
    return vector(x, offset + span[0], span[1] - span[0])


def _over_vectors(memory: int, coefficients: Kernel, update: Kernel) -> Kernel:
    """The loop over a stretch of the parameters, for an update with so many vectors of memory."""
    prepare, new = jit(coefficients), jit(update)
    if not COMPILED:

        def whole(P: Any, G: Any, S: Any, span: Any, h: Any, t: int, work: Any) -> None:
            own, rows = slice(span[0], span[1]), S.reshape(MEMORY, -1)
            results = update(P[own], G[own], *rows[:memory, own], coefficients(h, t))
            P[own], rows[:memory, own] = results[0], results[1:]

        return whole

    @jit
    def without_memory(P, G, S, span, h, t, work):
        c = prepare(h, t)
        p, g = stretch(P, span, 0), stretch(G, span, 0)
        for i in range(p.size):
            p[i] = new(p[i], g[i], c)

    @jit
    def one(P, G, S, span, h, t, work):
        c = prepare(h, t)
        p, g, s = stretch(P, span, 0), stretch(G, span, 0), stretch(S, span, 0)
        for i in range(p.size):
            p[i], s[i] = new(p[i], g[i], s[i], c)

    @jit
    def two(P, G, S, span, h, t, work):
        c = prepare(h, t)
        p, g, s, q = stretch(P, span, 0), stretch(G, span, 0), stretch(S, span, 0), stretch(S, span, P.size)
        for i in range(p.size):
            p[i], s[i], q[i] = new(p[i], g[i], s[i], q[i], c)

    @jit
    def three(P, G, S, span, h, t, work):
        c = prepare(h, t)
        p, g, s, q = stretch(P, span, 0), stretch(G, span, 0), stretch(S, span, 0), stretch(S, span, P.size)
        r = stretch(S, span, 2 * P.size)
        for i in range(p.size):
            p[i], s[i], q[i], r[i] = new(p[i], g[i], s[i], q[i], r[i], c)

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


def _lion(p, g, m, c):
    rate, beta1, beta2 = c
    direction = np.sign(beta1 * m + (1.0 - beta1) * g)
    return p - rate * direction, beta2 * m + (1.0 - beta2) * g


def _two(h, t):
    return h[0], h[1]


def _three(h, t):
    return h[0], h[1], h[2]


def _others_coefficients(h, t):
    return h[0] * h[2] / (1.0 - 0.9**t), 0.9, 0.95, np.sqrt(1.0 - 0.95**t), 1e-8


_others = _over_vectors(2, _others_coefficients, _adam)


@jit
def _muon(P, G, S, span, h, t, work):
    if span[2] == 0:  # no matrix: Adam
        _others(P, G, S, span, h, t, work)
        return
    height, width, rate, momentum = span[2], span[3], h[0], h[1]
    p, g, b, x = stretch(P, span, 0), stretch(G, span, 0), stretch(S, span, 0), vector(work, 0, height * width)
    weighted_sum(momentum, b, 1.0 - momentum, g, b)  # b = μ b + (1 - μ) g
    weighted_sum(1.0 - momentum, g, momentum, b, x)  # x = (1 - μ) g + μ b, as Nesterov
    orthogonalise(work, height, width)
    # W is (n_in, n_out): a step as long as it is for a square matrix where there are more outputs than inputs
    add_scaled(p, -rate * np.sqrt(max(1.0, width / height)), x, p)


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
        optimizer_parts.with_buffer,
    ),
    "momentum": Optimizer(
        "Momentum",
        "b ← μ b + g;  w ← w - η b",
        "Polyak 1964; Rumelhart et al. 1986, eq. 9",
        _sgd_step,
        0.03,
        {"momentum": MOMENTUM},
        ("b",),
        optimizer_parts.with_buffer,
    ),
    "nesterov": Optimizer(
        "Nesterov",
        "b ← μ b + g;  w ← w - η (g + μ b)",
        "Nesterov 1983; Sutskever et al. 2013",
        _over_vectors(1, _two, _nesterov),
        0.03,
        {"momentum": MOMENTUM},
        ("b",),
        optimizer_parts.nesterov,
    ),
    "adagrad": Optimizer(
        "Adagrad",
        "s ← s + g²;  w ← w - η g / (√s + ε)",
        "Duchi, Hazan & Singer 2011",
        _over_vectors(1, _two, _adagrad),
        0.1,
        {"epsilon": _epsilon(1e-10)},
        ("s",),
        optimizer_parts.adagrad,
    ),
    "adadelta": Optimizer(
        "Adadelta",
        "s ← ρ s + (1-ρ) g²;  δ = g √(d+ε) / √(s+ε);  d ← ρ d + (1-ρ) δ²;  w ← w - η δ",
        "Zeiler 2012",
        _over_vectors(2, _three, _adadelta),
        1.0,
        {"rho": Hyperparameter(0.9, 0.0, 0.9999), "epsilon": _epsilon(1e-6)},
        ("s", "d"),
        optimizer_parts.adadelta,
    ),
    "rmsprop": Optimizer(
        "RMSProp",
        "s ← α s + (1-α) g²;  w ← w - η g / (√s + ε)",
        "Tieleman & Hinton 2012, lecture 6e",
        _over_vectors(1, _three, _rmsprop),
        0.01,
        {"alpha": Hyperparameter(0.99, 0.0, 0.9999), "epsilon": _epsilon(1e-8)},
        ("s",),
        optimizer_parts.rmsprop,
    ),
    "adam": Optimizer(
        "Adam",
        "m ← β₁ m + (1-β₁) g;  v ← β₂ v + (1-β₂) g²;  w ← w - η m̂ / (√v̂ + ε)",
        "Kingma & Ba 2015, algorithm 1",
        _over_vectors(2, _adam_coefficients, _adam),
        0.01,
        {"beta1": BETA1, "beta2": BETA2, "epsilon": _epsilon(1e-8)},
        ("m", "v"),
        optimizer_parts.adam,
    ),
    "amsgrad": Optimizer(
        "AMSGrad",
        "Adam with v̂ the largest so far",
        "Reddi, Kale & Kumar 2018, algorithm 2",
        _over_vectors(3, _adam_coefficients, _amsgrad),
        0.01,
        {"beta1": BETA1, "beta2": BETA2, "epsilon": _epsilon(1e-8)},
        ("m", "v", "largest v"),
        optimizer_parts.amsgrad,
    ),
    "adamw": Optimizer(
        "AdamW",
        "w ← (1 - η λ) w, then Adam",
        "Loshchilov & Hutter 2019, algorithm 2",
        _over_vectors(2, _adamw_coefficients, _adamw),
        0.01,
        {"beta1": BETA1, "beta2": BETA2, "epsilon": _epsilon(1e-8), "weight_decay": Hyperparameter(0.01, 0.0, 10.0)},
        ("m", "v"),
        optimizer_parts.adamw,
    ),
    "lion": Optimizer(
        "Lion",
        "w ← w - η sign(β₁ m + (1-β₁) g);  m ← β₂ m + (1-β₂) g",
        "Chen et al. 2023, program 1",
        _over_vectors(1, _three, _lion),
        0.003,
        {"beta1": BETA1, "beta2": Hyperparameter(0.99, 0.0, 0.999999)},
        ("m",),
        optimizer_parts.lion,
    ),
    "muon": Optimizer(
        "Muon",
        "matrices: b ← μ b + (1-μ) g;  w ← w - η U Vᵀ of (1-μ) g + μ b = U S Vᵀ;  others: Adam at η κ",
        "Jordan et al. 2024",
        _muon,
        0.02,
        {"momentum": Hyperparameter(0.95, 0.0, 0.9999), "others": Hyperparameter(0.1, 0.0, 10.0)},
        ("b", "v"),
        optimizer_parts.muon,
        by_matrix=True,
    ),
}

CODES = {name: code for code, name in enumerate(OPTIMIZERS)}

step = choose([optimizer.step for optimizer in OPTIMIZERS.values()])
"""step(code, P, G, S, span, h, t, work): one update of a span of the flat parameters P by the gradient G, memory S,
hyper-parameters h; `work` is scratch."""
