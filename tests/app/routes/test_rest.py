"""Calls about sessions, parameters and exports as documented, through the sync and the async Python client."""

import io
from typing import Any

import httpx
import numpy as np
import pytest

from app.client import AsyncClient, Client, ProblemError, SessionLostError, ShapeChangeError
from engine.spec.run import RunSpec
from engine.train.trainer import Trainer
from tests.app.live import CIRCLE, Live, serving

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


def test_several_sessions_are_created_by_one_call_in_the_order_of_their_specs(live: Live) -> None:
    specs = [{**CIRCLE, "optimizer": {"learning_rate": rate}} for rate in (0.1, 0.01, 0.03)]
    sessions = live.client.create_all(specs)
    assert [session.info().spec.optimizer.learning_rate for session in sessions] == [0.1, 0.01, 0.03]
    assert len({session.id for session in sessions}) == 3
    response = httpx.post(f"{live.url}/api/v1/sessions/batch", json={"specs": [CIRCLE]})
    (made,) = response.json()["sessions"]
    info = httpx.get(f"{live.url}/api/v1/sessions/{made['id']}").json()
    assert response.status_code == 201
    assert made == {name: value for name, value in info.items() if name != "metrics"}
    assert (info["data"]["train_size"], info["data"]["test_size"]) == (50, 50)


@pytest.mark.parametrize(
    ("specs", "field"),
    [
        ([], "/specs"),
        ([CIRCLE] * 33, "/specs"),
        ([CIRCLE, {**CIRCLE, "batch_size": -1}], "/specs/1/batch_size"),
        ([CIRCLE, {"data": {"name": "nothing"}}], "/specs/1/data/name"),
        ("circle", "/specs"),
    ],
)
def test_of_several_specs_with_a_bad_one_no_session_is_made(live: Live, specs: Any, field: str) -> None:
    before = live.client.health().sessions
    response = httpx.post(f"{live.url}/api/v1/sessions/batch", json={"specs": specs})
    assert response.status_code == 422
    assert response.json()["errors"][0]["pointer"] == field
    assert live.client.health().sessions == before


def test_runs_that_share_their_data_train_as_if_they_did_not(live: Live) -> None:
    noise = {"data": {**CIRCLE["data"], "position_noise": 0.3, "seed": 4}}
    specs = [CIRCLE, noise, {**CIRCLE, "optimizer": {"learning_rate": 0.3}}, CIRCLE, {**noise, "batch_size": 7}]
    together, alone = live.client.create_all(specs), [live.client.create(spec) for spec in specs]
    for one, other in zip(together, alone, strict=True):
        assert one.train(3, "epoch").metrics == other.train(3, "epoch").metrics


def test_a_full_server_makes_none_of_several_sessions() -> None:
    with serving(max_sessions=3) as small:
        kept = small.client.create(CIRCLE)
        with pytest.raises(ProblemError, match="places for sessions"):
            small.client.create_all([CIRCLE] * 3)
        assert small.client.health().sessions == 1
        assert len(small.client.create_all([CIRCLE] * 2)) == 2
        assert kept.info().step == 0


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


def test_inline_data_without_test_rows_all_train(live: Live) -> None:
    session = live.client.create(XOR_ROWS)
    info = session.train(10, "epoch")
    assert info.step == 10
    assert info.metrics.test_loss is None
    assert session.info().inputs == ["x1", "x2"]
    data = session.data()
    assert (data.train_size, data.test_size) == (4, 0)
    assert data.targets == [0, 1, 1, 0]


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
