"""A number that is not finite stops the run, which returns to a state from which a lower rate lowers the loss."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from engine.network.layer_parameters import LayerParameters
from engine.spec.run import RunSpec
from engine.train.recovery import KeptSnapshots, objective, recover
from engine.train.trainer import Trainer, Unit
from tests.engine.runs import bits, hidden, same, samples, spec, trainer

WILD = {"network": {"layers": hidden(4, 3, activation="relu")}, "optimizer": {"learning_rate": 100.0}}
TAME = {**WILD, "optimizer": {"learning_rate": 0.001}}
LINEAR = {"data": {"name": "reg_plane"}, "network": {"layers": hidden(4, activation="linear")}}


def diverged(**fields: Any) -> Trainer:
    """Return a run that has diverged."""
    run = trainer(**fields)
    run.advance(2000)
    assert run.status == "diverged"
    return run


def with_rate(run: Trainer, rate: float) -> RunSpec:
    """Return the run's spec with another learning rate."""
    return run.setup.with_learning_rate(rate).spec


def loss_of(run: Trainer) -> float:
    """Return the loss over all training samples, with the penalty."""
    return objective(run.setup, run.parameters)


def check_remedy(run: Trainer) -> None:
    """Follow the remedy in the message, and check that the loss falls."""
    assert run.divergence is not None and run.divergence.learning_rate is not None
    assert f"Lower the learning rate to {run.divergence.learning_rate:g} or less" in run.divergence.message
    before = loss_of(run)
    run.change(with_rate(run, run.divergence.learning_rate))
    assert run.advance(200) == 200
    assert loss_of(run) < before


def test_a_divergence_is_reported_and_the_run_is_at_its_start() -> None:
    run = trainer(**WILD)
    begin = run.snapshot()
    assert run.advance(1000) == 0
    divergence = run.divergence
    assert divergence is not None
    assert divergence.layer in {"dense_1", "dense_2", "output", "loss"}
    assert divergence.layer in divergence.message and f"step {divergence.step + 1} " in divergence.message
    assert (run.step, divergence.returned_to) == (0, 0)
    assert "back at step 0, with its initial weights." in divergence.message
    assert same(replace(run.snapshot(), divergence=None), begin)


def test_the_run_returns_to_the_state_before_the_change_that_made_it_diverge() -> None:
    run = trainer(**{**WILD, "optimizer": {"learning_rate": 0.01}})
    run.advance(300)
    before = run.snapshot()
    run.change(with_rate(run, 100.0))
    run.advance(1000)
    assert run.divergence is not None
    assert run.step == run.divergence.returned_to == 300
    assert "back at step 300." in run.divergence.message
    assert bits(run.parameters) == bits(before.parameters) and bits(run.memory) == bits(before.memory)
    check_remedy(run)


def test_a_state_of_huge_weights_is_passed_over() -> None:
    """A squashing activation hides them from the loss, but lets no gradient through."""
    run = trainer(network={"layers": hidden(4), "output_activation": "tanh"}, data=samples("binary"))
    run.advance(64)
    good = run.snapshot()
    run.advance(64)
    bad = replace(run.snapshot(), parameters=run.parameters * 1e40)
    assert recover(run, [bad, good]) is not None
    assert run.step == 64 and bits(run.parameters) == bits(good.parameters)


@pytest.mark.parametrize("seed", [0, 2])
@pytest.mark.parametrize(
    "fields",
    [
        {**LINEAR, "optimizer": {"name": "sgd", "learning_rate": 1.0}},
        {**LINEAR, "optimizer": {"name": "momentum", "learning_rate": 100.0}},
        {**WILD, "data": {"name": "reg_gauss"}},
        {**LINEAR, "data": {"name": "iris"}, "optimizer": {"name": "nesterov", "learning_rate": 1000.0}},
        {**WILD, "data": {"name": "sine"}, "optimizer": {"name": "momentum", "learning_rate": 100.0}},
        {**WILD, "regularization": {"name": "l2", "rate": 10.0}},
        {**WILD, "reduction": "sum", "batch_size": "all"},
    ],
    ids=str,
)
def test_the_remedy_works(fields: dict[str, Any], seed: int) -> None:
    check_remedy(diverged(**fields, seed=seed))


@pytest.mark.parametrize("rate", [0.1, 1e-3, 1e-6])
def test_every_rate_up_to_that_of_the_message_lowers_the_loss(rate: float) -> None:
    run = diverged(**LINEAR, optimizer={"name": "sgd", "learning_rate": 1.0}, seed=2)
    assert run.divergence is not None and run.divergence.learning_rate == 0.1
    before = loss_of(run)
    run.change(with_rate(run, rate))
    assert run.advance(300) == 300
    assert loss_of(run) < before


@pytest.mark.parametrize("settled", [0, 700])
def test_however_it_is_driven_it_ends_in_the_same_state(settled: int) -> None:
    runs = [trainer(**{**WILD, "optimizer": {"learning_rate": 0.01}}) for _ in range(3)]
    advances: list[tuple[int, Unit]] = [(1000, "step"), (1, "step"), (7, "epoch")]
    for run, (count, unit) in zip(runs, advances, strict=True):
        while run.step < settled:
            run.advance(min(count, settled - run.step))
        run.change(with_rate(run, 10.0))
        while run.status == "ready":
            run.advance(count, unit)
    assert runs[0].step == settled
    for run in runs[1:]:
        assert same(run.snapshot(), runs[0].snapshot())


def test_kept_snapshots_are_few_and_evenly_spaced() -> None:
    run = trainer()
    kept, steps = KeptSnapshots(run.setup), 0
    while steps < 100_000:
        until = kept.steps_until_due(steps)
        assert until is not None
        steps += until
        kept.keep(replace(run.snapshot(), step=steps))
        assert kept.steps_until_due(steps) != 0
    found = [snapshot.step for snapshot in kept]
    assert found == sorted(found, reverse=True) and found[-1] == 0
    assert 4 <= len(found) <= 8
    assert max(np.diff(found[::-1])) <= 2 * min(np.diff(found[::-1]))
    kept.request()
    assert kept.steps_until_due(steps) == 0


def test_a_large_network_keeps_only_the_snapshot_of_the_last_change() -> None:
    run = trainer(network={"layers": hidden(700, 700)})
    kept = KeptSnapshots(run.setup)
    for step in (5, 9):
        kept.request()
        kept.keep(replace(run.snapshot(), step=step))
    assert [snapshot.step for snapshot in kept] == [9]
    assert kept.steps_until_due(9) is None


def test_if_no_rate_works_the_message_gives_another_remedy() -> None:
    run = trainer(
        data={"name": "inline", "inputs": [[0.0], [1.0]], "targets": [[1e200], [2e200]], "task": "regression"}
    )
    run.advance()
    assert run.divergence is not None and run.divergence.learning_rate is None
    assert "Scale inputs and targets down" in run.divergence.message


def test_a_diverged_run_takes_no_steps() -> None:
    run = trainer(**WILD)
    run.advance(1000)
    parameters = run.parameters.copy()
    assert [run.advance(5, unit) for unit in ("sample", "step", "epoch")] == [0, 0, 0]
    assert bits(run.parameters) == bits(parameters)


def test_a_diverged_run_continues_at_a_lower_rate_and_can_be_reset() -> None:
    run = diverged(**WILD)
    run.change(spec(**TAME))
    assert run.status == "ready"
    assert run.advance(10) == 10
    run.reset()
    assert run.step == 0
    assert run.advance(10) == 10


def test_snapshots_of_a_diverged_run_remember_it() -> None:
    run, other = trainer(**WILD), trainer(**WILD)
    run.advance(1000)
    other.restore(run.snapshot())
    assert other.status == "diverged"
    assert other.advance() == 0


def test_the_first_batch_may_diverge() -> None:
    run = trainer(network={"layers": hidden(3, activation="linear")})
    huge = [
        LayerParameters(layer.name, np.full_like(layer.weights, 1e200), np.zeros_like(layer.biases))
        for layer in run.get_parameters()
    ]
    run.set_parameters(huge)
    assert run.advance(3) == 0
    assert run.divergence is not None
    assert (run.divergence.step, run.divergence.layer) == (0, "output")
    assert run.step == 0


def test_the_first_layer_that_overflows_is_named() -> None:
    run = trainer(data=samples(), network={"layers": hidden(3, 3, activation="linear")})
    layers = run.get_parameters()
    layers[0].weights[:] = layers[1].weights[:] = 1e200
    run.set_parameters(layers)
    run.advance()
    assert run.divergence is not None
    assert run.divergence.layer == "dense_2"


@pytest.mark.parametrize("loss", ["binary_cross_entropy", "softmax_cross_entropy"])
def test_cross_entropies_do_not_overflow_at_saturated_outputs(loss: str) -> None:
    task = "binary" if loss.startswith("binary") else "multiclass"
    run = trainer(data=samples(task), loss=loss, network={"layers": hidden(3)})
    layers = run.get_parameters()
    layers[-1].weights[:] = np.linspace(-1e6, 1e6, layers[-1].weights.size).reshape(layers[-1].weights.shape)
    run.set_parameters(layers)
    assert run.advance(2) == 2
