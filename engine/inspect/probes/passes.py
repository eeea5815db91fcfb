"""One forward pass over each split, which metrics and layer statistics are computed from."""

from dataclasses import dataclass

import numpy as np

from engine.compiled.jit import Array
from engine.network.tape import padded_size
from engine.train.forward import forward, samples_at_once
from engine.train.trainer import Trainer


@dataclass(frozen=True)
class Passes:
    """Outputs (N, k) and losses (N,) of both splits; with targets at every step outputs (N T, k).

    values: the tape's buffer after the first `seen` training samples, in `padded_batch` columns.
    """

    outputs: Array
    losses: Array
    test_outputs: Array
    test_losses: Array
    values: Array
    seen: int
    padded_batch: int


def forward_passes(trainer: Trainer) -> Passes:
    """Run both splits through the network."""
    seen = min(trainer.samples, samples_at_once(trainer.network))
    padded_batch = padded_size(seen)
    outputs, losses, values = _forward(trainer, trainer.inputs[:seen], trainer.targets[:seen], padded_batch)
    if seen < trainer.samples:
        rest = _forward(trainer, trainer.inputs[seen:], trainer.targets[seen:], padded_batch)
        outputs, losses = np.concatenate([outputs, rest[0]], axis=1), np.concatenate([losses, rest[1]])
    padded_test = min(padded_batch, padded_size(max(len(trainer.test_inputs), 1)))
    test_outputs, test_losses, _ = _forward(trainer, trainer.test_inputs, trainer.test_targets, padded_test)
    outputs, test_outputs = (rows.T.reshape(-1, trainer.network.n_out) for rows in (outputs, test_outputs))
    return Passes(outputs, losses, test_outputs, test_losses, values, seen, padded_batch)


def _forward(trainer: Trainer, inputs: Array, targets: Array, padded_batch: int) -> tuple[Array, Array, Array]:
    """Outputs (k, N), losses (N,), and the tape's buffer after the last chunk."""
    network = trainer.network
    slots = np.arange(network.prediction, network.prediction + network.output_width)
    return forward(trainer.network, trainer.parameters, inputs, slots, targets, padded_batch)
