"""Answers that may be large: made on a thread of the pool and handed over as the bytes of their JSON.

Each function is a job for `Session.look`; what it writes has the shape of the model of `app.protocol.rest` it names.
"""

from collections.abc import Sequence

import numpy as np
import orjson
from numpy.typing import ArrayLike

from app.errors import AppError, LimitError
from app.frames import pack
from app.protocol.rest import LayerWeights
from app.protocol.sequences import GenerateRequest, ThroughTimeRequest
from app.protocol.trace import GradientCheckRequest, TraceRequest
from app.sessions.limits import check_count
from app.sessions.training import fitted
from app.settings import Settings
from engine.compiled.jit import Array
from engine.inspect.finite_differences import PASSES
from engine.inspect.generate_text import generate
from engine.inspect.gradcheck import gradient_check
from engine.inspect.probes.maps import maps
from engine.inspect.probes.observation import View, observe
from engine.inspect.through_time import LayerThroughTime, samples, through_time
from engine.inspect.trace.trace import check_layers, class_target, trace, traced_parameters
from engine.network.layer_parameters import LayerParameters
from engine.train.trainer import Snapshot, Trainer

TRACED_ARRAYS = 18
"""Numbers a trace tells of one parameter, at most."""

MAX_DIFFERENCES = 5_000
"""Parameters with a finite difference in one trace, at most."""

CONFUSION = View(resolution=0, neuron_resolution=0, neurons_per_layer=0, confusion=True)
"""A look at the confusion matrices, without maps."""

MAX_PASSES = 10_000
"""Forward passes of one gradient check, at most."""


def to_json(document: object) -> bytes:
    """JSON of a document that may hold arrays and dataclasses; NaN and infinity become null."""
    return orjson.dumps(document, default=np.ndarray.tolist, option=orjson.OPT_SERIALIZE_NUMPY)


def parameters_json(trainer: Trainer) -> bytes:
    """`Parameters`."""
    return to_json({"layers": [_told(layer) for layer in trainer.get_parameters()]})


def _told(layer: LayerParameters) -> dict[str, object]:
    """`LayerWeights`, without what the layer does not have."""
    own = {"weights": layer.weights, "biases": layer.biases, "blocks": layer.blocks or None}
    return {"name": layer.name} | {key: value for key, value in own.items() if value is not None}


def data_json(trainer: Trainer, data_version: int, rows: int | None, settings: Settings) -> bytes:
    """`PointData`: of either split at most so many rows, evenly picked. Raises LimitError where that is too much."""
    data = trainer.data
    train, test = (split if rows is None else split.thinned(rows) for split in (data.train, data.test))
    numbers = (len(train) + len(test)) * data.train.inputs.shape[1]
    if numbers > settings.max_values:
        detail = f"rows: the answer would hold {numbers:,} numbers, more than {settings.max_values:,}."
        raise LimitError(detail, "Ask for fewer rows of each split, as ?rows=1000.", field="rows")
    return to_json(
        {
            "data_version": data_version,
            "task": data.task,
            "classes": data.classes or None,
            "train_size": len(train),
            "test_size": len(test),
            "inputs": np.concatenate((train.inputs, test.inputs)),
            "targets": np.concatenate((train.targets, test.targets)),
        }
    )


def predict_json(trainer: Trainer, rows: Sequence[Sequence[float]], activations: bool, settings: Settings) -> bytes:
    """`PredictAnswer`."""
    _check_work(trainer, len(rows), settings, "inputs")
    units = sum(layer.width for layer in trainer.network.layers)
    check_count("inputs", "numbers in the answer (rows × units)", len(rows) * units, settings.max_values)
    prediction = trainer.predict(matrix(rows, trainer.data.train.inputs.shape[1], "inputs"))
    told = [{"name": name, "values": values} for name, values in prediction.activations.items()]
    return to_json({"outputs": prediction.outputs, "activations": told if activations else None})


def boundary_json(trainer: Trainer, resolution: int, unit: str, settings: Settings) -> bytes:
    """`BoundaryAnswer`. Raises ValueError for inputs that are not a plane and for an unknown unit."""
    check_count("resolution", "points on a side", resolution, settings.max_resolution)
    _check_work(trainer, resolution**2, settings, "resolution")
    found = maps(trainer, resolution, np.array([_slot(trainer, unit)]))
    if found is None:
        width = trainer.data.train.inputs.shape[1]
        raise ValueError(
            f"Received data of {width} inputs, expected two: a boundary is drawn over a plane. "
            "Use predict for points of your own."
        )
    return to_json({"unit": unit, "resolution": resolution, "domain": trainer.data.domain, "values": found[0]})


def confusion_json(trainer: Trainer) -> bytes:
    """`ConfusionAnswer`. Raises ValueError in regression."""
    matrices = observe(trainer, CONFUSION).confusion
    if matrices is None:
        raise ValueError(
            "Received a regression, expected a classification: only classes can be taken for each other. "
            "Look at R² in the metrics, or train on classes."
        )
    return to_json({"train": matrices.train, "test": matrices.test, "class_names": trainer.data.class_names})


def moment_frame(trainer: Trainer, snapshot: Snapshot, view: View) -> bytes:
    """The frame of a moment, as the stream would have sent it; its number is 0, and not to be acknowledged. The run is
    left as it is."""
    then = trainer.branch(snapshot)
    return pack(observe(then, fitted(view, then.network.layout.size)), 0, playing=False)


def trace_json(trainer: Trainer, wanted: TraceRequest, settings: Settings) -> bytes:
    """`TraceAnswer`."""
    layers = None if wanted.layers is None else frozenset(wanted.layers)
    check_layers(trainer, layers)
    told, most = traced_parameters(trainer, layers), settings.max_values // TRACED_ARRAYS
    check_count("layers" if layers else "input", "parameters to trace", told, most)
    check_count("input", "numbers of the pass to trace", trainer.network.width, most)
    if wanted.finite_differences:
        samples = 1 if wanted.of == "sample" else len(trainer.batch_under_way())
        work = PASSES * samples * trainer.network.work
        _check_differences(told, min(MAX_DIFFERENCES, settings.max_work // max(work, 1)))
    inputs, targets = _sample(trainer, wanted)
    return to_json(
        trace(
            trainer,
            inputs,
            targets,
            of=wanted.of,
            finite_differences=wanted.finite_differences,
            layers=layers,
        )
    )


def _check_differences(count: int, most: int) -> None:
    if count > most:
        detail = f"finite_differences: received {count:,} parameters, expected at most {most:,} of them."
        remedy = "Name fewer layers, ask for one sample, or check some of the parameters with gradient-check."
        raise LimitError(detail, remedy, field="finite_differences")


def _sample(trainer: Trainer, wanted: TraceRequest) -> tuple[ArrayLike, ArrayLike | None]:
    """Raw inputs (d,) and what the loss compares with, (k,). Raises ValueError for a row that is not there."""
    if wanted.input is not None:
        target = class_target(trainer, wanted.target) if isinstance(wanted.target, int) else wanted.target
        return wanted.input, target
    is_test, row = wanted.split == "test", wanted.row
    rows = trainer.data.test if is_test else trainer.data.train
    if row is None or row >= len(rows):
        raise ValueError(
            f"Received row {row} of the {wanted.split} rows, expected 0 to {len(rows) - 1}. Choose one of them."
            if len(rows)
            else f"Received row {row} of the {wanted.split} rows, of which there are none. Choose from the other split."
        )
    return rows.inputs[row], (trainer.test_targets if is_test else trainer.targets)[row]


def through_time_json(trainer: Trainer, question: ThroughTimeRequest, settings: Settings) -> bytes:
    """`ThroughTimeAnswer`. The sample stands before those that are averaged."""
    check_count("sample", "numbers of the pass", trainer.network.width, settings.max_values // TRACED_ARRAYS)
    _check_work(trainer, 2 * (1 + question.mean_of), settings, "mean_of")
    count = min(question.mean_of, trainer.samples)
    rows = np.arange(count) * trainer.samples // max(count, 1)
    if question.input is None:
        inputs, targets = samples(trainer, np.array([question.sample, *rows]))
    else:
        others = samples(trainer, rows)
        own = matrix([question.input], trainer.data.train.inputs.shape[1], "input")
        inputs, targets = np.vstack([own, *others[0]]), np.vstack([_loss_target(trainer, question), *others[1]])
    seen = through_time(trainer, inputs, targets, question.loss_step)
    return to_json(
        {
            "step": trainer.step,
            "inputs": inputs[0].reshape(trainer.data.steps or 1, -1),
            "targets": targets[0].reshape(seen.predictions.shape[1:]),
            "predictions": seen.predictions[0],
            "loss": seen.losses[0],
            "layers": [_layer_through_time(layer) for layer in seen.layers],
        }
    )


def _loss_target(trainer: Trainer, question: ThroughTimeRequest) -> Array:
    """What the loss compares a given input with, (1, output_width)."""
    if isinstance(question.target, int):
        return class_target(trainer, question.target)[None]
    return matrix([question.target or ()], trainer.network.output_width, "target")


def _layer_through_time(layer: LayerThroughTime) -> dict[str, object]:
    """`RecurrentThroughTime` of the first sample, and the means over the others."""

    def mean(norms: Array | None) -> Array | None:
        return None if norms is None or len(norms) == 1 else norms[1:].mean(axis=0)

    cells = layer.cell_gradient_norms
    return {
        "layer": layer.layer,
        "kind": layer.kind,
        "states": layer.states[0],
        "gates": {name: values[0] for name, values in layer.gates.items()},
        "inner": {name: values[0] for name, values in layer.inner.items()},
        "gradient_norms": layer.gradient_norms[0],
        "cell_gradient_norms": None if cells is None else cells[0],
        "mean_gradient_norms": mean(layer.gradient_norms),
        "mean_cell_gradient_norms": mean(cells),
        "spectral_radius": layer.spectral_radius,
    }


def generate_json(trainer: Trainer, question: GenerateRequest, settings: Settings) -> bytes:
    """`GenerateAnswer`."""
    _check_work(trainer, question.length, settings, "length", "characters")
    rng = np.random.default_rng(question.seed)
    text = generate(trainer, question.prompt, question.length, question.temperature, rng)
    return to_json({"step": trainer.step, "text": text})


def gradient_check_json(trainer: Trainer, how: GradientCheckRequest, settings: Settings) -> bytes:
    """`GradientCheckAnswer`. Of a large network fewer components are checked, so that it takes a fraction of a second."""
    blocks, work = len(trainer.network.layout.blocks), trainer.network.work
    passes = min(MAX_PASSES, settings.max_work // (work * how.samples))
    components = min(how.components, max(1, passes // (PASSES * blocks)))
    checks = gradient_check(trainer, how.samples, components)
    return to_json({"passed": all(check.passed for check in checks), "blocks": checks})


def given_parameters(layers: Sequence[LayerWeights]) -> list[LayerParameters]:
    """A client's parameters as arrays. Raises ValueError where rows differ in length."""
    return [
        LayerParameters(
            layer.name,
            None if layer.weights is None else _block(layer.weights, f"{layer.name}.weights"),
            None if layer.biases is None else _block(layer.biases, f"{layer.name}.biases"),
            {key: _block(block, f"{layer.name}.{key}") for key, block in (layer.blocks or {}).items()},
        )
        for layer in layers
    ]


def _block(numbers: Sequence[Sequence[float]] | Sequence[float], field: str) -> Array:
    """A vector, or a matrix of rows of equal width."""
    rows = [row for row in numbers if not isinstance(row, float)]
    return matrix(rows, len(rows[0]), field) if rows else np.array(numbers, dtype=np.float64)


def matrix(rows: Sequence[Sequence[float]], width: int, field: str) -> Array:
    """Rows of equal width as (rows, width) float64. Raises ValueError that names the first row of another width."""
    for number, row in enumerate(rows):
        if len(row) != width:
            raise ValueError(
                f"Received {len(row)} numbers in row {number} of {field}, expected {width}. "
                "Give every row as many numbers as there are columns."
            )
    return np.array(rows, dtype=np.float64).reshape(len(rows), width)


def _slot(trainer: Trainer, unit: str) -> int:
    """The column of the tape that a unit's activation is in. `unit` is `<layer>:<number>`, as `dense_1:0`."""
    layers = {layer.name: layer for layer in trainer.network.layers}
    name, _, number = unit.partition(":")
    layer = layers.get(name)
    if layer is None or not number.isascii() or not number.isdigit() or int(number) >= layer.width:
        known = ", ".join(f"{each.name}:0 to {each.name}:{each.width - 1}" for each in layers.values())
        raise AppError(f"unit: received {unit[:80]!r}, expected one of {known}.", "Name a unit of the network.")
    return layer.output + int(number)


def _check_work(trainer: Trainer, rows: int, settings: Settings, field: str, what: str = "rows") -> None:
    work = rows * trainer.network.work
    if work > settings.max_work:
        detail = f"{field}: received {rows:,} {what} for {trainer.network.layout.size:,} parameters, too many at once."
        raise LimitError(detail, f"Ask for fewer {what}, in several calls.", field=field)
