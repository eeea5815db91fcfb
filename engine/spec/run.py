"""RunSpec: the definition of a run, used as REST body, stream command, checkpoint, share link and export.

Only this package of the engine uses pydantic. Names are checked against the engine's tables, so that a new activation,
loss or data set is valid as soon as it is in its table.
"""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field, FiniteFloat, field_validator, model_validator

from engine.data.encoding import Task
from engine.data.features import FEATURES
from engine.errors import InputError
from engine.ops.activations import OUTPUT_ACTIVATIONS
from engine.ops.losses import LOSSES
from engine.optim.clipping import CLIPPINGS
from engine.optim.hyperparameter import Hyperparameter
from engine.optim.optimizers import OPTIMIZERS
from engine.optim.projection import PROJECTIONS
from engine.optim.regularization import REGULARIZATIONS
from engine.optim.schedules import SCHEDULES
from engine.spec.base import MAX_ENTRIES, MAX_LAYERS, MAX_SAMPLES, MAX_SEED, OneOf, SpecModel
from engine.spec.data.generated import PatternSpec, PointsSpec
from engine.spec.data.kinds import DataSpec
from engine.spec.layers import BatchNormSpec, DenseSpec, InitializerSpec, LayerSpec, ResidualSpec, flat_layers

FeatureName = Annotated[str, OneOf(FEATURES, "feature")]
OutputActivationName = Annotated[str, OneOf(OUTPUT_ACTIVATIONS, "output activation")]
LossName = Annotated[str, OneOf(LOSSES, "loss")]
OptimizerName = Annotated[str, OneOf(OPTIMIZERS, "optimizer")]
ScheduleName = Annotated[str, OneOf(SCHEDULES, "schedule")]
ClippingName = Annotated[str, OneOf(CLIPPINGS, "clipping")]
RegularizationName = Annotated[str, OneOf(REGULARIZATIONS, "regularization")]
ProjectionName = Annotated[str, OneOf(PROJECTIONS, "projection")]

OUTPUT_OF_TASK: dict[Task | None, tuple[str, str]] = {
    "binary": ("tanh", "half_squared_error"),
    "multiclass": ("softmax", "softmax_cross_entropy"),
    "regression": ("linear", "half_squared_error"),
}
"""Task -> default output activation and loss."""


def output_of(data: DataSpec) -> tuple[str, str]:
    """Return the default output activation and loss for data: those of the task, but logistic units for patterns of bits."""
    return ("sigmoid", "half_squared_error") if isinstance(data, PatternSpec) else OUTPUT_OF_TASK[data.task]


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
    output_activation: OutputActivationName | None = Field(default=None, description="null: the default of the task")
    output_frozen: bool = Field(default=False, description="the output layer is not trained")
    output_bias: bool = Field(default=True, description="whether every output has a bias")
    initializer: InitializerSpec = InitializerSpec()

    @property
    def residual_blocks(self) -> int:
        """Number L of residual blocks."""
        return sum(isinstance(layer, ResidualSpec) for layer in self.layers)

    @field_validator("layers")
    @classmethod
    def _not_too_deep(cls, layers: list[LayerSpec]) -> list[LayerSpec]:
        every = [layer.kind for layer in flat_layers(layers)]
        for what, count, most in (
            ("dense layers", every.count("dense"), MAX_LAYERS),
            ("layers", len(every), MAX_ENTRIES),
        ):
            if count > most:
                raise InputError(f"Received {count} {what}, expected at most {most}.", "Leave some out.")
        return layers

    @model_validator(mode="after")
    def _something_to_train(self) -> "NetworkSpec":
        trained = [layer for layer in flat_layers(self.layers) if not getattr(layer, "frozen", True)]
        if self.output_frozen and not trained:
            raise InputError(
                "Received a network that is frozen throughout, expected one layer that trains.",
                "Set frozen of a layer, or output_frozen, to false.",
            )
        return self


def _complete(given: dict[str, float], known: Mapping[str, Hyperparameter], whose: str, *also: str) -> None:
    """Check the numbers in `given` by name, and add the defaults of those that are missing. Raises InputError."""
    for name, value in given.items():
        if name not in known:
            raise InputError(f"Received {name!r} for {whose}.", f"It has: {', '.join([*also, *known]) or 'none'}.")
        known[name].check(name, value)
    for name, hyperparameter in known.items():
        given.setdefault(name, hyperparameter.default)


def _default_rate(fields: Mapping[str, Any]) -> float:
    """Return the default learning rate of the optimizer that validated fields name; of an unknown one any number."""
    name = fields.get("name")
    return OPTIMIZERS[name].learning_rate if name else 1.0


class OptimizerSpec(SpecModel):
    """An optimizer, its learning rate, and its other hyper-parameters by name (momentum, beta1, …)."""

    model_config = ConfigDict(extra="allow", frozen=True, allow_inf_nan=False)
    __pydantic_extra__: dict[str, FiniteFloat] = Field(init=False)

    name: OptimizerName = "sgd"
    learning_rate: float = Field(
        default_factory=_default_rate, gt=0, le=1e3, description="default: that of the optimizer in the catalog"
    )

    @model_validator(mode="after")
    def _own_hyperparameters(self) -> "OptimizerSpec":
        known = OPTIMIZERS[self.name].hyperparameters
        _complete(self.__pydantic_extra__, known, f"the optimizer {self.name!r}", "learning_rate")
        return self

    def values(self) -> list[float]:
        """Return the learning rate, then the hyper-parameters in the order of the table."""
        return [self.learning_rate, *(self.__pydantic_extra__[name] for name in OPTIMIZERS[self.name].hyperparameters)]


class RegularizationSpec(SpecModel):
    """A penalty on the weights (never the biases), shown apart from the data loss, or a decay of the weights."""

    name: RegularizationName = "none"
    rate: float = Field(default=0.0, ge=0, le=1e3)


class ScheduleSpec(SpecModel):
    """A schedule of the learning rate over the steps, with its numbers by name (steps, factor, …)."""

    model_config = ConfigDict(extra="allow", frozen=True, allow_inf_nan=False)
    __pydantic_extra__: dict[str, FiniteFloat] = Field(init=False)

    name: ScheduleName = "constant"

    @model_validator(mode="after")
    def _own_hyperparameters(self) -> "ScheduleSpec":
        _complete(self.__pydantic_extra__, SCHEDULES[self.name].hyperparameters, f"the schedule {self.name!r}")
        return self

    def values(self) -> list[float]:
        """Return its numbers in the order of the table."""
        return [self.__pydantic_extra__[name] for name in SCHEDULES[self.name].hyperparameters]


class ClippingSpec(SpecModel):
    """Gradient clipping, by value or by the norm of the whole gradient."""

    name: ClippingName = "none"
    limit: float = Field(default=1.0, gt=0, le=1e9)


class ProjectionSpec(SpecModel):
    """A set that trained parameters are projected onto after every update."""

    name: ProjectionName = "none"
    limit: float = Field(default=1.0, gt=0, le=1e9)


class RunSpec(SpecModel):
    """A complete run: the same spec gives the same bits. All fields but `data` have defaults, filled in by validation."""

    seed: int = Field(
        default=0, ge=0, le=MAX_SEED, description="draws the initial weights and the order of the batches"
    )
    data: DataSpec
    features: list[FeatureName] | None = Field(
        default=None,
        description="inputs of the network; null: x1 x2 for generated points, otherwise the columns of the data",
    )
    network: NetworkSpec = NetworkSpec()
    loss: LossName | None = Field(default=None, description="null: the default of the task")
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
        if wanted is None and chosen is not None:  # the loss that belongs to the output activation
            own = (name for name, entry in LOSSES.items() if entry.output_activation == chosen)
            wanted = next((name for name in own if self.data.task in LOSSES[name].tasks), None)
        wanted = wanted or loss
        chosen = chosen or LOSSES[wanted].output_activation or (activation if activation != "softmax" else "linear")
        self._check_output(chosen, wanted)
        features = self.features
        if features is None and isinstance(self.data, PointsSpec):
            features = ["x1", "x2"]
        network = self.network.model_copy(update={"output_activation": chosen})
        # validation itself may still write to the frozen model
        self.__dict__.update(network=network, loss=wanted, features=features)
        return self

    @model_validator(mode="after")
    def _check_batches(self) -> "RunSpec":
        normed = any(isinstance(layer, BatchNormSpec) for layer in flat_layers(self.network.layers))
        if normed and self.batch_size == 1:
            raise InputError(
                "Received batch_size 1 with a batch norm, expected 2 or more: one sample has no variance.",
                "Take larger batches, or a layer norm.",
            )
        return self

    def _check_output(self, activation: str, loss: str) -> None:
        required = LOSSES[loss].output_activation
        if required is not None and activation != required:
            raise InputError(
                f"Received output_activation {activation!r} with the loss {loss!r}, expected {required!r}.",
                "Leave output_activation out to have it follow the loss.",
            )
        if required is None and activation == "softmax":
            raise InputError(
                f"Received the loss {loss!r} with output_activation 'softmax', expected 'softmax_cross_entropy'.",
                "Leave the loss out to have it follow the output activation.",
            )
        if LOSSES[loss].tasks and self.data.task not in LOSSES[loss].tasks:
            raise InputError(
                f"Received the loss {loss!r} on {self.data.task} data, expected {' or '.join(LOSSES[loss].tasks)} data.",
                "Choose another loss.",
            )
