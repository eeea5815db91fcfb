"""Every REST call as a value: what to ask for and how to read the answer. Both clients send these and nothing else."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, Literal, TypeVar

import httpx
from pydantic import BaseModel

from app.protocol.base import Unit
from app.protocol.catalog import Catalog
from app.protocol.expression import ExpressionAnswer
from app.protocol.fit import FitAnswer
from app.protocol.landscape import LandscapeAnswer, ParameterCourse
from app.protocol.problem import Problem
from app.protocol.rest import (
    BoundaryAnswer,
    ConfusionAnswer,
    ExportFormat,
    FrameView,
    Health,
    HistoryAnswer,
    LayerWeights,
    MomentsAnswer,
    Parameters,
    PointData,
    PredictAnswer,
    RunFile,
    SessionAnswer,
    StepsAnswer,
)
from app.protocol.sequences import MEAN_SAMPLES, GenerateAnswer, ThroughTimeAnswer
from app.protocol.surfaces import SurfaceAnswer
from app.protocol.tables import TableAnswer, TableOptions
from app.protocol.trace import GradientCheckAnswer, TraceAnswer
from engine.spec.run import RunSpec

T = TypeVar("T")
M = TypeVar("M", bound=BaseModel)

API = "/api/v1"

Spec = RunSpec | Mapping[str, Any]


class ProblemError(Exception):
    """The server refused a call; `problem` says why and what to do."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(f"{problem.title} ({problem.status}): {problem.detail} {problem.remedy}")
        self.problem = problem

    @property
    def status(self) -> int:
        """The HTTP status."""
        return self.problem.status


class SessionLostError(ProblemError):
    """There is no such session, or not any more."""


class ShapeChangeError(ProblemError):
    """The change needs new parameters: send it with `reset=True`."""


ERRORS: dict[str, type[ProblemError]] = {
    "urn:backprop:unknown-session": SessionLostError,
    "urn:backprop:session-gone": SessionLostError,
    "urn:backprop:shape-change": ShapeChangeError,
}
"""A problem's type -> what it is raised as; all others as a bare ProblemError."""


@dataclass(frozen=True)
class Answer(Generic[T]):
    """How to read an answer of type T."""

    model: type[T]

    def __call__(self, response: httpx.Response) -> T:
        """The answer. Raises ProblemError where it is none."""
        if response.is_error:
            raise _problem(response)
        if self.model is bytes:
            return response.content  # type: ignore[return-value]  # T is bytes
        if issubclass(self.model, BaseModel):
            return self.model.model_validate_json(response.content)
        return None  # type: ignore[return-value]  # T is None


@dataclass(frozen=True)
class Call(Generic[T]):
    """One request and how to read its answer."""

    method: str
    path: str
    read: Answer[T]
    body: Any = None
    query: Mapping[str, str | int | Sequence[str]] = field(default_factory=dict)
    timeout: float | None = 60.0
    text: bytes | None = None
    """A table, instead of a body of JSON."""

    def arguments(self) -> dict[str, Any]:
        """What httpx's `request` takes."""
        body = {} if self.body is None else {"json": self.body}
        if self.text is not None:
            body = {"content": self.text, "headers": {"Content-Type": "text/csv"}}
        return {"method": self.method, "url": self.path, "params": dict(self.query), "timeout": self.timeout, **body}


def _problem(response: httpx.Response) -> ProblemError:
    try:
        problem = Problem.model_validate_json(response.content)
    except ValueError:  # not this server: a proxy, say
        detail = response.text[:200] or "(no text)"
        remedy = "Check the address, and what stands between."
        status = response.status_code
        problem = Problem(type="about:blank", title=response.reason_phrase, status=status, detail=detail, remedy=remedy)
    return ERRORS.get(problem.type, ProblemError)(problem)


def _json(model: BaseModel | Mapping[str, Any]) -> Any:
    return model.model_dump(mode="json") if isinstance(model, BaseModel) else dict(model)


def _session(method: str, session_id: str, rest: str, read: type[T], body: Any = None, **more: Any) -> Call[T]:
    return Call(method, f"{API}/sessions/{session_id}{rest}", Answer(read), body, **more)


# of the server


def health() -> Call[Health]:
    """Whether the server is ready."""
    return Call("GET", "/healthz", Answer(Health))


def catalog() -> Call[Catalog]:
    """All there is to choose from."""
    return Call("GET", f"{API}/catalog", Answer(Catalog))


def create(spec: Spec) -> Call[SessionAnswer]:
    """Make a session; waits while the server compiles its kernels."""
    return Call("POST", f"{API}/sessions", Answer(SessionAnswer), _json(spec), timeout=None)


def send_table(text: str | bytes, **options: Any) -> Call[TableAnswer]:
    """Send a table, CSV or TSV, to train on; `options` are those of TableOptions. The answer's `data` go into a spec."""
    told = TableOptions(**options).model_dump(mode="json", exclude_defaults=True)
    query = {name: str(value).lower() if isinstance(value, bool) else value for name, value in told.items()}
    content = text.encode() if isinstance(text, str) else text
    return Call("POST", f"{API}/tables", Answer(TableAnswer), query=query, timeout=None, text=content)


def table(table_id: str) -> Call[TableAnswer]:
    """What was found in a table."""
    return Call("GET", f"{API}/tables/{table_id}", Answer(TableAnswer))


def delete_table(table_id: str) -> Call[None]:
    """Let a table go."""
    return Call("DELETE", f"{API}/tables/{table_id}", Answer(type(None)))


def differentiate(text: str, **values: float) -> Call[ExpressionAnswer]:
    """Differentiate an expression at a point, by both modes, node by node."""
    return Call("POST", f"{API}/expression", Answer(ExpressionAnswer), {"text": text, "values": values})


# of a session


def info(session_id: str) -> Call[SessionAnswer]:
    """The run, where it is, and its figures."""
    return _session("GET", session_id, "", SessionAnswer)


def change(
    session_id: str,
    patch: Mapping[str, Any],
    *,
    reset: bool | Literal["if_needed"] = False,
    adapt: bool = False,
) -> Call[SessionAnswer]:
    """Apply a JSON merge patch to the spec; `adapt` lets the hidden layers follow. Raises ShapeChangeError if the change
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
    """Train a number of samples, steps or epochs; takes as long as it takes."""
    return _session("POST", session_id, "/steps", StepsAnswer, {"count": count, "unit": unit}, timeout=None)


def reset(session_id: str, seed: int | None = None) -> Call[SessionAnswer]:
    """Back to initial weights: the same ones, or those of another seed."""
    return _session("POST", session_id, "/reset", SessionAnswer, {"seed": seed})


def undo(session_id: str) -> Call[SessionAnswer]:
    """Take back the last change that lost something, which `info().undo` names."""
    return _session("POST", session_id, "/undo", SessionAnswer)


def load(session_id: str, run: RunFile | Mapping[str, Any] | bytes) -> Call[SessionAnswer]:
    """Make the session another run: one that `export()` gave, as its bytes or read."""
    file = json.loads(run) if isinstance(run, bytes) else _json(run)
    return _session("PUT", session_id, "/run", SessionAnswer, file)


def parameters(session_id: str) -> Call[Parameters]:
    """Weights and biases, layer by layer."""
    return _session("GET", session_id, "/parameters", Parameters)


def set_parameters(
    session_id: str, layers: Parameters | Sequence[LayerWeights | Mapping[str, Any]]
) -> Call[Parameters]:
    """Replace weights and biases: every layer, in order."""
    given = layers.layers if isinstance(layers, Parameters) else layers
    return _session("PUT", session_id, "/parameters", Parameters, {"layers": [_json(layer) for layer in given]})


def set_parameter(
    session_id: str, layer: str, unit: int, input: int | None, value: float, *, block: str | None = None
) -> Call[Parameters]:
    """Change the weight of a unit on one of its inputs, or its bias where that is None; or a number of another block of
    the layer, such as `recurrent`."""
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
    """Follow one sample forward and, where there is a target (a class or the loss's numbers), backward.

    Options are those of `TraceRequest`: `row` and `split` in place of inputs, `of`, `finite_differences`, `layers`.
    """
    body: dict[str, Any] = options
    if inputs is not None:
        wanted = target if target is None or isinstance(target, int) else list(map(float, target))
        body = {"input": list(map(float, inputs)), "target": wanted} | options
    return _session("POST", session_id, "/trace", TraceAnswer, body)


def through_time(
    session_id: str, sample: int, *, loss_step: int | None = None, mean_of: int = MEAN_SAMPLES
) -> Call[ThroughTimeAnswer]:
    """Follow one sample of the data through the recurrent layers, step by step; gradients are those of the whole loss,
    or of the loss at one step."""
    body = {"sample": sample, "loss_step": loss_step, "mean_of": mean_of}
    return _session("POST", session_id, "/through-time", ThroughTimeAnswer, body)


def through_time_of(
    session_id: str,
    inputs: Sequence[float],
    target: int | Sequence[float],
    *,
    loss_step: int | None = None,
    mean_of: int = MEAN_SAMPLES,
) -> Call[ThroughTimeAnswer]:
    """The same for a sequence of one's own and its target (a class or the loss's numbers)."""
    wanted = target if isinstance(target, int) else list(map(float, target))
    body = {"input": list(map(float, inputs)), "target": wanted, "loss_step": loss_step, "mean_of": mean_of}
    return _session("POST", session_id, "/through-time", ThroughTimeAnswer, body)


def generate(
    session_id: str, prompt: str, length: int = 200, *, temperature: float = 1.0, seed: int = 0
) -> Call[GenerateAnswer]:
    """Let a run on a text write so many characters to follow the prompt."""
    body = {"prompt": prompt, "length": length, "temperature": temperature, "seed": seed}
    return _session("POST", session_id, "/generate", GenerateAnswer, body)


def check_gradient(session_id: str, samples: int = 16, components: int = 100) -> Call[GradientCheckAnswer]:
    """Hold backpropagation against central differences."""
    body = {"samples": samples, "components": components}
    return _session("POST", session_id, "/gradient-check", GradientCheckAnswer, body)


def boundary(session_id: str, resolution: int = 64, unit: str = "output:0") -> Call[BoundaryAnswer]:
    """One unit's activation over the plane."""
    return _session("GET", session_id, "/boundary", BoundaryAnswer, query={"resolution": resolution, "unit": unit})


def confusion(session_id: str) -> Call[ConfusionAnswer]:
    """How many samples of each class were taken for which."""
    return _session("GET", session_id, "/confusion", ConfusionAnswer)


def data(session_id: str, rows: int | None = None) -> Call[PointData]:
    """The samples of the run; of each split at most so many, evenly picked."""
    return _session("GET", session_id, "/data", PointData, query={} if rows is None else {"rows": rows})


def history(session_id: str, since: int = -1) -> Call[HistoryAnswer]:
    """The figures measured after step `since`."""
    return _session("GET", session_id, "/history", HistoryAnswer, query={"since": since})


def moments(session_id: str) -> Call[MomentsAnswer]:
    """The moments of the run that are kept."""
    return _session("GET", session_id, "/moments", MomentsAnswer)


def moment_frame(session_id: str, step: int, view: FrameView | None = None) -> Call[bytes]:
    """What a moment looked like, as a frame of the stream."""
    wanted = (view or FrameView()).model_dump(mode="json")
    return _session("GET", session_id, f"/moments/{step}/frame", bytes, query=wanted)


def branch(session_id: str, step: int) -> Call[SessionAnswer]:
    """Make a session that goes on from a moment."""
    return _session("POST", session_id, f"/moments/{step}/branch", SessionAnswer)


def return_to(session_id: str, step: int) -> Call[SessionAnswer]:
    """Go back to a moment; `undo` takes that back."""
    return _session("POST", session_id, f"/moments/{step}/return", SessionAnswer)


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
    around the ways of sessions, which are drawn on it."""
    plane = {"kind": "random"} if plane is None else plane
    body = {"plane": plane, "sessions": list(sessions), "resolution": resolution, "window": window}
    return _session("POST", session_id, "/landscape", LandscapeAnswer, body)


def parameter_course(session_id: str, parameter: int, since: int = -1) -> Call[ParameterCourse]:
    """Value, gradient, update and optimizer's memory of one parameter, by its place in the flat vector."""
    query = {"parameter": parameter, "since": since}
    return _session("GET", session_id, "/optimizer", ParameterCourse, query=query)


def descend(surface: str, optimizers: Sequence[Mapping[str, Any]] = (), **how: Any) -> Call[SurfaceAnswer]:
    """Descend a classic function. `how` is the rest of SurfaceRequest: numbers, start, steps, resolution."""
    body = {"surface": surface, "optimizers": list(optimizers), **how}
    return Call("POST", f"{API}/surfaces/run", Answer(SurfaceAnswer), body)
