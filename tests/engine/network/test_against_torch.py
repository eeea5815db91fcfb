"""The engine's formulas against PyTorch's, by the values that fixtures/make_torch_figures.py wrote.

If PyTorch is installed, the values are also computed again and compared with the files.
"""

import json
import runpy
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine.compiled.jit import entry
from engine.network.layer_parameters import LayerParameters
from engine.ops import activations, losses
from engine.optim import optimizers
from engine.optim.optimizer import MEMORY
from engine.optim.optimizers import CODES, OPTIMIZERS
from engine.spec.run import RunSpec
from engine.train.forward import forward
from engine.train.trainer import Trainer

FIXTURES = Path(__file__).parents[1] / "fixtures"
FILES = sorted(set(FIXTURES.glob("*.json")) - {FIXTURES / "gradient_runs.json"})  # which PyTorch did not make
FIGURES = {path.stem: json.loads(path.read_text()) for path in FILES}


def close(actual: Any, expected: Any, message: str = "") -> None:
    np.testing.assert_allclose(actual, expected, rtol=1e-12, atol=1e-14, err_msg=message)


# Python's ways into the tables, which are compiled for compiled callers


@entry
def activate(code, z, a, slope):  # type: ignore[no-untyped-def]
    activations.apply(code, z, a)
    activations.slope(code, z, a, slope)


@entry
def lose(code, y, t, prediction, values, work, scales, dy):  # type: ignore[no-untyped-def]
    losses.loss_forward(code, y, t, prediction, values, work)
    losses.loss_backward(code, scales, y, t, prediction, dy)


@entry
def step(code, p, g, memory, span, h, t):  # type: ignore[no-untyped-def]
    optimizers.step(code, p, g, memory.reshape(-1), span, h, t, p)


def test_every_name_has_fixtures() -> None:
    assert set(FIGURES["activations"]["functions"]) == set(activations.ACTIVATIONS)
    assert set(FIGURES["losses"]["functions"]) == set(losses.LOSSES)
    with_figures = {run["setting"]["name"] for run in FIGURES["optimizers"]["runs"]}
    assert with_figures == set(OPTIMIZERS) - {"lion", "muon"}  # PyTorch has no Lion; Muon takes matrices: test_options


@pytest.mark.parametrize("name", FIGURES["activations"]["functions"])
def test_activation(name: str) -> None:
    expected = FIGURES["activations"]["functions"][name]
    z = np.array(FIGURES["activations"]["z"])
    a, slope = np.empty_like(z), np.empty_like(z)
    activate(activations.ACTIVATION_CODES[name], z, a, slope)
    close(a, expected["values"])
    close(slope, expected["derivatives"])


@pytest.mark.parametrize("name", FIGURES["losses"]["functions"])
def test_loss(name: str) -> None:
    expected = FIGURES["losses"]["functions"][name]
    y, t = (np.asfortranarray(rows, dtype=np.float64) for rows in (FIGURES["losses"]["outputs"], expected["targets"]))
    prediction, dy = np.empty_like(y), np.empty_like(y)
    values, work = np.empty(len(y)), np.empty(len(y))
    lose(losses.LOSS_CODES[name], y, t, prediction, values, work, np.full(len(y), 1.0 / len(y)), dy)
    close(values, expected["losses"])
    close(dy, expected["gradient"])


def described(run: dict[str, Any]) -> str:
    return "-".join(str(value) for value in run["setting"].values())


@pytest.mark.parametrize("run", FIGURES["optimizers"]["runs"], ids=described)
def test_optimizer(run: dict[str, Any]) -> None:
    """20 steps along fixed gradients, each parameter equal after every step."""
    setting = dict(run["setting"])
    name = setting.pop("name")
    assert list(setting) == ["learning_rate", *OPTIMIZERS[name].hyperparameters]
    h = np.array(list(setting.values()))
    p = np.array(FIGURES["optimizers"]["start"])
    memory = np.zeros((MEMORY, p.size))
    for t, (gradient, expected) in enumerate(zip(FIGURES["optimizers"]["gradients"], run["path"], strict=True), 1):
        step(CODES[name], p, np.array(gradient), memory, np.array([0, p.size, 0, 0]), h, t)
        close(p, expected, f"after step {t}")


@pytest.mark.parametrize("run", FIGURES["training"]["runs"], ids=lambda run: run["loss"])
def test_training_run(run: dict[str, Any]) -> None:
    """A whole training, with a last partial batch: parameters and loss equal after every epoch."""
    figures = FIGURES["training"]
    *hidden, output = run["functions"]
    spec = {
        "data": {"name": "inline", "inputs": figures["inputs"], "targets": figures["targets"][run["targets"]]},
        "network": {
            "layers": [{"units": n, "activation": f} for n, f in zip((4, 3), hidden, strict=True)],
            "output_activation": output,
        },
        **{field: run[field] for field in ("loss", "reduction", "regularization", "optimizer")},
        "batch_size": 5,
        "shuffle": False,
    }
    trainer = Trainer(RunSpec.model_validate(spec))
    trainer.set_parameters(
        [
            LayerParameters(layer.name, np.array(given["weights"]), np.array(given["biases"]))
            for layer, given in zip(trainer.network.layers, run["initial"], strict=True)
        ]
    )
    for epoch in run["epochs"]:
        assert trainer.advance(1, "epoch") == 3
        close(trainer.parameters, epoch["parameters"])
        _, values = forward(
            trainer.network, trainer.parameters, trainer.inputs, np.empty(0, dtype=np.int64), trainer.targets
        )
        close(values.mean(), epoch["train_loss"])


def numbers(figures: Any) -> Iterator[float]:
    """Every number in a JSON value, in order."""
    if isinstance(figures, dict | list):
        for item in figures.values() if isinstance(figures, dict) else figures:
            yield from numbers(item)
    elif isinstance(figures, int | float):
        yield figures


def without_numbers(figures: Any) -> Any:
    """The same JSON value with 0 for every number: keys, names and lengths."""
    if isinstance(figures, dict):
        return {key: without_numbers(value) for key, value in figures.items()}
    if isinstance(figures, list):
        return [without_numbers(value) for value in figures]
    return 0 if isinstance(figures, int | float) else figures


@pytest.mark.slow
def test_fixtures_are_up_to_date() -> None:
    pytest.importorskip("torch", reason="the committed figures are used as they are")
    scripts = sorted(FIXTURES.glob("make_torch_*.py"))
    fresh = {name: value for script in scripts for name, value in runpy.run_path(str(script))["figures"]().items()}
    fresh = dict(sorted(fresh.items()))
    remedy = f"run python {' and python '.join(str(script) for script in scripts)}"
    assert without_numbers(fresh) == without_numbers(FIGURES), remedy
    close(list(numbers(FIGURES)), list(numbers(fresh)), remedy)
