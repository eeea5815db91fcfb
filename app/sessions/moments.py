"""What a run's parameters, gradient and optimizer were at some of its steps: the ways that a race is drawn by."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from engine.jit import Array
from engine.optimizers import OPTIMIZERS
from engine.trainer import Trainer

Single = NDArray[np.float32]

NUMBERS = 100_000
"""Numbers kept of one run."""

MOST, LEAST = 256, 8
"""Moments kept of a run at the most; of one so large that fewer than LEAST would be kept, none is."""


@dataclass(frozen=True)
class Moment:
    """All (n,) in single precision: parameters, the last step's gradient and update, and the optimizer's memory by the
    names of its formula. Before the first step the latter are zeros."""

    step: int
    parameters: Single
    gradients: Single
    update: Single
    memory: Mapping[str, Single]

    @classmethod
    def of(cls, trainer: Trainer) -> Self | None:
        """The run as it is now; None where it has too many parameters to be kept."""
        names = OPTIMIZERS[trainer.spec.optimizer.name].memory
        if capacity(trainer.parameters.size, len(names)) < LEAST:
            return None
        return cls(
            trainer.step,
            _single(trainer.parameters),
            _single(trainer.gradients),
            _single(trainer.parameters - trainer.previous),
            {name: _single(row) for name, row in zip(names, trainer.memory, strict=False)},
        )

    @property
    def capacity(self) -> int:
        """How many of its kind are kept."""
        return capacity(self.parameters.size, len(self.memory))


def capacity(parameters: int, memories: int) -> int:
    """How many moments of so many parameters, with so many numbers of memory each, are kept."""
    return min(MOST, NUMBERS // (parameters * (3 + memories)))


def _single(vector: Array) -> Single:
    with np.errstate(over="ignore"):
        return vector.astype(np.float32)
