"""Snapshot: a copy of the state of a run."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.compiled.jit import Array
from engine.optim.optimizer import MEMORY
from engine.spec.run import RunSpec

VECTORS = 3 + MEMORY
"""Vectors of the size of the parameters in a snapshot."""


@dataclass(frozen=True)
class Divergence:
    """A loss or an update that is not a finite number, and the state that the run was returned to.

    step: number of steps before it. quantity: "loss" or "update". layer: first layer that overflowed. returned_to: step
    of the state that the run is in now. learning_rate: a rate with which training from there was tried and lowers the
    loss; None if none was found.
    """

    step: int
    quantity: str
    layer: str
    returned_to: int
    learning_rate: float | None

    @property
    def detail(self) -> str:
        """What happened and the state of the run, in sentences."""
        layer = "the loss" if self.layer == "loss" else self.layer
        state = "step 0, with its initial weights" if self.returned_to == 0 else f"step {self.returned_to}"
        return (
            f"The {self.quantity} of step {self.step + 1} is not a finite number: {layer} overflowed first. "
            f"The run is back at {state}."
        )

    @property
    def remedy(self) -> str:
        """What to do, in a sentence."""
        if self.learning_rate is None:
            return "Scale inputs and targets down, or draw smaller initial weights, and reset."
        return f"Lower the learning rate to {self.learning_rate:g} or less and continue, or reset."

    @property
    def message(self) -> str:
        """The detail followed by the remedy."""
        return f"{self.detail} {self.remedy}"


@dataclass(frozen=True)
class Snapshot:
    """State of a run: all that its future depends on. A restored run continues to the same bits.

    order, position, generator: order of the samples, as in SampleOrder. The arrays are those of `kernels.State`.
    """

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
    divergence: Divergence | None = None
