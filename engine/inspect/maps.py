"""Maps: columns of the tape over the part of the plane that is drawn, for data of two inputs."""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from engine.compiled.jit import Array
from engine.data.domain import Domain
from engine.data.features import Preparation
from engine.train.trainer import Trainer


@lru_cache(maxsize=16)
def grid(resolution: int, domain: Domain, prepare: Preparation) -> Array:
    """What the network reads at the centres of resolution² pixels, (resolution², n_in), row by row from the top left."""
    share = (np.arange(resolution) + 0.5) / resolution
    (left, right), (bottom, top) = domain
    x1, x2 = np.meshgrid(left * (1.0 - share) + right * share, top * (1.0 - share) + bottom * share)
    return prepare(np.column_stack([x1.ravel(), x2.ravel()]))


def output_maps(trainer: Trainer, resolution: int) -> Array | None:
    """Every output over the plane, (k, resolution, resolution); None where the inputs are not 2-D."""
    network = trainer.network
    return maps(trainer, resolution, np.arange(network.prediction, network.prediction + network.n_out))


def neuron_maps(trainer: Trainer, resolution: int, neurons_per_layer: int) -> Array | None:
    """The first neurons of every hidden layer over the plane, (m, resolution, resolution), layer by layer."""
    shown = [
        np.arange(layer.output, layer.output + min(layer.units, neurons_per_layer))
        for layer in trainer.network.layers[:-1]
    ]
    return maps(trainer, resolution, np.concatenate(shown)) if shown else None


def maps(trainer: Trainer, resolution: int, slots: NDArray[np.int64]) -> Array | None:
    """Columns of the tape over the plane, (len(slots), resolution, resolution)."""
    domain = trainer.data.domain
    if resolution == 0 or slots.size == 0 or domain is None:
        return None
    results, _, _ = trainer.forward(grid(resolution, domain, trainer.prepare), slots)
    return results.reshape(slots.size, resolution, resolution)
