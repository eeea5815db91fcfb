"""Columns of a row of the tape; `engine.network.tape` explains them."""

import numpy as np

OP, CODE, INPUT, OUTPUT, PARAMETERS, N_IN, N_OUT, TARGET, LOSS_VALUES, SECOND, NUMBER, WORK = range(12)
STEPS, GATES, INNER, WHOLE, TRUNCATE = range(12, 17)
HEIGHT, WIDTH, CHANNELS, SIZE, PADDING = range(17, 22)
FIRST = 22
COLUMNS = 23

INFERENCE, TRAINING = range(2)
"""Values of the column CODE for ops that compute something else in training."""

INPUT_SLOT = 0
"""Slot of the network's input, whose adjoint training does not need."""


def bits_of(number: float) -> int:
    """Return a float64 as the column NUMBER holds it; `scalar_functions.float_of` reads it."""
    return int(np.float64(number).view(np.int64))
