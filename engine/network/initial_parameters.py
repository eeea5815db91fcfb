"""Initial values of a network's parameters."""

from collections.abc import Iterator, Sequence

import numpy as np

from engine.compiled.jit import Array
from engine.layers.initializers import INITIALIZERS, of_spectral_radius
from engine.network.layer import Layer
from engine.network.layout import Layout
from engine.spec.layers import InitializerSpec, LstmSpec, RecurrentSpec
from engine.spec.run import NetworkSpec


def initial_parameters(layers: Sequence[Layer], layout: Layout, spec: NetworkSpec, rng: np.random.Generator) -> Array:
    """Return the initial parameters (n,).

    Weights and biases are drawn layer by layer from `rng`, recurrent weights after all others. Other blocks, such as the
    gains of a norm, have the constant values of their layout.
    """
    parameters = layout.initial()
    initializer = spec.initializer
    draw, draw_bias = INITIALIZERS[initializer.name].draw, INITIALIZERS[initializer.bias_name].draw
    for layer in layers:
        if layer.kind == "embedding":  # rows are picked, not summed, so no initializer can preserve the variance
            weights = layer.blocks["weights"]
            weights.of(parameters)[:] = rng.standard_normal(weights.shape)
        elif "weights" in layer.blocks:
            for gate in _gates(layer.blocks["weights"].of(parameters), layer):
                gate[:] = draw(rng, layer.n_in, layer.units, initializer.scale)
            if "biases" in layer.blocks:
                biases = layer.blocks["biases"].of(parameters)
                biases[:] = draw_bias(rng, 1, biases.size, initializer.bias)[0]
    recurrent = [layer for layer in layers if "recurrent" in layer.blocks]
    specs = [layer for layer in spec.layers if isinstance(layer, RecurrentSpec)]
    for layer, own in zip(recurrent, specs, strict=True):
        _draw_recurrent(parameters, layer, own, initializer, rng)
    return parameters


def _draw_recurrent(
    parameters: Array, layer: Layer, spec: RecurrentSpec, initializer: InitializerSpec, rng: np.random.Generator
) -> None:
    """Draw the recurrent weights of a layer and the biases that its own spec sets."""
    drawn = spec.recurrent_initializer
    for gate in _gates(layer.blocks["recurrent"].of(parameters), layer):
        weights = INITIALIZERS[drawn.name].draw(rng, layer.units, layer.units, drawn.scale)
        radius = drawn.spectral_radius
        gate[:] = weights if radius is None else of_spectral_radius(weights, radius)
    if "recurrent_biases" in layer.blocks:
        biases = layer.blocks["recurrent_biases"].of(parameters)
        biases[:] = INITIALIZERS[initializer.bias_name].draw(rng, 1, biases.size, initializer.bias)[0]
    if isinstance(spec, LstmSpec):
        layer.blocks["biases"].of(parameters)[layer.units : 2 * layer.units] = spec.forget_bias


def _gates(matrix: Array, layer: Layer) -> Iterator[Array]:
    """Yield the matrices (n, units) of a layer's gates, which are side by side in `matrix`."""
    for first in range(0, matrix.shape[1], layer.units):
        yield matrix[:, first : first + layer.units]
