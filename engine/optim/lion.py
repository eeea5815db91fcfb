"""Lion: steps of equal size, in the direction of the sign of a momentum."""

import numpy as np

from engine.optim.hyperparameter import beta1, beta2
from engine.optim.optimizer import Optimizer, UpdateLine, average, move, over_spans
from engine.optim.update_terms import Step, Terms, terms_of


def _coefficients(h, t):
    return h[0], h[1], h[2]


def _lion(p, g, m, c):
    rate, beta1, beta2 = c
    direction = np.sign(beta1 * m + (1.0 - beta1) * g)
    return p - rate * direction, beta2 * m + (1.0 - beta2) * g


def _terms(step: Step) -> Terms:
    """w ← w - η sign(β₁ m + (1-β₁) g), with m from before the step"""
    rate, beta1, _ = step.hyperparameters
    return terms_of(rate, np.sign(beta1 * step.memory[0] + (1.0 - beta1) * step.gradient))


LION = Optimizer(
    label="Lion",
    formula="w ← w - η sign(β₁ m + (1-β₁) g);  m ← β₂ m + (1-β₂) g",
    source="Chen et al. 2023, program 1",
    step=over_spans(1, _coefficients, _lion),
    learning_rate=0.003,
    hyperparameters={"beta1": beta1(), "beta2": beta2(0.99)},
    memory=("m",),
    terms=_terms,
    lines=(
        UpdateLine("c", r"\beta_1\,m+(1-\beta_1)\,g", r"{beta1}\cdot {m}+(1-{beta1})\cdot {g}"),
        UpdateLine(r"\operatorname{sign} c", "", "", "direction"),
        average("m", "beta2", r"\beta_2"),
        move(r"-\eta\,\operatorname{sign} c"),
    ),
)
