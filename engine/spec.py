"""RunSpec: the definition of a run. REST body, stream command, checkpoint, share link and export are all this model.

With its parts, `spec_data` and `spec_parts`, it is all of the engine that knows pydantic. Names are checked against
the engine's own tables, so that a new activation, loss or data set is valid here by being in its table.
"""

from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field, FiniteFloat, model_validator

from engine.data.encoding import Task
from engine.features import FEATURES
from engine.initializers import INITIALIZERS
from engine.losses import LOSSES
from engine.ops.activation import ACTIVATIONS
from engine.optimizers import OPTIMIZERS
from engine.spec_data import DataSpec, InlineSpec, PointsSpec, RealSpec, SequenceSpec, TableSpec, TextSpec
from engine.spec_parts import MAX_INPUTS, MAX_LAYERS, MAX_SAMPLES, MAX_SEED, MAX_UNITS, OneOf, SpecModel

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
InitializerName = Annotated[str, OneOf(INITIALIZERS, "initializer")]

OUTPUT_OF_TASK: dict[Task | None, tuple[str, str]] = {
    "binary": ("tanh", "half_squared_error"),
    "multiclass": ("softmax", "softmax_cross_entropy"),
    "regression": ("linear", "half_squared_error"),
}
"""task -> (output activation, loss) of a spec that leaves them out."""


class DenseSpec(SpecModel):
    """A fully connected layer, a = f(x W + b)."""

    kind: Literal["dense"] = "dense"
    units: int = Field(ge=1, le=MAX_UNITS)
    activation: ActivationName = "tanh"


class InitializerSpec(SpecModel):
    """How the initial weights are drawn; a bare name is accepted for its default scale."""

    name: InitializerName = "glorot_uniform"
    scale: float | None = Field(default=None, ge=-1e3, le=1e3, description="the initializer's own parameter, if any")
    bias: float = Field(default=0.0, ge=-1e3, le=1e3, description="every initial bias")

    @model_validator(mode="before")
    @classmethod
    def _from_name(cls, data: Any) -> Any:
        return {"name": data} if isinstance(data, str) else data

    @model_validator(mode="after")
    def _own_scale(self) -> "InitializerSpec":
        initializer = INITIALIZERS[self.name]
        initializer.check_scale(self.scale)
        if self.scale is None and initializer.scale_label is not None:
            self.__dict__.update(scale=initializer.default_scale)
        return self


class NetworkSpec(SpecModel):
    """Hidden layers in order; the output layer's width follows from the targets."""

    layers: list[DenseSpec] = Field(
        default_factory=lambda: [DenseSpec(units=4), DenseSpec(units=2)], max_length=MAX_LAYERS
    )
    output_activation: OutputActivationName | None = Field(default=None, description="null: the task's own")
    initializer: InitializerSpec = InitializerSpec()


class OptimizerSpec(SpecModel):
    """An optimizer, its learning rate and its own hyper-parameters by name (momentum, beta1, …)."""

    model_config = ConfigDict(extra="allow", frozen=True, allow_inf_nan=False)
    __pydantic_extra__: dict[str, FiniteFloat] = Field(init=False)

    name: OptimizerName = "sgd"
    learning_rate: float = Field(default=0.03, gt=0, le=1e3)

    @model_validator(mode="after")
    def _own_hyperparameters(self) -> "OptimizerSpec":
        known = OPTIMIZERS[self.name].hyperparameters
        for name, value in self.__pydantic_extra__.items():
            if name not in known:
                raise ValueError(
                    f"Received {name!r} for the optimizer {self.name!r}. It has: learning_rate, {', '.join(known)}."
                )
            known[name].check(name, value)
        for name, hyperparameter in known.items():
            self.__pydantic_extra__.setdefault(name, hyperparameter.default)
        return self

    def values(self) -> list[float]:
        """The learning rate, then the hyper-parameters in the table's order."""
        return [self.learning_rate, *(self.__pydantic_extra__[name] for name in OPTIMIZERS[self.name].hyperparameters)]


class RegularizationSpec(SpecModel):
    """A penalty on the weights (never on the biases), shown apart from the data loss."""

    name: Literal["none", "l1", "l2"] = "none"
    rate: float = Field(default=0.0, ge=0, le=1e3)


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
    regularization: RegularizationSpec = RegularizationSpec()
    batch_size: Annotated[int, Field(ge=1, le=MAX_SAMPLES)] | Literal["all"] = 10
    shuffle: bool = True

    @model_validator(mode="after")
    def _resolve(self) -> "RunSpec":
        activation, loss = OUTPUT_OF_TASK[self.data.task]
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
