"""Specs that are refused over HTTP: every problem has the received value, the expected one and a remedy."""

from typing import Any

import httpx
import pytest

from tests.app.live import CIRCLE, Live
from tests.app.problems import refused

HUGE = 10**30

OWN = {"name": "inline", "inputs": [[0, 0], [1, 1]], "targets": [[0], [1]]}


def layers(*units: int) -> dict[str, Any]:
    return {**CIRCLE, "network": {"layers": [{"units": each} for each in units]}}


BAD_SPECS: list[tuple[str, Any, str]] = [
    ("empty", {}, "/data"),
    ("not an object", [1, 2], "valid dictionary"),
    ("null", None, "required"),
    ("wrong type", {"data": 3}, "/data"),
    ("a word for a number", {**CIRCLE, "seed": "seven"}, "/seed"),
    ("a fraction for a whole number", {**CIRCLE, "batch_size": 1.5}, "/batch_size:"),
    ("a negative seed", {**CIRCLE, "seed": -1}, "/seed"),
    ("a huge number", {**CIRCLE, "seed": HUGE}, "/seed"),
    ("an unknown field", {**CIRCLE, "sede": 1}, "/sede"),
    ("a negative learning rate", {**CIRCLE, "optimizer": {"learning_rate": -1}}, "/optimizer/learning_rate"),
    ("no units", layers(0), "/network/layers/0/units"),
    ("too wide", layers(4, 1025), "/network/layers/1/units"),
    ("too deep", layers(*[2] * 65), "/network/layers"),
    ("too many parameters", layers(1024, 1024, 1024), "parameters"),
    ("too many samples", {"data": {"name": "circle", "samples": 100_001}}, "/data/samples"),
    ("too few samples", {"data": {"name": "circle", "samples": 1}}, "/data/samples"),
    ("too much work", {**layers(512, 512), "data": {"name": "circle", "samples": 100_000}}, "samples × parameters"),
    ("no features", {**CIRCLE, "features": []}, "feature"),
    ("a feature twice", {**CIRCLE, "features": ["x1", "x1"]}, "x1"),
    ("a loss of another task", {**CIRCLE, "loss": "softmax_cross_entropy"}, "softmax"),
    ("no rows", {"data": {**OWN, "inputs": [], "targets": []}}, "/data/inputs"),
    ("empty rows", {"data": {**OWN, "inputs": [[], []]}}, "inputs"),
    ("rows that disagree", {"data": {**OWN, "inputs": [[0, 0], [1]]}}, "row 1"),
    ("inputs without targets", {"data": {**OWN, "inputs": [[0, 0], [1, 1], [2, 2]]}}, "3 rows"),
    ("words in the data", {"data": {**OWN, "inputs": [[0, "a"], [1, 1]]}}, "/data/inputs/0/1"),
    ("too many columns", {"data": {**OWN, "inputs": [[0] * 1025, [1] * 1025]}}, "1,025"),
    ("test inputs alone", {"data": {**OWN, "test_inputs": [[0, 0]]}}, "test_targets"),
    ("one class", {"data": {**OWN, "targets": [[1], [1]]}}, "class"),
    ("a name too few", {"data": {**OWN, "input_names": ["a"]}}, "1 input_names for 2 columns"),
    ("a name twice", {"data": {**OWN, "class_names": ["a", "a"]}}, "'a' twice"),
    ("a class without a name", {"data": {**OWN, "targets": [[1], [3]], "class_names": ["a", "b", "c"]}}, "up to 3"),
    ("too many classes", {**layers(1024), "data": {**OWN, "class_names": [str(k) for k in range(1025)]}}, "1024"),
    (
        "too many outputs",
        {**layers(*[1024] * 2), "data": {**OWN, "class_names": [str(k) for k in range(1024)]}},
        "parameters",
    ),
    ("a domain of one axis", {"data": {**OWN, "domain": [[0, 1]]}}, "/data/domain"),
    ("a domain upside down", {"data": {**OWN, "domain": [[0, 1], [1, 0]]}}, "axis 2"),
    ("too large to standardize", {"data": {**OWN, "inputs": [[0, 1e300], [0, 1]], "standardize": True}}, "column 1"),
]


@pytest.mark.parametrize(("spec", "named"), [bad[1:] for bad in BAD_SPECS], ids=[bad[0] for bad in BAD_SPECS])
def test_a_bad_spec_is_refused_with_the_field_named(live: Live, spec: Any, named: str) -> None:
    problem = refused(httpx.post(f"{live.url}/api/v1/sessions", json=spec), 422)
    assert named in f"{problem.detail} {problem.field} {problem.errors}"


UNKNOWN_NAMES = [
    ({"data": {"name": "sprial"}}, "spiral"),
    ({**CIRCLE, "features": ["x3"]}, "x1_squared"),
    ({**CIRCLE, "network": {"layers": [{"units": 2, "activation": "thanh"}]}}, "leaky_relu"),
    ({**CIRCLE, "network": {"output_activation": "max"}}, "softmax"),
    ({**CIRCLE, "network": {"initializer": "xavier"}}, "glorot_uniform"),
    ({**CIRCLE, "network": {"layers": [{"kind": "dens", "units": 2}]}}, "dense"),
    ({**CIRCLE, "loss": "mse"}, "half_squared_error"),
    ({**CIRCLE, "optimizer": {"name": "adma"}}, "adam"),
    ({**CIRCLE, "optimizer": {"name": "sgd", "beta3": 0.1}}, "momentum"),
    ({**CIRCLE, "regularization": {"name": "l3"}}, "l2"),
    ({**CIRCLE, "reduction": "median"}, "mean"),
]


@pytest.mark.parametrize(("spec", "known"), UNKNOWN_NAMES)
def test_the_error_of_an_unknown_name_lists_the_known_names(live: Live, spec: Any, known: str) -> None:
    problem = refused(httpx.post(f"{live.url}/api/v1/sessions", json=spec), 422)
    assert known in f"{problem.detail} {problem.remedy}"
