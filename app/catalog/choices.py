"""Catalog entries of layers, functions, optimizers and other choices."""

from collections.abc import Mapping, Sequence
from typing import Any, get_args

from app.protocol.base import Task
from app.protocol.catalog.choices import (
    CatalogActivation,
    CatalogHyperparameter,
    CatalogInitializer,
    CatalogLayer,
    CatalogLoss,
    CatalogOptimizer,
    CatalogSchedule,
    CatalogSurface,
    CatalogUpdateLine,
)
from app.protocol.catalog.options import CatalogLayerOption
from engine.inspect.classic_functions import CLASSIC_FUNCTIONS
from engine.layers.initializers import INITIALIZERS
from engine.layers.kinds import LayerKind
from engine.ops.activations import ACTIVATIONS
from engine.ops.losses import LOSSES
from engine.optim.hyperparameter import Hyperparameter
from engine.optim.optimizer import UpdateLine
from engine.optim.optimizers import OPTIMIZERS
from engine.optim.schedules import SCHEDULES
from engine.spec.options import LIVE, FieldOption, layer_options


def layer(name: str, kind: LayerKind) -> CatalogLayer:
    """A kind of layer."""
    return CatalogLayer(
        name=name,
        label=kind.label,
        formula=kind.formula,
        source=kind.source,
        example={"kind": name, **kind.example},
        reads=kind.reads,
        options=[
            CatalogLayerOption(name=key, restarts=key not in LIVE, **fields(option))
            for key, option in layer_options(name).items()
        ],
        gates=list(kind.gates),
        connects=kind.connects,
        inputs=kind.inputs,
        unit=kind.unit,
        normalizes=kind.normalizes,
    )


def fields(option: FieldOption) -> dict[str, Any]:
    """The fields of an option of the catalog."""
    return {**vars(option), "choices": list(option.choices)}


def activations() -> list[CatalogActivation]:
    """The activations."""
    return [
        CatalogActivation(
            name=name,
            label=activation.label,
            formula=activation.formula,
            latex=activation.latex,
            latex_derivative=activation.latex_derivative,
            numpy=activation.numpy,
            range=(activation.low, activation.high),
            family=activation.family,
            largest_slope=activation.largest_slope,
        )
        for name, activation in ACTIVATIONS.items()
    ]


def losses() -> list[CatalogLoss]:
    """The losses."""
    return [
        CatalogLoss(
            name=name,
            label=loss.label,
            formula=loss.formula,
            latex=loss.latex,
            latex_derivative=loss.latex_derivative,
            latex_by_prediction=loss.latex_by_prediction,
            description=loss.description,
            output_activation=loss.output_activation,
            tasks=[task for task in get_args(Task) if task in loss.tasks],
        )
        for name, loss in LOSSES.items()
    ]


def optimizers() -> list[CatalogOptimizer]:
    """The optimizers."""
    return [
        CatalogOptimizer(
            name=name,
            label=optimizer.label,
            formula=optimizer.formula,
            source=optimizer.source,
            learning_rate=optimizer.learning_rate,
            hyperparameters=numbers(optimizer.hyperparameters),
            update=_lines(optimizer.lines),
            vector_update=_lines(optimizer.vector_lines),
        )
        for name, optimizer in OPTIMIZERS.items()
    ]


def surfaces() -> list[CatalogSurface]:
    """The classic functions."""
    return [
        CatalogSurface(
            name=name,
            label=surface.label,
            formula=surface.formula,
            source=surface.source,
            description=surface.description,
            dimensions=surface.dimensions,
            hyperparameters=numbers(surface.hyperparameters),
            window=surface.window,
            start=surface.start,
            steps=surface.steps,
            settings={optimizer: dict(numbers) for optimizer, numbers in surface.settings.items()},
        )
        for name, surface in CLASSIC_FUNCTIONS.items()
    ]


def _lines(lines: Sequence[UpdateLine]) -> list[CatalogUpdateLine]:
    return [CatalogUpdateLine(**vars(line)) for line in lines]


def schedules() -> list[CatalogSchedule]:
    """The learning-rate schedules."""
    return [
        CatalogSchedule(
            name=name,
            label=schedule.label,
            formula=schedule.formula,
            source=schedule.source,
            hyperparameters=numbers(schedule.hyperparameters),
        )
        for name, schedule in SCHEDULES.items()
    ]


def initializers() -> list[CatalogInitializer]:
    """The initializers of weights."""
    return [
        CatalogInitializer(
            name=name,
            label=initializer.label,
            formula=initializer.formula,
            source=initializer.source,
            scale_label=initializer.scale_label,
            default_scale=initializer.default_scale,
        )
        for name, initializer in INITIALIZERS.items()
    ]


def numbers(known: Mapping[str, Hyperparameter]) -> list[CatalogHyperparameter]:
    """Hyperparameters with their ranges."""
    return [
        CatalogHyperparameter(name=key, symbol=value.symbol, default=value.default, low=value.low, high=value.high)
        for key, value in known.items()
    ]
