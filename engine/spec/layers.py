"""Hidden layers of a RunSpec, with a model for each kind, and initializers of the weights."""

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

Frozen = Annotated[bool, Field(description="its parameters are not trained")]
Bias = Annotated[bool, Field(description="whether every unit has a bias b; without, b is 0")]


class DenseSpec(SpecModel):
    """A fully connected layer, a = f(x W + b)."""

    kind: Literal["dense"] = "dense"
    units: int = Field(ge=1, le=MAX_UNITS)
    activation: ActivationName = "tanh"
    frozen: Frozen = False
    bias: Bias = True


class ActivationSpec(SpecModel):
    """An activation as a layer, a = f(x), for example after a norm."""

    kind: Literal["activation"]
    activation: ActivationName = "tanh"


class LayerNormSpec(SpecModel):
    """Normalize each sample to mean 0 and variance 1 over the units, then apply a gain and a bias (Ba et al. 2016)."""

    kind: Literal["layer_norm"]
    frozen: Frozen = False


class BatchNormSpec(SpecModel):
    """Normalize each unit to mean 0 and variance 1 over the batch, then apply a gain and a bias (Ioffe & Szegedy 2015).

    Predictions, maps and metrics use the running statistics. A frozen layer also uses them in training, unchanged.
    """

    kind: Literal["batch_norm"]
    momentum: float = Field(default=0.1, ge=0, le=1, description="weight of each batch in the running statistics")
    frozen: Frozen = False


class DropoutSpec(SpecModel):
    """In training, set a random share of the units to 0 and scale up the others (Srivastava et al. 2014)."""

    kind: Literal["dropout"]
    rate: float = Field(default=0.5, ge=0, le=0.99, description="share that is dropped")


def _layer_kind(layer: Any) -> str:
    kind = layer.get("kind", "dense") if isinstance(layer, dict) else getattr(layer, "kind", None)
    return f"kind={kind}"


def _one_of(*kinds: str) -> Discriminator:
    """Return a discriminator of layers by their kind, which is dense by default."""
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
"""A layer from one vector to one vector. Blocks consist of such layers."""


ByBlocks = Literal["1/sqrt(L)"]
BY_BLOCKS: ByBlocks = "1/sqrt(L)"
"""Scale of the branches of residual blocks: by the number L of residual blocks in the network."""


class ResidualSpec(SpecModel):
    """A block with a skip connection, y = x + scale · f(x). f is the chain of its layers; its output is as wide as x.

    He et al. 2016 order the layers of f with the activations first ("pre-activation"): norm, activation, dense, twice.
    The block of 2015 ends in a dense layer without activation ("linear") and is followed by an activation layer.
    """

    kind: Literal["residual"]
    layers: list[SimpleLayer] = Field(min_length=1, max_length=MAX_LAYERS)
    scale: Annotated[float, Field(ge=-1e3, le=1e3)] | ByBlocks = Field(
        default=1.0, description="factor of the branch; 1/sqrt(L): from the number L of residual blocks in the network"
    )

    def factor(self, blocks: int) -> float:
        """Return the factor of the branch in a network with this number of residual blocks."""
        return float(blocks**-0.5) if self.scale == BY_BLOCKS else self.scale


class BranchSpec(SpecModel):
    """A branch of a parallel block: the columns of the input that it reads, and its layers."""

    inputs: tuple[Annotated[int, Field(ge=0)], Annotated[int, Field(ge=1)]] | None = Field(
        default=None, description="[first, end): the columns that it reads, counted from 0, without `end`; null: all"
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
    """Branches that read the same input, or parts of it; their outputs are concatenated in order."""

    kind: Literal["parallel"]
    branches: list[BranchSpec] = Field(min_length=1, max_length=16)


class DrawSpec(SpecModel):
    """An initializer of weights; a bare name is accepted and has its default scale."""

    name: InitializerName
    scale: float | None = Field(default=None, ge=-1e3, le=1e3, description="the initializer's parameter, if it has one")

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
    """Initializer of weights and biases; a bare name is accepted and has its default scale."""

    name: InitializerName = "glorot_uniform"
    bias: float = Field(default=0.0, ge=-1e3, le=1e3, description="value or spread of the initial biases")
    bias_name: Literal["constant", "uniform", "normal"] = Field(
        default="constant",
        description="biases: all equal to bias, uniform in ±bias, or normal with standard deviation bias",
    )

    @model_validator(mode="after")
    def _bias_in_range(self) -> Self:
        INITIALIZERS[self.bias_name].check_scale(self.bias)
        return self


class RecurrentInitializerSpec(DrawSpec):
    """Initializer of the recurrent weights; a bare name is accepted and has its default scale."""

    name: InitializerName = "orthogonal"
    spectral_radius: float | None = Field(
        default=None,
        ge=0,
        le=MAX_SPECTRAL_RADIUS,
        description="largest |eigenvalue| to scale the matrix of each gate to: below 1 memories fade, above 1 they grow; "
        "null: no scaling",
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
    """Base of recurrent layers. They read the time steps of the data or of a layer that returns sequences."""

    units: int = Field(ge=1, le=MAX_UNITS)
    return_sequences: bool = Field(
        default=False, description="return the state after every time step, rather than the last"
    )
    recurrent_initializer: RecurrentInitializerSpec = RecurrentInitializerSpec()
    truncate: int | None = Field(
        default=None,
        ge=1,
        le=MAX_INPUTS,
        description="number of last time steps that the gradient is propagated through; null: all",
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
    """A trained vector for each index from 0, in place of every input column; only as the first layer."""

    kind: Literal["embedding"]
    units: int = Field(ge=1, le=MAX_UNITS)
    vocabulary: int = Field(ge=2, le=MAX_VOCABULARY, description="number of different indices")
    frozen: Frozen = False


class OneHotSpec(SpecModel):
    """A one-hot vector for each index from 0, in place of every input column; only as the first layer."""

    kind: Literal["one_hot"]
    vocabulary: int = Field(ge=2, le=MAX_UNITS, description="number of different indices")


class ConvolutionSpec(SpecModel):
    """Convolution of an image with square filters, stride 1."""

    kind: Literal["conv2d"]
    filters: int = Field(ge=1, le=MAX_UNITS)
    size: int = Field(default=3, ge=1, le=32, description="side of the square")
    padding: Literal["same", "valid"] = Field(default="same", description="same: zeros around; valid: none, smaller")
    activation: ActivationName = "relu"
    frozen: Frozen = False


class MaxPoolSpec(SpecModel):
    """Maximum over squares of pixels, for each channel."""

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
"""A hidden layer. `{"units": 4}` is dense; other kinds have to be named."""


def flat_layers(layers: Sequence[LayerSpec]) -> Iterator[LayerSpec]:
    """Yield every layer; the layers inside a block come before the block."""
    for layer in layers:
        if isinstance(layer, ResidualSpec):
            yield from flat_layers(layer.layers)
        elif isinstance(layer, ParallelSpec):
            for branch in layer.branches:
                yield from flat_layers(branch.layers)
        yield layer
