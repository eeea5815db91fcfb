"""A trace is the pass that training takes, number by number, and leaves the run alone."""

import numpy as np
import pytest

from engine.optimizers import OPTIMIZERS
from engine.spec import RunSpec
from engine.trace import ActivationTrace, DenseTrace, LossTrace, class_target, trace
from engine.trainer import Trainer
from tests.engine.runs import oracle, same, samples, trainer


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_gradients_and_updates_are_those_of_a_step_with_this_sample(name: str) -> None:
    run = trainer(optimizer={"name": name}, regularization={"name": "l2", "rate": 0.1})
    run.advance(2, "epoch")
    before = run.snapshot()
    x, t = run.inputs[3], run.targets[3]
    seen = trace(run, x, t)
    assert same(run.snapshot(), before)
    expected = oracle(run).net.gradient_of(x.tolist(), t.tolist())
    blocks = [part for op in seen.ops if isinstance(op, DenseTrace) for part in (op.weights, op.biases)]
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


def test_a_class_is_encoded_as_the_loss_wants_it() -> None:
    assert class_target(trainer(data=samples("multiclass")), 1).tolist() == [0.0, 1.0, 0.0]
    assert class_target(trainer(data=samples("binary")), 0).tolist() == [-1.0]
    with pytest.raises(ValueError, match="expected 0 to 2"):
        class_target(trainer(data=samples("multiclass")), 3)
    with pytest.raises(ValueError, match="in a regression"):
        class_target(trainer(), 0)


@pytest.mark.parametrize("inputs", [[1.0], [1.0, 2.0, 3.0], [[1.0, 2.0]], [1.0, np.nan], [np.inf, 0.0], [1e308, 1e308]])
def test_inputs_that_cannot_be_traced_are_refused(inputs: list[float]) -> None:
    run = trainer()
    layers = run.get_parameters()
    layers[0].weights[:] = 10.0
    run.set_parameters(layers)
    with pytest.raises(ValueError, match=r"Received inputs|not finite"):
        trace(run, inputs, [0.0, 0.0])
