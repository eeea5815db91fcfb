"""Run: the state of a training run, and its steps."""

import numpy as np

from engine.compiled.jit import Array
from engine.data.features import Preparation
from engine.network.tape import padded_size
from engine.train import kernels
from engine.train.sample_order import Rows, SampleOrder
from engine.train.setup import Setup
from engine.train.snapshot import Snapshot


class Run:
    """A training run from the initial weights of a setup, or from a snapshot of the same setup. It takes steps until a
    number overflows; `Trainer` adds the rest.

    step: number of steps taken. sample: samples of the current batch that have been stepped through.
    """

    prepare: Preparation
    """Map from raw inputs (B, d) to the network's inputs (B, n_in)."""

    step: int
    sample: int
    order: SampleOrder

    def __init__(self, setup: Setup, snapshot: Snapshot | None = None) -> None:
        self.use(setup)
        if snapshot is None:
            self.begin()
        else:
            self.resume(snapshot)

    def use(self, setup: Setup) -> None:
        """Replace the setup; the state has to fit it."""
        self.setup, self.spec, self.data, self.network = setup, setup.spec, setup.data, setup.network
        self.prepare, self.inputs, self.targets = setup.prepare, setup.inputs, setup.targets
        self.test_inputs, self.test_targets = setup.test_inputs, setup.test_targets

    def begin(self) -> None:
        """Start from the initial weights and the first order of the samples, drawn by the spec's seed."""
        self.allocate(self.setup.initial_parameters())
        self.order = SampleOrder(*self.setup.batching, self.setup.order_generator())
        self.step = self.sample = 0

    def allocate(self, parameters: Array) -> None:
        """Use these parameters (n,), without a copy, with zero gradients and an empty optimizer memory."""
        self.state, self.update = self.setup.empty_state(parameters), self.setup.update()
        self.steps_of_optimizer = 0
        """Steps since the optimizer's memory was empty: the t of its bias corrections."""

    # -- values ------------------------------------------------------------------------------------------------------

    @property
    def samples(self) -> int:
        """Number of training samples."""
        return self.setup.samples

    @property
    def batch_size(self) -> int:
        """Number of samples in a full batch."""
        return self.setup.batch_size

    @property
    def steps_per_epoch(self) -> int:
        """Number of steps in a full epoch; its last batch may be smaller."""
        return self.setup.steps_per_epoch

    @property
    def epoch(self) -> int:
        """Number of completed epochs."""
        return self.order.epoch

    @property
    def parameters(self) -> Array:
        """Parameters (n,), not a copy; `network.layout` names their blocks."""
        return self.state.parameters

    @property
    def gradients(self) -> Array:
        """Gradient of the last step (n,), with the penalty; zeros before the first step."""
        return self.state.gradients

    @property
    def previous(self) -> Array:
        """Parameters before the last step (n,)."""
        return self.state.previous

    @property
    def memory(self) -> Array:
        """The optimizer's memory (MEMORY, n); each optimizer has its own use of the rows."""
        return self.state.memory

    def batch_under_way(self) -> Rows:
        """Return the rows of the training samples in the next step's batch."""
        return self.order.batch()

    def steps_left(self) -> int:
        """Return the number of steps to the end of the current epoch."""
        return self.order.steps_left()

    # -- steps -------------------------------------------------------------------------------------------------------

    def take(self, steps: int) -> int:
        """Take steps and return their number: fewer than `steps` if a number overflows. The position is then at the batch
        that overflowed, whose values are in the buffers."""
        taken = 0
        while taken < steps:
            rows, wanted = self.order.ahead(steps - taken)
            batches = kernels.Batches(self.inputs, self.targets, rows, self.batch_size)
            done: int
            position: int
            done, position = kernels.train(
                self.network.training_tape, self.state, batches, self.update,
                self.order.position, self.steps_of_optimizer, self.step, wanted,
            )  # fmt: skip
            self.order.move(rows, position)
            self.step += done
            self.steps_of_optimizer += done
            taken += done
            if done < wanted:
                break
        return taken

    def first_overflow(self) -> str:
        """Return the name of the first layer with a parameter, or a value of the last batch, that is not finite; "loss"
        if there is none."""
        padded_batch = padded_size(self.batch_under_way().size)
        for layer in self.network.layers:
            slots = (layer.pre_activation, layer.output)
            values = [self.state.values[slot * padded_batch : (slot + layer.width) * padded_batch] for slot in slots]
            blocks = [block.of(self.parameters) for block in layer.blocks.values()]
            if not all(np.isfinite(numbers).all() for numbers in values + blocks):
                return layer.name
        return "loss"

    # -- snapshots ---------------------------------------------------------------------------------------------------

    def snapshot(self) -> Snapshot:
        """Return a copy of the state."""
        state, order = self.state, self.order
        gradients, memory = _written(state.gradients, self.step), _written(state.memory, self.steps_of_optimizer)
        return Snapshot(
            self.spec, self.step, order.epoch, self.sample, order.position, self.steps_of_optimizer, order.rows,
            order.generator_state, state.parameters.copy(), gradients, state.previous.copy(), memory,
        )  # fmt: skip

    def resume(self, snapshot: Snapshot) -> None:
        """Continue from a snapshot of the same setup."""
        self.allocate(snapshot.parameters.copy())
        self.state.gradients[:] = snapshot.gradients
        self.state.previous[:] = snapshot.previous
        self.state.memory[:] = snapshot.memory
        self.steps_of_optimizer = snapshot.steps_of_optimizer
        generator = np.random.default_rng()
        generator.bit_generator.state = snapshot.generator
        self.order = SampleOrder(*self.setup.batching, generator, snapshot.order, snapshot.position, snapshot.epoch)
        self.step, self.sample = snapshot.step, snapshot.sample


def _written(array: Array, steps: int) -> Array:
    """Return a copy of an array that `steps` steps have written to. Before the first, it is zeros that take no memory."""
    return array.copy() if steps > 0 else np.broadcast_to(0.0, array.shape)
