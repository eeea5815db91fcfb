"""Metrics of a run, and statistics of its layers."""

from pydantic import Field

from app.protocol.base import Measured, Message


class Metrics(Message):
    """The quality of the network on each split; null if a metric does not apply to the task or is not finite."""

    train_loss: Measured
    test_loss: Measured
    penalty: Measured = Field(description="the regularization's part, not included in the losses")
    train_accuracy: Measured = None
    test_accuracy: Measured = None
    train_r2: Measured = None
    test_r2: Measured = None


class ActivationStatistics(Message):
    """A layer's activations over the training split."""

    mean: Measured
    std: Measured
    saturated: Measured = Field(description="share of activations on a flat part of their function")
    dead: Measured = Field(description="share of units that are flat on every sample")


class Histogram(Message):
    """Counts of activations in equal bins from `low` to `high`."""

    low: Measured
    high: Measured
    counts: list[int]


class LayerReport(Message):
    """Statistics of one layer."""

    name: str
    activation: ActivationStatistics
    gradient_norm: Measured = Field(description="norm of the last gradient of the layer's parameters")
    update_ratio: Measured = Field(description="norm of the last update over the norm of the weights")
    histogram: Histogram
    frozen: bool = Field(description="whether training leaves its parameters as they are")
