"""Convert between the engine's values and the messages of the protocol. The results hold no array of a live trainer."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Self

import numpy as np
import orjson
from pydantic import BaseModel

from app.protocol.base import DivergenceReport, Domain, Status
from app.protocol.session.frames import FrameView
from app.protocol.session.info import DataShape, LayerShape, ParameterBlock, SessionInfo
from app.protocol.session.metrics import ActivationStatistics, Histogram, LayerReport, Metrics
from app.protocol.session.parameters import LayerWeights
from app.protocol.session.training import StepsAnswer
from engine.compiled.jit import Array
from engine.data.dataset import Dataset
from engine.errors import InputError
from engine.inspect.probes.layer_statistics import LayerStatistics
from engine.inspect.probes.metrics import Metrics as EngineMetrics
from engine.inspect.probes.observation import Detail, Observation
from engine.network.layer_parameters import LayerParameters
from engine.spec.run import RunSpec
from engine.train.snapshot import Divergence
from engine.train.trainer import Trainer


@dataclass(frozen=True)
class Position:
    """The position of a run, and its status."""

    step: int
    epoch: int
    sample: int
    status: Status
    message: str | None
    divergence: DivergenceReport | None

    @classmethod
    def of(cls, trainer: Trainer) -> Self:
        """The present position of a trainer."""
        report = None if trainer.divergence is None else divergence_report(trainer.divergence)
        message = None if trainer.divergence is None else trainer.divergence.message
        return cls(trainer.step, trainer.epoch, trainer.sample, trainer.status, message, report)


@dataclass(frozen=True)
class Structure:
    """The parts of a run that change only with its spec."""

    spec: RunSpec
    parameter_count: int
    steps_per_epoch: int
    layers: list[LayerShape]
    inputs: list[str]
    domain: Domain | None
    data: DataShape

    @classmethod
    def of(cls, trainer: Trainer) -> Self:
        """The present structure of a trainer."""
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
    """The statistics of a layer as a message."""
    return LayerReport(
        name=layer.name,
        activation=ActivationStatistics(mean=layer.mean, std=layer.std, saturated=layer.saturated, dead=layer.dead),
        gradient_norm=layer.gradient_norm,
        update_ratio=layer.update_ratio,
        histogram=Histogram(low=layer.low, high=layer.high, counts=layer.histogram.tolist()),
        frozen=layer.frozen,
    )


def divergence_report(divergence: Divergence) -> DivergenceReport:
    """A divergence as a message."""
    return DivergenceReport(**vars(divergence), detail=divergence.detail, remedy=divergence.remedy)


def steps_answer(steps: int, observation: Observation, session: SessionInfo) -> StepsAnswer:
    """The answer to a call that made `steps` updates and left the session in this state."""
    return StepsAnswer(
        steps=steps,
        step=observation.step,
        epoch=observation.epoch,
        sample=observation.sample,
        status=session.status,
        message=session.message,
        divergence=session.divergence,
        learning_rate=observation.learning_rate,
        metrics=metrics(observation.metrics),
        layers=[layer_report(layer) for layer in observation.layers],
    )


def detail_of(view: FrameView) -> Detail:
    """The level of detail of a view."""
    return Detail(view.resolution, view.neuron_resolution, view.neurons_per_layer, view.confusion)


def data_shape(data: Dataset) -> DataShape:
    """The number and form of the samples, as a message."""
    return DataShape(
        train_size=len(data.train),
        test_size=len(data.test),
        task=data.task,
        classes=data.classes,
        class_names=None if data.class_names is None else list(data.class_names),
        image=data.image,
        steps=data.steps,
        target_steps=data.target_steps,
        decision_threshold=data.decision_threshold,
        baseline_loss=baseline_loss(data),
    )


def baseline_loss(data: Dataset) -> float | None:
    """Test loss of the best constant guess for all samples, one for each target of a sample; None without test samples.

    The guess is the mean in regression, with half the squared error as loss, and otherwise the frequencies of the classes,
    with the cross-entropy.
    """
    if len(data.test) == 0:
        return None
    train, test = (split.targets.reshape(len(split), -1) for split in (data.train, data.test))
    every = np.concatenate((train, test))  # (rows, targets of a sample)
    if data.task == "regression":
        return float(0.5 * ((test - every.mean(axis=0)) ** 2).mean())
    losses = []
    for column, tested in zip(every.T, test.T, strict=True):
        counts = np.bincount(column, minlength=data.classes)
        losses.append(-np.log(counts[tested] / len(column)).mean())
    return float(np.mean(losses))


def layer_shapes(trainer: Trainer) -> list[LayerShape]:
    """Each layer with its place in the flat vector of parameters."""
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
    """Names of the network's inputs: features, or columns of the data, which without names are x1, x2, …"""
    given = trainer.spec.features or trainer.data.input_names
    return list(given or (f"x{column}" for column in range(1, trainer.network.n_in + 1)))


def layer_parameters(layers: Sequence[LayerWeights]) -> list[LayerParameters]:
    """The parameters of a message as arrays. Raises InputError if rows differ in length."""
    return [
        LayerParameters(
            layer.name,
            None if layer.weights is None else _block(layer.weights, f"{layer.name}.weights"),
            None if layer.biases is None else _block(layer.biases, f"{layer.name}.biases"),
            {key: _block(block, f"{layer.name}.{key}") for key, block in (layer.blocks or {}).items()},
        )
        for layer in layers
    ]


def _block(numbers: Sequence[Sequence[float]] | Sequence[float], field: str) -> Array:
    """A vector, or a matrix of rows of equal width."""
    rows = [row for row in numbers if not isinstance(row, float)]
    return matrix(rows, len(rows[0]), field) if rows else np.array(numbers, dtype=np.float64)


def matrix(rows: Sequence[Sequence[float]], width: int, field: str) -> Array:
    """Rows as a matrix (rows, width). Raises InputError, naming the first row of another width."""
    for number, row in enumerate(rows):
        if len(row) != width:
            raise InputError(
                f"Received {len(row)} numbers in row {number} of {field}, expected {width}.",
                f"Give every row {width} numbers.",
                field=field,
            )
    return np.array(rows, dtype=np.float64).reshape(len(rows), width)


def to_json(document: object) -> bytes:
    """JSON of a document that may hold arrays, dataclasses and models; NaN and infinity become null.

    Of a model with many rows it takes a sixth of the time that pydantic takes, which stops all threads.
    """
    return orjson.dumps(document, default=_plain, option=orjson.OPT_SERIALIZE_NUMPY)


def _plain(part: Any) -> Any:
    """An array or a model as values that orjson knows."""
    return dict(part) if isinstance(part, BaseModel) else part.tolist()


ANSWERED = 80
"""Most bytes of a number in an answer: in an array, in a list, and in a buffer of JSON that has just doubled."""


def parameters_json(trainer: Trainer) -> bytes:
    """`Parameters` as JSON: all parameters, layer by layer."""
    return to_json({"layers": [_layer_weights(layer) for layer in trainer.get_parameters()]})


def _layer_weights(layer: LayerParameters) -> dict[str, object]:
    """`LayerWeights`, without the fields that the layer does not have."""
    own = {"weights": layer.weights, "biases": layer.biases, "blocks": layer.blocks or None}
    return {"name": layer.name} | {key: value for key, value in own.items() if value is not None}
