"""Check requests against the limits of this server, before anything of the requested size is allocated."""

from app.errors import LimitError
from app.sessions.memory.need import Need, need_of
from app.settings import Settings
from app.sharing.memory import Holding, Memory
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


class Limits:
    """The limits for a change of a run. `reserved` holds the memory of the changed run; `need` says what for."""

    def __init__(self, settings: Settings, memory: Memory, reserved: Holding) -> None:
        self.need: Need | None = None
        self._settings, self._memory, self._reserved = settings, memory, reserved

    def check(self, spec: RunSpec) -> Network:
        """Check the run after the change, and reserve its memory beside that of the present run; returns its network.

        Raises LimitError, and MemoryFullError.
        """
        network = self.network(spec)
        self.need = need_of(spec, network)
        self._memory.check_session(self.need.held, self.need.field)
        self._reserved.resize(self.need.held)
        return network

    def network(self, spec: RunSpec) -> Network:
        """Check a run against the limits that do not depend on others; returns its network. Raises LimitError."""
        return check_spec(spec, self._settings)


def check_spec(spec: RunSpec, settings: Settings) -> Network:
    """Check a run against the limits; returns its network, without parameters. Raises LimitError."""
    units = [own for layer in flat_layers(spec.network.layers) if (own := _units(layer)) > 0]
    check_count("network.layers", "layers of units", len(units), settings.max_layers)
    check_count("network.layers", "units in a layer", max(units, default=0), settings.max_units)
    samples, inputs, outputs = spec.data.size
    inputs = inputs if spec.features is None else len(spec.features)
    check_count("data.inputs", "inputs", inputs, settings.max_inputs)
    check_count("data.samples", "samples", samples, settings.max_samples)
    check_count("data", "numbers (samples × inputs)", samples * spec.data.size.inputs, settings.max_table_cells)
    if spec.batch_size != "all":
        check_count("batch_size", "samples in a batch", spec.batch_size, settings.max_batch)
    network = Network(spec, inputs, outputs, spec.data.form)  # allocates no parameters
    check_count("network.layers", "parameters", network.layout.size, settings.max_parameters)
    check_count("network.layers", "samples × parameters", samples * network.work, settings.max_work)
    batch = samples if spec.batch_size == "all" else min(spec.batch_size, samples)
    check_count("network.layers", "numbers in a batch's pass", batch * network.width, settings.max_pass)
    return network


def check_count(field: str, what: str, received: int, limit: int) -> None:
    """Raise LimitError if a request asks for more than `limit`."""
    if received > limit:
        detail = f"{field}: received {received:,} {what}, expected at most {limit:,}."
        raise LimitError(detail, "Ask for less, or raise the limit in the settings of the server.", field=field)


def check_work(network: Network, rows: int, settings: Settings, field: str, what: str = "rows") -> None:
    """Raise LimitError if forward passes of this many rows would take too long."""
    if rows * network.work > settings.max_work:
        detail = f"{field}: received {rows:,} {what} for {network.layout.size:,} parameters, too many for one call."
        raise LimitError(detail, f"Ask for fewer {what}, in several calls.", field=field)


def _units(layer: LayerSpec) -> int:
    """Width of a layer at every step or pixel, if it has one; else 0."""
    match layer:
        case DenseSpec() | RecurrentSpec() | EmbeddingSpec():
            return layer.units
        case ConvolutionSpec():
            return layer.filters
        case OneHotSpec():
            return layer.vocabulary
        case _:
            return 0
