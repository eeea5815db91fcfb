"""Training by scalar loops, as an oracle for the engine.

Python floats and the formulas as a textbook has them, one number at a time; nothing here is taken from the engine and
nothing is made fast. Derivatives are written from the formula itself, and the cross-entropies by the chain rule through
their output activation, not by the short form the engine uses.
"""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

Vector = list[float]


def logistic(z: float) -> float:
    return 1.0 / (1.0 + math.exp(-z))


def phi(z: float) -> float:
    return math.exp(-z * z / 2.0) / math.sqrt(2.0 * math.pi)


def big_phi(z: float) -> float:
    return (1.0 + math.erf(z / math.sqrt(2.0))) / 2.0


ACTIVATIONS: dict[str, tuple[Callable[[float], float], Callable[[float], float]]] = {  # f, f′
    "linear": (lambda z: z, lambda z: 1.0),
    "tanh": (math.tanh, lambda z: 1.0 / math.cosh(z) ** 2),
    "sigmoid": (logistic, lambda z: math.exp(-z) / (1.0 + math.exp(-z)) ** 2),
    "relu": (lambda z: max(0.0, z), lambda z: 1.0 if z > 0.0 else 0.0),
    "leaky_relu": (lambda z: max(0.01 * z, z), lambda z: 1.0 if z > 0.0 else 0.01),
    "elu": (lambda z: z if z > 0.0 else math.expm1(z), lambda z: 1.0 if z > 0.0 else math.exp(z)),
    "gelu": (lambda z: z * big_phi(z), lambda z: big_phi(z) + z * phi(z)),
    "silu": (lambda z: z * logistic(z), lambda z: logistic(z) + z * logistic(z) * logistic(-z)),
    "softplus": (lambda z: math.log1p(math.exp(z)), logistic),
    "sin": (math.sin, math.cos),
}


def softmax(z: Vector) -> Vector:
    powers = [math.exp(value) for value in z]
    return [power / sum(powers) for power in powers]


def huber(e: float) -> float:
    return e * e / 2.0 if abs(e) < 1.0 else abs(e) - 0.5


LOSSES: dict[str, tuple[Callable[[float, float], float], Callable[[float, float], float]]] = {  # ℓ(a, t), ∂ℓ/∂a
    "half_squared_error": (lambda a, t: (a - t) ** 2 / 2.0, lambda a, t: a - t),
    "binary_cross_entropy": (
        lambda a, t: -t * math.log(a) - (1.0 - t) * math.log(1.0 - a),
        lambda a, t: -t / a + (1.0 - t) / (1.0 - a),
    ),
    "softmax_cross_entropy": (lambda a, t: -t * math.log(a), lambda a, t: -t / a),
    "hinge": (lambda a, t: max(0.0, 1.0 - t * a), lambda a, t: -t if t * a < 1.0 else 0.0),
    "huber": (lambda a, t: huber(a - t), lambda a, t: max(-1.0, min(1.0, a - t))),
    "squared_error_with_margin": (
        lambda a, t: max(0.0, (a - t) ** 2 - 0.04) / 2.0,
        lambda a, t: a - t if abs(a - t) > 0.2 else 0.0,
    ),
    "linear": (lambda a, t: t * a, lambda a, t: t),
}


@dataclass
class Layer:
    """A dense layer with its activation; weights[i][j] connects input i to unit j."""

    weights: list[Vector]
    biases: Vector
    activation: str

    def forward(self, x: Vector) -> tuple[Vector, Vector]:
        """z and a."""
        z = [
            sum((x[i] * self.weights[i][j] for i in range(len(x))), start=self.biases[j])
            for j in range(len(self.biases))
        ]
        if self.activation == "softmax":
            return z, softmax(z)
        return z, [ACTIVATIONS[self.activation][0](value) for value in z]

    def backward(self, z: Vector, a: Vector, da: Vector) -> Vector:
        """∂/∂z from ∂/∂a."""
        if self.activation == "softmax":  # ∂a_j / ∂z_i = a_j (δ_ij - a_i)
            return [sum(da[j] * a[j] * ((1.0 if i == j else 0.0) - a[i]) for j in range(len(a))) for i in range(len(a))]
        return [da[j] * ACTIVATIONS[self.activation][1](z[j]) for j in range(len(z))]


@dataclass
class Net:
    layers: list[Layer]
    loss: str

    def parameters(self) -> Vector:
        """Every weight row by row, then the biases, layer by layer."""
        return [
            value
            for layer in self.layers
            for value in [*(weight for row in layer.weights for weight in row), *layer.biases]
        ]

    def is_weight(self) -> list[bool]:
        return [
            flag
            for layer in self.layers
            for flag in [True] * (len(layer.weights) * len(layer.biases)) + [False] * len(layer.biases)
        ]

    def put(self, parameters: Iterable[float]) -> None:
        source = iter(parameters)
        for layer in self.layers:
            layer.weights = [[next(source) for _ in row] for row in layer.weights]
            layer.biases = [next(source) for _ in layer.biases]

    def predict(self, x: Vector) -> Vector:
        for layer in self.layers:
            _, x = layer.forward(x)
        return x

    def loss_of(self, x: Vector, t: Vector) -> float:
        value = LOSSES[self.loss][0]
        return sum(value(a_j, t_j) for a_j, t_j in zip(self.predict(x), t, strict=True) if not self._absent(t_j))

    def gradient_of(self, x: Vector, t: Vector) -> Vector:
        """∂ℓ/∂ every parameter, for one sample, in the order of `parameters`."""
        tape = []
        for layer in self.layers:
            z, a = layer.forward(x)
            tape.append((layer, x, z, a))
            x = a
        derivative = LOSSES[self.loss][1]
        da = [0.0 if self._absent(t_j) else derivative(a_j, t_j) for a_j, t_j in zip(x, t, strict=True)]
        gradients: list[Vector] = []
        for layer, x, z, a in reversed(tape):
            dz = layer.backward(z, a, da)
            gradients.append([x_i * dz_j for x_i in x for dz_j in dz] + dz)
            da = [sum(w * dz_j for w, dz_j in zip(row, dz, strict=True)) for row in layer.weights]
        return [value for gradient in reversed(gradients) for value in gradient]

    def _absent(self, t: float) -> bool:
        """A class of target 0 adds -0 ln a to the softmax cross-entropy: 0, even if a is 0."""
        return self.loss == "softmax_cross_entropy" and t == 0.0


Memory = dict[str, float]


def sgd(p: float, g: float, memory: Memory, t: int, learning_rate: float, momentum: float) -> float:
    memory["b"] = momentum * memory.get("b", 0.0) + g
    return p - learning_rate * memory["b"]


def nesterov(p: float, g: float, memory: Memory, t: int, learning_rate: float, momentum: float) -> float:
    memory["b"] = momentum * memory.get("b", 0.0) + g
    return p - learning_rate * (g + momentum * memory["b"])


def adagrad(p: float, g: float, memory: Memory, t: int, learning_rate: float, epsilon: float) -> float:
    memory["s"] = memory.get("s", 0.0) + g**2
    return p - learning_rate * g / (math.sqrt(memory["s"]) + epsilon)


def adadelta(p: float, g: float, memory: Memory, t: int, learning_rate: float, rho: float, epsilon: float) -> float:
    memory["s"] = rho * memory.get("s", 0.0) + (1.0 - rho) * g**2
    delta = math.sqrt(memory.get("d", 0.0) + epsilon) / math.sqrt(memory["s"] + epsilon) * g
    memory["d"] = rho * memory.get("d", 0.0) + (1.0 - rho) * delta**2
    return p - learning_rate * delta


def rmsprop(p: float, g: float, memory: Memory, t: int, learning_rate: float, alpha: float, epsilon: float) -> float:
    memory["s"] = alpha * memory.get("s", 0.0) + (1.0 - alpha) * g**2
    return p - learning_rate * g / (math.sqrt(memory["s"]) + epsilon)


def adam(
    p: float, g: float, memory: Memory, t: int, learning_rate: float, beta1: float, beta2: float, epsilon: float
) -> float:
    memory["m"] = beta1 * memory.get("m", 0.0) + (1.0 - beta1) * g
    memory["v"] = beta2 * memory.get("v", 0.0) + (1.0 - beta2) * g**2
    m_hat, v_hat = memory["m"] / (1.0 - beta1**t), memory["v"] / (1.0 - beta2**t)
    return p - learning_rate * m_hat / (math.sqrt(v_hat) + epsilon)


def amsgrad(
    p: float, g: float, memory: Memory, t: int, learning_rate: float, beta1: float, beta2: float, epsilon: float
) -> float:
    memory["m"] = beta1 * memory.get("m", 0.0) + (1.0 - beta1) * g
    memory["v"] = beta2 * memory.get("v", 0.0) + (1.0 - beta2) * g**2
    memory["largest v"] = max(memory.get("largest v", 0.0), memory["v"])
    m_hat, v_hat = memory["m"] / (1.0 - beta1**t), memory["largest v"] / (1.0 - beta2**t)
    return p - learning_rate * m_hat / (math.sqrt(v_hat) + epsilon)


def adamw(p: float, g: float, memory: Memory, t: int, weight_decay: float, **adams: float) -> float:
    return adam(p - adams["learning_rate"] * weight_decay * p, g, memory, t, **adams)


def lion(p: float, g: float, memory: Memory, t: int, learning_rate: float, beta1: float, beta2: float) -> float:
    m = memory.get("m", 0.0)
    direction = beta1 * m + (1.0 - beta1) * g
    memory["m"] = beta2 * m + (1.0 - beta2) * g
    return p - learning_rate * ((direction > 0.0) - (direction < 0.0))


Matrix = list[Vector]


def product(X: Matrix, Y: Matrix) -> Matrix:
    return [[sum(x * y for x, y in zip(row, column, strict=True)) for column in zip(*Y, strict=True)] for row in X]


def transposed(X: Matrix) -> Matrix:
    return [list(column) for column in zip(*X, strict=True)]


def orthogonalized(X: Matrix) -> Matrix:
    """Newton-Schulz iteration of Jordan et al. 2024, for wide matrices."""
    if len(X) > len(X[0]):
        return transposed(orthogonalized(transposed(X)))
    norm = math.sqrt(sum(x * x for row in X for x in row))
    X = [[x / max(norm, 1e-7) for x in row] for row in X]
    for _ in range(5):
        A = product(X, transposed(X))
        B = [
            [-4.7750 * a + 2.0315 * aa for a, aa in zip(*rows, strict=True)]
            for rows in zip(A, product(A, A), strict=True)
        ]
        X = [[3.4445 * x + bx for x, bx in zip(*rows, strict=True)] for rows in zip(X, product(B, X), strict=True)]
    return X


def muon(W: Matrix, G: Matrix, memories: list[Memory], learning_rate: float, momentum: float) -> Vector:
    """A step of a weight matrix (n_in, n_out), row by row."""
    blend = []
    for memory, g in zip(memories, [g for row in G for g in row], strict=True):
        memory["b"] = momentum * memory.get("b", 0.0) + (1.0 - momentum) * g
        blend.append((1.0 - momentum) * g + momentum * memory["b"])
    width = len(W[0])
    direction = orthogonalized([blend[i : i + width] for i in range(0, len(blend), width)])
    scale = learning_rate * math.sqrt(max(1.0, width / len(W)))
    return [w - scale * d for row, towards in zip(W, direction, strict=True) for w, d in zip(row, towards, strict=True)]


OPTIMIZERS: dict[str, Callable[..., float]] = {
    "sgd": sgd,
    "momentum": sgd,
    "nesterov": nesterov,
    "adagrad": adagrad,
    "adadelta": adadelta,
    "rmsprop": rmsprop,
    "adam": adam,
    "amsgrad": amsgrad,
    "adamw": adamw,
    "lion": lion,
}


@dataclass
class Training:
    """How a net is trained: an optimizer of OPTIMIZERS with its numbers, penalties on the weights, mean or sum."""

    net: Net
    optimizer: str
    numbers: dict[str, float]
    l1: float = 0.0
    l2: float = 0.0
    mean: bool = True
    steps: int = 0
    memories: list[Memory] = field(default_factory=list)

    def gradient(self, inputs: Sequence[Vector], targets: Sequence[Vector]) -> Vector:
        """∂/∂ every parameter of the batch's loss with its penalty."""
        total = [0.0 for _ in self.net.parameters()]
        for x, t in zip(inputs, targets, strict=True):
            total = [one + other for one, other in zip(total, self.net.gradient_of(x, t), strict=True)]
        if self.mean:
            total = [value / len(inputs) for value in total]
        for i, (w, is_weight) in enumerate(zip(self.net.parameters(), self.net.is_weight(), strict=True)):
            if is_weight and w != 0.0:
                total[i] += self.l1 * math.copysign(1.0, w) + self.l2 * w
        return total

    def step(self, inputs: Sequence[Vector], targets: Sequence[Vector]) -> None:
        """One update by one batch."""
        gradient = self.gradient(inputs, targets)
        self.memories = self.memories or [{} for _ in gradient]
        self.steps += 1
        if self.optimizer == "muon":
            self._muon(gradient)
            return
        update = OPTIMIZERS[self.optimizer]
        self.net.put(
            [
                update(p, g, memory, self.steps, **self.numbers)
                for p, g, memory in zip(self.net.parameters(), gradient, self.memories, strict=True)
            ]
        )

    def _muon(self, gradient: Vector) -> None:
        """Muon for the matrices, Adam for the biases."""
        rate, momentum, others = (self.numbers[name] for name in ("learning_rate", "momentum", "others"))
        adams = {"learning_rate": rate * others, "beta1": 0.9, "beta2": 0.95, "epsilon": 1e-8}
        new: Vector = []
        for layer in self.net.layers:
            height, width = len(layer.weights), len(layer.biases)
            here, end = len(new), len(new) + height * width
            rows = [gradient[i : i + width] for i in range(here, end, width)]
            new += muon(layer.weights, rows, self.memories[here:end], rate, momentum)
            biases = zip(layer.biases, gradient[end:], self.memories[end:], strict=False)
            new += [adam(p, g, memory, self.steps, **adams) for p, g, memory in biases]
        self.net.put(new)

    def epoch(self, inputs: Sequence[Vector], targets: Sequence[Vector], order: Sequence[int], batch_size: int) -> None:
        """One epoch in the given order; the last batch may be smaller."""
        for start in range(0, len(order), batch_size):
            rows = order[start : start + batch_size]
            self.step([inputs[row] for row in rows], [targets[row] for row in rows])
