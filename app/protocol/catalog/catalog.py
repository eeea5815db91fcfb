"""The catalog: every name that a RunSpec can use, with default, range and description."""

from pydantic import Field

from app.protocol.base import Message
from app.protocol.catalog.choices import (
    CatalogActivation,
    CatalogFormula,
    CatalogInitializer,
    CatalogLayer,
    CatalogLoss,
    CatalogOptimizer,
    CatalogSchedule,
    CatalogSurface,
)
from app.protocol.catalog.data import (
    CatalogDataSet,
    CatalogFeature,
    CatalogPatternSet,
    CatalogRealSet,
    CatalogSequenceSet,
    CatalogText,
)
from app.protocol.catalog.options import CatalogOption
from engine.spec.run import RunSpec


class CatalogLimits(Message):
    """The limits of runs on this server."""

    layers: int
    units: int
    parameters: int
    batch: int
    samples: int
    inputs: int
    steps: int = Field(description="steps of one call")
    body_bytes: int
    message_bytes: int


class CatalogPreset(Message):
    """An example run."""

    name: str
    label: str
    description: str
    source: str = Field(description="publication; empty if the run has not been published")
    published: str = Field(description="published result; empty if there is none")
    spec: RunSpec


class Catalog(Message):
    """Catalog of everything a RunSpec can use."""

    data_sets: list[CatalogDataSet]
    real_sets: list[CatalogRealSet] = Field(description="empty if scikit-learn, which contains them, is not installed")
    sequence_sets: list[CatalogSequenceSet]
    pattern_sets: list[CatalogPatternSet]
    text: CatalogText
    features: list[CatalogFeature]
    layers: list[CatalogLayer]
    activations: list[CatalogActivation]
    output_activations: list[str]
    losses: list[CatalogLoss]
    optimizers: list[CatalogOptimizer]
    surfaces: list[CatalogSurface]
    schedules: list[CatalogSchedule]
    clippings: list[CatalogFormula]
    projections: list[CatalogFormula]
    initializers: list[CatalogInitializer]
    recurrent_weights: list[CatalogOption] = Field(
        description="options of the initial recurrent weights beside the initializer"
    )
    regularizations: list[CatalogFormula]
    presets: list[CatalogPreset]
    default: RunSpec = Field(description="the RunSpec with all defaults but the data")
    limits: CatalogLimits
