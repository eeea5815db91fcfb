"""RunSpec -> tape + layout. Architecture ends here: what runs, probes and traces reads rows and blocks."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from engine.initializers import INITIALIZERS
from engine.jit import LANES, Array
from engine.layout import Block, Layout
from engine.losses import CODES as LOSS_CODES
from engine.losses import LOSSES
from engine.ops import fork, row
from engine.ops.activation import CODES as ACTIVATION_CODES
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
    TRAINING,
)
from engine.spec import (
    ActivationSpec,
    BatchNormSpec,
    DenseSpec,
    DropoutSpec,
    LayerNormSpec,
    LayerSpec,
    ParallelSpec,
    ResidualSpec,
    RunSpec,
    flat_layers,
)

INPUTS = "inputs"
"""Name of the network's input among the sources of layers."""


@dataclass(frozen=True)
class Layer:
    """A layer as people speak of it: a dense op with its activation, a norm, a residual block as a whole, …"""

    name: str
    kind: str
    sources: tuple[str, ...]
    """The layers it reads, INPUTS for the network's own; of a residual block the skip, then the end of the branch."""
    n_in: int
    units: int
    activation: str
    """Its activation, "linear" where it has none."""
    pre_activation: int
    """Slot of what the activation is of, such as Z = A W + b."""
    output: int
    """Slot of f(Z)."""
    blocks: dict[str, Block] = field(default_factory=dict)
    """Its parameters, by their names within the layer: `weights`, `biases`, …"""
    frozen: bool = False
    """Whether training leaves its parameters as they are."""


@dataclass(frozen=True)
class Signal:
    """What flows from layer to layer while the tape is written: a slot, its width, and the layer that it came from."""

    slot: int
    width: int
    layer: str

    def columns(self, first: int, end: int) -> "Signal":
        """A part of it."""
        return Signal(self.slot + first, end - first, self.layer)


class Network:
    """The compiled form of a spec for inputs of `n_in` features and `n_out` targets.

    `tape` (for inference) and `training_tape` are (rows, COLUMNS) int64, their last row the loss, and `owners` names the
    layer of each row; `width` is the sum of all slots' widths, so that a batch of B padded columns needs buffers of
    width · B numbers; `target` and `losses` are the slots of the loss. ValueError where layers do not fit each other.
    """

    def __init__(self, spec: RunSpec, n_in: int, n_out: int) -> None:
        self.n_in: int = n_in
        self.n_out: int = n_out
        self.layout = Layout()
        self.layers: list[Layer] = []
        self.owners: list[str] = []
        self.width = n_in
        self._rows: list[list[int]] = []
        self._counts: Counter[str] = Counter()
        normed = any(isinstance(layer, BatchNormSpec) for layer in flat_layers(spec.network.layers))
        self._own_samples = self._slot(1) if normed else INPUT_SLOT
        self._residuals = sum(isinstance(layer, ResidualSpec) for layer in spec.network.layers)
        activation = spec.network.output_activation
        assert activation is not None and spec.loss is not None  # a validated spec leaves nothing null
        x = self._chain(spec.network.layers, Signal(INPUT_SLOT, n_in, INPUTS), "network.layers")
        taken_with_loss = LOSSES[spec.loss].output_activation is not None
        output = self._dense("output", x, n_out, activation, spec.network.output_frozen, with_loss=taken_with_loss)
        self.prediction: int = output.slot
        self.target, self.losses = self._slot(n_out), self._slot(2)
        last = self.layers[-1]
        self._row(
            last.name, LOSS, LOSS_CODES[spec.loss], last.pre_activation if taken_with_loss else last.output,
            last.output, n_in=n_out, n_out=1, target=self.target, losses=self.losses, second=self._own_samples,
        )  # fmt: skip
        self.tape: NDArray[np.int64] = np.array(self._rows, dtype=np.int64)
        self.training_tape = self.tape.copy()
        fixed = {layer.name for layer in self.layers if layer.frozen}
        for numbers, owner in zip(self.training_tape, self.owners, strict=True):
            if numbers[row.OP] in (BATCH_NORM, DROPOUT) and owner not in fixed:
                numbers[row.CODE] = TRAINING

    # -- rows, slots and names ---------------------------------------------------------------------------------------

    def _slot(self, width: int) -> int:
        slot, self.width = self.width, self.width + width
        return slot

    def _name(self, kind: str) -> str:
        self._counts[kind] += 1
        return f"{kind}_{self._counts[kind]}"

    def _row(self, owner: str, op: int, code: int, source: int, output: int, **columns: int) -> None:
        """Write a row: what it does, its slots, and the other columns by their names, 0 where they are left out."""
        numbers = [0] * row.COLUMNS
        numbers[row.OP], numbers[row.CODE], numbers[row.INPUT], numbers[row.OUTPUT] = op, code, source, output
        for name, value in columns.items():
            numbers[getattr(row, name.upper())] = value
        self._rows.append(numbers)
        self.owners.append(owner)

    # -- layers ------------------------------------------------------------------------------------------------------

    def _chain(self, layers: Sequence[LayerSpec], x: Signal, field: str) -> Signal:
        """Layers one after the other; `field` is where they stand in the spec."""
        for number, layer in enumerate(layers):
            x = self._hidden(layer, x, f"{field}[{number}]")
        return x

    def _hidden(self, layer: LayerSpec, x: Signal, field: str) -> Signal:
        match layer:
            case DenseSpec():
                return self._dense(self._name("dense"), x, layer.units, layer.activation, layer.frozen)
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

    def _dense(
        self, name: str, x: Signal, units: int, activation: str, frozen: bool, with_loss: bool = False
    ) -> Signal:
        """a = f(x W + b); the activation of an output may be left to the loss."""
        weights = self.layout.add(f"{name}.weights", (x.width, units), frozen=frozen)
        biases = self.layout.add(f"{name}.biases", (units,), frozen=frozen)
        z, a = self._slot(units), self._slot(units)
        blocks = {"weights": weights, "biases": biases}
        self.layers.append(Layer(name, "dense", (x.layer,), x.width, units, activation, z, a, blocks, frozen))
        self._row(name, DENSE, 0, x.slot, z, parameters=weights.offset, n_in=x.width, n_out=units)
        if not with_loss:
            self._row(name, ACTIVATION, ACTIVATION_CODES[activation], z, a, n_in=units, n_out=units)
        return Signal(a, units, name)

    def _activation(self, function: str, x: Signal) -> Signal:
        name, a = self._name("activation"), self._slot(x.width)
        self._row(name, ACTIVATION, ACTIVATION_CODES[function], x.slot, a, n_in=x.width, n_out=x.width)
        self.layers.append(Layer(name, "activation", (x.layer,), x.width, x.width, function, x.slot, a))
        return Signal(a, x.width, name)

    def _layer_norm(self, spec: LayerNormSpec, x: Signal) -> Signal:
        """y = x̂ g + b, x̂ of mean 0 and variance 1 over the units."""
        name, n = self._name("layer_norm"), x.width
        blocks = {key: self.layout.add(f"{name}.{key}", (n,), frozen=spec.frozen) for key in ("gains", "biases")}
        y = self._slot(n)
        place = {"parameters": blocks["gains"].offset, "work": self._slot(n + 2)}
        self._row(name, LAYER_NORM, 0, x.slot, y, n_in=n, n_out=n, **place)
        self.layers.append(Layer(name, "layer_norm", (x.layer,), n, n, "linear", y, y, blocks, spec.frozen))
        return Signal(y, n, name)

    def _batch_norm(self, spec: BatchNormSpec, x: Signal) -> Signal:
        """y = x̂ g + b, x̂ of mean 0 and variance 1 over the batch."""
        name, n = self._name("batch_norm"), x.width
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
        return Signal(y, n, name)

    def _dropout(self, spec: DropoutSpec, x: Signal) -> Signal:
        """y = x ∘ mask while training, else x."""
        name, n = self._name("dropout"), x.width
        y, mask = self._slot(n), self._slot(n)
        self._row(name, DROPOUT, 0, x.slot, y, n_in=n, n_out=n, work=mask, number=row.bits_of(spec.rate))
        self.layers.append(Layer(name, "dropout", (x.layer,), n, n, "linear", y, y))
        return Signal(y, n, name)

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
        return Signal(y, x.width, name)

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
        y = Signal(self._slot(ends[-1]), ends[-1], name)
        for part, (first, end) in zip(parts, pairwise(ends), strict=True):
            self._row(name, CONCAT, 0, part.slot, y.columns(first, end).slot, n_in=part.width, n_out=part.width)
        sources = tuple(part.layer for part in parts)
        self.layers.append(Layer(name, "parallel", sources, x.width, y.width, "linear", y.slot, y.slot))
        return y

    def _fork(self, owner: str, x: Signal, columns: Sequence[tuple[int, int]]) -> list[Signal]:
        """Copies of parts of x, one for each reader."""
        copies = []
        for number, (first, end) in enumerate(columns, 1):
            copy = Signal(self._slot(end - first), end - first, x.layer)
            code = fork.LAST if number == len(columns) else 0
            part = x.columns(first, end).slot
            self._row(owner, FORK, code, x.slot, copy.slot, n_in=x.width, n_out=copy.width, second=part)
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
            if layer.kind == "dense":
                weights, biases = layer.blocks["weights"], layer.blocks["biases"]
                weights.of(parameters)[:] = draw(rng, layer.n_in, layer.units, initializer.scale)
                biases.of(parameters)[:] = draw_bias(rng, 1, layer.units, initializer.bias)[0]
            for key in ("gains", "running_variance"):
                if key in layer.blocks:
                    layer.blocks[key].of(parameters)[:] = 1.0
        return parameters
