"""Dataset: training and test samples, with the task that they pose."""

from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

import numpy as np

from engine.compiled.jit import Array
from engine.data.domain import Domain
from engine.data.encoding import Labels, Task
from engine.data.scaling import Scaling

Targets = TypeVar("Targets", Array, Array | Labels)

MAX_INPUTS = 1024
"""Largest number of input columns, or of target columns."""

Image = tuple[int, int, int]
"""Height, width and channels."""


@dataclass(frozen=True)
class Form:
    """Layout of a sample's columns.

    steps: number of time steps of a sequence; None if the sample is not a sequence. image: shape of an image; None if
    the sample is not an image. target_steps: number of time steps that have a target, `steps` or 1.
    """

    steps: int | None = None
    image: Image | None = None
    target_steps: int = 1


@dataclass(frozen=True)
class Split:
    """Samples of the training or test set, in the order of use.

    inputs: (N, d) raw inputs, before scaling and features. targets: not yet encoded for a loss; (N, k) float64 values
    in regression, otherwise (N,) int64 class indices.
    """

    inputs: Array
    targets: Array | Labels

    def __len__(self) -> int:
        """Return the number of samples."""
        return len(self.inputs)

    def take(self, rows: Labels) -> "Split":
        """Return the given rows, in the given order, as a new C-contiguous split."""
        return Split(self.inputs[rows], self.targets[rows])

    def thinned(self, rows: int) -> "Split":
        """Return at most `rows` samples, evenly spaced and in order."""
        if rows >= len(self):
            return self
        return self.take(np.arange(rows) * len(self) // max(rows, 1))


@dataclass(frozen=True)
class Dataset:
    """Data of a run.

    classes: number of classes, 0 in regression. test: may be empty. domain: region of the input plane to draw; None
    unless there are two inputs. scaling: applied to the raw inputs before the network reads them; None for no scaling.
    input_names, class_names: None if there are none.

    steps: number of time steps of equal width that a sample's inputs consist of, one after the other; None if samples
    are not sequences. image: (height, width, channels) if a sample's inputs are an image, row by row, with the channels
    of a pixel side by side. target_steps: number of time steps that have a target, `steps` or 1. If it is more than 1,
    targets are (N, target_steps · k) values or (N, target_steps) class indices.

    decision_threshold: value between "off" and "on" if every target is a bit; None if targets are values or classes.
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
    decision_threshold: float | None = None

    @cached_property
    def scaled(self) -> tuple[Array, Array]:
        """Scaled inputs of the training and the test set. Computed once and shared by all runs: do not write to them."""
        if self.scaling is None:
            return self.train.inputs, self.test.inputs
        return self.scaling(self.train.inputs), self.scaling(self.test.inputs)

    @property
    def form(self) -> Form:
        """Layout of a sample's columns."""
        return Form(self.steps, self.image, self.target_steps)

    def targets_by_step(self, split: Split) -> Array | Labels:
        """Return the targets of a split with one row for each time step that has a target: (M, k) values or (M,) classes,
        M = N · target_steps."""
        targets = split.targets if self.target_steps == 1 else by_step(split.targets, self.target_steps)
        return targets if self.task == "regression" else targets.ravel()


def by_step(rows: Targets, steps: int) -> Targets:
    """Reshape rows (N, steps · k) to one row for each time step, (N · steps, k)."""
    return rows.reshape(len(rows) * steps, rows.shape[1] // steps)
