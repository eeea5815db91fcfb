"""Long and deep documents: they are read beside the event loop, with few errors, and refused if no valid one is so large."""

import asyncio
import json
from collections.abc import Callable
from time import perf_counter
from typing import Any, TypeVar

import httpx
import pytest
from pydantic import ValidationError

from app.client import Session
from app.errors import InvalidFieldsError, LimitError
from app.protocol.validator import Validator
from app.routes.body import MAX_DEPTH, MAX_LISTS, MAX_TEXTS, SHORT, JsonReader, read_json
from engine.spec.run import RunSpec
from tests.app.live import Live
from tests.app.problems import refused

T = TypeVar("T")
SPECS: JsonReader[RunSpec] = JsonReader(RunSpec)
ROWS = {"name": "inline", "inputs": [[0.5, 1]] * 30_000, "targets": [[0], [1]] * 15_000}


def test_a_list_is_validated_up_to_its_first_wrong_item() -> None:
    wrong: list[Any] = [[1], ["a"], ["b"], None]
    with pytest.raises(ValidationError) as failure:
        Validator(list[list[float]]).validate(wrong)
    assert [error["loc"] for error in failure.value.errors()] == [(1, 0)]
    with pytest.raises(InvalidFieldsError) as refusal:
        SPECS.validate({"data": {**ROWS, "inputs": [None] * 30_000}, "network": {"layers": [{"units": 0}] * 200}})
    assert [error.pointer for error in refusal.value.problem.errors or ()] == [
        "/data/inputs/0",
        "/network/layers/0/units",
    ]


def test_a_validator_accepts_what_pydantic_accepts() -> None:
    for spec in (
        {"data": {"name": "circle"}},
        {"data": ROWS, "network": {"layers": [{"units": 3}, {"kind": "dropout"}]}},
    ):
        assert SPECS.validate(spec) == RunSpec.model_validate(spec)


def test_a_problem_names_few_errors_and_quotes_little() -> None:
    with pytest.raises(InvalidFieldsError) as refusal:
        SPECS.validate({"data": {"name": "x" * 10**6}, **{f"{number}{'k' * 10**4}": number for number in range(300)}})
    problem = refusal.value.problem
    assert len(problem.errors or ()) == 20
    assert len(problem.model_dump_json()) < 30_000


class Runner:
    """Counts the jobs that run apart."""

    def __init__(self) -> None:
        self.apart = 0

    async def run_apart(self, job: Callable[[], T]) -> T:
        self.apart += 1
        return job()


@pytest.mark.parametrize(("rows", "apart"), [(10, 0), (SHORT, 1)])
def test_a_long_document_is_read_apart_from_the_event_loop(rows: int, apart: int) -> None:
    runner = Runner()
    body = json.dumps({"data": {**ROWS, "inputs": [[1]] * rows, "targets": [[0], [1]] * (rows // 2)}}).encode()
    assert asyncio.run(SPECS.read(body, runner)).data.size.inputs == 1  # type: ignore[arg-type]
    assert runner.apart == apart


UNKNOWN = b"{" + b",".join(b'"k%07d":1' % number for number in range(500_000)) + b"}"
TOO_LARGE = {
    "unknown keys": UNKNOWN,
    "nested unknown keys": b'{"data":' + UNKNOWN + b"}",
    "texts": b'{"features":[' + b",".join([b'"x1"'] * (MAX_TEXTS + 1)) + b"]}",
    "keys that end with a backslash": b"{" + b",".join([b'"\\\\":1'] * (2 * MAX_TEXTS + 2)) + b"}",
    "rows": b'{"data":{"inputs":[' + b",".join([b"[]"] * MAX_LISTS) + b"]}}",
    "objects": b"[" + b",".join([b"{}"] * MAX_LISTS) + b"]",
    "levels": b'{"data":' * 1000 + b"1" + b"}" * 1000,
    "levels of lists": b"[" * (MAX_DEPTH + 1) + b"]" * (MAX_DEPTH + 1),
}


@pytest.mark.parametrize("body", TOO_LARGE.values(), ids=TOO_LARGE)
def test_no_valid_document_is_so_large(live: Live, session: Session, body: bytes) -> None:
    with pytest.raises(LimitError, match="Received JSON with"):
        read_json(body)
    headers = {"Content-Type": "application/json"}
    for method, path in (("POST", "/sessions"), ("PATCH", f"/sessions/{session.id}"), ("POST", "/expression")):
        began = perf_counter()
        refused(httpx.request(method, f"{live.url}/api/v1{path}", content=body, headers=headers, timeout=60), 422)
        assert perf_counter() - began < 20


@pytest.mark.parametrize("text", ['"' * 30_000, "\\" * 30_000, "[{" * 40_000, "x" * 90_000])
def test_a_long_text_counts_once(text: str) -> None:
    document = {"data": {"name": "text", "text": text}}
    assert read_json(json.dumps(document).encode()) == document


def test_the_stream_refuses_the_same(live: Live, session: Session, caplog: pytest.LogCaptureFixture) -> None:
    with live.stream(session) as stream:
        for text in (
            '{"type":' * 1000 + "1" + "}" * 1000,
            '{"type":"set","patch":' + UNKNOWN[:3_000_000].decode(),
        ):
            stream.socket.send(text)
            assert stream.next("error")["problem"]["status"] in (400, 422)
        stream.send("set", patch={"data": {"name": []}}, id="list")
        assert stream.next("error", re="list")["problem"]["status"] == 422
        assert stream.ask("pause")["playing"] is False
    assert [record for record in caplog.records if record.levelname == "ERROR"] == []


SLIPS = [
    b'{"data":{"name":[]}}', b'{"data":{"name":{}}}', b'{"data":[]}', b'{"data":{"name":null}}', b'{"data":{"name":"circle\\u0000"}}',
    b'{"data":{"name":"circle","samples":1e300}}', b'{"data":{"name":"circle"},"seed":123456789012345678901234567890}',
    b'{"data":{"name":"circle"},"seed":-9223372036854775809}', b'{"data":{"name":"circle"},"network":{"layers":{"0":{}}}}',
    b'{"data":{"name":"inline","inputs":[[1e308,1e308]],"targets":[[1e308]]},"seed":[]}', b'{"":{}}', b'{"data":{"name":"\\ud800"}}',
    b'{"data":{"name":"table","table":"\\u0000"}}', b'{"data":{"name":"text","text":"\\u0000\\u0001"},"seed":"1"}',
]  # fmt: skip


@pytest.mark.parametrize("body", SLIPS, ids=range(len(SLIPS)))
def test_slips_are_the_clients_to_correct(live: Live, body: bytes) -> None:
    answer = httpx.post(f"{live.url}/api/v1/sessions", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code in (400, 422)
    refused(answer, answer.status_code)


def test_of_a_name_that_is_given_twice_the_last_value_counts(live: Live) -> None:
    body = b'{"data":{"name":"circle"},"seed":1,"seed":2}'
    answer = httpx.post(f"{live.url}/api/v1/sessions", content=body, headers={"Content-Type": "application/json"})
    assert answer.json()["spec"]["seed"] == 2
