"""Write layers on sequences and images as lines of NumPy, from `a` (rows, columns) to `a`.

The first arguments are the names of the layer's arrays; `function` is its activation as an expression of `z`.
"""

from engine.data.dataset import Image
from engine.network.layer import Layer
from engine.spec.layers import ConvolutionSpec, GruSpec, LstmSpec, MaxPoolSpec, RnnSpec


def per_step(weights: str, biases: list[str], layer: Layer, function: str) -> list[str]:
    """A dense layer over the steps of a sequence: every step of every row is a row. `biases` may be empty."""
    return [
        f"z = {' + '.join([f'a.reshape(-1, {layer.n_in}) @ {weights}', *biases])}  # every step a row",
        f"a = ({function}).reshape(len(a), -1)",
    ]


def recurrent(names: list[str], spec: RnnSpec | LstmSpec | GruSpec, layer: Layer, function: str) -> list[str]:
    """A recurrent layer."""
    weights, across, biases, *of_candidate = names
    match spec:
        case RnnSpec():
            step = [f"z = s[:, t] @ {weights} + h @ {across} + {biases}", f"h = {function}"]
        case LstmSpec():
            step = [
                f"i, f, g, o = np.split(s[:, t] @ {weights} + h @ {across} + {biases}, 4, axis=1)",
                "c = sigmoid(f) * c + sigmoid(i) * np.tanh(g)",
                "h = sigmoid(o) * np.tanh(c)",
            ]
        case GruSpec():
            step = [
                f"u, v = np.split(s[:, t] @ {weights} + {biases}, 3, axis=1), np.split(h @ {across}, 3, axis=1)",
                "r, z = sigmoid(u[0] + v[0]), sigmoid(u[1] + v[1])",
                f"h = (1 - z) * np.tanh(u[2] + r * (v[2] + {of_candidate[0]})) + z * h",
            ]
    return [
        f"s = a.reshape(len(a), -1, {layer.n_in})  # (rows, steps, inputs)",
        f"{'h = c' if isinstance(spec, LstmSpec) else 'h'} = np.zeros((len(a), {layer.units}))",
        "states = []",
        "for t in range(s.shape[1]):",
        *(f"    {line}" for line in step),
        "    states.append(h)",
        "a = np.concatenate(states, axis=1)" if spec.return_sequences else "a = h",
    ]


def embedding(rows: str) -> list[str]:
    """An embedding or one-hot: `rows` is an expression for the table."""
    return [f"a = {rows}[a.astype(int)].reshape(len(a), -1)"]


def convolution(names: list[str], spec: ConvolutionSpec, layer: Layer, image: Image, function: str) -> list[str]:
    """A convolution of images (height, width, channels)."""
    weights, biases = names
    around = spec.size - 1 if spec.padding == "same" else 0
    edge = f"({around // 2}, {around - around // 2})"
    return [
        f"p = np.pad(a.reshape(len(a), *{image}), ((0, 0), {edge}, {edge}, (0, 0)))",
        f"p = np.lib.stride_tricks.sliding_window_view(p, ({spec.size}, {spec.size}), axis=(1, 2))",
        f"z = p.transpose(0, 1, 2, 4, 5, 3).reshape(-1, {layer.n_in}) @ {weights} + {biases}  # every position a row",
        f"a = ({function}).reshape(len(a), -1)",
    ]


def max_pool(spec: MaxPoolSpec, layer: Layer, image: Image) -> list[str]:
    """Max pooling of images (height, width, channels)."""
    height, width, channels = layer.shape
    size = spec.size
    return [
        f"p = a.reshape(len(a), *{image})[:, : {height * size}, : {width * size}]",
        f"p = p.reshape(len(a), {height}, {size}, {width}, {size}, {channels})",
        "a = p.max(axis=(2, 4)).reshape(len(a), -1)",
    ]
