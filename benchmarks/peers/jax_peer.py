"""JAX: gradient and update are compiled by XLA and scanned over all batches of all epochs in one call."""

from collections.abc import Iterator
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from benchmarks.nets import Problem, flat
from engine.compiled.jit import Array
from engine.spec.layers import ConvolutionSpec, DenseSpec, LstmSpec, MaxPoolSpec, ResidualSpec

jax.config.update("jax_enable_x64", True)
jax.config.update("jax_platforms", "cpu")

Blocks = dict[str, jax.Array]

ACTIVATIONS = {"tanh": jnp.tanh, "relu": jax.nn.relu, "linear": lambda z: z}


class Peer:
    """A pytree of parameters and one jitted function, which is compiled for each number of epochs."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        shape = problem.image or ((-1,) if problem.steps is None else (problem.steps, -1))
        self.inputs = jnp.asarray(problem.inputs.reshape(problem.samples, *shape))
        self.targets = jnp.asarray(problem.classes if problem.softmax else problem.targets)
        self.run = _compiled(problem)
        self.restart()

    def restart(self) -> None:
        """Put the initial weights on the device."""
        self.rng = self.problem.generator()
        self.blocks: list[Blocks] = jax.tree.map(jnp.asarray, self.problem.blocks)

    def train(self, epochs: int) -> None:
        """Draw all sample orders (epochs, steps, batch), then train in one call."""
        orders = np.stack([self.rng.permutation(self.problem.samples) for _ in range(epochs)])
        orders = orders.reshape(epochs, self.problem.steps_per_epoch, self.problem.batch)
        self.blocks = jax.block_until_ready(self.run(self.blocks, self.inputs, self.targets, orders))

    def parameters(self) -> Array:
        """All parameters as one vector."""
        return flat(jax.tree.map(np.asarray, self.blocks))


def _apply(layer: Any, blocks: Iterator[Blocks], x: jax.Array, problem: Problem) -> jax.Array:
    """Output of a layer for a batch."""
    match layer:
        case DenseSpec():
            own = next(blocks)
            return ACTIVATIONS[layer.activation](x.reshape(len(x), -1) @ own["weights"] + own["biases"])
        case ResidualSpec():
            f = x
            for inner in layer.layers:
                f = _apply(inner, blocks, f, problem)
            return x + problem.scale(layer) * f
        case LstmSpec():
            return _last_state(next(blocks), x)
        case ConvolutionSpec():
            return ACTIVATIONS[layer.activation](_convolution(next(blocks), x, layer))
        case MaxPoolSpec():
            window = (1, layer.size, layer.size, 1)
            return jax.lax.reduce_window(x, -jnp.inf, jax.lax.max, window, window, "VALID")
    raise ValueError(f"Received a layer of kind {layer.kind}, which the peers do not implement.")


def _last_state(own: Blocks, x: jax.Array) -> jax.Array:
    """State h after the last step of x (B, steps, n_in), with a scan over the steps."""

    def step(state: tuple[jax.Array, jax.Array], x_t: jax.Array) -> tuple[tuple[jax.Array, jax.Array], None]:
        h, c = state
        i, f, g, o = jnp.split(x_t @ own["weights"] + h @ own["recurrent"] + own["biases"], 4, axis=1)
        c = jax.nn.sigmoid(f) * c + jax.nn.sigmoid(i) * jnp.tanh(g)
        return (jax.nn.sigmoid(o) * jnp.tanh(c), c), None

    zero = jnp.zeros((len(x), len(own["recurrent"])))
    (h, _), _ = jax.lax.scan(step, (zero, zero), jnp.swapaxes(x, 0, 1))
    return h


def _convolution(own: Blocks, x: jax.Array, layer: ConvolutionSpec) -> jax.Array:
    filters = own["weights"].reshape(layer.size, layer.size, x.shape[-1], layer.filters)
    z = jax.lax.conv_general_dilated(
        x, filters, (1, 1), layer.padding.upper(), dimension_numbers=("NHWC", "HWIO", "NHWC")
    )
    return z + own["biases"]


def _compiled(problem: Problem) -> Any:
    """Compile the function (blocks, inputs, targets, orders) -> blocks after all steps."""

    def loss(blocks: list[Blocks], x: jax.Array, targets: jax.Array) -> jax.Array:
        own = iter(blocks)
        for layer in problem.layers:
            x = _apply(layer, own, x, problem)
        if not problem.softmax:
            return 0.5 * jnp.mean(jnp.square(x - targets))
        return -jnp.mean(jnp.take_along_axis(jax.nn.log_softmax(x), targets[:, None], axis=1))

    def run(blocks: list[Blocks], inputs: jax.Array, targets: jax.Array, orders: jax.Array) -> list[Blocks]:
        def step(blocks: list[Blocks], batch: tuple[jax.Array, jax.Array]) -> tuple[list[Blocks], None]:
            gradients = jax.grad(loss)(blocks, *batch)
            return jax.tree.map(lambda p, g: p - problem.learning_rate * g, blocks, gradients), None

        def epoch(blocks: list[Blocks], order: jax.Array) -> tuple[list[Blocks], None]:
            trained: list[Blocks] = jax.lax.scan(step, blocks, (inputs[order], targets[order]))[0]
            return trained, None

        trained: list[Blocks] = jax.lax.scan(epoch, blocks, orders)[0]
        return trained

    return jax.jit(run)
