"""Projection to a box, and the online game in a box on which Adam fails and AMSGrad does not."""

import math
from typing import Any

import numpy as np
import pytest

from app.presets import PRESETS
from engine.inspect.gradcheck import gradient_check
from engine.inspect.probes.observation import measure
from engine.inspect.trace.trace import trace
from engine.optim.optimizers import OPTIMIZERS
from engine.optim.projection import PROJECTIONS
from engine.spec.run import RunSpec
from engine.train.trainer import Trainer
from tests.engine.runs import bits, hidden, same, samples, spec, trainer

BOX = {"name": "box", "limit": 0.2}


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_parameters_stay_in_the_box_under_every_optimizer(optimizer: str) -> None:
    settings = {
        "optimizer": {"name": optimizer, "learning_rate": 0.1},
        "regularization": {"name": "decay", "rate": 0.1},
    }
    free, kept = trainer(**settings), trainer(**settings, projection=BOX)
    assert np.abs(kept.parameters).max() > 0.2  # initial weights may be outside: only updates are projected
    for run in (free, kept):
        run.advance(1)
    np.testing.assert_array_equal(kept.parameters, np.clip(free.parameters, -0.2, 0.2))
    for _ in range(20):
        kept.advance(1)
        assert np.abs(kept.parameters).max() <= 0.2


def test_a_limit_that_is_not_reached_changes_no_bit() -> None:
    plain = trainer()
    plain.advance(2, "epoch")
    for name in PROJECTIONS:
        run = trainer(projection={"name": name, "limit": 1e9})
        run.advance(2, "epoch")
        assert bits(run.parameters) == bits(plain.parameters)


def test_a_trace_has_the_projection_of_the_update() -> None:
    run = trainer(data=samples(count=1), batch_size=1, projection=BOX, optimizer={"learning_rate": 1.0})
    run.advance(2)
    seen = trace(run, run.inputs[0], run.targets[0])
    answer = np.concatenate(
        [block.update.ravel() for op in seen.ops if op.kind == "dense" for block in (op.weights, op.biases)]
    )
    before = run.parameters.copy()
    run.advance(1)
    np.testing.assert_array_equal(before + answer, run.parameters)
    assert (np.abs(run.parameters) == 0.2).any()
    assert (answer != -run.gradients).any()
    assert all(check.passed for check in gradient_check(run))


def test_frozen_parameters_are_not_projected() -> None:
    run = trainer(network={"layers": [{"units": 4, "frozen": True}, {"units": 3}]}, projection=BOX)
    before = run.parameters[:12].copy()
    run.advance(3)
    assert np.abs(before).max() > 0.2
    assert bits(run.parameters[:12]) == bits(before)
    assert np.abs(run.parameters[12:]).max() <= 0.2


def test_a_projection_can_be_added_to_a_run_and_restored() -> None:
    run, other = trainer(), trainer()
    run.advance(3)
    run.change(spec(projection=BOX))
    assert np.abs(run.parameters).max() > 0.2
    other.restore(run.snapshot())
    for each in (run, other):
        each.advance(4)
    assert np.abs(run.parameters).max() <= 0.2
    assert same(run.snapshot(), other.snapshot())


def test_a_box_does_not_hide_an_update_that_overflows() -> None:
    run = trainer(
        network={"layers": hidden(3, activation="linear")}, projection={"name": "box"}, optimizer={"learning_rate": 1e3}
    )
    run.inputs[:] = 1e153
    run.targets[:] = -1e153
    run.set_parameters([type(each)(each.name, each.weights * 1e-153, each.biases) for each in run.get_parameters()])
    run.advance(5)
    assert run.divergence is not None
    assert run.divergence.quantity == "update"
    assert np.isfinite(run.parameters).all()


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"projection": {"name": "ball"}}, "unknown projection 'ball'. Choose from: none, box"),
        ({"projection": {"name": "box", "limit": 0}}, "greater than 0"),
        ({"projection": {"name": "box", "limit": math.nan}}, "finite"),
        ({"projection": {"name": "box", "limit": 1e10}}, "less than or equal to"),
        ({"projection": {"name": "box", "limits": 1}}, "Extra inputs"),
        ({"projection": "box"}, "valid dictionary"),
        ({"data": samples("binary"), "loss": "linear"}, "the loss 'linear' on binary data, expected regression data"),
    ],
)
def test_invalid_projections_are_refused(fields: dict[str, Any], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        trainer(**fields)


# -- the game of Reddi, Kale & Kumar ---------------------------------------------------------------------------------


def play(preset: str, steps: int, start: float) -> list[float]:
    """The game by scalars: algorithms 1 and 2 of the paper, with the correction of v that Adam has beyond them."""
    slope, rate, beta2, epsilon = 3.0, 0.5, 0.1, 1e-8
    x, v, largest, path = start, 0.0, 0.0, []
    for t in range(1, steps + 1):
        g = slope if t % 3 == 1 else -1.0
        v = beta2 * v + (1.0 - beta2) * g * g
        largest = max(largest, v)
        square = (v if preset == "adam_astray" else largest) / (1.0 - beta2**t)
        x = min(1.0, max(-1.0, x - rate / math.sqrt(t) * g / (math.sqrt(square) + epsilon)))
        path.append(x)
    return path


@pytest.mark.parametrize(("preset", "end"), [("adam_astray", 1.0), ("amsgrad_right", -1.0)])
def test_the_online_game_equals_scalar_loops_and_ends_as_proved(preset: str, end: float) -> None:
    run = Trainer(RunSpec.model_validate(PRESETS[preset].spec))
    assert run.parameters.size == 1
    expected, seen = play(preset, 600, float(run.parameters[0])), []
    for _ in range(600):
        run.advance(1)
        seen.append(float(run.parameters[0]))
    np.testing.assert_allclose(seen, expected, rtol=1e-12, atol=1e-14)
    assert abs(seen[-1] - end) < 0.05
    metrics = measure(run)[0]
    assert metrics.train_loss == pytest.approx(seen[-1] / 3.0, rel=1e-12)  # (C - 1 - 1) x / 3
    assert metrics.train_r2 is None  # targets are slopes, not values to approach
