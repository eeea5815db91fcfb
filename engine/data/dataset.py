"""What a data set is to the engine: two splits of inputs and targets, and the task they pose."""

from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

import numpy as np

from engine.compiled.jit import Array
from engine.data.domain import Domain
from engine.data.encoding import Labels, Task
from engine.data.scaling import Scaling
from engine.errors import InputError

Targets = TypeVar("Targets", Array, Array | Labels)

Image = tuple[int, int, int]
"""Height, width and channels."""


@dataclass(frozen=True)
class Form:
    """How a sample's columns are to be taken: `steps` and `image` of its inputs, and for how many steps it has targets."""

    steps: int | None = None
    image: Image | None = None
    target_steps: int = 1


@dataclass(frozen=True)
class Split:
    """Samples of one part of the data, in the order they are to be used.

    inputs: (N, d) raw coordinates, before features. targets: what the data say, before any encoding for a loss:
    (N, k) float64 values in regression, else (N,) int64 class indices.
    """

    inputs: Array
    targets: Array | Labels

    def __len__(self) -> int:
        return len(self.inputs)

    def take(self, rows: Labels) -> "Split":
        """The given rows, in the given order, as a new C-contiguous split."""
        return Split(self.inputs[rows], self.targets[rows])

    def thinned(self, rows: int) -> "Split":
        """At most so many rows, evenly picked, in their order."""
        if rows >= len(self):
            return self
        return self.take(np.arange(rows) * len(self) // max(rows, 1))


@dataclass(frozen=True)
class Dataset:
    """The data of one run. `classes` is the number of classes, 0 in regression. `test` may have no samples.

    domain: the part of the plane that is drawn, None unless there are two inputs. scaling: what the network is fed
    instead of the raw inputs, None where it is fed those. input_names, class_names: None where they have none.

    steps: of how many time steps of equal width, one after the other, the inputs of a sample consist; None where they
    are no sequence. image: (height, width, channels) of inputs that are a picture, line by line, the channels of a pixel
    together. target_steps: for how many steps a sample has targets, `steps` or 1. Where it is more than 1, targets are
    (N, target_steps · k) values, or (N, target_steps) classes.

    middle: what parts off from on where each of the targets is a bit; None where they are values or classes.
    """

    task: Task
    classes: int
    train: Split
    test: Split
    domain: Domain | None
    scaling: Scaling | None = None
    steps: int | None = None
    image: Image | None = None
    target_steps: int = 1
    input_names: tuple[str, ...] | None = None
    class_names: tuple[str, ...] | None = None
    middle: float | None = None

    @cached_property
    def scaled(self) -> tuple[Array, Array]:
        """The inputs of both splits, scaled: made once, for as many runs as share the data. Not to be written to."""
        if self.scaling is None:
            return self.train.inputs, self.test.inputs
        return self.scaling(self.train.inputs), self.scaling(self.test.inputs)

    @property
    def form(self) -> Form:
        """How a sample is laid out."""
        return Form(self.steps, self.image, self.target_steps)

    def targets_by_step(self, split: Split) -> Array | Labels:
        """The targets of a split with every step a row: (N, k) values or (N,) classes, N counting the steps that have
        some."""
        if self.target_steps == 1:
            return split.targets
        targets = by_step(split.targets, self.target_steps)
        return targets if self.task == "regression" else targets.ravel()


def by_step(rows: Targets, steps: int) -> Targets:
    """Rows (N, steps · k) with every step a row of its own, (N · steps, k)."""
    return rows.reshape(len(rows) * steps, rows.shape[1] // steps)


def train_size(samples: int, train_fraction: float) -> int:
    """How many of `samples` train: the nearest to the fraction that leaves both splits a sample; all at fraction 1."""
    if not 0.0 < train_fraction <= 1.0:
        raise InputError(
            f"Received train_fraction {train_fraction}, expected more than 0 and at most 1.",
            "Use 0.5 for two halves, or 1 to train on everything and test on nothing.",
        )
    if train_fraction == 1.0:
        return samples
    if samples < 2:
        raise InputError(
            f"Received {samples} sample to split into train and test, expected at least 2.",
            "Add samples, give a test set, or set train_fraction to 1.",
        )
    return min(max(round(samples * train_fraction), 1), samples - 1)
