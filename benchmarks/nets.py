"""The networks whose training steps are timed."""

from dataclasses import dataclass

import numpy as np

from engine.jit import Array

GUARD_STEPS = 50
"""Steps after which all peers must have reached the same parameters. Every net takes a whole number of epochs to it."""


@dataclass(frozen=True)
class Net:
    """A dense network with tanh hidden layers, and the data it trains on.

    One output: tanh and half squared error. Several: softmax and cross-entropy.
    """

    name: str
    widths: tuple[int, ...]
    batch: int
    samples: int

    @property
    def steps_per_epoch(self) -> int:
        """Batches in an epoch; none is smaller than the others."""
        return self.samples // self.batch

    @property
    def classes(self) -> int:
        """Classes to tell apart."""
        return max(2, self.widths[-1])


NETS = (
    Net("2-4-2-1", (2, 4, 2, 1), batch=10, samples=250),
    Net("2-8-8-8-1", (2, 8, 8, 8, 1), batch=10, samples=250),
    Net("2-8×6-1", (2, 8, 8, 8, 8, 8, 8, 1), batch=30, samples=300),
    Net("64-128-128-10", (64, 128, 128, 10), batch=32, samples=1600),
)

LEARNING_RATE = 0.03
SEED = 7


@dataclass(frozen=True)
class Problem:
    """What every peer is given: inputs (N, n_in), class of each sample (N,), weights and biases of each layer."""

    net: Net
    inputs: Array
    classes: np.typing.NDArray[np.int64]
    layers: tuple[tuple[Array, Array], ...]

    @property
    def signs(self) -> Array:
        """The classes of a binary problem as targets of a tanh output, (N, 1): -1 or 1."""
        return np.where(self.classes == 1, 1.0, -1.0)[:, None]

    def flat(self, layers: list[tuple[Array, Array]]) -> Array:
        """Weights (n_in, n_out) and biases (n_out,) of all layers as one vector, in which peers are compared."""
        return np.concatenate([np.asarray(block, dtype=np.float64).ravel() for layer in layers for block in layer])


def pose(net: Net) -> Problem:
    """The problem of `net`, the same in every process: normal inputs, classes from a random quadratic form."""
    rng = np.random.default_rng(SEED)
    inputs = rng.normal(size=(net.samples, net.widths[0]))
    scores = np.square(inputs) @ rng.normal(size=(net.widths[0], net.classes))
    layers = tuple(
        (rng.uniform(-1.0, 1.0, (n_in, n_out)) * np.sqrt(6.0 / (n_in + n_out)), np.zeros(n_out))
        for n_in, n_out in zip(net.widths, net.widths[1:], strict=False)
    )
    return Problem(net, inputs, np.argmax(scores, axis=1), layers)


def generator() -> np.random.Generator:
    """The generator whose permutations are the epochs' orders: the stream that the engine shuffles with at SEED."""
    return np.random.default_rng([SEED, 1])
