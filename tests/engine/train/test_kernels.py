"""Whole runs against scalar loops: every optimizer, activation, loss, penalty and kind of batch."""

from typing import Any

import numpy as np
import pytest

from engine.ops.activations import ACTIVATIONS
from engine.ops.losses import LOSSES
from engine.optim.optimizers import OPTIMIZERS
from tests.engine.runs import hidden, oracle, order_of_epoch, samples, trainer

EPOCHS = 3


def check_against_oracle(**fields: Any) -> None:
    """Train both for EPOCHS and compare every parameter after each epoch."""
    run = trainer(**fields)
    naive = oracle(run)
    generator = np.random.default_rng([run.spec.seed, 1])
    inputs, targets = run.inputs.tolist(), run.targets.tolist()
    for _ in range(EPOCHS):
        run.advance(1, "epoch")
        naive.epoch(inputs, targets, order_of_epoch(run, generator), run.batch_size)
        np.testing.assert_allclose(run.parameters, naive.net.parameters(), rtol=1e-12, atol=1e-13)
    assert run.step == naive.steps


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_every_optimizer(name: str) -> None:
    check_against_oracle(optimizer={"name": name})


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_every_activation(name: str) -> None:
    check_against_oracle(network={"layers": hidden(3, 3, activation=name), "output_activation": name})


@pytest.mark.parametrize("task", ["binary", "multiclass", "regression"])
@pytest.mark.parametrize("loss", LOSSES)
def test_every_loss(loss: str, task: str) -> None:
    if LOSSES[loss].tasks and task not in LOSSES[loss].tasks:
        pytest.skip("not a loss for this task")
    check_against_oracle(data=samples(task), loss=loss)


@pytest.mark.parametrize("regularization", ["l1", "l2"])
def test_penalties(regularization: str) -> None:
    check_against_oracle(regularization={"name": regularization, "rate": 0.1})


@pytest.mark.parametrize(
    "fields",
    [
        {"reduction": "sum"},
        {"shuffle": False},
        {"batch_size": 1},
        {"batch_size": "all"},
        {"batch_size": 1000},
        {"network": {"layers": []}},
        {"network": {"layers": hidden(1)}},
        {"data": samples(count=40, width=33), "network": {"layers": hidden(20)}, "batch_size": 17},
    ],
    ids=str,
)
def test_batching_and_shapes(fields: dict[str, Any]) -> None:
    check_against_oracle(**fields)


def test_l1_does_not_hold_weights_at_zero() -> None:
    run = trainer(network={"layers": [], "initializer": "zeros"}, regularization={"name": "l1", "rate": 1e-4})
    run.advance(1)
    assert np.all(run.get_parameters()[0].weights != 0.0)
