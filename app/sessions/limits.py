"""What this server allows a run to be, checked before anything of its size is made."""

from app.errors import LimitError
from app.settings import Settings
from engine.network.network import Network
from engine.spec.layers import (
    ConvolutionSpec,
    DenseSpec,
    EmbeddingSpec,
    LayerSpec,
    OneHotSpec,
    RecurrentSpec,
    flat_layers,
)
from engine.spec.run import RunSpec


def check_spec(spec: RunSpec, settings: Settings) -> Network:
    """The network of `spec`, laid out. Raises LimitError for the first thing that is beyond the server's limits."""
    units = [own for layer in flat_layers(spec.network.layers) if (own := _units(layer)) > 0]
    _check("network.layers", "layers of units", len(units), settings.max_layers)
    _check("network.layers", "units in a layer", max(units, default=0), settings.max_units)
    samples, inputs, outputs = spec.data.size
    inputs = inputs if spec.features is None else len(spec.features)
    _check("data.inputs", "inputs", inputs, settings.max_inputs)
    _check("data.samples", "samples", samples, settings.max_samples)
    _check("data", "numbers (samples × inputs)", samples * spec.data.size.inputs, settings.max_table_cells)
    if spec.batch_size != "all":
        _check("batch_size", "samples in a batch", spec.batch_size, settings.max_batch)
    network = Network(spec, inputs, outputs, spec.data.form)  # lays parameters out and makes none
    _check("network.layers", "parameters", network.layout.size, settings.max_parameters)
    _check("network.layers", "samples × parameters", samples * network.work, settings.max_work)
    batch = samples if spec.batch_size == "all" else min(spec.batch_size, samples)
    _check("network.layers", "numbers in a batch's pass", batch * network.width, settings.max_pass)
    return network


def check_count(field: str, what: str, received: int, limit: int) -> None:
    """Raise LimitError where a request asks for more than `limit`."""
    _check(field, what, received, limit)


def _check(field: str, what: str, received: int, limit: int) -> None:
    if received > limit:
        detail = f"{field}: received {received:,} {what}, expected at most {limit:,}."
        raise LimitError(detail, "Ask for less; whoever runs the server can raise its limits.", field=field)


def _units(layer: LayerSpec) -> int:
    """Numbers that a layer makes of its own, at every step or pixel; 0 where others say how many."""
    match layer:
        case DenseSpec() | RecurrentSpec() | EmbeddingSpec():
            return layer.units
        case ConvolutionSpec():
            return layer.filters
        case OneHotSpec():
            return layer.vocabulary
        case _:
            return 0
