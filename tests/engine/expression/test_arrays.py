"""Vectors and matrices: values by scalar loops, both modes by finite differences and by each other, shapes that disagree."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from engine.expression.local import Cost, jacobian
from engine.expression.operations import ARRAY_FUNCTIONS, OPERATIONS, elementwise
from engine.expression.operations.matrix import OPERATORS as MATRIX_OPERATORS
from engine.expression.parser import parse
from engine.expression.tokens import ExpressionError
from engine.expression.values import Value
from engine.expression.wengert import Evaluation, evaluate
from tests.engine.expression import naive_arrays as naive

X = [[0.5, -1.2, 0.3], [1.1, 0.7, -0.4]]
W = [[0.2, -0.7], [1.3, 0.4], [-0.6, 0.9]]
V = [0.8, -0.3, 1.4]
U = [0.6, 1.7]
COLUMN = [[0.9], [-1.6]]
P = [[0.2, 0.5, 0.3], [0.7, 0.1, 0.2]]
S = 0.45


def binary(function: Callable[[float, float], float]) -> Callable[..., Any]:
    return lambda a, b: naive.broadcast(function, a, b)


def unary(function: Callable[[float], float]) -> Callable[..., Any]:
    return lambda a: naive.broadcast(function, a)


def sigmoid(a: float) -> float:
    return 1 / (1 + math.exp(-a))


CASES: list[tuple[str, list[Any], Callable[..., Any]]] = [
    ("a @ b", [X, W], naive.matmul),
    ("a @ b", [X, V], naive.matmul),
    ("a @ b", [U, X], naive.matmul),
    ("a @ b", [V, [1.5, 0.2, -0.9]], naive.matmul),
    ("a.T", [X], naive.transpose),
    ("a.T", [V], naive.transpose),
    ("a.T @ b.T", [X, W], lambda a, b: naive.matmul(naive.transpose(a), naive.transpose(b))),
    *[("a + b", [one, other], binary(lambda a, b: a + b)) for one, other in ((X, X), (X, V), (S, X), (COLUMN, X), (COLUMN, U))],
    *[("a - b", [one, other], binary(lambda a, b: a - b)) for one, other in ((X, V), (X, S))],
    *[("a * b", [one, other], binary(lambda a, b: a * b)) for one, other in ((X, X), (X, V), (V, X), (X, COLUMN), (X, S))],
    *[("a / b", [one, other], binary(lambda a, b: a / b)) for one, other in ((X, V), (S, X), (COLUMN, V))],
    ("a ^ b", [P, V], binary(lambda a, b: a**b)),
    ("max(a, b)", [X, V], binary(max)),
    ("min(a, b)", [X, COLUMN], binary(min)),
    ("-a", [X], unary(lambda a: -a)),
    ("tanh(a)", [X], unary(math.tanh)),
    ("sigmoid(a)", [X], unary(sigmoid)),
    ("relu(a)", [X], unary(lambda a: max(a, 0.0))),
    ("softplus(a)", [X], unary(lambda a: math.log1p(math.exp(a)))),
    ("exp(a)", [V], unary(math.exp)),
    ("log(a)", [P], unary(math.log)),
    ("sqrt(a)", [P], unary(math.sqrt)),
    ("sin(a)", [X], unary(math.sin)),
    ("cos(a)", [X], unary(math.cos)),
    ("abs(a)", [X], unary(abs)),
    *[("sum(a)", [each], lambda a: sum(naive.entries(a))) for each in (X, V, S)],
    *[("mean(a)", [each], lambda a: sum(naive.entries(a)) / len(naive.entries(a))) for each in (X, V, S)],
    *[("norm(a)", [each], lambda a: math.hypot(*naive.entries(a))) for each in (X, V, S)],
    *[("softmax(a)", [each], naive.softmax) for each in (X, V)],
    *[("log_softmax(a)", [each], lambda a: naive.broadcast(math.log, naive.softmax(a))) for each in (X, V)],
    ("cross_entropy(a, 1)", [V], lambda a: naive.cross_entropy(a, 1)),
    ("cross_entropy(a, [2, 0])", [X], lambda a: naive.cross_entropy(a, [2, 0])),
    ("cross_entropy(a, b)", [V, P[0]], naive.cross_entropy),
    ("cross_entropy(a, b)", [X, P], naive.cross_entropy),
    ("cross_entropy(a, b)", [X, X], naive.cross_entropy),  # targets that are no probabilities
]  # fmt: skip
"""Text, values of its inputs, and the same by scalar loops."""

IDS = [f"{text} {' '.join(str(naive.shape(each)) for each in point)}" for text, point, _ in CASES]


def at(text: str, **values: Any) -> Evaluation:
    return evaluate(parse(text), values)


def modes(text: str, point: dict[str, Any]) -> tuple[Value, list[np.ndarray], list[np.ndarray]]:
    """The value of the last output, and its Jacobian by every input: by forward and by reverse mode, entry by entry."""
    program = parse(text)
    found = evaluate(program, point)
    output, name = found.reverse[-1].output, found.reverse[-1].name
    assert name is not None
    value, inputs = found.values[output], [each.name for each in program.inputs]
    forward: list[np.ndarray] = []
    for number, each in enumerate(inputs):
        columns = []
        for unit in np.eye(np.size(found.values[number])):
            seed = unit.reshape(np.shape(found.values[number])).tolist()
            tangent = evaluate(program, point, {each: seed}).forward[number].tangents[output]
            columns.append(np.zeros(np.size(value)) if tangent is None else np.ravel(tangent))
        forward.append(np.array(columns).T)
    rows: list[list[np.ndarray]] = [[] for _ in inputs]
    for unit in np.eye(np.size(value)):
        seed = unit.reshape(np.shape(value)).tolist()
        adjoints = evaluate(program, point, {name: seed}).reverse[-1].adjoints
        for number, row in enumerate(rows):
            adjoint = adjoints[number]
            row.append(np.zeros(np.size(found.values[number])) if adjoint is None else np.ravel(adjoint))
    return value, forward, [np.array(each) for each in rows]


def differences(text: str, point: dict[str, Any], name: str, step: float = 1e-6) -> np.ndarray:
    """The Jacobian by one input, by central differences."""
    program, columns = parse(text), []
    for entry in range(np.size(point[name])):
        sides = []
        for sign in (1, -1):
            moved = np.array(point[name], float)
            moved.flat[entry] += sign * step
            found = evaluate(program, {**point, name: moved.tolist()})
            sides.append(np.ravel(found.values[found.reverse[-1].output]))
        columns.append((sides[0] - sides[1]) / (2 * step))
    return np.array(columns).T


def check_modes(text: str, point: dict[str, Any], tolerance: float = 1e-7) -> Value:
    value, forward, reverse = modes(text, point)
    names = [each.name for each in parse(text).inputs]
    for name, by_forward, by_reverse in zip(names, forward, reverse, strict=True):
        np.testing.assert_allclose(by_forward, by_reverse, rtol=1e-12, atol=1e-13)
        np.testing.assert_allclose(by_reverse, differences(text, point, name), rtol=tolerance, atol=tolerance)
    return value


@pytest.mark.parametrize(("text", "values", "function"), CASES, ids=IDS)
def test_values_equal_loops_and_both_modes_equal_finite_differences(
    text: str, values: list[Any], function: Callable[..., Any]
) -> None:
    point = dict(zip("ab", values, strict=False))
    value = check_modes(f"L = {text}", point)
    expected = function(*values)
    assert np.shape(value) == naive.shape(expected)
    np.testing.assert_allclose(value, expected, rtol=1e-13)


@pytest.mark.parametrize(("text", "values", "_function"), CASES, ids=IDS)
def test_a_local_jacobian_equals_finite_differences(
    text: str, values: list[Any], _function: Callable[..., Any]
) -> None:
    point = dict(zip("ab", values, strict=False))
    found = at(f"L = {text}", **point)
    if len(found.nodes) > found.inputs + 1:
        return
    for name, local in zip(point, found.locals[-1], strict=False):
        assert local is not None
        made = jacobian(local, np.shape(found.values[-1]), np.shape(point[name]))
        np.testing.assert_allclose(made, differences(f"L = {text}", point, name), rtol=1e-7, atol=1e-7)


def test_every_operation_has_a_case() -> None:
    used = {row.operation for text, _, _ in CASES for row in parse(text).rows}
    assert (
        used
        == set(OPERATIONS)
        == set(elementwise.OPERATORS | elementwise.FUNCTIONS | MATRIX_OPERATORS | ARRAY_FUNCTIONS)
    )


# programs


LEAVES = st.sampled_from(["X", "P", "W.T", "V", "C", "s"])
UNARY = ["tanh({})", "sigmoid({})", "-({})", "sin({})", "exp(tanh({}))", "2*({})", "({})^2"]
BINARY = ["({}) + ({})", "({}) - ({})", "({}) * ({})", "({}) / (2 + tanh({}))", "(({}) @ W) @ ({}).T @ X"]


@given(
    st.recursive(
        LEAVES,
        lambda inner: (
            st.builds(str.format, st.sampled_from(UNARY), inner)
            | st.builds(str.format, st.sampled_from(BINARY), inner, inner)
        ),
        max_leaves=5,
    ),
    st.sampled_from(["sum", "mean", "norm", "softmax", "log_softmax"]),
)
@settings(deadline=None, max_examples=60)
def test_random_programs_agree_in_both_modes(text: str, last: str) -> None:
    point = {"X": X, "W": W, "P": P, "V": V, "C": COLUMN, "s": S}
    program = f"L = {last}({text})"
    try:
        read = parse(program)
        names = [each.name for each in read.inputs]
        found = evaluate(read, {name: point[name] for name in names})
    except ExpressionError:  # shapes that disagree
        return
    assume(found.trouble is None and all(np.max(np.abs(value)) < 100 for value in found.values))
    check_modes(program, {name: point[name] for name in names}, 1e-5)


def test_a_network_on_a_batch_is_differentiated_as_in_textbooks() -> None:
    text = "Z = X @ W + b\nL = cross_entropy(Z, [1, 0])"
    found = at(text, X=X, W=W, b=[0.1, -0.2])
    p = np.array(naive.softmax((np.array(X) @ np.array(W) + [0.1, -0.2]).tolist()))
    dz = (p - [[0, 1], [1, 0]]) / 2
    adjoints = dict(zip((node.name or node.operation for node in found.nodes), found.reverse[0].adjoints, strict=True))
    for name, expected in (("Z", dz), ("W", np.array(X).T @ dz), ("X", dz @ np.array(W).T), ("b", dz.sum(axis=0))):
        np.testing.assert_allclose(adjoints[name], expected, rtol=1e-12, atol=1e-15)  # type: ignore[arg-type]
    rules = {local.rule for row in found.locals for local in row if local}
    assert {r"{#1}^{\top} \, #a", r"#a \, {#2}^{\top}", r"\sum_{\text{rows}} #a", r"#a \cdot #d"} == rules - {"#a"}
    assert found.reverse[0].seed == 1.0


def test_an_array_of_one_entry_each_is_a_scalar_program() -> None:
    scalar = at("L = (tanh(w*x + b) - y)^2", w=0.5, x=1.2, b=0.1, y=1.0)
    arrays = at("L = sum((tanh(w*x + b) - y)^2)", w=[0.5], x=[1.2], b=[0.1], y=[1.0])
    for one, other in zip(scalar.reverse[0].adjoints[:4], arrays.reverse[0].adjoints[:4], strict=True):
        assert other is not None and [one] == pytest.approx(other.tolist(), rel=1e-15)


def test_a_seed_is_a_direction_or_an_adjoint_to_begin_with() -> None:
    program = parse("y = a * a")
    found = evaluate(program, {"a": [1.0, 2.0]})
    assert found.reverse[0].seed.tolist() == [1.0, 1.0]  # as of the sum of the entries
    assert found.forward[0].seed.tolist() == [1.0, 0.0]
    assert (found.forward[0].passes, found.reverse[0].passes) == (2, 2)
    chosen = evaluate(program, {"a": [1.0, 2.0]}, {"a": [3.0, 1.0], "y": [0.0, 1.0], "z": 1.0})
    assert [each.tolist() for each in chosen.forward[0].tangents if each is not None] == [[3.0, 1.0], [6.0, 4.0]]
    assert np.ravel(chosen.reverse[0].adjoints[0]).tolist() == [0.0, 4.0]  # type: ignore[arg-type]
    assert chosen.unused == ("z",)
    with pytest.raises(ValueError, match="Received a seed of the shape 3 for a, expected 2"):
        evaluate(program, {"a": [1.0, 2.0]}, {"a": [1.0, 0.0, 0.0]})


# operations, counted by hand


def counted(text: str, **values: Any) -> tuple[list[Cost], Cost]:
    """The cost of one pass by each input, and of one back from the only output."""
    found = at(text, **values)
    return [each.cost for each in found.forward], found.reverse[0].cost


def test_operations_of_both_modes_are_counted() -> None:
    # X is 2 × 3, W is 3 × 2: 2·3·2 products; each of the 4 entries of a tangent sums 3, of the 6 of W̄ 2, of X̄ 2
    assert counted("X @ W", X=X, W=W) == ([Cost(12, 8), Cost(12, 8)], Cost(24, 12))
    assert counted("X + b", X=X, b=V) == ([Cost(6, 0), Cost(6, 0)], Cost(12, 3))
    assert counted("a * a", a=V) == ([Cost(6, 3)], Cost(6, 3))
    assert counted("sum(a)", a=X) == ([Cost(0, 5)], Cost(0, 0))
    assert counted("mean(a)", a=X) == ([Cost(1, 5)], Cost(1, 0))
    assert counted("a.T", a=X) == ([Cost(0, 0)], Cost(0, 0))
    assert counted("norm(a)", a=V) == ([Cost(3, 2)], Cost(3, 0))
    assert counted("cross_entropy(a, 1)", a=V) == ([Cost(3, 2)], Cost(3, 0))
    # s ⊙ (t − Σ s ⊙ t) of three entries: 3 products, 2 sums, 3 differences, 3 products
    assert counted("softmax(a)", a=V) == ([Cost(6, 5)], Cost(6, 5))
    assert counted("log_softmax(a)", a=X) == ([Cost(6, 10)], Cost(6, 10))


def test_the_operations_of_a_matrix_product_are_those_of_its_scalars() -> None:
    """y1 = w1 x1 + w2 x2 as numbers and as vectors takes the same products and sums by reverse mode."""
    scalars = at("y = w1*x1 + w2*x2", w1=0.1, x1=0.2, w2=0.3, x2=0.4)
    products = scalars.reverse[0].cost.multiplications - 2  # the two by the local derivative 1 of the sum
    assert at("w @ x", w=[0.1, 0.3], x=[0.2, 0.4]).reverse[0].cost == Cost(products, 0)


# what is not finite


@pytest.mark.parametrize(
    ("text", "values", "quantity", "reason"),
    [
        ("1 / a", {"a": [[1.0, 2.0], [0.0, 4.0]]}, "value", "division by zero, in row 2, column 1"),
        ("log(a)", {"a": [1.0, -2.0]}, "value", "logarithm of a negative number, in row 2"),
        ("sqrt(a)", {"a": [1.0, 0.0]}, "local derivative", "its slope is infinite here, in row 2"),
        ("sum(a) * 1e10", {"a": [1e308, 1e308]}, "value", "overflow"),
        ("sum(1e200*(1e200*a))", {"a": [1e-250, 0.0]}, "adjoint", "in row 1"),
    ],
)
def test_an_entry_that_is_not_finite_is_named(text: str, values: dict[str, Any], quantity: str, reason: str) -> None:
    found = at(text, **values)
    assert found.trouble is not None
    assert found.trouble.quantity == quantity
    assert reason in found.trouble.reason


def test_cross_entropy_of_huge_logits_is_finite() -> None:
    found = at("cross_entropy(z, 0)", z=[1000.0, -1000.0])
    assert (found.values[-1], found.trouble) == (0.0, None)
    assert at("cross_entropy(z, [1, 0])", z=[1e308, -1e308]).values[-1] == 0.0
    assert at("norm(a)", a=[0.0, 0.0]).reverse[0].adjoints[0].tolist() == [0.0, 0.0]  # type: ignore[union-attr]


# literals and shapes that are refused


def test_literals_are_read() -> None:
    program = parse("A = [[1, -2],\n  [+3, 2e1]]; b = [pi, --1]; L = sum(A @ b)")
    assert [np.asarray(each.value).tolist() for each in program.inputs] == [[[1, -2], [3, 20]], [math.pi, 1]]
    assert program.inputs[0].span == (4, 26)
    constant = at("L = [1, 2] @ x.T", x=[3.0, 4.0])
    assert (constant.values[-1], constant.inputs) == (11.0, 1)
    assert at("-[1, 2] + 0*x", x=1.0).values[-1].tolist() == [-1, -2]


def test_names_of_array_functions_stay_free_for_values() -> None:
    found = at("mean = (a + b)/2; sum = mean*2; L = sum^2 + norm", a=1.0, b=3.0, norm=2.0)
    assert found.values[-1] == 18.0
    assert at("mean = mean(a); L = mean^2", a=[1.0, 3.0]).values[-1] == 4.0


@pytest.mark.parametrize(
    ("text", "position", "words"),
    [
        ("[1, 2", 5, "Separate entries by commas, and close the array with ]."),
        ("[]", 1, "Received ] in an array, expected a number."),
        ("x = [1,]", 7, "Received ] in an array"),
        ("x = [1 2]", 7, "Received 2 after 1 in an array, expected , or ]."),
        ("x = [a, 2]", 5, "Received a in an array"),
        ("x = [[1, 2], 3]; x", 13, "Received 3 among rows"),
        ("x = [1, [2]]; x", 8, "Received a row among numbers"),
        ("x = [[1, 2], [3]]; x", 4, "Received rows of 1 and 2 numbers for the array, expected equal lengths."),
        ("x = [[[1]]]; x", 6, "Received [ in an array"),
        ("x = [1e999]; x", 5, "Received 1e999 in an array"),
        (f"x = [{', '.join('1' * 9)}]; x", 4, "the shape 9 for the array, expected 1 to 8 entries a side."),
        ("[1, 2]", 0, "Give it a name: x = [1, 2]."),
        ("x[0]", 1, "Entries of an array cannot be taken."),
        ("x]", 1, "without a [ before it"),
        ("x.T.U", 3, "the character '.'"),
        ("cross_entropy(x)", 0, "Received 1 argument of cross_entropy, expected 2."),
        ("sum(x, y)", 0, "Received 2 arguments of sum, expected 1."),
    ],
)
def test_a_literal_that_cannot_be_read_is_pointed_at(text: str, position: int, words: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        parse(text)
    assert words in str(caught.value)
    assert caught.value.position == position


SHAPES = "A = [[1, 2, 3], [4, 5, 6]]; B = [[1, 2], [3, 4]]; v = [1, 2]; u = [1, 2, 3, 4]; "


@pytest.mark.parametrize(
    ("text", "sign", "words"),
    [
        ("A @ v", "@", "Received A @ v with the shapes 2 × 3 and 2, expected as many columns on the left as entries"),
        ("A @ v", "@", "Write A.T @ v, or change one of the sizes."),
        ("A @ A", "@", "Write A.T @ A, or change one of the sizes."),
        ("A @ B", "@", "with the shapes 2 × 3 and 2 × 2, expected as many columns on the left as rows on the right. Write A.T @ B"),
        ("v @ A.T", "@", "Received v @ A.T with the shapes 2 and 3 × 2, expected as many entries on the left as rows"),
        ("u @ v", "@", "Change one of the sizes."),
        ("2 @ v", "@", "Received a number before @ in 2 @ v, expected vectors or matrices. Write * to multiply by a number."),
        ("v @ (B + 1) @ k", "@ k", "Received a number after @ in (v @ (B + 1)) @ k"),
        ("A + v", "+", "Received A + v with the shapes 2 × 3 and 2, expected sizes that are equal or 1, counted from the right."),
        ("A + v", "+", "Transpose the first with A.T"),
        ("A * B", "*", "Change the size of one of them."),
        ("A - (B @ v + u)", "+ u", "Received (B @ v) + u with the shapes 2 and 4"),
        ("max(A, v)", "max", "Received max(A, v) with the shapes 2 × 3 and 2"),
        ("softmax(k)", "softmax", "Received a number as the argument of softmax, expected a vector or a matrix."),
        ("cross_entropy(k, 0)", "cross", "Received a number as the argument of cross_entropy"),
        ("cross_entropy(A, v.T @ A)", "cross", "a target (v.T @ A) of the shape 3, expected 2 classes, or probabilities of the shape 2 × 3."),
        ("cross_entropy(u, v)", "cross", "expected a class, or probabilities of the shape 4."),
        ("cross_entropy(u, 4)", "cross", "Received 4 as the class in 4, expected a whole number from 0 to 3."),
        ("cross_entropy(u, 0.5)", "cross", "Received 0.5 as the class"),
        ("cross_entropy(A, [-1, 0])", "cross", "Received -1 as the class"),
    ],
)  # fmt: skip
def test_shapes_that_disagree_are_named_with_place_and_remedy(text: str, sign: str, words: str) -> None:
    program = parse(SHAPES + text)
    with pytest.raises(ExpressionError) as caught:
        evaluate(program, {})
    assert words in str(caught.value)
    assert caught.value.position == len(SHAPES) + text.index(sign)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ([], "the shape 0 for x"),
        ([[]], "the shape 1 × 0 for x"),
        ([[1.0], [1.0, 2.0]], "Received rows of 1 and 2 numbers for x, expected equal lengths"),
        ([1.0] * 9, "the shape 9 for x"),
        ([[1.0] * 9], "the shape 1 × 9 for x"),
        ([1.0, math.nan], "Received nan as the value of x, expected a finite number"),
        ([[1.0, math.inf]], "Received inf as the value of x"),
    ],
)
def test_given_values_are_checked(value: Any, words: str) -> None:
    with pytest.raises(ValueError, match="Received") as caught:
        at("L = sum(x)", x=value)
    assert words in str(caught.value)


def test_what_an_evaluation_holds_is_limited() -> None:
    ones = [[1.0] * 8] * 8
    names = [f"x{k}" for k in range(10)]
    assert len(evaluate(parse(f"L = sum({' + '.join(names)})"), dict.fromkeys(names, ones)).forward) == 10
    text = ";".join(f"x*{k}" for k in range(80))
    with pytest.raises(
        ExpressionError, match="Received arrays of 5184 entries in all, too many for 1 inputs and 80 out"
    ):
        evaluate(parse(text), {"x": ones})
    assert len(evaluate(parse(text), {"x": 1.0}).reverse) == 80
