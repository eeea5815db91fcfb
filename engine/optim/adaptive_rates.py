"""Optimizers with a learning rate for each parameter, from its squared gradients: Adagrad, Adadelta and RMSProp."""

import numpy as np

from engine.optim.hyperparameter import Hyperparameter, epsilon
from engine.optim.optimizer import Optimizer, UpdateLine, average, move, over_spans, own_rate
from engine.optim.update_terms import Step, Terms, terms_of

RATE = r"\frac{\eta}{\sqrt s+\varepsilon}"
ADADELTA_RATE = r"\eta\,\frac{\sqrt{d+\varepsilon}}{\sqrt{s+\varepsilon}}"


def _two(h, t):
    return h[0], h[1]


def _three(h, t):
    return h[0], h[1], h[2]


def _adagrad(p, g, total, c):
    rate, epsilon = c
    total = total + g * g
    return p - rate * g / (np.sqrt(total) + epsilon), total


def _adagrad_terms(step: Step) -> Terms:
    """w ← w - η / (√s + ε) g"""
    rate, epsilon = step.hyperparameters
    return terms_of(rate / (np.sqrt(step.memory_after[0]) + epsilon), step.gradient)


def _adadelta(p, g, square, change, c):
    rate, rho, epsilon = c
    square = rho * square + (1.0 - rho) * g * g
    delta = np.sqrt(change + epsilon) / np.sqrt(square + epsilon) * g
    return p - rate * delta, square, rho * change + (1.0 - rho) * delta * delta


def _adadelta_terms(step: Step) -> Terms:
    """w ← w - η √(d + ε) / √(s + ε) g, with d from before the step"""
    rate, _, epsilon = step.hyperparameters
    roots = np.sqrt(step.memory[1] + epsilon) / np.sqrt(step.memory_after[0] + epsilon)
    return terms_of(rate * roots, step.gradient)


def _rmsprop(p, g, square, c):
    rate, alpha, epsilon = c
    square = alpha * square + (1.0 - alpha) * g * g
    return p - rate * g / (np.sqrt(square) + epsilon), square


def _rmsprop_terms(step: Step) -> Terms:
    """w ← w - η / (√s + ε) g"""
    rate, _, epsilon = step.hyperparameters
    return terms_of(rate / (np.sqrt(step.memory_after[0]) + epsilon), step.gradient)


ADAGRAD = Optimizer(
    label="Adagrad",
    formula="s ← s + g²;  w ← w - η g / (√s + ε)",
    source="Duchi, Hazan & Singer 2011",
    step=over_spans(1, _two, _adagrad),
    learning_rate=0.1,
    hyperparameters={"epsilon": epsilon(1e-10)},
    memory=("s",),
    terms=_adagrad_terms,
    lines=(UpdateLine(r"s\leftarrow", "s+g^2", "{s}+{g}^2", "next.s"), own_rate(RATE), move(rf"-{RATE}\,g")),
)

ADADELTA = Optimizer(
    label="Adadelta",
    formula="s ← ρ s + (1-ρ) g²;  δ = g √(d+ε) / √(s+ε);  d ← ρ d + (1-ρ) δ²;  w ← w - η δ",
    source="Zeiler 2012",
    step=over_spans(2, _three, _adadelta),
    learning_rate=1.0,
    hyperparameters={"rho": Hyperparameter(0.9, 0.0, 0.9999, "ρ"), "epsilon": epsilon(1e-6)},
    memory=("s", "d"),
    terms=_adadelta_terms,
    lines=(
        average("s", "rho", r"\rho", "g^2", "{g}^2"),
        own_rate(ADADELTA_RATE),
        UpdateLine(r"d\leftarrow", r"\rho\,d+(1-\rho)\,\delta^2", "", "next.d"),
        move(rf"-{ADADELTA_RATE}\,g"),
    ),
)

RMSPROP = Optimizer(
    label="RMSProp",
    formula="s ← α s + (1-α) g²;  w ← w - η g / (√s + ε)",
    source="Tieleman & Hinton 2012, lecture 6e",
    step=over_spans(1, _three, _rmsprop),
    learning_rate=0.01,
    hyperparameters={"alpha": Hyperparameter(0.99, 0.0, 0.9999, "α"), "epsilon": epsilon(1e-8)},
    memory=("s",),
    terms=_rmsprop_terms,
    lines=(average("s", "alpha", r"\alpha", "g^2", "{g}^2"), own_rate(RATE), move(rf"-{RATE}\,g")),
)
