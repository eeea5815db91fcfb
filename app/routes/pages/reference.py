"""The reference of the API as a page, made from the OpenAPI document.

It needs no script and no network, and works under the strict content security policy.
"""

import json
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Field:
    """A field of a body, a field of an answer, or a parameter."""

    name: str
    type: str
    default: str
    required: bool
    description: str


@dataclass(frozen=True)
class Operation:
    """One call."""

    id: str
    method: str
    path: str
    summary: str
    paragraphs: list[str]
    tag: str
    parameters: list[Field]
    body: list[Field]
    curl: str
    status: str
    answer: list[Field]
    errors: list[tuple[str, str]]


@dataclass(frozen=True)
class Reference:
    """All calls that are not deprecated, by tag."""

    title: str
    version: str
    operations: dict[str, list[Operation]]


def make_reference(openapi: dict[str, Any]) -> Reference:
    """Make the reference of an OpenAPI document."""
    by_tag: dict[str, list[Operation]] = {}
    for path, methods in openapi["paths"].items():
        for method, operation in methods.items():
            if operation.get("deprecated"):
                continue
            made = _operation(path, method.upper(), operation, openapi)
            by_tag.setdefault(made.tag, []).append(made)
    return Reference(openapi["info"]["title"], openapi["info"]["version"], by_tag)


def _operation(path: str, method: str, operation: dict[str, Any], document: dict[str, Any]) -> Operation:
    contents = operation.get("requestBody", {}).get("content", {})
    content = contents.get("application/json", {})
    body = _resolved(content.get("schema", {}), document)
    responses = operation["responses"]
    status = next(code for code in responses if code.startswith("2"))
    answer = responses[status].get("content", {}).get("application/json", {}).get("schema", {})
    return Operation(
        id=operation["operationId"],
        method=method,
        path=path,
        summary=operation["summary"],
        paragraphs=[" ".join(part.split()) for part in operation.get("description", "").split("\n\n")],
        tag=operation["tags"][0],
        parameters=[_parameter(each, document) for each in operation.get("parameters", [])],
        body=_fields(body, document),
        curl=_curl(path, method, (body.get("examples") or content.get("schema", {}).get("examples") or [None])[0])
        + ("" if "text/csv" not in contents else " \\\n  --header 'Content-Type: text/csv' --data-binary @table.csv"),
        status=status,
        answer=_fields(_resolved(answer, document), document),
        errors=[(code, each["description"]) for code, each in responses.items() if not code.startswith("2")],
    )


def _curl(path: str, method: str, example: Any) -> str:
    """The call as a command line; `$ID` is a session's id."""
    url = "$SERVER" + path.replace("{id}", "$ID")
    command = f"curl {url}" if method == "GET" else f"curl -X {method} {url}"
    if example is None:
        return command
    return f"{command} \\\n  --json '{json.dumps(example, ensure_ascii=False)}'"


def _parameter(parameter: dict[str, Any], document: dict[str, Any]) -> Field:
    schema = parameter["schema"]
    return Field(
        parameter["name"],
        _type(schema, document),
        _default(schema),
        parameter.get("required", False),
        parameter.get("description", ""),
    )


def _fields(schema: dict[str, Any], document: dict[str, Any]) -> list[Field]:
    required = schema.get("required", [])
    return [
        Field(name, _type(part, document), _default(part), name in required, part.get("description", ""))
        for name, part in schema.get("properties", {}).items()
        if not part.get("deprecated")
    ]


def _default(schema: dict[str, Any]) -> str:
    default = schema.get("default")
    return "" if default is None else json.dumps(default, ensure_ascii=False)


def _resolved(schema: dict[str, Any], document: dict[str, Any]) -> dict[str, Any]:
    """The schema that this one refers to, or itself."""
    if "allOf" in schema and len(schema["allOf"]) == 1:
        schema = schema["allOf"][0]
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        resolved: dict[str, Any] = document["components"]["schemas"][name]
        return resolved
    return schema


def _type(schema: dict[str, Any], document: dict[str, Any]) -> str:
    """A short name of a schema's type."""
    if "$ref" in schema:
        target = _resolved(schema, document)
        return _type(target, document) if "enum" in target else str(schema["$ref"].rpartition("/")[2])
    if "const" in schema:
        return json.dumps(schema["const"])
    if "enum" in schema:
        return " | ".join(json.dumps(value) for value in schema["enum"])
    for union in ("anyOf", "oneOf", "allOf"):
        if union in schema:
            return " | ".join(dict.fromkeys(_type(part, document) for part in schema[union]))
    if "prefixItems" in schema:
        return f"[{', '.join(_type(part, document) for part in schema['prefixItems'])}]"
    if schema.get("type") == "array":
        return f"{_type(schema.get('items', {}), document)}[]"
    return str(schema.get("type", "any"))
