"""The columns of a tape's row and the codes of its ops; `engine.tape` says what they mean."""

import numpy as np

OP, CODE, INPUT, OUTPUT, PARAMETERS, N_IN, N_OUT, TARGET, LOSSES, SECOND, NUMBER = range(11)
COLUMNS = 11

DENSE, ACTIVATION, LOSS, FORK, ADD, CONCAT = range(6)

INPUT_SLOT = 0
"""The network's own input: nobody asks for its adjoint while training."""


def bits_of(number: float) -> int:
    """A float64 as the column NUMBER holds it; `jit.float_of` reads it."""
    return int(np.float64(number).view(np.int64))
