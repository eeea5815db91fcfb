"""Table of losses: one number ℓ for each sample, a sum over the network's outputs.

Most are a formula of one output ŷ and its target y, with the derivative by ŷ; in the kernels an output is y and its
target t. The two cross-entropies are computed together with their output activation, from the pre-activation z: that
form never computes log 0, and its derivative is ŷ - y.

The mean (or sum) over the batch is not part of a loss: the training kernel seeds ∂L/∂ℓ with 1/B (or 1).
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from engine.compiled.buffers import copy
from engine.compiled.jit import Kernel, choose, jit, lift
from engine.compiled.scalar_functions import exp, where
from engine.ops.activations import logistic

MARGIN = 0.2
"""Largest error without a loss, for the loss with a margin."""


class LossKernels(NamedTuple):
    """`forward(Y, T, A, losses, work)` and `backward(dlosses, Y, T, A, dY)`, compiled, over (B, k): see `loss_forward`."""

    forward: Kernel
    backward: Kernel


@dataclass(frozen=True, kw_only=True)
class Loss:
    """A loss ℓ of one sample, a sum over the outputs k."""

    label: str
    formula: str
    """ℓ in plain text, for one output."""
    kernels: LossKernels
    latex: str
    """ℓ, with ŷ_k for the output and y_k for the target."""
    latex_derivative: str
    """∂ℓ by one output, or by its pre-activation if an activation is taken with the loss."""
    description: str
    output_activation: str | None = None
    """The output activation that the loss is computed together with; None: any."""
    by_prediction: Kernel | None = None
    """∂ℓ/∂ŷ from ŷ and y, plain NumPy, if an activation is taken with the loss: what the chain rule starts from."""
    latex_by_prediction: str = ""
    """∂ℓ/∂ŷ_k as LaTeX, likewise."""
    tasks: tuple[str, ...] = ()
    """Tasks that the loss is meant for; empty: all."""
    piece: Kernel | None = None
    """piece(Y, T), plain NumPy: which piece of a piecewise formula applies; None for a smooth one."""
    nearness: bool = True
    """True if the loss is smallest at the target, so that R² is meaningful."""


def _sum_over_outputs(value: Kernel, derivative: Kernel) -> LossKernels:
    """Return the kernels of a loss that is a sum of value(y, t) over the outputs, with its derivative by y."""
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

    return LossKernels(forward, backward)


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
    "half_squared_error": Loss(
        label="Half squared error",
        formula="½ (ŷ - y)²",
        kernels=_sum_over_outputs(lambda y, t: 0.5 * (y - t) * (y - t), lambda y, t: y - t),
        latex=r"\sum_k \tfrac12\,(\hat y_k-y_k)^2",
        latex_derivative=r"\hat y_k-y_k",
        description="Half of the squared error of each output.",
    ),
    "binary_cross_entropy": Loss(
        label="Binary cross-entropy",
        formula="-y ln ŷ - (1 - y) ln(1 - ŷ)",
        kernels=LossKernels(_binary_forward, _cross_entropy_backward),
        latex=r"-\sum_k \bigl(y_k\ln\hat y_k+(1-y_k)\ln(1-\hat y_k)\bigr)",
        latex_derivative=r"\hat y_k-y_k",
        description="The surprise at the right answer. With the sigmoid before it, its derivative is the error itself.",
        output_activation="sigmoid",
        by_prediction=lambda y, t: (y - t) / (y * (1.0 - y)),
        latex_by_prediction=r"\frac{\hat y_k-y_k}{\hat y_k\,(1-\hat y_k)}",
        tasks=("binary", "multiclass"),
    ),
    "softmax_cross_entropy": Loss(
        label="Softmax cross-entropy",
        formula="-ln ŷ of the right class",
        kernels=LossKernels(_softmax_forward, _cross_entropy_backward),
        latex=r"-\sum_k y_k\ln\hat y_k",
        latex_derivative=r"\hat y_k-y_k",
        description="The surprise at the right class. With the softmax before it, its derivative is the error itself.",
        output_activation="softmax",
        by_prediction=lambda y, t: np.where(t == 0.0, 0.0, -t / y),
        latex_by_prediction=r"-\frac{y_k}{\hat y_k}",
        tasks=("multiclass",),
    ),
    "hinge": Loss(
        label="Hinge",
        formula="max(0, 1 - y ŷ)",
        kernels=_sum_over_outputs(
            lambda y, t: where(t * y >= 1.0, 0.0, 1.0 - t * y), lambda y, t: where(t * y < 1.0, -t, 0.0)
        ),
        latex=r"\sum_k \max(0,\,1-y_k\,\hat y_k)",
        latex_derivative=r"-y_k\text{ if }y_k\,\hat y_k<1\text{, else }0",
        description="Zero once an output is right by a margin of 1.",
        tasks=("binary", "multiclass"),
        piece=lambda y, t: t * y < 1.0,
    ),
    # Huber 1964, δ = 1
    "huber": Loss(
        label="Huber",
        formula="½ e² if |e| < 1 else |e| - ½, with e = ŷ - y",
        kernels=_sum_over_outputs(
            lambda y, t: where(np.abs(y - t) < 1.0, 0.5 * (y - t) * (y - t), np.abs(y - t) - 0.5),
            lambda y, t: where(y - t < -1.0, -1.0, where(y - t > 1.0, 1.0, y - t)),
        ),
        latex=r"\sum_k \tfrac12 e_k^2\text{ if }|e_k|<1\text{, else }|e_k|-\tfrac12,\quad e_k=\hat y_k-y_k",
        latex_derivative=r"\max(-1,\,\min(1,\,\hat y_k-y_k))",
        description="The squared error for small errors, the absolute error beyond 1.",
        piece=lambda y, t: np.sign(y - t) * (np.abs(y - t) > 1.0),
    ),
    # Hinton 1986: an output above .8 whose target is 1, or below .2 whose target is 0, is right enough
    "squared_error_with_margin": Loss(
        label="Half squared error with a margin",
        formula=f"½ max(0, (ŷ - y)² - {MARGIN:g}²)",
        kernels=_sum_over_outputs(
            lambda y, t: where(np.abs(y - t) > MARGIN, 0.5 * ((y - t) * (y - t) - MARGIN * MARGIN), 0.0),
            lambda y, t: where(np.abs(y - t) > MARGIN, y - t, 0.0),
        ),
        latex=rf"\sum_k \tfrac12\max(0,\,(\hat y_k-y_k)^2-{MARGIN:g}^2)",
        latex_derivative=rf"\hat y_k-y_k\text{{ if }}|\hat y_k-y_k|>{MARGIN:g}\text{{, else }}0",
        description=f"A squared error that counts only where an output is off by more than {MARGIN:g}.",
        piece=lambda y, t: np.sign(y - t) * (np.abs(y - t) > MARGIN),
    ),
    # Reddi, Kale & Kumar 2018: targets are the slopes of an online game's losses, one for each step
    "linear": Loss(
        label="Linear",
        formula="y ŷ",
        kernels=_sum_over_outputs(lambda y, t: t * y, lambda y, t: t),
        latex=r"\sum_k y_k\,\hat y_k",
        latex_derivative="y_k",
        description="Each target is the slope of the loss in its output.",
        tasks=("regression",),
        nearness=False,
    ),
}

LOSS_CODES = {name: code for code, name in enumerate(LOSSES)}

loss_forward = choose([loss.kernels.forward for loss in LOSSES.values()])
"""loss_forward(code, Y, T, A, losses, work): the losses (B,) of Y (B, k) against T, and the prediction A if Y is a
pre-activation; `work` (B,) is scratch."""

loss_backward = choose([loss.kernels.backward for loss in LOSSES.values()])
"""loss_backward(code, dlosses, Y, T, A, dY): dY (B, k) from ∂L/∂ℓ (B,)."""
