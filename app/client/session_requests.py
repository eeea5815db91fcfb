"""The REST calls about one session."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, Literal

from app.client.call import API, Answer, Call, T, json_body
from app.protocol.base import Unit
from app.protocol.landscape import LandscapeAnswer, ParameterHistory
from app.protocol.sequences import MEAN_SAMPLES, GenerateAnswer, ThroughTimeAnswer
from app.protocol.session.data import PointData
from app.protocol.session.fit import FitAnswer
from app.protocol.session.frames import FrameView
from app.protocol.session.history import CheckpointsAnswer, HistoryAnswer
from app.protocol.session.info import SessionAnswer
from app.protocol.session.parameters import LayerWeights, Parameters
from app.protocol.session.predictions import BoundaryAnswer, ConfusionAnswer, PredictAnswer
from app.protocol.session.run_file import ExportFormat, RunFile
from app.protocol.session.training import StepsAnswer
from app.protocol.trace import GradientCheckAnswer, TraceAnswer


def _session(method: str, session_id: str, rest: str, read: type[T], body: Any = None, **more: Any) -> Call[T]:
    return Call(method, f"{API}/sessions/{session_id}{rest}", Answer(read), body, **more)


def info(session_id: str) -> Call[SessionAnswer]:
    """The run, its position and its metrics."""
    return _session("GET", session_id, "", SessionAnswer)


def change(
    session_id: str,
    patch: Mapping[str, Any],
    *,
    reset: bool | Literal["if_needed"] = False,
    adapt: bool = False,
) -> Call[SessionAnswer]:
    """Apply a JSON merge patch to the spec; `adapt` adapts the hidden layers to the data. Raises ShapeChangeError if the change
    needs `reset`."""
    body = {"patch": dict(patch), "reset": reset, "adapt": adapt}
    return _session("PATCH", session_id, "", SessionAnswer, body)


def fit(session_id: str, patch: Mapping[str, Any] | None = None) -> Call[FitAnswer]:
    """Check whether the network can be built after a patch, and which changes of its layers fit; changes nothing."""
    return _session("POST", session_id, "/fit", FitAnswer, {"patch": dict(patch or {})})


def delete(session_id: str) -> Call[None]:
    """End the session."""
    return _session("DELETE", session_id, "", type(None))


def train(session_id: str, count: int = 1, unit: Unit = "step") -> Call[StepsAnswer]:
    """Train a number of samples, steps or epochs; there is no timeout."""
    return _session("POST", session_id, "/steps", StepsAnswer, {"count": count, "unit": unit}, timeout=None)


def reset(session_id: str, seed: int | None = None) -> Call[SessionAnswer]:
    """Reset to initial weights, the same ones or those of another seed."""
    return _session("POST", session_id, "/reset", SessionAnswer, {"seed": seed})


def undo(session_id: str) -> Call[SessionAnswer]:
    """Undo the change that `info().undo` names."""
    return _session("POST", session_id, "/undo", SessionAnswer)


def load(session_id: str, run: RunFile | Mapping[str, Any] | bytes) -> Call[SessionAnswer]:
    """Replace the run by one from `export()`, given as bytes or as a model."""
    file = json.loads(run) if isinstance(run, bytes) else json_body(run)
    return _session("PUT", session_id, "/run", SessionAnswer, file)


def parameters(session_id: str) -> Call[Parameters]:
    """Weights and biases, layer by layer."""
    return _session("GET", session_id, "/parameters", Parameters)


def set_parameters(
    session_id: str, layers: Parameters | Sequence[LayerWeights | Mapping[str, Any]]
) -> Call[Parameters]:
    """Replace weights and biases: every layer, in order."""
    given = layers.layers if isinstance(layers, Parameters) else layers
    return _session("PUT", session_id, "/parameters", Parameters, {"layers": [json_body(layer) for layer in given]})


def set_parameter(
    session_id: str, layer: str, unit: int, input: int | None, value: float, *, block: str | None = None
) -> Call[Parameters]:
    """Change the weight of a unit on one of its inputs, its bias if `input` is None, or a number of another block of the
    layer, such as `recurrent`."""
    change = {"layer": layer, "unit": unit, "input": input, "value": value, "block": block}
    return _session("PATCH", session_id, "/parameters", Parameters, change)


def predict(session_id: str, inputs: Sequence[Sequence[float]], *, activations: bool = False) -> Call[PredictAnswer]:
    """Outputs for rows of raw inputs."""
    rows = [list(map(float, row)) for row in inputs]
    return _session("POST", session_id, "/predict", PredictAnswer, {"inputs": rows, "activations": activations})


def trace(
    session_id: str,
    /,
    inputs: Sequence[float] | None = None,
    target: int | Sequence[float] | None = None,
    **options: Any,
) -> Call[TraceAnswer]:
    """Trace one sample forward, and backward if there is a target: a class, or the numbers that the loss compares with.

    Options are those of `TraceRequest`: `row` and `split` in place of inputs, `of`, `finite_differences`, `layers`.
    """
    body: dict[str, Any] = options
    if inputs is not None:
        wanted = target if target is None or isinstance(target, int) else list(map(float, target))
        body = {"input": list(map(float, inputs)), "target": wanted} | options
    return _session("POST", session_id, "/trace", TraceAnswer, body)


def through_time(
    session_id: str,
    sample: int,
    *,
    loss_step: int | None = None,
    mean_of: int = MEAN_SAMPLES,
    decimals: int | None = None,
) -> Call[ThroughTimeAnswer]:
    """Follow one sample of the data through the recurrent layers, step by step; gradients are those of the whole loss,
    or of the loss at one step. `decimals` rounds states and gates, for a smaller answer."""
    body = {"sample": sample, "loss_step": loss_step, "mean_of": mean_of, "decimals": decimals}
    return _session("POST", session_id, "/through-time", ThroughTimeAnswer, body)


def through_time_of(
    session_id: str,
    inputs: Sequence[float],
    target: int | Sequence[float],
    *,
    loss_step: int | None = None,
    mean_of: int = MEAN_SAMPLES,
    decimals: int | None = None,
) -> Call[ThroughTimeAnswer]:
    """Follow a given sequence, with its target: a class, or the numbers that the loss compares with."""
    wanted = target if isinstance(target, int) else list(map(float, target))
    given = {"input": list(map(float, inputs)), "target": wanted}
    body = {**given, "loss_step": loss_step, "mean_of": mean_of, "decimals": decimals}
    return _session("POST", session_id, "/through-time", ThroughTimeAnswer, body)


def generate(
    session_id: str, prompt: str, length: int = 200, *, temperature: float = 1.0, seed: int = 0
) -> Call[GenerateAnswer]:
    """Generate text that follows a prompt, by a run on a text."""
    body = {"prompt": prompt, "length": length, "temperature": temperature, "seed": seed}
    return _session("POST", session_id, "/generate", GenerateAnswer, body)


def check_gradient(session_id: str, samples: int = 16, components: int = 100) -> Call[GradientCheckAnswer]:
    """Compare backpropagation with finite differences."""
    body = {"samples": samples, "components": components}
    return _session("POST", session_id, "/gradient-check", GradientCheckAnswer, body)


def boundary(session_id: str, resolution: int = 64, unit: str = "output:0") -> Call[BoundaryAnswer]:
    """One unit's activation over the plane."""
    return _session("GET", session_id, "/boundary", BoundaryAnswer, query={"resolution": resolution, "unit": unit})


def confusion(session_id: str) -> Call[ConfusionAnswer]:
    """The confusion matrices of a classification."""
    return _session("GET", session_id, "/confusion", ConfusionAnswer)


def data(session_id: str, rows: int | None = None) -> Call[PointData]:
    """The samples of the run, of each split at most `rows`, evenly spaced."""
    return _session("GET", session_id, "/data", PointData, query={} if rows is None else {"rows": rows})


def history(session_id: str, since: int = -1) -> Call[HistoryAnswer]:
    """The metrics measured after step `since`."""
    return _session("GET", session_id, "/history", HistoryAnswer, query={"since": since})


def checkpoints(session_id: str) -> Call[CheckpointsAnswer]:
    """The checkpoints of the run."""
    return _session("GET", session_id, "/checkpoints", CheckpointsAnswer)


def checkpoint_frame(session_id: str, step: int, view: FrameView | None = None) -> Call[bytes]:
    """A checkpoint as a frame of the stream."""
    wanted = (view or FrameView()).model_dump(mode="json")
    return _session("GET", session_id, f"/checkpoints/{step}/frame", bytes, query=wanted)


def branch(session_id: str, step: int) -> Call[SessionAnswer]:
    """Make a session that continues from a checkpoint."""
    return _session("POST", session_id, f"/checkpoints/{step}/branch", SessionAnswer)


def return_to(session_id: str, step: int) -> Call[SessionAnswer]:
    """Return to a checkpoint; `undo` undoes that."""
    return _session("POST", session_id, f"/checkpoints/{step}/return", SessionAnswer)


def export(session_id: str, format: ExportFormat = "json") -> Call[bytes]:
    """The run as a file."""
    return _session("GET", session_id, "/export", bytes, query={"format": format})


def landscape(
    session_id: str,
    plane: Mapping[str, Any] | None = None,
    *,
    sessions: Sequence[str] = (),
    resolution: int = 40,
    window: Sequence[Sequence[float]] | None = None,
) -> Call[LandscapeAnswer]:
    """The training loss on a plane of parameters, `{"kind": "random", "seed": 1}` or `{"kind": "pca"}`, in a window or
    around the paths of sessions, which are projected onto it."""
    plane = {"kind": "random"} if plane is None else plane
    body = {"plane": plane, "sessions": list(sessions), "resolution": resolution, "window": window}
    return _session("POST", session_id, "/landscape", LandscapeAnswer, body)


def parameter_history(session_id: str, parameter: int, since: int = -1) -> Call[ParameterHistory]:
    """Value, gradient, update and optimizer's memory of one parameter, by its place in the flat vector."""
    query = {"parameter": parameter, "since": since}
    return _session("GET", session_id, "/parameter-history", ParameterHistory, query=query)
