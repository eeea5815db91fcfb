"""The loss landscape: compared with naive loops, with directions as published; the run does not change."""

import numpy as np
import pytest

from engine.compiled.jit import Array
from engine.errors import InputError
from engine.inspect.loss_landscape import (
    Plane,
    loss_grid,
    random_plane,
    trajectory_plane,
    window_around,
    without_outliers,
)
from engine.inspect.probes.observation import observe
from engine.train.forward import forward
from engine.train.trainer import Trainer
from tests.engine import runs

EVERY = 10**9


def walked(steps: int = 12, **fields: object) -> tuple[Trainer, Array]:
    """A run and the parameters (steps + 1, n) along it."""
    run = runs.trainer(**fields)
    trajectory = [run.parameters.copy()]
    for _ in range(steps):
        run.advance()
        trajectory.append(run.parameters.copy())
    return run, np.array(trajectory)


def test_the_grid_is_the_loss_of_a_naive_network() -> None:
    run, trajectory = walked()
    plane = trajectory_plane([trajectory], run.parameters.copy())
    window = window_around(plane.coordinates(trajectory), 0.1)
    grid = loss_grid(run, plane, window, 5, EVERY)
    (left, right), (bottom, top) = window
    for i in range(5):
        for j in range(5):
            a, b = left + (right - left) * (j + 0.5) / 5, top - (top - bottom) * (i + 0.5) / 5
            oracle = runs.oracle(run)
            oracle.net.put([c + a * f + b * s for c, f, s in zip(*map(list, vars(plane).values()), strict=True)])
            losses = [oracle.net.loss_of(x, t) for x, t in zip(run.inputs.tolist(), run.targets.tolist(), strict=True)]
            assert grid[i, j] == pytest.approx(sum(losses) / len(losses), rel=1e-10)


def test_the_loss_at_the_centre_is_that_of_the_metrics_without_the_penalty() -> None:
    run, _ = walked(regularization={"name": "l2", "rate": 0.1}, reduction="sum")
    plane = random_plane(run, run.parameters.copy(), seed=4)
    tiny = ((-1e-12, 1e-12), (-1e-12, 1e-12))
    assert loss_grid(run, plane, tiny, 3, EVERY)[1, 1] == pytest.approx(observe(run).metrics.train_loss, rel=1e-9)


def test_the_run_does_not_change() -> None:
    run, trajectory = walked()
    before = run.snapshot()
    for plane in (random_plane(run, run.parameters.copy(), 0), trajectory_plane([trajectory], run.parameters.copy())):
        loss_grid(run, plane, ((-1.0, 1.0), (-1.0, 1.0)), 6, EVERY)
    assert runs.same(run.snapshot(), before)


def test_random_filters_have_the_norm_of_the_networks_own_and_biases_are_fixed() -> None:
    """Li et al. 2018, section 4."""
    run, _ = walked()
    plane = random_plane(run, run.parameters.copy(), seed=1)
    for block in run.network.layout.blocks.values():
        own, first, second = (block.of(vector) for vector in (run.parameters, plane.first, plane.second))
        if not block.is_weights:
            assert not first.any()
            assert not second.any()
            continue
        for unit in range(block.shape[1]):
            length = naive_length(own[:, unit])
            assert naive_length(first[:, unit]) == pytest.approx(length, rel=1e-8)
            assert naive_length(second[:, unit]) == pytest.approx(length, rel=1e-8)
    assert not np.array_equal(plane.first, plane.second)


def naive_length(vector: Array) -> float:
    total: float = sum(float(value) ** 2 for value in vector)
    return total**0.5


def test_the_seed_determines_the_plane() -> None:
    run, _ = walked()
    planes = [random_plane(run, run.parameters.copy(), seed) for seed in (5, 5, 6)]
    assert runs.bits(planes[0].first) == runs.bits(planes[1].first)
    assert runs.bits(planes[0].first) != runs.bits(planes[2].first)


def test_random_directions_are_zero_for_frozen_layers_and_running_statistics() -> None:
    layers = [{"units": 4, "frozen": True}, {"kind": "batch_norm"}, {"units": 3}]
    run, _ = walked(network={"layers": layers})
    plane = random_plane(run, run.parameters.copy(), seed=1)
    for name, block in run.network.layout.blocks.items():
        trained = block.is_weights and not name.startswith("dense_1")
        assert bool(block.of(plane.first).any()) == trained, name


def test_weights_that_are_all_zero_are_refused() -> None:
    run = runs.trainer()
    with pytest.raises(InputError, match="all zero or frozen"):
        random_plane(run, np.zeros_like(run.parameters), seed=0)


def test_components_are_those_of_the_covariance_and_point_to_the_end() -> None:
    _, trajectory = walked(40)
    plane = trajectory_plane([trajectory], trajectory[-1])
    values, vectors = np.linalg.eigh(np.cov(trajectory.T))
    assert values[-2] > 0.0
    assert abs(plane.first @ vectors[:, -1]) == pytest.approx(1.0, abs=1e-9)
    assert abs(plane.second @ vectors[:, -2]) == pytest.approx(1.0, abs=1e-9)
    assert (
        plane.coordinates(trajectory[:1]) <= 1e-12
    ).all()  # the end is the centre, so the start has negative coordinates


def test_components_capture_more_of_a_trajectory_than_random_directions() -> None:
    """Li et al. 2018, section 7: paths have few dimensions, and random directions are almost orthogonal to them."""
    run, trajectory = walked(60, network={"layers": runs.hidden(8, 8)})
    pca, drawn = trajectory_plane([trajectory], trajectory[-1]), random_plane(run, trajectory[-1], 0)
    captured, by_chance = pca.captured(trajectory), drawn.captured(trajectory)
    assert captured is not None
    assert by_chance is not None
    assert captured > 0.9
    assert by_chance < 0.3


def test_several_trajectories_share_a_plane() -> None:
    run, trajectory = walked()
    _, other = walked(optimizer={"name": "adam", "learning_rate": 0.05})
    both = trajectory_plane([trajectory, other], trajectory[-1])
    together = trajectory_plane([np.concatenate([trajectory, other])], trajectory[-1])
    assert abs(both.first @ together.first) == pytest.approx(1.0)
    assert run.parameters.size == both.first.size


def test_coordinates_are_those_of_the_nearest_point() -> None:
    rng = np.random.default_rng(0)
    plane = Plane(*rng.normal(size=(3, 9)))  # directions that are neither normal nor of length 1
    points = rng.normal(size=(4, 9))
    for point, (a, b) in zip(points, plane.coordinates(points), strict=True):
        beside = point - plane.at(a, b)
        assert beside @ plane.first == pytest.approx(0.0, abs=1e-12)
        assert beside @ plane.second == pytest.approx(0.0, abs=1e-12)
    np.testing.assert_allclose(plane.coordinates(plane.at(0.3, -2.0)[None]), [[0.3, -2.0]])
    assert plane.captured(plane.at(0.3, -2.0)[None]) == pytest.approx(1.0)
    assert plane.captured(plane.centre[None]) is None


@pytest.mark.parametrize("points", [0, 1, 2])
def test_a_trajectory_along_a_line_is_refused(points: int) -> None:
    line = np.outer(np.arange(points), np.arange(6.0))
    with pytest.raises(InputError, match=rf"{points} points along one line"):
        trajectory_plane([line] if points else [], np.zeros(6))


def test_trajectories_that_are_not_finite_are_refused() -> None:
    with pytest.raises(InputError, match="not finite"):
        trajectory_plane([np.array([[0.0, np.nan], [1.0, 2.0]])], np.zeros(2))


def test_a_window_contains_all_points_with_a_margin() -> None:
    points = np.array([[0.0, 1.0], [4.0, 1.0], [2.0, 1.5]])
    across, up = window_around(points, 0.0)
    assert across == pytest.approx((-0.8, 4.8))
    assert up == pytest.approx((0.9, 1.6))
    assert window_around(np.zeros((1, 2)), 2.0) == ((-1.0, 1.0), (-1.0, 1.0))
    assert window_around(np.zeros((1, 2)), 0.0) == ((-0.5, 0.5), (-0.5, 0.5))
    assert window_around(np.array([[0.0, 0.0], [10.0, 0.0]]), 0.0)[1] == pytest.approx((-0.7, 0.7))


def test_a_loss_that_overflows_leaves_the_other_cells_finite() -> None:
    run, _ = walked(network={"layers": runs.hidden(4, activation="relu")})
    plane = random_plane(run, run.parameters.copy(), 0)
    with np.errstate(all="ignore"):
        grid = loss_grid(run, plane, ((-1.0, 1e200), (-1.0, 1.0)), 3, EVERY)
    assert not np.isfinite(grid[:, 2]).any()
    assert np.isfinite(loss_grid(run, plane, ((-1.0, 1.0), (-1.0, 1.0)), 3, EVERY)).all()


def test_samples_are_picked_evenly() -> None:
    run, _ = walked()
    plane = random_plane(run, run.parameters.copy(), 0)
    window = ((-1.0, 1.0), (-1.0, 1.0))
    rows = np.array([0, 6, 12])
    fewer = loss_grid(run, plane, window, 3, 3)
    losses = forward(run.network, run.parameters, run.inputs[rows], np.empty(0, dtype=np.int64), run.targets[rows])[1]
    assert fewer[1, 1] == pytest.approx(losses.mean())


def test_an_outlier_is_marked() -> None:
    trajectories = [np.outer(np.arange(4.0), np.full(3, reach)) for reach in (0.1, 1.0, 1.5, 2.0, 50.0)]
    assert without_outliers(trajectories) == [True, True, True, True, False]
    assert without_outliers(trajectories[:1]) == [True]
    assert without_outliers([np.zeros((2, 3))]) == [True]
    assert without_outliers([]) == []
