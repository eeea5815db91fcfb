"""JAX: value, gradient and update of a step compiled by XLA, scanned over all batches of all epochs in one call."""

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from benchmarks.nets import LEARNING_RATE, Problem, generator
from engine.jit import Array

jax.config.update("jax_enable_x64", True)
jax.config.update("jax_platforms", "cpu")

Layers = list[tuple[jax.Array, jax.Array]]


class Peer:
    """A pytree of parameters and one jitted function; a new number of epochs is a new compilation."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.inputs = jnp.asarray(problem.inputs)
        softmax = problem.net.widths[-1] > 1
        self.targets = jnp.asarray(problem.classes if softmax else problem.signs)
        self.run = _compiled(_cross_entropy if softmax else _half_squared_error)
        self.restart()

    def restart(self) -> None:
        """The initial weights on the device."""
        self.rng = generator()
        self.layers: Layers = [(jnp.asarray(W), jnp.asarray(b)) for W, b in self.problem.layers]

    def train(self, epochs: int) -> None:
        """All orders first, (epochs, steps, batch), then one call."""
        net = self.problem.net
        orders = np.stack([self.rng.permutation(net.samples) for _ in range(epochs)])
        orders = orders.reshape(epochs, net.steps_per_epoch, net.batch)
        self.layers = jax.block_until_ready(self.run(self.layers, self.inputs, self.targets, orders))

    def parameters(self) -> Array:
        """As the problem lays them out."""
        return self.problem.flat([(np.asarray(W), np.asarray(b)) for W, b in self.layers])


def _forward(layers: Layers, inputs: jax.Array) -> jax.Array:
    """The last layer's pre-activation."""
    a = inputs
    for W, b in layers[:-1]:
        a = jnp.tanh(a @ W + b)
    W, b = layers[-1]
    return a @ W + b


def _half_squared_error(layers: Layers, inputs: jax.Array, targets: jax.Array) -> jax.Array:
    return 0.5 * jnp.mean(jnp.square(jnp.tanh(_forward(layers, inputs)) - targets))


def _cross_entropy(layers: Layers, inputs: jax.Array, targets: jax.Array) -> jax.Array:
    log_probabilities = jax.nn.log_softmax(_forward(layers, inputs))
    return -jnp.mean(jnp.take_along_axis(log_probabilities, targets[:, None], axis=1))


def _compiled(loss: Any) -> Any:
    """(layers, inputs, targets, orders) -> layers after all steps."""

    def run(layers: Layers, inputs: jax.Array, targets: jax.Array, orders: jax.Array) -> Layers:
        def step(layers: Layers, batch: tuple[jax.Array, jax.Array]) -> tuple[Layers, None]:
            gradients = jax.grad(loss)(layers, *batch)
            return jax.tree.map(lambda p, g: p - LEARNING_RATE * g, layers, gradients), None

        def epoch(layers: Layers, order: jax.Array) -> tuple[Layers, None]:
            trained: Layers = jax.lax.scan(step, layers, (inputs[order], targets[order]))[0]
            return trained, None

        trained: Layers = jax.lax.scan(epoch, layers, orders)[0]
        return trained

    return jax.jit(run)
