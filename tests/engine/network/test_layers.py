"""Networks of every kind of layer: compared with PyTorch, gradient-checked, probed and traced."""

import json
import pickle
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine.inspect.gradcheck import gradient_check
from engine.inspect.probes.maps import neuron_maps
from engine.inspect.probes.observation import measure, observe
from engine.inspect.trace.trace import trace
from engine.layers.kinds import LAYERS
from engine.network.layer_parameters import LayerParameters
from engine.network.tape import padded_size
from engine.ops import OP_CODES
from engine.ops.dropout import DROPOUT
from engine.ops.row import N_OUT, OP, WORK
from engine.optim.optimizers import OPTIMIZERS
from engine.spec.run import RunSpec
from engine.train.trainer import Trainer
from tests.engine.runs import same, samples, trainer

FIGURES = json.loads((Path(__file__).parents[1] / "fixtures").joinpath("networks.json").read_text())
RUNS = {run["name"]: run for run in FIGURES["runs"]}
OF_VECTORS = [kind for kind, entry in LAYERS.items() if entry.reads == "any"]

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
    """Parameters from PyTorch, assigned to the layers of the run in order."""
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
    """The run of a fixture before its first step."""
    run = RUNS[name]
    data = {"name": "inline", "inputs": FIGURES["inputs"], "targets": FIGURES["targets"], "task": "regression"}
    optimizer = {"name": "momentum", "learning_rate": 0.05, "momentum": 0.5}
    spec = {"data": data, "network": {"layers": run["layers"]}, "optimizer": optimizer, "batch_size": 4}
    trainer = Trainer(RunSpec.model_validate({**spec, "shuffle": False}))
    trainer.set_parameters(given(run["initial"], trainer))
    return trainer


@pytest.mark.parametrize("name", RUNS)
def test_runs_equal_pytorchs(name: str) -> None:
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
def test_a_trace_has_every_op_with_the_adjoints_of_training(name: str) -> None:
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
def test_every_layer_is_measured_and_traced(name: str) -> None:
    run = torch_run(name)
    run.advance(1, "epoch")
    statistics = measure(run)[1]
    activations = run.predict(run.data.train.inputs).activations
    names = [layer.name for layer in run.network.layers]
    assert [layer.name for layer in statistics] == list(activations) == names
    assert len(set(names)) == len(names)
    for layer, seen in zip(run.network.layers, statistics, strict=True):
        assert set(layer.sources) <= {"inputs", *names}
        answer = [seen.mean, seen.std], [activations[layer.name].mean(), activations[layer.name].std()]
        np.testing.assert_allclose(*answer, rtol=1e-10, atol=1e-8)
        assert (seen.gradient_norm is None) == (not layer.blocks)


def test_maps_show_the_units_of_every_hidden_layer() -> None:
    layers = [{"units": 2}, {"kind": "residual", "layers": [{"units": 2}]}]
    run = trainer(network={"layers": layers})
    seen = neuron_maps(run, 4, 8)
    assert seen is not None
    assert seen.shape == (6, 4, 4)


@pytest.mark.parametrize("kind", OF_VECTORS)
def test_every_kind_has_an_example_that_trains(kind: str) -> None:
    run = run_of([{"units": 4}, {"kind": kind, **LAYERS[kind].example}])
    run.advance(2, "epoch")
    assert run.status == "ready"
    assert kind in {layer.kind for layer in run.network.layers}


# -- dropout -------------------------------------------------------------------------------------------------------


def dropped(rate: float = 0.5, **fields: Any) -> Trainer:
    """A run with dropout of the inputs and of 40 units."""
    drop = {"kind": "dropout", "rate": rate}
    return run_of([drop, {"units": 40}, drop, {"units": 3}], **fields)


def masks(run: Trainer) -> list[np.ndarray]:
    """The masks (B, n) of the last batch, one for each dropout layer."""
    tape, state, _, _ = run.problem()
    padded_batch = padded_size(len(run.batch_under_way()))
    rows = [row for row in tape if row[OP] == OP_CODES[DROPOUT]]
    parts = [state.values[row[WORK] * padded_batch :][: row[N_OUT] * padded_batch] for row in rows]
    return [part.reshape(-1, padded_batch).T for part in parts]


def test_dropout_drops_its_share_and_scales_the_rest() -> None:
    run, seen = dropped(0.3, data=samples(width=3, count=64), batch_size="all"), []
    for _ in range(40):
        run.advance(1)
        seen.append(masks(run)[1].copy())
    every = np.array(seen)  # (steps, B, units)
    assert set(np.unique(every)) == {0.0, 1.0 / 0.7}
    for axes in ((), (0,), (1,), (2,)):  # by chance alone: over all, by step, by sample, by unit
        shares = (every == 0.0).mean(axis=tuple({0, 1, 2} - set(axes)))
        deviations = np.abs(shares - 0.3) / np.sqrt(0.3 * 0.7 * np.size(shares) / every.size)
        assert np.max(deviations) < 4.5, axes
    assert len({mask.tobytes() for mask in every}) == 40
    first, second = masks(run)[0], masks(run)[1][:, :3]
    assert (first != second).any()


def test_a_step_with_dropout_equals_one_of_the_masked_network() -> None:
    """By NumPy's formulas, with the masks that the engine drew."""
    run = dropped(0.4, batch_size="all", optimizer={"name": "sgd", "learning_rate": 0.1})
    first, second, output = run.get_parameters()
    run.advance(1)
    m, n, x, t = *(mask[: run.samples] for mask in masks(run)), run.inputs, run.targets
    a = np.tanh((x * m) @ first.weights + first.biases)
    b = np.tanh((a * n) @ second.weights + second.biases)
    dy = (b @ output.weights + output.biases - t) / len(x)
    db = dy @ output.weights.T * (1.0 - b**2)
    da = db @ second.weights.T * n * (1.0 - a**2)
    for layer, inputs, adjoint, after in zip(
        (first, second, output), (x * m, a * n, b), (da, db, dy), run.get_parameters(), strict=True
    ):
        close(after.weights, layer.weights - 0.1 * inputs.T @ adjoint)
        close(after.biases, layer.biases - 0.1 * adjoint.sum(axis=0))


def test_dropout_is_inactive_in_inference() -> None:
    run = dropped()
    run.advance(2)
    inputs = run.data.train.inputs
    seen = run.predict(inputs).activations
    np.testing.assert_array_equal(seen["dropout_1"], inputs)
    np.testing.assert_array_equal(seen["dropout_2"], seen["dense_1"])
    assert trace(run, inputs[0], run.targets[0]).ops[0].kind == "dropout"


def test_the_gradient_check_passes_with_the_masks_of_the_next_step() -> None:
    run = dropped()
    for _ in range(3):
        before = run.snapshot()
        checks = gradient_check(run)
        assert same(run.snapshot(), before)
        assert all(check.passed for check in checks), checks
        analytic = {check.name: check.analytic for check in checks}
        run.advance(1)
        for check in checks:
            gradient = run.network.layout.blocks[check.name].of(run.gradients)[check.index]
            assert gradient == pytest.approx(analytic[check.name], rel=1e-9, abs=1e-12)


def test_masks_depend_on_the_seed() -> None:
    one, same_seed, other = dropped(), dropped(), dropped(seed=4)
    for run in (one, same_seed, other):
        run.set_parameters(dropped().get_parameters())
        run.advance(1)
    assert masks(one)[1].tobytes() == masks(same_seed)[1].tobytes() != masks(other)[1].tobytes()


def test_dropout_of_rate_zero_changes_no_bit() -> None:
    run, plain = dropped(0.0), run_of([{"units": 40}, {"units": 3}])
    for each in (run, plain):
        each.advance(2, "epoch")
    np.testing.assert_array_equal(run.parameters, plain.parameters)


@pytest.mark.parametrize("way", [[(12, "step")], [(1, "step")] * 12, [(3, "epoch")], [(1, "sample")] * 39])
def test_runs_of_every_kind_do_not_depend_on_the_unit_of_stepping(way: list[tuple[int, Any]]) -> None:
    layers = [{"units": 4}, *({"kind": kind, **LAYERS[kind].example} for kind in OF_VECTORS)]
    whole, run = run_of(layers), run_of(layers)
    whole.advance(9)
    for number, unit in way:
        run.advance(number, unit)
    whole.advance(run.step - whole.step)
    assert same(run.snapshot(), whole.snapshot())


def test_a_run_of_every_kind_is_restored_to_the_bit() -> None:
    layers = [{"units": 4}, *({"kind": kind, **LAYERS[kind].example} for kind in OF_VECTORS)]
    run = run_of(layers)
    run.advance(4)
    kept, other = pickle.loads(pickle.dumps(run.snapshot())), trainer(seed=9)
    other.restore(kept)
    for each in (run, other):
        each.advance(7)
        observe(each)
        each.advance(7)
    assert same(run.snapshot(), other.snapshot())


# -- norms ---------------------------------------------------------------------------------------------------------


def test_batch_norm_ignores_the_padding() -> None:
    run = run_of([{"kind": "batch_norm", "momentum": 1.0}], shuffle=False, batch_size=5)
    run.advance(3)  # 13 samples: the last batch has three
    last = run.inputs[10:]
    norm = run.get_parameters()[0].every()
    close(norm["running_mean"], last.mean(axis=0))
    close(norm["running_variance"], last.var(axis=0, ddof=1))


def test_a_last_batch_of_one_sample_keeps_the_running_variance() -> None:
    run = run_of([{"units": 3}, {"kind": "batch_norm"}], batch_size=4)
    before = run.get_parameters()[1].blocks["running_variance"]
    run.advance(3)
    after = run.get_parameters()[1].blocks["running_variance"]
    run.advance(1)  # the 13th sample
    assert run.epoch == 1
    np.testing.assert_array_equal(run.get_parameters()[1].blocks["running_variance"], after)
    assert (before != after).all()
    run.advance(5, "epoch")
    assert run.status == "ready"


def test_a_constant_input_is_normalised_to_its_bias() -> None:
    data = samples(width=3)
    data["inputs"] = [[1e6, 2.0, row[2]] for row in data["inputs"]]
    run = run_of([{"kind": "batch_norm"}, {"units": 3}, {"kind": "layer_norm"}], data=data)
    run.advance(3, "epoch")
    assert run.status == "ready"


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_optimizers_do_not_change_running_statistics(optimizer: str) -> None:
    settings = {"optimizer": {"name": optimizer}, "regularization": {"name": "l2", "rate": 0.1}}
    run = run_of([{"kind": "batch_norm"}], batch_size="all", **settings)
    run.advance(10)
    for key, first in (("running_mean", 0.0), ("running_variance", 1.0)):
        block = run.network.layout.blocks[f"batch_norm_1.{key}"]
        limit = run.inputs.mean(axis=0) if key == "running_mean" else run.inputs.var(axis=0, ddof=1)
        close(block.of(run.parameters), limit + 0.9**10 * (first - limit))
        assert not run.memory[:, block.offset : block.offset + block.size].any()
        assert not block.of(run.gradients).any()


@pytest.mark.parametrize("kind", ["layer_norm", "batch_norm"])
def test_a_norm_that_overflows_is_named(kind: str) -> None:
    run = run_of([{"units": 3, "activation": "linear"}, {"kind": kind}])
    first, *rest = run.get_parameters()
    first.weights[:] = [1e200, 2e200, 3e200]
    run.set_parameters([first, *rest])
    assert run.advance(3) == 0
    assert run.divergence is not None
    assert run.divergence.layer == f"{kind}_1"
    assert np.isfinite(run.parameters).all()


def test_batch_norm_refuses_batches_of_one() -> None:
    with pytest.raises(ValueError, match="Received batch_size 1 with a batch norm, expected 2 or more"):
        run_of([{"kind": "residual", "layers": [{"kind": "batch_norm"}]}], batch_size=1)


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


def test_the_family_trees_of_1986_can_be_built() -> None:
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


def test_names_and_layout_of_a_dense_network() -> None:
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
        ([{"kind": "dropout", "rate": 1.0}], "less than or equal to 0.99"),
        ([{"kind": "batch_norm", "momentum": -0.1}], "greater than or equal to 0"),
        ([{"kind": "layer_norm", "units": 3}], "Extra inputs are not permitted"),
        ([{"units": 0}], "greater than or equal to 1"),
        ([{"kind": "activation", "activation": "thanh"}], "Choose from: linear, tanh"),
        ([{"units": 1}] * 65, "Received 65 dense layers, expected at most 64"),
        ([{"kind": "residual", "layers": [{"units": 3}, {"units": 3}]}] * 33, "Received 66 dense layers"),
        ([{"kind": "activation"}] * 300, "at most 256"),
        (
            [{"units": 5}, {"kind": "residual", "layers": [{"units": 4}]}],
            r"Received a residual block of 5 inputs in network.layers\[1\] whose layers end in 4 units, expected 5 units",
        ),
        (
            [{"kind": "parallel", "branches": [{"inputs": [0, 4], "layers": [{"units": 2}]}]}],
            r"Received \[0, 4\] as inputs of network.layers\[0\].branches\[0\] for 3 inputs, expected an end of at most 3",
        ),
    ],
)
def test_invalid_layers_are_refused(layers: list[dict[str, Any]], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        run_of(layers)


def test_a_single_unit_and_a_single_input_are_enough_for_every_block() -> None:
    block = {"kind": "residual", "layers": [{"units": 1}, {"units": 1}]}
    for hidden in ([{"units": 1}, block], [block], [{"kind": "parallel", "branches": [{"inputs": [0, 1]}]}]):
        run = trainer(data=samples(width=1), network={"layers": hidden})
        run.advance(2, "epoch")
        assert run.status == "ready"
