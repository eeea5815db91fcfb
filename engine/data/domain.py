"""The part of the plane that is drawn, for data of two inputs."""

import sys

from engine.compiled.jit import Array
from engine.data.noise import EDGE

Interval = tuple[float, float]
Domain = tuple[Interval, Interval]
"""The lowest and the highest x1, then x2."""

PLANE: Domain = ((-EDGE, EDGE), (-EDGE, EDGE))
"""Where generated points lie."""

LEAST_EXTENT = 3.0
"""Rows that reach less far than this would be a speck in PLANE."""

MARGIN = 0.08
"""Share of the rows' range that is shown beyond them, on each side."""


def domain_around(points: Array) -> Domain:
    """What shows all of `points` (N, 2): PLANE where they lie in it and fill it well enough, else each axis's range,
    widened; a constant column is in the middle of two units."""
    lows, highs = points.min(axis=0).tolist(), points.max(axis=0).tolist()
    extent = max(high - low for low, high in zip(lows, highs, strict=True))
    if min(lows) >= -EDGE and max(highs) <= EDGE and extent >= LEAST_EXTENT:
        return PLANE
    return _widened(lows[0], highs[0]), _widened(lows[1], highs[1])


def _widened(low: float, high: float) -> Interval:
    constant = max(1.0, 1e-9 * abs(low))  # next to a huge number, one unit more may be the same number
    margin = MARGIN * high - MARGIN * low if low < high else constant
    return max(low - margin, -sys.float_info.max), min(high + margin, sys.float_info.max)
