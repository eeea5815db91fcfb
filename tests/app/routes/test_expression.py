"""Expressions over REST: the graph, positions of errors, numbers that are not finite."""

from typing import Any

import httpx
import pytest

from app.client import AsyncClient, Client, ProblemError
from app.protocol.expression import ExpressionAnswer
from app.routes.expression import NEURON
from engine.expression.operations import CONSTANTS, FUNCTIONS
from tests.app.live import Live
from tests.app.problems import refused


def send(live: Live, body: Any) -> httpx.Response:
    return httpx.post(f"{live.url}/api/v1/expression", json=body)


def test_the_answer_to_the_example_is_complete(live: Live) -> None:
    response = send(live, NEURON)
    assert response.status_code == 200
    answer = ExpressionAnswer.model_validate_json(response.content)
    assert [node.name for node in answer.nodes[: answer.inputs]] == ["w1", "x1", "w2", "x2", "b", "y"]
    assert [node.symbol for node in answer.nodes[answer.inputs :]] == ["×", "×", "+", "+", "tanh", "−", "^"]
    assert (answer.operations, answer.local_derivatives) == (7, 12)
    square = answer.nodes[-1]
    assert (square.name, square.span, square.value) == ("L", (4, 35), pytest.approx(0.38446328940837254))
    base, exponent = square.arguments
    assert (base.node, base.local, base.latex_local) == (
        11,
        pytest.approx(-1.2401020754895502),
        r"#2 \cdot {#1}^{#2 - 1}",
    )
    assert exponent.model_dump() == {"node": None, "constant": "2", "value": 2.0, "local": None, "latex_local": None}
    (reverse,) = answer.reverse
    assert (reverse.name, reverse.output, reverse.cost.multiplications) == ("L", 12, 12)
    assert [step.node for step in reverse.steps] == [12, 11, 10, 9, 8, 7, 6]
    assert [each.input for each in answer.forward] == list(range(6))
    assert [each.tangents[12] for each in answer.forward] == pytest.approx(list(reverse.adjoints[:6]))
    assert sum(each.cost.multiplications for each in answer.forward) == 30
    assert (answer.trouble, answer.unused) == (None, [])


def test_the_clients_differentiate(client: Client) -> None:
    answer = client.differentiate("(w*x - y)^2", w=1.5, x=2.0, y=1.0)
    assert answer.reverse[0].adjoints[:3] == [8.0, 6.0, -4.0]
    with pytest.raises(ProblemError) as fault:
        client.differentiate("(w*x")
    assert fault.value.problem.position == 0


async def test_the_async_client_differentiates(live: Live) -> None:
    async with AsyncClient(live.url) as client:
        answer = await client.differentiate("x^2", x=3.0)
    assert answer.reverse[0].adjoints[0] == 6.0


def test_numbers_that_are_not_finite_are_strings(live: Live) -> None:
    answer = send(live, {"text": "u = 1/(x - x); v = u - u; w = -u", "values": {"x": 2.0}}).json()
    assert [node["value"] for node in answer["nodes"][1:]] == [0.0, "inf", "nan", "-inf"]
    assert answer["trouble"] == {"node": 2, "quantity": "value", "reason": "division by zero"}
    assert "nan" in answer["reverse"][0]["adjoints"]


@pytest.mark.parametrize(
    ("text", "position", "detail"),
    [
        ("", 0, "no text"),
        ("L = (w*x + b", 4, "no ) for this ("),
        ("L = w*x + 🙂", 10, "'🙂'"),
        ("w ** ** x", 5, "Received **,"),
        ("exec(x)", 0, "expected one of the functions"),
        ("x" * 100_000, 2000, "100000 characters"),
        ("(" * 1999, 51, "nested more than 50 deep"),
    ],
)
def test_a_fault_has_the_position_of_its_character(live: Live, text: str, position: int, detail: str) -> None:
    problem = refused(send(live, {"text": text}), 422)
    assert problem.type == "urn:backprop:invalid-expression"
    assert (problem.field, problem.position) == ("text", position)
    assert detail in problem.detail


@pytest.mark.parametrize(
    ("body", "status", "words"),
    [
        ({}, 422, "/text"),
        ([], 422, "valid"),
        ({"text": None}, 422, "/text"),
        ({"text": "x", "values": {"x": "two"}}, 422, "/values/x"),
        ({"text": "x", "values": {"x": None}}, 422, "/values/x"),
        ({"text": "x", "values": [1]}, 422, "/values"),
        ({"text": "x", "value": {}}, 422, "/value"),
        ({"text": "x", "values": {f"x{k}": 0.0 for k in range(1001)}}, 422, "/values"),
    ],
)
def test_other_bad_bodies_are_refused(live: Live, body: Any, status: int, words: str) -> None:
    assert words in refused(send(live, body), status).detail


def test_a_value_that_is_not_a_json_number_is_refused(live: Live) -> None:
    url, headers = f"{live.url}/api/v1/expression", {"Content-Type": "application/json"}
    for number, status in (("NaN", 400), ("Infinity", 400), ("1e999", 400)):
        refused(httpx.post(url, content=f'{{"text": "x", "values": {{"x": {number}}}}}', headers=headers), status)


def test_an_expression_near_the_limits_is_answered(live: Live) -> None:
    terms = [f"tanh(x{k}*w{k})" for k in range(12)]
    text = "z = " + " + ".join(terms) + "; L = " + "*".join(f"sin({k}*z)" for k in range(1, 50))
    response = send(live, {"text": text})
    assert len(response.json()["nodes"]) > 180


def test_the_page_names_every_function_and_constant(live: Live) -> None:
    page = httpx.get(f"{live.url}/graph").text
    for name in (*FUNCTIONS, *CONSTANTS):
        assert f"<code>{name}</code>" in page
