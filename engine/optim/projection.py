"""Projection: after every update the parameters that train are put back to where they are allowed to be.

The nearest point of a box is found coordinate by coordinate, whatever the coordinates are weighted by: for a box the
projection in the norm of Adam's own step sizes, which Reddi, Kale & Kumar 2018 write, is the plain one.
Source: Zinkevich 2003, "Online convex programming and generalized infinitesimal gradient ascent".
"""

from dataclasses import dataclass

from engine.compiled.jit import jit
from engine.optim.clipping import clip_values


@dataclass(frozen=True)
class Projection:
    """A set that parameters are kept in."""

    label: str
    formula: str


PROJECTIONS: dict[str, Projection] = {
    "none": Projection("Anywhere", "w"),
    "box": Projection("In a box", "max(-c, min(c, w)), each by itself"),
}


@jit
def project(P, spans, limit):
    """The spans of P cut to -limit … limit."""
    for k in range(spans.shape[0]):
        clip_values(P, spans[k, 0], spans[k, 1], limit)
