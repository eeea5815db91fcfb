"""Layers on sequences and images: compared with PyTorch and scalar loops, gradient-checked, probed, traced; errors."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine.data.sequence_sets import SEQUENCE_SETS
from engine.inspect.gradcheck import KINKED, SMOOTH, gradient_check
from engine.inspect.probes.observation import Detail, observe
from engine.inspect.through_time import through_time
from engine.inspect.trace.dense_and_loss import DenseTrace
from engine.inspect.trace.sequence_and_image import (
    EmbeddingTrace,
    MaxPoolTrace,
    PatchesTrace,
    PerStepTrace,
    RecurrentTrace,
)
from engine.inspect.trace.trace import class_target, trace
from engine.layers.kinds import LAYERS
from engine.network.layer_parameters import LayerParameters
from engine.spec.run import RunSpec
from engine.train.forward import forward
from engine.train.trainer import Trainer
from tests.engine import naive_sequence_and_image
from tests.engine.runs import bits, same

FIGURES = json.loads((Path(__file__).parents[1] / "fixtures").joinpath("sequence_and_image.json").read_text())
RUNS = {run["name"]: run for run in FIGURES["runs"]}
CELLS = ("rnn", "lstm", "gru")


def data_of(run: dict[str, Any]) -> dict[str, Any]:
    """The inline data that a run of the fixtures trains on."""
    targets = np.array(FIGURES["classes" if run["are_classes"] else "values"])
    if not run["every_step"]:
        targets = targets[:, : 1 if run["are_classes"] else 2]
    form = {"image": FIGURES["image"]} if run["form"] == "image" else {"steps": FIGURES["steps"]}
    return {
        "name": "inline",
        "inputs": FIGURES["inputs"][run["form"]],
        "targets": targets.tolist(),
        "targets_per_step": run["every_step"],
        "task": "multiclass" if run["are_classes"] else "regression",
        "class_names": ["a", "b", "c"] if run["are_classes"] else None,
        **form,
    }


def trainer_of(run: dict[str, Any], **fields: Any) -> Trainer:
    """The engine's run of one of the fixtures, with its parameters."""
    spec = {
        "data": data_of(run),
        "network": {"layers": run["layers"]},
        "optimizer": {"name": "sgd", "learning_rate": FIGURES["learning_rate"]},
        "batch_size": 5,
        "shuffle": False,
        **fields,
    }
    trainer = Trainer(RunSpec.model_validate(spec))
    layers = [layer for layer in trainer.network.layers if layer.blocks]
    trainer.set_parameters(
        [
            LayerParameters.of(layer.name, {key: np.array(block) for key, block in given.items()})
            for layer, given in zip(layers, run["initial"], strict=True)
        ]
    )
    return trainer


def sequence(layers: list[dict[str, Any]], steps: int | None = 4, **fields: Any) -> Trainer:
    """A regression on 13 rows of 8 numbers."""
    rng = np.random.default_rng(0)
    data = {
        "name": "inline",
        "inputs": rng.normal(size=(13, 8)).tolist(),
        "targets": rng.normal(size=(13, 2)).tolist(),
        "steps": steps,
        **fields.pop("data", {}),
    }
    return Trainer(RunSpec.model_validate({"data": data, "network": {"layers": layers}, "batch_size": 5, **fields}))


def image_run(layers: list[dict[str, Any]], image: tuple[int, int, int] = (4, 2, 1), **fields: Any) -> Trainer:
    """The same rows as images."""
    return sequence(layers, None, data={"image": image, **fields.pop("data", {})}, **fields)


# -- against others ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", RUNS)
def test_runs_equal_pytorchs(name: str) -> None:
    """Parameters and loss after every epoch, with a last partial batch: forward, backward and update."""
    run = RUNS[name]
    trainer = trainer_of(run)
    for epoch in run["epochs"]:
        assert trainer.advance(1, "epoch") == 3
        np.testing.assert_allclose(trainer.parameters, epoch["parameters"], rtol=1e-10, atol=1e-11)
        _, losses = forward(
            trainer.network, trainer.parameters, trainer.inputs, np.empty(0, dtype=np.int64), trainer.targets
        )
        np.testing.assert_allclose(losses.mean(), epoch["train_loss"], rtol=1e-10)
        assert observe(trainer).metrics.train_loss == pytest.approx(epoch["train_loss"], rel=1e-10)


def test_every_kind_of_layer_is_compared_with_pytorch() -> None:
    compared = {layer["kind"] for run in RUNS.values() for layer in run["layers"]}
    assert compared >= {kind for kind, entry in LAYERS.items() if entry.reads != "any"}


@pytest.mark.parametrize("name", RUNS)
def test_outputs_equal_those_of_scalar_loops(name: str) -> None:
    trainer = trainer_of(RUNS[name])
    prediction = trainer.predict(trainer.data.train.inputs)
    given = {layer.name: layer.every() for layer in trainer.get_parameters()}
    for row, inputs in enumerate(trainer.data.train.inputs[:3]):
        made = naive_sequence_and_image.run(trainer, given, inputs.tolist())
        for layer in trainer.network.layers:
            np.testing.assert_allclose(
                prediction.activations[layer.name][row], made[layer.name], rtol=1e-12, atol=1e-14
            )


# -- gradients ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", RUNS)
def test_gradient_checks_pass(name: str) -> None:
    trainer = trainer_of(RUNS[name])
    for _ in range(2):
        before = trainer.snapshot()
        blocks = gradient_check(trainer)
        assert same(trainer.snapshot(), before)
        assert all(block.passed for block in blocks), blocks
        assert sum(block.checked for block in blocks) > 0.8 * sum(block.checked + block.skipped for block in blocks)
        trainer.advance(2, "epoch")
    kinked = any("relu" in str(layer) or layer["kind"] == "max_pool" for layer in RUNS[name]["layers"])
    assert {block.tolerance for block in blocks} == {KINKED if kinked else SMOOTH}


@pytest.mark.parametrize("reduction", ["mean", "sum"])
@pytest.mark.parametrize("kind", CELLS)
def test_gradient_checks_pass_for_long_sequences_in_large_batches(kind: str, reduction: str) -> None:
    """Products by BLAS, and padded columns."""
    rng = np.random.default_rng(1)
    data = {"inputs": rng.normal(size=(21, 60)).tolist(), "targets": rng.normal(size=(21, 2)).tolist(), "steps": 20}
    layers = [{"kind": kind, "units": 17, "return_sequences": True}, {"kind": kind, "units": 5}]
    trainer = sequence(layers, data=data, batch_size="all", reduction=reduction)
    blocks = gradient_check(trainer, samples=21, components=30, rng=rng)
    assert all(block.passed for block in blocks), blocks


@pytest.mark.parametrize("kind", CELLS)
def test_truncation_changes_only_the_gradient(kind: str) -> None:
    def run(truncate: int | None) -> Trainer:
        return sequence([{"kind": kind, "units": 3, "truncate": truncate}])

    whole, cut, long = run(None), run(1), run(4)
    assert bits(whole.predict(whole.data.train.inputs).outputs) == bits(cut.predict(cut.data.train.inputs).outputs)
    ways = (("whole", whole), ("cut", cut))
    norms = {name: through_time(run, run.data.train.inputs, run.targets).layers[0].gradient_norms for name, run in ways}
    assert (norms["whole"] > 0.0).all()
    np.testing.assert_array_equal(norms["cut"] > 0.0, np.tile([False, False, False, True], (13, 1)))
    for trainer in (whole, cut, long):
        trainer.advance(3)
    assert bits(long.parameters) == bits(whole.parameters)
    assert bits(cut.parameters) != bits(whole.parameters)


# -- beginning ---------------------------------------------------------------------------------------------------------


def test_recurrent_weights_are_orthogonal_gate_by_gate_and_forget_gates_open() -> None:
    trainer = sequence([{"kind": "lstm", "units": 5, "forget_bias": 2.0}])
    lstm = trainer.get_parameters()[0].every()
    for gate in np.split(lstm["recurrent"], 4, axis=1):
        np.testing.assert_allclose(gate.T @ gate, np.eye(5), atol=1e-12)
    np.testing.assert_array_equal(lstm["biases"], np.repeat([0.0, 2.0, 0.0, 0.0], 5))
    assert len({gate.tobytes() for gate in np.split(lstm["weights"], 4, axis=1)}) == 4


def test_a_relu_network_with_identity_weights_adds_up_its_inputs() -> None:
    """Le et al. 2015: initially a ReLU network with identity weights adds up non-negative inputs."""
    layer = {"kind": "rnn", "units": 2, "activation": "relu", "recurrent_initializer": "identity"}
    trainer = sequence([layer])
    rnn, output = trainer.get_parameters()
    np.testing.assert_array_equal(rnn.every()["recurrent"], np.eye(2))
    trainer.set_parameters([LayerParameters.of("rnn_1", {**rnn.every(), "weights": np.eye(2)}), output])
    inputs = np.abs(trainer.data.train.inputs)
    summed = inputs.reshape(13, 4, 2).sum(axis=1)
    np.testing.assert_allclose(trainer.predict(inputs).activations["rnn_1"], summed, rtol=1e-14)


# -- looking inside ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", RUNS)
def test_a_trace_follows_the_chain_rule(name: str) -> None:
    run = trainer_of(RUNS[name])
    before = run.snapshot()
    seen = trace(run, run.data.train.inputs[2], run.targets[2])
    assert same(run.snapshot(), before)
    for op, after in zip(seen.ops, seen.ops[1:], strict=False):
        last_alone = isinstance(op, RecurrentTrace) and not op.whole
        values, adjoints = (op.outputs[-1], op.output_adjoints[-1]) if last_alone else (op.outputs, op.output_adjoints)
        np.testing.assert_array_equal(np.ravel(values), np.ravel(after.inputs))
        if not isinstance(op, RecurrentTrace):  # whose states also have adjoints by way of the steps after
            np.testing.assert_array_equal(np.ravel(adjoints), np.ravel(after.input_adjoints))
        if isinstance(op, PerStepTrace):
            np.testing.assert_allclose(op.inputs @ op.weights.values + op.biases.values, op.outputs, rtol=1e-12)
            np.testing.assert_allclose(op.weights.gradient, op.inputs.T @ op.output_adjoints, rtol=1e-12, atol=1e-14)
        if isinstance(op, RecurrentTrace) and op.truncate == 5:
            _check_steps(op)
        if isinstance(op, EmbeddingTrace) and op.weights is not None:
            np.testing.assert_array_equal(op.weights.values[op.inputs.astype(int)], op.outputs)
        if isinstance(op, MaxPoolTrace):
            assert (op.chosen < op.size**2).all()
            np.testing.assert_allclose(op.input_adjoints.sum(), op.output_adjoints.sum(), rtol=1e-12)
        if isinstance(op, PatchesTrace):
            np.testing.assert_allclose(np.vdot(op.inputs, op.input_adjoints), np.vdot(op.outputs, op.output_adjoints))
    loss = seen.ops[-1]
    assert loss.value == pytest.approx(
        forward(run.network, run.parameters, run.inputs, np.empty(0, dtype=np.int64), run.targets)[1][2]
    )
    if RUNS[name]["every_step"]:
        assert loss.value == pytest.approx(loss.step_values.mean())


def _check_steps(op: RecurrentTrace) -> None:
    """The gradients of all blocks from the adjoints of every step, by the formulas."""
    before = np.vstack([np.zeros_like(op.outputs[:1]), op.outputs[:-1]])
    into_gates = np.hstack(list(op.gate_adjoints.values()))
    across = into_gates if op.cell != "gru" else np.hstack(list(op.inner_adjoints.values()))
    for block, expected in (
        (op.weights, op.inputs.T @ into_gates),
        (op.recurrent, before.T @ across),
        (op.biases, into_gates.sum(axis=0)),
    ):
        np.testing.assert_allclose(block.gradient, expected, rtol=1e-11, atol=1e-14)
    if op.cell == "lstm":
        np.testing.assert_allclose(op.gates["o"] * np.tanh(op.inner["c"]), op.outputs, rtol=1e-12)


def test_a_trace_without_targets_has_no_backward_pass() -> None:
    run = trainer_of(RUNS["rnn of one unit, classes of every step"])
    assert trace(run, run.data.train.inputs[0]).ops[-1].value is None
    with pytest.raises(ValueError, match="for 5 steps, expected 15 numbers"):
        class_target(run, 1)


def test_the_adjoint_of_the_inputs_is_the_derivative() -> None:
    for name in ("lstm on lstm", "convolutions"):
        run = trainer_of(RUNS[name])
        x, t = run.data.train.inputs[0].copy(), run.targets[0]
        adjoints = np.ravel(trace(run, x, t).ops[0].input_adjoints)
        for column in range(0, x.size, 7):
            losses = []
            for moved in (1e-5, -1e-5):
                other = x.copy()
                other[column] += moved
                losses.append(trace(run, other, t).ops[-1].value)
            assert adjoints[column] == pytest.approx((losses[0] - losses[1]) / 2e-5, rel=1e-5, abs=1e-9)


def test_statistics_cover_all_steps_and_pixels() -> None:
    run = trainer_of(RUNS["convolutions"])
    run.advance(2)
    activations = run.predict(run.data.train.inputs).activations
    for layer in observe(run).layers:
        assert layer.mean == pytest.approx(activations[layer.name].mean())
        assert layer.histogram.sum() == activations[layer.name].size
        assert (layer.gradient_norm is None) == (layer.name == "max_pool_1")


def test_accuracy_and_confusion_count_every_step() -> None:
    run = trainer_of(RUNS["one-hot and lstm, classes of every step"])
    seen = observe(run, Detail(confusion=True))
    predicted = run.predict(run.data.train.inputs).outputs.reshape(13, 5, 3).argmax(axis=2)
    assert seen.metrics.train_accuracy == np.mean(predicted == np.array(FIGURES["classes"]))
    assert seen.confusion is not None
    assert seen.confusion.train.sum() == 65


def test_binary_targets_of_every_step() -> None:
    rng = np.random.default_rng(2)
    data = {"targets": rng.integers(0, 2, (13, 4)).tolist(), "targets_per_step": True}
    run = sequence([{"kind": "gru", "units": 3, "return_sequences": True}], data=data)
    assert (run.data.task, run.network.n_out, run.targets.shape) == ("binary", 1, (13, 4))
    outputs = run.predict(run.data.train.inputs).outputs
    accuracy = observe(run).metrics.train_accuracy
    assert accuracy == np.mean((outputs > 0.0) == (np.array(data["targets"]) == 1))


# -- running -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", RUNS)
def test_runs_do_not_depend_on_the_unit_of_stepping(name: str) -> None:
    whole, stepwise = trainer_of(RUNS[name]), trainer_of(RUNS[name])
    whole.advance(7)
    for _ in range(4):
        stepwise.advance(1)
        observe(stepwise)
    other = trainer_of(RUNS[name])
    other.restore(stepwise.snapshot())
    other.advance(3)
    assert same(whole.snapshot(), other.snapshot())


def test_divergence_names_the_layer() -> None:
    layer = {"kind": "rnn", "units": 3, "activation": "relu"}
    run = sequence([layer, {"units": 2}])
    layers = [given.every() for given in run.get_parameters()]
    layers[0]["recurrent"] = np.full((3, 3), 1e200)
    layers[0]["biases"][:] = 1.0
    run.set_parameters(
        [LayerParameters.of(made.name, given) for made, given in zip(run.network.layers, layers, strict=True)]
    )
    run.advance()
    assert run.divergence is not None
    assert run.divergence.layer == "rnn_1"


def test_one_number_of_any_block_can_be_set() -> None:
    run = sequence([{"kind": "gru", "units": 3}])
    run.set_parameter("gru_1", 8, 2, 0.5, "recurrent")
    run.set_parameter("gru_1", 2, None, -0.5, "recurrent_biases")
    run.set_parameter("gru_1", 8, 1, 0.25)
    gru = run.get_parameters()[0].every()
    assert (gru["recurrent"][2, 8], gru["recurrent_biases"][2], gru["weights"][1, 8]) == (0.5, -0.5, 0.25)
    for unit, number, block, message in (
        (9, 0, "recurrent", "unit 9"),
        (0, 3, "recurrent", "input 3"),
        (0, None, "recurrent", "no input"),
        (0, 0, "gains", "an input for one of the gains"),
    ):
        with pytest.raises(ValueError, match=message):
            run.set_parameter("gru_1", unit, number, 0.0, block)


# -- bad input ---------------------------------------------------------------------------------------------------------

RNN, WHOLE, CONV = (
    {"kind": "rnn", "units": 2},
    {"kind": "rnn", "units": 2, "return_sequences": True},
    {"kind": "conv2d", "filters": 2},
)


@pytest.mark.parametrize("kind", CELLS)
def test_recurrent_layers_need_steps(kind: str) -> None:
    with pytest.raises(ValueError, match=f"Received {kind}_1 on data that are no sequence"):
        sequence([{"kind": kind, "units": 2}], None)
    with pytest.raises(ValueError, match="on data that are no sequence"):
        Trainer(
            RunSpec.model_validate({"data": {"name": "circle"}, "network": {"layers": [{"kind": kind, "units": 2}]}})
        )
    with pytest.raises(ValueError, match="on data that are no sequence"):
        image_run([{"kind": kind, "units": 2}])


@pytest.mark.parametrize(
    ("layers", "message"),
    [
        ([RNN, RNN], "Received rnn_2 after rnn_1, which does not output a sequence"),
        ([{"units": 2}, RNN], "Received rnn_1 after dense_1, which does not output a sequence"),
        ([WHOLE], "an output at each of 4 steps, for data with one target"),
        ([CONV], "Received conv2d_1 on data that are no images"),
        ([RNN, {"kind": "max_pool"}], "Received max_pool_1 after rnn_1, which does not output an image"),
        ([{"units": 2}, {"kind": "embedding", "units": 2, "vocabulary": 3}], "expected it to be the first"),
        ([{"kind": "one_hot", "vocabulary": 3}], "expected whole numbers from 0 to 2"),
        ([{**WHOLE}, {"kind": "layer_norm"}, RNN], "which gives sequences, expected one vector"),
    ],
    ids=str,
)
def test_layers_in_the_wrong_order_on_sequences(layers: list[dict[str, Any]], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        sequence(layers)


@pytest.mark.parametrize(
    ("layers", "message"),
    [
        ([{"units": 2}, CONV], "Received conv2d_1 after dense_1, which does not output an image"),
        ([{"kind": "max_pool", "size": 3}], "Received size 3 of max_pool_1 on an image of 4 × 2, expected at most 2"),
        ([{"kind": "max_pool"}, {"kind": "max_pool"}], "on an image of 2 × 1"),
        ([{**CONV, "size": 3, "padding": "valid"}], "Received size 3 of conv2d_1"),
    ],
    ids=str,
)
def test_layers_in_the_wrong_order_on_images(layers: list[dict[str, Any]], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        image_run(layers)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"steps": 3}, "inputs of 8 columns for 3 steps, expected a multiple"),
        ({"targets_per_step": True}, "targets of 2 columns for 4 steps"),
        ({"steps": None, "targets_per_step": True}, "targets_per_step without steps"),
        ({"image": [2, 4, 1]}, "steps and an image"),
        ({"steps": None, "image": [3, 3, 1]}, "inputs of 8 columns for an image of 3 × 3 × 1, expected 9"),
    ],
    ids=str,
)
def test_inconsistent_forms_of_data_are_refused(data: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        sequence([RNN], data=data)


def test_targets_of_every_step_need_an_output_at_each() -> None:
    with pytest.raises(ValueError, match="expected a network with an output at each"):
        sequence([RNN], data={"targets": [[0.0] * 4 + [1.0] * 4] * 13, "targets_per_step": True, "task": "regression"})


def test_inputs_outside_the_vocabulary_are_refused() -> None:
    run = trainer_of(RUNS["embedding and gru"])
    for wrong in (4.0, -1.0, 0.5):
        row = [0.0, 1.0, wrong, 0.0, 0.0]
        for ask in (lambda row=row: run.predict([row]), lambda row=row: trace(run, row)):
            with pytest.raises(ValueError, match="expected whole numbers from 0 to 3"):
                ask()


def test_width_one_and_one_step_and_one_pixel_work() -> None:
    for run in (
        sequence([{"kind": kind, "units": 1} for kind in CELLS[:1]], 1),
        sequence([{"kind": "lstm", "units": 1}], 8),
        sequence([{"kind": "gru", "units": 1}], 1),
        image_run([{**CONV, "filters": 1, "size": 1}]),
        image_run([{**CONV, "size": 3}], (1, 8, 1)),
    ):
        assert run.advance(3) == 3
        assert all(block.passed for block in gradient_check(run))


def test_dense_first_reads_a_sequence_as_one_vector() -> None:
    run = sequence([{"units": 3}])
    assert isinstance(trace(run, run.data.train.inputs[0]).ops[0], DenseTrace)
    assert run.network.layers[0].n_in == 8


@pytest.mark.parametrize("name", RUNS)
def test_frozen_layers_stay_as_they_are(name: str) -> None:
    run = RUNS[name]
    learnt = [layer["kind"] not in ("max_pool", "one_hot") for layer in run["layers"]]
    layers = [{**layer, "frozen": True} if own else layer for layer, own in zip(run["layers"], learnt, strict=True)]
    trainer = trainer_of({**run, "layers": layers})
    before = {layer.name: layer.every() for layer in trainer.get_parameters()}
    trainer.advance(5)
    for layer in trainer.get_parameters():
        for key, block in layer.every().items():
            assert (bits(block) == bits(before[layer.name][key])) == (layer.name != "output")


# -- every kind of data ------------------------------------------------------------------------------------------------

SEQUENCES = {"kind": "lstm", "units": 4, "return_sequences": True}
ON_DATA: list[tuple[dict[str, Any], list[dict[str, Any]]]] = [
    ({"name": "circle"}, [{"units": 4}]),
    ({"name": "iris"}, [{"units": 4}]),
    ({"name": "digits"}, [{"kind": "conv2d", "filters": 3}, {"kind": "max_pool"}]),
    ({"name": "digits", "columns": ["row 1 column 3", "row 2 column 4"]}, [{"units": 4}]),
    ({"name": "adding", "length": 6}, [{"kind": "lstm", "units": 4}]),
    (
        {"name": "order", "length": 10, "coding": "index"},
        [{"kind": "embedding", "units": 3, "vocabulary": 6}, {"kind": "gru", "units": 4}],
    ),
    ({"name": "copy", "delay": 3, "kept": 2}, [SEQUENCES]),
    ({"name": "parity", "each": True}, [SEQUENCES, {"units": 3}]),
    ({"name": "sine", "length": 5, "each": True}, [{**SEQUENCES, "kind": "rnn"}]),
    ({"name": "text", "text": "hello world " * 4, "length": 5, "each": True}, [SEQUENCES]),
    ({"name": "text", "text": "hello world " * 4, "length": 5}, [{"kind": "rnn", "units": 4}]),
]


@pytest.mark.parametrize(("data", "layers"), ON_DATA, ids=str)
def test_every_kind_of_data_trains_its_layers(data: dict[str, Any], layers: list[dict[str, Any]]) -> None:
    if data["name"] in SEQUENCE_SETS:
        data = {**data, "samples": 40}
    optimizer = {"name": "adam", "learning_rate": 0.01}
    run = Trainer(RunSpec.model_validate({"data": data, "network": {"layers": layers}, "optimizer": optimizer}))
    answer, size = run.spec.data, run.spec.data.size
    assert answer.form == run.data.form
    assert (size.inputs, size.outputs) == (run.data.train.inputs.shape[1], run.network.n_out)
    before = observe(run).metrics.train_loss
    run.advance(5, "epoch")
    assert observe(run).metrics.train_loss < before


def test_features_are_not_read_as_steps() -> None:
    data = {"name": "inline", "inputs": [[0.0, 1.0], [1.0, 0.0]], "targets": [[0.5], [1.5]], "steps": 2}
    with pytest.raises(ValueError, match="on data that are no sequence"):
        Trainer(RunSpec.model_validate({"data": data, "features": ["x1", "x2"], "network": {"layers": [RNN]}}))
