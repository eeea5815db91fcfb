"""A run to take away: as its spec, as a file that holds it all, as NumPy arrays, as a program."""

import io
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from app.export import python_program as program_forms
from app.export.run_file import run_file_json
from app.protocol.rest import ExportFormat
from engine.compiled.jit import Array
from engine.data.dataset import Image
from engine.data.features import FEATURES
from engine.network.layer import Layer
from engine.ops.activations import LOGISTIC, OUTPUT_ACTIVATIONS
from engine.ops.norm import EPSILON
from engine.spec.layers import (
    ActivationSpec,
    BatchNormSpec,
    ConvolutionSpec,
    DenseSpec,
    DropoutSpec,
    EmbeddingSpec,
    GruSpec,
    LayerNormSpec,
    LayerSpec,
    LstmSpec,
    MaxPoolSpec,
    OneHotSpec,
    ParallelSpec,
    RecurrentSpec,
    ResidualSpec,
    RnnSpec,
)
from engine.train.trainer import Trainer

SIGMOID = f'''

def sigmoid(z):
    """1 / (1 + e^-z), without overflow."""
    return {LOGISTIC}
'''


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
        arrays |= {f"{layer.name}.{key}": block for key, block in layer.every().items()}
    file = io.BytesIO()
    np.savez(file, **arrays)  # type: ignore[arg-type]  # the names cannot be savez's own parameter
    return file.getvalue()


class _Writer:
    """Writes the forward pass: `arrays` defines the parameters, `lines` go from the inputs `a` to the outputs `a`."""

    def __init__(self, trainer: Trainer) -> None:
        self.arrays: list[str] = []
        self.lines: list[str] = []
        self._spec = trainer.spec.network
        self._layers = iter(trainer.network.layers)
        self._parameters = {layer.name: layer.every() for layer in trainer.get_parameters()}
        self._count = 0
        self._kept = 0
        self._images = iter(_images(trainer))

    @property
    def needs_math(self) -> bool:
        """Whether a line calls the module `math`."""
        return any("math." in line for line in self.lines)

    @property
    def needs_sigmoid(self) -> bool:
        """Whether a line calls the function `sigmoid`."""
        return any("sigmoid(" in line for line in self.lines)

    def write(self) -> None:
        """All of it."""
        self._chain(self._spec.layers)
        self._dense(next(self._layers))

    def _line(self, text: str) -> None:
        self.lines.append(f"    {text}")

    def _write(self, lines: Sequence[str]) -> None:
        for line in lines:
            self._line(line)

    def _next_image(self) -> Image:
        """Height, width and channels of what the next convolution or pooling reads."""
        return next(self._images)

    def _keep(self, text: str) -> str:
        """A name of its own for a value that is used later."""
        self._kept += 1
        self._line(f"x{self._kept} = {text}")
        return f"x{self._kept}"

    def _chain(self, layers: Sequence[LayerSpec]) -> None:
        for layer in layers:
            self._layer(layer)

    def _layer(self, spec: LayerSpec) -> None:
        match spec:
            case DenseSpec():
                self._dense(next(self._layers))
            case ActivationSpec():
                self._line("z = a")
                self._line(f"a = {OUTPUT_ACTIVATIONS[next(self._layers).activation]}")
            case LayerNormSpec():
                gains, biases = self._arrays(next(self._layers), gains="g", biases="b")
                self._line("a = a - a.mean(axis=1, keepdims=True)")
                self._line(f"a = a / np.sqrt((a**2).mean(axis=1, keepdims=True) + {EPSILON}) * {gains} + {biases}")
            case BatchNormSpec():
                blocks = {"gains": "g", "biases": "b", "running_mean": "mean", "running_variance": "variance"}
                gains, biases, mean, variance = self._arrays(next(self._layers), **blocks)
                self._line(f"a = (a - {mean}) / np.sqrt({variance} + {EPSILON}) * {gains} + {biases}")
            case DropoutSpec():
                next(self._layers)
            case ResidualSpec():
                skip = self._keep("a")
                self._chain(spec.layers)
                next(self._layers)
                self._line(f"a = {skip} + {spec.factor(self._spec.residual_blocks)!r} * a")
            case ParallelSpec():
                whole, parts = self._keep("a"), []
                for branch in spec.branches:
                    columns = "" if branch.inputs is None else f"[:, {branch.inputs[0]}:{branch.inputs[1]}]"
                    self._line(f"a = {whole}{columns}")
                    self._chain(branch.layers)
                    parts.append(self._keep("a"))
                next(self._layers)
                self._line(f"a = np.hstack([{', '.join(parts)}])")
            case _:
                self._form(spec)

    def _form(self, spec: RecurrentSpec | EmbeddingSpec | OneHotSpec | ConvolutionSpec | MaxPoolSpec) -> None:
        """A layer that reads sequences, numbers or pictures."""
        match spec:
            case RnnSpec() | LstmSpec() | GruSpec():
                layer = next(self._layers)
                letters = {"weights": "W", "recurrent": "R", "biases": "b", "recurrent_biases": "q"}
                names = self._arrays(layer, **{key: letters[key] for key in layer.blocks})
                self._write(program_forms.recurrent(names, spec, layer, OUTPUT_ACTIVATIONS[layer.activation]))
            case EmbeddingSpec():
                self._write(program_forms.table(*self._arrays(next(self._layers), weights="W")))
            case OneHotSpec():
                next(self._layers)
                self._write(program_forms.table(f"np.eye({spec.vocabulary})"))
            case ConvolutionSpec():
                layer, image = next(self._layers), self._next_image()
                names = self._arrays(layer, weights="W", biases="b")
                self._write(program_forms.convolution(names, spec, layer, image, OUTPUT_ACTIVATIONS[layer.activation]))
            case MaxPoolSpec():
                self._write(program_forms.max_pool(spec, next(self._layers), self._next_image()))

    def _dense(self, layer: Layer) -> None:
        letters = {"weights": "W", "biases": "b"}
        weights, *biases = self._arrays(layer, **{key: letters[key] for key in layer.blocks})
        if layer.shape:
            self._write(program_forms.per_step(weights, biases, layer, OUTPUT_ACTIVATIONS[layer.activation]))
            return
        self._line(f"z = {' + '.join([f'a @ {weights}', *biases])}")
        self._line(f"a = {OUTPUT_ACTIVATIONS[layer.activation]}")

    def _arrays(self, layer: Layer, **letters: str) -> list[str]:
        """Define the blocks of a layer; their names are a letter and the layer's number."""
        self._count += 1
        for block, letter in letters.items():
            self.arrays.append(f"{letter}{self._count} = np.array({self._parameters[layer.name][block].tolist()})")
        return [f"{letter}{self._count}" for letter in letters.values()]


def _images(trainer: Trainer) -> list[Image]:
    """The picture that each convolution or pooling reads: the data's, then what the one before makes of it."""
    made = [layer.shape for layer in trainer.network.layers if len(layer.shape) == 3]
    return [shape for shape in [trainer.data.image, *made] if shape is not None]


def _program(trainer: Trainer) -> str:
    names = trainer.spec.features
    columns = ", ".join(FEATURES[name].numpy for name in names) if names is not None else ""
    width = trainer.data.train.inputs.shape[1]
    network = _Writer(trainer)
    network.write()
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

{"import math" + chr(10) if network.needs_math else ""}import numpy as np

# layer by layer: weights W (inputs, units), biases b (units,), of norms gains g and statistics (units,)
{chr(10).join(network.arrays)}{numbers}
{SIGMOID if network.needs_sigmoid else ""}

def predict(x):
    """Outputs of the network for x, an array of shape (rows, {width})."""{scaled}
    a = {first}
{chr(10).join(network.lines)}
    return a


if __name__ == "__main__":
    print(predict(np.zeros((1, {width}))))
'''
