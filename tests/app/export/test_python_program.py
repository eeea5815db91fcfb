"""The exported program has the network's predictions, for every kind of layer."""

import subprocess
import sys
from typing import Any

import numpy as np
import pytest

from app.export.export import export
from engine.data.features import FEATURES
from engine.layers.kinds import LAYERS
from engine.ops.activations import ACTIVATIONS
from engine.spec.run import RunSpec
from engine.train.trainer import Trainer
from tests.engine.network.test_layers import FIGURES

NETWORKS = FIGURES["runs"]


def outputs_of(trainer: Trainer, rows: np.ndarray) -> np.ndarray:
    """Predictions of the exported program."""
    module: dict[str, Any] = {"__name__": "network"}
    exec(export(trainer, "python").body, module)
    return np.asarray(module["predict"](rows))


def check(spec: dict[str, Any], columns: int = 2) -> None:
    trainer = Trainer(RunSpec.model_validate(spec))
    trainer.advance(20)
    rows = np.random.default_rng(0).uniform(-6, 6, (40, columns))
    np.testing.assert_allclose(outputs_of(trainer, rows), trainer.predict(rows).outputs, rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_activations(name: str) -> None:
    check({"data": {"name": "circle"}, "network": {"layers": [{"units": 5, "activation": name}] * 2}})


@pytest.mark.parametrize("kind", [kind for kind, entry in LAYERS.items() if entry.reads == "any"])
def test_kinds_of_layers(kind: str) -> None:
    layer = {"kind": kind, **LAYERS[kind].example}
    check({"data": {"name": "blobs"}, "network": {"layers": [{"units": 4}, layer, layer]}})


@pytest.mark.parametrize("run", NETWORKS, ids=lambda run: run["name"])
def test_residual_and_parallel_networks(run: dict[str, Any]) -> None:
    rows = np.random.default_rng(1).normal(size=(20, 3)).tolist()
    data = {"name": "inline", "inputs": rows, "targets": [row[:2] for row in rows]}
    check({"data": data, "network": {"layers": run["layers"]}}, columns=3)


def test_layers_without_biases() -> None:
    layers = [{"units": 4, "bias": False}, {"units": 3}]
    check({"data": {"name": "circle"}, "network": {"layers": layers, "output_bias": False}})


def test_layers_without_biases_at_every_step() -> None:
    layers = [{"kind": "rnn", "units": 3, "return_sequences": True}, {"units": 4, "bias": False}]
    data = {"name": "sine", "samples": 40, "length": 6, "each": True}
    check({"data": data, "network": {"layers": layers, "output_bias": False}}, columns=6)


@pytest.mark.parametrize("name", FEATURES)
def test_features(name: str) -> None:
    check({"data": {"name": "circle"}, "features": [name]})


def test_a_softmax_output() -> None:
    check({"data": {"name": "blobs"}})


def test_inline_data_of_five_columns() -> None:
    rows = np.random.default_rng(1).normal(size=(20, 5)).tolist()
    check({"data": {"name": "inline", "inputs": rows, "targets": [row[:2] for row in rows]}}, columns=5)


@pytest.mark.parametrize("features", [None, ["x1_squared", "sin_x2"]])
def test_standardized_data(features: list[str] | None) -> None:
    rows = (np.random.default_rng(1).normal(size=(20, 2)) * [3.0, 0.001] + [5.0, 100.0]).tolist()
    data = {"name": "inline", "inputs": rows, "targets": [[row[0]] for row in rows], "standardize": True}
    check({"data": data, "features": features})


def test_the_program_runs_by_itself() -> None:
    trainer = Trainer(RunSpec.model_validate({"data": {"name": "circle"}}))
    result = subprocess.run(
        [sys.executable, "-"], input=export(trainer, "python").body, capture_output=True, check=True
    )
    np.testing.assert_allclose(float(result.stdout.strip(b"[]\n")), trainer.predict(np.zeros((1, 2))).outputs[0, 0])
