"""The data of one run for the results, read from its trainer on a thread."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Any

import numpy as np

from app.conversion import ANSWERED
from app.export.run_file import run_file_json
from app.rooms.outline import Outline, changed_fields, outline_of
from app.sessions.history.history import History
from app.sessions.run import Reserve
from app.sessions.wall.small_map import SmallMap, has_matrix, small_map, small_matrix
from engine.data.dataset import Dataset
from engine.data.domain import Interval
from engine.inspect.probes.observation import Detail, Observation, observe
from engine.layers.kinds import LAYERS
from engine.train.trainer import Trainer

SIDE = 48
"""Pixels on a side of a map."""

CURVE = 60
"""Losses in a curve."""

POINTS = 90
"""Training points that are drawn over a map."""


@dataclass(frozen=True)
class Points:
    """Training points, for all runs with the same data. key: the same for the same data. places: x, y and class of each, from
    0 at the top left to 1."""

    key: str
    places: Sequence[tuple[float, float, int]]


@dataclass(frozen=True)
class RunResult:
    """A run at the time of the results.

    changed: the fields of the spec that the member has changed. map: None for data that are neither points in a plane nor
    images. losses: train loss over the run. file: the run file; None if it was not requested.
    """

    step: int
    epoch: int
    status: str
    train_loss: float | None
    test_loss: float | None
    accuracy: float | None
    parameters: int
    data: str
    network: str
    optimizer: str
    learning_rate: float
    changed: Sequence[str]
    map: SmallMap | None
    is_binary: bool
    points: Points | None
    losses: Sequence[float]
    file: bytes | None


def read_run(trainer: Trainer, history: History, reserve: Reserve, base: Outline, with_file: bool) -> RunResult:
    """Read a run. base: the outline of the spec that the member has been given last."""
    if with_file:
        reserve(2 * ANSWERED * trainer.network.layout.size)
    spec, network = trainer.spec, trainer.network
    seen = observe(trainer, Detail(SIDE, 0, 0, has_matrix(trainer.data)))
    stride = -(-len(history.measurements) // CURVE) or 1
    losses = [each.metrics.train_loss for each in history.measurements[::-stride][::-1]]
    outline = outline_of(spec)
    return RunResult(
        step=trainer.step,
        epoch=trainer.epoch,
        status=trainer.status,
        train_loss=finite(seen.metrics.train_loss),
        test_loss=finite(seen.metrics.test_loss),
        accuracy=finite(seen.metrics.test_accuracy),
        parameters=network.layout.size,
        data=spec.data.name,
        network=network_text(trainer),
        optimizer=spec.optimizer.name,
        learning_rate=trainer.learning_rate,
        changed=changed_fields(base, outline),
        map=image_of(seen, network.layers[-1].activation),
        is_binary=trainer.data.task == "binary",
        points=points_of(trainer.data, outline),
        losses=[loss for loss in losses if loss is not None and isfinite(loss)],
        file=run_file_json(trainer) if with_file else None,
    )


def image_of(seen: Observation, activation: str) -> SmallMap | None:
    """The output over the plane, or the confusion matrix of images; None for other data."""
    if seen.output_maps is not None:
        return small_map(seen.output_maps, activation, SIDE)
    return None if seen.confusion is None else small_matrix(seen.confusion)


def finite(value: float | None) -> float | None:
    """A number; None for one that is not finite."""
    return value if value is not None and isfinite(value) else None


def network_text(trainer: Trainer) -> str:
    """The layers in short, as "2 → 4 tanh → 1 sigmoid"."""
    parts = [str(trainer.network.n_in)]
    for layer in trainer.network.layers:
        units = f"{layer.units} {layer.activation}" if layer.activation != "linear" else str(layer.units)
        is_plain = layer.kind in ("dense", "output")
        parts.append(units if is_plain else f"{LAYERS[layer.kind].label} {units}")
    return " → ".join(parts)


def points_of(data: Dataset, outline: Outline) -> Points | None:
    """Some training points of a classification in the plane."""
    if data.domain is None or data.task == "regression":
        return None
    some = data.train.thinned(POINTS)
    across, down = (_shares(some.inputs[:, column], side) for column, side in enumerate(data.domain))
    places = [
        (round(float(x), 3), round(1 - float(y), 3), int(target))
        for x, y, target in zip(across, down, some.targets, strict=True)
    ]
    return Points(repr([each for each in outline.items() if each[0].startswith("data.")]), places)


def _shares(values: Any, side: Interval) -> Any:
    low, high = side
    with np.errstate(over="ignore", invalid="ignore"):
        return np.nan_to_num(np.clip((values - low) / (high - low), 0.0, 1.0), nan=0.5)
