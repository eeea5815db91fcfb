"""The tasks of 1986 over REST: catalog, sessions, changes, errors."""

from typing import Any

import httpx
import pytest

from engine.data.patterns import PATTERN_SETS
from engine.spec.data.generated import PatternSpec
from tests.app.live import Live
from tests.app.problems import refused


def test_the_catalog_lists_them(live: Live) -> None:
    sets = {entry.name: entry for entry in live.client.catalog().pattern_sets}
    assert list(sets) == list(PATTERN_SETS)
    for name, entry in sets.items():
        size = PatternSpec(name=name).size
        assert (entry.samples, entry.bits, entry.outputs) == size
        assert (len(entry.preview.inputs[0]), len(entry.preview.targets[0])) == (size.inputs, size.outputs)
        assert entry.source
    trees = sets["family_trees"]
    assert trees.input_names is not None and trees.output_names is not None
    assert (len(trees.input_names), len(trees.output_names), trees.held_out) == (36, 24, 4)
    assert sets["symmetry"].input_names is None


def test_a_session_has_the_decision_threshold_and_the_bit_accuracy(live: Live) -> None:
    session = live.client.create({"data": {"name": "family_trees"}, "batch_size": "all"})
    info = session.info()
    assert (info.data.task, info.data.decision_threshold, info.spec.network.output_activation) == (
        "regression",
        0.5,
        "sigmoid",
    )
    assert (info.inputs[0], info.inputs[35], info.layers[-1].units) == ("Christopher", "niece", 24)
    metrics = session.train(1).metrics
    assert metrics.train_accuracy is not None and metrics.train_r2 is not None and metrics.test_accuracy is not None
    assert live.session().info().data.decision_threshold is None


def test_a_session_can_change_to_them_and_between_them(live: Live) -> None:
    session = live.session(seed=2)
    symmetry = session.change({"data": {"name": "symmetry", "bits": 4}}, reset=True).spec
    assert (symmetry.features, symmetry.network.output_activation) == (None, "sigmoid")
    encoder = session.change({"data": {"name": "encoder"}}, reset=True).spec.data
    assert isinstance(encoder, PatternSpec)
    assert (encoder.bits, encoder.off, encoder.held_out) == (8, 0.1, 0)
    assert session.undo().spec == symmetry
    plane = session.change({"data": {"name": "reg_plane"}}, reset=True).spec
    assert (plane.features, plane.network.output_activation) == (["x1", "x2"], "linear")
    xor = session.change({"data": {"name": "xor_table"}, "loss": "huber"}, reset=True)
    assert (xor.spec.loss, xor.domain is not None) == ("huber", True)


@pytest.mark.parametrize(
    ("data", "named"),
    [
        ({"name": "symmetry", "bits": 40}, "bits 40 of 'Symmetry', expected 2 to 10"),
        ({"name": "encoder", "held_out": 9}, "less than its 8 patterns"),
        ({"name": "encoder", "off": 0.7}, "/data/off"),
        ({"name": "encoder", "samples": 100}, "/data/samples"),
    ],
)
def test_errors_name_the_field(live: Live, data: Any, named: str) -> None:
    problem = refused(httpx.post(f"{live.url}/api/v1/sessions", json={"data": data}), 422)
    assert named in f"{problem.detail} {problem.remedy} {[error.pointer for error in problem.errors or ()]}"
