"""Samples that nobody has, on which a challenge is judged."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np

from app.errors import AppError
from app.protocol.rooms.challenges import Metric
from engine.compiled.jit import Array
from engine.data.dataset import Dataset, Split
from engine.data.encoding import Labels, encode_targets, predicted_class
from engine.data.splits import shuffled, stratified
from engine.load import load
from engine.spec.base import MAX_SEED
from engine.spec.data.generated import PointsSpec, SequenceSpec
from engine.spec.data.kinds import DataSpec
from engine.spec.data.measured import RealSpec
from engine.spec.data.own import InlineSpec, TableSpec
from engine.spec.run import RunSpec
from engine.train.forward import forward
from engine.train.trainer import Trainer

SAMPLES, NUMBERS = 1000, 100_000
"""Number of new hidden samples, and the largest total of numbers in their inputs."""

HELD_BACK = 0.2
"""Share of the rows that is held back if no others can be drawn."""

FEWEST = 10
"""Smallest number of rows that is held back."""

MOST_NUMBERS = 20_000
"""Largest data of which rows are held back, in numbers: the rest is sent to every member, row by row."""

Source = Literal["new", "held_back"]
Draw = Callable[[], int]


class NothingHiddenError(AppError):
    """The data of the challenge have no samples that nobody has."""

    kind, title = "nothing-hidden", "No samples can be hidden"


@dataclass(frozen=True)
class Hiding:
    """A run to give to members, and the hidden data, of which nobody has a sample; both splits count."""

    spec: RunSpec
    data: DataSpec
    source: Source

    @cached_property
    def document(self) -> tuple[str, str]:
        """Spec and data as JSON, made once."""
        return self.spec.model_dump_json(), self.data.model_dump_json()


def _random_seed() -> int:
    return secrets.randbelow(MAX_SEED + 1)


def hide(spec: RunSpec, may_hold_back: bool, draw: Draw = _random_seed) -> Hiding:
    """Find hidden samples for a run: of generated data new ones, of rows a part that members do not get.

    may_hold_back: False if members have the rows already. draw: gives the seed. Raises NothingHiddenError.
    """
    data = spec.data
    if isinstance(data, PointsSpec | SequenceSpec):
        seed = draw()
        seed += seed == data.seed
        samples = min(SAMPLES, NUMBERS // data.size.inputs)
        return Hiding(spec, data.model_copy(update={"seed": seed, "samples": samples}), "new")
    if not isinstance(data, RealSpec | TableSpec | InlineSpec):
        detail = f"spec.data: received {data.name!r}, of which there are no other samples to judge by."
        raise NothingHiddenError(detail, "Choose generated data, a table or measured data.", field="spec.data")
    if not may_hold_back:
        detail = (
            "Members have all rows of their data already; expected a run of which a part of the rows can be held back."
        )
        raise NothingHiddenError(detail, "Send a spec: everybody then begins with its run.", field="spec")
    samples, inputs, _ = data.size
    if samples * inputs > MOST_NUMBERS or samples * HELD_BACK < FEWEST:
        detail = (
            f"spec.data: received {samples:,} rows of {inputs:,} inputs, expected at least {FEWEST / HELD_BACK:.0f} rows "
            f"and at most {MOST_NUMBERS:,} numbers, because a part of the rows is held back and the rest sent to everybody."
        )
        raise NothingHiddenError(detail, "Choose smaller data, or generated data.", field="spec.data")
    return _held_back(spec, load(data), draw())


def _held_back(spec: RunSpec, data: Dataset, seed: int) -> Hiding:
    """Take a part out of both splits; the rows that are left stay in the split in which they were."""
    parts = [
        _divided(part, data.task, np.random.default_rng([seed, at])) for at, part in enumerate((data.train, data.test))
    ]
    (train, hidden), (test, more) = parts
    kept = _rows(data, train, test, bool(data.scaling))
    return Hiding(spec.model_copy(update={"data": kept}), _rows(data, joined(hidden, more)), "held_back")


def _divided(split: Split, task: str, rng: np.random.Generator) -> tuple[Split, Split]:
    """The rows of a split that are kept, and those that are held back, with the same share of each class."""
    if len(split) < 2:
        return split, split.take(np.arange(0))
    if task == "regression" or split.targets.ndim > 1:
        kept, hidden = shuffled(len(split), 1 - HELD_BACK, rng)
    else:
        kept, hidden = stratified(split.targets.astype(np.int64, copy=False), 1 - HELD_BACK, rng)
    return split.take(np.sort(kept)), split.take(np.sort(hidden))


def _rows(data: Dataset, train: Split, test: Split | None = None, standardize: bool = False) -> InlineSpec:
    names = {"input_names": data.input_names, "class_names": data.class_names or _numbered(data)}
    tested = test is not None and len(test) > 0
    return InlineSpec(
        name="inline",
        inputs=train.inputs.tolist(),
        targets=_columns(train),
        test_inputs=test.inputs.tolist() if test is not None and tested else None,
        test_targets=_columns(test) if test is not None and tested else None,
        task=data.task,
        standardize=standardize,
        domain=data.domain,
        steps=data.steps,
        targets_per_step=data.target_steps > 1,
        image=data.image,
        **{name: None if given is None else list(given) for name, given in names.items()},  # type: ignore[arg-type]
    )


def _numbered(data: Dataset) -> list[str] | None:
    """Names of classes that have none: a part of the rows may lack one of them."""
    return [str(number) for number in range(data.classes)] if data.task == "multiclass" else None


def _columns(split: Split) -> list[list[float]]:
    rows: list[list[float]] = split.targets.reshape(len(split), -1).astype(np.float64).tolist()
    return rows


def joined(first: Split, second: Split) -> Split:
    """Concatenate the samples of two splits."""
    inputs = np.concatenate([first.inputs, second.inputs])
    return Split(inputs, np.concatenate([first.targets, second.targets]))


@dataclass(frozen=True)
class Measure:
    """The metric of a run on the hidden samples, and its epoch. value: not finite if the run has overflowed."""

    value: float
    epoch: int


def measure(trainer: Trainer, hidden: Split, metric: Metric) -> Measure:
    """Run hidden samples, of the same form as the run's own, through the network: the mean loss without the penalty, or
    the share of right classes."""
    network, spec, data = trainer.network, trainer.spec, trainer.data
    activation, loss = spec.network.output_activation, spec.loss
    assert activation is not None and loss is not None  # a validated spec has no null
    targets: Array | Labels = data.targets_by_step(hidden)
    codes = encode_targets(targets, data.task, data.classes, activation, loss).reshape(
        len(hidden), network.output_width
    )
    slots = np.arange(network.prediction, network.prediction + network.output_width)
    outputs, losses = forward(network, trainer.parameters, trainer.prepare(hidden.inputs), slots, codes)
    if metric == "test_loss":
        return Measure(float(losses.mean()), trainer.epoch)
    by_step = outputs.T.reshape(-1, network.n_out)
    if not np.isfinite(by_step).all():
        return Measure(float("nan"), trainer.epoch)
    right = predicted_class(by_step, data.task, activation, loss) == targets
    return Measure(float(right.mean()), trainer.epoch)
