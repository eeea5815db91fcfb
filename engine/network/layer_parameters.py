"""Parameters of a network by layer and block, copied from its flat vector or checked and written to it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Self

import numpy as np

from engine.compiled.jit import Array
from engine.errors import InputError
from engine.network.network import Network


@dataclass(frozen=True)
class LayerParameters:
    """Parameters of a layer: weights (n_in, n_out) and biases (n_out,), None if it has none, and other blocks by name."""

    name: str
    weights: Array | None = None
    biases: Array | None = None
    blocks: Mapping[str, Array] = field(default_factory=dict)

    @classmethod
    def of(cls, name: str, blocks: Mapping[str, Array]) -> Self:
        """Return the parameters of a layer with these blocks."""
        others = {key: block for key, block in blocks.items() if key not in ("weights", "biases")}
        return cls(name, blocks.get("weights"), blocks.get("biases"), others)

    def every(self) -> dict[str, Array]:
        """Return all blocks by name."""
        own = {"weights": self.weights, "biases": self.biases}
        return {key: block for key, block in own.items() if block is not None} | dict(self.blocks)


def copied(network: Network, parameters: Array) -> list[LayerParameters]:
    """Return copies of the parameters (n,) of every layer that has any."""
    return [
        LayerParameters.of(layer.name, {key: block.of(parameters).copy() for key, block in layer.blocks.items()})
        for layer in network.layers
        if layer.blocks
    ]


def joined(network: Network, layers: Sequence[LayerParameters]) -> Array:
    """Return the flat vector (n,) of the parameters of all layers that have any, in order.

    Raises InputError if layers, blocks or shapes are not those of the network, or numbers are not finite.
    """
    expected = [layer.name for layer in network.layers if layer.blocks]
    if [layer.name for layer in layers] != expected:
        raise InputError(
            f"Received layers {[layer.name for layer in layers]}, expected {expected}.", "Give every layer, in order."
        )
    flat, received = np.empty(network.layout.size), {given.name: given.every() for given in layers}
    for layer in network.layers:
        given = received.get(layer.name, {})
        if set(given) != set(layer.blocks):
            raise InputError(
                f"Received {', '.join(given) or 'nothing'} for {layer.name}, expected {', '.join(layer.blocks)}.",
                "Give every block of the layer.",
            )
        for key, block in layer.blocks.items():
            array = np.asarray(given[key], dtype=np.float64)
            if array.shape != block.shape or not np.isfinite(array).all():
                raise InputError(
                    f"Received {block.name} of shape {array.shape}, expected finite numbers of shape {block.shape}.",
                    "Give a row for each input and a column for each unit.",
                )
            block.of(flat)[:] = array
    return flat


def put(
    network: Network, parameters: Array, layer: str, unit: int, input: int | None, value: float, block: str | None
) -> None:
    """Set one number in `parameters` (n,): the weight of `unit` for `input`, its bias if `input` is None, or a number of another
    `block`. In a layer with gates, units are numbered on from gate to gate.

    Raises InputError, with nothing changed, if the network has no such parameter or the value is not finite.
    """
    layers = {each.name: each for each in network.layers if each.blocks}
    if layer not in layers:
        raise InputError(f"Received the unknown layer {layer!r}.", f"Choose from: {', '.join(layers)}.")
    blocks, key = layers[layer].blocks, block or ("biases" if input is None else "weights")
    if key not in blocks or len(blocks[key].shape) != (1 if input is None else 2):
        raise InputError(
            f"Received {'no input' if input is None else 'an input'} for one of the {key} of {layer}, which has "
            f"{', '.join(f'{name} of shape {each.shape}' for name, each in blocks.items())}.",
            "Name a block; give an input if it has two dimensions.",
        )
    shape = blocks[key].shape
    for what, number, count in (("unit", unit, shape[-1]), ("input", input, shape[0])):
        if number is not None and not 0 <= number < count:
            raise InputError(
                f"Received {what} {number} of {layer}, expected 0 to {count - 1}.",
                f"Choose {what}s by number, from 0 on.",
            )
    if not np.isfinite(value):
        raise InputError(f"Received the value {value} for {layer}, expected a finite number.", "Give another one.")
    blocks[key].of(parameters)[unit if input is None else (input, unit)] = value
