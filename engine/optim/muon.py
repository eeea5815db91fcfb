"""Muon: momentum for matrices, with all singular values of the update made nearly 1; Adam for all other blocks.

Source: Jordan et al. 2024, "Muon".
"""

import numpy as np

from engine.compiled.blas import dot
from engine.compiled.buffers import rows, vector
from engine.compiled.jit import jit
from engine.ops.linear_algebra import add_scaled, scaled, square_sum, weighted_sum
from engine.optim.adam import adam_lines, adam_terms, adam_update
from engine.optim.hyperparameter import Hyperparameter, momentum
from engine.optim.optimizer import Optimizer, UpdateLine, average, in_span, move, over_spans
from engine.optim.update_terms import Step, Terms, terms_of

BETA1, BETA2, EPSILON = 0.9, 0.95, 1e-8
"""Adam's numbers for blocks that are no matrix."""

ORTHOGONALIZATION = (3.4445, -4.7750, 2.0315)
"""a, b, c of the iteration X ← a X + (b X Xᵀ + c (X Xᵀ)²) X, chosen to bring singular values near 1 as fast as possible."""


def _coefficients(h, t):
    return h[0] * h[2] / (1.0 - BETA1**t), BETA1, BETA2, np.sqrt(1.0 - BETA2**t), EPSILON


_adam = over_spans(2, _coefficients, adam_update)


@jit
def orthogonalize(work, height, width):
    """X ← nearly U Vᵀ of X = U S Vᵀ, by five steps of Newton-Schulz    (height, width)

    X is row by row at the beginning of `work`, which holds `scratch(height, width)` numbers. The singular values end
    between about 0.7 and 1.2.
    """
    size, m = height * width, min(height, width)
    x, y = vector(work, 0, size), vector(work, size, size)
    X, Y = rows(work, 0, height, width), rows(work, size, height, width)
    A, B = rows(work, 2 * size, m, m), rows(work, 2 * size + m * m, m, m)
    flat_a, flat_b = vector(work, 2 * size, m * m), vector(work, 2 * size + m * m, m * m)
    a, b, c = ORTHOGONALIZATION
    scaled(1.0 / max(np.sqrt(square_sum(x)), 1e-7), x, x)
    for _ in range(5):
        if height > width:
            dot(X.T, X, A)
        else:
            dot(X, X.T, A)
        dot(A, A, B)
        weighted_sum(b, flat_a, c, flat_b, flat_b)  # B = b A + c A²
        if height > width:
            dot(X, B, Y)
        else:
            dot(B, X, Y)
        weighted_sum(a, x, 1.0, y, x)  # X = a X + B X, for a tall X a X + X B


def scratch(height: int, width: int) -> int:
    """Return the scratch that `orthogonalize` needs for a matrix, in numbers."""
    return 2 * (height * width + min(height, width) ** 2)


@jit
def _muon(P, G, S, span, h, t, work):
    if span[2] == 0:  # not a matrix
        _adam(P, G, S, span, h, t, work)
        return
    height, width, rate, momentum = span[2], span[3], h[0], h[1]
    p, g, b, x = in_span(P, span, 0), in_span(G, span, 0), in_span(S, span, 0), vector(work, 0, height * width)
    weighted_sum(momentum, b, 1.0 - momentum, g, b)  # b = μ b + (1 - μ) g
    weighted_sum(1.0 - momentum, g, momentum, b, x)  # x = (1 - μ) g + μ b, as Nesterov
    orthogonalize(work, height, width)
    # W is (n_in, n_out): with more outputs than inputs the step is scaled to the size of a square matrix's
    add_scaled(p, -rate * np.sqrt(max(1.0, width / height)), x, p)


def _terms(step: Step) -> Terms:
    """w ← w - η √max(1, n_out / n_in) U Vᵀ for a matrix, with U Vᵀ computed from the step; otherwise Adam with rate η κ"""
    rate, _, others = step.hyperparameters.tolist()
    if step.gradient.ndim != 2:
        numbers = rate * others, BETA1, BETA2, EPSILON
        return adam_terms(step.memory_after[0], step.memory_after[1], numbers, step.number)
    height, width = step.gradient.shape
    rate *= float(np.sqrt(max(1.0, width / height)))
    taken = step.parameters - step.parameters_after
    return terms_of(rate, taken / rate if rate > 0.0 else taken)


MUON = Optimizer(
    label="Muon",
    formula="matrices: b ← μ b + (1-μ) g;  w ← w - η U Vᵀ of (1-μ) g + μ b = U S Vᵀ;  others: Adam at η κ",
    source="Jordan et al. 2024",
    step=_muon,
    learning_rate=0.02,
    hyperparameters={"momentum": momentum(0.95), "others": Hyperparameter(0.1, 0.0, 10.0, "κ")},
    memory=("b", "v"),
    terms=_terms,
    lines=(
        average("b", "momentum", r"\mu"),
        UpdateLine(r"(UV^\top)_{ij}", r"\text{of }(1-\mu)\,g+\mu\,b=USV^\top", "", "direction"),
        move(r"-\eta\,\sqrt{\max(1,\,n_{\text{out}}/n_{\text{in}})}\;UV^\top"),
    ),
    vector_lines=adam_lines("b", "v", f"{BETA1:g}", f"{BETA2:g}"),
    by_matrix=True,
)
