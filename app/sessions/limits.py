"""What this server allows a run to be, checked before anything of its size is made."""

from itertools import pairwise

from app.errors import LimitError
from app.settings import Settings
from engine.spec import RunSpec


def check_spec(spec: RunSpec, settings: Settings) -> None:
    """Raise LimitError for the first thing in `spec` that is beyond the server's limits."""
    layers = spec.network.layers
    _check("network.layers", "layers", len(layers), settings.max_layers)
    _check("network.layers", "units in a layer", max((layer.units for layer in layers), default=0), settings.max_units)
    samples, inputs, outputs = spec.data.size
    inputs = inputs if spec.features is None else len(spec.features)
    _check("data.inputs", "inputs", inputs, settings.max_inputs)
    _check("data.samples", "samples", samples, settings.max_samples)
    _check("data", "numbers (samples × inputs)", samples * spec.data.size.inputs, settings.max_table_cells)
    if spec.batch_size != "all":
        _check("batch_size", "samples in a batch", spec.batch_size, settings.max_batch)
    widths = [inputs, *(layer.units for layer in layers), outputs]
    parameters = sum((n_in + 1) * n_out for n_in, n_out in pairwise(widths))
    _check("network.layers", "parameters", parameters, settings.max_parameters)
    _check("network.layers", "samples × parameters", samples * parameters, settings.max_work)


def check_count(field: str, what: str, received: int, limit: int) -> None:
    """Raise LimitError where a request asks for more than `limit`."""
    _check(field, what, received, limit)


def _check(field: str, what: str, received: int, limit: int) -> None:
    if received > limit:
        detail = f"{field}: received {received:,} {what}, expected at most {limit:,}."
        raise LimitError(detail, "Ask for less; whoever runs the server can raise its limits.", field=field)
