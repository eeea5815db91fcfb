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
    """Run both splits through the network, in one buffer; the first training samples last, so that their values stay."""
    network, test = trainer.network, trainer.test_inputs
    seen = min(trainer.samples, samples_at_once(network))
    padded_batch = padded_size(seen)
    padded_test = min(padded_batch, padded_size(max(len(test), 1)))
    values = np.zeros(network.width * padded_batch)
    test_outputs, test_losses = _forward(trainer, test, trainer.test_targets, values[: network.width * padded_test])
    rest = trainer.inputs[seen:], trainer.targets[seen:]
    later = _forward(trainer, *rest, values) if seen < trainer.samples else None
    outputs, losses = _forward(trainer, trainer.inputs[:seen], trainer.targets[:seen], values)
    if later is not None:
        outputs, losses = np.concatenate([outputs, later[0]], axis=1), np.concatenate([losses, later[1]])
    outputs, test_outputs = (rows.T.reshape(-1, network.n_out) for rows in (outputs, test_outputs))
    return Passes(outputs, losses, test_outputs, test_losses, values, seen, padded_batch)


def _forward(trainer: Trainer, inputs: Array, targets: Array, values: Array) -> tuple[Array, Array]:
    """Outputs (k, N) and losses (N,)."""
    network = trainer.network
    slots = np.arange(network.prediction, network.prediction + network.output_width)
    return forward(network, trainer.parameters, inputs, slots, targets, values)
