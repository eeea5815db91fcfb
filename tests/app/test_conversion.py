"""Conversion of the engine's values: the loss of a constant guess, and JSON."""

from typing import Any

import numpy as np
import pytest

from app.conversion import baseline_loss, to_json
from app.protocol.session.info import SessionsRequest
from engine.data.dataset import Dataset, Split
from engine.data.encoding import Task
from engine.spec.run import RunSpec


def data(task: Task, classes: int, train: Any, test: Any) -> Dataset:
    """Data with these targets."""
    splits = (Split(np.zeros((len(targets), 2)), np.array(targets)) for targets in (train, test))
    return Dataset(task, classes, *splits, domain=None)


def test_in_regression_it_is_half_the_squared_error_of_the_mean() -> None:
    loss = baseline_loss(data("regression", 0, [[0.0], [2.0]], [[0.0], [3.0]]))
    assert loss == pytest.approx((0.5 * (1.25**2 + 1.75**2)) / 2)
    each = baseline_loss(data("regression", 0, [[0.0, 5.0], [2.0, 5.0]], [[0.0, 5.0], [3.0, 5.0]]))
    assert each == pytest.approx((0.5 * (1.25**2 + 1.75**2)) / 4)  # a guess for each target; the second is always right


def test_in_classification_it_is_the_cross_entropy_of_the_frequencies() -> None:
    assert baseline_loss(data("multiclass", 3, [0, 0], [1, 2])) == pytest.approx(-np.log(0.25))
    steps = baseline_loss(data("binary", 2, [[0, 1], [1, 1]], [[0, 1], [1, 1]]))
    assert steps == pytest.approx(np.log(2) / 2)


def test_without_test_samples_there_is_none() -> None:
    assert baseline_loss(data("regression", 0, [[0.0], [2.0]], np.zeros((0, 1)))) is None


def test_models_have_the_same_json_as_from_pydantic() -> None:
    specs: list[Any] = [
        {"data": {"name": "circle"}, "optimizer": {"name": "adam"}, "batch_size": "all"},
        {"data": {"name": "digits"}, "network": {"layers": [{"kind": "residual", "layers": [{"units": 3}]}]}},
        {
            "data": {
                "name": "inline",
                "inputs": [[1e-300, -0.0], [1e22, 3]],
                "targets": [[0], [1]],
                "input_names": ["é", "b"],
            }
        },
    ]
    request = SessionsRequest(specs=[RunSpec.model_validate(spec) for spec in specs])
    assert to_json(request) == request.model_dump_json().encode()
    assert to_json({"values": np.array([[0.5, np.nan]])}) == b'{"values":[[0.5,null]]}'
