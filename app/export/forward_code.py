"""Write the forward pass of a network as lines of NumPy."""

from collections.abc import Sequence

from app.export import sequence_and_image_code
from engine.data.dataset import Image
from engine.network.layer import Layer
from engine.ops.activations import OUTPUT_ACTIVATIONS
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


class ForwardCode:
    """The forward pass of a run's network.

    arrays: lines that define the parameters. lines: from the inputs `a` of the network, (rows, columns), to its outputs
    `a`.
    """

    def __init__(self, trainer: Trainer) -> None:
        self.arrays: list[str] = []
        self.lines: list[str] = []
        self._spec = trainer.spec.network
        self._layers = iter(trainer.network.layers)
        self._parameters = {layer.name: layer.every() for layer in trainer.get_parameters()}
        self._images = iter(_images(trainer))
        self._layer_count = self._variable_count = 0
        self._write_chain(self._spec.layers)
        self._write_dense(next(self._layers))

    @property
    def needs_math(self) -> bool:
        """True if a line uses the module `math`."""
        return any("math." in line for line in self.lines)

    @property
    def needs_sigmoid(self) -> bool:
        """True if a line calls the function `sigmoid`."""
        return any("sigmoid(" in line for line in self.lines)

    def _variable(self, text: str) -> str:
        """Assign an expression to a new variable, for later use. Returns its name."""
        self._variable_count += 1
        self.lines.append(f"x{self._variable_count} = {text}")
        return f"x{self._variable_count}"

    def _write_chain(self, layers: Sequence[LayerSpec]) -> None:
        for layer in layers:
            self._write_layer(layer)

    def _write_layer(self, spec: LayerSpec) -> None:
        match spec:
            case DenseSpec():
                self._write_dense(next(self._layers))
            case ActivationSpec():
                self.lines.append("z = a")
                self.lines.append(f"a = {OUTPUT_ACTIVATIONS[next(self._layers).activation]}")
            case LayerNormSpec():
                gains, biases = self._arrays(next(self._layers), gains="g", biases="b")
                self.lines.append("a = a - a.mean(axis=1, keepdims=True)")
                self.lines.append(
                    f"a = a / np.sqrt((a**2).mean(axis=1, keepdims=True) + {EPSILON}) * {gains} + {biases}"
                )
            case BatchNormSpec():
                blocks = {"gains": "g", "biases": "b", "running_mean": "mean", "running_variance": "variance"}
                gains, biases, mean, variance = self._arrays(next(self._layers), **blocks)
                self.lines.append(f"a = (a - {mean}) / np.sqrt({variance} + {EPSILON}) * {gains} + {biases}")
            case DropoutSpec():
                next(self._layers)
            case ResidualSpec():
                skip = self._variable("a")
                self._write_chain(spec.layers)
                next(self._layers)
                self.lines.append(f"a = {skip} + {spec.factor(self._spec.residual_blocks)!r} * a")
            case ParallelSpec():
                whole, parts = self._variable("a"), []
                for branch in spec.branches:
                    columns = "" if branch.inputs is None else f"[:, {branch.inputs[0]}:{branch.inputs[1]}]"
                    self.lines.append(f"a = {whole}{columns}")
                    self._write_chain(branch.layers)
                    parts.append(self._variable("a"))
                next(self._layers)
                self.lines.append(f"a = np.hstack([{', '.join(parts)}])")
            case _:
                self._write_sequence_or_image_layer(spec)

    def _write_sequence_or_image_layer(
        self, spec: RecurrentSpec | EmbeddingSpec | OneHotSpec | ConvolutionSpec | MaxPoolSpec
    ) -> None:
        """Write a layer on sequences, indices or images."""
        match spec:
            case RnnSpec() | LstmSpec() | GruSpec():
                layer = next(self._layers)
                letters = {"weights": "W", "recurrent": "R", "biases": "b", "recurrent_biases": "q"}
                names = self._arrays(layer, **{key: letters[key] for key in layer.blocks})
                self.lines.extend(
                    sequence_and_image_code.recurrent(names, spec, layer, OUTPUT_ACTIVATIONS[layer.activation])
                )
            case EmbeddingSpec():
                self.lines.extend(sequence_and_image_code.embedding(*self._arrays(next(self._layers), weights="W")))
            case OneHotSpec():
                next(self._layers)
                self.lines.extend(sequence_and_image_code.embedding(f"np.eye({spec.vocabulary})"))
            case ConvolutionSpec():
                layer, image = next(self._layers), next(self._images)
                names = self._arrays(layer, weights="W", biases="b")
                self.lines.extend(
                    sequence_and_image_code.convolution(names, spec, layer, image, OUTPUT_ACTIVATIONS[layer.activation])
                )
            case MaxPoolSpec():
                self.lines.extend(sequence_and_image_code.max_pool(spec, next(self._layers), next(self._images)))

    def _write_dense(self, layer: Layer) -> None:
        letters = {"weights": "W", "biases": "b"}
        weights, *biases = self._arrays(layer, **{key: letters[key] for key in layer.blocks})
        if layer.shape:
            self.lines.extend(
                sequence_and_image_code.per_step(weights, biases, layer, OUTPUT_ACTIVATIONS[layer.activation])
            )
            return
        self.lines.append(f"z = {' + '.join([f'a @ {weights}', *biases])}")
        self.lines.append(f"a = {OUTPUT_ACTIVATIONS[layer.activation]}")

    def _arrays(self, layer: Layer, **letters: str) -> list[str]:
        """Define the blocks of a layer as arrays, named by a letter and the layer's number. Returns the names."""
        self._layer_count += 1
        for block, letter in letters.items():
            self.arrays.append(
                f"{letter}{self._layer_count} = np.array({self._parameters[layer.name][block].tolist()})"
            )
        return [f"{letter}{self._layer_count}" for letter in letters.values()]


def _images(trainer: Trainer) -> list[Image]:
    """The shapes of the images that the convolutions and poolings read: the data's, then the output of each."""
    made = [layer.shape for layer in trainer.network.layers if len(layer.shape) == 3]
    return [shape for shape in [trainer.data.image, *made] if shape is not None]
