"""One measurement of a run, as its history keeps it."""

from dataclasses import dataclass
from typing import Self

from engine.inspect.probes.metrics import Metrics
from engine.inspect.probes.observation import Observation


@dataclass(frozen=True)
class Measurement:
    """The metrics at one step; `gradient_norms` and `activation_stds` have one entry a layer."""

    step: int
    epoch: int
    metrics: Metrics
    gradient_norms: tuple[float | None, ...]
    activation_stds: tuple[float, ...]

    @classmethod
    def of(cls, observation: Observation) -> Self:
        """The part of an observation that is kept."""
        norms = tuple(layer.gradient_norm for layer in observation.layers)
        stds = tuple(layer.std for layer in observation.layers)
        return cls(observation.step, observation.epoch, observation.metrics, norms, stds)
