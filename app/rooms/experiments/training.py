"""Train the runs that no member has."""

from dataclasses import dataclass

from app.protocol.rooms.experiments import ExperimentMetric
from app.sessions.slices import METRICS_ONLY
from app.sessions.step_estimator import StepEstimator
from app.sessions.training_goal import TrainingGoal
from engine.data.dataset import Dataset
from engine.inspect.probes.metrics import Metrics
from engine.inspect.probes.observation import observe
from engine.inspect.slices import Slices
from engine.network.network import Network
from engine.spec.run import RunSpec
from engine.train.trainer import Trainer

SLICE_SECONDS = 0.002
"""Seconds of a slice; a job of the runner consists of a few slices."""


@dataclass(frozen=True)
class Reached:
    """The result of a run. metrics: None if it has diverged. data: its data, for other runs."""

    metrics: Metrics | None
    data: Dataset


def metric_of(metrics: Metrics, name: ExperimentMetric) -> float | None:
    """The metric that an experiment compares."""
    match name:
        case "train_loss":
            return metrics.train_loss
        case "test_loss":
            return metrics.test_loss
        case "accuracy":
            return metrics.test_accuracy


def trained(spec: RunSpec, network: Network, data: Dataset | None, epochs: int) -> Slices[Reached]:
    """Train a run for a number of epochs. data: that of the spec, if it has been loaded."""
    trainer = Trainer(spec, network, data)
    yield
    goal, estimator = TrainingGoal(epochs, "epoch"), StepEstimator()
    while goal.remaining and trainer.status == "ready":
        goal.advance(trainer, estimator, SLICE_SECONDS)
        yield
    return Reached(observe(trainer, METRICS_ONLY).metrics if trainer.status == "ready" else None, trainer.data)
