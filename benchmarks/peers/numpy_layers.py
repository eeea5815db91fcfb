"""Layers in plain NumPy, as in a textbook: the forward pass stores the values that the backward pass needs.

`backward(dy, needs_dx)` stores the gradients of the layer's parameters and returns ∂L/∂x. The first layer needs no
∂L/∂x and skips its computation.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from benchmarks.nets import Problem
from engine.compiled.jit import Array
from engine.spec.layers import ConvolutionSpec, DenseSpec, LstmSpec, MaxPoolSpec, ResidualSpec

Blocks = dict[str, Array]

FUNCTIONS: dict[str, tuple[Callable[[Array], Array], Callable[[Array, Array], Array]]] = {
    "linear": (lambda z: z, lambda a, da: da),
    "tanh": (np.tanh, lambda a, da: da * (1.0 - a**2)),
    "relu": (lambda z: np.maximum(z, 0.0), lambda a, da: da * (a > 0.0)),
}
"""name -> (f, function that computes ∂L/∂z from a = f(z) and ∂L/∂a)."""


class Layer:
    """A layer. `trainable` lists the layers with parameters: itself or layers inside it."""

    trainable: Sequence["Trained"] = ()

    def forward(self, x: Array) -> Array:
        """Compute the output for a batch."""
        raise NotImplementedError

    def backward(self, dy: Array, needs_dx: bool = True) -> Array:
        """Store the gradients of the parameters and return ∂L/∂x."""
        raise NotImplementedError


class Trained(Layer):
    """A layer with parameters, and gradients under the same names."""

    def __init__(self, blocks: Blocks) -> None:
        self.blocks, self.gradients = blocks, Blocks()
        self.trainable = [self]


class Dense(Trained):
    """a = f(x W + b)"""

    def __init__(self, blocks: Blocks, activation: str) -> None:
        super().__init__(blocks)
        self.function, self.pull_back = FUNCTIONS[activation]

    def forward(self, x: Array) -> Array:
        """Compute A from X."""
        self.x = x
        self.a = self.function(x @ self.blocks["weights"] + self.blocks["biases"])
        return self.a

    def backward(self, da: Array, needs_dx: bool = True) -> Array:
        """Compute ∂L/∂W, ∂L/∂b and ∂L/∂X from ∂L/∂A."""
        dz = self.pull_back(self.a, da)
        self.gradients = {"weights": self.x.T @ dz, "biases": dz.sum(axis=0)}
        return dz @ self.blocks["weights"].T if needs_dx else dz


class Residual(Layer):
    """y = x + s f(x)"""

    def __init__(self, layers: list[Layer], scale: float) -> None:
        self.layers, self.scale = layers, scale
        self.trainable = [each for layer in layers for each in layer.trainable]

    def forward(self, x: Array) -> Array:
        """Compute Y from X."""
        f = x
        for layer in self.layers:
            f = layer.forward(f)
        return x + self.scale * f

    def backward(self, dy: Array, needs_dx: bool = True) -> Array:
        """Sum ∂L/∂X over the skip connection and the branch."""
        df = self.scale * dy
        for layer in reversed(self.layers):
            df = layer.backward(df)
        return dy + df


class Lstm(Trained):
    """An LSTM that returns the state after the last of `steps` steps."""

    def __init__(self, blocks: Blocks, steps: int) -> None:
        super().__init__(blocks)
        self.steps = steps

    def forward(self, x: Array) -> Array:
        """Compute the last state; stores previous state, cell and gates of every step."""
        W, R, b = self.blocks["weights"], self.blocks["recurrent"], self.blocks["biases"]
        self.x = x.reshape(len(x), self.steps, -1)
        h = c = np.zeros((len(x), len(R)))
        self.kept = []
        for t in range(self.steps):
            z_i, z_f, z_g, z_o = np.split(self.x[:, t] @ W + h @ R + b, 4, axis=1)
            i, f, g, o = _sigmoid(z_i), _sigmoid(z_f), np.tanh(z_g), _sigmoid(z_o)
            before, c = (h, c), f * c + i * g
            squashed = np.tanh(c)
            h = o * squashed
            self.kept.append((*before, i, f, g, o, squashed))
        return h

    def backward(self, dh: Array, needs_dx: bool = True) -> Array:
        """Backpropagate through time, from the last step to the first."""
        W, R = self.blocks["weights"], self.blocks["recurrent"]
        dW, dR, db = np.zeros_like(W), np.zeros_like(R), np.zeros(W.shape[1])
        dx, dc = np.empty_like(self.x), np.zeros_like(dh)
        for t in range(self.steps - 1, -1, -1):
            h, c, i, f, g, o, squashed = self.kept[t]
            dc = dc + dh * o * (1.0 - squashed**2)
            dz = np.concatenate(
                [dc * g * i * (1.0 - i), dc * c * f * (1.0 - f), dc * i * (1.0 - g**2), dh * squashed * o * (1.0 - o)],
                axis=1,
            )
            dW += self.x[:, t].T @ dz
            dR += h.T @ dz
            db += dz.sum(axis=0)
            dh, dc = dz @ R.T, dc * f
            if needs_dx:
                dx[:, t] = dz @ W.T
        self.gradients = {"weights": dW, "recurrent": dR, "biases": db}
        return dx.reshape(len(dx), -1)


class Convolution(Trained):
    """Convolution of images (B, H, W, C) with zero padding, as a product of patches and filters (im2col)."""

    def __init__(self, blocks: Blocks, size: int, activation: str) -> None:
        super().__init__(blocks)
        self.size = size
        self.function, self.pull_back = FUNCTIONS[activation]

    def forward(self, x: Array) -> Array:
        """Compute the output of every filter at every position."""
        before = (self.size - 1) // 2
        edges = (before, self.size - 1 - before)
        padded = np.pad(x, ((0, 0), edges, edges, (0, 0)))
        windows = sliding_window_view(padded, (self.size, self.size), axis=(1, 2))  # (B, H, W, C, size, size)
        self.patches = windows.transpose(0, 1, 2, 4, 5, 3).reshape(*x.shape[:3], -1)
        self.a = self.function(self.patches @ self.blocks["weights"] + self.blocks["biases"])
        return self.a

    def backward(self, da: Array, needs_dx: bool = True) -> Array:
        """Compute ∂L/∂X: each pixel sums over the patches that contain it."""
        dz = self.pull_back(self.a, da)
        flat = dz.reshape(-1, dz.shape[-1])
        self.gradients = {
            "weights": self.patches.reshape(len(flat), -1).T @ flat,
            "biases": flat.sum(axis=0),
        }
        if not needs_dx:
            return dz
        batch, height, width, _ = dz.shape
        dpatches = (dz @ self.blocks["weights"].T).reshape(batch, height, width, self.size, self.size, -1)
        edge, before = self.size - 1, (self.size - 1) // 2
        dpadded = np.zeros((batch, height + edge, width + edge, dpatches.shape[-1]))
        for y in range(self.size):
            for x in range(self.size):
                dpadded[:, y : y + height, x : x + width] += dpatches[:, :, :, y, x]
        return dpadded[:, before : before + height, before : before + width]


class MaxPool(Layer):
    """Maximum of every window of images (B, H, W, C) whose sides are multiples of `size`."""

    def __init__(self, size: int) -> None:
        self.size = size

    def forward(self, x: Array) -> Array:
        """Compute the maxima and store their positions."""
        batch, height, width, channels = x.shape
        high, wide, size = height // self.size, width // self.size, self.size
        windows = x.reshape(batch, high, size, wide, size, channels).transpose(0, 1, 3, 5, 2, 4)
        windows = windows.reshape(batch, high, wide, channels, size * size)
        self.chosen = windows.argmax(axis=-1)[..., None]
        return np.take_along_axis(windows, self.chosen, axis=-1)[..., 0]

    def backward(self, dy: Array, needs_dx: bool = True) -> Array:
        """Pass ∂L/∂Y to the pixel that was the maximum."""
        batch, high, wide, channels = dy.shape
        dwindows = np.zeros((*dy.shape, self.size * self.size))
        np.put_along_axis(dwindows, self.chosen, dy[..., None], axis=-1)
        dwindows = dwindows.reshape(batch, high, wide, channels, self.size, self.size).transpose(0, 1, 4, 2, 5, 3)
        return dwindows.reshape(batch, high * self.size, wide * self.size, channels)


class Reshape(Layer):
    """Reshape samples, from rows of pixels to images or back."""

    def __init__(self, shape: tuple[int, ...]) -> None:
        self.shape = shape

    def forward(self, x: Array) -> Array:
        """Reshape the samples."""
        self.before = x.shape
        return x.reshape(len(x), *self.shape)

    def backward(self, dy: Array, needs_dx: bool = True) -> Array:
        """Restore the shape of the input."""
        return dy.reshape(self.before)


def _sigmoid(z: Array) -> Array:
    return np.asarray(1.0 / (1.0 + np.exp(-z)))


def build(problem: Problem) -> list[Layer]:
    """Build the layers of a problem's network. Raises ValueError for a layer kind that no net uses."""
    blocks = ({name: block.copy() for name, block in layer.items()} for layer in problem.blocks)
    layers: list[Layer] = [] if problem.image is None else [Reshape(problem.image)]
    is_image = bool(layers)
    for spec in problem.layers:
        if is_image and not isinstance(spec, ConvolutionSpec | MaxPoolSpec):
            layers.append(Reshape((-1,)))
            is_image = False
        layers.append(_layer(spec, blocks, problem))
    return layers


def _layer(spec: Any, blocks: Iterator[Blocks], problem: Problem) -> Layer:
    match spec:
        case DenseSpec():
            return Dense(next(blocks), spec.activation)
        case ResidualSpec():
            return Residual([_layer(inner, blocks, problem) for inner in spec.layers], problem.scale(spec))
        case LstmSpec():
            assert problem.steps is not None
            return Lstm(next(blocks), problem.steps)
        case ConvolutionSpec():
            return Convolution(next(blocks), spec.size, spec.activation)
        case MaxPoolSpec():
            return MaxPool(spec.size)
    raise ValueError(f"Received a layer of kind {spec.kind}, which the peers do not implement.")
