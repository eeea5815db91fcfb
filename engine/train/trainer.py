"""Trainer: one run. It owns the arrays and the generator, and takes steps, samples or epochs on demand."""

import copy
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Self

import numpy as np
from numpy.typing import NDArray

from engine.compiled.buffers import LANES
from engine.compiled.jit import Array
from engine.data.dataset import Dataset, Split
from engine.data.encoding import encode_targets, output_width
from engine.data.features import Preparation
from engine.errors import InputError
from engine.load import load
from engine.network import layer_parameters
from engine.network.layer_parameters import LayerParameters
from engine.network.network import Network
from engine.network.tape import whole_lanes
from engine.optim import optimizers, schedules
from engine.optim.muon import scratch
from engine.optim.optimizer import MEMORY
from engine.spec.run import RunSpec
from engine.train import kernels

Unit = Literal["sample", "step", "epoch"]

ORDERS_AHEAD = 1 << 16
"""Row numbers drawn ahead at the most, so that one call of the kernel can run through many small epochs."""


class ShapeChange(InputError):
    """A change of the spec that needs parameters of other shapes; `field` is the field that asks for them."""

    code = "shape-change"

    def __init__(self, field: str) -> None:
        super().__init__(
            f"{field} changes the shapes of the trained parameters.", "Reset the run to apply it.", field=field
        )


@dataclass(frozen=True)
class Divergence:
    """After how many steps, and where, a loss or an update stopped being finite numbers."""

    step: int
    layer: str
    message: str


@dataclass(frozen=True)
class Prediction:
    """Outputs (B, k) and every layer's activations {name: (B, width)}: of all steps, or pixels, one after the other."""

    outputs: Array
    activations: dict[str, Array]


@dataclass(frozen=True)
class Snapshot:
    """Everything a run's future depends on. Restoring it continues the same run, to the bit."""

    spec: RunSpec
    step: int
    epoch: int
    sample: int
    position: int
    steps_of_optimizer: int
    order: NDArray[np.int64]
    generator: Mapping[str, Any]
    parameters: Array
    gradients: Array
    previous: Array
    memory: Array
    divergence: Divergence | None


class Trainer:
    """A run of `spec`: network, data, parameters and the state of its training. `network`: where that of `spec` has been
    laid out already.

    step: updates done; epoch: passes over the training samples completed; sample: samples of the batch under way that
    have been stepped through. Batches are averaged as a whole, so stepping by samples takes the same steps to the bit.

    ValueError when data and network do not fit each other.
    """

    prepare: Preparation
    """Raw inputs (B, d) -> what the network reads (B, n_in)."""

    _position: int
    _order: NDArray[np.int64]

    def __init__(self, spec: RunSpec, network: Network | None = None) -> None:
        self._load(spec, load(spec.data), network)
        self._begin()

    # -- what it is made of ------------------------------------------------------------------------------------------

    def _load(self, spec: RunSpec, data: Dataset, network: Network | None = None) -> None:
        """Take on `spec`, whose data are `data`. ValueError, with nothing changed, where they do not fit each other."""
        prepare = Preparation(data.scaling, None if spec.features is None else tuple(spec.features))
        network = network or self._network(spec, data)
        inputs, test_inputs = (prepare.expanded(part) for part in data.scaled)
        network.check_inputs(inputs)
        network.check_inputs(test_inputs)
        self.spec, self.data, self.network, self.prepare = spec, data, network, prepare
        self.inputs, self.targets = inputs, self._encode(data.train)
        self.test_inputs, self.test_targets = test_inputs, self._encode(data.test)

    def _data_of(self, spec: RunSpec) -> Dataset:
        """The data of `spec`: those at hand, where they are the same."""
        return self.data if spec.data == self.spec.data else load(spec.data)

    @staticmethod
    def _network(spec: RunSpec, data: Dataset) -> Network:
        n_in = data.train.inputs.shape[1] if spec.features is None else len(spec.features)
        return Network(spec, n_in, output_width(data.task, data.classes, data.targets_by_step(data.train)), data.form)

    def _encode(self, split: Split) -> Array:
        assert self.spec.network.output_activation is not None and self.spec.loss is not None
        data, targets = self.data, self.data.targets_by_step(split)
        codes = encode_targets(targets, data.task, data.classes, self.spec.network.output_activation, self.spec.loss)
        return codes.reshape(len(split), self.network.output_width)

    def _begin(self) -> None:
        """Initial weights and the first epoch's order, from the spec's seed."""
        weights, self._generator = (np.random.default_rng([self.spec.seed, stream]) for stream in range(2))
        parameters = self.network.initial_parameters(self.spec, weights)
        self._allocate(parameters)
        self.step = self.epoch = self.sample = 0
        self._forget()
        self._first_order()

    def _allocate(self, parameters: Array) -> None:
        n = parameters.size
        lanes = whole_lanes(self.batch_size)
        self._state = kernels.State(
            parameters, np.zeros(n), parameters.copy(), np.zeros((MEMORY, n)),
            np.zeros(self.network.width * lanes), np.zeros(self.network.width * lanes), np.zeros(self._scratch()),
        )  # fmt: skip
        self._steps_of_optimizer = 0
        self._update = self._make_update()

    def _scratch(self) -> int:
        """Numbers that the optimizer needs beside its memory: those of `orthogonalise`, for the largest matrix."""
        if not optimizers.OPTIMIZERS[self.spec.optimizer.name].by_matrix:
            return 0
        shapes = [block.shape for block in self.network.layout.blocks.values() if len(block.shape) == 2]
        return max(scratch(height, width) for height, width in shapes)

    def _forget(self) -> None:
        """Begin a new stretch of training: nothing has diverged, nothing lies behind to go back to."""
        self.divergence: Divergence | None = None
        self._anchor: Snapshot | None = None
        self._since_anchor = 0

    def _make_update(self) -> kernels.Update:
        is_weight = np.zeros(self.network.layout.size)
        for block in self.network.layout.blocks.values():
            block.of(is_weight)[:] = block.is_weights
        optimizer, regularization = self.spec.optimizer, self.spec.regularization
        clipping, projection, schedule = self.spec.clipping, self.spec.projection, self.spec.schedule
        return kernels.Update(
            kernels.Objective(
                regularization.rate if regularization.name == "l1" else 0.0,
                regularization.rate if regularization.name == "l2" else 0.0,
                is_weight,
                self.spec.reduction == "mean",
            ),
            optimizers.CODES[optimizer.name],
            np.array(optimizer.values()),
            self.network.layout.spans(optimizers.OPTIMIZERS[optimizer.name].by_matrix),
            np.random.default_rng([self.spec.seed, 2]).integers(2**64, dtype=np.uint64),
            regularization.rate if regularization.name == "decay" else 0.0,
            clipping.limit if clipping.name == "value" else np.inf,
            clipping.limit if clipping.name == "norm" else np.inf,
            projection.limit if projection.name == "box" else np.inf,
            schedules.CODES[schedule.name],
            np.array(schedule.values()),
            np.array(optimizer.values()),
        )

    # -- what it tells -----------------------------------------------------------------------------------------------

    @property
    def status(self) -> Literal["ready", "diverged"]:
        """Whether `advance` goes on."""
        return "ready" if self.divergence is None else "diverged"

    @property
    def samples(self) -> int:
        """Training samples."""
        return len(self.inputs)

    @property
    def batch_size(self) -> int:
        """Samples in a full batch."""
        return self.samples if self.spec.batch_size == "all" else min(self.spec.batch_size, self.samples)

    @property
    def steps_per_epoch(self) -> int:
        """Steps in a whole epoch; the last may be a smaller batch."""
        return -(-self.samples // self.batch_size)

    @property
    def parameters(self) -> Array:
        """The live flat vector; `network.layout` names its blocks."""
        return self._state.parameters

    @property
    def gradients(self) -> Array:
        """The gradient the last step used, penalty included; zeros before the first."""
        return self._state.gradients

    @property
    def previous(self) -> Array:
        """The parameters before the last step."""
        return self._state.previous

    @property
    def memory(self) -> Array:
        """The optimizer's memory (MEMORY, n); what its rows are is the optimizer's business."""
        return self._state.memory

    @property
    def steps_of_optimizer(self) -> int:
        """Steps since the optimizer's memory was empty: the t of its bias corrections."""
        return self._steps_of_optimizer

    @property
    def update(self) -> kernels.Update:
        """How a step follows from the gradient, as the kernels take it."""
        return self._update

    @property
    def learning_rate(self) -> float:
        """What the next step is taken with, by the schedule."""
        schedule, numbers = schedules.SCHEDULES[self.spec.schedule.name], self.spec.schedule.values()
        return self.spec.optimizer.learning_rate * float(schedule.factor(numbers, self.step))

    def batch_under_way(self) -> NDArray[np.int64]:
        """Rows of the training samples in the batch that the next step uses."""
        return self._order[self._position : self._position + self.batch_size]

    def problem(self) -> tuple[NDArray[np.int64], kernels.State, Array, Array]:
        """(tape for training, state, inputs, targets): what the kernels of `engine.train.kernels` take first."""
        return self.network.training_tape, self._state, self.inputs, self.targets

    # -- stepping ----------------------------------------------------------------------------------------------------

    def advance(self, count: int = 1, unit: Unit = "step") -> int:
        """Train for `count` samples, steps or epochs; returns the steps taken, fewer when the run diverges.

        An epoch or step already begun is finished as the first of them. A diverged run stays where it is.
        """
        if count < 0:
            raise InputError(f"Received count {count}, expected 0 or more.", "Give the number of units to train.")
        if unit == "sample":
            return self._advance_samples(count)
        if unit not in ("step", "epoch"):
            raise InputError(f"Received unit {unit!r}.", "Choose 'sample', 'step' or 'epoch'.")
        if count == 0:
            return 0
        self.sample = 0
        return self._take(count if unit == "step" else self.steps_left() + (count - 1) * self.steps_per_epoch)

    def _advance_samples(self, count: int) -> int:
        taken = 0
        while count > 0 and self.divergence is None:
            left = self.batch_under_way().size - self.sample
            if count < left:
                self.sample += count
                break
            count -= left
            self.sample = 0
            taken += self._take(1)
        return taken

    def steps_left(self) -> int:
        """Steps to the end of the epoch under way."""
        return -(-(self.samples - self._position) // self.batch_size)

    def _take(self, steps: int) -> int:
        if self.divergence is not None:
            return 0
        before = self.snapshot()
        taken = self._run(steps)
        if taken > 0 or self._anchor is None:
            self._anchor, self._since_anchor = before, taken
        if taken < steps:
            self._diverge(self._anchor)
        return taken if self.divergence is None else max(self.step - before.step, 0)

    def _run(self, steps: int) -> int:
        """Take steps until `steps` or one that cannot be taken; the position is then at the batch that made it."""
        taken = 0
        while taken < steps:
            left = self.steps_left()
            epochs = 1 + max(0, min(-(-(steps - taken - left) // self.steps_per_epoch), ORDERS_AHEAD // self.samples))
            orders = np.concatenate([self._order, *(self._draw_order() for _ in range(epochs - 1))])
            batches = kernels.Batches(self.inputs, self.targets, orders, self.batch_size)
            wanted = min(steps - taken, left + (epochs - 1) * self.steps_per_epoch)
            done: int
            position: int
            done, position = kernels.train(
                self.network.training_tape, self._state, batches, self._update,
                self._position, self._steps_of_optimizer, self.step, wanted,
            )  # fmt: skip
            self.step += done
            self._steps_of_optimizer += done
            taken += done
            passed, self._position = divmod(position, self.samples)
            self.epoch += passed
            if passed:
                ahead = orders[passed * self.samples : (passed + 1) * self.samples]
                self._order = ahead.copy() if ahead.size else self._draw_order()  # what looks ahead is let go
            if done < wanted:
                break
        return taken

    def _diverge(self, anchor: Snapshot) -> None:
        """Say which layer overflowed, then go back to the last finite state whose batch had a finite loss."""
        step, layer, steps = self.step, self._first_overflow(), self._since_anchor
        what = "update"
        if np.isfinite(self.parameters).all():
            what, steps = "loss", max(steps - 1, 0)
        self.restore(anchor)
        self._run(steps)  # replayed: the same spec and state give the same bits
        self._anchor, self._since_anchor = anchor, steps
        self.divergence = Divergence(
            step,
            layer,
            f"The {what} of step {step + 1} is not a finite number: {layer} overflowed first. "
            f"The weights are back at step {self.step}. Lower the learning rate and go on, or reset.",
        )

    def _first_overflow(self) -> str:
        """The first layer whose parameters, or values in the buffers of the batch that diverged, are not finite."""
        lanes = whole_lanes(self.batch_under_way().size)
        for layer in self.network.layers:
            slots = (layer.pre_activation, layer.output)
            values = [self._state.values[slot * lanes : (slot + layer.width) * lanes] for slot in slots]
            blocks = [block.of(self.parameters) for block in layer.blocks.values()]
            if not all(np.isfinite(numbers).all() for numbers in values + blocks):
                return layer.name
        return "loss"

    # -- the order of samples ----------------------------------------------------------------------------------------

    def _draw_order(self) -> NDArray[np.int64]:
        """The order of an epoch. A full batch has none that matters, so nothing is drawn for it."""
        if not self.spec.shuffle or self.batch_size == self.samples:
            return np.arange(self.samples)
        return self._generator.permutation(self.samples)

    def _first_order(self) -> None:
        self._position = 0
        self._order = self._draw_order()

    # -- state -------------------------------------------------------------------------------------------------------

    def snapshot(self) -> Snapshot:
        """A copy of all that the run's future depends on."""
        state = self._state
        gradients, memory = _kept(state.gradients, self.step), _kept(state.memory, self._steps_of_optimizer)
        return Snapshot(
            self.spec, self.step, self.epoch, self.sample, self._position, self._steps_of_optimizer, self._order,
            self._generator.bit_generator.state, state.parameters.copy(), gradients, state.previous.copy(), memory,
            self.divergence,
        )  # fmt: skip

    def restore(self, snapshot: Snapshot) -> None:
        """Go on from `snapshot`, exact to the bit."""
        if snapshot.spec != self.spec:
            self._load(snapshot.spec, self._data_of(snapshot.spec))
        self._allocate(snapshot.parameters.copy())
        self._state.gradients[:] = snapshot.gradients
        self._state.previous[:] = snapshot.previous
        self._state.memory[:] = snapshot.memory
        self._steps_of_optimizer = snapshot.steps_of_optimizer
        self._position, self._order = snapshot.position, snapshot.order
        self._generator.bit_generator.state = snapshot.generator
        self.step, self.epoch, self.sample = snapshot.step, snapshot.epoch, snapshot.sample
        self._forget()
        self.divergence = snapshot.divergence

    def branch(self, snapshot: Snapshot) -> Self:
        """A run of its own that goes on from `snapshot`, one of this run. What training leaves alone (data, network,
        prepared inputs) is shared, so that it costs little more than its parameters."""
        other = copy.copy(self)
        other._generator = np.random.default_rng()  # its state is the snapshot's
        other.restore(snapshot)
        return other

    def reset(self, seed: int | None = None) -> None:
        """Back to the initial weights, the same ones unless another seed is given. The data stay."""
        if seed is not None:
            self.spec = self.spec.model_copy(update={"seed": seed})
        self._begin()

    def change(self, spec: RunSpec) -> None:
        """Apply `spec` to the run as it is: everything that keeps the parameters' shapes.

        A new initialiser, and the weights and order of a new seed, show at the next reset. Other data begin their epoch anew, another optimizer its
        memory. ShapeChange, with nothing changed, when the parameters do not fit.
        """
        old = self.spec
        data = self._data_of(spec)
        network = self._network(spec, data)
        if network.layout.shapes() != self.network.layout.shapes():
            raise ShapeChange(self._field_of_shape(spec, network))
        state, steps = self._state, self._steps_of_optimizer
        self._load(spec, data, network)
        self._allocate(state.parameters)
        self._state.gradients[:], self._state.previous[:] = state.gradients, state.previous
        if spec.optimizer.name == old.optimizer.name:
            self._state.memory[:] = state.memory
            self._steps_of_optimizer = steps
        if (spec.data, spec.batch_size, spec.shuffle) != (old.data, old.batch_size, old.shuffle):
            self.sample = 0
            self._first_order()
        self._forget()

    def _field_of_shape(self, spec: RunSpec, network: Network) -> str:
        """The field of `spec` that asks for the other parameters of `network`."""
        if network.n_in != self.network.n_in:
            return "data" if spec.features == self.spec.features else "features"
        if network.n_out != self.network.n_out:
            return "data"
        return "network.output_bias" if spec.network.layers == self.spec.network.layers else "network.layers"

    # -- parameters --------------------------------------------------------------------------------------------------

    def get_parameters(self) -> list[LayerParameters]:
        """Copies of the parameters of every layer that has any."""
        return layer_parameters.copied(self.network, self.parameters)

    def set_parameters(self, layers: Sequence[LayerParameters]) -> None:
        """Put in the parameters of all layers that have any, in order. ValueError, with nothing changed, when one
        misfits."""
        self.parameters[:] = layer_parameters.joined(self.network, layers)
        self._forget()

    def set_parameter(self, layer: str, unit: int, input: int | None, value: float, block: str | None = None) -> None:
        """Put in the weight of `unit` on `input`, or its bias where that is None; or a number of another `block`. Of a
        layer with gates the units of the gates are counted on, in their order.

        ValueError, with nothing changed, for what the network does not have and for a value that is not finite.
        """
        layer_parameters.put(self.network, self.parameters, layer, unit, input, value, block)
        self._forget()

    # -- forward -----------------------------------------------------------------------------------------------------

    def forward(
        self,
        inputs: Array,
        slots: NDArray[np.int64],
        targets: Array | None = None,
        lanes: int | None = None,
        parameters: Array | None = None,
    ) -> tuple[Array, Array, Array]:
        """The values (len(slots), N) of columns of the tape for prepared inputs (N, n_in), the losses (N,) where
        targets (N, k) are given, and the buffer of the last chunk of `lanes` samples; with the live parameters, or
        others (n,)."""
        inputs = np.ascontiguousarray(inputs, dtype=np.float64)
        batch = lanes or min(whole_lanes(max(len(inputs), 1)), self.lanes_at_once())
        results, losses = np.empty((slots.size, len(inputs))), np.empty(len(inputs))
        values = np.zeros(self.network.width * batch)
        targets = np.empty((0, self.network.output_width)) if targets is None else targets
        parameters = self.parameters if parameters is None else parameters
        order = np.arange(len(inputs))
        kernels.run(self.network.tape, parameters, values, batch, inputs, targets, order, slots, results, losses)
        return results, losses, values

    def lanes_at_once(self) -> int:
        """Samples that one pass of the tape holds in at most 4 MB, in whole lanes up to 1,024: what is no longer in the
        cache when the next layer reads it takes several times as long."""
        return int(np.clip((1 << 19) // self.network.width // LANES * LANES, LANES, 1024))

    def predict(self, inputs: Array) -> Prediction:
        """Outputs and activations for raw inputs (B, d). ValueError when they have another width."""
        inputs, width = np.asarray(inputs, dtype=np.float64), self.data.train.inputs.shape[1]
        if inputs.ndim != 2 or inputs.shape[1] != width:
            raise InputError(
                f"Received inputs of shape {inputs.shape}, expected (B, {width}).",
                "Give raw inputs, before the features.",
            )
        layers = self.network.layers
        slots = np.concatenate([np.arange(layer.output, layer.output + layer.width) for layer in layers])
        prepared = self.prepare(inputs)
        self.network.check_inputs(prepared)
        results, _, _ = self.forward(prepared, slots)
        parts = np.split(results.T, np.cumsum([layer.width for layer in layers])[:-1], axis=1)
        activations = {layer.name: part for layer, part in zip(layers, parts, strict=True)}
        return Prediction(activations["output"], activations)


def _kept(written: Array, steps: int) -> Array:
    """A copy of what so many steps have written to: zeros before the first, which need no memory."""
    return written.copy() if steps > 0 else np.broadcast_to(0.0, written.shape)
