"""Types of a trace's fields, with what the protocol needs to describe them: dimensions, and a text for each field.

A field is written `name: Annotated[type, "description"]`.
"""

from dataclasses import dataclass
from typing import Annotated

import numpy as np
from numpy.typing import NDArray

from engine.compiled.jit import Array


@dataclass(frozen=True)
class Dimensions:
    """The numbers of dimensions an array may have."""

    counts: tuple[int, ...]


Measured = Annotated[float, Dimensions((0,))]
"""A number that may be infinite or NaN."""

Vector = Annotated[Array, Dimensions((1,))]
Matrix = Annotated[Array, Dimensions((2,))]
Image = Annotated[Array, Dimensions((3,))]

Block = Annotated[Array, Dimensions((1, 2))]
"""A block of parameters: a vector or a matrix."""

Indices = Annotated[NDArray[np.int64], Dimensions((1,))]
ImageIndices = Annotated[NDArray[np.int64], Dimensions((3,))]
