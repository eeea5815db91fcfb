"""A study of a published result, and the runs of a study."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from app.presets import PRESETS
from engine.inspect.probes.metrics import Metrics, metrics
from engine.inspect.probes.passes import forward_passes
from engine.spec.run import RunSpec
from engine.train.trainer import Trainer

Results = dict[str, float]


@dataclass(frozen=True)
class Study:
    """A repeated result: `results(n)` runs the seeds 0 to n - 1, and `template` formats its results."""

    preset: str
    seeds: int
    results: Callable[[int], Results]
    template: str


def runs_of(preset: str, seeds: int, **changes: Any) -> Iterator[Trainer]:
    """Yield the run of a preset for each seed, which draws the weights and, for DRAWN, the data or their split."""
    spec = {**PRESETS[preset].spec, **changes}
    for seed in range(seeds):
        data = spec["data"] if spec["data"]["name"] not in DRAWN else {**spec["data"], "seed": seed}
        yield Trainer(RunSpec.model_validate({**spec, "data": data, "seed": seed}))


DRAWN = ("family_trees", "digits", "iris", "wine", "adding")
"""Data sets that a seed draws, in whole or in the split."""


def metrics_of(run: Trainer) -> Metrics:
    """Metrics of a run."""
    return metrics(run, forward_passes(run))


def share(flags: list[bool]) -> float:
    """Share of flags that are True; NaN for an empty list."""
    return sum(flags) / len(flags) if flags else float("nan")
