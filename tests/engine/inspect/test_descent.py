"""Optimizers on classic functions, compared with naive ones and with published results."""

import math

import numpy as np
import pytest

from engine.errors import InputError
from engine.inspect.classic_functions import CLASSIC_FUNCTIONS, PERIOD
from engine.inspect.descent import Descent, descend
from engine.optim.optimizers import OPTIMIZERS
from engine.spec.run import OptimizerSpec
from tests.engine import naive


def run(
    surface: str, optimizer: str, steps: int, start: tuple[float, float] | None = None, **numbers: float
) -> Descent:
    """A descent with the function's settings for the optimizer; `numbers` override them and the function's parameters."""
    one = CLASSIC_FUNCTIONS[surface]
    own = {name: value for name, value in numbers.items() if name in one.hyperparameters}
    others = {name: value for name, value in numbers.items() if name not in own}
    rate = {"learning_rate": OPTIMIZERS[optimizer].learning_rate}
    spec = OptimizerSpec.model_validate({"name": optimizer, **rate, **one.settings.get(optimizer, {}), **others})
    return descend(one, own, optimizer, spec.values(), start or one.start, steps)


def test_gradient_descent_diverges_above_two_over_kappa() -> None:
    """The classic bound: η < 2 / λ, λ the largest curvature."""
    below, above = (run("quadratic", "sgd", 400, kappa=50.0, learning_rate=rate / 50.0) for rate in (1.98, 2.02))
    assert below.values[-1] < below.values[0]
    assert above.values[-1] > 100.0 * above.values[0]


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("surface", CLASSIC_FUNCTIONS)
def test_steps_are_those_of_the_naive_optimizers(surface: str, optimizer: str) -> None:
    one, steps = CLASSIC_FUNCTIONS[surface], 25
    h = one.numbers({})
    way = run(surface, optimizer, steps)
    settings = {"learning_rate": OPTIMIZERS[optimizer].learning_rate, **one.settings.get(optimizer, {})}
    numbers = OptimizerSpec.model_validate({"name": optimizer, **settings}).model_dump()
    numbers.pop("name")
    update = naive.OPTIMIZERS.get(optimizer)
    memories: list[naive.Memory] = [{}, {}]
    if optimizer == "muon":  # neither number is a matrix
        rate = numbers["learning_rate"] * numbers["others"]
        update, numbers = naive.adam, {"learning_rate": rate, "beta1": 0.9, "beta2": 0.95, "epsilon": 1e-8}
    assert update is not None
    point = list(one.start)
    for t in range(1, steps + 1):
        gradient = one.gradient(point[0], point[1], h, t)
        for axis in range(2):
            low, high = one.allowed[axis]
            new = update(point[axis], gradient[axis], memories[axis], t, **numbers)
            point[axis] = min(max(new, low), high)
        np.testing.assert_allclose(way.points[t], point, rtol=1e-9, atol=1e-12)
        np.testing.assert_allclose(way.gradients[t - 1], gradient, rtol=1e-9, atol=1e-12)
    assert way.diverged is None
    assert set(way.memory) == set(OPTIMIZERS[optimizer].memory)


def test_adam_diverges_from_the_minimum_and_amsgrad_converges() -> None:
    """Reddi, Kale & Kumar 2018, section 5: Adam ends at x = 1, the worst point, AMSGrad goes to -1."""
    adam, amsgrad = (run("reddi", name, 50 * PERIOD) for name in ("adam", "amsgrad"))
    assert adam.points[-1, 0] > 0.9
    assert amsgrad.points[-1, 0] < -0.25
    assert adam.points.min() >= -1.0
    assert adam.points.max() <= 1.0


def test_gradient_descent_from_y_0_ends_on_the_saddle() -> None:
    """Nesterov 2004, section 1.2.3."""
    on, beside = run("saddle", "sgd", 500, (1.0, 0.0)), run("saddle", "sgd", 500, (1.0, 0.001))
    np.testing.assert_allclose(on.points[-1], 0.0, atol=1e-9)
    np.testing.assert_allclose(beside.points[-1], (0.0, 1.0), atol=1e-6)


@pytest.mark.parametrize("name", CLASSIC_FUNCTIONS)
def test_the_settings_of_a_function_lower_its_value(name: str) -> None:
    surface = CLASSIC_FUNCTIONS[name]
    for optimizer in OPTIMIZERS:
        way = run(name, optimizer, surface.steps)
        assert way.diverged is None
        if name != "reddi":
            gap = way.values - surface.lowest(surface.numbers({}))
            assert gap[-1] < 0.5 * gap[0], optimizer


def test_a_descent_that_overflows_names_the_step() -> None:
    way = run("rosenbrock", "sgd", 100, learning_rate=1.0)
    assert way.diverged is not None
    assert len(way.points) == way.diverged < 20
    assert len(way.gradients) == way.diverged - 1
    assert np.isfinite(way.points).all()
    assert np.isfinite(way.values).all()


def test_no_steps_give_a_path_of_one_point() -> None:
    way = run("beale", "adam", 0)
    assert way.points.shape == (1, 2)
    assert way.gradients.shape == (0, 2)
    assert way.memory["m"].tolist() == [[0.0, 0.0]]


@pytest.mark.parametrize("start", [(math.nan, 0.0), (0.0, math.inf), (1.5, 0.0)])
def test_a_start_that_is_not_allowed_is_refused(start: tuple[float, float]) -> None:
    with pytest.raises(InputError, match="expected a finite number from -1 to 1"):
        run("reddi", "sgd", 1, start)
