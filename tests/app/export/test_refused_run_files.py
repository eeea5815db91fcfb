"""Invalid run files are refused with the field named, and change nothing."""

import base64
import json
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import numpy as np
import pytest

from app.client import ProblemError, Session
from app.protocol.problem import Problem
from tests.app.live import Live


def base64_of(values: Any, dtype: str = "<f8") -> str:
    return base64.b64encode(np.asarray(values, dtype=dtype).tobytes()).decode()


def changed(path: str, value: Any) -> Callable[[dict[str, Any]], None]:
    """A change that puts a value at a path of the file; None deletes the field."""

    def change(document: dict[str, Any]) -> None:
        *parents, last = [int(part) if part.isdigit() else part for part in path.split("/")]
        place: Any = document
        for part in parents:
            place = place[part]
        if value is None:
            del place[last]
        else:
            place[last] = value

    return change


WRONG = [
    ("format", "something-else", "/format"),
    ("format", None, "/format"),
    ("version", 2, "/version"),
    ("version", None, "/version"),
    ("surprise", 1, "/surprise"),
    ("spec", None, "/spec"),
    ("spec/data/name", "sprial", "/spec/data"),
    ("spec/data", {"name": "inline", "inputs": [[0, 1]], "targets": [[0.5], [1]]}, "1 rows of inputs and 2 of targets"),
    ("spec/network/layers", [{"units": 2000}], "/spec/network/layers/0/units"),
    ("spec/network/layers", [{"units": 1024}] * 3, "network.layers"),
    ("spec/network/layers", [{"units": 5}], "Received layers"),
    ("spec/features", ["x1"], "dense_1.weights of shape (2, 4)"),
    ("step", -1, "/step"),
    ("step", 10**30, "/step"),
    ("step", "many", "/step"),
    ("epoch", 0.5, "/epoch"),
    ("parameters", None, "/parameters"),
    ("parameters/layers/1", None, "Received layers ['dense_1', 'output'], expected"),
    ("parameters/layers/0/name", "dense_7", "dense_7"),
    ("parameters/layers/0/weights/1", [1, 2, 3], "row 1 of dense_1.weights"),
    ("parameters/layers/0/weights/1/2", "NaN", "/parameters/layers/0/weights/1/2"),
    ("parameters/layers/2/biases", [], "output.biases"),
    ("parameters/layers/2/biases", [0, 0], "output.biases"),
    ("state", {}, "/state/sample"),
    ("state/sample", -1, "/state/sample"),
    ("state/sample", 10, "state.sample: received 10, expected 0 to 9"),
    ("state/position", 50, "state.position"),
    ("state/position", 15, "state.position: received 15, expected the beginning of a batch of 10 in 50 samples"),
    ("state/position", 10**30, "/state/position"),
    ("state/order", "", "state.order: received 0 bytes, expected 400"),
    ("state/order", base64_of(np.arange(49), "<i8"), "state.order: received 392 bytes"),
    ("state/order", base64_of(np.zeros(50), "<i8"), "state.order: received row numbers that repeat"),
    ("state/order", base64_of(np.arange(1, 51), "<i8"), "expected each of 0 to 49 once"),
    ("state/order", base64_of(np.arange(50)), "state.order"),
    ("state/order", "not base64!", "state.order: received 'not base64!'…, expected base64"),
    ("state/order", "ÿÿÿÿ", "state.order"),
    ("state/order", 3, "/state/order"),
    ("state/steps_of_optimizer", 28, "state.steps_of_optimizer: received 28, expected at most the 27 steps"),
    ("state/steps_of_optimizer", 10**30, "/state/steps_of_optimizer"),
    ("state/generator", None, "/state/generator"),
    ("state/generator/name", "MT19937", "/state/generator/name"),
    ("state/generator/state", "-1", "/state/generator/state"),
    ("state/generator/state", "9" * 40, "/state/generator/state"),
    ("state/generator/state", 7, "/state/generator/state"),
    ("state/generator/state", str(2**128), "state.generator.state"),
    ("state/generator/increment", "2", "state.generator.increment: received 2, expected an odd number"),
    ("state/generator/increment", str(2**128 + 1), "state.generator.increment"),
    ("state/generator/has_uint32", 2, "/state/generator/has_uint32"),
    ("state/generator/uinteger", 2**32, "/state/generator/uinteger"),
    ("state/gradients", base64_of(np.zeros(24)), "state.gradients: received 192 bytes, expected 200: 25 numbers"),
    ("state/previous", base64_of([np.nan] * 25), "state.previous: received NaN"),
    ("state/memory", base64_of(np.zeros(25)), "state.memory: received 200 bytes, expected 600: 3 × 25 numbers"),
    ("state/memory", base64_of(np.full(75, np.nan)), "state.memory: received NaN"),
    ("state/memory", base64_of(np.zeros(75))[:-1], "state.memory"),
    ("state/surprise", 1, "/state/surprise"),
]  # fmt: skip


@pytest.fixture(scope="module")
def file(live: Live) -> bytes:
    """The file of a run with Adam, in the middle of an epoch."""
    session = live.session(optimizer={"name": "adam", "beta1": 0.8}, seed=3)
    session.train(3, "epoch")
    session.train(12)
    return session.export()


@pytest.fixture(scope="module")
def session(live: Live) -> Session:
    """A session that a refused file must not change."""
    made = live.session()
    made.train(2)
    return made


@pytest.fixture
def _untouched(session: Session) -> Iterator[None]:
    before = session.info(), session.export(), session.history()
    yield
    assert (session.info(), session.export(), session.history()) == before


@pytest.mark.usefixtures("_untouched")
@pytest.mark.parametrize(
    ("path", "value", "named"), WRONG, ids=[f"{path}={str(value)[:20]}" for path, value, _ in WRONG]
)
def test_a_wrong_field_is_refused_and_named(session: Session, file: bytes, path: str, value: Any, named: str) -> None:
    document = json.loads(file)
    changed(path, value)(document)
    with pytest.raises(ProblemError) as refused:
        session.load(document)
    problem = refused.value.problem
    assert problem.status == 422
    assert named in f"{problem.detail} {problem.field}"
    assert problem.remedy


@pytest.mark.usefixtures("_untouched")
@pytest.mark.parametrize(
    ("text", "named"), [("", "/"), ('{"format": "backprop-run", "step": NaN}', "NaN"), ("[1]", "")]
)
def test_text_that_is_not_a_run_file_is_refused(live: Live, session: Session, text: str, named: str) -> None:
    url = f"{live.url}/api/v1/sessions/{session.id}/run"
    response = httpx.put(url, content=text, headers={"Content-Type": "application/json"})
    problem = Problem.model_validate_json(response.content)
    assert problem.status in (400, 422)
    assert named in problem.detail or problem.errors


@pytest.mark.usefixtures("_untouched")
def test_a_number_that_is_not_finite_is_refused(live: Live, session: Session, file: bytes) -> None:
    url = f"{live.url}/api/v1/sessions/{session.id}/run"
    text = file.replace(b'"biases":[', b'"biases":[1e999,', 1)
    response = httpx.put(url, content=text, headers={"Content-Type": "application/json"})
    assert response.status_code in (400, 422)


def test_limits_apply_to_files(live: Live, file: bytes) -> None:
    document = json.loads(file)
    document["spec"]["data"]["samples"] = 100_000
    document["spec"]["network"]["layers"] = [{"units": 512}, {"units": 512}]
    with pytest.raises(ProblemError) as refused:
        live.session().load(document)
    assert refused.value.problem.type == "urn:backprop:limit-exceeded"
