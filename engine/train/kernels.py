"""The compiled loops that Python calls: training steps, and forward passes over many samples."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.compiled.buffers import columns, copy, vector
from engine.compiled.jit import COMPILED, Array, entry, jit, jit_sums
from engine.compiled.scalar_functions import float_of
from engine.network.tape import backward, forward, padded
from engine.ops import OP_CODES, dropout
from engine.ops.linear_algebra import gather
from engine.ops.row import (
    CODE,
    INPUT_SLOT,
    LOSS_VALUES,
    N_IN,
    N_OUT,
    NUMBER,
    OP,
    SECOND,
    TARGET,
    TRAINING,
    WORK,
)
from engine.optim import clipping, optimizers, projection, schedules

DROPOUT = OP_CODES[dropout.DROPOUT]


class State(NamedTuple):
    """Arrays of a run.

    parameters, gradients (n,): gradients are those of the last step. previous (n,): parameters before the last step.
    memory (MEMORY, n): the optimizer's memory. values, adjoints (width · B,): buffers of the tape. work: scratch of the
    optimizer.
    """

    parameters: Array
    gradients: Array
    previous: Array
    memory: Array
    values: Array
    adjoints: Array
    work: Array


def rehearsal(state: State, room: int) -> State:
    """Return a copy of `state`, with buffers of `room` numbers, on which a step can be tried without changing the run."""
    parameters, gradients, previous, memory = (vector.copy() for vector in state[:4])
    return State(parameters, gradients, previous, memory, np.zeros(room), np.zeros(room), state.work.copy())


class Batches(NamedTuple):
    """Training samples, inputs (N, n_in) and targets (N, output_width); order: rows of whole epochs; size: batch size."""

    inputs: Array
    targets: Array
    order: NDArray[np.int64]
    size: int


class Objective(NamedTuple):
    """Objective that is minimised: rates of the L1 and L2 penalties, `is_weight` (n,) (1 for a weight, 0 for a bias), and
    `mean`, True if the loss is the mean over the batch rather than the sum."""

    l1: float
    l2: float
    is_weight: Array
    mean: bool


class Update(NamedTuple):
    """Update rule of a step.

    code, hyperparameters: optimizer, learning rate first. spans (k, 4): parts [first, end, height, width] of the
    parameters that are trained. key: key of all random numbers. decay: rate of weight decay. largest_value, largest_norm:
    limits of gradient clipping; largest_parameter: limit of the projection; infinity for none. schedule,
    schedule_numbers: learning-rate schedule. scheduled: hyper-parameters of the current step, with the scheduled rate.
    """

    objective: Objective
    code: int
    hyperparameters: Array
    spans: NDArray[np.int64]
    key: np.uint64
    decay: float
    largest_value: float
    largest_norm: float
    largest_parameter: float
    schedule: int
    schedule_numbers: Array
    scheduled: Array


@jit
def load(tape, inputs, targets, chosen, values, batch):
    """Copy the chosen samples into the input slot and, if there are targets, into the target slot. If a row of the tape
    needs it, mark samples with 1 and padding with 0."""
    last = tape.shape[0] - 1
    if tape[last, SECOND] != INPUT_SLOT:
        own = vector(values, tape[last, SECOND] * batch, batch)
        for k in range(batch):
            own[k] = 1.0 if k < chosen.size else 0.0
    gather(inputs, chosen, columns(values, INPUT_SLOT, batch, inputs.shape[1]))
    if targets.shape[0] > 0:
        gather(targets, chosen, columns(values, tape[last, TARGET] * batch, batch, tape[last, N_IN]))


@jit
def has_masks(tape):
    """Return True if any row of the tape drops units."""
    masks = 0
    for t in range(tape.shape[0]):
        masks += 1 if tape[t, OP] == DROPOUT and tape[t, CODE] == TRAINING else 0
    return masks > 0


@jit
def draw_masks(tape, values, batch, key, step):
    """Draw the masks of the dropout rows for step number `step` of the run."""
    for t in range(tape.shape[0]):
        if tape[t, OP] == DROPOUT and tape[t, CODE] == TRAINING:
            mask = vector(values, tape[t, WORK] * batch, tape[t, N_OUT] * batch)
            dropout.draw(dropout.key_of(dropout.key_of(key, step), t), float_of(tape[t, NUMBER]), mask)


@entry
def draw(tape, state, count, key, step):
    """Draw the dropout masks of a batch of `count` samples, the same as in step number `step`."""
    draw_masks(tape, state.values, padded(count), key, step)


@jit
def total_loss(tape, values, batch, count, scale):
    """Return L = scale · Σ ℓ over the `count` samples of the batch."""
    losses = vector(values, tape[tape.shape[0] - 1, LOSS_VALUES] * batch, batch)
    total = 0.0
    for k in range(count):
        total += losses[k]
    return scale * total


@jit
def seed(tape, adjoints, batch, count, scale):
    """Set ∂L/∂ℓ: `scale` for the samples of the batch, 0 for the padding, which therefore has no gradient."""
    dlosses = vector(adjoints, tape[tape.shape[0] - 1, LOSS_VALUES] * batch, batch)
    for k in range(batch):
        dlosses[k] = scale if k < count else 0.0


@jit
def add_penalty(parameters, gradients, objective):
    """Add the gradient of the penalty, g += ∂/∂w (l1 Σ|w| + l2 ½Σw²), over the weights. That of |w| is 0 at w = 0, so that
    a weight of 0 can change again."""
    for i in range(parameters.size):
        w = parameters[i]
        gradients[i] += objective.is_weight[i] * (objective.l1 * np.sign(w) + objective.l2 * w)


@jit
def clip(gradients, update):
    """Clip the gradients by value, then by norm."""
    if update.largest_value < np.inf:
        for k in range(update.spans.shape[0]):
            clipping.clip_values(gradients, update.spans[k, 0], update.spans[k, 1], update.largest_value)
    if update.largest_norm < np.inf:
        clipping.clip_norm(gradients, update.spans, update.largest_norm)


@jit
def decay_weights(parameters, update):
    """Decay the weights that are trained, w ← (1 - η λ) w, with any optimizer.

    Source: Loshchilov & Hutter 2019, "Decoupled weight decay regularization", eq. 1; η is the scheduled learning rate.
    """
    share = update.scheduled[0] * update.decay
    for k in range(update.spans.shape[0]):
        for i in range(update.spans[k, 0], update.spans[k, 1]):
            parameters[i] -= share * update.objective.is_weight[i] * parameters[i]


@jit
def is_adjusted(update):
    """Return True if a schedule, clipping or weight decay also changes the update."""
    clipped = update.largest_value < np.inf or update.largest_norm < np.inf
    return clipped or update.decay > 0.0 or update.schedule != schedules.CONSTANT


@jit
def adjust(parameters, gradients, update, step):
    """Apply the learning-rate schedule, clipping and weight decay of step number `step`, before the optimizer."""
    schedules.scale(update.schedule, update.schedule_numbers, step, update.hyperparameters[0], update.scheduled)
    clip(gradients, update)
    if update.decay > 0.0:
        decay_weights(parameters, update)


@jit_sums
def finite(x):
    """Return True if no number of x (n,) is NaN or infinite: 0 · x is NaN for both."""
    if not COMPILED:
        return np.isfinite(x).all()
    total = 0.0
    for i in range(x.size):
        total += 0.0 * x[i]
    return total == 0.0


@entry
def gradient(tape, state, inputs, targets, chosen, objective):
    """Run forward and backward for one batch, with the dropout masks in the buffers. Writes ∂L/∂parameters, penalty
    included, to `state.gradients`, and returns L without the penalty."""
    count = chosen.size
    batch = padded(count)
    scale = 1.0 / count if objective.mean else 1.0
    load(tape, inputs, targets, chosen, state.values, batch)
    forward(tape, state.parameters, state.values, batch)
    loss = total_loss(tape, state.values, batch, count, scale)
    if np.isfinite(loss):
        seed(tape, state.adjoints, batch, count, scale)
        backward(tape, state.parameters, state.gradients, state.values, state.adjoints, batch)
        if objective.l1 > 0.0 or objective.l2 > 0.0:
            add_penalty(state.parameters, state.gradients, objective)
    return loss


@entry
def train(tape, state, batches, update, position, done, step, steps):
    """Take `steps` steps, beginning at `position` in the order of the batches.

    step: number of the first step in the run, from 0. done: steps of this optimizer before it. Returns the number of
    steps taken and the new position. It stops early, with the values of that batch in the buffers, if the loss of a batch
    or a parameter after its update is not finite. A batch never extends past the end of an epoch.
    """
    samples, memory, spans = batches.inputs.shape[0], state.memory.reshape(-1), update.spans
    masked, adjusted = has_masks(tape), is_adjusted(update)
    for s in range(steps):
        count = min(batches.size, samples - position % samples)
        chosen = batches.order[position : position + count]
        if masked:
            draw_masks(tape, state.values, padded(count), update.key, step + s)
        if not np.isfinite(gradient(tape, state, batches.inputs, batches.targets, chosen, update.objective)):
            return s, position
        if s == steps - 1:
            copy(state.parameters, state.previous)
        if adjusted:
            adjust(state.parameters, state.gradients, update, step + s)
        for k in range(spans.shape[0]):
            optimizers.step(
                update.code, state.parameters, state.gradients, memory, spans[k], update.scheduled, done + s + 1, state.work
            )  # fmt: skip
        if not finite(state.parameters):  # a saturating activation hides an infinite weight from the loss
            return s, position
        if update.largest_parameter < np.inf:
            projection.project(state.parameters, spans, update.largest_parameter)
        position += count
    return steps, position


@entry
def run(tape, parameters, values, batch, inputs, targets, order, slots, results, losses):
    """Run forward over the inputs (N, n_in) in an order (N,), `batch` samples (whole SIMD lanes) at a time.

    Writes the values of the columns `slots` to results (len(slots), N) and, if there are targets, the losses to
    losses (N,).
    """
    samples = order.size
    for start in range(0, samples, batch):
        count = min(batch, samples - start)
        load(tape, inputs, targets, order[start : start + count], values, batch)
        forward(tape, parameters, values, batch)
        for s in range(slots.size):
            copy(vector(values, slots[s] * batch, count), results[s, start : start + count])
        if targets.shape[0] > 0:
            copy(vector(values, tape[tape.shape[0] - 1, LOSS_VALUES] * batch, count), losses[start : start + count])
