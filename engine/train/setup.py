"""Setup: all of a run that training leaves unchanged."""

from dataclasses import dataclass, replace
from typing import Self

import numpy as np

from engine.compiled.jit import Array
from engine.data.dataset import Dataset, Split
from engine.data.encoding import encode_targets, output_width
from engine.data.features import Preparation
from engine.network.network import Network
from engine.network.tape import padded_size
from engine.optim import optimizers, schedules
from engine.optim.muon import scratch
from engine.optim.optimizer import MEMORY
from engine.optim.regularization import REGULARIZATIONS
from engine.spec.run import RunSpec
from engine.train import kernels


@dataclass(frozen=True)
class Setup:
    """The spec of a run with its data, network and prepared samples.

    prepare: map from raw inputs (B, d) to the network's inputs (B, n_in). inputs, test_inputs: prepared, (N, n_in).
    targets, test_targets: encoded for the loss, (N, output_width).
    """

    spec: RunSpec
    data: Dataset
    network: Network
    prepare: Preparation
    inputs: Array
    targets: Array
    test_inputs: Array
    test_targets: Array

    @classmethod
    def of(cls, spec: RunSpec, data: Dataset, network: Network | None = None) -> Self:
        """Build the setup of `spec`. network: the one of `spec` if it exists already. Raises InputError if the network
        cannot read the data."""
        if network is None:
            n_in = data.train.inputs.shape[1] if spec.features is None else len(spec.features)
            n_out = output_width(data.task, data.classes, data.targets_by_step(data.train))
            network = Network(spec, n_in, n_out, data.form)
        prepare = Preparation(data.scaling, None if spec.features is None else tuple(spec.features))
        inputs, test_inputs = (prepare.expanded(part) for part in data.scaled)
        network.check_inputs(inputs)
        network.check_inputs(test_inputs)
        targets, test_targets = (_encoded(spec, data, network, part) for part in (data.train, data.test))
        return cls(spec, data, network, prepare, inputs, targets, test_inputs, test_targets)

    @property
    def samples(self) -> int:
        """Number of training samples."""
        return len(self.inputs)

    @property
    def batch_size(self) -> int:
        """Number of samples in a full batch."""
        return self.samples if self.spec.batch_size == "all" else min(self.spec.batch_size, self.samples)

    @property
    def steps_per_epoch(self) -> int:
        """Number of steps in a full epoch; its last batch may be smaller."""
        return -(-self.samples // self.batch_size)

    @property
    def batching(self) -> tuple[int, int, bool]:
        """Number of samples, batch size, and True if each epoch has a new order: it does not matter for a batch of all
        samples."""
        return self.samples, self.batch_size, self.spec.shuffle and self.batch_size < self.samples

    def with_learning_rate(self, learning_rate: float) -> Self:
        """Return the same setup with another learning rate."""
        optimizer = self.spec.optimizer.model_copy(update={"learning_rate": learning_rate})
        return replace(self, spec=self.spec.model_copy(update={"optimizer": optimizer}))

    def with_seed(self, seed: int) -> Self:
        """Return the same setup with another seed for the weights and the order of the samples."""
        return replace(self, spec=self.spec.model_copy(update={"seed": seed}))

    def initial_parameters(self) -> Array:
        """Draw the initial parameters (n,) by the spec's seed."""
        return self.network.initial_parameters(self.spec, np.random.default_rng([self.spec.seed, 0]))

    def order_generator(self) -> np.random.Generator:
        """Return the generator of the sample orders, by the spec's seed."""
        return np.random.default_rng([self.spec.seed, 1])

    def empty_state(self, parameters: Array) -> kernels.State:
        """Allocate the arrays of a run with these parameters (n,), which are not copied."""
        n, buffer = parameters.size, self.network.width * padded_size(self.batch_size)
        return kernels.State(
            parameters, np.zeros(n), parameters.copy(), np.zeros((MEMORY, n)), np.zeros(buffer),
            np.zeros(buffer), np.zeros(self._scratch_size()),
        )  # fmt: skip

    def _scratch_size(self) -> int:
        """Numbers that the optimizer needs besides its memory: those of `orthogonalize`, for the largest matrix."""
        if not optimizers.OPTIMIZERS[self.spec.optimizer.name].by_matrix:
            return 0
        shapes = [block.shape for block in self.network.layout.blocks.values() if len(block.shape) == 2]
        return max(scratch(*shape) for shape in shapes)

    def update(self) -> kernels.Update:
        """Return the optimizer, objective, clipping, projection and schedule in the form of the kernels."""
        spec, layout = self.spec, self.network.layout
        is_weight = np.zeros(layout.size)
        for block in layout.blocks.values():
            block.of(is_weight)[:] = block.is_weights
        regularization, rate = REGULARIZATIONS[spec.regularization.name], spec.regularization.rate
        return kernels.Update(
            kernels.Objective(rate * regularization.l1, rate * regularization.l2, is_weight, spec.reduction == "mean"),
            optimizers.CODES[spec.optimizer.name],
            np.array(spec.optimizer.values()),
            layout.spans(optimizers.OPTIMIZERS[spec.optimizer.name].by_matrix),
            np.random.default_rng([spec.seed, 2]).integers(2**64, dtype=np.uint64),
            rate * regularization.decay,
            spec.clipping.limit if spec.clipping.name == "value" else np.inf,
            spec.clipping.limit if spec.clipping.name == "norm" else np.inf,
            spec.projection.limit if spec.projection.name == "box" else np.inf,
            schedules.CODES[spec.schedule.name],
            np.array(spec.schedule.values()),
            np.array(spec.optimizer.values()),
        )


def _encoded(spec: RunSpec, data: Dataset, network: Network, split: Split) -> Array:
    """Return the targets of a split as the loss compares with them, (N, output_width)."""
    activation, loss = spec.network.output_activation, spec.loss
    assert activation is not None and loss is not None  # a validated spec has no null
    codes = encode_targets(data.targets_by_step(split), data.task, data.classes, activation, loss)
    return codes.reshape(len(split), network.output_width)
