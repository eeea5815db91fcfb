"""One slice of work on a run, done on a thread of the pool: train a little, observe the network, pack frames.

The result is immutable; the event loop never reads a live array.
"""

import sys
from collections.abc import Callable, Collection
from dataclasses import dataclass, field, replace
from math import isqrt
from time import monotonic, perf_counter
from typing import NamedTuple

from app.frames import pack
from app.machine import thread_seconds
from app.sessions.history.measurement import Measurement
from app.sessions.step_estimator import StepEstimator
from app.sessions.training_goal import TrainingGoal
from app.sessions.wall.small_map import SIDE, SmallMap, has_matrix, small_map, small_matrix
from engine.inspect.probes.maps import output_maps
from engine.inspect.probes.observation import Detail, Observation
from engine.train.snapshot import Snapshot
from engine.train.trainer import Trainer

METRICS_ONLY = Detail(resolution=0, neuron_resolution=0, neurons_per_layer=0)
"""No maps."""

NEVER = sys.maxsize
"""A step that no run reaches."""

Observe = Callable[[Trainer, Detail], Observation]
"""Observes a run as `engine.inspect.probes.observation.observe` does."""

MAP_WORK = 250_000_000
"""Largest grid points × parameters of one map: larger networks are mapped more coarsely."""


@dataclass(frozen=True)
class Slice:
    """Work to do: train towards `goal` (None: do not train), then make a frame for each level of detail in `details`.

    during: make frames even if the goal is not reached yet. due: the time before which none are made. frame: number of
    the frames. playing: what frames say about the session. Metrics are measured if a frame is made, if the goal is reached
    or if `measure` is set; a measurement at step `checkpoint` or later comes with a snapshot. small_map: reduce the map of
    the output.
    """

    goal: TrainingGoal | None = None
    seconds: float = 0.0
    details: Collection[Detail] = ()
    during: bool = True
    due: float = 0.0
    measure: bool = False
    checkpoint: int = NEVER
    frame: int = 0
    playing: bool = False
    small_map: bool = False


@dataclass(frozen=True)
class Outcome:
    """The result of a slice; `measurement` is None if nothing was measured. Times in seconds.

    observation: the whole of what was measured; None if a host has measured it.
    """

    steps: int = 0
    training_seconds: float = 0.0
    observation: Observation | None = None
    measurement: Measurement | None = None
    snapshot: Snapshot | None = None
    frames: dict[Detail, bytes] = field(default_factory=dict)
    observing_seconds: float = 0.0
    small_map: SmallMap | None = None


class TrainingResult(NamedTuple):
    """The result of a command to train: updates made, seconds they took, and the state after them."""

    steps: int
    seconds: float
    observation: Observation


def run_slice(trainer: Trainer, estimator: StepEstimator, observe: Observe, work: Slice) -> Outcome:
    """Do one slice of work."""
    goal, start = work.goal, perf_counter()
    steps = goal.advance(trainer, estimator, work.seconds) if goal is not None else 0
    unfinished = goal is not None and bool(goal.remaining) and trainer.status == "ready"
    playing = work.playing and trainer.status == "ready"
    trained, own = perf_counter(), thread_seconds()
    observation: Observation | None = None
    frames: dict[Detail, bytes] = {}
    small = None
    for detail in work.details if (work.during or not unfinished) and monotonic() >= work.due else ():
        wanted = affordable(detail, trainer.network.layout.size)
        matrix = work.small_map and small is None and has_matrix(trainer.data)
        observation = observe(trainer, replace(wanted, confusion=wanted.confusion or matrix))
        shown = replace(observation, confusion=None) if matrix and not wanted.confusion else observation
        frames[detail] = pack(shown, work.frame, playing)
        if matrix and observation.confusion is not None:
            small = small_matrix(observation.confusion)
        elif work.small_map and small is None:
            small = _map_for_wall(trainer, observation)
    if observation is None and (work.measure or not unfinished):
        observation = observe(trainer, METRICS_ONLY)
    snapshot = trainer.snapshot() if observation is not None and trainer.step >= work.checkpoint else None
    measurement = None if observation is None else Measurement.of(observation)
    spent = thread_seconds() - own
    return Outcome(steps, trained - start, observation, measurement, snapshot, frames, spent, small)


def _map_for_wall(trainer: Trainer, observation: Observation) -> SmallMap | None:
    """The map of an observation, or one of its own if the client looks at a view without maps."""
    found = observation.output_maps
    if found is None:
        found = output_maps(trainer, affordable(Detail(resolution=SIDE), trainer.network.layout.size).resolution)
    return None if found is None else small_map(found, trainer.network.layers[-1].activation)


def affordable(detail: Detail, parameters: int) -> Detail:
    """The level of detail, with maps coarse enough for a network of this many parameters to be mapped quickly."""
    finest = max(8, isqrt(MAP_WORK // max(parameters, 1)))
    if finest >= max(detail.resolution, detail.neuron_resolution):
        return detail
    resolution, neurons = min(detail.resolution, finest), min(detail.neuron_resolution, finest)
    return replace(detail, resolution=resolution, neuron_resolution=neurons)
