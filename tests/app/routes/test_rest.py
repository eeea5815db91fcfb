"""Every REST call as documented, through the sync and the async Python client."""

import io
from typing import Any

import httpx
import numpy as np
import pytest

from app.client import AsyncClient, Client, ProblemError, SessionLostError, ShapeChangeError
from engine.spec.run import RunSpec
from engine.train.trainer import Trainer
from tests.app.live import CIRCLE, Live

XOR_ROWS: dict[str, Any] = {
    "data": {"name": "inline", "inputs": [[0, 0], [0, 1], [1, 0], [1, 1]], "targets": [[0], [1], [1], [0]]},
    "network": {"layers": [{"units": 3}]},
    "batch_size": "all",
}


def test_health_is_ready_and_has_the_version(live: Live) -> None:
    live.session()
    health = live.client.health()
    assert (health.status, health.done) == ("ready", health.total)
    assert health.sessions >= 1
    assert health.version


def test_creating_a_session_returns_its_info(live: Live) -> None:
    response = httpx.post(f"{live.url}/api/v1/sessions", json=CIRCLE)
    answer = response.json()
    assert response.status_code == 201
    assert response.headers["Location"] == f"/api/v1/sessions/{answer['id']}"
    assert (answer["step"], answer["epoch"], answer["status"], answer["playing"]) == (0, 0, "ready", False)
    assert answer["parameter_count"] == 25
    assert answer["spec"]["loss"] == "half_squared_error"
    assert answer["inputs"] == ["x1", "x2"]
    assert answer["layers"][1] == {
        "name": "dense_2", "kind": "dense", "sources": ["dense_1"], "units": 2, "inputs": 4, "activation": "tanh",
        "frozen": False,
        "weights_offset": 12, "biases_offset": 20, "shape": [2],
        "blocks": [{"name": "weights", "offset": 12, "shape": [4, 2]}, {"name": "biases", "offset": 20, "shape": [2]}],
    }  # fmt: skip
    assert 0 < answer["metrics"]["train_loss"] < 5
    assert live.client.session(answer["id"]).info().model_dump(mode="json") == answer


def test_training_equals_the_engine_to_the_bit(live: Live) -> None:
    session, trainer = live.session(seed=3), Trainer(RunSpec.model_validate({**CIRCLE, "seed": 3}))
    for count, unit in ((7, "step"), (3, "sample"), (5, "epoch"), (1, "sample"), (200, "epoch")):
        answer = session.train(count, unit)  # type: ignore[arg-type]
        assert answer.steps == trainer.advance(count, unit)  # type: ignore[arg-type]
        assert (answer.step, answer.epoch, answer.sample) == (trainer.step, trainer.epoch, trainer.sample)
    assert answer.layers[0].gradient_norm is not None
    assert sum(answer.layers[0].histogram.counts) == 50 * 4
    for ours, theirs in zip(session.parameters().layers, trainer.get_parameters(), strict=True):
        np.testing.assert_array_equal(ours.weights, theirs.weights)
        np.testing.assert_array_equal(ours.biases, theirs.biases)


def test_one_step_is_the_default(live: Live) -> None:
    session = live.session()
    assert httpx.post(f"{live.url}/api/v1/sessions/{session.id}/steps").json()["step"] == 1


def test_reset_gives_the_same_weights_or_those_of_another_seed(live: Live) -> None:
    session = live.session()
    initial = session.parameters()
    session.train(3)
    assert session.reset().step == 0
    assert session.parameters() == initial
    assert session.reset(seed=5).spec.seed == 5
    other = session.parameters()
    assert other != initial
    session.train(3)
    session.reset()
    assert session.parameters() == other


def test_a_change_that_keeps_the_shapes_applies_live(live: Live) -> None:
    session = live.session()
    session.train(3)
    before = session.parameters()
    answer = session.change({"optimizer": {"learning_rate": 0.5}, "regularization": {"name": "l2", "rate": 0.1}})
    assert (answer.step, answer.spec.optimizer.learning_rate) == (3, 0.5)
    assert answer.metrics.penalty is not None
    assert answer.metrics.penalty > 0
    assert session.parameters() == before
    assert answer.data_version == 1


def test_a_change_of_shapes_needs_a_reset(live: Live) -> None:
    session = live.session()
    session.train(3)
    with pytest.raises(ShapeChangeError) as refused:
        session.change({"network": {"layers": [{"units": 3}]}})
    assert refused.value.status == 409
    assert refused.value.problem.field == "network.layers"
    assert "reset" in refused.value.problem.remedy
    assert session.info().step == 3
    answer = session.change({"network": {"layers": [{"units": 3}]}}, reset=True)
    assert (answer.step, answer.parameter_count) == (0, 13)


def test_data_of_another_task_change_the_loss(live: Live) -> None:
    session = live.session()
    answer = session.change({"data": {"name": "spirals3"}}, reset=True)
    assert (answer.spec.loss, answer.spec.network.output_activation) == ("softmax_cross_entropy", "softmax")
    assert answer.data_version == 2
    assert session.data().classes == 3


def test_a_deleted_session_is_gone(live: Live) -> None:
    session = live.session()
    session.delete()
    with pytest.raises(SessionLostError) as lost:
        session.info()
    assert lost.value.status == 410


def test_parameters_can_be_put_back(live: Live) -> None:
    session = live.session()
    initial = session.parameters()
    session.train(5)
    assert session.parameters() != initial
    assert session.set_parameters(initial) == initial
    assert session.info().step == 5
    session.set_parameters([layer.model_dump() for layer in initial.layers])
    assert session.parameters() == initial


def test_one_parameter_can_be_set(live: Live) -> None:
    session = live.session()
    session.train(5)
    layers = session.parameters().model_dump()["layers"]
    layers[0]["weights"][1][2] = 0.5
    layers[2]["biases"][0] = -1.0
    session.set_parameter("dense_1", 2, 1, 0.5)
    assert session.set_parameter("output", 0, None, -1.0).model_dump()["layers"] == layers
    assert session.parameters().model_dump()["layers"] == layers
    assert session.info().step == 5


def test_confusion_matrices_are_those_of_the_predictions(live: Live) -> None:
    names = ["left", "middle", "right"]
    inputs = [[x, y] for x in (-3, 0, 3) for y in range(-4, 5)]
    data = {"name": "inline", "inputs": inputs, "targets": [[k // 9] for k in range(27)], "class_names": names}
    session = live.client.create({"data": {**data, "train_fraction": 0.6}, "optimizer": {"name": "adam"}})
    accuracies = session.train(40, "epoch").metrics
    answer, points = session.confusion(), session.data()
    assert answer.class_names == names
    predicted = np.argmax(session.predict(points.inputs).outputs, axis=1)
    for matrix, rows, accuracy in (
        (answer.train, slice(0, points.train_size), accuracies.train_accuracy),
        (answer.test, slice(points.train_size, None), accuracies.test_accuracy),
    ):
        expected = np.zeros((3, 3), dtype=int)
        np.add.at(expected, (np.array(points.targets[rows]), predicted[rows]), 1)
        np.testing.assert_array_equal(matrix, expected)
        assert np.trace(matrix) / np.sum(matrix) == accuracy
    assert live.session().confusion().class_names is None


def test_inline_data_have_names_and_a_domain(live: Live) -> None:
    own = {**XOR_ROWS["data"], "input_names": ["height", "weight"], "class_names": ["no", "yes"]}
    session = live.client.create({**XOR_ROWS, "data": own})
    info = session.info()
    assert (info.inputs, info.domain) == (["height", "weight"], ((-0.08, 1.08), (-0.08, 1.08)))
    assert session.boundary(4).domain == info.domain
    drawn = session.change({"data": {"domain": [[-2, 2], [0, 8]]}})
    assert (drawn.domain, drawn.spec.data.domain) == (((-2, 2), (0, 8)), ((-2, 2), (0, 8)))  # type: ignore[union-attr]
    corner = session.predict([[-1.5, 7]]).outputs[0][0]
    assert session.boundary(4).values[0][0] == pytest.approx(corner, rel=1e-12)
    assert session.change({"features": ["x1", "x2"]}).inputs == ["x1", "x2"]
    assert session.change({"features": None}).inputs == ["height", "weight"]
    three = {**own, "inputs": [[*row, 1] for row in own["inputs"]], "input_names": None}
    wide = live.client.create({**XOR_ROWS, "data": three}).info()
    assert (wide.inputs, wide.domain) == (["x1", "x2", "x3"], None)


def test_the_last_point_of_a_class_can_be_removed_live(live: Live) -> None:
    inputs = [[0, 0], [4, 0], [0, 4]]
    data = {"name": "inline", "inputs": inputs, "targets": [[0], [1], [2]], "class_names": ["a", "b", "c"]}
    session = live.client.create({"data": data, "network": {"layers": [{"units": 3}]}})
    session.train(5)
    for targets in ([[0], [1]], [[0]]):
        answer = session.change({"data": {"inputs": inputs[: len(targets)], "targets": targets}})
        assert (answer.step, answer.spec.data.task, session.data().classes) == (5, "multiclass", 3)
    two = {**data, "targets": [[0], [1], [1]], "class_names": ["no", "yes"]}
    session = live.client.create({"data": two})
    answer = session.change({"data": {"inputs": inputs[:1], "targets": [[0]]}})
    assert (answer.spec.data.task, session.data().targets) == ("binary", [0])


def test_standardized_data_are_returned_in_original_units(live: Live) -> None:
    inputs = [[0.1 * k, 1000.0 * (k % 3)] for k in range(12)]
    data = {"name": "inline", "inputs": inputs, "targets": [[float(k)] for k in range(12)], "standardize": True}
    session = live.client.create({"data": data})
    session.train(3)
    assert session.data().inputs == inputs
    np.testing.assert_allclose(session.info().domain, [[-0.088, 1.188], [-160, 2160]])
    traced = session.trace(inputs[2])
    assert traced.inputs == inputs[2]
    np.testing.assert_allclose(traced.features, (np.array(inputs[2]) - np.mean(inputs, 0)) / np.std(inputs, 0))  # type: ignore[arg-type]
    assert session.check_gradient().passed


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


def test_inline_data_without_test_rows_all_train(live: Live) -> None:
    session = live.client.create(XOR_ROWS)
    info = session.train(10, "epoch")
    assert info.step == 10
    assert info.metrics.test_loss is None
    assert session.info().inputs == ["x1", "x2"]
    data = session.data()
    assert (data.train_size, data.test_size) == (4, 0)
    assert data.targets == [0, 1, 1, 0]


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


def test_exported_specs_and_runs_can_be_loaded(live: Live) -> None:
    session = live.session()
    session.train(4)
    spec = RunSpec.model_validate_json(session.export("spec"))
    assert spec == session.info().spec
    file = httpx.Response(200, content=session.export()).json()
    assert (file["format"], file["version"], file["step"]) == ("backprop-run", 1, 4)
    again = live.client.create(file["spec"])
    again.set_parameters(file["parameters"]["layers"])
    assert again.parameters() == session.parameters()


def test_export_as_arrays(live: Live) -> None:
    session = live.session()
    arrays = np.load(io.BytesIO(session.export("npz")))
    for layer in session.parameters().layers:
        np.testing.assert_array_equal(arrays[f"{layer.name}.weights"], layer.weights)
        np.testing.assert_array_equal(arrays[f"{layer.name}.biases"], layer.biases)


def test_an_export_names_its_file(live: Live) -> None:
    session = live.session()
    for kind, name in (
        ("spec", "spec.json"),
        ("json", "run.json"),
        ("npz", "parameters.npz"),
        ("python", "network.py"),
    ):
        response = httpx.get(f"{live.url}/api/v1/sessions/{session.id}/export", params={"format": kind})
        assert response.headers["Content-Disposition"] == f'attachment; filename="{name}"'


def test_a_diverged_run_goes_back_and_the_remedy_works(live: Live) -> None:
    session = live.client.create(
        {
            "seed": 2,
            "data": {"name": "reg_plane"},
            "network": {"layers": [{"units": 4, "activation": "linear"}]},
            "optimizer": {"name": "sgd", "learning_rate": 1},
        }
    )
    answer = session.train(50)
    assert answer.status == session.info().status == "diverged"
    report = answer.divergence
    assert report is not None and report.learning_rate is not None
    assert answer.message == f"{report.detail} {report.remedy}"
    assert report.returned_to == answer.step == session.train(1).step
    assert session.history().step[-1] == answer.step
    assert np.isfinite(np.array(session.parameters().layers[0].weights)).all()
    for rate in (report.learning_rate, 1e-6):
        branch = session.branch(answer.step)
        changed = branch.change({"optimizer": {"learning_rate": rate}})
        assert (changed.status, changed.divergence) == ("ready", None)
        later = branch.train(300)
        assert (later.status, later.steps) == ("ready", 300)
        assert later.metrics.train_loss < answer.metrics.train_loss
    assert session.reset().status == "ready"


async def test_the_async_client_does_the_same(live: Live) -> None:
    async with AsyncClient(live.url) as client:
        assert (await client.health()).status == "ready"
        assert "circle" in [entry.name for entry in (await client.catalog()).data_sets]
        session = await client.create(CIRCLE)
        assert (await session.train(2)).step == 2
        assert (await session.history()).step[-1] == 2
        layers = await session.parameters()
        assert await session.set_parameters(layers) == layers
        assert len((await session.predict([[0, 0]])).outputs) == 1
        assert len((await client.session(session.id).boundary(3)).values) == 3
        assert (await session.change({"batch_size": 5})).spec.batch_size == 5
        assert (await session.reset()).step == 0
        assert (await session.undo()).step == 2
        assert (await session.load(await session.export())).undo is None
        assert (await session.set_parameter("output", 0, None, 0.5)).layers[-1].biases == [0.5]
        assert np.sum((await session.confusion()).train) == 50
        with pytest.raises(ProblemError) as refused:
            await session.predict([[1.0]])
        assert refused.value.status == 422
        await session.delete()


def test_a_client_takes_a_spec_as_a_model(client: Client) -> None:
    assert client.create(RunSpec.model_validate(CIRCLE)).info().parameter_count == 25
