"""The catalog, made from the engine's tables: a new entry in a table is a new choice."""

from app.catalog import choices, data_sets
from app.presets import PRESETS
from app.protocol.catalog.catalog import Catalog, CatalogLimits, CatalogPreset
from app.protocol.catalog.choices import CatalogFormula
from app.protocol.catalog.data import CatalogFeature
from app.protocol.catalog.options import CatalogOption
from app.settings import Settings
from engine.data.features import FEATURES
from engine.data.patterns import PATTERN_SETS
from engine.data.point_sets import DATA_SETS
from engine.data.real import REAL_SETS, is_installed
from engine.data.sequence_sets import SEQUENCE_SETS
from engine.layers.kinds import LAYERS
from engine.ops.activations import OUTPUT_ACTIVATIONS
from engine.optim.clipping import CLIPPINGS
from engine.optim.projection import PROJECTIONS
from engine.optim.regularization import REGULARIZATIONS
from engine.spec.options import recurrent_weight_options
from engine.spec.run import RunSpec


def make_catalog(settings: Settings) -> Catalog:
    """Make the catalog of a server with these settings."""
    return Catalog(
        data_sets=[data_sets.data_set(name, entry) for name, entry in DATA_SETS.items()],
        real_sets=data_sets.real_sets(),
        sequence_sets=[data_sets.sequence_set(name, entry) for name, entry in SEQUENCE_SETS.items()],
        pattern_sets=[data_sets.pattern_set(name, entry) for name, entry in PATTERN_SETS.items()],
        text=data_sets.text(),
        features=[
            CatalogFeature(name=name, label=FEATURES[name].label, preview=data_sets.plane(name)) for name in FEATURES
        ],
        layers=[choices.layer(name, kind) for name, kind in LAYERS.items()],
        activations=choices.activations(),
        output_activations=list(OUTPUT_ACTIVATIONS),
        losses=choices.losses(),
        optimizers=choices.optimizers(),
        surfaces=choices.surfaces(),
        schedules=choices.schedules(),
        clippings=[CatalogFormula(name=n, label=c.label, formula=c.formula) for n, c in CLIPPINGS.items()],
        projections=[CatalogFormula(name=n, label=p.label, formula=p.formula) for n, p in PROJECTIONS.items()],
        initializers=choices.initializers(),
        recurrent_weights=[
            CatalogOption(name=key, **choices.fields(option)) for key, option in recurrent_weight_options().items()
        ],
        regularizations=[CatalogFormula(name=n, label=r.label, formula=r.formula) for n, r in REGULARIZATIONS.items()],
        presets=_presets(),
        default=RunSpec.model_validate({"data": {"name": "circle"}}),
        limits=_limits(settings),
    )


def _presets() -> list[CatalogPreset]:
    """The example runs whose data are installed."""
    return [
        CatalogPreset(
            name=name,
            label=preset.label,
            description=preset.description,
            source=preset.source,
            published=preset.published,
            spec=RunSpec.model_validate(preset.spec),
        )
        for name, preset in PRESETS.items()
        if is_installed() or preset.spec["data"]["name"] not in REAL_SETS
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
