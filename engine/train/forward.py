"""Forward passes over many samples."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.compiled.buffers import LANES
from engine.compiled.jit import Array
from engine.network.network import Network
from engine.network.tape import padded_size
from engine.train import kernels

CACHE_NUMBERS = 1 << 19
"""Numbers of a pass that fit into the processor's cache (4 MB). The next layer takes several times as long to read values
that have left it."""


@dataclass(frozen=True)
class Prediction:
    """outputs: (B, k). activations: layer name -> (B, width); of a sequence or an image, all time steps or pixels one
    after the other."""

    outputs: Array
    activations: dict[str, Array]


def samples_at_once(network: Network) -> int:
    """Return the number of samples in one pass of the tape: whole SIMD lanes, up to 1,024, that fit into the cache."""
    return int(np.clip(CACHE_NUMBERS // network.width // LANES * LANES, LANES, 1024))


def forward(
    network: Network,
    parameters: Array,
    inputs: Array,
    slots: NDArray[np.int64],
    targets: Array | None = None,
    values: Array | None = None,
) -> tuple[Array, Array]:
    """Run the tape for inference over prepared inputs (N, n_in) with parameters (n,).

    slots: columns of the tape to return. targets: (N, output_width) for losses; without, the losses are undefined.
    values: buffer for the tape, of whole SIMD lanes of samples; holds the last pass afterwards. A new one would be
    several megabytes of fresh memory, which for the largest networks takes as long as the pass. Returns the values
    (len(slots), N) and the losses (N,).
    """
    inputs = np.ascontiguousarray(inputs, dtype=np.float64)
    if values is None:
        values = np.zeros(network.width * min(padded_size(max(len(inputs), 1)), samples_at_once(network)))
    batch = values.size // network.width
    results, losses = np.empty((slots.size, len(inputs))), np.empty(len(inputs))
    targets = np.empty((0, network.output_width)) if targets is None else targets
    kernels.run(
        network.tape, parameters, values, batch, inputs, targets, np.arange(len(inputs)), slots, results, losses
    )
    return results, losses


def predict(network: Network, parameters: Array, inputs: Array) -> Prediction:
    """Return the outputs and every layer's activations for prepared inputs (B, n_in). Raises InputError if the network
    cannot read them."""
    network.check_inputs(inputs)
    layers = network.layers
    slots = np.concatenate([np.arange(layer.output, layer.output + layer.width) for layer in layers])
    results, _ = forward(network, parameters, inputs, slots)
    of_layers = np.split(results.T, np.cumsum([layer.width for layer in layers])[:-1], axis=1)
    activations = {layer.name: values for layer, values in zip(layers, of_layers, strict=True)}
    return Prediction(activations["output"], activations)
