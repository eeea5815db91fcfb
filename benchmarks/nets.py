"""The networks whose training steps are timed. Each is a RunSpec, from which every peer builds the same network."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.compiled.jit import Array
from engine.spec.layers import ConvolutionSpec, DenseSpec, LayerSpec, ResidualSpec
from engine.spec.run import RunSpec
from engine.train.trainer import Trainer

GUARD_STEPS = 50
"""Steps after which all peers must have the same parameters; a whole number of epochs for every net."""

SEED = 7


@dataclass(frozen=True)
class Net:
    """A network and its data, with a name for the tables."""

    name: str
    spec: RunSpec


def _net(name: str, data: dict[str, Any], layers: list[dict[str, Any]], batch: int) -> Net:
    return Net(
        name, RunSpec.model_validate({"seed": SEED, "data": data, "network": {"layers": layers}, "batch_size": batch})
    )


def dense(*widths: int, activation: str = "tanh") -> list[dict[str, Any]]:
    """Specs of consecutive dense layers."""
    return [{"kind": "dense", "units": units, "activation": activation} for units in widths]


def residual(blocks: int, width: int) -> list[dict[str, Any]]:
    """Specs of a dense layer and residual blocks of two layers each: 2 · blocks + 2 layers with the output."""
    branch = [*dense(width, activation="relu"), *dense(width, activation="linear")]
    block = {"kind": "residual", "layers": branch, "scale": "1/sqrt(L)"}
    return [*dense(width, activation="linear"), *[block] * blocks]


def lstm(units: int) -> list[dict[str, Any]]:
    """Spec of an LSTM layer that returns the state after the last step."""
    return [{"kind": "lstm", "units": units}]


CONVOLUTIONS: list[dict[str, Any]] = [
    {"kind": "conv2d", "filters": 8, "size": 3, "padding": "same", "activation": "relu"},
    {"kind": "max_pool", "size": 2},
    {"kind": "conv2d", "filters": 16, "size": 3, "padding": "same", "activation": "relu"},
    {"kind": "max_pool", "size": 2},
]

DIGITS = {"name": "digits", "train_fraction": 0.8904}
"""1,600 of the 1,797 images train: 50 batches of 32."""

NETS = (
    _net("2-4-2-1", {"name": "circle", "samples": 500}, dense(4, 2), 10),
    _net("2-8-8-8-1", {"name": "spiral", "samples": 500}, dense(8, 8, 8), 10),
    _net("2-8×6-1", {"name": "spiral", "samples": 600}, dense(*[8] * 6), 30),
    _net("64-128-128-10", DIGITS, dense(128, 128), 32),
    _net("LSTM(32), 100 steps", {"name": "adding", "length": 100, "samples": 625}, lstm(32), 50),
    _net("residual, 50 layers of 32", DIGITS, residual(24, 32), 32),
    _net("CNN, digits", DIGITS, CONVOLUTIONS, 32),
)


class Problem:
    """Data, layers and initial parameters of a net, as every peer receives them.

    layers: specs of the hidden layers and the output layer, which is linear if the loss includes the softmax.
    blocks: initial parameters by name, for each layer that has parameters.
    inputs (N, n_in), targets (N, k): training samples. steps, image: shape of a row, None if it is a plain vector.

    Raises ValueError if the number of samples is not a multiple of the batch size.
    """

    def __init__(self, spec: RunSpec) -> None:
        run = Trainer(spec)
        self.spec = spec
        self.inputs, self.targets = run.inputs, run.targets
        self.softmax: bool = spec.loss == "softmax_cross_entropy"
        self.layers: list[LayerSpec] = [*spec.network.layers, self._output()]
        self.steps: int | None = run.data.form.steps
        self.image = run.data.form.image if isinstance(self.layers[0], ConvolutionSpec) else None
        self.blocks: list[dict[str, Array]] = [layer.every() for layer in run.get_parameters()]
        self.samples, self.batch = run.samples, run.batch_size
        self.steps_per_epoch: int = run.steps_per_epoch
        if self.samples % self.batch:
            raise ValueError(f"Received {self.samples} samples in batches of {self.batch}, expected whole batches.")

    def _output(self) -> DenseSpec:
        activation = self.spec.network.output_activation
        assert activation is not None  # validation fills it in
        activation = "linear" if self.softmax else activation
        return DenseSpec(units=self.targets.shape[1], activation=activation)

    @property
    def learning_rate(self) -> float:
        """Learning rate of plain gradient descent."""
        return self.spec.optimizer.learning_rate

    @property
    def classes(self) -> NDArray[np.int64]:
        """Targets as class numbers (N,), for softmax."""
        return np.asarray(np.argmax(self.targets, axis=1))

    def scale(self, block: ResidualSpec) -> float:
        """Factor on the branch of a residual block."""
        if isinstance(block.scale, float):
            return block.scale
        return 1.0 / math.sqrt(sum(isinstance(layer, ResidualSpec) for layer in self.layers))

    def generator(self) -> np.random.Generator:
        """Generator of the sample order of every epoch, the same as the engine's."""
        return np.random.default_rng([self.spec.seed, 1])


def flat(blocks: Sequence[Mapping[str, Array]]) -> Array:
    """Parameters of all layers as one vector, for comparing peers."""
    order = ("weights", "recurrent", "biases")
    return np.concatenate([np.asarray(layer[name]).ravel() for layer in blocks for name in order if name in layer])
