"""The tape (Wengert list): a table of ops over flat buffers. Forward walks it down, backward walks it up.

A row is `[OP, CODE, INPUT, OUTPUT, PARAMETERS, N_IN, N_OUT, TARGET, LOSSES, SECOND, NUMBER, WORK]`. INPUT, OUTPUT,
TARGET, LOSSES, SECOND (what else an op reads) and WORK (what forward leaves for backward) name slots: a slot at s of width n is the block `values[s·B : (s + n)·B]`, a (B, n) matrix with each column (one unit over
the batch) contiguous, and its adjoint ∂L/∂value is the same block of `adjoints`. PARAMETERS is an offset into the flat
vector of weights and biases; `gradients` has the same layout. NUMBER holds the bits of an op's own float64.

Columns of ops on sequences and pictures. STEPS: how many blocks of N_IN columns an op reads one after the other, a
sequence's steps or a picture's places. GATES, INNER: slots for what a recurrent op keeps of each step; WHOLE: whether all
its states are read, or the last alone; TRUNCATE: steps that the gradient goes back at the most; FIRST: the step that the
forward pass begins with, 0 in the tapes of a network (the state before it is the one in the buffer). HEIGHT, WIDTH,
CHANNELS: the picture read; SIZE: the side of a filter or window; PADDING: zeros around the picture, both sides together.

Every slot is read by one row at the most, so an adjoint is written once and never summed; where a value has several
readers, a `fork` gives each its copy, and its adjoint is their sum. B is the batch size rounded
up to whole `LANES`: the columns past the batch repeat its last sample and carry the adjoint 0.

Some ops do something else while a network trains: a network has two tapes, for training and for inference, which differ
in the CODE of those rows alone. What a pass is given from outside (samples, targets, masks) is put into slots before it.

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
    """Every op's output, from the input slot down to the losses."""
    for t in range(tape.shape[0]):
        _forward(tape[t, OP], tape[t], parameters, values, batch)


@jit
def backward(tape, parameters, gradients, values, adjoints, batch):
    """Every slot's adjoint and every parameter's gradient, from the seeded adjoint of the losses up."""
    for t in range(tape.shape[0] - 1, -1, -1):
        _backward(tape[t, OP], tape[t], parameters, gradients, values, adjoints, batch)


def whole_lanes(batch: int) -> int:
    """The columns that a batch is stored in: the next multiple of LANES."""
    return (batch + LANES - 1) // LANES * LANES


padded = jit(whole_lanes)
"""`whole_lanes` for compiled callers."""
