"""The tape (Wengert list): one row per op, over flat buffers. Forward reads it from top to bottom, backward from bottom to top.

A row is `[OP, CODE, INPUT, OUTPUT, PARAMETERS, N_IN, N_OUT, TARGET, LOSS_VALUES, SECOND, NUMBER, WORK, …]`:

- OP is the index of the op in `engine.ops.OPS`, CODE chooses among its variants, such as activations.
- INPUT, OUTPUT, TARGET, LOSS_VALUES, SECOND (another input) and WORK (values that forward leaves for backward) are slots.
  A slot at s of width n is the block `values[s·B : (s + n)·B]`, a (B, n) matrix with each column (one unit over the batch)
  contiguous; its adjoint ∂L/∂value is the same block of `adjoints`.
- PARAMETERS is an offset into the flat vector of parameters; `gradients` has the same layout.
- NUMBER holds the bits of a float64, such as a rate.
- STEPS, for sequences and images: number of blocks of N_IN columns, one after the other, that the op reads: the steps of a
  sequence or the places of an image. GATES and INNER: slots of a recurrent op for intermediate values of each step.
  WHOLE: 1 if all of its states are read, 0 if only the last; of a dense layer, 1 if it reads a sequence step by step.
  TRUNCATE: number of steps that the gradient flows back.
- HEIGHT, WIDTH, CHANNELS: the image that the op reads. SIZE: side of a filter or window. PADDING: zeros around the image,
  both sides together.

Every slot has at most one reader, so that adjoints are written once and never summed; a value with several readers is
copied by a `fork` for each, whose backward pass sums. B is the batch size rounded up to a multiple of LANES: the columns
after the batch repeat its last sample and have adjoint 0.

Some ops compute something else in training: a network has two tapes, for training and for inference, which differ only in
the CODE of those rows. Inputs of a pass (samples, targets, masks) are put into slots before it.

Source: Linnainmaa 1970; Griewank & Walther 2008, chapter 3.
"""

from engine.compiled.buffers import LANES
from engine.compiled.jit import choose, jit
from engine.ops import OPS
from engine.ops.row import OP

_forward = choose([op.forward for op in OPS])
_backward = choose([op.backward for op in OPS])


@jit
def forward(tape, parameters, values, batch):
    """Compute the output of every op, from the input slot to the losses."""
    for t in range(tape.shape[0]):
        _forward(tape[t, OP], tape[t], parameters, values, batch)


@jit
def backward(tape, parameters, gradients, values, adjoints, batch):
    """Compute the adjoint of every slot and the gradient of every parameter, from the seeded adjoint of the losses."""
    for t in range(tape.shape[0] - 1, -1, -1):
        _backward(tape[t, OP], tape[t], parameters, gradients, values, adjoints, batch)


def padded_size(batch: int) -> int:
    """Return the number of columns that a batch is stored in, the next multiple of LANES."""
    return (batch + LANES - 1) // LANES * LANES


padded = jit(padded_size)
"""The compiled `padded_size`."""
