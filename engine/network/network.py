"""RunSpec -> tape + layout. Architecture ends here: what runs, probes and traces reads rows and blocks."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from engine.compiled.jit import LANES, Array
from engine.data.dataset import Form
from engine.layers.initializers import INITIALIZERS, of_spectral_radius
from engine.network.builder import INPUTS, Layer, Signal
from engine.network.sequence_and_image_layers import FormWriter
from engine.ops import fork, row
from engine.ops.activation import CODES as ACTIVATION_CODES
from engine.ops.losses import CODES as LOSS_CODES
from engine.ops.losses import LOSSES
from engine.ops.row import (
    ACTIVATION,
    ADD,
    BATCH_NORM,
    CONCAT,
    DENSE,
    DROPOUT,
    FORK,
    INPUT_SLOT,
    LAYER_NORM,
    LOSS,
    PRODUCT,
    STEPS_LOSS,
    TRAINING,
)
from engine.spec.layers import (
    ActivationSpec,
    BatchNormSpec,
    ConvolutionSpec,
    DenseSpec,
    DropoutSpec,
    EmbeddingSpec,
    GruSpec,
    InitializerSpec,
    LayerNormSpec,
    LayerSpec,
    LstmSpec,
    MaxPoolSpec,
    OneHotSpec,
    ParallelSpec,
    RecurrentSpec,
    ResidualSpec,
    RnnSpec,
    flat_layers,
)
from engine.spec.run import RunSpec

__all__ = ["Layer", "Network"]


class Network(FormWriter):
    """The compiled form of a spec for inputs of `n_in` features and `n_out` targets.

    `tape` (for inference) and `training_tape` are (rows, COLUMNS) int64, their last row the loss, and `owners` names the
    layer of each row; `width` is the sum of all slots' widths, so that a batch of B padded columns needs buffers of
    width · B numbers; `target` and `losses` are the slots of the loss. Outputs and targets of a sample are `output_width`
    numbers, `n_out` at every step that has some; features are no steps and no pixels, whatever they are computed from.
    `vocabulary`: inputs are whole numbers below it. ValueError where layers do not fit each other, or the outputs not the
    targets.
    """

    def __init__(self, spec: RunSpec, n_in: int, n_out: int, form: Form | None = None) -> None:
        super().__init__(n_in)
        form = form or Form()
        if spec.features is not None:
            form = Form(target_steps=form.target_steps)
        self.n_in: int = n_in
        self.n_out: int = n_out
        self.output_width: int = n_out * form.target_steps
        normed = any(isinstance(layer, BatchNormSpec) for layer in flat_layers(spec.network.layers))
        self._own_samples = self._slot(1) if normed else INPUT_SLOT
        self._residuals = sum(isinstance(layer, ResidualSpec) for layer in spec.network.layers)
        activation = spec.network.output_activation
        assert activation is not None and spec.loss is not None  # a validated spec leaves nothing null
        x = self._chain(
            spec.network.layers, Signal(INPUT_SLOT, n_in, INPUTS, form.steps, image=form.image), "network.layers"
        )
        check_steps(x, form)
        taken_with_loss = LOSSES[spec.loss].output_activation is not None
        frozen, bias = spec.network.output_frozen, spec.network.output_bias
        output = self._dense("output", x, n_out, activation, frozen, bias, with_loss=taken_with_loss)
        self.prediction: int = output.slot
        steps = form.target_steps if x.per_step else 0
        self.target, self.losses = self._slot(self.output_width), self._slot(2 + steps)
        last = self.layers[-1]
        self._row(
            last.name, STEPS_LOSS if steps else LOSS, LOSS_CODES[spec.loss],
            last.pre_activation if taken_with_loss else last.output, last.output, n_in=self.output_width, n_out=1,
            target=self.target, losses=self.losses, second=self._own_samples, steps=steps,
        )  # fmt: skip
        self.tape: NDArray[np.int64] = np.array(self._rows, dtype=np.int64)
        self.training_tape = self.tape.copy()
        fixed = {layer.name for layer in self.layers if layer.frozen}
        for numbers, owner in zip(self.training_tape, self.owners, strict=True):
            if numbers[row.OP] in (BATCH_NORM, DROPOUT) and owner not in fixed:
                numbers[row.CODE] = TRAINING
        first = spec.network.layers[0] if spec.network.layers else None
        self.vocabulary: int | None = first.vocabulary if isinstance(first, EmbeddingSpec | OneHotSpec) else None

    @property
    def work(self) -> int:
        """Multiply-adds with parameters in one sample's forward pass, about."""
        return sum(layer.size * layer.repeats for layer in self.layers)

    def check_inputs(self, inputs: Array) -> None:
        """ValueError unless prepared inputs (N, n_in) can be read: those of an embedding or one-hot are numbers of it."""
        if self.vocabulary is None:
            return
        fits = (inputs >= 0) & (inputs < self.vocabulary) & (inputs == np.floor(inputs))
        if not fits.all():
            number, column = np.argwhere(~fits)[0]
            raise ValueError(
                f"Received {inputs[number, column]:g} in row {number}, column {column} of the inputs of "
                f"{self.layers[0].name}, expected whole numbers from 0 to {self.vocabulary - 1}. "
                "Correct the data, or give the layer a larger vocabulary."
            )

    # -- layers ------------------------------------------------------------------------------------------------------

    def _chain(self, layers: Sequence[LayerSpec], x: Signal, field: str) -> Signal:
        """Layers one after the other; `field` is where they stand in the spec."""
        for number, layer in enumerate(layers):
            x = self._hidden(layer, x, f"{field}[{number}]")
        return x

    def _hidden(self, layer: LayerSpec, x: Signal, field: str) -> Signal:
        match layer:
            case DenseSpec():
                return self._dense(self._name("dense"), x, layer.units, layer.activation, layer.frozen, layer.bias)
            case ActivationSpec():
                return self._activation(layer.activation, x)
            case LayerNormSpec():
                return self._layer_norm(layer, x)
            case BatchNormSpec():
                return self._batch_norm(layer, x)
            case DropoutSpec():
                return self._dropout(layer, x)
            case ResidualSpec():
                return self._residual(layer, x, field)
            case ParallelSpec():
                return self._parallel(layer, x, field)
            case RnnSpec() | LstmSpec() | GruSpec():
                return self._recurrent(layer, x)
            case EmbeddingSpec() | OneHotSpec():
                return self._table(layer, x)
            case ConvolutionSpec():
                return self._convolution(layer, x)
            case MaxPoolSpec():
                return self._max_pool(layer, x)

    def _dense(
        self, name: str, x: Signal, units: int, activation: str, frozen: bool, bias: bool, with_loss: bool = False
    ) -> Signal:
        """a = f(x W + b), of states at every step; the activation of an output may be left to the loss."""
        if x.per_step:
            return self._per_step(name, x, units, activation, frozen, bias, with_loss)
        blocks = self._affine_blocks(name, x.width, units, frozen, bias)
        z, a = self._slot(units), self._slot(units)
        self.layers.append(Layer(name, "dense", (x.layer,), x.width, units, activation, z, a, blocks, frozen))
        place = {"parameters": blocks["weights"].offset, "n_in": x.width, "n_out": units, "steps": 1}
        self._row(name, DENSE if bias else PRODUCT, 0, x.slot, z, **place)
        if not with_loss:
            self._row(name, ACTIVATION, ACTIVATION_CODES[activation], z, a, n_in=units, n_out=units)
        return x.flat(a, units, name)

    def _activation(self, function: str, x: Signal) -> Signal:
        name, a = self._name("activation"), self._slot(x.width)
        self._row(name, ACTIVATION, ACTIVATION_CODES[function], x.slot, a, n_in=x.width, n_out=x.width)
        self.layers.append(Layer(name, "activation", (x.layer,), x.width, x.width, function, x.slot, a))
        return x._replace(slot=a, layer=name)

    def _layer_norm(self, spec: LayerNormSpec, x: Signal) -> Signal:
        """y = x̂ g + b, x̂ of mean 0 and variance 1 over the units."""
        name, n = self._name("layer_norm"), x.width
        _check_vector(name, x)
        blocks = {key: self.layout.add(f"{name}.{key}", (n,), frozen=spec.frozen) for key in ("gains", "biases")}
        y = self._slot(n)
        place = {"parameters": blocks["gains"].offset, "work": self._slot(n + 2)}
        self._row(name, LAYER_NORM, 0, x.slot, y, n_in=n, n_out=n, **place)
        self.layers.append(Layer(name, "layer_norm", (x.layer,), n, n, "linear", y, y, blocks, spec.frozen))
        return x._replace(slot=y, layer=name)

    def _batch_norm(self, spec: BatchNormSpec, x: Signal) -> Signal:
        """y = x̂ g + b, x̂ of mean 0 and variance 1 over the batch."""
        name, n = self._name("batch_norm"), x.width
        _check_vector(name, x)
        blocks = {key: self.layout.add(f"{name}.{key}", (n,), frozen=spec.frozen) for key in ("gains", "biases")}
        for key in ("running_mean", "running_variance"):
            blocks[key] = self.layout.add(f"{name}.{key}", (n,), running=True)
        y = self._slot(n)
        place = {"parameters": blocks["gains"].offset, "work": self._slot(n + -(-n // LANES))}
        self._row(
            name, BATCH_NORM, 0, x.slot, y, n_in=n, n_out=n, **place,
            second=self._own_samples, number=row.bits_of(spec.momentum),
        )  # fmt: skip
        self.layers.append(Layer(name, "batch_norm", (x.layer,), n, n, "linear", y, y, blocks, spec.frozen))
        return x._replace(slot=y, layer=name)

    def _dropout(self, spec: DropoutSpec, x: Signal) -> Signal:
        """y = x ∘ mask while training, else x."""
        name, n = self._name("dropout"), x.width
        y, mask = self._slot(n), self._slot(n)
        self._row(name, DROPOUT, 0, x.slot, y, n_in=n, n_out=n, work=mask, number=row.bits_of(spec.rate))
        self.layers.append(Layer(name, "dropout", (x.layer,), n, n, "linear", y, y))
        return x._replace(slot=y, layer=name)

    def _residual(self, spec: ResidualSpec, x: Signal, field: str) -> Signal:
        """y = x + s f(x)."""
        name = self._name("residual")
        skip, branch = self._fork(name, x, [(0, x.width)] * 2)
        f = self._chain(spec.layers, branch, f"{field}.layers")
        if f.width != x.width:
            raise ValueError(
                f"{field}: received a residual block of {x.width} inputs whose layers end in {f.width} units, expected "
                f"as many as inputs. Give its last dense layer {x.width} units, or a dense layer of {f.width} before it."
            )
        scale = self._residuals**-0.5 if spec.scale == "1/sqrt(L)" else spec.scale
        y = self._slot(x.width)
        self._row(
            name, ADD, 0, skip.slot, y, n_in=x.width, n_out=x.width, second=f.slot, number=row.bits_of(scale)
        )  # fmt: skip
        self.layers.append(Layer(name, "residual", (x.layer, f.layer), x.width, x.width, "linear", y, y))
        return x._replace(slot=y, layer=name)

    def _parallel(self, spec: ParallelSpec, x: Signal, field: str) -> Signal:
        """y = [f₁(x[columns₁]) f₂(x[columns₂]) …]."""
        name = self._name("parallel")
        columns = [branch.inputs or (0, x.width) for branch in spec.branches]
        for number, (first, end) in enumerate(columns):
            if end > x.width:
                raise ValueError(
                    f"{field}.branches[{number}].inputs: received [{first}, {end}] for {x.width} inputs, expected an end "
                    f"of at most {x.width}. Choose columns that are there."
                )
        forks = self._fork(name, x, columns)
        parts = [
            self._chain(branch.layers, part, f"{field}.branches[{number}].layers")
            for number, (branch, part) in enumerate(zip(spec.branches, forks, strict=True))
        ]
        ends = np.cumsum([0, *(part.width for part in parts)]).tolist()
        y = x.flat(self._slot(ends[-1]), ends[-1], name)
        for part, (first, end) in zip(parts, pairwise(ends), strict=True):
            self._row(name, CONCAT, 0, part.slot, y.columns(first, end).slot, n_in=part.width, n_out=part.width)
        sources = tuple(part.layer for part in parts)
        self.layers.append(Layer(name, "parallel", sources, x.width, y.width, "linear", y.slot, y.slot))
        return y

    def _fork(self, owner: str, x: Signal, columns: Sequence[tuple[int, int]]) -> list[Signal]:
        """Copies of parts of x, one for each reader."""
        copies = []
        for number, (first, end) in enumerate(columns, 1):
            part = x.columns(first, end)
            copy = part._replace(slot=self._slot(end - first))
            code = fork.LAST if number == len(columns) else 0
            self._row(owner, FORK, code, x.slot, copy.slot, n_in=x.width, n_out=copy.width, second=part.slot)
            copies.append(copy)
        return copies

    # -- parameters --------------------------------------------------------------------------------------------------

    def initial_parameters(self, spec: RunSpec, rng: np.random.Generator) -> Array:
        """Weights and biases of dense layers drawn layer by layer from `rng` as the spec says; a norm begins as the
        identity, with statistics of mean 0 and variance 1. Flat, float64."""
        parameters = np.zeros(self.layout.size)
        initializer = spec.network.initializer
        draw, draw_bias = INITIALIZERS[initializer.name].draw, INITIALIZERS[initializer.bias_name].draw
        for layer in self.layers:
            if layer.kind == "embedding":  # no sum over its rows whose size an initialiser could keep
                weights = layer.blocks["weights"]
                weights.of(parameters)[:] = rng.standard_normal(weights.shape)
            elif "weights" in layer.blocks:
                for gate in _gates(layer.blocks["weights"].of(parameters), layer):
                    gate[:] = draw(rng, layer.n_in, layer.units, initializer.scale)
                if "biases" in layer.blocks:
                    biases = layer.blocks["biases"].of(parameters)
                    biases[:] = draw_bias(rng, 1, biases.size, initializer.bias)[0]
            for key in ("gains", "running_variance"):
                if key in layer.blocks:
                    layer.blocks[key].of(parameters)[:] = 1.0
        recurrent = [layer for layer in self.layers if "recurrent" in layer.blocks]
        specs = [layer for layer in spec.network.layers if isinstance(layer, RecurrentSpec)]
        for layer, own in zip(recurrent, specs, strict=True):
            self._draw_recurrent(parameters, layer, own, initializer, rng)
        return parameters

    @staticmethod
    def _draw_recurrent(
        parameters: Array, layer: Layer, own: RecurrentSpec, initializer: InitializerSpec, rng: np.random.Generator
    ) -> None:
        drawn = own.recurrent_initializer
        for gate in _gates(layer.blocks["recurrent"].of(parameters), layer):
            weights = INITIALIZERS[drawn.name].draw(rng, layer.units, layer.units, drawn.scale)
            radius = drawn.spectral_radius
            gate[:] = weights if radius is None else of_spectral_radius(weights, radius)
        if "recurrent_biases" in layer.blocks:
            biases = layer.blocks["recurrent_biases"].of(parameters)
            biases[:] = INITIALIZERS[initializer.bias_name].draw(rng, 1, biases.size, initializer.bias)[0]
        if isinstance(own, LstmSpec):
            layer.blocks["biases"].of(parameters)[layer.units : 2 * layer.units] = own.forget_bias


def _gates(matrix: Array, layer: Layer) -> Iterator[Array]:
    """The matrices (n, units) of a layer's gates, which stand side by side in `matrix`; itself where it has one."""
    for first in range(0, matrix.shape[1], layer.units):
        yield matrix[:, first : first + layer.units]


def check_steps(x: Signal, form: Form) -> None:
    """Raise ValueError unless the output layer, which reads `x`, has an output at every step that has a target."""
    if x.per_step and form.target_steps != x.steps:
        raise ValueError(
            f"Received {x.layer} with something to say at each of {x.steps} steps, for data with one target a sequence. "
            "Set return_sequences of the last recurrent layer to false."
        )
    if not x.per_step and form.target_steps > 1:
        raise ValueError(
            f"Received data with targets at each of {form.target_steps} steps, expected a network with an output at "
            "each. Let the last recurrent layer have return_sequences, and only dense layers after it."
        )


def _check_vector(name: str, x: Signal) -> None:
    if x.per_step:
        raise ValueError(
            f"Received {name} after {x.layer}, which gives sequences, expected one vector a sample: a norm would mix the "
            "steps. Leave it out, or set return_sequences to false."
        )
