"""Maps: values of units over the drawn part of the plane, for data of two inputs."""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from engine.compiled.jit import Array
from engine.data.domain import Domain
from engine.data.features import Preparation
from engine.inspect.cell_centres import cell_centres
from engine.train.forward import forward
from engine.train.trainer import Trainer


@lru_cache(maxsize=16)
def grid(resolution: int, domain: Domain, prepare: Preparation) -> Array:
    """Network inputs (resolution², n_in) at the centres of the pixels of a map, row by row from the top left."""
    x1, x2 = np.meshgrid(*cell_centres(domain, resolution))
    return prepare(np.column_stack([x1.ravel(), x2.ravel()]))


def output_maps(trainer: Trainer, resolution: int) -> Array | None:
    """A map of every output, (k, resolution, resolution); None if the data are not two-input data."""
    network = trainer.network
    return maps(trainer, resolution, np.arange(network.prediction, network.prediction + network.n_out))


def neuron_maps(trainer: Trainer, resolution: int, neurons_per_layer: int) -> Array | None:
    """Maps of the first neurons of every hidden layer, (m, resolution, resolution), layer by layer."""
    shown = [
        np.arange(layer.output, layer.output + min(layer.units, neurons_per_layer))
        for layer in trainer.network.layers[:-1]
    ]
    return maps(trainer, resolution, np.concatenate(shown)) if shown else None


def maps(trainer: Trainer, resolution: int, slots: NDArray[np.int64]) -> Array | None:
    """Maps of columns of the tape, (len(slots), resolution, resolution).

    Returns None without slots, for resolution 0, and if the data are not two-input data.
    """
    domain = trainer.data.domain
    if resolution == 0 or slots.size == 0 or domain is None:
        return None
    results, _ = forward(trainer.network, trainer.parameters, grid(resolution, domain, trainer.prepare), slots)
    return results.reshape(slots.size, resolution, resolution)
