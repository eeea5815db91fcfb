"""Plain vectorised NumPy, as one would write it from a textbook."""

import numpy as np

from benchmarks.nets import Problem, flat
from benchmarks.peers.numpy_layers import build
from engine.compiled.jit import Array


class Peer:
    """A list of layers, and a loop over the batches."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.restart()

    def restart(self) -> None:
        """Layers with copies of the initial blocks."""
        self.rng = self.problem.generator()
        self.layers = build(self.problem)
        self.parts = [part for layer in self.layers for part in layer.parts]

    def train(self, epochs: int) -> None:
        """Each epoch's samples are shuffled once, and its batches are slices."""
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
        delta = ((_softmax(x) if self.problem.softmax else x) - targets) / len(inputs)  # of either loss
        for i in range(len(self.layers) - 1, -1, -1):
            delta = self.layers[i].backward(delta, wanted=i > 0)
        for part in self.parts:
            for name, gradient in part.gradients.items():
                part.blocks[name] -= self.problem.learning_rate * gradient

    def parameters(self) -> Array:
        """As the problem lays them out."""
        return flat([part.blocks for part in self.parts])


def _softmax(z: Array) -> Array:
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return np.asarray(e / e.sum(axis=1, keepdims=True))
