"""The columns of a tape's row and the codes of its ops; `engine.tape` says what they mean."""

OP, CODE, INPUT, OUTPUT, PARAMETERS, N_IN, N_OUT, TARGET, LOSSES = range(9)
COLUMNS = 9

DENSE, ACTIVATION, LOSS = range(3)

INPUT_SLOT = 0
"""The network's own input: nobody asks for its adjoint while training."""
