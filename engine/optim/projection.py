"""Projection: after every update, move the trained parameters to the nearest point of an allowed set.

For a box this is clipping of each coordinate, in any weighted norm, so also in that of Adam's step sizes, in which Reddi,
Kale & Kumar 2018 project. Source: Zinkevich 2003, "Online convex programming and generalized infinitesimal gradient ascent".
"""

from dataclasses import dataclass

from engine.compiled.jit import jit
from engine.optim.clipping import clip_values


@dataclass(frozen=True)
class Projection:
    """A set of allowed parameters w, with limit c."""

    label: str
    formula: str


PROJECTIONS: dict[str, Projection] = {
    "none": Projection("Anywhere", "w"),
    "box": Projection("In a box", "max(-c, min(c, w)), each by itself"),
}


@jit
def project(P, spans, limit):
    """Clip the spans of P to -limit … limit."""
    for k in range(spans.shape[0]):
        clip_values(P, spans[k, 0], spans[k, 1], limit)
