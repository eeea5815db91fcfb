"""Layer statistics, compared with NumPy's formulas."""

import numpy as np
import pytest

from engine.inspect.probes.layer_statistics import HISTOGRAM_BINS
from engine.inspect.probes.observation import measure
from tests.engine.runs import hidden, on_points, trainer


@pytest.mark.parametrize("activation", ["tanh", "relu", "sigmoid", "gelu"])
def test_statistics_are_those_of_the_activations(activation: str) -> None:
    run = trainer(network={"layers": hidden(4, 3, activation=activation)})
    run.advance(2, "epoch")
    activations = run.predict(run.data.train.inputs).activations
    previous, now, gradients = run.previous, run.parameters, run.gradients
    for seen, layer in zip(measure(run)[1], run.network.layers, strict=True):
        a = activations[layer.name]
        assert (seen.name, seen.units) == (layer.name, layer.units)
        np.testing.assert_allclose([seen.mean, seen.std], [a.mean(), a.std()], rtol=1e-10)
        assert (seen.low, seen.high) == (a.min(), a.max())
        counts, _ = np.histogram(a, HISTOGRAM_BINS, (a.min(), a.max()))
        assert seen.histogram.sum() == a.size
        assert np.abs(seen.histogram - counts).sum() <= 2  # a value on an edge may fall to either side
        weights, biases = layer.blocks["weights"], layer.blocks["biases"]
        block = slice(weights.offset, biases.offset + biases.size)
        np.testing.assert_allclose(seen.gradient_norm, np.linalg.norm(gradients[block]), rtol=1e-12)
        ratio = np.linalg.norm(now[block] - previous[block]) / np.linalg.norm(previous[block])
        np.testing.assert_allclose(seen.update_ratio, ratio, rtol=1e-10)


def test_statistics_of_a_large_set_are_those_of_its_first_samples() -> None:
    run = trainer(data={"name": "circle", "samples": 4000}, network={"layers": hidden(5)})
    run.advance(3)
    assert run.samples > 1024
    for seen in measure(run)[1]:
        first = run.predict(run.data.train.inputs[:1024]).activations[seen.name]
        np.testing.assert_allclose([seen.mean, seen.std], [first.mean(), first.std()], rtol=1e-10)


def test_saturated_and_dead_shares() -> None:
    run = trainer(network={"layers": hidden(4, activation="relu")})
    first, last = run.get_parameters()
    first.biases[:] = [-100.0, 100.0, 100.0, -100.0]  # two units never fire, two always do
    run.set_parameters([first, last])
    statistics = measure(run)[1][0]
    assert (statistics.saturated, statistics.dead) == (0.5, 0.5)
    first.biases[:] = 0.0
    run.set_parameters([first, last])
    z = run.data.train.inputs @ first.weights
    statistics = measure(run)[1][0]
    assert statistics.saturated == np.mean(z <= 0.0)
    assert statistics.dead == np.mean((z <= 0.0).all(axis=0))


def test_before_the_first_step_there_is_no_gradient() -> None:
    for layer in measure(on_points())[1]:
        assert layer.gradient_norm is None
        assert layer.update_ratio is None
