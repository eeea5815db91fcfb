"""Adapt the hidden layers of a changed spec to its data, so that the network can be built."""

from app.errors import validating
from engine.layers.kinds import LAYERS
from engine.network.fitting import Fitting, fitting_of, vocabulary_of
from engine.spec.layers import EmbeddingSpec, LayerSpec, LstmSpec, OneHotSpec, RecurrentSpec
from engine.spec.run import NetworkSpec, RunSpec

RECURRENT_UNITS = 8
"""Units of the recurrent layer that a network gets for new sequences if it has none."""


def adapted(present: RunSpec, wanted: RunSpec, names_layers: bool) -> RunSpec:
    """The spec `wanted`, a change of `present`, with layers that fit its data as far as that is possible.

    Layers that the change gives itself (`names_layers`) all stay; of the others, those that cannot read the data are left
    out. Sequences get a recurrent layer, and symbols coded as whole numbers an embedding, if the data are new.
    """
    fitting, layers = fitting_of(wanted), wanted.network.layers
    made = fitting.fitted(layers) if names_layers else _for_data(present, wanted, fitting, layers)
    if made == layers:
        return wanted
    document = {**wanted.network.model_dump(exclude={"layers"}), "layers": made}
    with validating():
        return wanted.model_copy(update={"network": NetworkSpec.model_validate(document)})


def _for_data(present: RunSpec, wanted: RunSpec, fitting: Fitting, layers: list[LayerSpec]) -> list[LayerSpec]:
    other = wanted.data.name != present.data.name
    symbols = vocabulary_of(wanted.data)
    if symbols is not None:
        layers = [_with_vocabulary(layer, symbols) for layer in layers]
        if vocabulary_of(present.data) is None and not any(map(_reads_symbols, layers)):
            example = {**LAYERS["embedding"].example, "vocabulary": symbols}
            layers = [EmbeddingSpec(kind="embedding", **example), *layers]
    made = fitting.adapted(layers, other_columns=other or wanted.data.size.inputs != present.data.size.inputs)
    is_recurrent = any(isinstance(layer, RecurrentSpec) for layer in made)
    if fitting.form.steps is not None and not is_recurrent and (other or not fitting.fits(made)):
        first = [layer for layer in made[:1] if _reads_symbols(layer)]
        return fitting.fitted([*first, LstmSpec(kind="lstm", units=RECURRENT_UNITS)])
    return made


def _reads_symbols(layer: LayerSpec) -> bool:
    return isinstance(layer, EmbeddingSpec | OneHotSpec)


def _with_vocabulary(layer: LayerSpec, symbols: int) -> LayerSpec:
    return layer.model_copy(update={"vocabulary": symbols}) if _reads_symbols(layer) else layer
