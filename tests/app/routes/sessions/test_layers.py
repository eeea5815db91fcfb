"""Networks with every kind of layer over REST: catalog, parameters, traces, errors."""

from typing import Any

import numpy as np
import pytest

from app.client import ProblemError
from engine.layers.kinds import LAYERS
from engine.optim.clipping import CLIPPINGS
from engine.optim.projection import PROJECTIONS
from engine.optim.schedules import SCHEDULES
from engine.spec.run import RunSpec
from engine.train.trainer import Trainer
from tests.app.live import Live

OF_VECTORS = [kind for kind, entry in LAYERS.items() if entry.reads == "any"]


def spec_of(*layers: dict[str, Any]) -> dict[str, Any]:
    return {"data": {"name": "circle", "samples": 60}, "network": {"layers": [{"units": 4}, *layers]}}


def example(kind: str) -> dict[str, Any]:
    return {"kind": kind, **LAYERS[kind].example}


def test_the_catalog_has_every_kind_with_an_example_that_can_be_made(live: Live) -> None:
    received = {layer.name: layer for layer in live.client.catalog().layers}
    assert list(received) == list(LAYERS)
    for kind in received.values():
        form = {"steps": {"steps": 4}, "image": {"image": [2, 2, 1]}}.get(kind.reads, {})
        data = {"name": "inline", "inputs": [[0.0, 1.0, 2.0, 3.0]], "targets": [[0.5]], **form}
        session = live.client.create({"data": data, "network": {"layers": [kind.example]}, "batch_size": "all"})
        assert kind.name in {layer.kind for layer in session.info().layers}


@pytest.mark.parametrize("kind", OF_VECTORS)
def test_a_session_with_every_kind_of_layer_equals_the_engine(live: Live, kind: str) -> None:
    spec = spec_of(example(kind), example(kind))
    session, trainer = live.client.create(spec), Trainer(RunSpec.model_validate(spec))
    answer = session.train(3, "epoch")
    trainer.advance(3, "epoch")
    shapes = session.info().layers
    assert [layer.name for layer in answer.layers] == [layer.name for layer in shapes]
    assert [(x.name, x.kind) for x in shapes] == [(x.name, x.kind) for x in trainer.network.layers]
    assert session.info().parameter_count == trainer.network.layout.size
    flat = np.full(trainer.network.layout.size, np.nan)
    received = {layer.name: layer for layer in session.parameters().layers}
    for shape in shapes:
        for block in shape.blocks:
            layer = received[shape.name]
            values = getattr(layer, block.name, None) or (layer.blocks or {})[block.name]
            assert list(np.shape(values)) == block.shape
            flat[block.offset : block.offset + np.size(values)] = np.ravel(values)
    np.testing.assert_array_equal(flat, trainer.parameters)


@pytest.mark.parametrize("kind", OF_VECTORS)
def test_parameters_of_every_kind_of_layer_can_be_set(live: Live, kind: str) -> None:
    session = live.client.create(spec_of(example(kind)))
    begin = session.parameters()
    session.train(5)
    assert session.parameters() != begin
    assert session.set_parameters(begin) == begin
    rows = [[0.5, -0.5], [3.0, 1.0]]
    assert session.predict(rows) == live.client.create(spec_of(example(kind))).predict(rows)


@pytest.mark.parametrize("kind", OF_VECTORS)
def test_a_trace_shows_every_op(live: Live, kind: str) -> None:
    session = live.client.create(spec_of(example(kind)))
    session.train(1, "epoch")
    seen = session.trace([0.5, -1.0], 1)
    assert seen.ops[-1].kind == "loss"
    np.testing.assert_allclose(seen.ops[-1].prediction, session.predict([[0.5, -1.0]]).outputs[0], rtol=1e-12)
    assert all(op.input_adjoints is not None for op in seen.ops)
    assert {op.layer for op in seen.ops} == {layer.name for layer in session.info().layers}


@pytest.mark.parametrize("kind", OF_VECTORS)
def test_a_gradient_check_passes(live: Live, kind: str) -> None:
    assert live.client.create(spec_of(example(kind))).check_gradient().passed


def test_every_layer_has_a_map(live: Live) -> None:
    session = live.client.create(spec_of(example("residual"), example("parallel")))
    for layer in session.info().layers:
        assert np.shape(session.boundary(8, f"{layer.name}:{layer.units - 1}").values) == (8, 8)


@pytest.mark.parametrize(
    ("layers", "status", "words"),
    [
        (
            [{"kind": "lstn"}],
            422,
            "/network/layers/1: Received a layer of unknown kind. Choose a kind that belongs here",
        ),
        (
            [{"kind": "residual", "layers": [{"units": 3}]}],
            422,
            "Received a residual block of 4 inputs in network.layers[1]",
        ),
        ([{"kind": "residual", "layers": [{"units": 0}]}], 422, "/network/layers/1/layers/0/units"),
        ([{"kind": "parallel", "branches": [{"inputs": [0, 9]}]}], 422, "expected an end of at most 4"),
        ([{"kind": "parallel", "branches": [{"layers": [{"units": 1024}] * 3}]}], 422, "parameters"),
        ([{"kind": "activation", "units": 3}], 422, "/network/layers/1/units"),
    ],
)
def test_a_bad_layer_is_named(live: Live, layers: list[dict[str, Any]], status: int, words: str) -> None:
    with pytest.raises(ProblemError) as refusal:
        live.client.create(spec_of(*layers))
    problem = refusal.value.problem
    assert problem.status == status
    assert words in f"{problem.detail} {problem.remedy} {problem.errors}"


# -- options of training -------------------------------------------------------------------------------------------


def test_the_catalog_has_every_option(live: Live) -> None:
    catalog = live.client.catalog()
    assert [schedule.name for schedule in catalog.schedules] == list(SCHEDULES)
    assert [clipping.name for clipping in catalog.clippings] == list(CLIPPINGS)
    assert [projection.name for projection in catalog.projections] == list(PROJECTIONS)
    assert [each.name for each in catalog.regularizations] == ["none", "l1", "l2", "decay"]
    for schedule in catalog.schedules:
        defaults = {each.name: each.default for each in schedule.hyperparameters}
        assert live.client.create({**spec_of(), "schedule": {"name": schedule.name, **defaults}}).train(3).steps == 3


def test_options_change_live_and_show_in_the_answer(live: Live) -> None:
    session = live.client.create({**spec_of(), "optimizer": {"learning_rate": 0.1}})
    session.train(10)
    assert session.train(1).learning_rate == 0.1
    session.change({"schedule": {"name": "step", "every": 5, "factor": 0.5}, "clipping": {"name": "norm"}})
    assert session.train(1).learning_rate == pytest.approx(0.1 * 0.25)
    assert session.change({"schedule": {"name": "cosine"}}).spec.schedule.model_dump() == {
        "name": "cosine", "steps": 2000.0, "floor": 0.0,
    }  # fmt: skip
    before = session.parameters()
    info = session.change({"network": {"layers": [{"units": 4, "frozen": True}]}})
    assert [layer.frozen for layer in info.layers] == [True, False]
    answer = session.train(3)
    assert [layer.frozen for layer in answer.layers] == [True, False]
    assert answer.layers[0].update_ratio == 0.0
    after = session.parameters()
    assert after.layers[0] == before.layers[0]
    assert after.layers[1] != before.layers[1]


def test_a_trace_has_the_learning_rate_and_the_clipped_update(live: Live) -> None:
    spec = {**spec_of(), "schedule": {"name": "warm_up", "steps": 4, "start": 0.5}, "optimizer": {"learning_rate": 0.1}}
    session = live.client.create({**spec, "clipping": {"name": "value", "limit": 1e-6}})
    seen = session.trace([0.5, -1.0], 1)
    assert seen.learning_rate == pytest.approx(0.05)
    assert np.abs(np.array(seen.ops[0].weights.update)).max() == pytest.approx(0.05 * 1e-6)


def test_a_projection_applies_live_and_is_a_term_of_the_traced_update(live: Live) -> None:
    session = live.client.create({**spec_of(), "optimizer": {"learning_rate": 0.1}})
    session.train(1)
    session.change({"projection": {"name": "box", "limit": 0.05}})
    weights = np.array(session.parameters().layers[0].weights)
    assert np.abs(weights).max() > 0.05
    seen = session.trace([0.5, -1.0], 1).ops[0].weights
    assert np.abs(weights + np.array(seen.update)).max() == pytest.approx(0.05, rel=1e-12)
    session.train(1)
    assert np.abs(np.array(session.parameters().layers[0].weights)).max() <= 0.05


def test_parameters_without_biases_can_be_read_and_set(live: Live) -> None:
    network = {"layers": [{"units": 3, "bias": False}], "output_bias": False}
    session = live.client.create({**spec_of(), "network": network})
    assert [(x.biases_offset, [b.name for b in x.blocks]) for x in session.info().layers] == [(None, ["weights"])] * 2
    begin = session.parameters()
    assert [layer.biases for layer in begin.layers] == [None, None]
    session.train(5)
    assert session.set_parameters(begin) == begin
    assert [op.biases for op in session.trace([0.5, -1.0], 1).ops if op.kind == "dense"] == [None, None]
    with pytest.raises(ProblemError, match="no input for one of the biases of output"):
        session.set_parameter("output", 0, None, 1.0)
    with pytest.raises(ProblemError, match="reset") as refused:
        session.change({"network": {"output_bias": True}})
    assert (refused.value.problem.status, refused.value.problem.field) == (409, "network.output_bias")
    assert session.change({"network": {"output_bias": True}}, reset=True).layers[1].biases_offset is not None


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"network": {"layers": [{"units": 2, "frozen": True}], "output_frozen": True}}, "frozen throughout"),
        ({"network": {"layers": [{"kind": "batch_norm"}]}, "batch_size": 1}, "batch_size 1 with a batch norm"),
        ({"schedule": {"name": "cosine", "floor": 2}}, "Received floor 2, expected 0 to 1"),
        ({"clipping": {"name": "norm", "limit": 0}}, "/clipping/limit"),
        ({"projection": {"name": "box", "limit": -1}}, "/projection/limit"),
        ({"projection": {"name": "ball"}}, "Choose from: none, box"),
        ({"network": {"output_bias": "perhaps"}}, "/network/output_bias"),
        ({"loss": "linear"}, "the loss 'linear' on binary data, expected regression data"),
    ],
)
def test_a_bad_option_is_named(live: Live, fields: dict[str, Any], words: str) -> None:
    with pytest.raises(ProblemError) as refusal:
        live.client.create({**spec_of(), **fields})
    problem = refusal.value.problem
    assert problem.status == 422
    assert words in f"{problem.detail} {problem.errors}"


def test_other_layers_need_a_reset_and_undo_restores_the_old_ones(live: Live) -> None:
    session = live.client.create(spec_of())
    session.train(3)
    before = session.parameters()
    layers = {"network": {"layers": [{"units": 4}, example("residual")]}}
    with pytest.raises(ProblemError, match="reset"):
        session.change(layers)
    assert session.change(layers, reset=True).layers[-2].sources == ["dense_1", "dense_3"]
    session.undo()
    assert session.parameters() == before


def test_one_parameter_of_a_layer_without_any_is_refused(live: Live) -> None:
    session = live.client.create(spec_of(example("residual")))
    with pytest.raises(
        ProblemError, match=r"unknown layer 'residual_1'\. Choose from: dense_1, dense_2, dense_3, output"
    ):
        session.set_parameter("residual_1", 0, 0, 1.0)
