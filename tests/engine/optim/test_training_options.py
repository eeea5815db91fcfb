"""Options of training: clipping, decay, schedules, frozen layers and Muon, compared with PyTorch."""

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine.compiled.jit import entry
from engine.inspect.gradcheck import gradient_check
from engine.inspect.probes.observation import measure
from engine.inspect.trace.trace import trace
from engine.optim import muon
from engine.optim.clipping import CLIPPINGS
from engine.optim.optimizers import OPTIMIZERS
from engine.optim.schedules import SCHEDULES
from engine.spec.run import RunSpec
from engine.train.trainer import Trainer
from tests.engine.runs import bits, hidden, same, samples, spec, trainer

FIGURES = json.loads((Path(__file__).parents[1] / "fixtures").joinpath("options.json").read_text())

FROZEN = {"layers": [{"units": 4, "frozen": True}, {"units": 3}]}


@pytest.mark.parametrize("name", FIGURES["runs"])
def test_steps_equal_pytorchs(name: str) -> None:
    run = FIGURES["runs"][name]
    data = {"name": "inline", "inputs": FIGURES["inputs"], "targets": FIGURES["targets"], "task": "regression"}
    defaults = {
        "network": {"layers": hidden(4, 3)},
        "optimizer": {"name": "momentum", "learning_rate": 0.1, "momentum": 0.5},
    }
    trainer = Trainer(RunSpec.model_validate({"data": data, "batch_size": "all", **defaults, **run["option"]}))
    trainer.parameters[:] = run["initial"]
    for step, expected in run["path"]:
        trainer.advance(step - trainer.step)
        np.testing.assert_allclose(trainer.parameters, expected, rtol=1e-10, atol=1e-12, err_msg=f"after {step}")


# -- schedules -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", SCHEDULES)
def test_the_reported_rate_is_the_rate_of_the_step(name: str) -> None:
    run = trainer(schedule={"name": name}, optimizer={"name": "sgd", "learning_rate": 0.1})
    run.advance(7)
    before, rate = run.parameters.copy(), run.learning_rate
    assert 0.0 <= rate <= 0.1
    assert trace(run, run.inputs[0], run.targets[0]).learning_rate == rate
    run.advance(1)
    np.testing.assert_allclose(before - run.parameters, rate * run.gradients, rtol=1e-9, atol=1e-15)


@pytest.mark.parametrize(
    ("schedule", "rates"),
    [
        ({"name": "step", "every": 10, "factor": 0.5}, {0: 1.0, 9: 1.0, 10: 0.5, 25: 0.25}),
        ({"name": "exponential", "factor": 0.9}, {0: 1.0, 1: 0.9, 20: 0.9**20}),
        ({"name": "cosine", "steps": 10, "floor": 0.2}, {0: 1.0, 5: 0.6, 10: 0.2, 1000: 0.2}),
        ({"name": "warm_up", "steps": 10, "start": 0.0}, {0: 0.0, 5: 0.5, 10: 1.0, 1000: 1.0}),
        (
            {"name": "one_cycle", "steps": 101, "warm": 1 / 101 * 51, "start": 0.1, "end": 0.01},
            {0: 0.1, 25: 0.55, 50: 1.0, 75: 0.505, 100: 0.01, 1000: 0.01},
        ),
        ({"name": "one_cycle", "steps": 1, "warm": 0.0, "end": 0.5}, {0: 0.5, 9: 0.5}),
        ({"name": "one_cycle", "steps": 10, "warm": 1.0}, {9: 1.0}),
        ({"name": "cosine", "steps": 1}, {0: 1.0, 1: 0.0}),
        ({"name": "inverse_sqrt"}, {0: 1.0, 3: 0.5, 99: 0.1}),
    ],
)
def test_rates_of_schedules(schedule: dict[str, Any], rates: dict[int, float]) -> None:
    run = trainer(schedule=schedule, optimizer={"learning_rate": 1.0})
    for step, rate in rates.items():
        run.step = step
        assert run.learning_rate == pytest.approx(rate, rel=1e-12, abs=1e-12)


def test_a_schedule_counts_steps_of_the_run_across_optimizers() -> None:
    schedule = {"name": "exponential", "factor": 0.5}
    run = trainer(schedule=schedule)
    run.advance(4)
    run.change(spec(schedule=schedule, optimizer={"name": "rmsprop", "learning_rate": 1.0}))
    assert run.steps_of_optimizer == 0
    assert run.learning_rate == 0.5**4


@pytest.mark.parametrize("name", SCHEDULES)
@pytest.mark.parametrize("optimizer", ["sgd", "muon"])
def test_runs_with_options_do_not_depend_on_the_unit_of_stepping(name: str, optimizer: str) -> None:
    fields = {"schedule": {"name": name}, "clipping": {"name": "norm", "limit": 0.5}, "optimizer": {"name": optimizer}}
    whole, run, other = (trainer(**fields) for _ in range(3))
    whole.advance(9)
    for _ in range(4):
        run.advance(1)
    other.restore(run.snapshot())
    other.advance(5)
    assert same(whole.snapshot(), other.snapshot())


# -- clipping ------------------------------------------------------------------------------------------------------


def test_clipped_gradients_are_within_their_limits() -> None:
    by_norm, by_value = (trainer(clipping={"name": name, "limit": 0.01}) for name in ("norm", "value"))
    for run in (by_norm, by_value):
        run.advance(3)
    assert np.linalg.norm(by_norm.gradients) == pytest.approx(0.01, rel=1e-4)
    assert np.abs(by_value.gradients).max() == 0.01


def test_a_limit_that_is_not_reached_changes_no_bit() -> None:
    plain = trainer()
    plain.advance(2, "epoch")
    for name in CLIPPINGS:
        run = trainer(clipping={"name": name, "limit": 1e9})
        run.advance(2, "epoch")
        assert bits(run.parameters) == bits(plain.parameters)


def test_clipping_keeps_a_run_from_diverging() -> None:
    wild = {"network": {"layers": hidden(4, 3, activation="relu")}, "optimizer": {"learning_rate": 30.0}}
    run, clipped = trainer(**wild), trainer(**wild, clipping={"name": "norm", "limit": 1e-3})
    for each in (run, clipped):
        each.advance(1000)
    assert (run.status, clipped.status) == ("diverged", "ready")


def test_a_gradient_norm_that_overflows_stops_the_run() -> None:
    run = trainer(network={"layers": hidden(3, activation="linear")}, clipping={"name": "norm"})
    layers = run.get_parameters()
    layers[0].weights[:] = 1e-120
    layers[1].weights[:] = 1e100
    run.inputs[:] = 1e100  # gradients of 1e180, whose squares overflow
    run.set_parameters(layers)
    assert run.advance(1) == 0
    assert run.status == "diverged"
    assert np.isfinite(run.parameters).all()


# -- decay and frozen layers ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_decay_shrinks_weights_under_every_optimizer(optimizer: str) -> None:
    """After one step, from the same gradient: only the weights differ, each by its share."""
    settings = {"name": optimizer, "learning_rate": 0.02}
    plain = trainer(optimizer=settings)
    decayed = trainer(optimizer=settings, regularization={"name": "decay", "rate": 0.5})
    before = plain.get_parameters()
    for run in (plain, decayed):
        run.advance(1)
    kept = 1.0 - 0.02 * 0.01 if optimizer == "adamw" else 1.0  # of its own decay, which multiplies
    for old, one, other in zip(before, plain.get_parameters(), decayed.get_parameters(), strict=True):
        np.testing.assert_allclose(one.weights - other.weights, 0.01 * kept * old.weights, rtol=1e-9, atol=1e-15)
        np.testing.assert_array_equal(one.biases, other.biases)
    assert measure(decayed)[0].penalty == 0.0


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_a_frozen_layer_keeps_parameters_and_memory(optimizer: str) -> None:
    settings = {"optimizer": {"name": optimizer}, "regularization": {"name": "decay", "rate": 0.1}}
    run = trainer(**settings)
    run.advance(3)
    run.change(spec(**settings, network=FROZEN))
    before, frozen = run.snapshot(), slice(0, 12)
    run.advance(2, "epoch")
    assert bits(run.parameters[frozen]) == bits(before.parameters[frozen])
    assert bits(run.memory[:, frozen]) == bits(before.memory[:, frozen])
    assert (run.parameters[12:] != before.parameters[12:]).mean() > 0.7  # Lion oscillates in equal steps
    assert run.gradients[frozen].any()
    first, second, *_ = measure(run)[1]
    assert (first.frozen, first.update_ratio, second.frozen) == (True, 0.0, False)
    assert first.gradient_norm is not None
    seen = trace(run, run.inputs[0], run.targets[0]).ops[0]
    assert not seen.weights.update.any()
    assert all(check.passed for check in gradient_check(run))


def test_a_frozen_norm_uses_and_keeps_its_statistics() -> None:
    layers = [{"kind": "batch_norm", "frozen": True}, {"units": 4}, {"kind": "layer_norm", "frozen": True}]
    run = trainer(network={"layers": layers})
    before = run.get_parameters()
    run.advance(2, "epoch")
    for old, new in zip(before, run.get_parameters(), strict=True):
        changed = [not np.array_equal(old.every()[key], new.every()[key]) for key in new.every()]
        assert any(changed) == all(changed) == new.name.startswith(("dense", "output"))
    assert all(check.passed for check in gradient_check(run))


@pytest.mark.parametrize("layers", [[], FROZEN["layers"][:1], [{"kind": "dropout"}, *FROZEN["layers"][:1]]])
def test_a_fully_frozen_network_is_refused(layers: list[dict[str, Any]]) -> None:
    with pytest.raises(ValueError, match="frozen throughout, expected one layer that trains"):
        trainer(network={"layers": layers, "output_frozen": True})


# -- Muon ----------------------------------------------------------------------------------------------------------


@entry
def orthogonalize(work, height, width):  # type: ignore[no-untyped-def]
    muon.orthogonalize(work, height, width)


@pytest.mark.parametrize(("height", "width"), [(3, 3), (2, 7), (7, 2), (1, 5), (5, 1), (1, 1), (40, 60)])
def test_orthogonalized_singular_values_are_near_one(height: int, width: int) -> None:
    rng, m = np.random.default_rng(0), min(height, width)
    u, _ = np.linalg.qr(rng.normal(size=(height, m)))
    v, _ = np.linalg.qr(rng.normal(size=(width, m)))
    X = u @ np.diag(np.linspace(0.3, 1.0, m)) @ v.T
    work = np.zeros(2 * (height * width + m * m))
    work[: height * width] = X.ravel()
    orthogonalize(work, height, width)
    got = work[: height * width].reshape(height, width)
    values = np.diagonal(u.T @ got @ v)
    np.testing.assert_allclose(got, u @ np.diag(values) @ v.T, atol=1e-12)
    assert ((values > 0.6) & (values < 1.3)).all()


def test_muon_keeps_a_matrix_with_zero_gradient() -> None:
    run = trainer(optimizer={"name": "muon"}, network={"layers": hidden(3), "initializer": "zeros"})
    run.advance(1)
    first, _ = run.get_parameters()
    assert not first.weights.any()
    assert run.status == "ready"


def test_muon_trains() -> None:
    run = trainer(data=samples(count=40), optimizer={"name": "muon", "learning_rate": 0.02})
    before = measure(run)[0].train_loss
    run.advance(60, "epoch")
    assert measure(run)[0].train_loss < 0.5 * before


# -- what cannot be ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"schedule": {"name": "cosin"}}, "unknown schedule 'cosin'. Choose from: constant, step"),
        (
            {"schedule": {"name": "cosine", "step": 3}},
            "Received 'step' for the schedule 'cosine'. It has: steps, floor",
        ),
        ({"schedule": {"name": "constant", "steps": 3}}, "It has: none"),
        ({"schedule": {"name": "cosine", "steps": 0}}, "Received steps 0, expected 1 to"),
        ({"schedule": {"name": "exponential", "factor": math.inf}}, "finite"),
        ({"clipping": {"name": "norm", "limit": 0}}, "greater than 0"),
        ({"clipping": {"name": "both"}}, "unknown clipping 'both'. Choose from: none, value, norm"),
        ({"regularization": {"name": "decay", "rate": -1}}, "greater than or equal to 0"),
        ({"optimizer": {"name": "lion", "beta3": 1}}, "It has: learning_rate, beta1, beta2"),
        ({"optimizer": {"name": "muon", "momentum": 1.0}}, "Received momentum 1, expected 0 to 0.9999"),
    ],
)
def test_invalid_options_are_refused(fields: dict[str, Any], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        trainer(**fields)
