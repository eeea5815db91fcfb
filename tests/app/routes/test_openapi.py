"""The API's description is complete, and the files made from the protocol are fresh."""

import json
from typing import Any

import pytest
from pydantic import TypeAdapter

from app.main import create_app
from app.protocol.stream import CLOSE_MEANINGS, CloseCode
from app.rooms.roles import MAY_CALL
from app.schema import REPAIR, make_schema, make_types, render
from app.settings import Settings
from engine.spec.run import RunSpec


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    return create_app(Settings()).openapi()


def operations(document: dict[str, Any]) -> dict[str, tuple[str, dict[str, Any]]]:
    return {
        operation["operationId"]: (f"{method.upper()} {path}", operation)
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    }


def test_the_contract_is_there(document: dict[str, Any]) -> None:
    api = "/api/v1"
    session = f"{api}/sessions/{{id}}"
    assert {call for call, _ in operations(document).values()} == {
        "GET /healthz",
        f"GET {api}/catalog", f"GET {api}/lessons", f"POST {api}/expression",
        f"GET {api}/glossary", f"GET {api}/glossary/{{term}}",
        f"POST {api}/tables", f"GET {api}/tables/{{id}}", f"DELETE {api}/tables/{{id}}",
        f"POST {api}/sessions", f"POST {api}/sessions/batch",
        f"GET {session}", f"PATCH {session}", f"DELETE {session}", f"POST {session}/fit",
        f"POST {session}/steps", f"POST {session}/reset", f"POST {session}/undo", f"PUT {session}/run",
        f"GET {session}/parameters", f"PUT {session}/parameters", f"PATCH {session}/parameters",
        f"POST {session}/predict", f"POST {session}/trace", f"POST {session}/gradient-check",
        f"GET {session}/confusion", f"GET {session}/boundary", f"GET {session}/history",
        *(f"GET {session}/{name}" for name in ("checkpoints", "moments", "parameter-history", "optimizer")),
        *(call for name in ("checkpoints", "moments") for call in (f"GET {session}/{name}/{{step}}/frame", f"POST {session}/{name}/{{step}}/branch", f"POST {session}/{name}/{{step}}/return")),
        f"GET {session}/export", f"GET {session}/data",
        f"POST {session}/landscape", f"POST {api}/surfaces/run",
        f"POST {session}/through-time", f"POST {session}/generate",
        *(call.replace(" ", f" {api}") for call in MAY_CALL if not call.startswith("STREAM")),
    }  # fmt: skip


def test_deprecated_fields_name_the_field_that_replaces_them() -> None:
    fields = {
        (name, field): (definition, about["description"])
        for name, definition in make_schema()["$defs"].items()
        for field, about in definition.get("properties", {}).items()
        if about.get("deprecated")
    }
    assert {name for name, field in fields if field == "course"} == {
        "SessionAnswer",
        "SessionInfo",
        "SessionEvent",
        "CheckpointsAnswer",
    }
    for definition, description in fields.values():
        replacement = description.removeprefix("former name of `").rstrip("`")
        assert not definition["properties"][replacement].get("deprecated", False)


def test_every_call_is_described_with_an_example_and_its_errors(document: dict[str, Any]) -> None:
    for name, (call, operation) in operations(document).items():
        assert operation["summary"], name
        assert operation["description"], name
        if "{id}" in call:
            assert {"404", "422"} <= set(operation["responses"]), name
            assert ("410" in operation["responses"]) == ("sessions" in call) or "rooms" in call, name
        if "requestBody" in operation:
            for content in operation["requestBody"]["content"].values():
                assert content["schema"].get("examples"), name
            assert {"400", "413", "415", "422"} <= set(operation["responses"]), name
        for status, response in operation["responses"].items():
            if not status.startswith("2"):
                assert list(response["content"]) == ["application/problem+json"], (name, status)


def test_every_reference_exists(document: dict[str, Any]) -> None:
    text = json.dumps(document)
    for reference in {part.split('"')[0] for part in text.split('"$ref": "#/components/schemas/')[1:]}:
        assert reference in document["components"]["schemas"]
    assert "HTTPValidationError" not in text


def test_examples_are_valid(document: dict[str, Any]) -> None:
    for example in operations(document)["create_session"][1]["requestBody"]["content"]["application/json"]["schema"][
        "examples"
    ]:
        RunSpec.model_validate(example)


@pytest.mark.parametrize(("path", "text"), render().items(), ids=lambda value: getattr(value, "name", ""))
def test_files_made_from_the_protocol_are_fresh(path: Any, text: str) -> None:
    assert path.read_text("utf-8") == text, f"{path} is out of date; repair it with: {REPAIR}"


def test_every_close_code_has_a_meaning() -> None:
    assert set(CLOSE_MEANINGS) == set(CloseCode)
    assert set(make_schema()["closeCodes"]) == {str(code.value) for code in CloseCode}


def test_types_are_made_of_every_kind_of_schema() -> None:
    schema: dict[str, Any] = {
        "$defs": {
            "Thing": {
                "type": "object",
                "description": "A\n  thing.",
                "required": ["name"],
                "properties": {
                    "name": {"type": "string", "description": "its name"},
                    "kind": {"enum": ["a", 1]},
                    "pair": {"prefixItems": [{"type": "number"}, {"$ref": "#/$defs/Other"}]},
                    "rows": {"type": "array", "items": {"type": "array", "items": {"type": "integer"}}},
                    "maybe": {"anyOf": [{"type": "boolean"}, {"type": "null"}]},
                    "many": {"type": "array", "items": {"anyOf": [{"type": "number"}, {"type": "null"}]}},
                    "table": {"type": "object", "additionalProperties": {"type": "number"}},
                    "free": {"type": "object"},
                    "any": {},
                    "fixed": {"const": "x"},
                },
            },
            "Open": {
                "type": "object",
                "required": ["a"],
                "properties": {"a": {"type": "string"}},
                "additionalProperties": {"type": "number"},
            },
            "Other": {"oneOf": [{"$ref": "#/$defs/Thing"}]},
        }
    }
    types = make_types(schema)
    for line in (
        "/** A thing. */\nexport interface Thing {\n  /** its name */\n  name: string;\n",
        '  kind?: "a" | 1;\n',
        "  pair?: [number, Other];\n",
        "  rows?: number[][];\n",
        "  maybe?: boolean | null;\n",
        "  many?: (number | null)[];\n",
        "  table?: Record<string, number>;\n",
        "  free?: Record<string, any>;\n",
        "  any?: any;\n",
        '  fixed?: "x";\n',
        "export interface Open {\n  a: string;\n  [name: string]: string | number;\n}\n",
        "export type Other = Thing;\n",
    ):
        assert line in types


def test_the_schema_accepts_a_spec_without_fields_that_have_defaults() -> None:
    definitions = make_schema()["$defs"]
    assert definitions["RunSpecInput"]["required"] == ["data"]
    assert "loss" in definitions["RunSpec"]["required"]
    assert TypeAdapter(RunSpec).validate_python({"data": {"name": "circle"}}).loss is not None
