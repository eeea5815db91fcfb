"""Observe a run: everything a frame shows of one step."""

from dataclasses import dataclass

from engine.compiled.jit import Array
from engine.inspect.probes.layer_statistics import LayerStatistics, layer_statistics
from engine.inspect.probes.maps import neuron_maps, output_maps
from engine.inspect.probes.metrics import Confusion, Metrics, confusion, metrics
from engine.inspect.probes.passes import forward_passes
from engine.train.trainer import Trainer


@dataclass(frozen=True)
class Detail:
    """Level of detail of an observation: its optional parts.

    resolution, neuron_resolution: pixels on a side of the output's and of each neuron's map, 0 for none;
    neurons_per_layer: largest number of neurons of a layer that have a map; confusion: whether to compute the confusion
    matrices.
    """

    resolution: int = 64
    neuron_resolution: int = 16
    neurons_per_layer: int = 8
    confusion: bool = False


@dataclass(frozen=True)
class Observation:
    """A run at one step; all arrays are copies.

    learning_rate: of the next step. confusion: None in regression, or if not asked for. Maps show the data's domain, with
    row 0 at the highest x2 and column 0 at the lowest x1; None if not asked for, or if the data are not two-input data.
    """

    step: int
    epoch: int
    sample: int
    status: str
    learning_rate: float
    metrics: Metrics
    confusion: Confusion | None
    layers: tuple[LayerStatistics, ...]
    output_maps: Array | None
    neuron_maps: Array | None
    parameters: Array
    gradients: Array


def observe(trainer: Trainer, detail: Detail | None = None) -> Observation:
    """Observe a run: metrics and layer statistics, with the optional parts of `detail`."""
    detail = detail or Detail()
    passes = forward_passes(trainer)
    return Observation(
        trainer.step,
        trainer.epoch,
        trainer.sample,
        trainer.status,
        trainer.learning_rate,
        metrics(trainer, passes),
        confusion(trainer, passes) if detail.confusion and trainer.data.task != "regression" else None,
        layer_statistics(trainer, passes),
        output_maps(trainer, detail.resolution),
        neuron_maps(trainer, detail.neuron_resolution, detail.neurons_per_layer),
        trainer.parameters.copy(),
        trainer.gradients.copy(),
    )


def measure(trainer: Trainer) -> tuple[Metrics, tuple[LayerStatistics, ...]]:
    """Metrics of both splits and statistics of every layer."""
    passes = forward_passes(trainer)
    return metrics(trainer, passes), layer_statistics(trainer, passes)
