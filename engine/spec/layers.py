"""The hidden layers of a RunSpec: a model for each kind, and the draws that weights begin as."""

from collections.abc import Iterator, Sequence
from typing import Annotated, Any, Literal, Self

from pydantic import Discriminator, Field, Tag, model_validator

from engine.data.dataset import MAX_INPUTS
from engine.errors import InputError
from engine.layers.initializers import INITIALIZERS, MAX_SPECTRAL_RADIUS
from engine.layers.kinds import LAYERS
from engine.ops.activations import ACTIVATIONS
from engine.spec.base import MAX_LAYERS, MAX_UNITS, MAX_VOCABULARY, OneOf, SpecModel

ActivationName = Annotated[str, OneOf(ACTIVATIONS, "activation")]
InitializerName = Annotated[str, OneOf(INITIALIZERS, "initializer")]

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

    def factor(self, blocks: int) -> float:
        """Return the factor of the branch in a network with this number of residual blocks."""
        return float(blocks**-0.5) if self.scale == "1/sqrt(L)" else self.scale


class BranchSpec(SpecModel):
    """One of several branches side by side: the part of the input that it reads, and its layers."""

    inputs: tuple[Annotated[int, Field(ge=0)], Annotated[int, Field(ge=1)]] | None = Field(
        default=None, description="[first, end): the columns it reads, from 0 on and without the end; null: all"
    )
    layers: list[SimpleLayer] = Field(default_factory=list, max_length=MAX_LAYERS)

    @model_validator(mode="after")
    def _some_columns(self) -> "BranchSpec":
        if self.inputs is not None and self.inputs[0] >= self.inputs[1]:
            raise InputError(
                f"Received the inputs {list(self.inputs)} of a branch, expected [first, end) with first < end.",
                "Give the first column and the one after the last.",
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
        le=MAX_SPECTRAL_RADIUS,
        description="the largest |eigenvalue| that they are scaled to, each gate on its own: below 1 memories fade, above 1 "
        "they grow; null: as drawn",
    )

    @model_validator(mode="after")
    def _can_be_scaled(self) -> Self:
        if self.spectral_radius and (self.name == "zeros" or self.scale == 0):
            raise InputError(
                f"Received the spectral radius {self.spectral_radius} for weights that are all zero, expected some to "
                "scale.",
                "Choose another initialiser, such as orthogonal.",
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
