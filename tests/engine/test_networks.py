"""Networks of every kind of layer: equal to PyTorch's, checked by differences, told by probes and traces."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine.gradcheck import gradient_check
from engine.layers import LAYERS
from engine.maps import neuron_maps
from engine.probes import measure
from engine.spec import RunSpec
from engine.trace import trace
from engine.trainer import LayerParameters, Trainer
from tests.engine.runs import same, samples, trainer

FIGURES = json.loads(Path(__file__).with_name("fixtures").joinpath("networks.json").read_text())
RUNS = {run["name"]: run for run in FIGURES["runs"]}

TREES = [
    {
        "kind": "parallel",
        "branches": [
            {"inputs": [0, 24], "layers": [{"units": 6}]},
            {"inputs": [24, 36], "layers": [{"units": 6}]},
        ],
    },
    {"units": 12},
    {"units": 6},
]
"""The family trees of 1986."""


def run_of(layers: list[dict[str, Any]], **fields: Any) -> Trainer:
    """A small regression on three inputs with these hidden layers."""
    return trainer(**{"data": samples(width=3), "network": {"layers": layers}, **fields})


def given(layers: list[dict[str, Any]], run: Trainer) -> list[LayerParameters]:
    """Parameters as PyTorch told them; each belongs to a layer of the run, in order."""
    names = [layer.name for layer in run.network.layers if layer.blocks]
    return [
        LayerParameters.of(name, {key: np.array(block) for key, block in layer.items()})
        for name, layer in zip(names, layers, strict=True)
    ]


def close(actual: Any, expected: Any, message: str = "") -> None:
    np.testing.assert_allclose(actual, expected, rtol=1e-10, atol=1e-12, err_msg=message)


def check_parameters(layers: list[LayerParameters], expected: list[LayerParameters], message: str) -> None:
    for one, other in zip(layers, expected, strict=True):
        for key, block in other.every().items():
            close(one.every()[key], block, f"{one.name}.{key} {message}")


def torch_run(name: str) -> Trainer:
    """The run of the figures before its first step."""
    run = RUNS[name]
    data = {"name": "inline", "inputs": FIGURES["inputs"], "targets": FIGURES["targets"], "task": "regression"}
    optimizer = {"name": "momentum", "learning_rate": 0.05, "momentum": 0.5}
    spec = {"data": data, "network": {"layers": run["layers"]}, "optimizer": optimizer, "batch_size": 4}
    trainer = Trainer(RunSpec.model_validate({**spec, "shuffle": False}))
    trainer.set_parameters(given(run["initial"], trainer))
    return trainer


@pytest.mark.parametrize("name", RUNS)
def test_a_whole_run_is_that_of_pytorch(name: str) -> None:
    """The first gradient, and after every epoch all parameters and the outputs."""
    trainer = torch_run(name)
    trainer.advance(1)
    blocks = trainer.network.layout.blocks
    for layer in given(RUNS[name]["gradients"], trainer):
        for key, gradient in layer.every().items():
            close(blocks[f"{layer.name}.{key}"].of(trainer.gradients), gradient, f"{layer.name}.{key}")
    for number, epoch in enumerate(RUNS[name]["epochs"]):
        trainer.advance(1, "epoch")
        check_parameters(trainer.get_parameters(), given(epoch["layers"], trainer), f"after epoch {number + 1}")
        close(trainer.predict(trainer.data.train.inputs).outputs, epoch["outputs"])


@pytest.mark.parametrize("name", RUNS)
def test_the_gradient_check_passes(name: str) -> None:
    run = torch_run(name)
    for _ in range(2):
        before = run.snapshot()
        checks = gradient_check(run)
        assert same(run.snapshot(), before)
        assert all(check.passed for check in checks), checks
        assert sum(check.checked for check in checks) > 0.8 * sum(check.checked + check.skipped for check in checks)
        run.advance(2, "epoch")


@pytest.mark.parametrize("name", RUNS)
def test_a_trace_goes_through_every_op_and_its_adjoints_are_those_of_training(name: str) -> None:
    """∂L/∂ the inputs, at the end of the whole chain, against differences of the loss."""
    run = torch_run(name)
    run.advance(1, "epoch")
    x, t, h = run.inputs[2], run.targets[2], 1e-6
    seen = trace(run, x, t)
    assert [op.layer for op in seen.ops] == run.network.owners
    read = [op for op in seen.ops if op.kind != "fork" and op.inputs is not None]
    assert all(np.isfinite(op.input_adjoints).all() for op in read)
    adjoint = np.zeros(3)
    for op, row in zip(seen.ops, run.network.tape, strict=True):
        if row[2] == 0:  # reads the network's inputs; of several forks each has the whole sum
            adjoint = op.input_adjoints
    moved = [trace(run, x + h * side * unit, t).ops[-1].value for unit in np.eye(3) for side in (1, -1)]
    numeric = (np.array(moved[::2]) - np.array(moved[1::2])) / (2 * h)
    np.testing.assert_allclose(adjoint, numeric, rtol=1e-6, atol=1e-8)


@pytest.mark.parametrize("name", RUNS)
def test_every_layer_is_told(name: str) -> None:
    run = torch_run(name)
    run.advance(1, "epoch")
    statistics = measure(run)[1]
    activations = run.predict(run.data.train.inputs).activations
    names = [layer.name for layer in run.network.layers]
    assert [layer.name for layer in statistics] == list(activations) == names
    assert len(set(names)) == len(names)
    for layer, seen in zip(run.network.layers, statistics, strict=True):
        assert set(layer.sources) <= {"inputs", *names}
        close([seen.mean, seen.std], [activations[layer.name].mean(), activations[layer.name].std()])
        assert (seen.gradient_norm is None) == (not layer.blocks)


def test_maps_show_the_units_of_every_hidden_layer() -> None:
    layers = [{"units": 2}, {"kind": "residual", "layers": [{"units": 2}]}]
    run = trainer(network={"layers": layers})
    seen = neuron_maps(run, 4, 8)
    assert seen is not None
    assert seen.shape == (6, 4, 4)


@pytest.mark.parametrize("kind", LAYERS)
def test_every_kind_has_an_example_that_trains(kind: str) -> None:
    run = run_of([{"units": 4}, {"kind": kind, **LAYERS[kind].example}])
    run.advance(2, "epoch")
    assert run.status == "ready"
    assert kind in {layer.kind for layer in run.network.layers}


# -- what blocks are -----------------------------------------------------------------------------------------------


def test_a_residual_block_of_scale_zero_is_its_input() -> None:
    run = run_of([{"units": 4}, {"kind": "residual", "layers": [{"units": 3}, {"units": 4}], "scale": 0.0}])
    seen = run.predict(run.data.train.inputs).activations
    np.testing.assert_array_equal(seen["residual_1"], seen["dense_1"])


def test_the_branch_is_scaled_by_the_number_of_blocks() -> None:
    block = {"kind": "residual", "layers": [{"units": 3}], "scale": "1/sqrt(L)"}
    run = run_of([block] * 4)
    seen = run.predict(run.data.train.inputs).activations
    close(seen["residual_1"], run.data.train.inputs + 0.5 * seen["dense_1"])
    close(seen["residual_4"], seen["residual_3"] + 0.5 * seen["dense_4"])


def test_the_family_trees_of_1986_are_a_run_spec() -> None:
    rng = np.random.default_rng(0)
    people, relations = np.eye(24)[rng.integers(0, 24, 40)], np.eye(12)[rng.integers(0, 12, 40)]
    data = {
        "name": "inline",
        "inputs": np.hstack([people, relations]).tolist(),
        "targets": np.eye(24)[rng.integers(0, 24, 40)].tolist(),
        "task": "regression",
    }
    run = trainer(data=data, network={"layers": TREES, "output_activation": "sigmoid"})
    assert run.network.layout.size == 24 * 6 + 6 + 12 * 6 + 6 + 12 * 12 + 12 + 12 * 6 + 6 + 6 * 24 + 24
    shapes = [(layer.name, layer.n_in, layer.units) for layer in run.network.layers]
    assert shapes == [
        ("dense_1", 24, 6),
        ("dense_2", 12, 6),
        ("parallel_1", 36, 12),
        ("dense_3", 12, 12),
        ("dense_4", 12, 6),
        ("output", 6, 24),
    ]
    before = run.predict(run.data.train.inputs).activations
    moved = run.data.train.inputs.copy()
    moved[:, 24:] += 1.0
    after = run.predict(moved).activations
    np.testing.assert_array_equal(before["dense_1"], after["dense_1"])
    assert np.all(before["dense_2"] != after["dense_2"])
    run.advance(2, "epoch")
    assert all(check.passed for check in gradient_check(run, components=10))


def test_a_deep_residual_net_trains() -> None:
    block = {"kind": "residual", "layers": [{"units": 3, "activation": "relu"}, {"units": 3, "activation": "linear"}]}
    run = run_of([{"units": 3}, *[{**block, "scale": "1/sqrt(L)"}] * 25])
    run.advance(2, "epoch")
    assert run.status == "ready"
    assert len([layer for layer in run.network.layers if layer.kind == "dense"]) == 52


def test_a_dense_net_is_named_and_laid_out_as_ever() -> None:
    run = trainer()
    assert [layer.name for layer in run.network.layers] == ["dense_1", "dense_2", "output"]
    assert run.network.layers[0].sources == ("inputs",)
    blocks = run.network.layout.blocks
    assert list(blocks) == [
        f"{layer}.{key}" for layer in ("dense_1", "dense_2", "output") for key in ("weights", "biases")
    ]
    assert [block.offset for block in blocks.values()] == [0, 8, 12, 24, 27, 33]


# -- what cannot be ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("layers", "words"),
    [
        ([{"kind": "conv9"}], "unknown kind. Choose a kind that belongs here: dense, activation"),
        ([{"kind": "residual", "layers": []}], "at least 1 item"),
        ([{"kind": "residual", "layers": [{"kind": "residual", "layers": [{"units": 3}]}]}], "unknown kind"),
        ([{"kind": "residual", "layers": [{"units": 3}], "scale": "1/L"}], "1/sqrt"),
        ([{"kind": "parallel", "branches": []}], "at least 1 item"),
        ([{"kind": "parallel", "branches": [{"inputs": [2, 2]}]}], "expected .first, end. with first < end"),
        ([{"kind": "parallel", "branches": [{"inputs": [-1, 2]}]}], "greater than or equal to 0"),
        ([{"units": 0}], "greater than or equal to 1"),
        ([{"kind": "activation", "activation": "thanh"}], "Choose from: linear, tanh"),
        ([{"units": 1}] * 65, "Received 65 dense layers, expected at most 64"),
        ([{"kind": "residual", "layers": [{"units": 3}, {"units": 3}]}] * 33, "Received 66 dense layers"),
        ([{"kind": "activation"}] * 300, "at most 256"),
        (
            [{"units": 5}, {"kind": "residual", "layers": [{"units": 4}]}],
            r"network.layers\[1\]: received a residual block of 5 inputs whose layers end in 4 units, expected as many",
        ),
        (
            [{"kind": "parallel", "branches": [{"inputs": [0, 4], "layers": [{"units": 2}]}]}],
            r"network.layers\[0\].branches\[0\].inputs: received \[0, 4\] for 3 inputs, expected an end of at most 3",
        ),
    ],
)
def test_layers_that_cannot_be_are_refused(layers: list[dict[str, Any]], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        run_of(layers)


def test_a_single_unit_and_a_single_input_are_enough_for_every_block() -> None:
    block = {"kind": "residual", "layers": [{"units": 1}, {"units": 1}]}
    for hidden in ([{"units": 1}, block], [block], [{"kind": "parallel", "branches": [{"inputs": [0, 1]}]}]):
        run = trainer(data=samples(width=1), network={"layers": hidden})
        run.advance(2, "epoch")
        assert run.status == "ready"
