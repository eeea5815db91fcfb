"""Measured data: reading, splits, scaling, noise, and accuracy of a small network."""

import pickle
import sys
from importlib import metadata
from typing import Any

import numpy as np
import pytest

from engine.compiled.jit import COMPILED
from engine.data import real as real_module
from engine.data.dataset import Dataset
from engine.data.real import REAL_SETS, preview
from engine.data.splits import stratified
from engine.inspect.probes.observation import observe
from engine.load import load
from engine.spec.data.measured import RealSpec
from engine.spec.run import RunSpec
from engine.train.trainer import Trainer


def loaded(**fields: Any) -> Dataset:
    return load(RealSpec(**fields))


def test_the_table() -> None:
    shapes = {name: (e.task, e.classes, *e.read().inputs.shape) for name, e in REAL_SETS.items()}
    assert shapes == {
        "iris": ("multiclass", 3, 150, 4),
        "wine": ("multiclass", 3, 178, 13),
        "breast_cancer": ("binary", 2, 569, 30),
        "digits": ("multiclass", 10, 1797, 64),
    }
    counts = {name: np.bincount(entry.read().targets).tolist() for name, entry in REAL_SETS.items()}
    assert counts["iris"] == [50, 50, 50]
    assert counts["wine"] == [59, 71, 48]
    assert counts["breast_cancer"] == [212, 357]
    assert counts["digits"] == [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]


@pytest.mark.parametrize("name", REAL_SETS)
def test_the_table_matches_the_file(name: str) -> None:
    entry = REAL_SETS[name]
    rows = entry.read()
    assert len(rows) == entry.samples
    assert rows.inputs.shape[1] == len(entry.input_names) == len(set(entry.input_names))
    assert set(rows.targets.tolist()) == set(range(entry.classes))
    assert entry.source and entry.description
    with pytest.raises(ValueError, match="read-only"):
        rows.inputs[0, 0] = 1.0


def test_the_first_flower_and_the_first_digit() -> None:
    assert REAL_SETS["iris"].read().inputs[0].tolist() == [5.1, 3.5, 1.4, 0.2]
    digit = REAL_SETS["digits"].read()
    assert digit.targets[0] == 0
    assert (digit.inputs[0].reshape(8, 8)[0] * 16).tolist() == [0, 0, 5, 13, 9, 1, 0, 0]
    assert digit.inputs.min() == 0.0 and digit.inputs.max() == 1.0


def test_scikit_learn_is_not_imported() -> None:
    loaded(name="wine")
    assert "sklearn" not in sys.modules


@pytest.mark.parametrize("name", REAL_SETS)
@pytest.mark.parametrize("fraction", [0.05, 0.5, 0.7, 0.95])
def test_every_class_keeps_its_share(name: str, fraction: float) -> None:
    data = loaded(name=name, train_fraction=fraction, seed=3)
    whole = np.bincount(REAL_SETS[name].read().targets)
    train, test = (np.bincount(part.targets, minlength=len(whole)) for part in (data.train, data.test))
    np.testing.assert_array_equal(train + test, whole)
    assert len(data.train) == round(fraction * whole.sum())
    assert np.abs(train - fraction * whole).max() < 1.0


def test_rows_are_split_at_random_by_the_seed() -> None:
    one, same, other = (loaded(name="iris", seed=seed) for seed in (1, 1, 2))
    np.testing.assert_array_equal(one.train.inputs, same.train.inputs)
    assert not np.array_equal(one.train.inputs, other.train.inputs)
    together = np.concatenate((one.train.inputs, one.test.inputs))
    np.testing.assert_array_equal(np.sort(together, axis=0), np.sort(REAL_SETS["iris"].read().inputs, axis=0))
    assert (np.diff(one.train.targets) != 0).sum() > 20  # not class by class


def test_a_class_of_one_row_is_in_one_split() -> None:
    train, test = stratified(np.array([0, 0, 0, 0, 1]), 0.6, np.random.default_rng(0))
    assert sorted([*train, *test]) == [0, 1, 2, 3, 4]
    assert len(train) == 3


@pytest.mark.parametrize("name", REAL_SETS)
def test_inputs_are_standardized_by_the_training_rows(name: str) -> None:
    data = loaded(name=name, standardize=True)
    assert data.scaling is not None
    train, test = data.scaled
    np.testing.assert_allclose(train.mean(axis=0), 0.0, atol=1e-9)
    varies = data.train.inputs.std(axis=0) > 0
    np.testing.assert_allclose(train.std(axis=0)[varies], 1.0)
    np.testing.assert_allclose(test, (data.test.inputs - data.scaling.shift) / data.scaling.scale)


def test_each_set_has_its_default_scaling() -> None:
    assert {name: RealSpec(name=name).standardize for name in REAL_SETS} == {
        "iris": True, "wine": True, "breast_cancer": True, "digits": False,
    }  # fmt: skip
    digits = loaded(name="digits")
    assert digits.scaling is None and digits.scaled[0] is digits.train.inputs


def test_digits_are_images() -> None:
    assert loaded(name="digits").image == (8, 8, 1)
    assert loaded(name="digits", columns=["row 1 column 3", "row 2 column 3"]).image is None
    assert loaded(name="iris").image is None


def test_two_columns_have_a_domain() -> None:
    data = loaded(name="iris", columns=["petal width", "petal length"])
    assert data.input_names == ("petal width", "petal length")
    np.testing.assert_array_equal(data.train.inputs, loaded(name="iris").train.inputs[:, [3, 2]])
    assert data.domain is not None
    (left, right), (bottom, top) = data.domain
    assert left < 0.1 and right > 2.5 and bottom < 1.0 and top > 6.9
    assert loaded(name="iris").domain is None


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        (["petal"], "Received the column 'petal' of 'Iris', expected different ones out of: sepal length"),
        (["petal width", "petal width"], "Received the column 'petal width'"),
        ([], "at least 1 item"),
        ("petal width", "valid list"),
    ],
)
def test_columns_that_are_not_there_are_refused(columns: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        RealSpec(name="iris", columns=columns)


def test_position_noise_moves_the_same_rows_further() -> None:
    still, some, more = (loaded(name="wine", position_noise=noise) for noise in (0.0, 0.1, 0.5))
    moved = more.train.inputs - still.train.inputs
    np.testing.assert_allclose(some.train.inputs - still.train.inputs, moved / 5, atol=1e-9)
    np.testing.assert_allclose(moved.std(axis=0) / REAL_SETS["wine"].read().inputs.std(axis=0), 0.5, rtol=0.25)
    np.testing.assert_array_equal(still.train.targets, more.train.targets)


def test_a_constant_column_stays_constant() -> None:
    noisy = loaded(name="digits", position_noise=0.5).train.inputs
    assert (noisy[:, 0] == 0.0).all()
    assert np.isfinite(loaded(name="digits", standardize=True).scaled[0]).all()


def test_label_noise_changes_the_class_of_that_share() -> None:
    clean, noisy = loaded(name="iris"), loaded(name="iris", label_noise=0.2)
    np.testing.assert_array_equal(clean.train.inputs, noisy.train.inputs)
    wrong = sum(int((a.targets != b.targets).sum()) for a, b in ((clean.train, noisy.train), (clean.test, noisy.test)))
    assert wrong == 30


def test_previews_are_points_in_the_domain() -> None:
    for entry in REAL_SETS.values():
        points, labels = preview(entry, 100)
        assert points.shape == (100, 2) and np.abs(points).max() == pytest.approx(5.0)
        assert set(labels.tolist()) == set(range(entry.classes))


def test_missing_files_are_reported_with_the_command_to_install_them(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> metadata.Distribution:
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(real_module, "distribution", missing)
    real_module._read.cache_clear()
    real_module.load_real.cache_clear()
    assert not real_module.is_installed()
    with pytest.raises(ValueError, match=r"Install it: pip install scikit-learn\.$"):
        loaded(name="iris")


def test_the_same_data_are_made_once_and_no_run_writes_to_them() -> None:
    spec = {
        "data": {"name": "iris", "columns": ["petal length", "petal width"], "seed": 3},
        "features": ["x1", "x1_x2"],
    }
    first, second = (Trainer(RunSpec.model_validate(spec)) for _ in range(2))
    assert first.data is second.data
    assert loaded(**spec["data"] | {"seed": 4}) is not first.data
    before = pickle.dumps(first.data)
    for run in first, second:
        run.advance(2, "epoch")
        observe(run)
    assert pickle.dumps(first.data) == before


def test_predictions_take_rows_in_original_units() -> None:
    run = Trainer(RunSpec.model_validate({"data": {"name": "iris"}}))
    run.advance(5, "epoch")
    outputs = run.predict(run.data.test.inputs).outputs
    assert outputs.shape == (45, 3)
    right = (outputs.argmax(axis=1) == run.data.test.targets).mean()
    assert right == observe(run).metrics.test_accuracy


@pytest.mark.slow
@pytest.mark.skipif(not COMPILED, reason="minutes where it is interpreted")
@pytest.mark.parametrize(("name", "floor"), [("iris", 0.94), ("wine", 0.96), ("digits", 0.965)])
def test_the_published_floors_are_reached(name: str, floor: float) -> None:
    """70/30 stratified, 32 hidden units, Adam at .01, 100 epochs, mean of ten splits."""
    accuracies = []
    for seed in range(10):
        spec = {
            "seed": seed,
            "data": {"name": name, "train_fraction": 0.7, "seed": seed},
            "network": {"layers": [{"units": 32, "activation": "relu"}], "initializer": "he_normal"},
            "optimizer": {"name": "adam", "learning_rate": 0.01},
            "batch_size": 32,
        }
        run = Trainer(RunSpec.model_validate(spec))
        run.advance(100, "epoch")
        accuracies.append(observe(run).metrics.test_accuracy)
    assert np.mean(accuracies) >= floor, accuracies
