"""Dense layers without biases behave like layers with zero biases that are not trained."""

from typing import Any

import numpy as np
import pytest

from engine.inspect.gradcheck import gradient_check
from engine.inspect.trace.trace import trace
from engine.spec.run import RunSpec
from engine.train.trainer import ShapeChange, Trainer
from tests.engine.runs import bits, samples, spec, trainer

PLAIN = {"layers": [{"units": 4, "bias": False}, {"units": 3, "activation": "relu"}], "output_bias": False}
WIDE = {"layers": [{"units": 70, "bias": False}, {"units": 60, "bias": False}], "output_bias": False}
STEPS = {
    "layers": [{"kind": "rnn", "units": 3, "return_sequences": True}, {"units": 4, "bias": False}],
    "output_bias": False,
}
SINE = {"name": "sine", "samples": 40, "length": 6, "each": True}


def with_bias(network: dict[str, Any]) -> dict[str, Any]:
    """The same network with biases."""
    layers = [{key: value for key, value in layer.items() if key != "bias"} for layer in network["layers"]]
    return {"layers": layers}


CASES = [({}, PLAIN), ({}, WIDE), ({"data": SINE}, STEPS)]


@pytest.mark.parametrize(("fields", "network"), CASES, ids=["small", "wide", "steps"])
def test_outputs_and_gradients_equal_those_with_zero_biases(fields: dict[str, Any], network: dict[str, Any]) -> None:
    run, other = trainer(**fields, network=network), trainer(**fields, network=with_bias(network))
    own = run.network.layout.blocks
    for name, block in other.network.layout.blocks.items():
        block.of(other.parameters)[:] = own[name].of(run.parameters) if name in own else 0.0
    inputs = run.data.train.inputs
    np.testing.assert_allclose(run.predict(inputs).outputs, other.predict(inputs).outputs, rtol=1e-12, atol=1e-14)
    for each in (run, other):
        each.advance(1)
    for name, block in own.items():
        expected = other.network.layout.blocks[name].of(other.gradients)
        np.testing.assert_allclose(block.of(run.gradients), expected, rtol=1e-10, atol=1e-13)
    assert len(own) < len(other.network.layout.blocks)


@pytest.mark.parametrize(("fields", "network"), CASES, ids=["small", "wide", "steps"])
def test_layers_without_biases_pass_the_gradient_check(fields: dict[str, Any], network: dict[str, Any]) -> None:
    run = trainer(**fields, network=network)
    run.advance(3)
    checks = gradient_check(run)
    assert "output.biases" not in {check.name for check in checks}
    assert all(check.passed and check.checked for check in checks)


@pytest.mark.parametrize("network", [PLAIN, STEPS], ids=["vectors", "steps"])
def test_a_trace_has_no_biases_of_layers_without_biases(network: dict[str, Any]) -> None:
    run = trainer(network=network, **({"data": SINE} if network is STEPS else {}))
    seen = [op for op in trace(run, run.data.train.inputs[0], run.targets[0]).ops if op.kind in ("dense", "per_step")]
    by_layer = {op.layer: op for op in seen}
    assert by_layer["dense_1"].biases is None and by_layer["output"].biases is None
    for op in seen:
        expected = op.inputs @ op.weights.values + (0.0 if op.biases is None else op.biases.values)
        np.testing.assert_allclose(op.outputs, expected, rtol=1e-12, atol=1e-14)


def test_weights_can_be_set_and_a_missing_bias_cannot() -> None:
    run = trainer(network=PLAIN)
    layers = run.get_parameters()
    assert [layer.biases is None for layer in layers] == [True, False, True]
    run.advance(2)
    run.set_parameters(layers)
    assert bits(run.parameters) == bits(trainer(network=PLAIN).parameters)
    with pytest.raises(
        ValueError, match=r"Received no input for one of the biases of output, which has weights of shape"
    ):
        run.set_parameter("output", 0, None, 1.0)


@pytest.mark.parametrize(
    ("network", "field"),
    [({**PLAIN, "output_bias": True}, "network.output_bias"), (with_bias(PLAIN), "network.layers")],
)
def test_adding_or_removing_biases_needs_a_reset(network: dict[str, Any], field: str) -> None:
    run = trainer(network=PLAIN)
    with pytest.raises(ShapeChange) as refused:
        run.change(spec(network=network))
    assert refused.value.field == field


@pytest.mark.parametrize("optimizer", ["sgd", "muon"])
def test_one_weight_is_enough_to_train(optimizer: str) -> None:
    data = {"name": "inline", "inputs": [[1.0], [2.0]], "targets": [[0.5], [1.0]], "task": "regression"}
    fields = {"data": data, "network": {"layers": [], "output_bias": False}, "optimizer": {"name": optimizer}}
    run = Trainer(RunSpec.model_validate(fields))
    run.advance(500)
    assert run.parameters.shape == (1,)
    assert run.parameters[0] == pytest.approx(0.5, abs=0.03)


@pytest.mark.parametrize("bias", [None, "none", 2])
def test_bias_must_be_a_boolean(bias: object) -> None:
    for network in ({"layers": [{"units": 2, "bias": bias}]}, {"output_bias": bias}):
        with pytest.raises(ValueError, match="valid boolean"):
            RunSpec.model_validate({"data": samples(), "network": network})
