"""What the probes tell, against NumPy's formulas; and that probing changes no bit of a run."""

from typing import Any

import numpy as np
import pytest

from engine.data.noise import EDGE
from engine.inspect.probes import HISTOGRAM_BINS, View, measure, observe
from engine.network.layer_parameters import LayerParameters
from engine.ops.activations import ACTIVATIONS
from engine.spec.run import RunSpec
from engine.train.trainer import Trainer
from tests.engine.runs import bits, hidden, same, samples, spec, trainer


def points(name: str = "circle", **fields: Any) -> Trainer:
    """A run on generated points."""
    return Trainer(RunSpec.model_validate({"data": {"name": name, "samples": 60}, **fields}))


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


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_steepest_is_the_largest_slope(name: str) -> None:
    z, h = np.linspace(-8.0, 8.0, 16_001)[:, None], 1e-6
    run = trainer(data=samples(width=1), network={"layers": hidden(1, activation=name)})
    identity = LayerParameters("dense_1", np.ones((1, 1)), np.zeros(1))
    run.set_parameters([identity, run.get_parameters()[1]])
    right, left = (run.predict(z + side).activations["dense_1"] for side in (h, -h))
    assert np.abs((right - left) / (2 * h)).max() == pytest.approx(ACTIVATIONS[name].steepest, rel=2e-3)


def test_before_the_first_step_there_is_no_gradient_to_tell() -> None:
    for layer in measure(points())[1]:
        assert layer.gradient_norm is None
        assert layer.update_ratio is None


def test_metrics_of_a_classification() -> None:
    run = points()
    run.advance(3, "epoch")
    metrics, _ = measure(run)
    for split, loss, accuracy in (
        (run.data.train, metrics.train_loss, metrics.train_accuracy),
        (run.data.test, metrics.test_loss, metrics.test_accuracy),
    ):
        outputs = run.predict(split.inputs).outputs[:, 0]
        np.testing.assert_allclose(loss, np.mean(0.5 * (outputs - (2.0 * split.targets - 1.0)) ** 2), rtol=1e-12)
        assert accuracy == np.mean((outputs > 0.0) == (split.targets == 1))
    assert metrics.train_r2 is None
    assert metrics.penalty == 0.0


def test_metrics_of_a_regression_and_its_penalty() -> None:
    run = points("reg_plane", regularization={"name": "l2", "rate": 0.5})
    metrics, _ = measure(run)
    outputs, targets = run.predict(run.data.test.inputs).outputs, run.data.test.targets
    expected = 1.0 - ((outputs - targets) ** 2).sum() / ((targets - targets.mean()) ** 2).sum()
    assert metrics.test_r2 == pytest.approx(expected, rel=1e-12)
    assert metrics.test_accuracy is None
    assert metrics.penalty == pytest.approx(0.25 * sum((w.weights**2).sum() for w in run.get_parameters()))


def test_without_a_test_set_there_are_no_test_figures() -> None:
    metrics, _ = measure(trainer())
    assert metrics.test_loss is None
    assert metrics.test_r2 is None


def test_metrics_cover_every_sample_of_a_large_set() -> None:
    run = Trainer(RunSpec.model_validate({"data": {"name": "circle", "samples": 6000}}))
    outputs = run.predict(run.data.train.inputs).outputs[:, 0]
    expected = np.mean(0.5 * (outputs - (2.0 * run.data.train.targets - 1.0)) ** 2)
    assert measure(run)[0].train_loss == pytest.approx(expected, rel=1e-12)


def test_maps_show_the_plane_with_its_top_above() -> None:
    run = points(features=["x1", "x2", "x1_x2"], network={"layers": hidden(3, 2)})
    seen = observe(run, View(resolution=8, neuron_resolution=4, neurons_per_layer=2))
    assert seen.output_maps is not None
    assert seen.neuron_maps is not None
    assert seen.output_maps.shape == (1, 8, 8)
    assert seen.neuron_maps.shape == (4, 4, 4)
    edge = EDGE * 7 / 8
    corners = run.predict(np.array([[-edge, edge], [edge, edge], [-edge, -edge], [edge, -edge]])).outputs[:, 0]
    np.testing.assert_allclose(seen.output_maps[0][[0, 0, 7, 7], [0, 7, 0, 7]], corners, rtol=1e-13)
    edge = EDGE * 3 / 4
    corner = run.predict(np.array([[-edge, edge]])).activations
    neurons = [*corner["dense_1"][0, :2], *corner["dense_2"][0]]
    np.testing.assert_allclose(seen.neuron_maps[:, 0, 0], neurons, rtol=1e-13)


def test_maps_show_the_domain_of_own_data() -> None:
    data = {**samples(), "domain": [[0.0, 8.0], [100.0, 104.0]]}
    run = trainer(data=data)
    seen = observe(run, View(resolution=4)).output_maps
    assert seen is not None
    corners = run.predict(np.array([[1.0, 103.5], [7.0, 103.5], [1.0, 100.5]])).outputs
    np.testing.assert_allclose(seen[:, [0, 0, 3], [0, 3, 0]].T, corners, rtol=1e-13)
    run.change(spec(data={**data, "domain": [[-1.0, 1.0], [-1.0, 1.0]]}))
    moved = observe(run, View(resolution=4)).output_maps
    assert moved is not None
    np.testing.assert_allclose(moved[:, 0, 0], run.predict(np.array([[-0.75, 0.75]])).outputs[0], rtol=1e-13)


@pytest.mark.parametrize("task", ["binary", "multiclass"])
def test_confusion_matrices_count_what_is_taken_for_what(task: str) -> None:
    data = {**samples(task, count=40), "train_fraction": 0.7}
    run = trainer(data=data, network={"layers": hidden(3)})
    run.advance(3, "epoch")
    seen = observe(run, View(confusion=True))
    assert seen.confusion is not None
    for split, matrix, accuracy in (
        (run.data.train, seen.confusion.train, seen.metrics.train_accuracy),
        (run.data.test, seen.confusion.test, seen.metrics.test_accuracy),
    ):
        outputs = run.predict(split.inputs).outputs
        predicted = (outputs[:, 0] > 0).astype(int) if task == "binary" else outputs.argmax(axis=1)
        expected = np.zeros((run.data.classes, run.data.classes), dtype=int)
        for true, taken in zip(split.targets, predicted, strict=True):
            expected[true, taken] += 1
        np.testing.assert_array_equal(matrix, expected)
        assert matrix.trace() / matrix.sum() == accuracy


def test_confusion_matrices_have_a_row_for_a_class_without_one_and_are_empty_without_samples() -> None:
    data = {**samples("binary"), "targets": [[0.0]] * 13, "task": "multiclass", "class_names": ["a", "b", "c"]}
    seen = observe(trainer(data=data), View(confusion=True)).confusion
    assert seen is not None
    assert (seen.train.shape, seen.train.sum(), seen.train[1:].sum()) == ((3, 3), 13, 0)
    np.testing.assert_array_equal(seen.test, np.zeros((3, 3)))


def test_confusion_is_for_classes_and_those_who_ask() -> None:
    assert observe(points()).confusion is None
    assert observe(trainer(), View(confusion=True)).confusion is None


def test_maps_that_are_not_wanted_or_cannot_be_are_left_out() -> None:
    seen = observe(points(), View(0, 0, 0))
    assert seen.output_maps is None
    assert seen.neuron_maps is None
    assert observe(trainer(data=samples(width=3))).output_maps is None
    assert observe(points(network={"layers": []})).neuron_maps is None


def test_probing_changes_no_bit() -> None:
    probed, left_alone = points(optimizer={"name": "adam"}), points(optimizer={"name": "adam"})
    for _ in range(3):
        probed.advance(7)
        before = probed.snapshot()
        observe(probed)
        assert same(probed.snapshot(), before)
        left_alone.advance(7)
    assert bits(probed.parameters) == bits(left_alone.parameters)


def test_an_observation_does_not_follow_the_run() -> None:
    run = points()
    seen = observe(run)
    copies = seen.parameters.copy(), seen.gradients.copy()
    run.advance(2, "epoch")
    np.testing.assert_array_equal(seen.parameters, copies[0])
    np.testing.assert_array_equal(seen.gradients, copies[1])
