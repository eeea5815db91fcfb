"""The catalog, read off the engine's own tables: a new entry there is a new choice here."""

from collections.abc import Mapping, Sequence
from typing import Any, get_args

import numpy as np

from app.presets import PRESETS
from app.protocol.base import Task
from app.protocol.catalog import (
    Catalog,
    CatalogActivation,
    CatalogDataSet,
    CatalogFeature,
    CatalogFormula,
    CatalogHyperparameter,
    CatalogInitializer,
    CatalogLayer,
    CatalogLayerOption,
    CatalogLimits,
    CatalogLoss,
    CatalogOptimizer,
    CatalogOption,
    CatalogPatternSet,
    CatalogPreset,
    CatalogRealSet,
    CatalogSchedule,
    CatalogSequenceSet,
    CatalogSurface,
    CatalogText,
    CatalogUpdateLine,
    PatternPreview,
    PointsPreview,
    SequencePreview,
)
from app.settings import Settings
from engine.data.domain import PLANE
from engine.data.features import FEATURES, Preparation
from engine.data.patterns import PATTERN_SETS, PatternSet
from engine.data.point_sets import DATA_SETS, PointSet
from engine.data.real import LABEL_NOISE, POSITION_NOISE, REAL_SETS, RealSet, is_installed, preview
from engine.data.sequence_sets import SEQUENCE_SETS, SequenceSet
from engine.data.text import EXAMPLE
from engine.inspect.classic_functions import CLASSIC_FUNCTIONS
from engine.inspect.probes.maps import grid
from engine.layers.initializers import INITIALIZERS
from engine.layers.kinds import LAYERS, LayerKind
from engine.ops.activations import ACTIVATIONS, OUTPUT_ACTIVATIONS
from engine.ops.losses import LOSSES
from engine.optim.clipping import CLIPPINGS
from engine.optim.hyperparameter import Hyperparameter
from engine.optim.optimizer import UpdateLine
from engine.optim.optimizers import OPTIMIZERS
from engine.optim.projection import PROJECTIONS
from engine.optim.regularization import REGULARIZATIONS
from engine.optim.schedules import SCHEDULES
from engine.spec.options import LIVE, FieldOption, layer_options, recurrent_weight_options, text_options
from engine.spec.run import RunSpec

PREVIEW_POINTS = 160
PREVIEW_PIXELS = 16
PREVIEW_PATTERNS = 16


def make_catalog(settings: Settings) -> Catalog:
    """All that can be chosen on a server with these settings."""
    return Catalog(
        data_sets=[_data_set(name, entry) for name, entry in DATA_SETS.items()],
        real_sets=_real_sets(),
        sequence_sets=[_sequence_set(name, entry) for name, entry in SEQUENCE_SETS.items()],
        pattern_sets=[_pattern_set(name, entry) for name, entry in PATTERN_SETS.items()],
        text=_text(),
        features=[CatalogFeature(name=name, label=FEATURES[name].label, preview=_plane(name)) for name in FEATURES],
        layers=[_layer(name, kind) for name, kind in LAYERS.items()],
        activations=_activations(),
        output_activations=list(OUTPUT_ACTIVATIONS),
        losses=_losses(),
        optimizers=_optimizers(),
        surfaces=_surfaces(),
        schedules=[
            CatalogSchedule(
                name=n, label=s.label, formula=s.formula, source=s.source, hyperparameters=_numbers(s.hyperparameters)
            )
            for n, s in SCHEDULES.items()
        ],
        clippings=[CatalogFormula(name=n, label=c.label, formula=c.formula) for n, c in CLIPPINGS.items()],
        projections=[CatalogFormula(name=n, label=p.label, formula=p.formula) for n, p in PROJECTIONS.items()],
        initializers=[
            CatalogInitializer(
                name=n,
                label=i.label,
                formula=i.formula,
                source=i.source,
                scale_label=i.scale_label,
                default_scale=i.default_scale,
            )
            for n, i in INITIALIZERS.items()
        ],
        recurrent_weights=[
            CatalogOption(name=key, **_fields(option)) for key, option in recurrent_weight_options().items()
        ],
        regularizations=[CatalogFormula(name=n, label=r.label, formula=r.formula) for n, r in REGULARIZATIONS.items()],
        presets=[
            CatalogPreset(
                name=n,
                label=p.label,
                description=p.description,
                source=p.source,
                published=p.published,
                spec=RunSpec.model_validate(p.spec),
            )
            for n, p in PRESETS.items()
            if is_installed() or p.spec["data"]["name"] not in REAL_SETS
        ],
        default=RunSpec.model_validate({"data": {"name": "circle"}}),
        limits=_limits(settings),
    )


def _data_set(name: str, entry: PointSet) -> CatalogDataSet:
    points = entry.generate(PREVIEW_POINTS, 0.0, 0.0, np.random.default_rng(0))
    return CatalogDataSet(
        name=name,
        label=entry.label,
        task=entry.task,
        classes=entry.classes,
        samples=entry.samples,
        description=entry.description,
        position_noise=entry.position_noise,
        label_noise=entry.label_noise,
        preview=PointsPreview(inputs=points.inputs.round(2).tolist(), targets=points.targets.round(2).tolist()),
    )


def _real_sets() -> list[CatalogRealSet]:
    return [_real_set(name, entry) for name, entry in REAL_SETS.items()] if is_installed() else []


def _real_set(name: str, entry: RealSet) -> CatalogRealSet:
    points, labels = preview(entry, min(PREVIEW_POINTS, entry.samples))
    return CatalogRealSet(
        name=name,
        label=entry.label,
        task=entry.task,
        classes=entry.classes,
        samples=entry.samples,
        description=entry.description,
        source=entry.source,
        input_names=list(entry.input_names),
        class_names=list(entry.class_names),
        image=entry.image,
        standardize=entry.standardize,
        position_noise=POSITION_NOISE,
        label_noise=LABEL_NOISE,
        preview=PointsPreview(inputs=points.round(2).tolist(), targets=labels.tolist()),
    )


def _sequence_set(name: str, entry: SequenceSet) -> CatalogSequenceSet:
    values = entry.check({})
    shape, one = entry.shape(values), entry.generate(1, values, np.random.default_rng(0))
    return CatalogSequenceSet(
        name=name,
        label=entry.label,
        task=entry.task,
        classes=shape.classes,
        samples=entry.samples,
        description=entry.description,
        source=entry.source,
        baseline=entry.baseline,
        steps=shape.steps,
        options=[
            CatalogOption(
                name=key,
                description=option.description,
                default=option.default,
                low=option.low,
                high=option.high,
                choices=list(option.choices),
                whole=type(option.default) is int,
                empty=None,
            )
            for key, option in entry.options.items()
        ],
        preview=SequencePreview(
            inputs=one.inputs.reshape(shape.steps, shape.width).round(3).tolist(),
            targets=[float(each) for each in one.targets.ravel()],
        ),
    )


def _pattern_set(name: str, entry: PatternSet) -> CatalogPatternSet:
    inputs, targets = entry.patterns(entry.bits)
    input_names, output_names = (None, None) if entry.names is None else entry.names()
    return CatalogPatternSet(
        name=name,
        label=entry.label,
        samples=entry.samples(entry.bits),
        description=entry.description,
        source=entry.source,
        bits=entry.bits,
        least=entry.least,
        most=entry.most,
        outputs=entry.outputs(entry.bits),
        off=entry.off,
        held_out=entry.held_out,
        input_names=None if input_names is None else list(input_names),
        output_names=None if output_names is None else list(output_names),
        preview=PatternPreview(
            inputs=inputs[:PREVIEW_PATTERNS].astype(int).tolist(),
            targets=targets[:PREVIEW_PATTERNS].astype(int).tolist(),
        ),
    )


def _text() -> CatalogText:
    options = [CatalogOption(name=name, **_fields(option)) for name, option in text_options().items()]
    return CatalogText(
        label="Text", description="which character comes next, in a text of your own", example=EXAMPLE, options=options
    )


def _layer(name: str, kind: LayerKind) -> CatalogLayer:
    return CatalogLayer(
        name=name,
        label=kind.label,
        formula=kind.formula,
        source=kind.source,
        example={"kind": name, **kind.example},
        reads=kind.reads,
        options=[
            CatalogLayerOption(name=key, restarts=key not in LIVE, **_fields(option))
            for key, option in layer_options(name).items()
        ],
        gates=list(kind.gates),
        connects=kind.connects,
        inputs=kind.inputs,
        unit=kind.unit,
        normalizes=kind.normalizes,
    )


def _fields(option: FieldOption) -> dict[str, Any]:
    return {**vars(option), "choices": list(option.choices)}


def _plane(feature: str) -> list[list[float]]:
    values = grid(PREVIEW_PIXELS, PLANE, Preparation(features=(feature,))).reshape(PREVIEW_PIXELS, PREVIEW_PIXELS)
    rows: list[list[float]] = values.round(3).tolist()
    return rows


def _activations() -> list[CatalogActivation]:
    return [
        CatalogActivation(
            name=name,
            label=activation.label,
            formula=activation.formula,
            latex=activation.latex,
            latex_derivative=activation.latex_derivative,
            numpy=activation.numpy,
        )
        for name, activation in ACTIVATIONS.items()
    ]


def _losses() -> list[CatalogLoss]:
    return [
        CatalogLoss(
            name=name,
            label=loss.label,
            formula=loss.formula,
            latex=loss.latex,
            latex_derivative=loss.latex_derivative,
            description=loss.description,
            output_activation=loss.output_activation,
            tasks=[task for task in get_args(Task) if task in loss.tasks],
        )
        for name, loss in LOSSES.items()
    ]


def _optimizers() -> list[CatalogOptimizer]:
    return [
        CatalogOptimizer(
            name=name,
            label=optimizer.label,
            formula=optimizer.formula,
            source=optimizer.source,
            learning_rate=optimizer.learning_rate,
            hyperparameters=_numbers(optimizer.hyperparameters),
            update=_lines(optimizer.lines),
            vector_update=_lines(optimizer.vector_lines),
        )
        for name, optimizer in OPTIMIZERS.items()
    ]


def _surfaces() -> list[CatalogSurface]:
    return [
        CatalogSurface(
            name=name,
            label=surface.label,
            formula=surface.formula,
            source=surface.source,
            description=surface.description,
            dimensions=surface.dimensions,
            hyperparameters=_numbers(surface.hyperparameters),
            window=surface.window,
            start=surface.start,
            steps=surface.steps,
            settings={optimizer: dict(numbers) for optimizer, numbers in surface.settings.items()},
        )
        for name, surface in CLASSIC_FUNCTIONS.items()
    ]


def _lines(lines: Sequence[UpdateLine]) -> list[CatalogUpdateLine]:
    return [CatalogUpdateLine(**vars(line)) for line in lines]


def _numbers(known: Mapping[str, Hyperparameter]) -> list[CatalogHyperparameter]:
    return [
        CatalogHyperparameter(name=key, symbol=value.symbol, default=value.default, low=value.low, high=value.high)
        for key, value in known.items()
    ]


def _limits(settings: Settings) -> CatalogLimits:
    return CatalogLimits(
        layers=settings.max_layers,
        units=settings.max_units,
        parameters=settings.max_parameters,
        batch=settings.max_batch,
        samples=settings.max_samples,
        inputs=settings.max_inputs,
        steps=settings.max_steps,
        body_bytes=settings.max_body_bytes,
        message_bytes=settings.max_message_bytes,
    )
