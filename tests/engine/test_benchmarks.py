"""Assumptions of the benchmarks: peers compute the same, and every timed change is possible."""

import numpy as np
import pytest

from benchmarks.changes import architectures
from benchmarks.cost import GROWTHS, exponent
from benchmarks.nets import GUARD_STEPS, NETS, Problem, flat
from benchmarks.peers import numpy_peer, ours
from benchmarks.steps import TOLERANCE
from engine.layers.kinds import LAYERS
from engine.spec.run import RunSpec
from engine.train.trainer import Trainer


@pytest.mark.parametrize("net", NETS, ids=lambda net: net.name)
def test_the_engine_and_plain_numpy_reach_the_same_parameters(net) -> None:  # type: ignore[no-untyped-def]
    problem = Problem(net.spec)
    assert GUARD_STEPS % problem.steps_per_epoch == 0
    peers = ours.Peer(problem), numpy_peer.Peer(problem)
    start = flat(problem.blocks)
    for peer in peers:
        np.testing.assert_array_equal(peer.parameters(), start)
        peer.train(1)
    assert np.abs(peers[0].parameters() - start).max() > 1e-4
    np.testing.assert_allclose(peers[1].parameters(), peers[0].parameters(), rtol=0.0, atol=TOLERANCE)


@pytest.mark.parametrize("name", architectures())
def test_every_architecture_takes_a_step(name: str) -> None:
    data, layers = architectures()[name]
    run = Trainer(RunSpec.model_validate({"data": data, "network": {"layers": layers}}))
    assert run.advance(1) == 1


def test_architectures_hold_every_kind_of_layer() -> None:
    assert set(LAYERS) <= set(architectures())


def test_exponent_of_linear_and_quadratic_times() -> None:
    sizes = [1, 2, 4, 8]
    assert exponent(sizes, [3.0 * size for size in sizes]) == pytest.approx(1.0)
    assert exponent(sizes, [3.0 * size**2 for size in sizes]) == pytest.approx(2.0)


@pytest.mark.parametrize("growth", GROWTHS, ids=lambda growth: growth.name)
def test_sizes_double_and_leave_whole_batches(growth) -> None:  # type: ignore[no-untyped-def]
    for size, following in zip(growth.sizes, growth.sizes[1:], strict=False):
        assert following == 2 * size
    run = Trainer(RunSpec.model_validate(growth.spec(growth.sizes[-1])))
    assert run.samples % run.batch_size == 0
