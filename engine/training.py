"""The two compiled loops that Python calls: training steps, and the forward pass over many samples."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine import optimizers, tape
from engine.jit import COMPILED, Array, columns, copy, entry, float_of, jit, jit_sums, vector
from engine.ops import dropout
from engine.ops.linear_algebra import gather
from engine.ops.row import (
    CODE,
    DROPOUT,
    INPUT_SLOT,
    LOSSES,
    N_IN,
    N_OUT,
    NUMBER,
    OP,
    SECOND,
    TARGET,
    TRAINING,
    WORK,
)


class State(NamedTuple):
    """The flat vectors of a run: parameters (n,), the last step's gradients (n,) and parameters before it (n,), the
    optimizer's memory (MEMORY, n), and the tape's values and adjoints (width · B,)."""

    parameters: Array
    gradients: Array
    previous: Array
    memory: Array
    values: Array
    adjoints: Array


def rehearsal(state: State, room: int) -> State:
    """A copy of `state` with buffers of `room` numbers: a step can be tried on it and the run not notice."""
    parameters, gradients, previous, memory = (vector.copy() for vector in state[:4])
    return State(parameters, gradients, previous, memory, np.zeros(room), np.zeros(room))


class Batches(NamedTuple):
    """Samples (N, n_in) and (N, k), whole epochs' worth of row numbers to visit, and the batch size."""

    inputs: Array
    targets: Array
    order: NDArray[np.int64]
    size: int


class Update(NamedTuple):
    """How a step follows from the gradient: optimizer code and hyper-parameters, L1 and L2 rates, `is_weight` (n,)
    (1 for a weight, 0 for a bias), whether the loss is the mean over the batch rather than the sum, the stretches
    [first, end) (k, 2) of the vectors that are trained, and the key of all that is drawn at random."""

    code: int
    hyperparameters: Array
    l1: float
    l2: float
    is_weight: Array
    mean: bool
    spans: NDArray[np.int64]
    key: np.uint64


@jit
def load(table, inputs, targets, chosen, values, batch):
    """Put the chosen samples into the input slot and, where there are targets, the target slot; and tell them from the
    padding where a row wants to know."""
    last = table.shape[0] - 1
    if table[last, SECOND] != INPUT_SLOT:
        own = vector(values, table[last, SECOND] * batch, batch)
        for k in range(batch):
            own[k] = 1.0 if k < chosen.size else 0.0
    gather(inputs, chosen, columns(values, INPUT_SLOT, batch, inputs.shape[1]))
    if targets.shape[0] > 0:
        gather(targets, chosen, columns(values, table[last, TARGET] * batch, batch, table[last, N_IN]))


@jit
def draw_masks(table, values, batch, key, step):
    """What the rows of dropout drop in step number `step` of the run."""
    for t in range(table.shape[0]):
        if table[t, OP] == DROPOUT and table[t, CODE] == TRAINING:
            mask = vector(values, table[t, WORK] * batch, table[t, N_OUT] * batch)
            dropout.draw(dropout.key_of(dropout.key_of(key, step), t), float_of(table[t, NUMBER]), mask)


@entry
def draw(table, state, count, update, step):
    """Draw the masks of a batch of `count` samples, as step number `step` does."""
    draw_masks(table, state.values, tape.padded(count), update.key, step)


@jit
def total_loss(table, values, batch, count, scale):
    """L = scale · Σ ℓ over the `count` samples of the batch."""
    losses = vector(values, table[table.shape[0] - 1, LOSSES] * batch, batch)
    total = 0.0
    for k in range(count):
        total += losses[k]
    return scale * total


@jit
def seed(table, adjoints, batch, count, scale):
    """∂L/∂ℓ = scale for the batch's own samples, 0 for the padding, which therefore moves nothing."""
    dlosses = vector(adjoints, table[table.shape[0] - 1, LOSSES] * batch, batch)
    for k in range(batch):
        dlosses[k] = scale if k < count else 0.0


@jit
def add_penalty(parameters, gradients, update):
    """g += ∂/∂w of l1 Σ|w| + l2 ½Σw² over the weights; 0 at w = 0, so that L1 leaves a link free to grow again."""
    for i in range(parameters.size):
        w = parameters[i]
        gradients[i] += update.is_weight[i] * (update.l1 * np.sign(w) + update.l2 * w)


@jit_sums
def finite(x):
    """Whether no number of x (n,) is NaN or Inf, either of which makes 0 x NaN."""
    if not COMPILED:
        return np.isfinite(x).all()
    total = 0.0
    for i in range(x.size):
        total += 0.0 * x[i]
    return total == 0.0


@entry
def gradient(table, state, inputs, targets, chosen, update):
    """Forward and backward for one batch, by the masks that are in the buffers: leaves ∂L/∂parameters in `state.gradients` and returns L without penalty."""
    count = chosen.size
    batch = tape.padded(count)
    scale = 1.0 / count if update.mean else 1.0
    load(table, inputs, targets, chosen, state.values, batch)
    tape.forward(table, state.parameters, state.values, batch)
    loss = total_loss(table, state.values, batch, count, scale)
    if np.isfinite(loss):
        seed(table, state.adjoints, batch, count, scale)
        tape.backward(table, state.parameters, state.gradients, state.values, state.adjoints, batch)
        if update.l1 > 0.0 or update.l2 > 0.0:
            add_penalty(state.parameters, state.gradients, update)
    return loss


@entry
def train(table, state, batches, update, position, done, step, steps):
    """Take `steps` steps, from `position` in the order on, the first of them number `step` of the run (from 0), with
    `done` steps of this optimizer before it.

    Returns the steps taken and the position reached: fewer steps when a batch's loss was not finite, or a parameter
    after its update, with that batch's values left in the buffers. A batch never reaches over the end of an epoch.
    """
    samples = batches.inputs.shape[0]
    for s in range(steps):
        count = min(batches.size, samples - position % samples)
        chosen = batches.order[position : position + count]
        draw_masks(table, state.values, tape.padded(count), update.key, step + s)
        if not np.isfinite(gradient(table, state, batches.inputs, batches.targets, chosen, update)):
            return s, position
        if s == steps - 1:
            copy(state.parameters, state.previous)
        for k in range(update.spans.shape[0]):
            optimizers.step(
                update.code, state.parameters, state.gradients, state.memory,
                update.spans[k, 0], update.spans[k, 1], update.hyperparameters, done + s + 1,
            )  # fmt: skip
        if not finite(state.parameters):  # a squashing activation hides an infinite weight from the loss
            return s, position
        position += count
    return steps, position


@entry
def run(table, parameters, values, batch, inputs, targets, slots, results, losses):
    """Forward over all inputs (N, n_in), `batch` (whole lanes) at a time.

    results (len(slots), N) receives the values of the columns `slots`; losses (N,) the losses where there are targets.
    """
    samples = inputs.shape[0]
    rows = np.arange(samples)
    for start in range(0, samples, batch):
        count = min(batch, samples - start)
        load(table, inputs, targets, rows[start : start + count], values, batch)
        tape.forward(table, parameters, values, batch)
        for s in range(slots.size):
            copy(vector(values, slots[s] * batch, count), results[s, start : start + count])
        if targets.shape[0] > 0:
            copy(vector(values, table[table.shape[0] - 1, LOSSES] * batch, count), losses[start : start + count])
