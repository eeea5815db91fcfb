"""Plain vectorised NumPy, as one would write it from a textbook."""

import numpy as np

from benchmarks.nets import LEARNING_RATE, Problem, generator
from engine.jit import Array


class Peer:
    """Lists of weights and biases, and a loop over the batches."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.softmax = problem.net.widths[-1] > 1
        self.targets = np.eye(problem.net.classes)[problem.classes] if self.softmax else problem.signs
        self.restart()

    def restart(self) -> None:
        """Copies of the initial weights."""
        self.rng = generator()
        self.weights = [W.copy() for W, _ in self.problem.layers]
        self.biases = [b.copy() for _, b in self.problem.layers]

    def train(self, epochs: int) -> None:
        """Each epoch's samples are shuffled once, and its batches are slices."""
        for _ in range(epochs):
            order = self.rng.permutation(self.problem.net.samples)
            inputs, targets = self.problem.inputs[order], self.targets[order]
            for start in range(0, len(order), self.problem.net.batch):
                stop = start + self.problem.net.batch
                self._step(inputs[start:stop], targets[start:stop])

    def _step(self, inputs: Array, targets: Array) -> None:
        activations = [inputs]
        last = len(self.weights) - 1
        for i, (W, b) in enumerate(zip(self.weights, self.biases, strict=True)):
            z = activations[-1] @ W + b
            activations.append(_softmax(z) if self.softmax and i == last else np.tanh(z))
        delta = (activations[-1] - targets) / len(inputs)
        if not self.softmax:
            delta *= 1.0 - activations[-1] ** 2
        for i in range(last, -1, -1):
            weights_gradient, biases_gradient = activations[i].T @ delta, delta.sum(axis=0)
            if i > 0:
                delta = delta @ self.weights[i].T * (1.0 - activations[i] ** 2)
            self.weights[i] -= LEARNING_RATE * weights_gradient
            self.biases[i] -= LEARNING_RATE * biases_gradient

    def parameters(self) -> Array:
        """As the problem lays them out."""
        return self.problem.flat(list(zip(self.weights, self.biases, strict=True)))


def _softmax(z: Array) -> Array:
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return np.asarray(e / e.sum(axis=1, keepdims=True))
