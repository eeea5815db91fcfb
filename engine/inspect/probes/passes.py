"""One forward pass over each split, which metrics and layer statistics are computed from."""

from dataclasses import dataclass

import numpy as np

from engine.compiled.jit import Array
from engine.network.tape import whole_lanes
from engine.train.forward import forward, lanes_at_once
from engine.train.trainer import Trainer


@dataclass(frozen=True)
class Passes:
    """Outputs (N, k) and losses (N,) of both splits; with targets at every step outputs (N T, k).

    values: the tape's buffer after the first `seen` training samples, in `lanes` columns.
    """

    outputs: Array
    losses: Array
    test_outputs: Array
    test_losses: Array
    values: Array
    seen: int
    lanes: int


def forward_passes(trainer: Trainer) -> Passes:
    """Run both splits through the network."""
    seen = min(trainer.samples, lanes_at_once(trainer.network))
    lanes = whole_lanes(seen)
    outputs, losses, values = _forward(trainer, trainer.inputs[:seen], trainer.targets[:seen], lanes)
    if seen < trainer.samples:
        rest = _forward(trainer, trainer.inputs[seen:], trainer.targets[seen:], lanes)
        outputs, losses = np.concatenate([outputs, rest[0]], axis=1), np.concatenate([losses, rest[1]])
    test_lanes = min(lanes, whole_lanes(max(len(trainer.test_inputs), 1)))
    test_outputs, test_losses, _ = _forward(trainer, trainer.test_inputs, trainer.test_targets, test_lanes)
    outputs, test_outputs = (rows.T.reshape(-1, trainer.network.n_out) for rows in (outputs, test_outputs))
    return Passes(outputs, losses, test_outputs, test_losses, values, seen, lanes)


def _forward(trainer: Trainer, inputs: Array, targets: Array, lanes: int) -> tuple[Array, Array, Array]:
    """Outputs (k, N), losses (N,), and the tape's buffer after the last chunk."""
    network = trainer.network
    slots = np.arange(network.prediction, network.prediction + network.output_width)
    return forward(trainer.network, trainer.parameters, inputs, slots, targets, lanes)
