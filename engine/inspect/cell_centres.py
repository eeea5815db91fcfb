"""The grid that maps, landscapes and classic functions are computed on."""

import numpy as np

from engine.compiled.jit import Array
from engine.data.domain import Domain


def cell_centres(window: Domain, resolution: int) -> tuple[Array, Array]:
    """Centres of resolution × resolution equal cells: x (resolution,) from left to right, y from top to bottom."""
    share = (np.arange(resolution) + 0.5) / resolution
    (left, right), (bottom, top) = window  # weighted ends: right - left may overflow
    return left * (1.0 - share) + right * share, top * (1.0 - share) + bottom * share
