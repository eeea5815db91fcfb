"""Calls of the race over HTTP: loss landscapes, histories of a parameter, classic functions."""

from itertools import pairwise
from typing import Any

import httpx
import numpy as np
import pytest

from app.client import AsyncClient, ProblemError, Session
from engine.inspect.classic_functions import CLASSIC_FUNCTIONS
from engine.optim.optimizers import OPTIMIZERS
from tests.app.live import CIRCLE, Live, serving
from tests.app.problems import refused

EIGHT = {"network": {"layers": [{"units": 4}, {"units": 2}]}}


@pytest.fixture(scope="module")
def racers(live: Live) -> list[Session]:
    """Three runs of one network after forty steps, with different optimizers."""
    made = [live.session(**EIGHT, optimizer={"name": name}) for name in ("sgd", "momentum", "adam")]
    for session in made:
        for _ in range(8):
            session.train(5)
    return made


def test_paths_of_several_runs_share_a_plane_through_the_leader(racers: list[Session]) -> None:
    ids = [session.id for session in racers]
    leader = racers[2]
    answer = leader.landscape({"kind": "pca"}, sessions=ids, resolution=12)
    assert [each.session for each in answer.trajectories] == ids
    parameters = leader.parameters()
    flat = [
        value
        for layer in parameters.layers
        for block in ([v for row in layer.weights or [] for v in row], layer.biases or [])
        for value in block
    ]
    assert answer.centre == flat
    for trajectory in answer.trajectories:
        assert trajectory.step == [0, *range(5, 41, 5)]
    starts = np.array([each.points[0] for each in answer.trajectories], dtype=float)
    np.testing.assert_allclose(starts, starts[:1].repeat(3, axis=0), atol=1e-9)  # identical weights
    np.testing.assert_allclose(np.array(answer.trajectories[2].points[-1], dtype=float), 0.0, atol=1e-12)
    assert answer.captured is not None
    assert answer.captured > 0.7
    assert np.array(answer.losses, dtype=float).shape == (12, 12)
    assert answer.samples == 50
    for axis, (low, high) in enumerate(answer.window):
        for trajectory in answer.trajectories:
            assert all(low < float(point[axis] or 0.0) < high for point in trajectory.points)


def test_the_loss_at_the_centre_is_that_of_the_run(racers: list[Session]) -> None:
    for session in racers:
        tiny = [[-1e-9, 1e-9], [-1e-9, 1e-9]]
        answer = session.landscape({"kind": "random", "seed": 3}, resolution=3, window=tiny)
        assert answer.losses[1][1] == pytest.approx(session.info().metrics.train_loss, rel=1e-6)


def test_a_plane_sent_in_a_request_is_the_plane_of_the_answer(racers: list[Session]) -> None:
    first = racers[0].landscape({"kind": "random", "seed": 1}, resolution=6)
    plane = {"kind": "given", **first.model_dump(include={"centre", "first", "second"})}
    again = racers[1].landscape(plane, resolution=6, window=first.window)
    assert again.losses == first.losses  # the same data, network and place
    assert again.trajectories[0].session == racers[1].id


def test_a_landscape_does_not_change_the_run(live: Live) -> None:
    inspected, other = live.session(), live.session()
    inspected.train(3)
    inspected.landscape(resolution=4)
    inspected.train(3)
    other.train(6)
    assert inspected.parameters() == other.parameters()


def test_a_diverged_run_is_drawn_but_does_not_determine_the_plane(live: Live) -> None:
    relu = {"layers": [{"units": 4, "activation": "relu"}], "output_activation": "linear"}
    steady = live.session(network=relu)
    wild = live.session(network=relu, optimizer={"name": "sgd", "learning_rate": 1000.0})
    for _ in range(4):
        steady.train(5)
        wild.train(5)
    assert wild.info().status == "diverged"
    alone = steady.landscape({"kind": "pca"}, resolution=4)
    both = steady.landscape({"kind": "pca"}, sessions=[steady.id, wild.id], resolution=4)
    assert (both.first, both.window, both.losses) == (alone.first, alone.window, alone.losses)
    assert len(both.trajectories[1].points) >= 1
    assert (both.apart, alone.apart) == ([wild.id], [])


def test_before_the_first_step_there_is_no_path(live: Live) -> None:
    session = live.session()
    assert len(session.landscape({"kind": "random"}, resolution=4).trajectories[0].points) == 1
    with pytest.raises(ProblemError, match="Train a few steps first"):
        session.landscape({"kind": "pca"})


def test_a_reset_starts_a_new_path_and_undo_restores_the_old_one(live: Live) -> None:
    session = live.session()
    for _ in range(4):
        session.train(2)
    before = session.parameter_history(3)
    session.reset(seed=5)
    assert session.parameter_history(3).step == [0]
    session.undo()
    assert session.parameter_history(3) == before


def test_the_history_of_a_parameter_agrees_with_the_run(live: Live) -> None:
    session = live.session(**EIGHT, optimizer={"name": "adam", "learning_rate": 0.02, "beta1": 0.8})
    layer = session.info().layers[1]
    place = layer.blocks[0].offset + 3  # weight of input 1 on unit 1, of (4, 2)
    values = []
    for _ in range(6):
        session.train(1)
        weights = session.parameters().layers[1].weights
        assert weights is not None
        values.append(weights[1][1])
    history = session.parameter_history(place)
    assert (history.name, history.index, history.optimizer) == ("dense_2.weights", [1, 1], "adam")
    assert history.step == list(range(7))
    assert history.value[1:] == values
    assert (history.gradient[0], history.update[0], history.effective_rate[0]) == (None, None, None)
    m = v = 0.0
    for k in range(1, 7):
        g, update = history.gradient[k], history.update[k]
        assert g is not None
        m, v = 0.8 * m + 0.2 * g, 0.999 * v + 0.001 * g * g
        assert history.memory["m"][k] == pytest.approx(m, rel=1e-9)
        assert history.memory["v"][k] == pytest.approx(v, rel=1e-9)
        step = 0.02 * m / (1.0 - 0.8**k) / ((v / (1.0 - 0.999**k)) ** 0.5 + 1e-8)
        assert update == pytest.approx(-step, rel=1e-6)
        rate = 0.02 / ((v / (1.0 - 0.999**k)) ** 0.5 + 1e-8)
        assert history.effective_rate[k] == pytest.approx(rate, rel=1e-9)
    assert session.parameter_history(place, since=4).step == [5, 6]


def test_memory_of_another_optimizer_is_left_out(live: Live) -> None:
    session = live.session(optimizer={"name": "adam"})
    session.train(1)
    session.change({"optimizer": {"name": "rmsprop"}})
    session.train(1)
    history = session.parameter_history(0)
    assert set(history.memory) == {"s"}
    assert history.step == [0, 1, 2]
    assert history.memory["s"][:2] == [None, 0.0]
    assert history.memory["s"][2]


@pytest.mark.slow
def test_a_large_network_has_only_the_present_value(live: Live) -> None:
    session = live.session(network={"layers": [{"units": 900}, {"units": 900}]})
    session.train(1)
    assert len(session.landscape({"kind": "random"}, resolution=2).trajectories[0].points) == 1
    assert session.parameter_history(0).step == [1]
    assert session.parameter_history(0, since=1).step == []


@pytest.mark.slow
def test_a_subset_of_samples_is_used_if_all_would_take_too_long() -> None:
    with serving(max_work=30_000) as live:
        session = live.session()
        assert 16 <= session.landscape(resolution=5).samples < 50
        problem = refused(
            httpx.post(f"{live.url}/api/v1/sessions/{session.id}/landscape", json={"resolution": 96}), 422
        )
        assert problem.field == "resolution"


@pytest.mark.parametrize(
    ("body", "named"),
    [
        ({"plane": {"kind": "sideways"}}, "/plane"),
        ({"plane": {"kind": "random", "seed": -1}}, "/plane/random/seed"),
        ({"plane": {"kind": "given", "centre": [], "first": [], "second": []}}, "plane.centre: received 0 numbers"),
        ({"plane": {"kind": "given", "centre": [0.0] * 17, "first": [0.0], "second": []}}, "17"),
        ({"resolution": 1}, "/resolution"),
        ({"resolution": 97}, "/resolution"),
        ({"window": [[0, 1]]}, "/window"),
        ({"window": [[1, 0], [0, 1]]}, "low end below a high one"),
        ({"window": [[0, 0], [0, 1]]}, "low end below a high one"),
        ({"sessions": ["x"] * 17}, "/sessions"),
        ({"sessions": "all"}, "/sessions"),
        ({"directions": "random"}, "/directions"),
    ],
)
def test_bad_landscapes_are_refused(live: Live, racers: list[Session], body: Any, named: str) -> None:
    problem = refused(httpx.post(f"{live.url}/api/v1/sessions/{racers[0].id}/landscape", json=body), 422)
    assert named in f"{problem.detail} {problem.errors}"


def test_a_landscape_with_runs_of_another_shape_is_refused(live: Live, racers: list[Session]) -> None:
    other = live.session(network={"layers": [{"units": 3}]})
    with pytest.raises(ProblemError, match="other shapes"):
        racers[0].landscape(sessions=[racers[0].id, other.id])
    with pytest.raises(ProblemError, match="No session has this id") as unknown:
        racers[0].landscape(sessions=["nobody"])
    assert unknown.value.status == 404
    other.delete()
    with pytest.raises(ProblemError, match="was deleted") as gone:
        racers[0].landscape(sessions=[other.id])
    assert gone.value.status == 410


@pytest.mark.parametrize(("query", "status"), [("parameter=-1", 422), ("parameter=x", 422), ("", 422), ("parameter=999999", 422), (f"parameter={10**30}", 422)])  # fmt: skip
def test_a_parameter_that_does_not_exist_is_refused(live: Live, racers: list[Session], query: str, status: int) -> None:
    refused(httpx.get(f"{live.url}/api/v1/sessions/{racers[0].id}/optimizer?{query}"), status)


# classic functions


def test_a_descent_has_its_grid(live: Live) -> None:
    optimizers = [{"name": "sgd", "learning_rate": 0.02}, {"name": "adam", "learning_rate": 0.05}]
    answer = live.client.descend("quadratic", optimizers, numbers={"kappa": 30}, steps=40, resolution=16)
    assert answer.numbers == {"kappa": 30.0, "angle": 20.0}
    assert (answer.minima, answer.lowest) == ([(0.0, 0.0)], 0.0)
    assert answer.values is not None
    assert np.array(answer.values).shape == (16, 16)
    sgd, adam = answer.descents
    assert sgd.step == list(range(41))
    assert (sgd.diverged, adam.diverged) == (None, None)
    assert (set(sgd.memory), set(adam.memory)) == ({"b"}, {"m", "v"})
    assert sgd.gradient[0] == (None, None)
    for k, (before, after) in enumerate(pairwise(sgd.points), 1):
        g = np.array(sgd.gradient[k], dtype=float)
        np.testing.assert_allclose(np.subtract(after, before), -0.02 * g, rtol=1e-9, atol=1e-15)
        np.testing.assert_allclose(np.array(sgd.update[k], dtype=float), -0.02 * g, rtol=1e-9, atol=1e-15)


def test_a_long_path_is_thinned_and_keeps_its_end(live: Live) -> None:
    way = live.client.descend("reddi", [{"name": "adam", "learning_rate": 0.1, "beta2": 0.99}], steps=5050).descents[0]
    assert 1000 < len(way.step) <= 1200
    assert (way.step[0], way.step[-1]) == (0, 5050)
    assert way.points[-1][0] > 0.9


def test_a_diverging_descent_has_the_step(live: Live) -> None:
    answer = live.client.descend("rosenbrock", [{"name": "sgd", "learning_rate": 1.0}, {"name": "adam"}], steps=50)
    assert answer.descents[0].diverged is not None
    assert answer.descents[0].step[-1] == answer.descents[0].diverged - 1
    assert answer.descents[1].diverged is None
    assert answer.values is None


@pytest.mark.slow
def test_the_catalog_lists_every_surface_with_settings_that_are_valid(live: Live) -> None:
    surfaces = live.client.catalog().surfaces
    assert [surface.name for surface in surfaces] == list(CLASSIC_FUNCTIONS)
    for surface in surfaces:
        optimizers = [
            {"name": name, "learning_rate": optimizer.learning_rate, **surface.settings.get(name, {})}
            for name, optimizer in OPTIMIZERS.items()
        ]
        answer = live.client.descend(surface.name, optimizers, steps=surface.steps)
        assert [descent.diverged for descent in answer.descents] == [None] * len(OPTIMIZERS)


@pytest.mark.parametrize(
    ("body", "named"),
    [
        ({}, "/surface"),
        ({"surface": "himmelblau"}, "unknown surface"),
        ({"surface": "quadratic", "numbers": {"kappa": 0}}, "kappa 0"),
        ({"surface": "saddle", "numbers": {"kappa": 2}}, "whose parameters are: none"),
        ({"surface": "quadratic", "start": [1]}, "/start"),
        ({"surface": "reddi", "start": [2, 0]}, "from -1 to 1"),
        ({"surface": "beale", "steps": 0}, "/steps"),
        ({"surface": "beale", "steps": 10_001}, "/steps"),
        ({"surface": "beale", "resolution": 257}, "/resolution"),
        ({"surface": "beale", "optimizers": [{"name": "adma"}]}, "adam"),
        ({"surface": "beale", "optimizers": [{"name": "sgd", "learning_rate": 0}]}, "/learning_rate"),
        ({"surface": "beale", "optimizers": [{"name": "sgd"}] * 17}, "/optimizers"),
        ({"surface": "x" * 65}, "/surface"),
    ],
)
def test_bad_descents_are_refused(live: Live, body: Any, named: str) -> None:
    problem = refused(httpx.post(f"{live.url}/api/v1/surfaces/run", json=body), 422)
    assert named in f"{problem.detail} {problem.errors}"


async def test_the_async_client_has_the_same_calls(live: Live) -> None:
    async with AsyncClient(live.url) as client:
        session = await client.create({**CIRCLE, **EIGHT})
        await session.train(3)
        assert len((await session.landscape(resolution=3)).losses) == 3
        assert (await session.parameter_history(0)).step == [0, 3]
        assert (await client.descend("saddle", steps=3)).descents == []
