"""What this server allows a run to be, checked before anything of its size is made."""

from app.errors import LimitError
from app.settings import Settings
from engine.data import DATA_SETS
from engine.network import Form, Network
from engine.spec import (
    ConvolutionSpec,
    DenseSpec,
    EmbeddingSpec,
    InlineSpec,
    LayerSpec,
    OneHotSpec,
    RecurrentSpec,
    RunSpec,
    flat_layers,
)


def check_spec(spec: RunSpec, settings: Settings) -> None:
    """Raise LimitError for the first thing in `spec` that is beyond the server's limits."""
    units = [_units(layer) for layer in flat_layers(spec.network.layers) if _units(layer) > 0]
    _check("network.layers", "layers of units", len(units), settings.max_layers)
    _check("network.layers", "units in a layer", max(units, default=0), settings.max_units)
    inputs, samples = _inputs(spec), _samples(spec)
    _check("data.inputs", "inputs", inputs, settings.max_inputs)
    _check("data.samples", "samples", samples, settings.max_samples)
    if spec.batch_size != "all":
        _check("batch_size", "samples in a batch", spec.batch_size, settings.max_batch)
    network = Network(spec, inputs, _outputs(spec), _form(spec))  # lays parameters out and makes none
    _check("network.layers", "parameters", network.layout.size, settings.max_parameters)
    _check("network.layers", "samples × parameters", samples * network.work, settings.max_work)
    batch = samples if spec.batch_size == "all" else min(spec.batch_size, samples)
    _check("network.layers", "numbers in a batch's pass", batch * network.width, settings.max_pass)


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


def _form(spec: RunSpec) -> Form:
    data = spec.data
    if not isinstance(data, InlineSpec) or spec.features is not None:
        return Form()
    return Form(data.steps, data.image, data.steps if data.steps is not None and data.targets_per_step else 1)


def _samples(spec: RunSpec) -> int:
    data = spec.data
    if isinstance(data, InlineSpec):
        return len(data.inputs) + len(data.test_inputs or ())
    return data.samples or DATA_SETS[data.name].samples


def _inputs(spec: RunSpec) -> int:
    if spec.features is not None:
        return len(spec.features)
    return len(spec.data.inputs[0]) if isinstance(spec.data, InlineSpec) else 2


def _outputs(spec: RunSpec) -> int:
    """Width of the output layer, at least: own data that are not well formed are the engine's to refuse."""
    data = spec.data
    if not isinstance(data, InlineSpec):
        return max(1, DATA_SETS[data.name].classes if data.task == "multiclass" else 1)
    columns = len(data.targets[0]) // _form(spec).target_steps
    if data.task == "multiclass" and columns == 1:
        return len(data.class_names or ()) or int(max(row[0] for row in data.targets if row)) + 1
    return max(1, columns)
