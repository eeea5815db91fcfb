"""Generate the protocol for other languages from the pydantic models: `python -m app.schema` writes both files.

- schema/protocol.json: JSON Schema of every body, command and event, with the close codes;
- static/js/protocol/types.d.ts: the same as TypeScript declarations, for the page's type checker.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, models_json_schema

from app.protocol import landscape, stream, surfaces
from app.protocol.catalog.catalog import Catalog
from app.protocol.expression import ExpressionAnswer, ExpressionRequest
from app.protocol.glossary import Glossary
from app.protocol.health import Health
from app.protocol.lessons import LessonsAnswer
from app.protocol.problem import Problem
from app.protocol.rooms import events
from app.protocol.rooms.challenges import Challenge, ChallengeChange, ChallengeRanking, ChallengeRequest
from app.protocol.rooms.experiments import ExperimentChange, ExperimentEvent, ExperimentRequest
from app.protocol.rooms.lessons import PredictionChange, PredictionRequest
from app.protocol.rooms.members import JoinAnswer, JoinRequest, MemberAnswer, MemberChange, NameRequest
from app.protocol.rooms.push import ChallengeMade, ExperimentMade, PushAnswer, PushRequest, RunRequest
from app.protocol.rooms.questions import AnswerRequest, Question, QuestionChange, QuestionRequest
from app.protocol.rooms.room import (
    EnterAnswer,
    EnterRequest,
    Invitation,
    RoomAnswer,
    RoomChange,
    RoomFound,
    RoomMade,
    RoomRequest,
)
from app.protocol.sequences import GenerateAnswer, GenerateRequest, ThroughTimeAnswer, ThroughTimeRequest
from app.protocol.session.changes import PatchRequest, ResetRequest
from app.protocol.session.data import PointData
from app.protocol.session.fit import FitAnswer, FitRequest
from app.protocol.session.history import CheckpointsAnswer, HistoryAnswer
from app.protocol.session.info import SessionAnswer, SessionsAnswer, SessionsRequest
from app.protocol.session.parameters import ParameterChange, Parameters
from app.protocol.session.predictions import BoundaryAnswer, ConfusionAnswer, PredictAnswer, PredictRequest
from app.protocol.session.run_file import RunFile
from app.protocol.session.training import StepsAnswer, StepsRequest
from app.protocol.tables import TableAnswer, TableOptions
from app.protocol.trace import GradientCheckAnswer, GradientCheckRequest, TraceAnswer, TraceRequest
from engine.spec.run import RunSpec

ROOT = Path(__file__).resolve().parents[1]
SCHEMA = ROOT / "schema" / "protocol.json"
TYPES = ROOT / "static" / "js" / "protocol" / "types.d.ts"
REPAIR = "python -m app.schema"

COMMANDS = (
    stream.Play, stream.Pause, stream.Step, stream.Reset, stream.Set, stream.SetParameter, stream.Undo,
    stream.ViewCommand, stream.Ack,
)  # fmt: skip
EVENTS = (stream.SessionEvent, stream.StatusEvent, stream.ErrorEvent, stream.ClosedEvent)
ROOM_EVENTS = (
    events.RoomEvent,
    events.PushedEvent,
    events.WallEvent,
    events.ChallengeEvent,
    ExperimentEvent,
    stream.ClosedEvent,
)

RECEIVED: tuple[type[BaseModel], ...] = (
    RunSpec, SessionsRequest, PatchRequest, StepsRequest, ResetRequest, RunFile, ParameterChange, FitRequest,
    PredictRequest, TraceRequest, ThroughTimeRequest, GenerateRequest, GradientCheckRequest, TableOptions,
    ExpressionRequest, landscape.LandscapeRequest, surfaces.SurfaceRequest, RoomRequest, RoomChange,
    EnterRequest, JoinRequest, NameRequest, MemberChange, QuestionRequest, QuestionChange, AnswerRequest, PushRequest, RunRequest,
    ChallengeRequest, ChallengeChange, ExperimentRequest, ExperimentChange, PredictionRequest, PredictionChange,
    *COMMANDS, stream.OpenChannel, stream.CloseChannel,
)  # fmt: skip
"""Models of requests, in which fields with defaults may be left out."""

SENT: tuple[type[BaseModel], ...] = (
    RunSpec, Catalog, Health, SessionAnswer, SessionsAnswer, FitAnswer, StepsAnswer, Parameters, PredictAnswer,
    PointData, TraceAnswer, ThroughTimeAnswer, GenerateAnswer, GradientCheckAnswer, BoundaryAnswer,
    ConfusionAnswer, HistoryAnswer, CheckpointsAnswer, RunFile, TableAnswer, landscape.LandscapeAnswer,
    landscape.ParameterHistory, surfaces.SurfaceAnswer, ExpressionAnswer, LessonsAnswer, Glossary, Problem,
    RoomMade, RoomAnswer, RoomFound, Invitation, EnterAnswer, JoinAnswer, MemberAnswer, Question,
    PushAnswer, Challenge, ChallengeMade, ChallengeRanking, ExperimentMade, stream.FrameHeader, *EVENTS, *ROOM_EVENTS[:-1],
)  # fmt: skip
"""Models of answers, in which every field is present."""


class _CompleteAnswers(GenerateJsonSchema):
    """Marks all fields of answers as required, including those with defaults."""

    def field_is_required(self, field: Any, total: bool) -> bool:
        """True if a field is always present."""
        return self.mode == "serialization" or super().field_is_required(field, total)


def make_schema() -> dict[str, Any]:
    """JSON Schema of the whole protocol. A model of both requests and answers has two definitions, `…Input` for requests."""
    received: list[tuple[type[BaseModel], Literal["validation", "serialization"]]]
    received = [(model, "validation") for model in RECEIVED]
    _, document = models_json_schema(
        [*received, *((model, "serialization") for model in SENT)],
        ref_template="#/$defs/{model}",
        schema_generator=_CompleteAnswers,
    )
    definitions = json.loads(json.dumps(document["$defs"]).replace("-Input", "Input").replace("-Output", ""))
    definitions["Command"] = _union(COMMANDS)
    definitions["ServerEvent"] = _union(EVENTS)
    definitions["ServerRoomEvent"] = _union(ROOM_EVENTS)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "The protocol of Backprop Playground",
        "$comment": f"Made from the models in app/protocol: {REPAIR}",
        "subprotocol": stream.SUBPROTOCOL,
        "window": stream.WINDOW,
        "closeCodes": {str(code.value): meaning for code, meaning in stream.CLOSE_MEANINGS.items()},
        "$defs": dict(sorted(definitions.items())),
    }


def _union(models: tuple[type[BaseModel], ...]) -> dict[str, Any]:
    return {"oneOf": [{"$ref": f"#/$defs/{model.__name__}"} for model in models]}


def make_types(schema: dict[str, Any]) -> str:
    """TypeScript declarations of a schema's definitions, without deprecated fields, which the page does not use."""
    head = f"// Made from the models in app/protocol: {REPAIR}\n"
    return head + "".join(_declaration(name, part) for name, part in schema["$defs"].items())


def _declaration(name: str, schema: dict[str, Any]) -> str:
    comment = _comment(schema, "")
    if schema.get("type") != "object":
        return f"\n{comment}export type {name} = {_type(schema)};\n"
    return f"\n{comment}export interface {name} {{\n{''.join(_members(schema))}}}\n"


def _members(schema: dict[str, Any]) -> Iterator[str]:
    required = schema.get("required", [])
    properties: dict[str, Any] = {
        name: part for name, part in schema.get("properties", {}).items() if not part.get("deprecated")
    }
    for name, part in properties.items():
        yield f"{_comment(part, '  ')}  {name}{'' if name in required else '?'}: {_type(part)};\n"
    others = schema.get("additionalProperties", False)
    if isinstance(others, dict):  # TypeScript wants every named member to be of the index signature's type too
        optional = ["undefined"] if set(properties) - set(required) else []
        types = dict.fromkeys([*map(_type, properties.values()), _type(others), *optional])
        yield f"  [name: string]: {' | '.join(types)};\n"


def _comment(schema: dict[str, Any], indent: str) -> str:
    text = " ".join(schema.get("description", "").split())
    return f"{indent}/** {text} */\n" if text else ""


def _type(schema: dict[str, Any]) -> str:
    """A schema as a TypeScript type."""
    if "$ref" in schema:
        return str(schema["$ref"].rpartition("/")[2])
    if "const" in schema:
        return json.dumps(schema["const"])
    if "enum" in schema:
        return " | ".join(json.dumps(value) for value in schema["enum"])
    for union in ("anyOf", "oneOf"):
        if union in schema:
            return " | ".join(dict.fromkeys(map(_type, schema[union])))
    if "prefixItems" in schema:
        return f"[{', '.join(map(_type, schema['prefixItems']))}]"
    match schema.get("type"):
        case "array":
            item = _type(schema.get("items", {}))
            return f"({item})[]" if " " in item else f"{item}[]"
        case "object":
            others = schema.get("additionalProperties", True)
            return f"Record<string, {_type(others) if isinstance(others, dict) else 'any'}>"
        case "integer" | "number":
            return "number"
        case "string" | "boolean" | "null" as name:
            return str(name)
    return "any"


def render() -> dict[Path, str]:
    """The contents of both files."""
    schema = make_schema()
    return {SCHEMA: json.dumps(schema, indent=1, ensure_ascii=False) + "\n", TYPES: make_types(schema)}


if __name__ == "__main__":
    for path, text in render().items():
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, "utf-8")
