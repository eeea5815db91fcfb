"""A parameter's moment tells what the trace of the step before foretold."""

from typing import Any

import numpy as np
import pytest

from engine.inspect.parameter_history import parameter_at
from engine.inspect.trace.trace import trace
from engine.optim.optimizers import OPTIMIZERS
from engine.train.trainer import Trainer
from tests.engine import runs


def foretold(run: Trainer, block: str) -> Any:
    """What the trace of the coming batch says of a block."""
    told = trace(run, run.data.train.inputs[0], of="batch")
    layer, key = block.split(".")
    return getattr(next(op for op in told.ops if op.kind == "dense" and op.layer == layer), key)


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
        coming = foretold(run, block)
        run.advance()
        found = run.network.layout.blocks[block]
        moments = [parameter_at(run.snapshot(), found, found.offset + i) for i in range(found.size)]
        for name in ("gradient", "update", "effective_rate"):
            told = coming.step_gradient if name == "gradient" else coming.update
            told = coming.parts["effective_rate"] if name == "effective_rate" else told
            np.testing.assert_allclose(
                [getattr(moment, name) for moment in moments], np.ravel(told), rtol=1e-8, atol=1e-15
            )
        for name, row in coming.next_memory.items():
            np.testing.assert_allclose([moment.memory[name] for moment in moments], np.ravel(row), rtol=1e-12)
        assert {moment.step for moment in moments} == {run.step}


def test_before_the_first_step_there_is_no_gradient() -> None:
    run = runs.trainer()
    moment = parameter_at(run.snapshot(), run.network.layout.blocks["output.biases"], run.parameters.size - 1)
    assert (moment.gradient, moment.update, moment.effective_rate) == (None, None, None)
    assert moment.value == run.parameters[-1]


def test_parameters_that_are_not_trained_have_no_rate() -> None:
    run = runs.trainer(network={"layers": [{"units": 4, "frozen": True}]})
    run.advance(2)
    moment = parameter_at(run.snapshot(), run.network.layout.blocks["dense_1.weights"], 0)
    assert (moment.update, moment.effective_rate) == (0.0, None)
