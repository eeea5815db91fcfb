"""A run to take away: as its spec, as a file that holds it all, as NumPy arrays, as a program."""

import io
from dataclasses import dataclass

import numpy as np

from app.protocol.rest import ExportFormat
from app.sessions.run_file import run_file_json
from engine.jit import Array
from engine.trainer import Trainer

ACTIVATIONS = {
    "linear": "z",
    "tanh": "np.tanh(z)",
    "sigmoid": "np.where(z < 0, np.exp(-abs(z)), 1) / (1 + np.exp(-abs(z)))",
    "relu": "np.maximum(z, 0)",
    "leaky_relu": "np.where(z < 0, 0.01 * z, z)",
    "elu": "np.where(z < 0, np.expm1(np.minimum(z, 0)), z)",
    "gelu": "z * 0.5 * (1 + np.vectorize(math.erf)(z / math.sqrt(2)))",
    "silu": "z * np.where(z < 0, np.exp(-abs(z)), 1) / (1 + np.exp(-abs(z)))",
    "softplus": "np.maximum(z, 0) + np.log1p(np.exp(-abs(z)))",
    "sin": "np.sin(z)",
    "softmax": "np.exp(z - z.max(axis=1, keepdims=True)) / np.exp(z - z.max(axis=1, keepdims=True)).sum("
    "axis=1, keepdims=True)",
}
"""Every activation of the engine as an expression of NumPy."""

FEATURES = {
    "x1": "x[:, 0]",
    "x2": "x[:, 1]",
    "x1_squared": "x[:, 0] ** 2",
    "x2_squared": "x[:, 1] ** 2",
    "x1_x2": "x[:, 0] * x[:, 1]",
    "sin_x1": "np.sin(x[:, 0])",
    "sin_x2": "np.sin(x[:, 1])",
    "cos_x1": "np.cos(x[:, 0])",
    "cos_x2": "np.cos(x[:, 1])",
}
"""Every feature of the engine as an expression of NumPy."""


@dataclass(frozen=True)
class Export:
    """A file: its bytes, its media type and its name."""

    body: bytes
    media_type: str
    file_name: str


def export(trainer: Trainer, kind: ExportFormat) -> Export:
    """The run in a format; a job for `Session.look`."""
    match kind:
        case "spec":
            body = trainer.spec.model_dump_json(indent=1).encode()
            return Export(body, "application/json", "spec.json")
        case "json":
            return Export(run_file_json(trainer), "application/json", "run.json")
        case "npz":
            return Export(_npz(trainer), "application/octet-stream", "parameters.npz")
        case "python":
            return Export(_program(trainer).encode(), "text/x-python; charset=utf-8", "network.py")


def _npz(trainer: Trainer) -> bytes:
    arrays: dict[str, Array] = {}
    for layer in trainer.get_parameters():
        arrays[f"{layer.name}.weights"] = layer.weights
        arrays[f"{layer.name}.biases"] = layer.biases
    file = io.BytesIO()
    np.savez(file, **arrays)  # type: ignore[arg-type]  # the names cannot be savez's own parameter
    return file.getvalue()


def _program(trainer: Trainer) -> str:
    names = trainer.spec.features
    columns = ", ".join(FEATURES[name] for name in names) if names is not None else ""
    width = trainer.data.train.inputs.shape[1]
    layers = trainer.get_parameters()
    arrays = "\n".join(
        f"W{number} = np.array({layer.weights.tolist()})\nb{number} = np.array({layer.biases.tolist()})"
        for number, layer in enumerate(layers, 1)
    )
    functions = [layer.activation for layer in trainer.network.layers]
    passes = "\n".join(
        f"    z = a @ W{number} + b{number}\n    a = {ACTIVATIONS[function]}"
        for number, function in enumerate(functions, 1)
    )
    first = f"np.column_stack([{columns}])" if names is not None else "x"
    scaling = trainer.data.scaling
    numbers, scaled = "", ""
    if scaling is not None:
        numbers = f"\nshift = np.array({scaling.shift.tolist()})\nscale = np.array({scaling.scale.tolist()})"
        scaled = "\n    x = (x - shift) / scale"
    title = (
        f"A network from Backprop Playground, {trainer.spec.data.name} after {trainer.step} steps. Needs NumPy alone."
    )
    return f'''"""{title}"""

{"import math" + chr(10) if "gelu" in functions else ""}import numpy as np

# layer by layer: weights (inputs, units), biases (units,)
{arrays}{numbers}


def predict(x):
    """Outputs of the network for x, an array of shape (rows, {width})."""{scaled}
    a = {first}
{passes}
    return a


if __name__ == "__main__":
    print(predict(np.zeros((1, {width}))))
'''
