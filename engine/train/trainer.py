"""Trainer: a run that is driven. It trains by samples, steps or epochs, changes, diverges and recovers."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal, Self

import numpy as np
from numpy.typing import NDArray

from engine.compiled.jit import Array
from engine.data.dataset import Dataset
from engine.errors import InputError
from engine.load import load
from engine.network import layer_parameters
from engine.network.layer_parameters import LayerParameters
from engine.network.network import Network
from engine.optim import schedules
from engine.spec.run import RunSpec
from engine.train import forward, kernels
from engine.train.forward import Prediction
from engine.train.recovery import KeptSnapshots, recover
from engine.train.run import Run
from engine.train.setup import Setup
from engine.train.snapshot import Divergence, Snapshot

Unit = Literal["sample", "step", "epoch"]


class ShapeChange(InputError):
    """A change of the spec that needs parameters of other shapes; `field` is the field that asks for them."""

    code = "shape-change"

    def __init__(self, field: str) -> None:
        super().__init__(
            f"{field} changes the shapes of the trained parameters.", "Reset the run to apply it.", field=field
        )


class Trainer(Run):
    """A training run of `spec`. network, data: those of `spec` if they exist already.

    Each batch is averaged as a whole, so that stepping by samples takes the same steps to the bit. divergence: set if a
    number overflowed; training stops until the run is changed, restored or reset. Raises InputError if the network cannot
    read the data.
    """

    divergence: Divergence | None

    def __init__(self, spec: RunSpec, network: Network | None = None, data: Dataset | None = None) -> None:
        super().__init__(Setup.of(spec, load(spec.data) if data is None else data, network))
        self._forget()

    @property
    def status(self) -> Literal["ready", "diverged"]:
        """Whether `advance` trains."""
        return "ready" if self.divergence is None else "diverged"

    @property
    def learning_rate(self) -> float:
        """Learning rate of the next step, by the schedule."""
        schedule, numbers = schedules.SCHEDULES[self.spec.schedule.name], self.spec.schedule.values()
        return self.spec.optimizer.learning_rate * float(schedule.factor(numbers, self.step))

    def problem(self) -> tuple[NDArray[np.int64], kernels.State, Array, Array]:
        """Return the first arguments of `kernels.gradient`: tape for training, state, inputs and targets."""
        return self.network.training_tape, self.state, self.inputs, self.targets

    # -- training ----------------------------------------------------------------------------------------------------

    def advance(self, count: int = 1, unit: Unit = "step") -> int:
        """Train for `count` samples, steps or epochs. Returns the number of steps taken, fewer if the run diverges.

        A step or an epoch that is under way is completed as the first of them. A diverged run takes no steps.
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
        return self._advance_steps(count if unit == "step" else self.steps_left() + (count - 1) * self.steps_per_epoch)

    def _advance_samples(self, count: int) -> int:
        taken = 0
        while count > 0 and self.divergence is None:
            left = self.batch_under_way().size - self.sample
            if count < left:
                self.sample += count
                break
            count -= left
            self.sample = 0
            taken += self._advance_steps(1)
        return taken

    def _advance_steps(self, steps: int) -> int:
        first, last = self.step, self.step + steps
        while self.step < last and self.divergence is None:
            due = self._kept.steps_until_due(self.step)
            if due == 0:
                self._kept.keep(self.snapshot())
                continue
            wanted = last - self.step if due is None else min(last - self.step, due)
            if self.take(wanted) < wanted:
                self._diverge()
        return max(self.step - first, 0)

    def _diverge(self) -> None:
        step, layer = self.step, self.first_overflow()
        quantity = "loss" if np.isfinite(self.parameters).all() else "update"
        rate = recover(self, list(self._kept))
        self._forget()
        self.divergence = Divergence(step, quantity, layer, self.step, rate)

    def _forget(self) -> None:
        """Forget a divergence and the snapshots to recover from."""
        self.divergence = None
        self._kept = KeptSnapshots(self.setup)

    # -- changes -----------------------------------------------------------------------------------------------------

    def reset(self, seed: int | None = None) -> None:
        """Return to the initial weights, those of `seed` if it is given. The data stay the same."""
        if seed is not None:
            self.use(self.setup.with_seed(seed))
        self.begin()
        self._forget()

    def change(self, spec: RunSpec) -> None:
        """Apply a spec with parameters of the same shapes to the run.

        Initializers, and the weights of a new seed, take effect at the next reset. Other data, batches or shuffling begin
        the epoch again; another optimizer begins with an empty memory. Raises ShapeChange, with nothing changed, if the
        shapes differ, and InputError if the network cannot read the data.
        """
        setup, old = Setup.of(spec, self._data_of(spec)), self.setup
        if setup.network.layout.shapes() != old.network.layout.shapes():
            raise ShapeChange(self._field_of_shape(setup))
        state, steps = self.state, self.steps_of_optimizer
        self.use(setup)
        self.allocate(state.parameters)
        self.state.gradients[:], self.state.previous[:] = state.gradients, state.previous
        same_optimizer = spec.optimizer.name == old.spec.optimizer.name
        if same_optimizer:
            self.state.memory[:] = state.memory
            self.steps_of_optimizer = steps
        same_batches = all(getattr(spec, name) == getattr(old.spec, name) for name in ("data", "batch_size", "shuffle"))
        if not same_batches:
            self.sample = 0
            self.order = self.order.restarted(*setup.batching)
        self.divergence = None
        if same_optimizer and same_batches:
            self._kept.request()
        else:
            self._kept = KeptSnapshots(setup)

    def _field_of_shape(self, setup: Setup) -> str:
        """Return the field of the spec that changes the shapes of the parameters."""
        if setup.network.n_in != self.network.n_in:
            return "data" if setup.spec.features == self.spec.features else "features"
        if setup.network.n_out != self.network.n_out:
            return "data"
        return "network.output_bias" if setup.spec.network.layers == self.spec.network.layers else "network.layers"

    def _data_of(self, spec: RunSpec) -> Dataset:
        """Return the data of a spec, which are loaded unless they are the same."""
        return self.data if spec.data == self.spec.data else load(spec.data)

    # -- snapshots ---------------------------------------------------------------------------------------------------

    def snapshot(self) -> Snapshot:
        """Return a copy of the state, with the divergence."""
        return replace(super().snapshot(), divergence=self.divergence)

    def restore(self, snapshot: Snapshot) -> None:
        """Continue from a snapshot, of another spec too, to the same bits."""
        if snapshot.spec != self.spec:
            self.use(Setup.of(snapshot.spec, self._data_of(snapshot.spec)))
        self.resume(snapshot)
        self._forget()
        self.divergence = snapshot.divergence

    def branch(self, snapshot: Snapshot) -> Self:
        """Return another trainer that continues from a snapshot of this one. They share data and network, so that it costs
        little more than its parameters."""
        other = type(self).__new__(type(self))
        other.use(self.setup)
        other.restore(snapshot)
        return other

    # -- parameters --------------------------------------------------------------------------------------------------

    def get_parameters(self) -> list[LayerParameters]:
        """Return copies of the parameters of every layer that has any."""
        return layer_parameters.copied(self.network, self.parameters)

    def set_parameters(self, layers: Sequence[LayerParameters]) -> None:
        """Replace the parameters of all layers that have any, in order. Raises InputError, with nothing changed, if one
        does not fit."""
        self.parameters[:] = layer_parameters.joined(self.network, layers)
        self._parameters_changed()

    def set_parameter(self, layer: str, unit: int, input: int | None, value: float, block: str | None = None) -> None:
        """Set the weight of `unit` on `input`, its bias if `input` is None, or a number of another `block`. In a layer
        with gates, the units of all gates are counted in order.

        Raises InputError, with nothing changed, for a parameter that the network does not have and for a value that is
        not finite.
        """
        layer_parameters.put(self.network, self.parameters, layer, unit, input, value, block)
        self._parameters_changed()

    def _parameters_changed(self) -> None:
        self.divergence = None
        self._kept.request()

    def predict(self, inputs: Array) -> Prediction:
        """Return outputs and activations for raw inputs (B, d). Raises InputError for inputs of another width."""
        inputs, width = np.asarray(inputs, dtype=np.float64), self.data.train.inputs.shape[1]
        if inputs.ndim != 2 or inputs.shape[1] != width:
            raise InputError(
                f"Received inputs of shape {inputs.shape}, expected (B, {width}).",
                "Give raw inputs, before the features.",
            )
        return forward.predict(self.network, self.parameters, self.prepare(inputs))
