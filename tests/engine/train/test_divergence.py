"""A loss that is not a finite number: the run stops, says where, and keeps its last finite state."""

import numpy as np
import pytest

from engine.network.layer_parameters import LayerParameters
from tests.engine.runs import bits, hidden, samples, spec, trainer

WILD = {"network": {"layers": hidden(4, 3, activation="relu")}, "optimizer": {"learning_rate": 100.0}}
TAME = {**WILD, "optimizer": {"learning_rate": 0.001}}


def test_divergence_is_told_and_the_last_finite_state_kept() -> None:
    run = trainer(**WILD)
    taken = run.advance(1000)
    assert run.status == "diverged"
    assert run.divergence is not None
    assert run.divergence.layer in {"dense_1", "dense_2", "output", "loss"}
    assert run.divergence.layer in run.divergence.message
    assert taken == run.step < run.divergence.step + 1
    assert np.isfinite(run.parameters).all()
    again = trainer(**WILD)
    for _ in range(run.step):
        assert again.advance(1) == 1
    assert bits(again.parameters) == bits(run.parameters)


def test_however_it_is_driven_it_ends_in_the_same_state() -> None:
    whole, stepwise = trainer(**WILD), trainer(**WILD)
    whole.advance(1000)
    while stepwise.status == "ready":
        stepwise.advance(1)
    assert bits(whole.parameters) == bits(stepwise.parameters)
    assert whole.step == stepwise.step
    assert whole.divergence == stepwise.divergence


def test_a_diverged_run_stays_where_it_is() -> None:
    run = trainer(**WILD)
    run.advance(1000)
    parameters = run.parameters.copy()
    assert [run.advance(5, unit) for unit in ("sample", "step", "epoch")] == [0, 0, 0]
    assert bits(run.parameters) == bits(parameters)


def test_a_lower_learning_rate_goes_on_and_a_reset_begins_anew() -> None:
    run = trainer(**WILD)
    run.advance(1000)
    step = run.step
    run.change(spec(**TAME))
    assert run.status == "ready"
    run.reset()
    assert run.step == 0
    assert run.advance(10) == 10
    assert step > 0


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


def test_what_overflows_first_is_named() -> None:
    run = trainer(data=samples(), network={"layers": hidden(3, 3, activation="linear")})
    layers = run.get_parameters()
    layers[0].weights[:] = layers[1].weights[:] = 1e200
    run.set_parameters(layers)
    run.advance()
    assert run.divergence is not None
    assert run.divergence.layer == "dense_2"


@pytest.mark.parametrize("loss", ["binary_cross_entropy", "softmax_cross_entropy"])
def test_cross_entropies_do_not_overflow_where_the_output_saturates(loss: str) -> None:
    task = "binary" if loss.startswith("binary") else "multiclass"
    run = trainer(data=samples(task), loss=loss, network={"layers": hidden(3)})
    layers = run.get_parameters()
    layers[-1].weights[:] = np.linspace(-1e6, 1e6, layers[-1].weights.size).reshape(layers[-1].weights.shape)
    run.set_parameters(layers)
    assert run.advance(2) == 2
