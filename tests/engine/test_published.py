"""Published results hold over many seeds. Tolerances leave room for the seeds, and nothing is asserted that is chance,
as the 1,425 sweeps of one run of 1986 are."""

import pytest

from app.presets import PRESETS
from benchmarks.published import STUDIES, Figures
from engine.jit import COMPILED

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not COMPILED, reason="the same runs as plain NumPy take hours"),
]


def found(name: str) -> Figures:
    return STUDIES[name].figures(STUDIES[name].seeds)


def test_symmetry_is_learned_by_opposite_weights() -> None:
    figures = found("symmetry")
    assert figures["solved"] >= 0.95
    assert 500 < figures["first"] < figures["median"] < 5000 and figures["third"] < 12_000
    assert figures["opposite"] >= 0.9
    assert 0.5 <= figures["one_two_four"] <= 0.95


def test_exclusive_or_is_learned_or_trapped() -> None:
    figures = found("exclusive_or")
    assert 0.87 <= figures["solved"] <= 0.98
    assert figures["trapped"] >= 0.75


def test_more_hidden_units_learn_exclusive_or_faster() -> None:
    medians = list(found("hidden_units").values())
    assert medians == sorted(medians, reverse=True)
    assert medians == pytest.approx([544, 369, 266, 212, 166], rel=0.2)


def test_the_encoder_finds_a_code() -> None:
    figures = found("encoder")
    assert figures["solved"] >= 0.95
    assert figures["median"] == pytest.approx(259, rel=0.2)


def test_half_of_the_runs_learn_parity() -> None:
    figures = found("parity")
    assert 0.3 <= figures["solved"] <= 0.7
    assert 1200 < figures["median"] < 5000


def test_negation_is_learned() -> None:
    figures = found("negation")
    assert figures["solved"] >= 0.8
    assert figures["median"] < 1000


def test_the_family_trees_are_learned_and_what_was_held_out_follows() -> None:
    figures = found("family_trees")
    assert figures["learned"] >= 0.9
    assert figures["held_out"] >= 0.35  # each a set of people out of 24: by chance next to none
    assert figures["nation"] >= 0.8 and figures["generation"] >= 0.6 and figures["branch"] >= 0.6


def test_thirty_layers_learn_with_he_and_not_with_xavier() -> None:
    figures = found("thirty_layers")
    assert figures["he_accuracy"] >= 0.85 and figures["he_most"] < 1.0
    assert figures["xavier_least"] > 2.29 and figures["xavier_most"] < 2.32  # ln 10 = 2.303


def test_fifty_layers_learn_with_a_way_around() -> None:
    figures = found("fifty_layers")
    assert figures["residual_accuracy"] >= 0.95 and figures["normalised_accuracy"] >= 0.95
    assert figures["plain_least"] > 2.29


def test_the_gradient_neither_dies_nor_grows_at_the_edge_of_chaos() -> None:
    figures = found("edge_of_chaos")
    assert figures["edge"] == pytest.approx(1.0, abs=0.02)
    assert figures["order"] < 0.92 and figures["chaos"] > 1.08


@pytest.mark.parametrize(("name", "accuracy"), [("iris", 0.94), ("wine", 0.96), ("digits", 0.965)])
def test_floors_of_measured_data(name: str, accuracy: float) -> None:
    assert found(name)["accuracy"] >= accuracy - 0.005


def test_every_study_has_a_preset() -> None:
    assert {study.preset for study in STUDIES.values()} <= set(PRESETS)
