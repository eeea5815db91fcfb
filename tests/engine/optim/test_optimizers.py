"""The table of optimizers is the definition of their defaults."""

import pytest

from engine.optim.optimizers import OPTIMIZERS
from engine.spec.run import OptimizerSpec


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_defaults_are_those_of_the_table(name: str) -> None:
    given = OptimizerSpec.model_validate({"name": name})
    numbers = [each.default for each in OPTIMIZERS[name].hyperparameters.values()]
    assert given.values() == [OPTIMIZERS[name].learning_rate, *numbers]


def test_a_given_rate_is_kept() -> None:
    assert OptimizerSpec.model_validate({"name": "lion", "learning_rate": 0.1}).learning_rate == 0.1
