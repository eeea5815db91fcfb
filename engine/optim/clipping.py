"""Gradient clipping, by value or by norm, over the spans that are trained. Definitions are PyTorch's.

Source: Pascanu, Mikolov & Bengio 2013, "On the difficulty of training recurrent neural networks", algorithm 1.
"""

from dataclasses import dataclass

import numpy as np

from engine.compiled.buffers import vector
from engine.compiled.jit import COMPILED, jit_sums
from engine.ops.linear_algebra import square_sum

TINY = 1e-6
"""Added to the norm before dividing by it, as in PyTorch."""


@dataclass(frozen=True)
class Clipping:
    """A way to clip gradients g at a limit c."""

    label: str
    formula: str


CLIPPINGS: dict[str, Clipping] = {
    "none": Clipping("None", "g"),
    "value": Clipping("By value", "max(-c, min(c, g)), each by itself"),
    "norm": Clipping("By norm", "g c / ‖g‖ where ‖g‖ > c, over all parameters"),
}


@jit_sums
def clip_values(G, first, end, limit):
    """Clip G[first:end] to -limit … limit; NaN stays NaN."""
    if not COMPILED:
        np.clip(G[first:end], -limit, limit, out=G[first:end])
        return
    for i in range(first, end):
        if G[i] > limit:
            G[i] = limit
        elif G[i] < -limit:
            G[i] = -limit


@jit_sums
def scale(G, first, end, factor):
    """Multiply G[first:end] by a factor."""
    if not COMPILED:
        G[first:end] *= factor
        return
    for i in range(first, end):
        G[i] *= factor


@jit_sums
def clip_norm(G, spans, limit):
    """Scale G down so that its norm over all spans is at most `limit`.

    A gradient whose norm overflows becomes NaN rather than 0, so that the run stops as diverged.
    """
    square = 0.0
    for k in range(spans.shape[0]):
        square += square_sum(vector(G, spans[k, 0], spans[k, 1] - spans[k, 0]))
    norm = np.sqrt(square)
    if norm <= limit:
        return
    factor = limit / (norm + TINY) + 0.0 * norm  # 0 · ∞ is NaN
    for k in range(spans.shape[0]):
        scale(G, spans[k, 0], spans[k, 1], factor)
