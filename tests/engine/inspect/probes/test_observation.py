"""Observations are copies, and observing does not change a run."""

import numpy as np

from engine.inspect.probes.observation import observe
from tests.engine.runs import bits, on_points, same


def test_observing_changes_no_bit_of_the_run() -> None:
    probed, left_alone = on_points(optimizer={"name": "adam"}), on_points(optimizer={"name": "adam"})
    for _ in range(3):
        probed.advance(7)
        before = probed.snapshot()
        observe(probed)
        assert same(probed.snapshot(), before)
        left_alone.advance(7)
    assert bits(probed.parameters) == bits(left_alone.parameters)


def test_an_observation_does_not_change_with_the_run() -> None:
    run = on_points()
    seen = observe(run)
    copies = seen.parameters.copy(), seen.gradients.copy()
    run.advance(2, "epoch")
    np.testing.assert_array_equal(seen.parameters, copies[0])
    np.testing.assert_array_equal(seen.gradients, copies[1])
