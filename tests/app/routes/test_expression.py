"""Expressions over REST: the graph, positions of errors, numbers that are not finite."""

from typing import Any

import httpx
import numpy as np
import pytest

from app.client import AsyncClient, Client, ProblemError
from app.protocol.expression import ExpressionAnswer
from app.routes.expression import BATCH, NEURON
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
    assert (exponent.node, exponent.constant, exponent.value, exponent.local) == (None, "2", 2.0, None)
    assert (base.rule, base.jacobian, square.shape) == (r"#a \cdot #d", None, [])
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


def test_arrays_are_lists_with_shapes_rules_and_jacobians(live: Live) -> None:
    response = send(live, BATCH)
    assert response.status_code == 200
    answer = ExpressionAnswer.model_validate_json(response.content)
    assert [(node.name, node.shape) for node in answer.nodes] == [
        ("X", [2, 2]), ("W", [2, 2]), ("b", [2]), (None, [2, 2]), ("Z", [2, 2]), ("L", []),
    ]  # fmt: skip
    _, _, _, product, biased, loss = answer.nodes
    assert product.value == pytest.approx(np.array([[-1.46, -0.83], [1.13, -0.49]]))
    assert [each.rule for each in product.arguments] == [r"#a \, {#2}^{\top}", r"{#1}^{\top} \, #a"]
    # rows: the entries of X @ W; columns: those of W
    by_w = [[0.5, 0, -1.2, 0], [0, 0.5, 0, -1.2], [1.1, 0, 0.7, 0], [0, 1.1, 0, 0.7]]
    assert product.arguments[1].jacobian == by_w
    assert product.arguments[1].local is None
    assert biased.arguments[1].rule == r"\sum_{\text{rows}} #a"
    assert biased.arguments[1].jacobian == [[1, 0], [0, 1], [1, 0], [0, 1]]
    assert loss.arguments[1].model_dump(exclude={"value", "constant"}) == {
        "node": None, "local": None, "latex_local": None, "rule": None, "jacobian": None,
    }  # fmt: skip
    (reverse,) = answer.reverse
    assert (reverse.seed, reverse.passes) == (1.0, 1)
    assert np.transpose([[0.5, -1.2], [1.1, 0.7]]) @ reverse.adjoints[4] == pytest.approx(np.array(reverse.adjoints[1]))
    assert [(each.passes, each.seed) for each in answer.forward][1:] == [(4, [[1, 0], [0, 0]]), (2, [1, 0])]
    assert answer.forward[1].tangents[5] == pytest.approx(reverse.adjoints[1][0][0])  # type: ignore[index]


def test_a_large_jacobian_is_left_out_and_seeds_are_chosen(client: Client) -> None:
    ones = [[1.0] * 8] * 8
    answer = client.differentiate("Y = X @ X", seeds={"X": ones, "Y": ones}, X=ones)
    assert [each.jacobian for each in answer.nodes[1].arguments] == [None, None]
    assert answer.forward[0].tangents[1] == [[16.0] * 8] * 8
    assert answer.reverse[0].adjoints[0] == [[16.0] * 8] * 8
    with pytest.raises(ProblemError, match="Received a seed of the shape 2 for X, expected 8 × 8"):
        client.differentiate("Y = X @ X", seeds={"X": [1.0, 2.0]}, X=ones)


def test_infinite_entries_are_strings(live: Live) -> None:
    answer = send(live, {"text": "L = 1/x", "values": {"x": [0.0, -2.0]}}).json()
    assert (answer["nodes"][1]["value"], answer["nodes"][1]["arguments"][1]["local"]) == (
        ["inf", -0.5],
        ["-inf", -0.25],
    )
    assert answer["nodes"][1]["arguments"][1]["jacobian"] == [["-inf", 0.0], [0.0, -0.25]]
    assert answer["trouble"] == {"node": 1, "quantity": "value", "reason": "division by zero, in row 1"}


def test_mismatched_shapes_are_refused_with_the_position_of_the_operator(live: Live) -> None:
    body = {"text": "L = sum(W @ x)", "values": {"W": [[1.0, 2.0, 3.0]], "x": [1.0, 2.0]}}
    problem = refused(send(live, body), 422)
    assert (problem.type, problem.field, problem.position) == ("urn:backprop:invalid-expression", "text", 10)
    assert problem.detail.startswith("Received W @ x with the shapes 1 × 3 and 2, expected as many columns on the left")
    assert problem.remedy == "Change one of the sizes."


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
        ({"text": "x", "values": {"x": [1, "two"]}}, 422, "/values/x/1"),
        ({"text": "x", "values": {"x": [[1], [None]]}}, 422, "/values/x/1/0"),
        ({"text": "x", "values": {"x": [[[1]]]}}, 422, "/values/x/0/0"),
        ({"text": "x", "values": {"x": []}}, 422, "/values/x"),
        ({"text": "x", "values": {"x": [1] * 9}}, 422, "/values/x"),
        ({"text": "x", "values": {"x": [[1], [1, 2]]}}, 422, "Received rows of 1 and 2 numbers for x"),
        ({"text": "x", "seeds": {"x": "one"}}, 422, "/seeds/x"),
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
