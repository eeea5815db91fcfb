"""The columns of a tape's row and the codes of its ops; `engine.network.tape` says what they mean."""

import numpy as np

OP, CODE, INPUT, OUTPUT, PARAMETERS, N_IN, N_OUT, TARGET, LOSS_VALUES, SECOND, NUMBER, WORK = range(12)
STEPS, GATES, INNER, WHOLE, TRUNCATE = range(12, 17)
HEIGHT, WIDTH, CHANNELS, SIZE, PADDING = range(17, 22)
FIRST = 22
COLUMNS = 23

INFERENCE, TRAINING = range(2)
"""Codes of the ops that do something else while a network trains."""

INPUT_SLOT = 0
"""The network's own input: nobody asks for its adjoint while training."""


def bits_of(number: float) -> int:
    """A float64 as the column NUMBER holds it; `jit.float_of` reads it."""
    return int(np.float64(number).view(np.int64))
