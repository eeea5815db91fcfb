"""The gradient check passes for every activation and loss, fails for wrong gradients, and does not change the run."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from engine.errors import InputError
from engine.inspect.gradcheck import KINKED, SMOOTH, BlockCheck, gradient_check
from engine.ops.activations import ACTIVATIONS
from engine.ops.losses import LOSSES
from engine.train import kernels
from engine.train.trainer import Trainer
from tests.engine.runs import hidden, same, samples, trainer

CELLS = ["rnn", "lstm", "gru"]

Gradients = np.ndarray[Any, np.dtype[np.float64]]


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


def check_with(
    monkeypatch: pytest.MonkeyPatch, spoil: Callable[[Gradients], None], run: Trainer | None = None
) -> list[BlockCheck]:
    """Check a run whose backward pass is followed by `spoil(gradients)`."""
    right = kernels.gradient

    def wrong(tape: Any, state: Any, *rest: Any) -> float:
        loss = right(tape, state, *rest)
        spoil(state.gradients)
        return float(loss)

    monkeypatch.setattr(kernels, "gradient", wrong)
    return gradient_check(run or trainer())


def recurrent(kind: str, truncate: int | None) -> Trainer:
    """Two stacked recurrent layers on sequences of 5 steps, after a few training steps."""
    layers = [
        {"kind": kind, "units": 3, "return_sequences": True, "truncate": truncate},
        {"kind": kind, "units": 4, "truncate": truncate},
    ]
    run = trainer(data={**samples(width=10), "steps": 5}, network={"layers": layers})
    run.advance(3)
    return run


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_every_activation_in_a_deep_network(name: str) -> None:
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


def test_tolerances_of_smooth_and_piecewise_networks() -> None:
    assert {block.tolerance for block in gradient_check(trainer())} == {SMOOTH}
    relu = trainer(network={"layers": hidden(4, activation="relu")})
    assert {block.tolerance for block in gradient_check(relu)} == {KINKED}


@pytest.mark.parametrize("scale", [1e-3, 1.0, 1e3, 1e4])
@pytest.mark.parametrize("activation", ["tanh", "sin", "relu"])
def test_inputs_of_any_scale(activation: str, scale: float) -> None:
    """Large inputs make the loss curve strongly in the first layer's weights."""
    data = samples()
    data["inputs"] = (scale * np.array(data["inputs"])).tolist()
    blocks = gradient_check(trainer(data=data, network={"layers": hidden(4, activation=activation)}))
    assert all(block.passed for block in blocks), blocks
    assert sum(block.checked for block in blocks) > 0.8 * sum(block.size for block in blocks)


@pytest.mark.parametrize("spread", [0.003, 0.0003, 1e-5])
def test_layer_norm_of_nearly_equal_inputs(spread: float) -> None:
    """The loss curves strongly: normalization divides by a standard deviation close to 0."""
    data = {"name": "inline", "task": "regression", "inputs": [[0.5, 0.5 + spread]] * 4, "targets": [[1.0]] * 4}
    for layers in ([{"kind": "layer_norm"}], [{"units": 5}, {"kind": "layer_norm"}, {"units": 3}]):
        blocks = gradient_check(trainer(data=data, network={"layers": layers}))
        assert all(block.passed and block.checked == block.size for block in blocks), blocks


SPOILED: dict[str, Callable[[Gradients], None]] = {
    "one component off by a thousandth": lambda g: g.__setitem__(3, 1.001 * g[3]),
    "sign": lambda g: np.negative(g, out=g),
    "missing": lambda g: g.fill(0.0),
    "doubled": lambda g: np.multiply(g, 2.0, out=g),
    "shifted by a small constant": lambda g: np.add(g, 1e-4, out=g),
    "permuted": lambda g: g.__setitem__(slice(None), np.roll(g, 1)),
    "infinite": lambda g: g.__setitem__(0, np.inf),
    "not a number": lambda g: g.__setitem__(0, np.nan),
}


@pytest.mark.parametrize("spoil", SPOILED.values(), ids=SPOILED)
@pytest.mark.parametrize("activation", ["tanh", "relu"])
def test_a_wrong_gradient_fails(
    monkeypatch: pytest.MonkeyPatch, spoil: Callable[[Gradients], None], activation: str
) -> None:
    run = trainer(network={"layers": hidden(4, activation=activation)})
    assert not all(block.passed for block in check_with(monkeypatch, spoil, run))


def test_the_wrong_component_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    first = check_with(monkeypatch, SPOILED["one component off by a thousandth"])[0]
    assert not first.passed
    assert first.index == (0, 3)


@pytest.mark.parametrize("truncate", [1, 2, 3])
@pytest.mark.parametrize("kind", CELLS)
def test_a_truncated_layer_is_checked_against_the_truncated_derivative(kind: str, truncate: int) -> None:
    blocks = gradient_check(recurrent(kind, truncate))
    assert all(block.passed and block.skipped == 0 for block in blocks), blocks


@pytest.mark.parametrize("kind", CELLS)
def test_the_whole_gradient_fails_for_a_truncated_layer(monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    run, whole = recurrent(kind, 2), recurrent(kind, None).network.training_tape
    right = kernels.gradient
    monkeypatch.setattr(kernels, "gradient", lambda tape, *rest: right(whole, *rest))
    assert not all(block.passed for block in gradient_check(run))


def test_a_large_block_is_sampled() -> None:
    run = trainer(network={"layers": hidden(60, 60)})
    blocks = {block.name: block for block in gradient_check(run, components=20, rng=np.random.default_rng(0))}
    assert blocks["dense_2.weights"].size == 3600
    assert blocks["dense_2.weights"].checked == 20


def test_slices_are_short_and_give_the_same_result() -> None:
    run, slices, result = trainer(), 0, None
    work = gradient_check.slices(run)
    while result is None:
        try:
            next(work)
            slices += 1
        except StopIteration as end:
            result = end.value
    assert result == gradient_check(run)
    assert slices > run.parameters.size


@pytest.mark.parametrize("name", ["samples", "components"])
def test_counts_below_one_are_refused(name: str) -> None:
    with pytest.raises(InputError, match=f"Received {name} 0, expected 1 or more"):
        gradient_check(trainer(), **{name: 0})
