"""Metrics of a run: loss, accuracy and R² of both splits, penalty, and confusion matrices."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.compiled.jit import Array
from engine.data.encoding import Labels, predicted_class
from engine.inspect.probes.passes import Passes
from engine.ops.losses import LOSSES
from engine.train.trainer import Trainer


@dataclass(frozen=True)
class Metrics:
    """Means over each split; None for a metric that does not apply. Losses are without the penalty.

    Accuracy: the share of samples whose class is right or, for targets of bits, whose bits are all right.
    """

    train_loss: float
    test_loss: float | None
    penalty: float
    train_accuracy: float | None
    test_accuracy: float | None
    train_r2: float | None
    test_r2: float | None


@dataclass(frozen=True)
class Confusion:
    """Confusion matrices (classes, classes) of both splits: counts of samples by true class (row) and predicted (column)."""

    train: NDArray[np.int64]
    test: NDArray[np.int64]


def metrics(trainer: Trainer, passes: Passes) -> Metrics:
    """Metrics of both splits, from a forward pass over each."""
    train_accuracy, train_r2 = _scores(trainer, passes.outputs, trainer.data.targets_by_step(trainer.data.train))
    test_accuracy, test_r2 = _scores(trainer, passes.test_outputs, trainer.data.targets_by_step(trainer.data.test))
    return Metrics(
        float(passes.losses.sum() / passes.losses.size),
        float(passes.test_losses.sum() / passes.test_losses.size) if passes.test_losses.size else None,
        penalty(trainer),
        train_accuracy,
        test_accuracy,
        train_r2,
        test_r2,
    )


def penalty(trainer: Trainer) -> float:
    """l1 Σ|w| + l2 ½Σw² over the weights."""
    objective = trainer.update.objective
    if objective.l1 == 0.0 and objective.l2 == 0.0:
        return 0.0
    weights = trainer.parameters * objective.is_weight
    return float(objective.l1 * np.abs(weights).sum() + objective.l2 * 0.5 * (weights @ weights))


def confusion(trainer: Trainer, passes: Passes) -> Confusion:
    """Confusion matrices of a classification, from a forward pass over each split."""

    def counts(outputs: Array, targets: Array | Labels) -> NDArray[np.int64]:
        cells = targets.astype(np.int64) * classes + _predicted(trainer, outputs)
        return np.bincount(cells, minlength=classes**2).reshape(classes, classes)

    data, classes = trainer.data, trainer.data.classes
    return Confusion(
        counts(passes.outputs, data.targets_by_step(data.train)),
        counts(passes.test_outputs, data.targets_by_step(data.test)),
    )


def _scores(trainer: Trainer, outputs: Array, targets: Array | NDArray[np.int64]) -> tuple[float | None, float | None]:
    """(accuracy, R²) of outputs (N, k): accuracy for classes, R² for regression, both for bits; None without samples."""
    if len(outputs) == 0:
        return None, None
    if trainer.data.task == "regression":
        accuracy = _share_with_all_bits_right(outputs, targets, trainer.data.decision_threshold)
        return accuracy, _r2(trainer, outputs, targets)
    right = _predicted(trainer, outputs) == targets
    return float(np.count_nonzero(right) / right.size), None


def _r2(trainer: Trainer, outputs: Array, targets: Array | Labels) -> float | None:
    """1 - Σ(ŷ - y)² / Σ(y - mean)²; None if all targets are equal, or the loss is not smallest at the target."""
    assert trainer.spec.loss is not None
    spread = float(((targets - targets.mean(axis=0)) ** 2).sum())
    if spread == 0.0 or not LOSSES[trainer.spec.loss].nearness:
        return None
    return 1.0 - float(((outputs - targets) ** 2).sum()) / spread


def _share_with_all_bits_right(outputs: Array, targets: Array | Labels, threshold: float | None) -> float | None:
    """Share of samples with every output (N, k) on the same side of `threshold` as its target; None without threshold."""
    if threshold is None:
        return None
    return float(((outputs > threshold) == (targets > threshold)).all(axis=1).mean())


def _predicted(trainer: Trainer, outputs: Array) -> Labels:
    """The predicted classes (N,) for outputs (N, k)."""
    spec = trainer.spec
    assert spec.network.output_activation is not None and spec.loss is not None
    return predicted_class(outputs, trainer.data.task, spec.network.output_activation, spec.loss)
