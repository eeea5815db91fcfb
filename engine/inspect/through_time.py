"""Recurrent layers step by step: states, gates, and the norm of the gradient at every step.

Reads the tape's rows and buffers, so it works for any network. Computes on copies, in inference mode: dropout drops nothing.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.compiled.jit import Array
from engine.errors import InputError
from engine.inspect.slices import Slices, sliced
from engine.layers.initializers import spectral_radius
from engine.network.tape import padded_size
from engine.ops import OP_CODES, OPS
from engine.ops.loss import LOSS
from engine.ops.lstm import LSTM
from engine.ops.op import Row
from engine.ops.row import GATES, INNER, INPUT, N_IN, N_OUT, OP, OUTPUT, STEPS, TARGET
from engine.train import kernels
from engine.train.forward import forward
from engine.train.trainer import Trainer

MEASURED_UNITS = 128
"""Widest layer whose spectral radius is computed; the time for eigenvalues grows with the cube of the units."""


@dataclass(frozen=True)
class LayerThroughTime:
    """A recurrent layer on B samples: states h, gates and inner values (an LSTM's cells c) by name, all (B, T, n).

    gradient_norms: ‖∂ℓ/∂h_t‖ (B, T), where ℓ is the loss of the sample. cell_gradient_norms: the same for an LSTM's cells
    c_t, None for other layers. spectral_radius: the largest |λ| of each gate's matrix in R; empty for layers with more than
    MEASURED_UNITS.
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
    """B samples through all recurrent layers: predictions (B, target_steps, k) of the output layer, losses (B,)."""

    predictions: Array
    losses: Array
    layers: tuple[LayerThroughTime, ...]


@sliced
def through_time(trainer: Trainer, inputs: Array, targets: Array, loss_step: int | None = None) -> Slices[ThroughTime]:
    """Run samples forward and backward: raw inputs (B, d), targets (B, output_width) as the loss takes them.

    Gradients are those of the loss at `loss_step`, one of the steps with targets, so that the distance from it is a time
    lag; by default those of the whole loss ℓ, the mean over these steps. Raises InputError if no layer is recurrent, for a
    step without targets, and if a loss is not finite.
    """
    network, features = trainer.network, trainer.prepare(inputs)
    network.check_inputs(features)
    if not any(OPS[row[OP]].is_recurrent for row in network.tape):
        raise InputError(
            "Received a network without recurrent layers, expected at least one.",
            "Give it a layer of kind rnn, lstm or gru.",
        )
    outputs = np.arange(network.prediction, network.prediction + network.output_width)
    predictions, losses = forward(trainer.network, trainer.parameters, features, outputs, targets)
    yield
    tape, wanted = (network.tape, targets) if loss_step is None else _of_one_step(trainer, targets, loss_step)
    padded_batch = padded_size(len(features))
    state = kernels.rehearsal(trainer.problem()[1], network.width * padded_batch)
    objective = trainer.update.objective._replace(
        l1=0.0, l2=0.0, mean=False
    )  # Σ ℓ: no sample's gradient depends on the others
    total = kernels.gradient(tape, state, features, np.ascontiguousarray(wanted), np.arange(len(features)), objective)
    if not np.isfinite(total) or not np.isfinite(losses).all():
        raise InputError("The loss of the samples is not a finite number and has no gradient.", "Reset the run.")
    layers = {layer.name: layer for layer in network.layers}
    buffers = _Buffers(trainer, state, len(features), padded_batch)
    return ThroughTime(
        predictions.T.reshape(len(features), -1, network.n_out),
        losses,
        tuple(
            buffers.layer(row, owner, layers[owner].kind)
            for row, owner in zip(tape, network.owners, strict=True)
            if OPS[row[OP]].is_recurrent
        ),
    )


def samples(trainer: Trainer, rows: NDArray[np.int64]) -> tuple[Array, Array]:
    """Raw inputs (B, d) and targets (B, output_width), as the loss takes them, of samples by number.

    Training samples are counted first, then test samples. Raises InputError for a number that does not exist.
    """
    data, first_test = trainer.data, len(trainer.data.train)
    count = first_test + len(data.test)
    for row in rows:
        if not 0 <= row < count:
            raise InputError(
                f"Received sample {row}, expected 0 to {count - 1}.", "Choose a sample of the data.", field="sample"
            )
    inputs = [data.train.inputs[row] if row < first_test else data.test.inputs[row - first_test] for row in rows]
    targets = [trainer.targets[row] if row < first_test else trainer.test_targets[row - first_test] for row in rows]
    return np.array(inputs), np.array(targets)


def _of_one_step(trainer: Trainer, targets: Array, step: int) -> tuple[Row, Array]:
    """The tape with the loss of one step only, and that step's targets; the adjoints of other outputs stay 0."""
    network, steps = trainer.network, trainer.data.target_steps
    if not 0 <= step < steps:
        raise InputError(
            f"Received loss_step {step} for data with targets at {steps} of their steps, expected 0 to {steps - 1}.",
            "Count the steps that have targets, from 0 on, or leave it out.",
            field="loss_step",
        )
    tape, k = network.tape.copy(), network.n_out
    last = tape[-1]
    last[OP], last[N_IN] = OP_CODES[LOSS], k
    for slot in (INPUT, OUTPUT, TARGET):
        last[slot] += step * k
    return tape, targets[:, step * k : (step + 1) * k]


@dataclass(frozen=True)
class _Buffers:
    """The buffers after a pass of `count` samples in `padded_batch` columns."""

    trainer: Trainer
    state: kernels.State
    count: int
    padded_batch: int

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
        whole = buffer[slot * self.padded_batch : (slot + steps * width) * self.padded_batch].reshape(
            steps, width, self.padded_batch
        )
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
