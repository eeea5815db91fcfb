"""Adam and its variants AMSGrad and AdamW."""

from collections.abc import Sequence

import numpy as np

from engine.compiled.jit import Array
from engine.compiled.scalar_functions import where
from engine.optim.hyperparameter import Hyperparameter, beta1, beta2, epsilon
from engine.optim.optimizer import Optimizer, UpdateLine, move, over_spans, own_rate
from engine.optim.update_terms import Step, Terms, terms_of

RATE = r"\frac{\eta}{\sqrt{\hat v}+\varepsilon}"


def adam_update(p, g, m, v, c):
    """Adam's update of one parameter, with coefficients of `adam_coefficients`."""
    rate, beta1, beta2, correction, epsilon = c
    m = beta1 * m + (1.0 - beta1) * g
    v = beta2 * v + (1.0 - beta2) * g * g
    return p - rate * m / (np.sqrt(v) / correction + epsilon), m, v


def _coefficients(h, t):
    rate, beta1, beta2, epsilon = h[0], h[1], h[2], h[3]
    return rate / (1.0 - beta1**t), beta1, beta2, np.sqrt(1.0 - beta2**t), epsilon


def adam_terms(m: Array, v: Array, numbers: Sequence[float], t: int, **others: Array) -> Terms:
    """w ← w - η m̂ / (√v̂ + ε), with m̂ = m / (1 - β₁ᵗ) and v̂ = v / (1 - β₂ᵗ); numbers: η, β₁, β₂, ε."""
    rate, beta1, beta2, epsilon = numbers
    m_hat, v_hat = m / (1.0 - beta1**t), v / (1.0 - beta2**t)
    return terms_of(rate / (np.sqrt(v_hat) + epsilon), m_hat, m_hat=m_hat, v_hat=v_hat, **others)


def adam_lines(
    m: str = "m", v: str = "v", beta1: str = "{beta1}", beta2: str = "{beta2}", largest: str = ""
) -> tuple[UpdateLine, ...]:
    """Return the lines of Adam's update. m, v: rows of the memory; beta1, beta2: their decay rates as numbers; largest: the row
    of the largest v so far, if v̂ is computed from it."""
    below, row = (r"\bar v", largest) if largest else (v, v)
    lines = [
        UpdateLine(rf"{m}\leftarrow", rf"\beta_1\,{m}+(1-\beta_1)\,g", rf"{beta1}\cdot {{{m}}}+(1-{beta1})\cdot {{g}}", f"next.{m}"),
        UpdateLine(rf"{v}\leftarrow", rf"\beta_2\,{v}+(1-\beta_2)\,g^2", rf"{beta2}\cdot {{{v}}}+(1-{beta2})\cdot {{g}}^2", f"next.{v}"),
    ]  # fmt: skip
    if largest:
        lines.append(UpdateLine(r"\bar v\leftarrow", r"\max(\bar v,\,v)", "", f"next.{largest}"))
    return (
        *lines,
        UpdateLine(r"\hat m", rf"\frac{{{m}}}{{1-\beta_1^{{t}}}}", rf"\frac{{{{next.{m}}}}}{{1-{beta1}^{{{{t}}}}}}", "m_hat"),
        UpdateLine(r"\hat v", rf"\frac{{{below}}}{{1-\beta_2^{{t}}}}", rf"\frac{{{{next.{row}}}}}{{1-{beta2}^{{{{t}}}}}}", "v_hat"),
        own_rate(RATE),
        move(rf"-{RATE}\,\hat m"),
    )  # fmt: skip


def _terms(step: Step) -> Terms:
    return adam_terms(step.memory_after[0], step.memory_after[1], step.hyperparameters.tolist(), step.number)


def _amsgrad(p, g, m, v, largest, c):
    rate, beta1, beta2, correction, epsilon = c
    m = beta1 * m + (1.0 - beta1) * g
    v = beta2 * v + (1.0 - beta2) * g * g
    largest = where(largest < v, v, largest)
    return p - rate * m / (np.sqrt(largest) / correction + epsilon), m, v, largest


def _amsgrad_terms(step: Step) -> Terms:
    return adam_terms(step.memory_after[0], step.memory_after[2], step.hyperparameters.tolist(), step.number)


def _adamw_coefficients(h, t):
    rate, beta1, beta2, epsilon, decay = h[0], h[1], h[2], h[3], h[4]
    return rate / (1.0 - beta1**t), beta1, beta2, np.sqrt(1.0 - beta2**t), epsilon, 1.0 - rate * decay


def _adamw(p, g, m, v, c):
    rate, beta1, beta2, correction, epsilon, keep = c
    m = beta1 * m + (1.0 - beta1) * g
    v = beta2 * v + (1.0 - beta2) * g * g
    return keep * p - rate * m / (np.sqrt(v) / correction + epsilon), m, v


def _adamw_terms(step: Step) -> Terms:
    """w ← (1 - η λ) w, then Adam"""
    *numbers, weight_decay = step.hyperparameters.tolist()
    decay = -numbers[0] * weight_decay * step.parameters
    return adam_terms(step.memory_after[0], step.memory_after[1], numbers, step.number, decay=decay)


ADAM = Optimizer(
    label="Adam",
    formula="m ← β₁ m + (1-β₁) g;  v ← β₂ v + (1-β₂) g²;  w ← w - η m̂ / (√v̂ + ε)",
    source="Kingma & Ba 2015, algorithm 1",
    step=over_spans(2, _coefficients, adam_update),
    learning_rate=0.01,
    hyperparameters={"beta1": beta1(), "beta2": beta2(), "epsilon": epsilon(1e-8)},
    memory=("m", "v"),
    terms=_terms,
    lines=adam_lines(),
)

AMSGRAD = Optimizer(
    label="AMSGrad",
    formula="Adam with v̂ the largest so far",
    source="Reddi, Kale & Kumar 2018, algorithm 2",
    step=over_spans(3, _coefficients, _amsgrad),
    learning_rate=0.01,
    hyperparameters={"beta1": beta1(), "beta2": beta2(), "epsilon": epsilon(1e-8)},
    memory=("m", "v", "largest v"),
    terms=_amsgrad_terms,
    lines=adam_lines(largest="largest v"),
)

ADAMW = Optimizer(
    label="AdamW",
    formula="w ← (1 - η λ) w, then Adam",
    source="Loshchilov & Hutter 2019, algorithm 2",
    step=over_spans(2, _adamw_coefficients, _adamw),
    learning_rate=0.01,
    hyperparameters={
        "beta1": beta1(),
        "beta2": beta2(),
        "epsilon": epsilon(1e-8),
        "weight_decay": Hyperparameter(0.01, 0.0, 10.0, "λ"),
    },
    memory=("m", "v"),
    terms=_adamw_terms,
    lines=adam_lines(),
)
