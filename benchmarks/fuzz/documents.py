"""Draw JSON documents from a schema, and spoil them."""

import json
from collections.abc import Callable, Mapping, Sequence
from random import Random
from typing import Any

MAX_DEPTH = 6
"""Levels of drawn documents, as schemas may contain themselves."""

ODD: Sequence[Any] = (
    None, True, False, 0, -1, 1, 2**31, 2**63, -(2**63) - 1, 10**40, 0.5, -0.0, 1e-320, 1e308, "", "\0", "0", "null", "é" * 99,
    "🙂", "x" * 5000, "../../etc/passwd", "<b>", "%s%n", [], {}, [[]], [{}], {"": None}, [None], [[0, 1], [2]], [1, "a", None],
    {"name": []}, {"a": {"a": {"a": {"a": []}}}},
)  # fmt: skip
"""Values that are valid JSON and seldom expected."""

BROKEN: Sequence[bytes] = (
    b"", b" ", b"{", b"]", b"nul", b"NaN", b"[Infinity]", b'{"a":1,}', b"'a'", b'"\xff\xfe"', b'"\\ud800"', b"\xef\xbb\xbf{}", b"\0",
    b"[" * 2000, b'{"a":' * 999, b"[" * 60 + b"]" * 60, b'{"a":1}{"b":2}', b"1e999", b"-", b"0x10", b'"\t"', b"\x1f\x8b\x08\x00",
    "{}".encode("utf-16"), "{}".encode("utf-32"),
)  # fmt: skip
"""Texts that are not JSON, or hardly."""


class Documents:
    """Draws documents. `root` contains the definitions that schemas refer to."""

    def __init__(self, root: Mapping[str, Any], random: Random) -> None:
        self._root, self._random = root, random

    def text(self, schema: Mapping[str, Any]) -> bytes:
        """A document of the schema as text; mostly spoiled."""
        random = self._random
        if random.random() < 0.1:
            return random.choice(BROKEN)
        value = self.value(schema)
        while random.random() < 0.6:
            value = self.spoiled(value)
        text = json.dumps(value).encode()
        return random.choice(TRICKS)(text, random) if random.random() < 0.15 else text

    def value(self, schema: Mapping[str, Any], depth: int = 0) -> Any:
        """A value of the schema, which may break rules that only code checks."""
        random = self._random
        if "$ref" in schema:
            return self.value(self._resolved(schema["$ref"]), depth)
        if schema.get("examples") and random.random() < 0.5:
            return random.choice(schema["examples"])
        for union in ("anyOf", "oneOf", "allOf"):
            if union in schema:
                return self.value(random.choice(schema[union]), depth + 1)
        if "const" in schema:
            return schema["const"]
        if "enum" in schema:
            return random.choice(schema["enum"])
        return self._of_type(schema, depth)

    def spoiled(self, value: Any) -> Any:
        """The value with one part replaced, removed or added."""
        random = self._random
        if isinstance(value, dict) and value and random.random() < 0.85:
            name = random.choice(list(value))
            choice = random.random()
            if choice < 0.1:
                return {other: part for other, part in value.items() if other != name}
            if choice < 0.2:
                return {**value, random.choice(["surprise", "", "name", "\0", name + "s"]): random.choice(ODD)}
            return {**value, name: self.spoiled(value[name])}
        if isinstance(value, list) and value and random.random() < 0.85:
            at = random.randrange(len(value))
            return [*value[:at], self.spoiled(value[at]), *value[at + random.randrange(2) :]]
        if isinstance(value, int | float) and not isinstance(value, bool) and random.random() < 0.5:
            return value * random.choice([-1, 2, 0.5, 10, 1000])
        return random.choice(ODD)

    def _resolved(self, reference: str) -> Mapping[str, Any]:
        found: Any = self._root
        for name in reference.removeprefix("#/").split("/"):
            found = found[name]
        schema: Mapping[str, Any] = found
        return schema

    def _of_type(self, schema: Mapping[str, Any], depth: int) -> Any:
        random = self._random
        match schema.get("type"):
            case "object":
                properties, required = schema.get("properties", {}), schema.get("required", [])
                chosen = [
                    name for name in properties if name in required or (depth < MAX_DEPTH and random.random() < 0.3)
                ]
                return {name: self.value(properties[name], depth + 1) for name in chosen}
            case "array":
                count = random.randrange(schema.get("minItems", 0), schema.get("minItems", 0) + 3)
                items = schema.get("prefixItems") or [schema.get("items", {})] * (count if depth < MAX_DEPTH else 0)
                return [self.value(item, depth + 1) for item in items]
            case "integer":
                low = schema.get("minimum", schema.get("exclusiveMinimum", -3))
                return int(low) + random.choice([0, 1, 2, 5])
            case "number":
                low = schema.get("minimum", schema.get("exclusiveMinimum", -1.0))
                return low + random.choice([0.0, 1e-9, 0.1, 1, 3.7])
            case "string":
                return random.choice(["circle", "dense_1", "output", "x1 * x2", "a"])
            case "boolean":
                return random.random() < 0.5
        return random.choice(ODD)


def _cut(text: bytes, random: Random) -> bytes:
    return text[: random.randrange(len(text) + 1)]


def _flipped(text: bytes, random: Random) -> bytes:
    at = random.randrange(len(text))
    return text[:at] + bytes([random.randrange(256)]) + text[at + 1 :]


def _doubled(text: bytes, _: Random) -> bytes:
    return text[:-1] + b"," + text[1:]


def _wrapped(text: bytes, random: Random) -> bytes:
    levels = random.choice([1, 45, 300])
    return b'{"patch":' * levels + text + b"}" * levels


TRICKS: Sequence[Callable[[bytes, Random], bytes]] = (_cut, _flipped, _doubled, _wrapped)
"""Ways to spoil a text; `_doubled` repeats every field of an object."""
