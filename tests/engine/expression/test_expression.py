"""Expressions: parsing, forward and reverse mode, positions of errors."""

import json
import math
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from engine.expression.local import Cost
from engine.expression.operations import OPERATIONS
from engine.expression.operations.elementwise import FUNCTIONS
from engine.expression.parser import MAX_DEPTH, MAX_INPUTS, MAX_LENGTH, MAX_ROWS, parse
from engine.expression.tokens import ExpressionError
from engine.expression.wengert import DEFAULT, Evaluation, evaluate

FIGURES: dict[str, Any] = json.loads((Path(__file__).parents[1] / "fixtures").joinpath("expressions.json").read_text())

NEURON = "L = (tanh(w1*x1 + w2*x2 + b) - y)^2"


def at(text: str, **values: float) -> Evaluation:
    return evaluate(parse(text), values)


def gradient(found: Evaluation, output: int = -1) -> list[float]:
    """∂output/∂input for every input."""
    return [adjoint or 0.0 for adjoint in found.reverse[output].adjoints[: found.inputs]]


def slopes(found: Evaluation, node: int) -> list[Any]:
    """The local derivatives of a node; None by arguments that depend on no input."""
    return [local and local.array for local in found.locals[node]]


# derivatives


@pytest.mark.parametrize("case", FIGURES.values(), ids=FIGURES)
def test_values_and_gradients_are_those_of_pytorch(case: dict[str, Any]) -> None:
    program = parse(case["text"])
    found = evaluate(program, dict(zip((each.name for each in program.inputs), case["point"], strict=True)))
    assert found.trouble is None
    np.testing.assert_allclose(found.values[found.reverse[-1].output], case["value"], rtol=1e-14, atol=1e-15)
    np.testing.assert_allclose(gradient(found), case["gradient"], rtol=1e-13, atol=1e-15)


def test_every_operation_on_numbers_has_reference_values() -> None:
    used = {row.operation for case in FIGURES.values() for row in parse(case["text"]).rows}
    assert used == {name for name, each in OPERATIONS.items() if each.is_elementwise}


NUMBERS = st.floats(-3, 3, allow_subnormal=False).map(lambda x: round(x, 3))
LEAVES = st.sampled_from(["a", "b", "c"]) | st.floats(0.1, 9).map(lambda x: f"{x:.2f}")
BINARY = [f"({{}} {sign} {{}})" for sign in "+-*/"] + ["max({}, {})", "min({}, {})"]
UNARY = [f"{name}({{}})" for name, each in FUNCTIONS.items() if each.arity == 1] + [
    "-{}",
    "({})^2",
    "2^({})",
    "({})**3",
]


def deeper(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.builds(str.format, st.sampled_from(BINARY), inner, inner) | st.builds(
        str.format, st.sampled_from(UNARY), inner
    )


EXPRESSIONS = st.recursive(LEAVES, deeper, max_leaves=12)


@given(EXPRESSIONS, st.fixed_dictionaries(dict.fromkeys("abc", NUMBERS)))
@settings(deadline=None, max_examples=300)
def test_gradients_are_central_differences_and_both_modes_agree(expression: str, point: dict[str, float]) -> None:
    program = parse(f"a + b + c + {expression}")
    found = evaluate(program, point)
    assume(found.trouble is None and all(abs(value) < 1e3 for value in found.values))
    reverse = gradient(found)
    assume(all(abs(value) < 1e3 for value in reverse))
    forward = [each.tangents[found.reverse[0].output] for each in found.forward]
    np.testing.assert_allclose(reverse, np.array(forward, dtype=float), rtol=1e-9, atol=1e-9)

    def moved(name: str, step: float) -> float:
        return evaluate(program, {**point, name: point[name] + step}).values[found.reverse[0].output]

    for name, derivative in zip((each.name for each in program.inputs), reverse, strict=True):
        below, here, above = (moved(name, step) for step in (-1e-5, 0.0, 1e-5))
        assume(
            abs(above - 2 * here + below) < 1e-9 * (1 + abs(here))
        )  # no kink, and no curvature that finite differences cannot follow
        assert derivative == pytest.approx((above - below) / 2e-5, abs=1e-4 * (1 + abs(here) + abs(derivative)))


# products without a sign


PRODUCTS = st.recursive(
    LEAVES | st.sampled_from(["2*a", "0.5*b", "3*pi", "2e2*c"]),
    lambda inner: deeper(inner) | st.builds(str.format, st.sampled_from(["3*({})", "-2*exp({})", "1/2*({})"]), inner),
    max_leaves=8,
)


def without_signs(text: str) -> str:
    """The text without the * between a number and a name, a function or (."""
    return re.sub(r"(?<=\d)\*(?=[a-z(])", "", text)


@given(PRODUCTS, st.fixed_dictionaries(dict.fromkeys("abc", NUMBERS)))
@settings(deadline=None, max_examples=200)
def test_a_number_before_a_factor_multiplies_it_as_a_sign_does(expression: str, point: dict[str, float]) -> None:
    explicit = f"a + b + c + 2*a + {expression}"
    implied = without_signs(explicit)
    assert "2*a" not in implied
    found, expected = evaluate(parse(implied), point), evaluate(parse(explicit), point)
    np.testing.assert_array_equal(found.values, expected.values)
    np.testing.assert_array_equal(gradient(found), gradient(expected))
    assert [each.cost for each in found.reverse] == [each.cost for each in expected.reverse]


@pytest.mark.parametrize(
    ("implied", "explicit"),
    [
        ("3x", "3*x"),
        ("2 sin(x)", "2*sin(x)"),
        ("3(x + 1)", "3*(x + 1)"),
        ("3 (x\n+ 1)", "3*(x + 1)"),
        ("-2x", "-2*x"),
        ("2x^2", "2*(x^2)"),
        ("2(x + 1)^2", "2*((x + 1)^2)"),
        ("2^3x", "(2^3)*x"),
        ("1/2x", "(1/2)*x"),
        ("x^2y", "(x^2)*y"),
        ("x*2y - 3y", "(x*2)*y - 3*y"),
        ("2pi*x", "(2*pi)*x"),
        ("2e3x", "2000*x"),
        ("2e*x", "(2*e)*x"),
        ("2.5exp(2x)", "2.5*exp(2*x)"),
        ("2x3 + x", "2*x3 + x"),
        ("max(2x, 3y)", "max(2*x, 3*y)"),
    ],
)
def test_a_product_without_a_sign_has_the_level_of_a_product(implied: str, explicit: str) -> None:
    found, expected = (at(text, x=0.7, y=-1.3, x3=2.1) for text in (implied, explicit))
    assert found.values == expected.values
    assert gradient(found) == gradient(expected)


def test_a_product_without_a_sign_has_its_place_in_the_text() -> None:
    assert [row.span for row in parse("y = 2 sin(3x)").rows] == [(10, 12), (6, 13), (4, 13)]


@given(st.text(max_size=60) | st.text("ab1.(),;=+-*/^ \n", max_size=40))
@settings(deadline=None, max_examples=500)
def test_any_text_is_read_or_pointed_at(text: str) -> None:
    try:
        program = parse(text)
    except ExpressionError as fault:
        where, message = fault.position, str(fault)
    else:
        assert len(evaluate(program, {}).values) == len(program.inputs) + len(program.rows)
        return
    assert 0 <= where <= len(text)
    assert message.startswith("Received ") and message.endswith(".")


# the list and its passes


def test_inputs_come_first_and_constants_are_no_rows() -> None:
    found = at("z = 2*x; L = (z + b)^2 / pi", x=3.0, b=1.0)
    assert [(node.name, node.operation) for node in found.nodes] == [
        ("x", None), ("b", None), ("z", "*"), (None, "+"), (None, "^"), ("L", "/"),
    ]  # fmt: skip
    assert found.values == pytest.approx((3, 1, 6, 7, 49, 49 / math.pi))
    assert slopes(found, 2) == [None, 2.0]
    assert gradient(found) == pytest.approx([28 / math.pi, 14 / math.pi])


def test_the_adjoints_of_a_value_that_is_read_twice_add_up() -> None:
    found = at("q = a*b; L = q^2 + sin(q)*q", a=0.5, b=3.0)
    q = next(node.index for node in found.nodes if node.name == "q")
    arriving = [product for step in found.reverse[0].steps for product in step.products if product.node == q]
    assert [product.before is None for product in arriving] == [True, False, False]
    assert arriving[-1].after == found.reverse[0].adjoints[q]
    assert arriving[-1].after == pytest.approx(2 * 1.5 + math.cos(1.5) * 1.5 + math.sin(1.5))
    for product in arriving:
        assert product.after == (product.before or 0.0) + product.product
    assert found.reverse[0].cost.additions == 2


def test_a_step_back_waits_until_its_adjoint_is_whole() -> None:
    found = at("q = a*b; L = q^2 + sin(q)*q", a=0.5, b=3.0)
    for number, step in enumerate(found.reverse[0].steps):
        later = [product.node for each in found.reverse[0].steps[number + 1 :] for product in each.products]
        assert step.node not in later
        for product in step.products:
            adjoint = found.reverse[0].adjoints[step.node]
            assert adjoint is not None and product.product == product.local * adjoint


def test_operations_of_the_neuron_are_counted() -> None:
    """By hand: w1, x1, w2, x2 go through ×, +, +, tanh, −, ^; b through the last four; y through the last two."""
    found = at(NEURON)
    assert [each.cost for each in found.forward] == [Cost(6, 0)] * 4 + [Cost(4, 0), Cost(2, 0)]
    assert [each.cost for each in found.reverse] == [Cost(12, 0)]


def test_forward_mode_takes_fewer_operations_for_one_input_and_many_outputs() -> None:
    found = at("s = x^2; u = sin(s); v = cos(s); w = exp(s)", x=0.7)
    assert [each.name for each in found.reverse] == ["u", "v", "w"]
    assert [each.cost for each in found.forward] == [Cost(4, 0)]
    assert [each.cost for each in found.reverse] == [Cost(2, 0)] * 3
    assert [gradient(found, k)[0] for k in range(3)] == pytest.approx(
        [1.4 * math.cos(0.49), -1.4 * math.sin(0.49), 1.4 * math.exp(0.49)]
    )


def test_nodes_that_an_output_does_not_depend_on_have_no_adjoint() -> None:
    found = at("u = a^2; v = a*b")
    assert found.reverse[0].adjoints[1] is None
    assert found.forward[1].tangents == (None, 1.0, None, DEFAULT)


def test_a_name_with_a_number_is_an_input_with_this_value() -> None:
    program = parse("x = -2.5\ny = 3; L = x*y")
    assert [(each.name, each.value, each.span) for each in program.inputs] == [
        ("x", -2.5, (4, 8)),
        ("y", 3.0, (13, 14)),
    ]
    assert gradient(evaluate(program, {})) == [3.0, -2.5]
    answer = evaluate(program, {"x": 1.0})
    assert (answer.values[0], answer.unused) == (-2.5, ("x",))


def test_values_for_names_that_are_not_inputs_are_reported() -> None:
    assert at("z = w*x; z^2", w=1.0, W=2.0, z=3.0).unused == ("W", "z")


@pytest.mark.parametrize("value", [math.nan, math.inf])
def test_a_value_must_be_finite(value: float) -> None:
    with pytest.raises(ValueError, match=r"value of x, expected a finite number"):
        at("x^2", x=value)


def test_an_output_may_be_an_input_or_a_constant() -> None:
    assert gradient(at("x")) == [1.0]
    assert gradient(at("L = x")) == [1.0]
    known = at("2*3 + max(1, 4)")
    assert (known.values[-1], known.inputs, known.reverse[0].steps) == (10.0, 0, ())
    assert slopes(known, -1) == [None, None]


def test_the_same_part_typed_twice_is_computed_twice() -> None:
    assert len(at("sin(x)*sin(x)").nodes) == 4
    assert len(at("s = sin(x); s*s").nodes) == 3


# what is not finite


@pytest.mark.parametrize(
    ("text", "quantity", "reason"),
    [
        ("1 / (x - x)", "value", "division by zero"),
        ("(x - x) / (x - x)", "value", "division by zero"),
        ("exp(2000*x) + 1", "value", "overflow"),
        ("1e308*x*10", "value", "overflow"),
        ("x / 1e-308 / 1e-308", "value", "overflow"),
        ("(1e200*x)^2", "value", "overflow"),
        ("log(x - x)", "value", "logarithm of zero"),
        ("log(-x)", "value", "logarithm of a negative number"),
        ("sqrt(-x)", "value", "square root of a negative number"),
        ("(x - x)^-1", "value", "division by zero"),
        ("(-x)^0.5", "value", "power that is not whole, of a negative number"),
        ("sqrt(x - x)", "local derivative", "slope is infinite"),
        ("(-x)^(x + 1.5)", "local derivative", "no slope"),
    ],
)
def test_the_first_number_that_is_not_finite_is_reported_with_its_reason(text: str, quantity: str, reason: str) -> None:
    found = at(text)
    assert found.trouble is not None
    assert found.trouble.quantity == quantity
    assert reason in found.trouble.reason
    if quantity == "value":
        bad = [index for index, value in enumerate(found.values) if not math.isfinite(value)]
        assert bad[0] == found.trouble.node


def test_an_overflowing_adjoint_is_reported() -> None:
    found = at("x = 1e-250; L = 1e200*(1e200*x)")
    assert found.values == pytest.approx((1e-250, 1e-50, 1e150))
    assert found.trouble is not None
    assert (found.trouble.node, found.trouble.quantity) == (0, "adjoint")
    assert found.reverse[0].adjoints[0] == math.inf


def test_numbers_that_are_not_finite_do_not_spread_to_independent_nodes() -> None:
    found = at("u = 1/(x - 0.5); v = x^2")
    assert (found.values[-1], gradient(found)) == (0.25, [1.0])


# what is refused


@pytest.mark.parametrize(
    ("text", "position", "words"),
    [
        ("", 0, "no text"),
        (" ;\n; ", 5, "no text"),
        ("x = 2; y = pi", 13, "only values"),
        ("3", 0, "a number by itself"),
        ("2 3", 2, "Received 3 after 2, expected an operator or the end of the statement. Write * to multiply: 2*3."),
        ("1_000*x", 1, "Received _000 after 1"),
        ("2x y", 3, "Write * to multiply: x*y."),
        ("2(x)y", 4, "Received y after ), expected an operator"),
        ("2\nx", 0, "a number by itself"),
        ("2(x", 1, "Close the parenthesis."),
        ("2tanh", 5, "the end of the text after tanh, expected ("),
        ("2x(3)", 1, "Received x(, expected one of the functions tanh, "),
        ("x(3)", 0, "x*(…) to multiply"),
        ("a b", 2, "Received b after a"),
        ("w*(a b)", 5, "Received b after a, expected an operator or )"),
        ("a $ b", 2, "the character '$'"),
        ("λ*x", 0, "the character 'λ'"),
        ("|x|", 0, "abs(x)"),
        ("a +", 3, "the end of the text, expected a number"),
        ("a + ; b", 4, "the end of the statement, expected a number"),
        ("a * / b", 4, "Received /, expected a number"),
        ("a + * b", 4, "Received *, expected a number"),
        ("L =", 3, "the end of the text"),
        ("()", 1, "Received ), expected a number"),
        ("((a + b)", 0, "Close the parenthesis."),
        ("(a\n+ b", 0, "Close the parenthesis."),
        ("a + b)", 5, "without a ( before it"),
        ("a, b", 1, "the point for decimals"),
        ("1,5*x", 1, "the point for decimals"),
        ("tanh x", 5, "expected ("),
        ("tanh", 4, "the end of the text after tanh, expected ("),
        ("tanh(a, b)", 0, "Received 2 arguments of tanh, expected 1"),
        ("max(a)", 0, "Received 1 argument of max, expected 2 or more"),
        ("tahn(x)", 0, "Write tanh(…) if that is meant"),
        ("sin(k(x))", 4, "k*(…) to multiply"),
        ("__import__(x)", 0, "expected one of the functions tanh, "),
        ("x.real", 1, "the character '.'"),
        ("a = b = c", 6, "Received = after an expression"),
        ("a + b = c", 6, "Received = after an expression"),
        ("a == b", 3, "Received =, expected a number"),
        ("tanh = 2", 0, "tanh is a function"),
        ("e = 2", 0, "e is a constant"),
        ("y = x; y = 2*x", 7, "a second value for y"),
        ("x = 1; x = 2; x*x", 7, "a second value for x"),
        ("L = x^2; x = 2", 9, "Move x = … up."),
        ("x = x + 1", 0, "x in its own definition"),
        ("1e999*x", 0, "expected at most 1.8e308"),
        ("9" * 400 + "*x", 0, "Received 99999999999999999999999…"),
        ("x" * (MAX_LENGTH + 1), MAX_LENGTH, f"expected at most {MAX_LENGTH}"),
        ("(" * 100 + "x" + ")" * 100, MAX_DEPTH + 1, f"more than {MAX_DEPTH} deep"),
        ("-" * 500 + "x", MAX_DEPTH + 1, f"more than {MAX_DEPTH} deep"),
        ("^".join("x" * 100), 2 * (MAX_DEPTH + 1), f"more than {MAX_DEPTH} deep"),
        ("+".join("x" * (MAX_ROWS + 2)), 2 * MAX_ROWS + 3, f"more than {MAX_ROWS} operations"),
        ("+".join(f"x{k}" for k in range(MAX_INPUTS + 1)), None, f"more than {MAX_INPUTS} inputs"),
    ],
)
def test_an_error_has_its_position(text: str, position: int | None, words: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        parse(text)
    message = str(caught.value)
    assert message.startswith("Received ") and message.endswith(".") and not message.endswith("..")
    assert words in message
    assert position is None or caught.value.position == position


def test_expressions_at_the_limits_are_parsed() -> None:
    assert len(at("+".join("x" * (MAX_ROWS + 1))).nodes) == MAX_ROWS + 1
    assert at("+".join(f"x{k}" for k in range(MAX_INPUTS))).inputs == MAX_INPUTS
    assert at("(" * MAX_DEPTH + "x" + ")" * MAX_DEPTH).values == (DEFAULT,)
