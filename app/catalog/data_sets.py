"""Catalog entries of data sets and features."""

import numpy as np

from app.catalog.choices import fields
from app.protocol.catalog.data import (
    CatalogDataSet,
    CatalogPatternSet,
    CatalogRealSet,
    CatalogSequenceSet,
    CatalogText,
    PatternPreview,
    PointsPreview,
    SequencePreview,
)
from app.protocol.catalog.options import CatalogOption
from engine.data.domain import PLANE
from engine.data.features import Preparation
from engine.data.patterns import PatternSet
from engine.data.point_sets import PointSet
from engine.data.real import LABEL_NOISE, POSITION_NOISE, REAL_SETS, RealSet, is_installed, preview
from engine.data.sequence_sets import SequenceSet
from engine.data.text import EXAMPLE
from engine.inspect.probes.maps import grid
from engine.spec.options import text_options

PREVIEW_POINTS = 160


PREVIEW_PIXELS = 16


PREVIEW_PATTERNS = 16


def data_set(name: str, entry: PointSet) -> CatalogDataSet:
    """A set of generated points, with a preview."""
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


def real_sets() -> list[CatalogRealSet]:
    """The sets of measured rows; empty if they are not installed."""
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


def sequence_set(name: str, entry: SequenceSet) -> CatalogSequenceSet:
    """A set of generated sequences, with a preview."""
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


def pattern_set(name: str, entry: PatternSet) -> CatalogPatternSet:
    """A task of 1986, with a preview."""
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


def text() -> CatalogText:
    """The options of a text."""
    options = [CatalogOption(name=name, **fields(option)) for name, option in text_options().items()]
    return CatalogText(
        label="Text", description="the next character in a text that you give", example=EXAMPLE, options=options
    )


def plane(feature: str) -> list[list[float]]:
    """The values of a feature over the plane, as rows of pixels."""
    values = grid(PREVIEW_PIXELS, PLANE, Preparation(features=(feature,))).reshape(PREVIEW_PIXELS, PREVIEW_PIXELS)
    rows: list[list[float]] = values.round(3).tolist()
    return rows
