"""RunSpec: the definition of a run. REST body, stream command, checkpoint, share link and export are all this model.

With its parts, `spec_data` and `spec_parts`, it is all of the engine that knows pydantic. Names are checked against
the engine's own tables, so that a new activation, loss or data set is valid here by being in its table.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Any, Literal, Self

from pydantic import ConfigDict, Discriminator, Field, FiniteFloat, Tag, field_validator, model_validator

from engine.clipping import CLIPPINGS
from engine.data.encoding import Task
from engine.features import FEATURES
from engine.initializers import INITIALIZERS
from engine.layers import LAYERS
from engine.losses import LOSSES
from engine.ops.activation import ACTIVATIONS
from engine.optimizers import OPTIMIZERS, Hyperparameter
from engine.projection import PROJECTIONS
from engine.schedules import SCHEDULES
from engine.spec_data import (
    DataSpec,
    InlineSpec,
    PatternSpec,
    PointsSpec,
    RealSpec,
    SequenceSpec,
    TableSpec,
    TextSpec,
)
from engine.spec_parts import (
    MAX_ENTRIES,
    MAX_INPUTS,
    MAX_LAYERS,
    MAX_SAMPLES,
    MAX_SEED,
    MAX_UNITS,
    MAX_VOCABULARY,
    OneOf,
    SpecModel,
)

__all__ = [
    "MAX_INPUTS",
    "MAX_LAYERS",
    "MAX_SAMPLES",
    "MAX_SEED",
    "MAX_UNITS",
    "DataSpec",
    "DenseSpec",
    "InitializerSpec",
    "InlineSpec",
    "NetworkSpec",
    "OneOf",
    "OptimizerSpec",
    "PatternSpec",
    "PointsSpec",
    "RealSpec",
    "RegularizationSpec",
    "RunSpec",
    "SequenceSpec",
    "SpecModel",
    "TableSpec",
    "TextSpec",
]

FeatureName = Annotated[str, OneOf(FEATURES, "feature")]
ActivationName = Annotated[str, OneOf(ACTIVATIONS, "activation")]
OutputActivationName = Annotated[str, OneOf({**ACTIVATIONS, "softmax": None}, "output activation")]
LossName = Annotated[str, OneOf(LOSSES, "loss")]
OptimizerName = Annotated[str, OneOf(OPTIMIZERS, "optimizer")]
ScheduleName = Annotated[str, OneOf(SCHEDULES, "schedule")]
ClippingName = Annotated[str, OneOf(CLIPPINGS, "clipping")]
ProjectionName = Annotated[str, OneOf(PROJECTIONS, "projection")]
InitializerName = Annotated[str, OneOf(INITIALIZERS, "initializer")]

OUTPUT_OF_TASK: dict[Task | None, tuple[str, str]] = {
    "binary": ("tanh", "half_squared_error"),
    "multiclass": ("softmax", "softmax_cross_entropy"),
    "regression": ("linear", "half_squared_error"),
}
"""task -> (output activation, loss) of a spec that leaves them out."""


def output_of(data: DataSpec) -> tuple[str, str]:
    """The output activation and the loss that data have by themselves: their task's, but logistic units for bits."""
    return ("sigmoid", "half_squared_error") if isinstance(data, PatternSpec) else OUTPUT_OF_TASK[data.task]


Frozen = Annotated[bool, Field(description="training leaves its parameters as they are")]
Bias = Annotated[bool, Field(description="whether every unit has a bias b; without, it is 0 and stays so")]


class DenseSpec(SpecModel):
    """A fully connected layer, a = f(x W + b)."""

    kind: Literal["dense"] = "dense"
    units: int = Field(ge=1, le=MAX_UNITS)
    activation: ActivationName = "tanh"
    frozen: Frozen = False
    bias: Bias = True


class ActivationSpec(SpecModel):
    """An activation that stands by itself, a = f(x), as where a norm comes between a dense layer and its activation."""

    kind: Literal["activation"]
    activation: ActivationName = "tanh"


class LayerNormSpec(SpecModel):
    """Every sample with mean 0 and variance 1 over the units, then a gain and a bias for each (Ba et al. 2016)."""

    kind: Literal["layer_norm"]
    frozen: Frozen = False


class BatchNormSpec(SpecModel):
    """Every unit with mean 0 and variance 1 over the batch, then a gain and a bias for each (Ioffe & Szegedy 2015).

    Predictions, maps and figures use the running statistics. A frozen one does so in training too, and leaves them.
    """

    kind: Literal["batch_norm"]
    momentum: float = Field(
        default=0.1, ge=0, le=1, description="how far the running statistics go to those of each batch"
    )
    frozen: Frozen = False


class DropoutSpec(SpecModel):
    """While training, a share of the units at random is 0 and the rest is scaled up (Srivastava et al. 2014)."""

    kind: Literal["dropout"]
    rate: float = Field(default=0.5, ge=0, le=0.99, description="share that is dropped")


def _layer_kind(layer: Any) -> str:
    kind = layer.get("kind", "dense") if isinstance(layer, dict) else getattr(layer, "kind", None)
    return f"kind={kind}"


def _one_of(*kinds: str) -> Discriminator:
    """Tells layers apart by their kind, dense where none is given."""
    message = f"Received a layer of unknown kind. Choose a kind that belongs here: {', '.join(kinds)}."
    return Discriminator(_layer_kind, custom_error_type="layer_kind", custom_error_message=message)


SimpleLayer = Annotated[
    Annotated[DenseSpec, Tag("kind=dense")]
    | Annotated[ActivationSpec, Tag("kind=activation")]
    | Annotated[LayerNormSpec, Tag("kind=layer_norm")]
    | Annotated[BatchNormSpec, Tag("kind=batch_norm")]
    | Annotated[DropoutSpec, Tag("kind=dropout")],
    _one_of("dense", "activation", "layer_norm", "batch_norm", "dropout"),
]
"""A layer from one vector to one vector, which blocks are made of."""


class ResidualSpec(SpecModel):
    """A block with a skip, y = x + scale · f(x), f its layers one after the other; they end as wide as the block begins.

    He et al. 2016 order the layers of f with the activations first ("pre-activation"): norm, activation, dense, twice.
    The block of 2015 ends in a dense layer without activation ("linear") and is followed by an activation layer.
    """

    kind: Literal["residual"]
    layers: list[SimpleLayer] = Field(min_length=1, max_length=MAX_LAYERS)
    scale: Annotated[float, Field(ge=-1e3, le=1e3)] | Literal["1/sqrt(L)"] = Field(
        default=1.0, description="of the branch; 1/sqrt(L): by the number L of residual blocks in the network"
    )


class BranchSpec(SpecModel):
    """One of several branches side by side: the part of the input that it reads, and its layers."""

    inputs: tuple[Annotated[int, Field(ge=0)], Annotated[int, Field(ge=1)]] | None = Field(
        default=None, description="[first, end): the columns it reads, from 0 on and without the end; null: all"
    )
    layers: list[SimpleLayer] = Field(default_factory=list, max_length=MAX_LAYERS)

    @model_validator(mode="after")
    def _some_columns(self) -> "BranchSpec":
        if self.inputs is not None and self.inputs[0] >= self.inputs[1]:
            raise ValueError(
                f"Received the inputs {list(self.inputs)} of a branch, expected [first, end) with first < end. "
                "Give the first column and the one after the last."
            )
        return self


class ParallelSpec(SpecModel):
    """Branches side by side over parts of one input, or all of it; their outputs are concatenated in order."""

    kind: Literal["parallel"]
    branches: list[BranchSpec] = Field(min_length=1, max_length=16)


class DrawSpec(SpecModel):
    """How weights are drawn; a bare name is accepted for its default scale."""

    name: InitializerName
    scale: float | None = Field(default=None, ge=-1e3, le=1e3, description="the initializer's own parameter, if any")

    @model_validator(mode="before")
    @classmethod
    def _from_name(cls, data: Any) -> Any:
        return {"name": data} if isinstance(data, str) else data

    @model_validator(mode="after")
    def _own_scale(self) -> Self:
        initializer = INITIALIZERS[self.name]
        initializer.check_scale(self.scale)
        if self.scale is None and initializer.scale_label is not None:
            self.__dict__.update(scale=initializer.default_scale)
        return self


class InitializerSpec(DrawSpec):
    """How the initial weights are drawn; a bare name is accepted for its default scale."""

    name: InitializerName = "glorot_uniform"
    bias: float = Field(default=0.0, ge=-1e3, le=1e3, description="every initial bias, or how far they spread")
    bias_name: Literal["constant", "uniform", "normal"] = Field(
        default="constant", description="biases: all the same, uniform up to ±bias, or normal of deviation bias"
    )

    @model_validator(mode="after")
    def _bias_in_range(self) -> Self:
        INITIALIZERS[self.bias_name].check_scale(self.bias)
        return self


class RecurrentInitializerSpec(DrawSpec):
    """How the weights from one step to the next are drawn; a bare name is accepted for its default scale."""

    name: InitializerName = "orthogonal"
    spectral_radius: float | None = Field(
        default=None,
        ge=0,
        le=10,
        description="scale them, of each gate for itself, to this largest |eigenvalue|; null: as they are drawn",
    )

    @model_validator(mode="after")
    def _can_be_scaled(self) -> Self:
        if self.spectral_radius and (self.name == "zeros" or self.scale == 0):
            raise ValueError(
                f"Received the spectral radius {self.spectral_radius} for weights that are all zero, expected some to "
                "scale. Choose another initialiser, such as orthogonal."
            )
        return self


class RecurrentSpec(SpecModel):
    """What recurrent layers share. They read steps: of the data, or of a layer that returns sequences."""

    units: int = Field(ge=1, le=MAX_UNITS)
    return_sequences: bool = Field(
        default=False, description="give the state after every step, rather than after the last"
    )
    recurrent_initializer: RecurrentInitializerSpec = RecurrentInitializerSpec()
    truncate: int | None = Field(
        default=None,
        ge=1,
        le=MAX_INPUTS,
        description="the gradient goes back so many steps, counted from the last; null: all",
    )
    frozen: Frozen = False


class RnnSpec(RecurrentSpec):
    """A simple recurrent layer, h = f(x W + h₋ R + b)."""

    kind: Literal["rnn"]
    activation: Literal["tanh", "relu"] = "tanh"


class LstmSpec(RecurrentSpec):
    """Long short-term memory."""

    kind: Literal["lstm"]
    forget_bias: float = Field(default=1.0, ge=-1e3, le=1e3, description="initial bias of the forget gates")


class GruSpec(RecurrentSpec):
    """Gated recurrent units."""

    kind: Literal["gru"]


class EmbeddingSpec(SpecModel):
    """A vector to learn for each of the whole numbers from 0 on, in place of every input column; the first layer."""

    kind: Literal["embedding"]
    units: int = Field(ge=1, le=MAX_UNITS)
    vocabulary: int = Field(ge=2, le=MAX_VOCABULARY, description="how many numbers there are")
    frozen: Frozen = False


class OneHotSpec(SpecModel):
    """A column for each of the whole numbers from 0 on, 1 for the one there is, in place of every input column; the
    first layer."""

    kind: Literal["one_hot"]
    vocabulary: int = Field(ge=2, le=MAX_UNITS, description="how many numbers there are")


class ConvolutionSpec(SpecModel):
    """Filters that see a square of pixels, stride 1, the same at every place. They read pictures."""

    kind: Literal["conv2d"]
    filters: int = Field(ge=1, le=MAX_UNITS)
    size: int = Field(default=3, ge=1, le=32, description="side of the square")
    padding: Literal["same", "valid"] = Field(default="same", description="same: zeros around; valid: none, smaller")
    activation: ActivationName = "relu"
    frozen: Frozen = False


class MaxPoolSpec(SpecModel):
    """The largest of every square of pixels, channel by channel."""

    kind: Literal["max_pool"]
    size: int = Field(default=2, ge=2, le=32, description="side of the square")


LayerSpec = Annotated[
    Annotated[DenseSpec, Tag("kind=dense")]
    | Annotated[ActivationSpec, Tag("kind=activation")]
    | Annotated[LayerNormSpec, Tag("kind=layer_norm")]
    | Annotated[BatchNormSpec, Tag("kind=batch_norm")]
    | Annotated[DropoutSpec, Tag("kind=dropout")]
    | Annotated[ResidualSpec, Tag("kind=residual")]
    | Annotated[ParallelSpec, Tag("kind=parallel")]
    | Annotated[RnnSpec, Tag("kind=rnn")]
    | Annotated[LstmSpec, Tag("kind=lstm")]
    | Annotated[GruSpec, Tag("kind=gru")]
    | Annotated[EmbeddingSpec, Tag("kind=embedding")]
    | Annotated[OneHotSpec, Tag("kind=one_hot")]
    | Annotated[ConvolutionSpec, Tag("kind=conv2d")]
    | Annotated[MaxPoolSpec, Tag("kind=max_pool")],
    _one_of(*LAYERS),
]
"""A hidden layer. `{"units": 4}` is dense; every other kind is named."""


def flat_layers(layers: Sequence[LayerSpec]) -> Iterator[LayerSpec]:
    """Every layer, those inside of blocks before the block."""
    for layer in layers:
        if isinstance(layer, ResidualSpec):
            yield from flat_layers(layer.layers)
        elif isinstance(layer, ParallelSpec):
            for branch in layer.branches:
                yield from flat_layers(branch.layers)
        yield layer


def _two_layers() -> list[LayerSpec]:
    return [DenseSpec(units=4), DenseSpec(units=2)]


class NetworkSpec(SpecModel):
    """Hidden layers in order; the output layer's width follows from the targets.

    The network of the family trees (Rumelhart, Hinton & Williams 1986), 24 people and 12 relations as inputs:
    `[{"kind": "parallel", "branches": [{"inputs": [0, 24], "layers": [{"units": 6}]}, {"inputs": [24, 36], "layers":
    [{"units": 6}]}]}, {"units": 12}, {"units": 6}]`. A residual block of two layers, activations first: `{"kind":
    "residual", "layers": [{"kind": "activation", "activation": "relu"}, {"units": 8, "activation": "relu"}, {"units": 8,
    "activation": "linear"}]}`.
    """

    layers: list[LayerSpec] = Field(default_factory=_two_layers, max_length=MAX_ENTRIES)
    output_activation: OutputActivationName | None = Field(default=None, description="null: the task's own")
    output_frozen: bool = Field(default=False, description="training leaves the output layer as it is")
    output_bias: bool = Field(default=True, description="whether every output has a bias")
    initializer: InitializerSpec = InitializerSpec()

    @field_validator("layers")
    @classmethod
    def _not_too_deep(cls, layers: list[LayerSpec]) -> list[LayerSpec]:
        every = [layer.kind for layer in flat_layers(layers)]
        for what, count, most in (
            ("dense layers", every.count("dense"), MAX_LAYERS),
            ("layers", len(every), MAX_ENTRIES),
        ):
            if count > most:
                raise ValueError(f"Received {count} {what}, expected at most {most}. Leave some out.")
        return layers

    @model_validator(mode="after")
    def _something_to_train(self) -> "NetworkSpec":
        trained = [layer for layer in flat_layers(self.layers) if not getattr(layer, "frozen", True)]
        if self.output_frozen and not trained:
            raise ValueError(
                "Received a network that is frozen throughout, expected one layer that trains. "
                "Set frozen of a layer, or output_frozen, to false."
            )
        return self


def _complete(given: dict[str, float], known: Mapping[str, Hyperparameter], whose: str, *also: str) -> None:
    """Check the numbers that were given by name, and add the defaults of the others."""
    for name, value in given.items():
        if name not in known:
            raise ValueError(f"Received {name!r} for {whose}. It has: {', '.join([*also, *known]) or 'none'}.")
        known[name].check(name, value)
    for name, hyperparameter in known.items():
        given.setdefault(name, hyperparameter.default)


class OptimizerSpec(SpecModel):
    """An optimizer, its learning rate and its own hyper-parameters by name (momentum, beta1, …)."""

    model_config = ConfigDict(extra="allow", frozen=True, allow_inf_nan=False)
    __pydantic_extra__: dict[str, FiniteFloat] = Field(init=False)

    name: OptimizerName = "sgd"
    learning_rate: float = Field(default=0.03, gt=0, le=1e3)

    @model_validator(mode="after")
    def _own_hyperparameters(self) -> "OptimizerSpec":
        known = OPTIMIZERS[self.name].hyperparameters
        _complete(self.__pydantic_extra__, known, f"the optimizer {self.name!r}", "learning_rate")
        return self

    def values(self) -> list[float]:
        """The learning rate, then the hyper-parameters in the table's order."""
        return [self.learning_rate, *(self.__pydantic_extra__[name] for name in OPTIMIZERS[self.name].hyperparameters)]


class RegularizationSpec(SpecModel):
    """What keeps weights (never biases) small: a penalty, shown apart from the data loss, or a decay apart from it."""

    name: Literal["none", "l1", "l2", "decay"] = "none"
    rate: float = Field(default=0.0, ge=0, le=1e3)


class ScheduleSpec(SpecModel):
    """How the learning rate changes with the number of updates, with its own numbers by name (steps, factor, …)."""

    model_config = ConfigDict(extra="allow", frozen=True, allow_inf_nan=False)
    __pydantic_extra__: dict[str, FiniteFloat] = Field(init=False)

    name: ScheduleName = "constant"

    @model_validator(mode="after")
    def _own_hyperparameters(self) -> "ScheduleSpec":
        _complete(self.__pydantic_extra__, SCHEDULES[self.name].hyperparameters, f"the schedule {self.name!r}")
        return self

    def values(self) -> list[float]:
        """Its numbers in the table's order."""
        return [self.__pydantic_extra__[name] for name in SCHEDULES[self.name].hyperparameters]


class ClippingSpec(SpecModel):
    """Gradients cut by value, or all together by their norm."""

    name: ClippingName = "none"
    limit: float = Field(default=1.0, gt=0, le=1e9)


class ProjectionSpec(SpecModel):
    """Where the parameters that train are to stay: after every update those outside are put back to the border."""

    name: ProjectionName = "none"
    limit: float = Field(default=1.0, gt=0, le=1e9)


class RunSpec(SpecModel):
    """A whole run: same spec, same bits. Everything but `data` has a default; a validated spec leaves nothing null."""

    seed: int = Field(
        default=0, ge=0, le=MAX_SEED, description="draws the initial weights and the order of the batches"
    )
    data: DataSpec
    features: list[FeatureName] | None = Field(
        default=None, description="inputs of the network; null: x1 x2, or own data as is"
    )
    network: NetworkSpec = NetworkSpec()
    loss: LossName | None = Field(default=None, description="null: the task's own")
    reduction: Literal["mean", "sum"] = "mean"
    optimizer: OptimizerSpec = OptimizerSpec()
    schedule: ScheduleSpec = ScheduleSpec()
    clipping: ClippingSpec = ClippingSpec()
    projection: ProjectionSpec = ProjectionSpec()
    regularization: RegularizationSpec = RegularizationSpec()
    batch_size: Annotated[int, Field(ge=1, le=MAX_SAMPLES)] | Literal["all"] = 10
    shuffle: bool = True

    @model_validator(mode="after")
    def _resolve(self) -> "RunSpec":
        activation, loss = output_of(self.data)
        chosen, wanted = self.network.output_activation, self.loss
        if wanted is None and chosen is not None:  # a cross-entropy follows the activation it belongs to
            own = (name for name, entry in LOSSES.items() if entry.output_activation == chosen)
            wanted = next((name for name in own if self.data.task in LOSSES[name].tasks), None)
        wanted = wanted or loss
        chosen = chosen or LOSSES[wanted].output_activation or (activation if activation != "softmax" else "linear")
        self._check_output(chosen, wanted)
        features = self.features
        if features is None and isinstance(self.data, PointsSpec):
            features = ["x1", "x2"]
        network = self.network.model_copy(update={"output_activation": chosen})
        # the model is frozen for its readers; these are the last three fields of its own making
        self.__dict__.update(network=network, loss=wanted, features=features)
        return self

    @model_validator(mode="after")
    def _check_batches(self) -> "RunSpec":
        normed = any(isinstance(layer, BatchNormSpec) for layer in flat_layers(self.network.layers))
        if normed and self.batch_size == 1:
            raise ValueError(
                "Received batch_size 1 with a batch norm, expected 2 or more: one sample has no variance. "
                "Take larger batches, or a layer norm."
            )
        return self

    def _check_output(self, activation: str, loss: str) -> None:
        required = LOSSES[loss].output_activation
        if required is not None and activation != required:
            raise ValueError(
                f"Received output_activation {activation!r} with the loss {loss!r}, expected {required!r}. "
                "Leave output_activation out to have it follow the loss."
            )
        if required is None and activation == "softmax":
            raise ValueError(
                f"Received the loss {loss!r} with output_activation 'softmax', expected 'softmax_cross_entropy'. "
                "Leave the loss out to have it follow the output activation."
            )
        if LOSSES[loss].tasks and self.data.task not in LOSSES[loss].tasks:
            raise ValueError(
                f"Received the loss {loss!r} on {self.data.task} data, expected {' or '.join(LOSSES[loss].tasks)} data. "
                "Choose another loss."
            )
