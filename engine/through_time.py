"""Recurrent layers looked into step by step: states, gates, and how much of the gradient is left at every step.

Reads the tape's rows and buffers, whatever the network is made of. Works on copies: the run does not notice.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine import training
from engine.jit import Array
from engine.ops.recurrent import RECURRENT
from engine.ops.row import GATES, INNER, N_OUT, OP, OUTPUT, STEPS
from engine.tape import whole_lanes
from engine.trainer import Trainer


@dataclass(frozen=True)
class LayerThroughTime:
    """A recurrent layer on B samples. states h (B, T, n); gates and inner values (an LSTM's cells c) by name, (B, T, n)
    each; gradient_norms ‖∂L/∂h_t‖ (T,) over the samples, with L their loss as the run takes it, without penalty."""

    layer: str
    kind: str
    states: Array
    gates: dict[str, Array]
    inner: dict[str, Array]
    gradient_norms: Array


def through_time(trainer: Trainer, rows: NDArray[np.int64] | None = None) -> tuple[LayerThroughTime, ...]:
    """Every recurrent layer, on training samples `rows`, or those of the batch under way where none are given.

    ValueError where their loss is not a finite number.
    """
    network, rows = trainer.network, trainer.batch_under_way() if rows is None else rows
    lanes = whole_lanes(len(rows))
    table, state, inputs, targets = trainer.problem()
    state = training.rehearsal(state, network.width * lanes)
    objective = trainer.update.objective._replace(l1=0.0, l2=0.0)
    training.draw(table, state, len(rows), trainer.update.key, trainer.step)
    if not np.isfinite(training.gradient(table, state, inputs, targets, rows, objective)):
        raise ValueError("The loss of the samples is not a finite number and has no gradient. Reset the run.")

    def steps_of(buffer: Array, row: NDArray[np.int64], slot: int, width: int) -> Array:
        """The sequence in a slot, (B, T, width)."""
        steps = row[STEPS]
        whole = buffer[slot * lanes : (slot + steps * width) * lanes].reshape(steps, width, lanes)
        return whole[:, :, : len(rows)].transpose(2, 0, 1).copy()

    def named(row: NDArray[np.int64], slot: int, names: tuple[str, ...]) -> dict[str, Array]:
        blocks = steps_of(state.values, row, slot, len(names) * row[N_OUT])
        return dict(zip(names, np.split(blocks, len(names), axis=2), strict=True)) if names else {}

    seen = []
    layers = {layer.name: layer for layer in network.layers}
    for row, owner in zip(table, network.owners, strict=True):
        if row[OP] not in RECURRENT:
            continue
        layer, kept, adjoints = (
            layers[owner],
            RECURRENT[row[OP]],
            steps_of(state.adjoints, row, row[OUTPUT], row[N_OUT]),
        )
        seen.append(
            LayerThroughTime(
                layer.name,
                layer.kind,
                steps_of(state.values, row, row[OUTPUT], row[N_OUT]),
                named(row, row[GATES], kept.gates),
                named(row, row[INNER], kept.inner),
                np.sqrt((adjoints**2).sum(axis=(0, 2))),
            )
        )
    return tuple(seen)
