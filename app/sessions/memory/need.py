"""Estimate the memory that a run will need, from its spec and its network, before anything of that size is allocated."""

from dataclasses import dataclass

from app.sessions.history.history import CAPACITY
from engine.data.splits import train_size
from engine.network.network import Network
from engine.network.tape import padded_size
from engine.optim import optimizers
from engine.optim.muon import scratch
from engine.optim.optimizer import MEMORY
from engine.spec.data.kinds import DataSpec
from engine.spec.data.measured import RealSpec
from engine.spec.data.own import InlineSpec, TableSpec, TextSpec
from engine.spec.run import RunSpec
from engine.train.recovery import KEPT_NUMBERS, MOST_KEPT
from engine.train.sample_order import ORDERS_AHEAD
from engine.train.snapshot import VECTORS

NUMBER = 8
"""Bytes of a number in an array."""

LISTED = 32
"""Bytes of a number in a list: the number, and the pointer to it."""

ROW = 80
"""Bytes of a list, beside its items."""

BASE = 128 * 2**10
"""Bytes of a session beside its arrays: spec, tape, tasks."""

MEASURED = 800
"""Bytes of a measurement in the history, and for each layer MEASURED_LAYER more."""

MEASURED_LAYER = 64

ARCHIVE, FEWEST_ARCHIVED = 2**20, 32
"""Bytes, and snapshots, that a session may keep to go back to, however little memory is free; the smaller of both."""

SNAPSHOT = 2_000
"""Bytes of a snapshot, beside its arrays."""


@dataclass(frozen=True)
class Need:
    """Bytes that a run needs.

    data: its samples. state: parameters, gradients, optimizer memory, and the values of a batch in both directions.
    snapshots: those kept to recover from a divergence. snapshot: one of them. history: the longest history, with as many
    checkpoints and changes to undo as a session has in any case, `archive` bytes. field: the field of the spec with the largest part.
    """

    data: int
    state: int
    snapshots: int
    snapshot: int
    history: int
    archive: int
    field: str

    @property
    def held(self) -> int:
        """Bytes for as long as the run lives, checkpoints and undo apart."""
        return BASE + self.data + self.state + self.snapshots + self.history

    @property
    def copied(self) -> int:
        """Bytes of a copy of the run with its data, on a host."""
        return BASE + self.data + self.state + self.snapshots

    @property
    def working(self) -> int:
        """Bytes of a copy of the run that shares its data, as for a query or a recovery."""
        return self.state + 2 * self.snapshot + NUMBER * 2 * ORDERS_AHEAD


def need_of(spec: RunSpec, network: Network) -> Need:
    """Estimate the bytes that a run needs."""
    n = network.layout.size
    training = _training_samples(spec.data)
    batch = training if spec.batch_size == "all" else min(spec.batch_size, training)
    buffers = NUMBER * 2 * network.width * padded_size(batch)
    vectors = NUMBER * (5 + MEMORY) * n  # parameters, gradients, previous, which are weights, and a temporary copy
    data = _data(spec, network) + NUMBER * 2 * training  # with the order of the samples
    snapshot = SNAPSHOT + NUMBER * (VECTORS * n + training)
    kept = min(max(KEPT_NUMBERS // (VECTORS * n + training), 1), MOST_KEPT)  # as in KeptSnapshots
    parts = {"batch_size": buffers, "network.layers": vectors + kept * snapshot, "data": data}
    archive = min(ARCHIVE, FEWEST_ARCHIVED * snapshot)
    return Need(
        data=data,
        state=buffers + vectors + NUMBER * _scratch(spec, network),
        snapshots=kept * snapshot,
        snapshot=snapshot,
        history=CAPACITY * (MEASURED + MEASURED_LAYER * len(network.layers)) + archive,
        archive=archive,
        field=max(parts, key=lambda name: parts[name]),
    )


def _training_samples(data: DataSpec) -> int:
    """Number of training samples; for some data an upper bound."""
    samples = data.size.samples
    if isinstance(data, TableSpec):
        return len(data.found.data.train)
    if isinstance(data, InlineSpec) and data.test_inputs is not None:
        return len(data.inputs)
    fraction = getattr(data, "train_fraction", 1.0)
    return train_size(samples, fraction) if samples > 1 else samples


def _data(spec: RunSpec, network: Network) -> int:
    """Bytes of the samples: raw, scaled, prepared and encoded, and of the document that has them."""
    data, (samples, inputs, _) = spec.data, spec.data.size
    numbers = samples * network.output_width  # encoded targets
    if spec.features is not None:
        numbers += samples * network.n_in
    if not isinstance(data, TableSpec):  # tables are counted once, however many runs read them
        raw_targets = network.output_width if data.task == "regression" else data.form.target_steps
        numbers += samples * (inputs + raw_targets)
        if isinstance(data, RealSpec) or getattr(data, "standardize", False):
            numbers += samples * inputs
    document = 0
    if isinstance(data, InlineSpec):
        document = samples * (LISTED * (inputs + len(data.targets[0])) + 2 * ROW)
    elif isinstance(data, TextSpec):
        document = 4 * len(data.text)
    return NUMBER * numbers + document


def _scratch(spec: RunSpec, network: Network) -> int:
    """Numbers that the optimizer needs besides its memory."""
    if not optimizers.OPTIMIZERS[spec.optimizer.name].by_matrix:
        return 0
    shapes = [block.shape for block in network.layout.blocks.values() if len(block.shape) == 2]
    return max((scratch(*shape) for shape in shapes), default=0)
