"""Targets encoded for a loss, and outputs decoded to classes."""

import numpy as np
import pytest

from engine.data.encoding import encode_targets, output_width, predicted_class

LABELS = np.array([0, 2, 1, 2])
BITS = np.array([0, 1, 1, 0])


@pytest.mark.parametrize(
    ("output", "loss", "off", "on"),
    [
        ("tanh", "half_squared_error", -1, 1),
        ("linear", "half_squared_error", -1, 1),
        ("relu", "huber", -1, 1),
        ("linear", "hinge", -1, 1),
        ("sigmoid", "hinge", -1, 1),
        ("sigmoid", "binary_cross_entropy", 0, 1),
        ("sigmoid", "half_squared_error", 0, 1),
        ("softmax", "softmax_cross_entropy", 0, 1),
    ],
)
def test_classes_are_coded_for_output_and_loss(output: str, loss: str, off: float, on: float) -> None:
    binary = encode_targets(BITS, "binary", 2, output, loss)
    np.testing.assert_array_equal(binary, [[off], [on], [on], [off]])
    many = encode_targets(LABELS, "multiclass", 3, output, loss)
    np.testing.assert_array_equal(many, [[on, off, off], [off, off, on], [off, on, off], [off, off, on]])
    for targets in (binary, many):
        assert targets.dtype == np.float64 and targets.flags.c_contiguous


def test_regression_targets_stay() -> None:
    targets = np.array([[0.5, -2.0], [1.0, 3.0]])
    np.testing.assert_array_equal(encode_targets(targets, "regression", 0, "linear", "huber"), targets)


def test_no_samples_keep_the_width() -> None:
    nothing = np.empty(0, dtype=np.int64)
    assert encode_targets(nothing, "binary", 2, "tanh", "huber").shape == (0, 1)
    assert encode_targets(nothing, "multiclass", 4, "softmax", "softmax_cross_entropy").shape == (0, 4)


def test_output_width() -> None:
    assert output_width("binary", 2, BITS) == 1
    assert output_width("multiclass", 3, LABELS) == 3
    assert output_width("regression", 0, np.zeros((4, 7))) == 7


@pytest.mark.parametrize("loss", ["half_squared_error", "hinge", "binary_cross_entropy"])
@pytest.mark.parametrize("output", ["tanh", "sigmoid"])
def test_decision_undoes_the_encoding(output: str, loss: str) -> None:
    np.testing.assert_array_equal(
        predicted_class(encode_targets(BITS, "binary", 2, output, loss), "binary", output, loss), BITS
    )
    np.testing.assert_array_equal(
        predicted_class(encode_targets(LABELS, "multiclass", 3, output, loss), "multiclass", output, loss), LABELS
    )


def test_the_threshold_is_halfway_between_the_two_targets() -> None:
    outputs = np.array([[-0.1], [0.1], [0.4], [0.6]])
    np.testing.assert_array_equal(predicted_class(outputs, "binary", "tanh", "half_squared_error"), [0, 1, 1, 1])
    np.testing.assert_array_equal(predicted_class(outputs, "binary", "sigmoid", "binary_cross_entropy"), [0, 0, 0, 1])


def test_a_regression_has_no_classes() -> None:
    with pytest.raises(ValueError, match="no class"):
        predicted_class(np.zeros((2, 1)), "regression", "linear", "huber")
