"""The entry of one member in a challenge."""

from dataclasses import dataclass
from math import isfinite
from typing import Any

from app.protocol.rooms.challenges import ChallengeRequest, Metric, NotCounted, Ranking, Reached
from engine.spec.data.kinds import DataSpec
from engine.spec.layers import ConvolutionSpec, DenseSpec, EmbeddingSpec, RecurrentSpec, flat_layers
from engine.spec.run import RunSpec


@dataclass(eq=False)
class Entry:
    """A member in a challenge.

    value: the metric of the present run; None before it is measured. best: the best so far. reached: how the goal was
    reached, in the best attempt by the ranking. not_counted: why the present run does not count. strayed: number of the run's
    history in which it was seen with other data. seen: the state of the session that was measured last.
    """

    value: float | None = None
    best: float | None = None
    reached: Reached | None = None
    not_counted: NotCounted | None = None
    strayed: int | None = None
    seen: Any = None

    def take(self, value: float, asked: ChallengeRequest, reached: Reached) -> None:
        """Note a measured value. reached: what it takes to reach the goal, if the value does."""
        self.value = value if isfinite(value) else None
        if self.value is None:
            return
        if is_better(value, self.best, asked.goal.metric):
            self.best = value
        if meets(value, asked) and (
            self.reached is None or key(reached, asked.ranking) < key(self.reached, asked.ranking)
        ):
            self.reached = reached


def is_better(value: float, than: float | None, metric: Metric) -> bool:
    """True if a value of a metric is better than another, or the first."""
    return than is None or (value < than if metric == "test_loss" else value > than)


def meets(value: float, asked: ChallengeRequest) -> bool:
    """True if a value reaches the goal."""
    goal = asked.goal
    return value <= goal.threshold if goal.metric == "test_loss" else value >= goal.threshold


def key(reached: Reached, ranking: Ranking) -> tuple[float, float]:
    """Sort key of those who have reached the goal: the smallest first, ties by time."""
    first = {
        "time": reached.seconds,
        "neurons": reached.neurons,
        "parameters": reached.parameters,
        "epochs": reached.epochs,
    }
    return first[ranking], reached.seconds


def why_not(spec: RunSpec, asked: ChallengeRequest, own: RunSpec, is_same_data: bool) -> NotCounted | None:
    """Why a run of a spec does not count in a challenge whose own run is `own`; None if it does."""
    if not is_same_data:
        return "data"
    if asked.features is not None and not set(spec.features or ()) <= set(asked.features):
        return "features"
    if asked.goal.metric == "test_loss" and spec.loss != own.loss:
        return "loss"
    return None


def same_data(one: DataSpec, other: DataSpec) -> bool:
    """True if two runs have the same data. The rows of a user are one object unless somebody has sent them again."""
    return one is other or one == other


def neurons_of(spec: RunSpec) -> int:
    """Number of neurons in hidden layers; of a convolution its filters, as one neuron reads all places of an image."""
    return sum(_width(layer) for layer in flat_layers(spec.network.layers))


def _width(layer: Any) -> int:
    match layer:
        case DenseSpec() | RecurrentSpec() | EmbeddingSpec():
            return layer.units
        case ConvolutionSpec():
            return layer.filters
        case _:
            return 0
