"""Recurrent layers looked into step by step: states, gates, and how much of the gradient is left at every step.

Reads the tape's rows and buffers, whatever the network is made of. Works on copies: the run does not notice. The pass
is that of inference, as in a trace: dropout drops nothing.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.compiled.jit import Array
from engine.layers.initializers import spectral_radius
from engine.network.tape import whole_lanes
from engine.ops import OP_CODES, OPS
from engine.ops.loss import LOSS
from engine.ops.lstm import LSTM
from engine.ops.op import Row
from engine.ops.row import GATES, INNER, INPUT, N_IN, N_OUT, OP, OUTPUT, STEPS, TARGET
from engine.train import kernels
from engine.train.trainer import Trainer

MEASURED_UNITS = 128
"""Eigenvalues take the cube of a layer's units: of wider layers the spectral radius is not told."""


@dataclass(frozen=True)
class LayerThroughTime:
    """A recurrent layer on B samples: states h, gates and inner values (an LSTM's cells c) by name, all (B, T, n).

    gradient_norms: ‖∂ℓ/∂h_t‖ (B, T), with ℓ each sample's own loss; cell_gradient_norms: the same of an LSTM's c_t, the
    way its long memory takes, None for other layers. spectral_radius: of R as it is now, for each gate the largest |λ|
    of its matrix; empty for layers of more than MEASURED_UNITS.
    """

    layer: str
    kind: str
    states: Array
    gates: dict[str, Array]
    inner: dict[str, Array]
    gradient_norms: Array
    cell_gradient_norms: Array | None
    spectral_radius: dict[str, float]


@dataclass(frozen=True)
class ThroughTime:
    """B samples through all recurrent layers. predictions (B, target_steps, k) as the output layer gives them, losses
    (B,) as the run takes them."""

    predictions: Array
    losses: Array
    layers: tuple[LayerThroughTime, ...]


def through_time(trainer: Trainer, inputs: Array, targets: Array, loss_step: int | None = None) -> ThroughTime:
    """Follow samples, raw inputs (B, d) against targets (B, output_width) as the loss sees them, forward and backward.

    With `loss_step` gradients are those of the loss at this one of the steps that have targets, so that the distance
    from it is a time lag; else those of the whole loss ℓ, their mean. ValueError where nothing is recurrent, for a step
    without targets, and where a loss is not a finite number.
    """
    network, features = trainer.network, trainer.prepare(inputs)
    network.check_inputs(features)
    if not any(OPS[row[OP]].is_recurrent for row in network.tape):
        raise ValueError(
            "Received a network without recurrent layers, expected one that goes through time. "
            "Give it a layer of kind rnn, lstm or gru."
        )
    outputs = np.arange(network.prediction, network.prediction + network.output_width)
    predictions, losses, _ = trainer.forward(features, outputs, targets)
    tape, wanted = (network.tape, targets) if loss_step is None else _of_one_step(trainer, targets, loss_step)
    lanes = whole_lanes(len(features))
    state = kernels.rehearsal(trainer.problem()[1], network.width * lanes)
    objective = trainer.update.objective._replace(l1=0.0, l2=0.0, mean=False)  # Σ ℓ: nobody's gradient knows the others
    total = kernels.gradient(tape, state, features, np.ascontiguousarray(wanted), np.arange(len(features)), objective)
    if not np.isfinite(total) or not np.isfinite(losses).all():
        raise ValueError("The loss of the samples is not a finite number and has no gradient. Reset the run.")
    layers = {layer.name: layer for layer in network.layers}
    seen = _Seen(trainer, state, len(features), lanes)
    return ThroughTime(
        predictions.T.reshape(len(features), -1, network.n_out),
        losses,
        tuple(
            seen.layer(row, owner, layers[owner].kind)
            for row, owner in zip(tape, network.owners, strict=True)
            if OPS[row[OP]].is_recurrent
        ),
    )


def samples(trainer: Trainer, rows: NDArray[np.int64]) -> tuple[Array, Array]:
    """Raw inputs (B, d) and targets (B, output_width) as the loss sees them of samples by their numbers, training
    samples first, test samples after them. ValueError for a number that there is not."""
    data, first_test = trainer.data, len(trainer.data.train)
    count = first_test + len(data.test)
    for row in rows:
        if not 0 <= row < count:
            raise ValueError(f"Received sample {row}, expected 0 to {count - 1}. Choose a sample of the data.")
    inputs = [data.train.inputs[row] if row < first_test else data.test.inputs[row - first_test] for row in rows]
    targets = [trainer.targets[row] if row < first_test else trainer.test_targets[row - first_test] for row in rows]
    return np.array(inputs), np.array(targets)


def _of_one_step(trainer: Trainer, targets: Array, step: int) -> tuple[Row, Array]:
    """The tape with the loss at one step alone, and that step's targets: the others' outputs keep the adjoint 0."""
    network, steps = trainer.network, trainer.data.target_steps
    if not 0 <= step < steps:
        raise ValueError(
            f"Received loss_step {step} for data with targets at {steps} of their steps, expected 0 to {steps - 1}. "
            "Count the steps that have targets, from 0 on, or leave it out."
        )
    tape, k = network.tape.copy(), network.n_out
    last = tape[-1]
    last[OP], last[N_IN] = OP_CODES[LOSS], k
    for slot in (INPUT, OUTPUT, TARGET):
        last[slot] += step * k
    return tape, targets[:, step * k : (step + 1) * k]


@dataclass(frozen=True)
class _Seen:
    """The buffers after a pass of `count` samples in `lanes` columns."""

    trainer: Trainer
    state: kernels.State
    count: int
    lanes: int

    def layer(self, row: Row, name: str, kind: str) -> LayerThroughTime:
        op, values, adjoints = OPS[row[OP]], self.state.values, self.state.adjoints
        cells = self._steps_of(adjoints, row, row[INNER], row[N_OUT]) if op is LSTM else None
        return LayerThroughTime(
            name,
            kind,
            self._steps_of(values, row, row[OUTPUT], row[N_OUT]),
            self._named(row, row[GATES], op.gates),
            self._named(row, row[INNER], op.inner),
            np.linalg.norm(self._steps_of(adjoints, row, row[OUTPUT], row[N_OUT]), axis=2),
            None if cells is None else np.linalg.norm(cells, axis=2),
            self._radii(name, row[N_OUT], op.gates),
        )

    def _steps_of(self, buffer: Array, row: Row, slot: int, width: int) -> Array:
        """The sequence in a slot, (B, T, width)."""
        steps = row[STEPS]
        whole = buffer[slot * self.lanes : (slot + steps * width) * self.lanes].reshape(steps, width, self.lanes)
        return whole[:, :, : self.count].transpose(2, 0, 1).copy()

    def _named(self, row: Row, slot: int, names: tuple[str, ...]) -> dict[str, Array]:
        blocks = self._steps_of(self.state.values, row, slot, len(names) * row[N_OUT])
        return dict(zip(names, np.split(blocks, len(names), axis=2), strict=True)) if names else {}

    def _radii(self, name: str, units: int, gates: tuple[str, ...]) -> dict[str, float]:
        if units > MEASURED_UNITS:
            return {}
        recurrent = self.trainer.network.layout.blocks[f"{name}.recurrent"].of(self.trainer.parameters)
        matrices = np.split(recurrent, len(gates), axis=1)
        return {gate: spectral_radius(matrix) for gate, matrix in zip(gates, matrices, strict=True)}
