"""Predictions, maps, samples, history, traces and gradient checks over REST, compared with the engine."""

import numpy as np
import pytest

from engine.spec.run import RunSpec
from engine.train.trainer import Trainer
from tests.app.live import CIRCLE, Live


def test_predictions_equal_the_engine(live: Live) -> None:
    session = live.session(network={"layers": [{"units": 2, "activation": "relu"}]})
    first, last = session.parameters().layers
    rows = np.array([[0.5, -1.0], [2.0, 3.0], [0.0, 0.0]])
    hidden = np.maximum(rows @ first.weights + first.biases, 0)
    outputs = np.tanh(hidden @ last.weights + last.biases)
    answer = session.predict(rows.tolist(), activations=True)
    np.testing.assert_allclose(answer.outputs, outputs, rtol=1e-12)
    assert answer.activations is not None
    assert [layer.name for layer in answer.activations] == ["dense_1", "output"]
    np.testing.assert_allclose(answer.activations[0].values, hidden, rtol=1e-12, atol=1e-15)
    assert session.predict(rows.tolist()).activations is None


def test_a_boundary_is_the_units_activation_at_the_pixels(live: Live) -> None:
    session = live.session()
    centres = (np.arange(4) + 0.5) / 4 * 12 - 6
    points = [[x1, x2] for x2 in centres[::-1] for x1 in centres]
    received = session.predict(points, activations=True)
    answer = session.boundary(resolution=4)
    assert (answer.unit, answer.domain) == ("output:0", ((-6, 6), (-6, 6)))
    np.testing.assert_allclose(np.ravel(answer.values), np.ravel(received.outputs), rtol=1e-12)
    assert received.activations is not None
    second = [row[1] for row in received.activations[0].values]
    np.testing.assert_allclose(np.ravel(session.boundary(4, "dense_1:1").values), second, rtol=1e-12)


def test_data_are_the_training_and_test_rows(live: Live) -> None:
    data = live.session().data()
    engine = Trainer(RunSpec.model_validate(CIRCLE)).data
    assert (data.task, data.classes, data.train_size, data.test_size) == ("binary", 2, 50, 50)
    np.testing.assert_array_equal(data.inputs[:50], engine.train.inputs)
    np.testing.assert_array_equal(data.targets[50:], engine.test.targets)


def test_regression_data_have_values_for_targets(live: Live) -> None:
    session = live.session(data={"name": "reg_plane", "samples": 40})
    data = session.data()
    assert data.classes is None
    np.testing.assert_allclose(np.ravel(data.targets), np.sum(data.inputs, axis=1) / 10)
    metrics = session.train().metrics
    assert metrics.train_r2 is not None
    assert metrics.train_accuracy is None


def test_history_grows_with_training(live: Live) -> None:
    session = live.session()
    for _ in range(3):
        session.train(2)
    history = session.history()
    assert (history.step[-1], history.epoch[-1]) == (6, 1)
    assert set(history.step) >= {2, 4, 6}
    assert len(history.train_loss) == len(history.test_accuracy) == len(history.step)
    assert session.history(since=4).step == [6]
    session.reset()
    assert 6 not in session.history().step


def test_history_has_the_gradient_norm_of_every_layer(live: Live) -> None:
    session = live.session()
    assert session.history().gradient_norms in ([], [[None]] * 3)
    answer = session.train(7)
    history = session.history()
    assert [column[-1] for column in history.gradient_norms] == [layer.gradient_norm for layer in answer.layers]
    assert [column[-1] for column in history.activation_stds] == [layer.activation.std for layer in answer.layers]
    assert {len(column) for column in history.gradient_norms} == {len(history.step)}
    assert session.history(since=100).gradient_norms == [[], [], []]
    answer = session.change({"network": {"layers": []}}, reset=True)
    assert session.history().gradient_norms == [[None]]


def test_trace_follows_a_sample_and_the_chain_rule_holds(live: Live) -> None:
    session = live.session(network={"layers": [{"units": 3}]})
    answer = session.trace([0.5, -1.0], 1)
    dense, tanh, last, _, loss = answer.ops
    assert [op.kind for op in answer.ops] == ["dense", "activation", "dense", "activation", "loss"]
    assert answer.features == [0.5, -1.0]
    assert loss.kind == "loss"
    assert loss.targets == [1.0]
    assert loss.value == pytest.approx(0.5 * (loss.prediction[0] - 1.0) ** 2)  # type: ignore[operator]
    assert dense.kind == last.kind == "dense"
    assert tanh.kind == "activation"
    np.testing.assert_allclose(
        np.array(tanh.output_adjoints, dtype=float) * np.array(tanh.derivatives, dtype=float),
        np.array(tanh.input_adjoints, dtype=float),
    )
    gradient = np.outer(np.array(dense.inputs, dtype=float), np.array(dense.output_adjoints, dtype=float))
    np.testing.assert_allclose(np.array(dense.weights.gradient, dtype=float), gradient)
    np.testing.assert_allclose(np.array(dense.weights.update, dtype=float), -0.03 * gradient)
    assert session.info().step == 0


def test_trace_without_a_target_is_the_forward_pass(live: Live) -> None:
    answer = live.session().trace([0.5, -1.0])
    assert answer.ops[-1].kind == "loss"
    assert answer.ops[-1].value is None
    assert answer.ops[0].output_adjoints is None  # type: ignore[union-attr]


def test_a_trace_of_the_batch_equals_the_next_step(live: Live) -> None:
    session = live.session(network={"layers": [{"units": 3}]}, optimizer={"name": "adam"})
    session.train(7)
    received = session.trace(row=3, of="batch", finite_differences=True)
    assert (received.of, received.step, received.optimizer_step, len(received.batch)) == ("batch", 7, 8, 10)
    point = session.data()
    assert received.inputs == point.inputs[3]
    before = session.parameters().layers[0]
    session.train(1)
    after, block = session.parameters().layers[0], received.ops[0].weights  # type: ignore[union-attr]
    moved = np.array(after.weights) - np.array(before.weights)
    np.testing.assert_array_equal(np.array(block.update, dtype=float), moved)
    np.testing.assert_allclose(np.array(block.numeric_gradient, dtype=float), np.array(block.gradient), rtol=1e-6)
    assert set(block.parts) == {"m_hat", "v_hat", "effective_rate", "direction"}
    assert session.trace(row=0, split="test").inputs == point.inputs[point.train_size]
    assert session.trace([0.5, -1.0], layers=["output"]).ops[0].weights is None  # type: ignore[union-attr]


def test_gradient_check_passes_and_does_not_change_the_run(live: Live) -> None:
    session = live.session()
    session.train(3)
    before = session.parameters()
    answer = session.check_gradient(samples=5)
    assert answer.passed
    assert [(block.name, block.size) for block in answer.blocks][:2] == [("dense_1.weights", 8), ("dense_1.biases", 4)]
    assert all(block.checked == block.size for block in answer.blocks)
    assert all(block.largest_error is not None and block.largest_error < block.tolerance for block in answer.blocks)
    assert session.parameters() == before
    assert session.check_gradient(components=2).blocks[0].checked == 2


def test_gradient_check_of_a_large_network_checks_fewer(live: Live) -> None:
    answer = live.session(network={"layers": [{"units": 100}] * 20}).check_gradient()
    assert {block.checked for block in answer.blocks if block.size > 10} <= set(range(1, 100))
