"""Measured data over REST: catalog, sessions, changes, errors."""

from collections.abc import Iterator
from importlib import metadata
from typing import Any

import httpx
import numpy as np
import pytest

from app.catalog.catalog import make_catalog
from app.client import ProblemError
from app.settings import Settings
from engine.data import real as real_module
from engine.data.real import REAL_SETS
from engine.load import load
from engine.spec.data.measured import RealSpec
from tests.app.live import Live
from tests.app.problems import refused


def test_the_catalog_lists_them(live: Live) -> None:
    sets = {entry.name: entry for entry in live.client.catalog().real_sets}
    assert list(sets) == list(REAL_SETS)
    digits = sets["digits"]
    assert (digits.image, digits.standardize, digits.classes, len(digits.input_names)) == ((8, 8, 1), False, 10, 64)
    for entry in sets.values():
        assert entry.source and entry.position_noise and entry.label_noise
        assert len(entry.preview.inputs) == len(entry.preview.targets) == min(160, entry.samples)


@pytest.fixture
def missing(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    def distribution(name: str) -> metadata.Distribution:
        raise metadata.PackageNotFoundError(name)

    real_module._read.cache_clear()
    real_module.load_real.cache_clear()
    monkeypatch.setattr(real_module, "distribution", distribution)
    yield
    real_module._read.cache_clear()
    real_module.load_real.cache_clear()


def test_without_the_files_the_catalog_has_none_and_a_session_says_how_to_get_them(live: Live, missing: None) -> None:
    assert make_catalog(Settings()).real_sets == []
    problem = refused(httpx.post(f"{live.url}/api/v1/sessions", json={"data": {"name": "wine"}}), 422)
    assert "Install it: pip install scikit-learn." in problem.remedy


def test_a_session_describes_its_samples(live: Live) -> None:
    digits = live.client.create({"data": {"name": "digits"}}).info()
    described = digits.data.model_dump()
    assert described.pop("baseline_loss") == pytest.approx(np.log(10), rel=1e-3)
    assert described == {
        "train_size": 1258, "test_size": 539, "task": "multiclass", "classes": 10, "class_names": list("0123456789"), "image": (8, 8, 1), "steps": None,
        "target_steps": 1, "decision_threshold": None, "middle": None,
    }  # fmt: skip
    assert (digits.layers[0].inputs, digits.layers[-1].units, digits.domain) == (64, 10, None)
    assert digits.spec.loss == "softmax_cross_entropy"
    iris = live.client.create({"data": {"name": "iris", "columns": ["petal length", "petal width"]}}).info()
    assert iris.inputs == ["petal length", "petal width"]
    assert iris.domain is not None
    assert live.session().info().data.class_names is None


def test_data_have_original_units_and_class_names(live: Live) -> None:
    session = live.client.create({"data": {"name": "iris", "seed": 4}})
    data = load(RealSpec(name="iris", seed=4))
    answer = session.data()
    assert (answer.train_size, answer.test_size) == (105, 45)
    np.testing.assert_array_equal(answer.inputs[:105], data.train.inputs)
    session.train(30, "epoch")
    confusion = session.confusion()
    assert confusion.class_names == ["setosa", "versicolor", "virginica"]
    assert np.sum(confusion.train) == 105


def test_a_session_can_change_to_them_and_back(live: Live) -> None:
    session = live.session(features=["x1"])
    iris = session.change({"data": {"name": "iris"}}, reset=True).spec
    assert isinstance(iris.data, RealSpec)
    assert (iris.features, iris.loss, iris.data.standardize) == (None, "softmax_cross_entropy", True)
    assert iris.data.train_fraction == 0.5  # as it was
    session.change({"data": {"columns": ["petal width"]}}, reset=True)
    digits = session.change({"data": {"name": "digits", "label_noise": 0.1}}, reset=True).spec.data
    assert isinstance(digits, RealSpec)
    assert (digits.standardize, digits.columns, digits.label_noise) == (False, None, 0.1)
    circle = session.change({"data": {"name": "circle"}}, reset=True).spec
    assert (circle.features, circle.loss) == (["x1", "x2"], "half_squared_error")
    assert session.undo().spec.data == digits


def test_inline_data_without_test_rows_can_be_replaced(live: Live) -> None:
    session = live.client.create({"data": {"name": "inline", "inputs": [[0], [1]], "targets": [[0], [1]]}})
    spec = session.change({"data": {"name": "breast_cancer"}}, reset=True).spec
    assert (spec.data.name, spec.data.train_fraction) == ("breast_cancer", 0.7)


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"columns": ["petal"]}, "sepal length"),
        ({"columns": []}, "/data/columns"),
        ({"samples": 10}, "/data/samples"),
        ({"train_fraction": 1}, "/data/train_fraction"),
        ({"position_noise": 0.6}, "/data/position_noise"),
        ({"label_noise": -0.1}, "/data/label_noise"),
        ({"seed": "x"}, "/data/seed"),
        ({"standardize": "perhaps"}, "/data/standardize"),
        ({"name": "irs"}, "circle, xor"),
        ({"name": "irs"}, "iris, wine"),
    ],
)
def test_errors_name_the_field(live: Live, fields: dict[str, Any], named: str) -> None:
    spec = {"data": {"name": "iris", **fields}}
    problem = refused(httpx.post(f"{live.url}/api/v1/sessions", json=spec), 422)
    assert named in f"{problem.detail} {problem.remedy}"


def test_features_of_a_plane_need_two_columns(live: Live) -> None:
    with pytest.raises(ProblemError, match="two coordinates"):
        live.client.create({"data": {"name": "iris"}, "features": ["x1", "x2"]})
    live.client.create({"data": {"name": "iris", "columns": ["petal length", "petal width"]}, "features": ["x1_x2"]})
