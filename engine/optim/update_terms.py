"""An update in words: what an optimizer makes of a gradient on the way, for one block of parameters, as plain NumPy.

Each function answers a `Step` with named arrays of the block's shape. Two are always there, `effective_rate` and
`direction`: the optimizer adds decay - effective_rate · direction, where `decay` is 0 unless it is told. The kernels of
`engine.optim.optimizers` compute the same in fewer operations; a test holds one against the other.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from engine.compiled.jit import Array

Parts = dict[str, Array]


class Step(NamedTuple):
    """One step of an optimizer on a block: parameters before and after it, the gradient it was given, its memory before
    and after, in the order of its names, hyper-parameters with the scheduled learning rate first, and the number of the
    step, from 1."""

    parameters: Array
    parameters_after: Array
    gradient: Array
    memory: tuple[Array, ...]
    memory_after: tuple[Array, ...]
    hyperparameters: Array
    number: int


OptimizerParts = Callable[[Step], Parts]


def _parts(rate: Array | float, direction: Array, **others: Array) -> Parts:
    return {**others, "effective_rate": np.broadcast_to(rate, direction.shape), "direction": direction}


def with_buffer(step: Step) -> Parts:
    """w ← w - η b"""
    return _parts(step.hyperparameters[0], step.memory_after[0])


def nesterov(step: Step) -> Parts:
    """w ← w - η (g + μ b)"""
    rate, momentum = step.hyperparameters
    return _parts(rate, step.gradient + momentum * step.memory_after[0])


def adagrad(step: Step) -> Parts:
    """w ← w - η / (√s + ε) g"""
    rate, epsilon = step.hyperparameters
    return _parts(rate / (np.sqrt(step.memory_after[0]) + epsilon), step.gradient)


def adadelta(step: Step) -> Parts:
    """w ← w - η √(d + ε) / √(s + ε) g, with the d of before"""
    rate, _, epsilon = step.hyperparameters
    roots = np.sqrt(step.memory[1] + epsilon) / np.sqrt(step.memory_after[0] + epsilon)
    return _parts(rate * roots, step.gradient)


def rmsprop(step: Step) -> Parts:
    """w ← w - η / (√s + ε) g"""
    rate, _, epsilon = step.hyperparameters
    return _parts(rate / (np.sqrt(step.memory_after[0]) + epsilon), step.gradient)


def _adaptive(m: Array, v: Array, numbers: tuple[float, float, float, float], t: int, **others: Array) -> Parts:
    rate, beta1, beta2, epsilon = numbers
    m_hat, v_hat = m / (1.0 - beta1**t), v / (1.0 - beta2**t)
    return _parts(rate / (np.sqrt(v_hat) + epsilon), m_hat, m_hat=m_hat, v_hat=v_hat, **others)


def _numbers(step: Step) -> tuple[float, float, float, float]:
    rate, beta1, beta2, epsilon = step.hyperparameters[:4].tolist()
    return rate, beta1, beta2, epsilon


def adam(step: Step) -> Parts:
    """w ← w - η m̂ / (√v̂ + ε), with m̂ = m / (1 - β₁ᵗ) and v̂ = v / (1 - β₂ᵗ)"""
    return _adaptive(step.memory_after[0], step.memory_after[1], _numbers(step), step.number)


def amsgrad(step: Step) -> Parts:
    """Adam with v̂ of the largest v so far"""
    return _adaptive(step.memory_after[0], step.memory_after[2], _numbers(step), step.number)


def adamw(step: Step) -> Parts:
    """w ← (1 - η λ) w, then Adam"""
    decay = -step.hyperparameters[0] * step.hyperparameters[4] * step.parameters
    return _adaptive(step.memory_after[0], step.memory_after[1], _numbers(step), step.number, decay=decay)


def lion(step: Step) -> Parts:
    """w ← w - η sign(β₁ m + (1-β₁) g), with the m of before"""
    rate, beta1, _ = step.hyperparameters
    return _parts(rate, np.sign(beta1 * step.memory[0] + (1.0 - beta1) * step.gradient))


def muon(step: Step) -> Parts:
    """Of a matrix w ← w - η √max(1, n_out / n_in) U Vᵀ, where U Vᵀ is told from the step; else Adam at η κ"""
    rate, _, others = step.hyperparameters.tolist()
    if step.gradient.ndim != 2:
        return _adaptive(step.memory_after[0], step.memory_after[1], (rate * others, 0.9, 0.95, 1e-8), step.number)
    height, width = step.gradient.shape
    rate *= float(np.sqrt(max(1.0, width / height)))
    taken = step.parameters - step.parameters_after
    return _parts(rate, taken / rate if rate > 0.0 else taken)
