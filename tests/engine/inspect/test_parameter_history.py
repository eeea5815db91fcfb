"""The history of a parameter agrees with the trace of the step before."""

from typing import Any

import numpy as np
import pytest

from engine.inspect.parameter_history import parameter_at
from engine.inspect.trace.trace import trace
from engine.optim.optimizers import OPTIMIZERS
from engine.train.trainer import Trainer
from tests.engine import runs


def traced_block(run: Trainer, block: str) -> Any:
    """A block in the trace of the next batch."""
    traced = trace(run, run.data.train.inputs[0], of="batch")
    layer, key = block.split(".")
    return getattr(next(op for op in traced.ops if op.kind == "dense" and op.layer == layer), key)


@pytest.mark.parametrize("block", ["dense_1.weights", "dense_2.biases"])
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_a_step_is_the_one_that_the_trace_predicted(optimizer: str, block: str) -> None:
    run = runs.trainer(
        optimizer={"name": optimizer},
        regularization={"name": "decay", "rate": 0.05},
        schedule={"name": "exponential"},
        clipping={"name": "value", "limit": 0.05},
    )
    run.advance(3)
    for _ in range(3):
        coming = traced_block(run, block)
        run.advance()
        found = run.network.layout.blocks[block]
        records = [parameter_at(run.snapshot(), found, found.offset + i) for i in range(found.size)]
        for name in ("gradient", "update", "effective_rate"):
            expected = coming.step_gradient if name == "gradient" else coming.update
            expected = coming.parts["effective_rate"] if name == "effective_rate" else expected
            np.testing.assert_allclose(
                [getattr(record, name) for record in records], np.ravel(expected), rtol=1e-8, atol=1e-15
            )
        for name, row in coming.next_memory.items():
            np.testing.assert_allclose([record.memory[name] for record in records], np.ravel(row), rtol=1e-12)
        assert {record.step for record in records} == {run.step}


def test_before_the_first_step_there_is_no_gradient() -> None:
    run = runs.trainer()
    record = parameter_at(run.snapshot(), run.network.layout.blocks["output.biases"], run.parameters.size - 1)
    assert (record.gradient, record.update, record.effective_rate) == (None, None, None)
    assert record.value == run.parameters[-1]


def test_parameters_that_are_not_trained_have_no_rate() -> None:
    run = runs.trainer(network={"layers": [{"units": 4, "frozen": True}]})
    run.advance(2)
    record = parameter_at(run.snapshot(), run.network.layout.blocks["dense_1.weights"], 0)
    assert (record.update, record.effective_rate) == (0.0, None)
