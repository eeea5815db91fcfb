"""RunSpec -> tape + layout. Architecture ends here: what runs, probes and traces reads rows and blocks."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.initializers import INITIALIZERS
from engine.jit import Array
from engine.layout import Block, Layout
from engine.losses import CODES as LOSS_CODES
from engine.losses import LOSSES
from engine.ops.activation import CODES as ACTIVATION_CODES
from engine.ops.row import ACTIVATION, COLUMNS, DENSE, INPUT_SLOT, LOSS
from engine.spec import RunSpec


@dataclass(frozen=True)
class Layer:
    """A layer as people speak of it: a dense op with its activation."""

    name: str
    n_in: int
    units: int
    activation: str
    weights: Block
    biases: Block
    pre_activation: int
    """Slot of Z = A W + b."""
    output: int
    """Slot of f(Z)."""


class Network:
    """The compiled form of a spec for inputs of `n_in` features and `n_out` targets.

    `tape` is (rows, COLUMNS) int64, its last row the loss; `width` is the sum of all slots' widths, so that a batch of
    B padded columns needs buffers of width · B numbers; `target` and `losses` are the slots of the loss.
    """

    def __init__(self, spec: RunSpec, n_in: int, n_out: int) -> None:
        self.n_in: int = n_in
        self.n_out: int = n_out
        self.layout = Layout()
        self.layers: list[Layer] = []
        self.width = n_in
        self._rows: list[list[int]] = []
        activation = spec.network.output_activation
        assert activation is not None and spec.loss is not None  # a validated spec leaves nothing null
        source = INPUT_SLOT
        hidden = [(f"dense_{i}", layer.units, layer.activation) for i, layer in enumerate(spec.network.layers, 1)]
        for name, units, function in [*hidden, ("output", n_out, activation)]:
            source = self._add_layer(name, source, units, function, LOSSES[spec.loss].output_activation)
        self.prediction: int = source
        self.target, self.losses = self._slot(n_out), self._slot(2)
        last = self.layers[-1]
        taken_from = last.pre_activation if LOSSES[spec.loss].output_activation else last.output
        self._rows.append([LOSS, LOSS_CODES[spec.loss], taken_from, last.output, 0, n_out, 1, self.target, self.losses])
        self.tape: NDArray[np.int64] = np.array(self._rows, dtype=np.int64)

    def _slot(self, width: int) -> int:
        slot, self.width = self.width, self.width + width
        return slot

    def _add_layer(self, name: str, source: int, units: int, activation: str, taken_with_loss: str | None) -> int:
        n_in = self.layers[-1].units if self.layers else self.n_in
        weights = self.layout.add(f"{name}.weights", (n_in, units))
        biases = self.layout.add(f"{name}.biases", (units,))
        z = self._slot(units)
        a = self._slot(units)
        self.layers.append(Layer(name, n_in, units, activation, weights, biases, z, a))
        self._rows.append([DENSE, 0, source, z, weights.offset, n_in, units, 0, 0])
        if name != "output" or taken_with_loss is None:
            self._rows.append([ACTIVATION, ACTIVATION_CODES[activation], z, a, 0, units, units, 0, 0])
        assert all(len(row) == COLUMNS for row in self._rows)
        return a

    def initial_parameters(self, spec: RunSpec, rng: np.random.Generator) -> Array:
        """Weights drawn layer by layer from `rng`, every bias the spec's constant. Flat, float64."""
        parameters = np.empty(self.layout.size)
        initializer = spec.network.initializer
        for layer in self.layers:
            draw = INITIALIZERS[initializer.name].draw
            layer.weights.of(parameters)[:] = draw(rng, layer.n_in, layer.units, initializer.scale)
            layer.biases.of(parameters)[:] = initializer.bias
        return parameters
