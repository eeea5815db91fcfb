"""Follow sequences through time, and generate text."""

import numpy as np

from app.conversion import matrix, to_json
from app.protocol.sequences import GenerateRequest, ThroughTimeRequest
from app.queries.trace import TRACED_ARRAYS
from app.sessions.limits import check_count, check_work
from app.settings import Settings
from engine.compiled.jit import Array
from engine.inspect.generate_text import generate
from engine.inspect.slices import Slices
from engine.inspect.through_time import LayerThroughTime, samples, through_time
from engine.inspect.trace.trace import class_target
from engine.train.trainer import Trainer


def through_time_json(trainer: Trainer, question: ThroughTimeRequest, settings: Settings) -> Slices[bytes]:
    """`ThroughTimeAnswer`, a job for `Session.ask`: one sample, and gradient norms averaged over others."""
    check_count("sample", "numbers of the pass", trainer.network.width, settings.max_values // TRACED_ARRAYS)
    check_work(trainer.network, 2 * (1 + question.mean_of), settings, "mean_of")
    count = min(question.mean_of, trainer.samples)
    rows = np.arange(count) * trainer.samples // max(count, 1)
    if question.input is None:
        inputs, targets = samples(trainer, np.array([question.sample, *rows]))
    else:
        others = samples(trainer, rows)
        own = matrix([question.input], trainer.data.train.inputs.shape[1], "input")
        inputs, targets = np.vstack([own, *others[0]]), np.vstack([_loss_target(trainer, question), *others[1]])
    seen = yield from through_time.slices(trainer, inputs, targets, question.loss_step)
    return to_json(
        {
            "step": trainer.step,
            "inputs": inputs[0].reshape(trainer.data.steps or 1, -1),
            "targets": targets[0].reshape(seen.predictions.shape[1:]),
            "predictions": seen.predictions[0],
            "loss": seen.losses[0],
            "layers": [_layer_through_time(layer, question.decimals) for layer in seen.layers],
        }
    )


def _loss_target(trainer: Trainer, question: ThroughTimeRequest) -> Array:
    """The loss's target of a given input, (1, output_width)."""
    if isinstance(question.target, int):
        return class_target(trainer, question.target)[None]
    return matrix([question.target or ()], trainer.network.output_width, "target")


def _layer_through_time(layer: LayerThroughTime, decimals: int | None) -> dict[str, object]:
    """`RecurrentThroughTime`: values of the first sample, means over the others."""

    def first(values: Array) -> Array:
        own: Array = values[0]
        return own if decimals is None else np.round(own, decimals)

    def mean(norms: Array | None) -> Array | None:
        return None if norms is None or len(norms) == 1 else norms[1:].mean(axis=0)

    cells = layer.cell_gradient_norms
    return {
        "layer": layer.layer,
        "kind": layer.kind,
        "states": first(layer.states),
        "gates": {name: first(values) for name, values in layer.gates.items()},
        "inner": {name: first(values) for name, values in layer.inner.items()},
        "gradient_norms": layer.gradient_norms[0],
        "cell_gradient_norms": None if cells is None else cells[0],
        "mean_gradient_norms": mean(layer.gradient_norms),
        "mean_cell_gradient_norms": mean(cells),
        "spectral_radius": layer.spectral_radius,
    }


def generate_json(trainer: Trainer, question: GenerateRequest, settings: Settings) -> Slices[bytes]:
    """`GenerateAnswer`, a job for `Session.read_sliced`: text generated character by character."""
    check_work(trainer.network, question.length, settings, "length", "characters")
    rng = np.random.default_rng(question.seed)
    text = yield from generate.slices(trainer, question.prompt, question.length, question.temperature, rng)
    return to_json({"step": trainer.step, "text": text})
