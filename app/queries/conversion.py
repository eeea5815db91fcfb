"""From the engine's values to the words of the protocol. What is made of a live trainer holds no live array."""

from dataclasses import asdict, dataclass
from typing import Self

from app.protocol.base import Domain, Status
from app.protocol.rest import (
    ActivationStatistics,
    DataShape,
    Histogram,
    LayerReport,
    LayerShape,
    Metrics,
    ParameterBlock,
    StepsAnswer,
)
from engine.data.dataset import Dataset
from engine.inspect.probes.layer_statistics import LayerStatistics
from engine.inspect.probes.metrics import Metrics as EngineMetrics
from engine.inspect.probes.observation import Observation
from engine.spec.run import RunSpec
from engine.train.trainer import Trainer


@dataclass(frozen=True)
class Position:
    """Where a run is."""

    step: int
    epoch: int
    sample: int
    status: Status
    message: str | None

    @classmethod
    def of(cls, trainer: Trainer) -> Self:
        """Where it is now."""
        message = trainer.divergence.message if trainer.divergence is not None else None
        return cls(trainer.step, trainer.epoch, trainer.sample, trainer.status, message)


@dataclass(frozen=True)
class Structure:
    """What a run is made of: it stays until the spec changes."""

    spec: RunSpec
    parameter_count: int
    steps_per_epoch: int
    layers: list[LayerShape]
    inputs: list[str]
    domain: Domain | None
    data: DataShape

    @classmethod
    def of(cls, trainer: Trainer) -> Self:
        """What it is made of now."""
        size, steps = trainer.network.layout.size, trainer.steps_per_epoch
        return cls(
            trainer.spec,
            size,
            steps,
            layer_shapes(trainer),
            input_names(trainer),
            trainer.data.domain,
            data_shape(trainer.data),
        )


def metrics(measured: EngineMetrics) -> Metrics:
    """The engine's metrics as a message."""
    return Metrics(**asdict(measured))


def layer_report(layer: LayerStatistics) -> LayerReport:
    """What one layer is doing."""
    return LayerReport(
        name=layer.name,
        activation=ActivationStatistics(mean=layer.mean, std=layer.std, saturated=layer.saturated, dead=layer.dead),
        gradient_norm=layer.gradient_norm,
        update_ratio=layer.update_ratio,
        histogram=Histogram(low=layer.low, high=layer.high, counts=layer.histogram.tolist()),
        frozen=layer.frozen,
    )


def steps_answer(steps: int, observation: Observation, message: str | None) -> StepsAnswer:
    """The answer to a call that made so many steps and ended in this state."""
    return StepsAnswer(
        steps=steps,
        step=observation.step,
        epoch=observation.epoch,
        sample=observation.sample,
        status="ready" if message is None else "diverged",
        message=message,
        learning_rate=observation.learning_rate,
        metrics=metrics(observation.metrics),
        layers=[layer_report(layer) for layer in observation.layers],
    )


def data_shape(data: Dataset) -> DataShape:
    """What the samples are."""
    return DataShape(
        task=data.task,
        classes=data.classes,
        class_names=None if data.class_names is None else list(data.class_names),
        image=data.image,
        steps=data.steps,
        target_steps=data.target_steps,
        middle=data.decision_threshold,
    )


def layer_shapes(trainer: Trainer) -> list[LayerShape]:
    """How the flat vector of parameters is laid out."""
    return [
        LayerShape(
            name=layer.name,
            kind=layer.kind,
            sources=list(layer.sources),
            units=layer.units,
            inputs=layer.n_in,
            activation=layer.activation,
            frozen=layer.frozen,
            weights_offset=layer.blocks["weights"].offset if "weights" in layer.blocks else None,
            biases_offset=layer.blocks["biases"].offset if "biases" in layer.blocks else None,
            blocks=[ParameterBlock(name=key, offset=x.offset, shape=list(x.shape)) for key, x in layer.blocks.items()],
            shape=list(layer.shape or (layer.units,)),
        )
        for layer in trainer.network.layers
    ]


def input_names(trainer: Trainer) -> list[str]:
    """Names of the network's inputs: its features, or the columns of the data, by their names or as x1, x2, …"""
    given = trainer.spec.features or trainer.data.input_names
    return list(given or (f"x{column}" for column in range(1, trainer.network.n_in + 1)))
