"""Networks on sequences and images over REST: parameters, traces, programs, run files, errors, limits."""

import json
from typing import Any

import numpy as np
import pytest

from app.client import ProblemError
from app.export.export import export
from engine.layers.kinds import LAYERS
from engine.spec.run import RunSpec
from engine.train.trainer import Trainer
from tests.app.live import Live
from tests.engine.network.test_sequence_and_image_layers import RUNS, data_of


def spec_of(name: str) -> dict[str, Any]:
    run = RUNS[name]
    return {"data": data_of(run), "network": {"layers": run["layers"]}, "batch_size": 5}


@pytest.mark.parametrize("name", RUNS)
def test_the_exported_program_predicts_the_same(name: str) -> None:
    trainer = Trainer(RunSpec.model_validate(spec_of(name)))
    trainer.advance(7)
    module: dict[str, Any] = {"__name__": "network"}
    exec(export(trainer, "python").body, module)
    inputs = trainer.data.train.inputs
    np.testing.assert_allclose(module["predict"](inputs), trainer.predict(inputs).outputs, rtol=1e-11, atol=1e-13)


@pytest.mark.parametrize("name", RUNS)
def test_a_session_equals_the_engine(live: Live, name: str) -> None:
    spec = spec_of(name)
    session, trainer = live.client.create(spec), Trainer(RunSpec.model_validate(spec))
    session.train(2, "epoch")
    trainer.advance(2, "epoch")
    info, answer = session.info(), {layer.name: layer for layer in session.parameters().layers}
    assert info.parameter_count == trainer.network.layout.size
    flat = np.full(trainer.network.layout.size, np.nan)
    for shape, layer in zip(info.layers, trainer.network.layers, strict=True):
        assert (shape.kind, tuple(shape.shape)) == (layer.kind, layer.shape or (layer.units,))
        for block in shape.blocks:
            given = answer[shape.name]
            values = getattr(given, block.name, None) or (given.blocks or {})[block.name]
            flat[block.offset : block.offset + np.size(values)] = np.ravel(values)
    np.testing.assert_array_equal(flat, trainer.parameters)
    kept = session.parameters()
    session.train(2)
    assert session.set_parameters(kept) == kept


@pytest.mark.parametrize("name", RUNS)
def test_a_trace_shows_every_op_and_the_gradient_is_checked(live: Live, name: str) -> None:
    session, spec = live.client.create(spec_of(name)), spec_of(name)
    trainer = Trainer(RunSpec.model_validate(spec))
    row = spec["data"]["inputs"][0]
    seen = session.trace(row, trainer.targets[0].tolist())
    assert {op.layer for op in seen.ops} == {layer.name for layer in session.info().layers}
    np.testing.assert_allclose(seen.ops[-1].prediction, session.predict([row]).outputs[0], rtol=1e-12)
    assert session.check_gradient().passed


@pytest.mark.parametrize("name", ["gru, dense and lstm, every step", "convolutions", "embedding and gru"])
def test_a_run_file_continues_to_the_same_bits(live: Live, name: str) -> None:
    session = live.client.create(spec_of(name))
    session.train(7)
    file = json.loads(session.export())
    other = live.session()
    other.load(file)
    for each in (session, other):
        each.train(9)
    assert session.parameters() == other.parameters()


def test_the_catalog_has_the_input_of_each_kind_of_layer(live: Live) -> None:
    assert {layer.name: layer.reads for layer in live.client.catalog().layers} == {
        name: kind.reads for name, kind in LAYERS.items()
    }


def test_a_session_has_the_shape_of_its_data(live: Live) -> None:
    assert live.client.create(spec_of("convolutions")).info().data.image == (6, 5, 2)
    session = live.client.create(spec_of("rnn of one unit, classes of every step"))
    answer = session.info().data
    assert (answer.steps, answer.target_steps, len(session.data().targets[0])) == (5, 5, 5)  # type: ignore[arg-type]


def test_one_parameter_of_any_block_can_be_set(live: Live) -> None:
    session = live.client.create(spec_of("gru"))
    session.set_parameter("gru_1", 11, 3, 0.5, block="recurrent")
    gru = session.parameters().layers[0]
    assert gru.blocks is not None
    assert gru.blocks["recurrent"][3][11] == 0.5  # type: ignore[index]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"network": {"layers": [{"kind": "conv2d", "filters": 2}]}}, "on data that are no images"),
        ({"network": {"layers": [{"units": 3}, {"kind": "lstm", "units": 2}]}}, "which does not output a sequence"),
        ({"network": {"layers": [{"kind": "lstm", "units": 0}]}}, "/network/layers/0/units"),
        ({"network": {"layers": [{"kind": "rnn", "units": 2, "activation": "sin"}]}}, "/network/layers/0/activation"),
        ({"network": {"layers": [{"kind": "lstm", "units": 900}]}}, "parameters"),
        ({"network": {"layers": [{"kind": "gru", "units": 2, "recurrent_initializer": "none"}]}}, "initializer"),
    ],
    ids=str,
)
def test_a_layer_that_does_not_fit_is_refused(live: Live, change: dict[str, Any], words: str) -> None:
    with pytest.raises(ProblemError) as refusal:
        live.client.create({**spec_of("rnn"), **change})
    problem = refusal.value.problem
    assert problem.status == 422
    assert words in f"{problem.detail} {problem.remedy} {problem.errors}"


def test_the_size_of_a_batch_is_limited(live: Live) -> None:
    data = {"name": "inline", "inputs": [[0.0] * 1000] * 3000, "targets": [[0.0]] * 2999 + [[1.5]], "steps": 1000}
    layers = [{"kind": "lstm", "units": 4, "return_sequences": True}, {"kind": "lstm", "units": 2}]
    with pytest.raises(ProblemError, match="numbers in a batch's pass"):
        live.client.create({"data": data, "network": {"layers": layers}, "batch_size": "all"})
