"""Plain vectorised NumPy, as in a textbook."""

import numpy as np

from benchmarks.nets import Problem, flat
from benchmarks.peers.numpy_layers import build
from engine.compiled.jit import Array


class Peer:
    """A list of layers and a loop over batches."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.restart()

    def restart(self) -> None:
        """Build layers with copies of the initial parameters."""
        self.rng = self.problem.generator()
        self.layers = build(self.problem)
        self.trainable = [each for layer in self.layers for each in layer.trainable]

    def train(self, epochs: int) -> None:
        """Shuffle the samples once per epoch; batches are slices."""
        for _ in range(epochs):
            order = self.rng.permutation(self.problem.samples)
            inputs, targets = self.problem.inputs[order], self.problem.targets[order]
            for start in range(0, len(order), self.problem.batch):
                stop = start + self.problem.batch
                self._step(inputs[start:stop], targets[start:stop])

    def _step(self, inputs: Array, targets: Array) -> None:
        x = inputs
        for layer in self.layers:
            x = layer.forward(x)
        delta = ((_softmax(x) if self.problem.softmax else x) - targets) / len(
            inputs
        )  # ∂L/∂z, the same for both losses
        for i in range(len(self.layers) - 1, -1, -1):
            delta = self.layers[i].backward(delta, needs_dx=i > 0)
        for layer in self.trainable:
            for name, gradient in layer.gradients.items():
                layer.blocks[name] -= self.problem.learning_rate * gradient

    def parameters(self) -> Array:
        """All parameters as one vector."""
        return flat([layer.blocks for layer in self.trainable])


def _softmax(z: Array) -> Array:
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return np.asarray(e / e.sum(axis=1, keepdims=True))
