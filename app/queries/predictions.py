"""Predict, map a unit's activation over the plane, and compute confusion matrices."""

from collections.abc import Sequence

import numpy as np

from app.conversion import ANSWERED, matrix, to_json
from app.errors import AppError
from app.sessions.limits import check_count, check_work
from app.sessions.run import Reserve
from app.settings import Settings
from engine.errors import InputError
from engine.inspect.probes.maps import maps
from engine.inspect.probes.observation import Detail, observe
from engine.train.trainer import Trainer

CONFUSION = Detail(resolution=0, neuron_resolution=0, neurons_per_layer=0, confusion=True)
"""Confusion matrices, without maps."""


def predict_json(
    trainer: Trainer, reserve: Reserve, rows: Sequence[Sequence[float]], activations: bool, settings: Settings
) -> bytes:
    """`PredictAnswer`: the outputs for rows of raw inputs, and every layer's activations if they are wanted."""
    check_work(trainer.network, len(rows), settings, "inputs")
    units = sum(layer.width for layer in trainer.network.layers)
    check_count("inputs", "numbers in the answer (rows × units)", len(rows) * units, settings.max_values)
    reserve(ANSWERED * len(rows) * (units + trainer.data.train.inputs.shape[1] + trainer.network.n_in))
    prediction = trainer.predict(matrix(rows, trainer.data.train.inputs.shape[1], "inputs"))
    layers = [{"name": name, "values": values} for name, values in prediction.activations.items()]
    return to_json({"outputs": prediction.outputs, "activations": layers if activations else None})


def boundary_json(trainer: Trainer, reserve: Reserve, resolution: int, unit: str, settings: Settings) -> bytes:
    """`BoundaryAnswer`: a unit's activation over the plane. Raises InputError if the data do not have two inputs."""
    check_count("resolution", "points on a side", resolution, settings.max_resolution)
    check_work(trainer.network, resolution**2, settings, "resolution")
    reserve(ANSWERED * resolution**2 * (1 + trainer.network.n_in))
    found = maps(trainer, resolution, np.array([_slot(trainer, unit)]))
    if found is None:
        raise InputError(
            f"Received data of {trainer.data.train.inputs.shape[1]} inputs, expected two: a boundary is a map of the plane.",
            "Use predict instead.",
        )
    return to_json({"unit": unit, "resolution": resolution, "domain": trainer.data.domain, "values": found[0]})


def confusion_json(trainer: Trainer) -> bytes:
    """`ConfusionAnswer`. Raises InputError for a regression."""
    matrices = observe(trainer, CONFUSION).confusion
    if matrices is None:
        raise InputError(
            "Received a regression, expected a classification: a confusion matrix counts classes.",
            "Read R² in the metrics, or train on classes.",
        )
    return to_json({"train": matrices.train, "test": matrices.test, "class_names": trainer.data.class_names})


def _slot(trainer: Trainer, unit: str) -> int:
    """The slot of a unit's activation. `unit` is `<layer>:<number>`, as in `dense_1:0`. Raises AppError."""
    layers = {layer.name: layer for layer in trainer.network.layers}
    name, _, number = unit.partition(":")
    layer = layers.get(name)
    if layer is None or not number.isascii() or not number.isdigit() or int(number) >= layer.width:
        known = ", ".join(f"{each.name}:0 to {each.name}:{each.width - 1}" for each in layers.values())
        raise AppError(f"unit: received {unit[:80]!r}, expected one of {known}.", "Name a unit of the network.")
    return layer.output + int(number)
