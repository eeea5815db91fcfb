"""What a study of a published result is, and the runs it is made of."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from app.presets import PRESETS
from engine.inspect.probes import Metrics
from engine.inspect.probes import measure as look
from engine.spec.run import RunSpec
from engine.train.trainer import Trainer

Figures = dict[str, float]


@dataclass(frozen=True)
class Study:
    """A result repeated: `figures(n)` over the seeds 0 to n - 1, `words` to say them, and how many seeds it takes."""

    preset: str
    seeds: int
    figures: Callable[[int], Figures]
    words: str
    """A format of the figures."""


def runs_of(preset: str, seeds: int, **changes: Any) -> Iterator[Trainer]:
    """The preset's run with each of the seeds, for its weights and for what is drawn of the data."""
    spec = {**PRESETS[preset].spec, **changes}
    for seed in range(seeds):
        data = spec["data"] if spec["data"]["name"] not in DRAWN else {**spec["data"], "seed": seed}
        yield Trainer(RunSpec.model_validate({**spec, "data": data, "seed": seed}))


DRAWN = ("family_trees", "digits", "iris", "wine", "adding")
"""Data of which each seed draws all, or the part that is held out."""


def figures_of(run: Trainer) -> Metrics:
    """How well a run does."""
    return look(run)[0]


def share(flags: list[bool]) -> float:
    """The share that is True."""
    return sum(flags) / len(flags) if flags else float("nan")
