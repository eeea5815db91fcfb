"""The values of experiments, and the specs of their runs."""

from typing import Any

import pytest

from app.protocol.rooms.experiments import ValueRange
from app.rooms.experiments.factors import (
    FACTORS,
    CannotVaryError,
    ImpossibleValueError,
    scale_of,
    spec_of,
    values_of,
)
from engine.optim.optimizers import OPTIMIZERS
from engine.spec.run import RunSpec

SPIRAL = RunSpec.model_validate({"data": {"name": "spiral"}, "network": {"layers": [{"units": 8}, {"units": 3}]}})


def test_a_range_has_evenly_spaced_values_with_both_ends() -> None:
    logarithmic = ValueRange(first=0.001, last=10, count=9, scale="log")
    assert values_of("learning_rate", logarithmic) == [0.001, 0.00316, 0.01, 0.0316, 0.1, 0.316, 1.0, 3.16, 10.0]
    linear = ValueRange(first=0.1, last=0.5, count=5)
    assert values_of("learning_rate", linear) == [0.1, 0.2, 0.3, 0.4, 0.5]
    assert values_of("learning_rate", ValueRange(first=0.123456, last=0.01, count=2)) == [0.123456, 0.01]
    assert values_of("units", ValueRange(first=1, last=64, count=7, scale="log")) == [1, 2, 4, 8, 16, 32, 64]
    assert values_of("layers", ValueRange(first=0, last=3, count=10)) == [0, 1, 2, 3], "each whole number once"
    assert all(isinstance(each, int) for each in values_of("seed", ValueRange(first=0, last=49, count=50)))


@pytest.mark.parametrize(
    ("vary", "values", "words"),
    [
        ("learning_rate", ["fast", 0.1], "received 'fast' for the learning rate, expected a number above 0"),
        ("learning_rate", [0.1, 0.1], "received 0.1 twice"),
        (
            "units",
            [1.5, 2],
            "received 1.5 for the number of units in each hidden layer, expected a whole number from 1",
        ),
        ("units", [0, 2], "received 0"),
        (
            "layers",
            [1, 10**9],
            "received 1000000000 for the number of hidden layers, expected a whole number from 0 to 64",
        ),
        ("seed", [-1, 2], "received -1 for the seed"),
        ("optimizer", [1, 2], "received 1 for the optimizer, expected one of sgd, momentum, "),
        ("optimizer", ["sgd", "adamm"], "received 'adamm' for the optimizer, expected one of sgd, "),
        ("activation", ["tanh", "tanhh"], "received 'tanhh' for the activation function, expected one of "),
        ("initializer", ["zeros", "he"], "received 'he' for the initializer, expected one of zeros, "),
        ("learning_rate", [0, 1], "received 0 for the learning rate, expected a number above 0, at most 1,000."),
        ("learning_rate", [1e4, 1], "received 10000.0 for the learning rate"),
        ("activation", ValueRange(first=1, last=2, count=2), "received a range for the activation function"),
        ("learning_rate", ValueRange(first=0, last=2, count=2, scale="log"), "a logarithmic range from 0 to 2"),
        ("layers", ValueRange(first=2, last=2.3, count=5), "received 2 alone"),
        (
            "batch_size",
            ["all", "some"],
            "received 'some' for the batch size, expected a whole number from 1 to 100,000, or all",
        ),
    ],
)
def test_invalid_values_are_named(vary: Any, values: Any, words: str) -> None:
    with pytest.raises(ImpossibleValueError) as caught:
        values_of(vary, values)
    assert words in caught.value.detail
    assert caught.value.field == "values"


def test_values_that_a_run_cannot_have_are_named() -> None:
    normed = RunSpec.model_validate(
        {"data": {"name": "spiral"}, "network": {"layers": [{"units": 4}, {"kind": "batch_norm"}]}}
    )
    with pytest.raises(ImpossibleValueError, match=r"received 1 for the batch size\. .*one sample has no variance"):
        spec_of(normed, "batch_size", 1, 0)


def test_the_spec_of_a_run_has_the_value_and_the_seed() -> None:
    def has(vary: Any, value: Any) -> RunSpec:
        spec = spec_of(SPIRAL, vary, value, 7)
        assert spec.seed == 7
        assert spec.data is SPIRAL.data
        return spec

    assert has("learning_rate", 0.3).optimizer.learning_rate == 0.3
    assert [layer.units for layer in has("layers", 4).network.layers] == [8, 3, 3, 3]  # type: ignore[union-attr]
    assert has("layers", 0).network.layers == []
    assert [layer.units for layer in has("units", 5).network.layers] == [5, 5]  # type: ignore[union-attr]
    relu = has("activation", "relu").network
    assert ([layer.activation for layer in relu.layers], relu.output_activation) == (["relu"] * 2, "tanh")  # type: ignore[union-attr]
    assert has("initializer", "he_normal").network.initializer.name == "he_normal"
    assert has("batch_size", "all").batch_size == "all"
    assert spec_of(SPIRAL, "seed", 5, 5).seed == 5


def test_another_optimizer_gets_its_default_learning_rate() -> None:
    spec = spec_of(SPIRAL, "learning_rate", 0.7, 0)
    assert spec_of(spec, "optimizer", "sgd", 0).optimizer.learning_rate == 0.7, "the run's own keeps its rate"
    assert spec_of(spec, "optimizer", "adam", 0).optimizer.learning_rate == OPTIMIZERS["adam"].learning_rate


def test_layers_are_only_varied_in_a_network_of_dense_layers() -> None:
    block = {"kind": "residual", "layers": [{"units": 4}]}
    other = RunSpec.model_validate({"data": {"name": "spiral"}, "network": {"layers": [{"units": 4}, block]}})
    bare = RunSpec.model_validate({"data": {"name": "spiral"}, "network": {"layers": []}})
    for spec, words in ((other, "layers of the kind residual"), (bare, "no hidden layer")):
        for vary, value in (("layers", 2), ("units", 2), ("activation", "relu")):
            with pytest.raises(CannotVaryError, match=words):
                spec_of(spec, vary, value, 0)  # type: ignore[arg-type]
    assert spec_of(other, "learning_rate", 0.1, 0).optimizer.learning_rate == 0.1


def test_the_axis_follows_the_values() -> None:
    assert scale_of("learning_rate", [0.01, 0.1, 1.0], [0.01, 0.1, 1.0]) == "log"
    assert scale_of("units", [2, 4, 8], [2, 4, 8]) == "linear"
    assert scale_of("layers", [0, 40], [0, 40]) == "linear", "0 has no logarithm"
    assert scale_of("seed", [1, 100], [1, 100]) == "linear"
    assert scale_of("batch_size", [1, "all"], [1, "all"]) == "names"
    assert scale_of("units", [1, 2], ValueRange(first=1, last=2, count=2, scale="log")) == "log"


def test_every_quantity_can_be_varied() -> None:
    examples = {"learning_rate": 0.1, "optimizer": "adam", "activation": "relu", "initializer": "zeros"}
    for vary in FACTORS:
        assert spec_of(SPIRAL, vary, examples.get(vary, 2), 2) is not None
