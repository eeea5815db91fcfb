"""One slice of work on a run, done on a thread of the pool: train a little, look, pack.

What comes back is immutable; the event loop never reads a live array.
"""

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from math import isqrt
from time import perf_counter
from typing import NamedTuple

from app.frames import pack
from app.protocol.base import Unit
from app.runner import Stride
from app.sessions.history.checkpoints import NEVER
from engine.inspect.probes.observation import Observation, View, observe
from engine.train.trainer import Snapshot, Trainer

FIGURES = View(resolution=0, neuron_resolution=0, neurons_per_layer=0)
"""A look at the figures alone, without maps."""

MAP_WORK = 250_000_000
"""Grid points × parameters of one map, at most: larger networks are mapped more coarsely."""


class Journey:
    """A number of units still to train, done slice by slice."""

    def __init__(self, count: int, unit: Unit) -> None:
        self.unit = unit
        self.left = count

    def advance(self, trainer: Trainer, stride: Stride, seconds: float) -> int:
        """Go about as far as `seconds` allow; returns the updates made, 0 at divergence."""
        began = perf_counter()
        deadline = began + seconds
        steps, now = 0, began
        while self.left and trainer.status == "ready" and (now < deadline or now == began):
            steps += self._leg(trainer, stride.fit(deadline - now))
            now = perf_counter()
        if steps:
            stride.learn(steps, now - began)
        return steps

    def _leg(self, trainer: Trainer, fitting: int) -> int:
        """About `fitting` steps at once, but no further than the journey goes."""
        if self.unit == "epoch":
            before = trainer.epoch
            whole = trainer.steps_left() + (self.left - 1) * trainer.steps_per_epoch
            steps = trainer.advance(min(fitting, whole))
            self.left -= trainer.epoch - before
            return steps
        count = min(self.left, fitting if self.unit == "step" else fitting * trainer.batch_size)
        self.left -= count
        return trainer.advance(count, self.unit)


@dataclass(frozen=True)
class Slice:
    """What to do: train along `journey` (None: only look), then make a frame of each of `views`, at the end of the journey
    alone where they are not wanted `on_the_way`.

    `frame` is the frames' number and `playing` what they say. The figures are measured for a frame, at the end of a
    journey, and where `measure` asks for them; where that is at step `moment` or later, the whole state is copied too.
    """

    journey: Journey | None = None
    seconds: float = 0.0
    views: Collection[View] = ()
    on_the_way: bool = True
    measure: bool = False
    moment: int = NEVER
    frame: int = 0
    playing: bool = False


@dataclass(frozen=True)
class Outcome:
    """What came of a slice. `observation` is None where nothing was looked at; `training` and `looking` are the seconds
    that each took."""

    steps: int = 0
    training: float = 0.0
    observation: Observation | None = None
    snapshot: Snapshot | None = None
    frames: dict[View, bytes] = field(default_factory=dict)
    looking: float = 0.0


class Training(NamedTuple):
    """What came of a command to train: the updates made, the seconds they took, and the state after them."""

    steps: int
    seconds: float
    observation: Observation


def work(trainer: Trainer, stride: Stride, slice_: Slice) -> Outcome:
    """Do a slice."""
    journey, start = slice_.journey, perf_counter()
    steps = journey.advance(trainer, stride, slice_.seconds) if journey is not None else 0
    under_way = journey is not None and bool(journey.left) and trainer.status == "ready"
    playing = slice_.playing and trainer.status == "ready"
    began = perf_counter()
    observation: Observation | None = None
    frames: dict[View, bytes] = {}
    for view in slice_.views if slice_.on_the_way or not under_way else ():
        observation = observe(trainer, fitted(view, trainer.network.layout.size))
        frames[view] = pack(observation, slice_.frame, playing)
    if observation is None and (slice_.measure or not under_way):
        observation = observe(trainer, FIGURES)
    snapshot = trainer.snapshot() if observation is not None and trainer.step >= slice_.moment else None
    return Outcome(steps, began - start, observation, snapshot, frames, perf_counter() - began)


def fitted(view: View, parameters: int) -> View:
    """The view with maps as fine as a network of so many parameters can be mapped quickly."""
    finest = max(8, isqrt(MAP_WORK // max(parameters, 1)))
    if finest >= max(view.resolution, view.neuron_resolution):
        return view
    resolution, neurons = min(view.resolution, finest), min(view.neuron_resolution, finest)
    return replace(view, resolution=resolution, neuron_resolution=neurons)
