"""Maps show predictions at the centres of their pixels."""

import numpy as np

from engine.data.noise import EDGE
from engine.inspect.probes.observation import Detail, observe
from tests.engine.runs import hidden, on_points, samples, spec, trainer


def test_maps_have_the_highest_x2_in_the_first_row() -> None:
    run = on_points(features=["x1", "x2", "x1_x2"], network={"layers": hidden(3, 2)})
    seen = observe(run, Detail(resolution=8, neuron_resolution=4, neurons_per_layer=2))
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


def test_maps_show_the_domain_of_inline_data() -> None:
    data = {**samples(), "domain": [[0.0, 8.0], [100.0, 104.0]]}
    run = trainer(data=data)
    seen = observe(run, Detail(resolution=4)).output_maps
    assert seen is not None
    corners = run.predict(np.array([[1.0, 103.5], [7.0, 103.5], [1.0, 100.5]])).outputs
    np.testing.assert_allclose(seen[:, [0, 0, 3], [0, 3, 0]].T, corners, rtol=1e-13)
    run.change(spec(data={**data, "domain": [[-1.0, 1.0], [-1.0, 1.0]]}))
    moved = observe(run, Detail(resolution=4)).output_maps
    assert moved is not None
    np.testing.assert_allclose(moved[:, 0, 0], run.predict(np.array([[-0.75, 0.75]])).outputs[0], rtol=1e-13)


def test_maps_not_asked_for_or_not_possible_are_none() -> None:
    seen = observe(on_points(), Detail(0, 0, 0))
    assert seen.output_maps is None
    assert seen.neuron_maps is None
    assert observe(trainer(data=samples(width=3))).output_maps is None
    assert observe(on_points(network={"layers": []})).neuron_maps is None
