"""Generated point sets: their formulas, their two kinds of noise, their balance and their splits."""

import math
from typing import Any

import numpy as np
import pytest

from engine.compiled.jit import Array
from engine.data.dataset import Dataset, Split
from engine.data.point_sets import DATA_SETS
from engine.data.points import CONES, cones
from engine.load import load
from engine.spec.data.generated import PointsSpec

CLASSIFICATION = [name for name, entry in DATA_SETS.items() if entry.task != "regression"]
REGRESSION = [name for name, entry in DATA_SETS.items() if entry.task == "regression"]
CLOUDS = ("gauss", "blobs")  # normally distributed: they alone may reach beyond the domain


def draw(name: str, n: int = 600, position_noise: float = 0.0, label_noise: float = 0.0, seed: int = 0) -> Split:
    return DATA_SETS[name].generate(n, position_noise, label_noise, np.random.default_rng(seed))


def loaded(**fields: Any) -> Dataset:
    return load(PointsSpec(**fields))


def polar(points: Array) -> tuple[Array, Array]:
    """Radius, and angle clockwise from the top in [0, 2π)."""
    return np.hypot(*points.T), np.arctan2(points[:, 0], points[:, 1]) % (2 * math.pi)


def test_the_table() -> None:
    tasks = {name: (entry.task, entry.classes, entry.samples) for name, entry in DATA_SETS.items()}
    assert tasks == {
        "circle": ("binary", 2, 500),
        "xor": ("binary", 2, 500),
        "gauss": ("binary", 2, 500),
        "spiral": ("binary", 2, 500),
        "moons": ("binary", 2, 500),
        "spirals3": ("multiclass", 3, 500),
        "spirals4": ("multiclass", 4, 500),
        "blobs": ("multiclass", 5, 500),
        "reg_plane": ("regression", 0, 1200),
        "reg_gauss": ("regression", 0, 1200),
    }


def test_circle() -> None:
    split = draw("circle")
    r, angle = polar(split.inputs)
    inside = split.targets == 1
    assert r[inside].max() <= 2.5 and r[~inside].min() >= 3.5 and r.max() <= 5.0
    assert r[inside].mean() == pytest.approx(1.25, abs=0.15)  # uniform in r, hence denser in the middle
    assert r[~inside].mean() == pytest.approx(4.25, abs=0.1)
    assert angle.mean() == pytest.approx(math.pi, abs=0.3)


def test_xor() -> None:
    split = draw("xor")
    assert np.array_equal(split.targets == 1, split.inputs.prod(axis=1) > 0)
    distance = np.abs(split.inputs)
    assert distance.min() >= 0.3 and distance.max() <= 5.3
    assert distance.mean() == pytest.approx(2.8, abs=0.2)
    quadrants = (split.inputs > 0) @ [1, 2]
    assert np.bincount(quadrants).tolist() == [150, 150, 150, 150]


@pytest.mark.parametrize("noise", [0.0, 0.1, 0.5])
def test_gauss(noise: float) -> None:
    split = draw("gauss", 4000, noise)
    for label, centre in ((0, -2.0), (1, 2.0)):
        cloud = split.inputs[split.targets == label]
        np.testing.assert_allclose(cloud.mean(axis=0), centre, atol=0.15)
        np.testing.assert_allclose(np.cov(cloud.T), (0.5 + 7 * noise) * np.eye(2), atol=0.1 * (0.5 + 7 * noise))


def test_spiral() -> None:
    split = draw("spiral", 500)
    for label, start in ((1, 0.0), (0, math.pi)):
        points = split.inputs[split.targets == label]
        for i in range(250):
            r, t = 5 * i / 250, 1.75 * i / 250 * 2 * math.pi + start
            np.testing.assert_allclose(points[i], (r * math.sin(t), r * math.cos(t)), atol=1e-12)


@pytest.mark.parametrize(("name", "arms"), [("spiral", 2), ("spirals3", 3), ("spirals4", 4)])
def test_spiral_arms_are_rotations_of_each_other(name: str, arms: int) -> None:
    """Each arm is the one before turned by a full turn / arms; neighbours are 5 / 3.5 apart along a ray."""
    split = draw(name, 300 * arms)
    arm = 1 - split.targets if arms == 2 else split.targets
    first = split.inputs[arm == 0]
    turn = 2 * math.pi / arms
    clockwise = np.array([[math.cos(turn), -math.sin(turn)], [math.sin(turn), math.cos(turn)]])
    for k in range(1, arms):
        np.testing.assert_allclose(split.inputs[arm == k], first @ np.linalg.matrix_power(clockwise, k), atol=1e-12)
    r, angle = polar(first)
    np.testing.assert_allclose(np.unwrap(angle[1:]), 2 * math.pi * 3.5 / arms / 5 * r[1:], atol=1e-9)


def test_moons() -> None:
    split = draw("moons")
    upper, lower = split.inputs[split.targets == 1], split.inputs[split.targets == 0]
    np.testing.assert_allclose(np.hypot(*(upper - [-1.5, -0.75]).T), 3.0)
    np.testing.assert_allclose(np.hypot(*(lower - [1.5, 0.75]).T), 3.0)
    assert upper[:, 1].min() >= -0.75 and lower[:, 1].max() <= 0.75


@pytest.mark.parametrize("noise", [0.0, 0.5])
def test_blobs(noise: float) -> None:
    split = draw("blobs", 5000, noise)
    for label in range(5):
        cloud = split.inputs[split.targets == label]
        angle = 2 * math.pi * label / 5
        sigma = 0.4 + 1.2 * noise
        np.testing.assert_allclose(cloud.mean(axis=0), [4 * math.sin(angle), 4 * math.cos(angle)], atol=0.15)
        np.testing.assert_allclose(np.cov(cloud.T), sigma**2 * np.eye(2), atol=0.15 * sigma**2)


def test_reg_plane() -> None:
    split = draw("reg_plane")
    np.testing.assert_allclose(split.targets[:, 0], split.inputs.sum(axis=1) / 10, atol=1e-15)
    assert split.inputs.min() < -5.9 and split.inputs.max() > 5.9


def naive_cones(x1: float, x2: float) -> float:
    best = 0.0
    for c1, c2, sign in CONES.tolist():
        height = sign * max(0.0, 1.0 - math.hypot(x1 - c1, x2 - c2) / 2.0)
        if abs(height) > abs(best):
            best = height
    return best


def test_reg_gauss() -> None:
    split = draw("reg_gauss")
    expected = [naive_cones(x1, x2) for x1, x2 in split.inputs.tolist()]
    np.testing.assert_allclose(split.targets[:, 0], expected, atol=1e-15)
    peaks = np.array([[-4, 2.5], [0, 2.5], [4, 2.5], [-4, -2.5], [0, -2.5], [4, -2.5], [2, 0], [6, 6]], dtype=float)
    np.testing.assert_array_equal(cones(peaks), [1, -1, 1, -1, 1, -1, 0, 0])


@pytest.mark.parametrize("name", DATA_SETS)
def test_shapes_and_types(name: str) -> None:
    split = draw(name, 31, 0.2, 0.2)
    assert split.inputs.shape == (31, 2) and split.inputs.dtype == np.float64 and split.inputs.flags.c_contiguous
    regression = DATA_SETS[name].task == "regression"
    assert split.targets.shape == ((31, 1) if regression else (31,))
    assert split.targets.dtype == (np.float64 if regression else np.int64)


@pytest.mark.parametrize("name", DATA_SETS)
def test_the_same_seed_draws_the_same_bits(name: str) -> None:
    one, other = draw(name, 50, 0.3, 0.3, seed=5), draw(name, 50, 0.3, 0.3, seed=5)
    np.testing.assert_array_equal(one.inputs, other.inputs)
    np.testing.assert_array_equal(one.targets, other.targets)
    assert not np.array_equal(one.inputs, draw(name, 50, 0.3, 0.3, seed=6).inputs)


@pytest.mark.parametrize("name", CLASSIFICATION)
@pytest.mark.parametrize("extra", range(5))
def test_classes_are_balanced(name: str, extra: int) -> None:
    classes = DATA_SETS[name].classes
    for n in (classes + extra, 101 + extra):
        counts = np.bincount(draw(name, n).targets, minlength=classes)
        assert len(counts) == classes and counts.max() - counts.min() <= 1


@pytest.mark.parametrize("name", DATA_SETS)
def test_position_noise_moves_the_same_points_further(name: str) -> None:
    still, quarter, half = (draw(name, 200, noise) for noise in (0.0, 0.25, 0.5))
    np.testing.assert_array_equal(still.targets, half.targets)
    moved = half.inputs - still.inputs
    assert np.abs(moved).mean() > 0.1
    mirrored = name in REGRESSION and np.abs(still.inputs) >= 5  # reflected points do not move on in the same direction
    if name == "gauss":  # its standard deviation is not linear in the noise
        assert (np.sign(moved) == np.sign(quarter.inputs - still.inputs)).all()
    else:
        np.testing.assert_allclose(
            np.where(mirrored, 0.0, quarter.inputs - still.inputs), np.where(mirrored, 0.0, moved / 2), atol=1e-12
        )


@pytest.mark.parametrize("name", DATA_SETS)
def test_points_stay_in_the_domain(name: str) -> None:
    beyond = (np.abs(draw(name, 2000, 0.5, 0.5).inputs) > 6.0).any(axis=1).mean()
    assert beyond <= (0.06 if name in CLOUDS else 0.0)
    assert (np.abs(draw(name, 2000).inputs) <= 6.0).all()


@pytest.mark.parametrize("name", CLASSIFICATION)
def test_label_noise_flips_that_share(name: str) -> None:
    clean = draw(name, 203)
    flipped_before = np.zeros(203, dtype=bool)
    for noise in (0.1, 0.25, 0.5):
        noisy = draw(name, 203, 0.0, noise)
        flipped = noisy.targets != clean.targets
        np.testing.assert_array_equal(noisy.inputs, clean.inputs)
        assert flipped.sum() == round(noise * 203)
        assert flipped[flipped_before].all()  # labels that were wrong with less noise stay wrong
        assert noisy.targets.min() >= 0 and noisy.targets.max() < DATA_SETS[name].classes
        flipped_before = flipped


def test_a_flipped_label_is_any_other_class() -> None:
    clean, noisy = draw("blobs", 5000), draw("blobs", 5000, 0.0, 0.5)
    flipped = noisy.targets != clean.targets
    shift = (noisy.targets - clean.targets)[flipped] % 5
    np.testing.assert_allclose(np.bincount(shift, minlength=5) / flipped.sum(), [0, 0.25, 0.25, 0.25, 0.25], atol=0.05)


@pytest.mark.parametrize("name", REGRESSION)
def test_label_noise_takes_the_target_of_another_place(name: str) -> None:
    clean, noisy = draw(name, 1200), draw(name, 1200, 0.0, 0.2)
    np.testing.assert_array_equal(noisy.inputs, clean.inputs)
    error = noisy.targets - clean.targets
    assert abs(error.mean()) < 0.05 and error.std() > 0.05
    if name == "reg_plane":  # U(-6, 6) · 0.2 on each axis, over 10
        assert np.abs(error).max() <= 2 * 6 * 0.2 / 10
        assert error.std() == pytest.approx(math.sqrt(2 / 3) * 6 * 0.2 / 10, rel=0.05)


def test_too_few_points_are_refused() -> None:
    with pytest.raises(ValueError, match="Received 4 samples of 'Blobs', expected at least 5"):
        draw("blobs", 4)
    with pytest.raises(ValueError, match="Received 0 samples"):
        draw("reg_plane", 0)


@pytest.mark.parametrize("noise", [-0.1, 0.51, math.nan])
def test_noise_out_of_range_is_refused(noise: float) -> None:
    with pytest.raises(ValueError, match=r"Received position_noise .* from 0 to 0.5"):
        draw("xor", 20, noise)
    with pytest.raises(ValueError, match=r"Received label_noise .* from 0 to 0.5"):
        draw("xor", 20, 0.0, noise)


@pytest.mark.parametrize("name", DATA_SETS)
def test_load_shuffles_and_splits(name: str) -> None:
    data = loaded(name=name, samples=40, train_fraction=0.3, seed=2)
    entry = DATA_SETS[name]
    assert (data.task, data.classes, len(data.train), len(data.test)) == (entry.task, entry.classes, 12, 28)
    for split in (data.train, data.test):
        assert split.inputs.flags.c_contiguous and split.targets.flags.c_contiguous
    whole = draw(name, 40, seed=2)
    rows = {tuple(row) for row in np.column_stack((whole.inputs, whole.targets)).tolist()}
    inputs = np.concatenate((data.train.inputs, data.test.inputs))
    targets = np.concatenate((data.train.targets, data.test.targets))
    assert {tuple(row) for row in np.column_stack((inputs, targets)).tolist()} == rows
    assert not np.array_equal(inputs, whole.inputs)


def test_load_uses_the_samples_of_the_table() -> None:
    assert len(loaded(name="reg_plane").train) == 600


def test_the_seed_alone_draws_the_data() -> None:
    one, same, other = (loaded(name="xor", samples=50, seed=seed) for seed in (1, 1, 2))
    np.testing.assert_array_equal(one.train.inputs, same.train.inputs)
    np.testing.assert_array_equal(one.test.targets, same.test.targets)
    assert not np.array_equal(one.train.inputs, other.train.inputs)


def test_the_fraction_moves_points_from_one_split_to_the_other() -> None:
    some, more = (loaded(name="xor", samples=50, train_fraction=share) for share in (0.3, 0.7))
    np.testing.assert_array_equal(more.train.inputs[:15], some.train.inputs)


@pytest.mark.parametrize("fraction", [0.05, 0.95])
def test_both_splits_have_a_sample(fraction: float) -> None:
    data = loaded(name="gauss", samples=10, train_fraction=fraction)
    assert len(data.train) >= 1 and len(data.test) >= 1
