"""The conversion of exceptions to problems: errors of the client and faults of the server."""

import logging
from typing import Any

import httpx
import pytest
from pydantic import BaseModel, ValidationError

from app.errors import InvalidFieldsError, problem_of, validating
from app.queries import predictions
from engine.errors import InputError
from engine.spec.run import RunSpec
from tests.app.live import Live, until


def test_an_input_error_keeps_its_detail_remedy_and_field() -> None:
    problem = problem_of(InputError("Received 3. Expected 2.", "Give 2. Or none.", field="count"))
    assert (problem.status, problem.type) == (422, "urn:backprop:invalid-value")
    assert (problem.detail, problem.remedy, problem.field) == ("Received 3. Expected 2.", "Give 2. Or none.", "count")


class _Answer(BaseModel):
    count: int


@pytest.mark.parametrize(
    "error", [ValueError("cannot reshape array. Try again."), KeyError("secret"), ZeroDivisionError("by zero")]
)
def test_any_other_exception_is_a_fault_of_the_server(error: Exception) -> None:
    problem = problem_of(error)
    assert (problem.status, problem.type) == (500, "urn:backprop:internal-error")
    assert str(error) not in f"{problem.detail} {problem.remedy}"


def test_an_invalid_answer_is_a_fault_of_the_server() -> None:
    with pytest.raises(ValidationError) as failed:
        _Answer.model_validate({"count": "many"})
    assert problem_of(failed.value).status == 500


def test_invalid_input_is_reported_field_by_field() -> None:
    with pytest.raises(InvalidFieldsError) as refused, validating():
        RunSpec.model_validate({"data": {"name": "circle"}, "batch_size": 0, "seed": -1})
    problem = problem_of(refused.value)
    assert problem.status == 422
    assert {each.pointer for each in problem.errors or ()} == {"/seed", "/batch_size"}


def test_a_single_wrong_field_has_its_remedy() -> None:
    with pytest.raises(InvalidFieldsError) as refused, validating():
        RunSpec.model_validate({"data": {"name": "circle"}, "loss": "mse"})
    problem = problem_of(refused.value)
    assert "half_squared_error" in problem.remedy
    assert problem.detail.startswith("/loss: ")


def test_a_fault_of_the_server_is_logged_and_answered_with_500(
    live: Live, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: Any, **__: Any) -> bytes:
        raise ValueError("shapes (2,3) and (4,) not aligned")

    session = live.session()
    monkeypatch.setattr(predictions, "maps", broken)
    log = logging.getLogger("uvicorn.error")
    log.addHandler(caplog.handler)
    try:
        response = httpx.get(f"{live.url}/api/v1/sessions/{session.id}/boundary")
        until(lambda: "not aligned" in caplog.text)  # logged after the answer is sent
    finally:
        log.removeHandler(caplog.handler)
    assert response.status_code == 500
    assert response.headers["content-type"] == "application/problem+json"
    assert "not aligned" not in response.text
    assert session.info().step == 0  # the session is unharmed
