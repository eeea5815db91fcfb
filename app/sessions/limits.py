"""What this server allows a run to be, checked before anything of its size is made."""

from app.errors import LimitError
from app.settings import Settings
from engine.network import Network
from engine.spec import DenseSpec, RunSpec, flat_layers


def check_spec(spec: RunSpec, settings: Settings) -> None:
    """Raise LimitError for the first thing in `spec` that is beyond the server's limits."""
    units = [layer.units for layer in flat_layers(spec.network.layers) if isinstance(layer, DenseSpec)]
    _check("network.layers", "dense layers", len(units), settings.max_layers)
    _check("network.layers", "units in a layer", max(units, default=0), settings.max_units)
    samples, inputs, outputs = spec.data.size
    inputs = inputs if spec.features is None else len(spec.features)
    _check("data.inputs", "inputs", inputs, settings.max_inputs)
    _check("data.samples", "samples", samples, settings.max_samples)
    _check("data", "numbers (samples × inputs)", samples * spec.data.size.inputs, settings.max_table_cells)
    if spec.batch_size != "all":
        _check("batch_size", "samples in a batch", spec.batch_size, settings.max_batch)
    parameters = Network(spec, inputs, outputs).layout.size  # lays them out and makes none
    _check("network.layers", "parameters", parameters, settings.max_parameters)
    _check("network.layers", "samples × parameters", samples * parameters, settings.max_work)


def check_count(field: str, what: str, received: int, limit: int) -> None:
    """Raise LimitError where a request asks for more than `limit`."""
    _check(field, what, received, limit)


def _check(field: str, what: str, received: int, limit: int) -> None:
    if received > limit:
        detail = f"{field}: received {received:,} {what}, expected at most {limit:,}."
        raise LimitError(detail, "Ask for less; whoever runs the server can raise its limits.", field=field)
