"""Losses: one number ℓ for each sample, a sum over the network's outputs.

A loss of one output is a formula and its derivative by the output y against the target t. The two cross-entropies
belong to an output activation and are taken together with it, from the pre-activation z: that form never meets
log 0, and its adjoint is the famous a - t.

The mean (or sum) over the batch is the tape's business: it seeds ∂L/∂ℓ with 1/B (or 1).
"""

from dataclasses import dataclass

import numpy as np

from engine.compiled.buffers import copy
from engine.compiled.jit import Kernel, choose, jit, lift
from engine.compiled.scalar_functions import exp, where
from engine.ops.activations import logistic

MARGIN = 0.2
"""How far an output may be from its target without an error, where there is a margin."""


@dataclass(frozen=True)
class Loss:
    """A loss. `forward(Y, T, A, losses, work)` and `backward(dlosses, Y, T, A, dY)` are compiled, over (B, k)."""

    label: str
    formula: str
    forward: Kernel
    backward: Kernel
    output_activation: str | None = None
    """The output activation that the loss is taken together with; None: any."""
    tasks: tuple[str, ...] = ()
    """The tasks it makes sense for; empty: all."""
    piece: Kernel | None = None
    """piece(Y, T), plain NumPy: which piece of the formula holds; None: there is one, smooth."""
    nearness: bool = True
    """Whether it is least where the output is the target, so that R² says something."""


def _of_each_output(
    label: str,
    formula: str,
    value: Kernel,
    derivative: Kernel,
    tasks: tuple[str, ...] = (),
    piece: Kernel | None = None,
    nearness: bool = True,
) -> Loss:
    value_of, derivative_of = jit(value), jit(derivative)
    add_value = lift(lambda total, y, t: total + value_of(y, t))
    pull_back = lift(lambda dloss, y, t: dloss * derivative_of(y, t))

    @jit
    def forward(Y, T, A, losses, work):
        losses[:] = 0.0
        for j in range(Y.shape[1]):
            add_value(losses, Y[:, j], T[:, j], losses)

    @jit
    def backward(dlosses, Y, T, A, dY):
        # forward: ℓ = Σ_j value(y_j, t_j), so dy_j = dℓ * value′(y_j, t_j)
        for j in range(Y.shape[1]):
            pull_back(dlosses, Y[:, j], T[:, j], dY[:, j])

    return Loss(label, formula, forward, backward, tasks=tasks, piece=piece, nearness=nearness)


sigmoid = lift(lambda z: logistic(z))
log_loss = lift(lambda z, t: where(z < 0.0, 0.0, z) - z * t + np.log1p(exp(-np.abs(z))))
scaled_difference = lift(lambda s, x, y: s * (x - y))
exp_difference = lift(lambda x, y: exp(x - y))
larger = lift(lambda x, y: where(x < y, y, x))
plus = lift(lambda x, y: x + y)
over = lift(lambda x, y: x / y)
minus_product = lift(lambda total, x, y: total - x * y)
plus_log = lift(lambda x, y: x + np.log(y))


@jit
def _binary_forward(Z, T, A, losses, work):
    losses[:] = 0.0
    for j in range(Z.shape[1]):
        sigmoid(Z[:, j], A[:, j])
        # -t ln a - (1 - t) ln(1 - a) with a = 1 / (1 + e^-z) is max(0, z) - z t + ln(1 + e^-|z|)
        log_loss(Z[:, j], T[:, j], work)
        plus(losses, work, losses)


@jit
def _softmax_forward(Z, T, A, losses, work):
    n = Z.shape[1]
    copy(Z[:, 0], work)  # (B,) m = max_j z_j, so that no exponential overflows
    for j in range(1, n):
        larger(work, Z[:, j], work)
    losses[:] = 0.0
    for j in range(n):
        exp_difference(Z[:, j], work, A[:, j])
        plus(losses, A[:, j], losses)  # (B,) s = Σ_j e^(z_j - m)
    for j in range(n):
        over(A[:, j], losses, A[:, j])  # (B, n) a_j = e^(z_j - m) / s
    plus_log(work, losses, work)  # (B,) ln Σ_j e^z_j = m + ln s
    copy(work, losses)
    for j in range(n):
        minus_product(losses, T[:, j], Z[:, j], losses)  # (B,) ℓ = -Σ_j t_j ln a_j = ln Σ e^z - Σ_j t_j z_j


@jit
def _cross_entropy_backward(dlosses, Z, T, A, dZ):
    # both: dz_j = dℓ * (a_j - t_j), for softmax because the targets of a sample sum to 1
    for j in range(Z.shape[1]):
        scaled_difference(dlosses, A[:, j], T[:, j], dZ[:, j])


LOSSES: dict[str, Loss] = {
    "half_squared_error": _of_each_output(
        "Half squared error", "½ (y - t)²", lambda y, t: 0.5 * (y - t) * (y - t), lambda y, t: y - t
    ),
    "binary_cross_entropy": Loss(
        "Binary cross-entropy",
        "-t ln a - (1 - t) ln(1 - a)",
        _binary_forward,
        _cross_entropy_backward,
        output_activation="sigmoid",
        tasks=("binary", "multiclass"),
    ),
    "softmax_cross_entropy": Loss(
        "Softmax cross-entropy",
        "-ln a of the right class",
        _softmax_forward,
        _cross_entropy_backward,
        output_activation="softmax",
        tasks=("multiclass",),
    ),
    "hinge": _of_each_output(
        "Hinge",
        "max(0, 1 - t y)",
        lambda y, t: where(t * y >= 1.0, 0.0, 1.0 - t * y),
        lambda y, t: where(t * y < 1.0, -t, 0.0),
        tasks=("binary", "multiclass"),
        piece=lambda y, t: t * y < 1.0,
    ),
    # Huber 1964, δ = 1
    "huber": _of_each_output(
        "Huber",
        "½ e² if |e| < 1 else |e| - ½, with e = y - t",
        lambda y, t: where(np.abs(y - t) < 1.0, 0.5 * (y - t) * (y - t), np.abs(y - t) - 0.5),
        lambda y, t: where(y - t < -1.0, -1.0, where(y - t > 1.0, 1.0, y - t)),
        piece=lambda y, t: np.sign(y - t) * (np.abs(y - t) > 1.0),
    ),
    # Hinton 1986: an output above .8 that is to be 1, or below .2 that is to be 0, is right enough
    "squared_error_with_margin": _of_each_output(
        "Half squared error with a margin",
        f"½ max(0, (y - t)² - {MARGIN:g}²)",
        lambda y, t: where(np.abs(y - t) > MARGIN, 0.5 * ((y - t) * (y - t) - MARGIN * MARGIN), 0.0),
        lambda y, t: where(np.abs(y - t) > MARGIN, y - t, 0.0),
        piece=lambda y, t: np.sign(y - t) * (np.abs(y - t) > MARGIN),
    ),
    # Reddi, Kale & Kumar 2018: targets are the slopes of an online game's losses, one for each step
    "linear": _of_each_output(
        "Linear", "t y", lambda y, t: t * y, lambda y, t: t, tasks=("regression",), nearness=False
    ),
}

LOSS_CODES = {name: code for code, name in enumerate(LOSSES)}

loss_forward = choose([loss.forward for loss in LOSSES.values()])
"""loss_forward(code, Y, T, A, losses, work): the losses (B,) of Y (B, k) against T, and the prediction A where Y is a
pre-activation; `work` (B,) is scratch."""

loss_backward = choose([loss.backward for loss in LOSSES.values()])
"""loss_backward(code, dlosses, Y, T, A, dY): dY (B, k) from ∂L/∂ℓ (B,)."""
