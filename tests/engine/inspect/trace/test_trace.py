"""A trace is the pass of training, number by number, and does not change the run."""

from typing import Any, Literal

import numpy as np
import pytest

from engine.errors import InputError
from engine.inspect.trace.dense_and_loss import ActivationTrace, DenseTrace, LossTrace
from engine.inspect.trace.parameters import ParameterTrace
from engine.inspect.trace.trace import Trace, class_target, trace
from engine.layers.kinds import LAYERS
from engine.ops.losses import LOSSES
from engine.optim.optimizers import OPTIMIZERS
from engine.optim.schedules import SCHEDULES
from engine.spec.run import RunSpec
from engine.train.trainer import Trainer
from tests.engine.runs import hidden, oracle, same, samples, trainer


def blocks_of(seen: Trace) -> list[ParameterTrace]:
    """Every block of parameters in a trace."""
    return [part for op in seen.ops for part in vars(op).values() if isinstance(part, ParameterTrace)]


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_gradients_and_updates_are_those_of_a_step_with_this_sample(name: str) -> None:
    run = trainer(optimizer={"name": name}, regularization={"name": "l2", "rate": 0.1})
    run.advance(2, "epoch")
    before = run.snapshot()
    x, t = run.inputs[3], run.targets[3]
    seen = trace(run, x, t)
    assert same(run.snapshot(), before)
    expected = oracle(run).net.gradient_of(x.tolist(), t.tolist())
    blocks = blocks_of(seen)
    np.testing.assert_allclose(np.concatenate([b.gradient.ravel() for b in blocks]), expected, rtol=1e-11, atol=1e-14)
    stepper = Trainer(run.spec)
    stepper.restore(before)
    only = {"inputs": [x.tolist()], "targets": [t.tolist()], "task": "regression", "name": "inline"}
    stepper.change(RunSpec.model_validate({**run.spec.model_dump(), "data": only, "batch_size": 1}))
    stepper.advance(1)
    for block in blocks:
        after = stepper.network.layout.blocks[block.name].of(stepper.parameters)
        np.testing.assert_allclose(block.values + block.update, after, rtol=1e-13, atol=1e-16)
    assert seen.optimizer_step == run.steps_of_optimizer + 1


@pytest.mark.parametrize("name", OPTIMIZERS)
@pytest.mark.parametrize("of", ["sample", "batch"])
@pytest.mark.parametrize("limit", [0.3, 100.0])
def test_the_terms_of_an_update_sum_up_to_it(name: str, of: Literal["sample", "batch"], limit: float) -> None:
    box = {"name": "box", "limit": limit}
    run = trainer(optimizer={"name": name}, regularization={"name": "decay", "rate": 0.1}, projection=box)
    run.advance(2, "epoch")
    for block in blocks_of(trace(run, run.inputs[3], run.targets[3], of=of)):
        made = block.parts.get("decay", 0.0) - block.parts["effective_rate"] * block.parts["direction"]
        made = made + block.parts.get("projection", 0.0)
        np.testing.assert_allclose(made, block.update, rtol=1e-9, atol=1e-13)
        assert ("decay" in block.parts) == (name == "adamw" or block.name.endswith("weights"))


CLIPPED = {"clipping": {"name": "norm", "limit": 0.01}}
OPTIONS: dict[str, dict[str, Any]] = {
    "plain": {},
    "l1": {"regularization": {"name": "l1", "rate": 0.05}},
    "l2": {"regularization": {"name": "l2", "rate": 0.05}},
    "decay": {"regularization": {"name": "decay", "rate": 0.1}},
    "by value": {"clipping": {"name": "value", "limit": 0.01}},
    "by norm": CLIPPED,
    "in a box": {"projection": {"name": "box", "limit": 0.3}},
    "without biases": {"network": {"layers": [{"units": 4, "bias": False}], "output_bias": False}},
    "sum": {"reduction": "sum"},
    "full batch": {"batch_size": "all"},
    "masks": {"network": {"layers": [{"units": 4}, {"kind": "dropout", "rate": 0.5}]}},
    "statistics": {"network": {"layers": [{"units": 4}, {"kind": "batch_norm"}]}},
    "frozen": {"network": {"layers": [{"units": 4, "frozen": True}]}},
    **{name: {"optimizer": {"name": name}, **CLIPPED} for name in OPTIMIZERS},
    **{f"schedule {name}": {"schedule": {"name": name}} for name in SCHEDULES},
}


@pytest.mark.parametrize("options", OPTIONS.values(), ids=OPTIONS)
def test_the_update_of_a_batch_is_that_of_the_next_step(options: dict[str, Any]) -> None:
    run = trainer(**options)
    run.advance(4)
    before = run.snapshot()
    seen = trace(run, run.inputs[0], run.targets[0], of="batch")
    assert same(run.snapshot(), before)
    np.testing.assert_array_equal(seen.batch, run.batch_under_way())
    blocks = blocks_of(seen)
    run.advance(1)
    for block in blocks:
        own = run.network.layout.blocks[block.name]
        np.testing.assert_array_equal(block.update, own.of(run.parameters) - own.of(before.parameters))
        for name, kept in zip(block.memory, run.memory, strict=False):
            np.testing.assert_array_equal(block.next_memory[name], own.of(kept))
        if block.step_gradient is not None:
            np.testing.assert_array_equal(block.step_gradient, own.of(run.gradients))
    after = trace(run, run.inputs[0], run.targets[0])
    assert after.step == seen.step + 1
    assert after.sample_loss.before == seen.sample_loss.after


def test_a_batch_of_samples_has_the_mean_of_their_gradients() -> None:
    run = trainer()
    seen = trace(run, run.inputs[0], run.targets[0], of="batch")
    each = [trace(run, run.inputs[row], run.targets[row]) for row in seen.batch]
    for index, block in enumerate(blocks_of(seen)):
        mean = np.mean([blocks_of(one)[index].gradient for one in each], axis=0)
        np.testing.assert_allclose(block.gradient, mean, rtol=1e-11, atol=1e-15)
    assert seen.batch_loss.before == pytest.approx(np.mean([one.sample_loss.before for one in each]), rel=1e-13)
    for ours, theirs in zip(seen.ops, trace(run, run.inputs[0], run.targets[0]).ops, strict=True):
        np.testing.assert_array_equal(ours.input_adjoints, theirs.input_adjoints)  # gradients of the sample alone


def test_losses_after_an_update_are_those_of_the_updated_parameters() -> None:
    run = trainer(optimizer={"name": "adam", "learning_rate": 1e-6})
    run.advance(3)
    seen = trace(run, run.inputs[1], run.targets[1])
    moved = Trainer(run.spec)
    moved.restore(run.snapshot())
    for block in blocks_of(seen):
        moved.network.layout.blocks[block.name].of(moved.parameters)[:] += block.update
    assert seen.sample_loss.after == trace(moved, run.inputs[1], run.targets[1]).sample_loss.before
    assert seen.batch_loss.after == trace(moved, run.inputs[1], run.targets[1]).batch_loss.before
    assert seen.first_order == pytest.approx(seen.sample_loss.after - seen.sample_loss.before, rel=1e-3)


@pytest.mark.parametrize("of", ["sample", "batch"])
@pytest.mark.parametrize("kind", ["dense", "batch_norm", "dropout", "residual", "lstm", "truncated lstm"])
def test_finite_differences_agree_with_every_gradient(kind: str, of: Literal["sample", "batch"]) -> None:
    layers = [{"kind": "dense", "units": 4}, {"kind": kind, **LAYERS[kind].example}] if kind in LAYERS else []
    data = samples()
    if "lstm" in kind:
        truncate = 1 if "truncated" in kind else None
        layers, data = [{"kind": "lstm", "units": 3, "truncate": truncate}], {**samples(width=6), "steps": 3}
    run = trainer(network={"layers": layers}, data=data)
    run.advance(2)
    seen = trace(run, run.data.train.inputs[2], run.targets[2], of=of, finite_differences=True)
    checked = [block for block in blocks_of(seen) if "running" not in block.name]
    assert len(checked) > 2
    for block in checked:
        np.testing.assert_allclose(block.numeric_gradient, block.gradient, rtol=1e-6, atol=seen.difference_floor)
    assert all(block.numeric_gradient is None for block in blocks_of(trace(run, run.data.train.inputs[2])))


def test_there_is_no_difference_across_a_kink() -> None:
    run = trainer(network={"layers": hidden(3, activation="relu"), "initializer": {"name": "zeros"}})
    seen = trace(run, run.inputs[0], run.targets[0], finite_differences=True)
    weights = blocks_of(seen)[0]
    assert np.isnan(weights.numeric_gradient).all()
    assert (weights.gradient == 0.0).all()


def test_layers_can_be_left_out() -> None:
    run = trainer()
    whole = trace(run, run.inputs[0], run.targets[0])
    part = trace(run, run.inputs[0], run.targets[0], layers=frozenset({"output"}))
    assert [block.name for block in blocks_of(part)] == ["output.weights", "output.biases"]
    assert part.ops[0].terms is None
    for ours, theirs in zip(part.ops, whole.ops, strict=True):
        np.testing.assert_array_equal(ours.input_adjoints, theirs.input_adjoints)
    with pytest.raises(InputError, match=r"unknown layer 'dense_9', expected dense_1"):
        trace(run, run.inputs[0], layers=frozenset({"dense_9"}))


def test_an_infinite_loss_after_the_update_is_traced_and_one_before_it_is_an_error() -> None:
    run = trainer(optimizer={"name": "sgd", "learning_rate": 10.0}, network={"layers": hidden(3, activation="linear")})
    run.parameters[:] *= 1e30  # a loss of about 1e120, of 1e360 after the update
    seen = trace(run, run.inputs[0], run.targets[0], of="batch")
    assert np.isfinite(seen.batch_loss.before)
    assert not np.isfinite(seen.batch_loss.after)
    run.parameters[-1] = 1e200
    for of in ("sample", "batch"):
        with pytest.raises(InputError, match="the loss overflows"):
            trace(run, run.inputs[0], run.targets[0], of=of)


def test_values_and_adjoints_follow_the_chain_rule() -> None:
    run = trainer()
    seen = trace(run, run.inputs[0], run.targets[0])
    for op, after in zip(seen.ops, seen.ops[1:], strict=False):
        np.testing.assert_array_equal(op.outputs, after.inputs)
        np.testing.assert_array_equal(op.output_adjoints, after.input_adjoints)
        if isinstance(op, DenseTrace):
            np.testing.assert_allclose(op.terms.sum(axis=0) + op.biases.values, op.outputs, rtol=1e-13)
            np.testing.assert_allclose(op.weights.gradient, np.outer(op.inputs, op.output_adjoints), rtol=1e-13)
            np.testing.assert_allclose(op.weights.values @ op.output_adjoints, op.input_adjoints, rtol=1e-13)
        if isinstance(op, ActivationTrace):
            np.testing.assert_allclose(op.derivatives * op.output_adjoints, op.input_adjoints, rtol=1e-13)
    last = seen.ops[-1]
    assert isinstance(last, LossTrace)
    assert last.value == pytest.approx(0.5 * ((last.prediction - run.targets[0]) ** 2).sum(), rel=1e-13)


def test_without_targets_there_is_only_the_forward_pass() -> None:
    run = trainer()
    seen = trace(run, run.inputs[0])
    assert all(op.input_adjoints is None for op in seen.ops)
    np.testing.assert_allclose(seen.ops[-1].prediction, run.predict(run.inputs[:1]).outputs[0], rtol=1e-14)


def test_features_are_those_of_the_raw_point() -> None:
    spec = {"data": {"name": "circle"}, "features": ["x1", "x1_squared"]}
    seen = trace(Trainer(RunSpec.model_validate(spec)), [2.0, 5.0], [1.0])
    np.testing.assert_array_equal(seen.features, [2.0, 4.0])


def test_a_class_is_encoded_as_the_loss_takes_it() -> None:
    assert class_target(trainer(data=samples("multiclass")), 1).tolist() == [0.0, 1.0, 0.0]
    assert class_target(trainer(data=samples("binary")), 0).tolist() == [-1.0]
    with pytest.raises(InputError, match="expected 0 to 2"):
        class_target(trainer(data=samples("multiclass")), 3)
    with pytest.raises(InputError, match="in a regression"):
        class_target(trainer(), 0)


@pytest.mark.parametrize("inputs", [[1.0], [1.0, 2.0, 3.0], [[1.0, 2.0]], [1.0, np.nan], [np.inf, 0.0], [1e308, 1e308]])
def test_inputs_that_cannot_be_traced_are_refused(inputs: list[float]) -> None:
    run = trainer()
    layers = run.get_parameters()
    layers[0].weights[:] = 10.0
    run.set_parameters(layers)
    with pytest.raises(InputError, match=r"Received inputs|not finite"):
        trace(run, inputs, [0.0, 0.0])


@pytest.mark.parametrize("loss", ["binary_cross_entropy", "softmax_cross_entropy"])
def test_a_loss_with_its_activation_follows_the_chain_rule_through_the_prediction(loss: str) -> None:
    run = trainer(data={"name": "iris"}, features=None, loss=loss, network={"layers": [{"units": 3}]})
    last = trace(run, run.data.train.inputs[0], run.targets[0]).ops[-1]
    assert isinstance(last, LossTrace)
    assert last.output_activation == LOSSES[loss].output_activation
    prediction, by_prediction = last.prediction, last.prediction_adjoints
    jacobian = np.diag(prediction * (1 - prediction))  # sigmoid
    if last.output_activation == "softmax":
        jacobian = np.diag(prediction) - np.outer(prediction, prediction)
    np.testing.assert_allclose(jacobian @ by_prediction, last.input_adjoints, rtol=1e-9, atol=1e-15)


def test_a_loss_of_the_output_itself_needs_no_derivative_by_the_prediction() -> None:
    run = trainer()
    last = trace(run, run.inputs[0], run.targets[0]).ops[-1]
    assert isinstance(last, LossTrace)
    assert (last.output_activation, last.prediction_adjoints) == (None, None)
