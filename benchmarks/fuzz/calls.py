"""Random REST calls."""

import json
from collections import Counter
from collections.abc import Mapping
from http.client import HTTPConnection, HTTPException
from random import Random
from typing import Any, NamedTuple
from urllib.parse import quote, urlencode, urlsplit

from app.protocol.problem import PROBLEM_JSON, Problem
from benchmarks.fuzz.documents import ODD, Documents

JSON = "application/json"
CHARSETS = (
    "utf-16",
    "utf-32",
    "utf-7",
    "idna",
    "punycode",
    "rot13",
    "hex",
    "unicode_escape",
    "cp037",
    "undefined",
    "é",
    "",
)
TYPES = (JSON, "application/merge-patch+json", "text/csv", "é", "", *(f"text/csv; charset={name}" for name in CHARSETS))
MAX_IDS = 20

TABLES = (
    b"a,b\n1,2\n2,1\n3,4\n",
    b"a;b\n1;x\n2;y\n",
    b"a,b\n1,2\n,\n",
    b"\0\0",
    b"a,a\n1,1\n",
    b"\xff,\xfe\n",
    b"a\n" * 3,
    b'"a\n1,2',
)


class FaultError(AssertionError):
    """The server has answered as it must not. The message is the case."""


class Call(NamedTuple):
    """A request."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes | None


class Calls:
    """Draws calls from an OpenAPI document, for the sessions whose ids are in `ids`."""

    def __init__(self, openapi: Mapping[str, Any], random: Random) -> None:
        self.ids: list[str] = []
        self._random = random
        self._documents = Documents(openapi, random)
        self._operations = [
            (method.upper(), path, operation)
            for path, operations in openapi["paths"].items()
            for method, operation in operations.items()
        ]

    def draw(self) -> Call:
        """The next call."""
        random = self._random
        method, path, operation = random.choice(self._operations)
        if len(self.ids) < MAX_IDS // 4:
            method, path, operation = next(
                each for each in self._operations if each[2]["operationId"] == "create_session"
            )
        query = {}
        for parameter in operation.get("parameters", []):
            value = self._parameter(parameter)
            if parameter["in"] == "path":
                path = path.replace("{" + parameter["name"] + "}", quote(value, safe=""))
            elif parameter.get("required") or random.random() < 0.4:
                query[parameter["name"]] = value
        address = path + (f"?{urlencode(query)}" if query else "")
        contents = operation.get("requestBody", {}).get("content")
        if contents is None:
            return Call(method, address, {}, None)
        kind, content = random.choice(list(contents.items()))
        body = random.choice(TABLES) if kind != JSON else self._documents.text(content["schema"])
        kind = random.choice(TYPES) if random.random() < (0.05 if kind == JSON else 0.5) else kind
        return Call(method, address, {"Content-Type": kind.encode().decode("latin-1")}, body)

    def learn(self, call: Call, status: int, body: bytes) -> None:
        """Remember the id of a new session, and forget that of one that is gone."""
        if status == 410 or call.method == "DELETE":
            self.ids = [each for each in self.ids if each not in call.path]
        if status == 201 and "/sessions" in call.path:
            made = json.loads(body)
            self.ids.append(made["id"] if "id" in made else made["sessions"][0]["id"])
            if len(self.ids) > MAX_IDS:
                del self.ids[self._random.randrange(len(self.ids))]

    def _parameter(self, parameter: Mapping[str, Any]) -> str:
        random = self._random
        if parameter["name"] == "id" and self.ids and random.random() < 0.95:
            return random.choice(self.ids)
        value = random.choice(ODD) if random.random() < 0.2 else self._documents.value(parameter["schema"])
        return (value if isinstance(value, str) else json.dumps(value))[:2000] or "-"


def run_calls(address: str, openapi: Mapping[str, Any], count: int, seed: int) -> Counter[int]:
    """Send calls and check every answer. Returns the number of answers by status. Raises FaultError."""
    calls, statuses = Calls(openapi, Random(seed)), Counter[int]()
    connection = HTTPConnection(urlsplit(address).netloc, timeout=60)
    try:
        for number in range(count):
            call = calls.draw()
            case = f"call {number} of seed {seed}: {call}"[:3000]
            try:
                connection.request(call.method, call.path, call.body, call.headers)
                answer = connection.getresponse()
                body = answer.read()
            except (HTTPException, OSError) as error:
                raise FaultError(f"{error!r} in {case}") from error
            check(answer.status, answer.headers.get("Content-Type", ""), body, case)
            calls.learn(call, answer.status, body)
            statuses[answer.status] += 1
    finally:
        connection.close()
    return statuses


def check(status: int, kind: str, body: bytes, case: str) -> None:
    """Raise FaultError unless an answer is a success or a problem that is not the server's."""
    if status >= 500:
        raise FaultError(f"{status} {body[:500]!r} in {case}")
    if status >= 400:
        if kind != PROBLEM_JSON:
            raise FaultError(f"{status} of type {kind} in {case}")
        problem = Problem.model_validate_json(body)
        if not (problem.status == status and problem.detail and problem.remedy):
            raise FaultError(f"incomplete {problem} in {case}")
