"""The gradient check: every activation and loss passes it, a wrong gradient does not, and the run stays as it is."""

from typing import Any

import numpy as np
import pytest

from engine.inspect.gradcheck import KINKED, SMOOTH, gradient_check
from engine.ops.activations import ACTIVATIONS
from engine.ops.losses import LOSSES
from engine.train import kernels
from tests.engine.runs import hidden, same, samples, trainer


def check(**fields: Any) -> None:
    """Check a run before its first step and after some."""
    run = trainer(**fields)
    for _ in range(2):
        before = run.snapshot()
        blocks = gradient_check(run)
        assert same(run.snapshot(), before)
        assert [block.name for block in blocks] == list(run.network.layout.blocks)
        assert all(block.passed for block in blocks), blocks
        assert sum(block.checked for block in blocks) > 0.8 * sum(block.checked + block.skipped for block in blocks)
        run.advance(2, "epoch")


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_every_activation_in_a_deep_net(name: str) -> None:
    check(network={"layers": hidden(4, 4, 4, activation=name)})


@pytest.mark.parametrize("task", ["binary", "multiclass", "regression"])
@pytest.mark.parametrize("loss", LOSSES)
def test_every_loss(loss: str, task: str) -> None:
    if LOSSES[loss].tasks and task not in LOSSES[loss].tasks:
        pytest.skip("not a loss for this task")
    check(data=samples(task), loss=loss)


@pytest.mark.parametrize("reduction", ["mean", "sum"])
def test_both_reductions(reduction: str) -> None:
    check(reduction=reduction, batch_size="all")


def test_tolerances_are_those_of_smooth_and_kinked_functions() -> None:
    assert {block.tolerance for block in gradient_check(trainer())} == {SMOOTH}
    relu = trainer(network={"layers": hidden(4, activation="relu")})
    assert {block.tolerance for block in gradient_check(relu)} == {KINKED}


def test_a_wrong_gradient_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    right = kernels.gradient

    def wrong(tape: Any, state: Any, *rest: Any) -> float:
        loss = right(tape, state, *rest)
        state.gradients[3] *= 1.001
        return float(loss)

    monkeypatch.setattr(kernels, "gradient", wrong)
    first = gradient_check(trainer())[0]
    assert not first.passed
    assert first.index == (0, 3)


def test_a_large_block_is_sampled() -> None:
    run = trainer(network={"layers": hidden(60, 60)})
    blocks = {block.name: block for block in gradient_check(run, components=20, rng=np.random.default_rng(0))}
    assert blocks["dense_2.weights"].size == 3600
    assert blocks["dense_2.weights"].checked == 20


@pytest.mark.parametrize("name", ["samples", "components"])
def test_counts_below_one_are_refused(name: str) -> None:
    with pytest.raises(ValueError, match=f"Received {name} 0, expected 1 or more"):
        gradient_check(trainer(), **{name: 0})
