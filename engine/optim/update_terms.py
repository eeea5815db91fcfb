"""Terms of an update: the intermediate values of an optimizer's step for one block of parameters, in plain NumPy.

Each optimizer has a function that returns them as named arrays of the block's shape. Two are always there,
`effective_rate` and `direction`: the optimizer adds decay - effective_rate · direction, with `decay` 0 if it is absent. The
compiled kernels compute the same in fewer operations; a test compares the two.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from engine.compiled.jit import Array

Terms = dict[str, Array]


class Step(NamedTuple):
    """One step of an optimizer on a block of parameters.

    `memory` and `memory_after` are in the order of the optimizer's names for them; `hyperparameters` begin with the
    scheduled learning rate; `number` counts steps from 1.
    """

    parameters: Array
    parameters_after: Array
    gradient: Array
    memory: tuple[Array, ...]
    memory_after: tuple[Array, ...]
    hyperparameters: Array
    number: int


UpdateTerms = Callable[[Step], Terms]


def terms_of(rate: Array | float, direction: Array, **others: Array) -> Terms:
    """Return the terms of an update by -rate · direction."""
    return {**others, "effective_rate": np.broadcast_to(rate, direction.shape), "direction": direction}
