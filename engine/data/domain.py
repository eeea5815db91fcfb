"""The domain: the region of the input plane that is drawn, for data with two inputs."""

import sys

from engine.compiled.jit import Array
from engine.data.noise import EDGE

Interval = tuple[float, float]
Domain = tuple[Interval, Interval]
"""Lowest and highest x1, then lowest and highest x2."""

PLANE: Domain = ((-EDGE, EDGE), (-EDGE, EDGE))
"""Domain of generated points."""

LEAST_EXTENT = 3.0
"""Smallest range of points that are drawn in PLANE; smaller ones get a domain that fits them."""

MARGIN = 0.08
"""Margin on each side of the points, as a share of their range."""


def domain_around(points: Array) -> Domain:
    """Return a domain that shows all of `points` (N, 2).

    It is PLANE if the points lie in it and fill it well enough. Otherwise it is the range of each axis plus a margin; a
    constant column is centred in an interval of length 2.
    """
    lows, highs = points.min(axis=0).tolist(), points.max(axis=0).tolist()
    extent = max(high - low for low, high in zip(lows, highs, strict=True))
    if min(lows) >= -EDGE and max(highs) <= EDGE and extent >= LEAST_EXTENT:
        return PLANE
    return _widened(lows[0], highs[0]), _widened(lows[1], highs[1])


def _widened(low: float, high: float) -> Interval:
    constant = max(1.0, 1e-9 * abs(low))  # adding 1 to a huge number may not change it
    margin = MARGIN * high - MARGIN * low if low < high else constant
    return max(low - margin, -sys.float_info.max), min(high + margin, sys.float_info.max)
