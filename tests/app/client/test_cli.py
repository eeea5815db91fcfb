"""`train` on the command line; `serve` is in test_lifecycle."""

import gc
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from typer.testing import CliRunner

from app.cli import main
from app.routes.sessions.export import A_RUN
from engine.spec.run import RunSpec
from engine.train.trainer import Trainer

STATE = {
    "sample": 0, "position": 0, "order": "", "steps_of_optimizer": 0, "gradients": "", "previous": "", "memory": "",
    "generator": {"name": "PCG64", "state": "1", "increment": "1", "has_uint32": 0, "uinteger": 0},
}  # fmt: skip

SPEC: dict[str, Any] = {"data": {"name": "circle", "samples": 60}, "seed": 4}


@pytest.fixture
def spec(tmp_path: Path) -> Path:
    path = tmp_path / "spec.json"
    path.write_text(json.dumps(SPEC))
    return path


def run(*arguments: object, **options: Any) -> Any:
    return CliRunner().invoke(main, [str(argument) for argument in arguments], **options)


def trained(epochs: int, **changes: Any) -> Trainer:
    trainer = Trainer(RunSpec.model_validate({**SPEC, **changes}))
    trainer.advance(epochs, "epoch")
    return trainer


def test_train_prints_the_metrics_and_writes_the_run(spec: Path, tmp_path: Path) -> None:
    out = tmp_path / "run.json"
    result = run("train", spec, "--epochs", 7, "--out", out)
    assert result.exit_code == 0, result.output
    for word in ("loss", "accuracy", "train", "test", "step 21"):
        assert word in result.stdout
    file = json.loads(out.read_text())
    assert (file["step"], file["epoch"]) == (21, 7)
    for layer, expected in zip(file["parameters"]["layers"], trained(7).get_parameters(), strict=True):
        np.testing.assert_array_equal(layer["weights"], expected.weights)


def test_a_run_can_be_written_as_arrays_and_as_a_program(spec: Path, tmp_path: Path) -> None:
    for name in ("run.npz", "run.py"):
        assert run("train", spec, "--epochs", 1, "--out", tmp_path / name).exit_code == 0
    with np.load(tmp_path / "run.npz") as arrays:
        np.testing.assert_array_equal(arrays["output.weights"], trained(1).get_parameters()[-1].weights)
    assert "def predict" in (tmp_path / "run.py").read_text()


def test_a_seed_replaces_the_specs(spec: Path, tmp_path: Path) -> None:
    out = tmp_path / "run.json"
    run("train", spec, "--epochs", 2, "--seed", 9, "--out", out)
    weights = json.loads(out.read_text())["parameters"]["layers"][0]["weights"]
    np.testing.assert_array_equal(weights, trained(2, seed=9).get_parameters()[0].weights)


def test_a_spec_is_read_from_standard_input_or_from_a_run(spec: Path, tmp_path: Path) -> None:
    assert run("train", "-", "--epochs", 1, input=spec.read_text()).exit_code == 0
    out = tmp_path / "run.json"
    run("train", spec, "--epochs", 1, "--out", out)
    assert run("train", out, "--epochs", 1, "--seed", 5).exit_code == 0


def test_a_saved_run_continues_and_starts_again_with_a_seed(spec: Path, tmp_path: Path) -> None:
    out = tmp_path / "run.json"
    run("train", spec, "--epochs", 3, "--out", out)
    for arguments, expected in (((), trained(7)), (("--seed", 9), trained(4, seed=9))):
        later = tmp_path / "later.json"
        assert run("train", out, "--epochs", 4, "--out", later, *arguments).exit_code == 0
        file = json.loads(later.read_text())
        assert (file["step"], file["epoch"]) == (expected.step, expected.epoch)
        for layer, there in zip(file["parameters"]["layers"], expected.get_parameters(), strict=True):
            np.testing.assert_array_equal(layer["weights"], there.weights)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("", "not valid JSON"),
        ("{", "not valid JSON"),
        ('{"seed": NaN}', "not valid JSON"),
        ("{}", "/data: Field required"),
        ("[1]", "valid dictionary"),
        ('{"data": {"name": "sprial"}}', "spiral"),
        ('{"data": {"name": "circle", "samples": 1}, "seed": -1}', "/seed"),
        ('{"data": {"name": "inline", "inputs": [[1], [2]], "targets": [[0.5]]}}', "2 rows of inputs and 1"),
        ('{"format": "backprop-run", "version": 2}', "is not a valid RunFile"),
        ('{"format": "backprop-run", "version": 2}', "/version: Input should be 1"),
        (json.dumps({**A_RUN, "parameters": {"layers": []}}), "Received layers"),
        (json.dumps({**A_RUN, "state": STATE}), "state.order: received 0 bytes"),
    ],
)
def test_errors_in_a_spec_are_explained(tmp_path: Path, text: str, named: str) -> None:
    path = tmp_path / "spec.json"
    path.write_text(text)
    result = run("train", path)
    assert result.exit_code == 1
    assert named in result.stderr
    assert "Traceback" not in result.output


FLOWERS = "length,width,species\n" + "".join(f"{k},{k % 7},{'abc'[k % 3]}\n" for k in range(60))


@pytest.mark.slow
def test_train_reads_a_table_and_continues_its_saved_run(tmp_path: Path) -> None:
    table, out, later = tmp_path / "flowers.csv", tmp_path / "run.json", tmp_path / "later.json"
    table.write_text(FLOWERS)
    result = run("train", table, "--epochs", 2, "--out", out)
    assert result.exit_code == 0, result.output
    assert "accuracy" in result.stdout
    gc.collect()
    alone = run("train", out)
    assert alone.exit_code == 1
    assert "--table" in alone.stderr
    assert run("train", out, "--epochs", 3, "--table", table, "--out", later).exit_code == 0
    assert json.loads(later.read_text())["epoch"] == 5


def test_a_table_of_tabs_and_its_target(tmp_path: Path) -> None:
    table = tmp_path / "flowers.tsv"
    table.write_text(FLOWERS.replace(",", "\t").replace("width", "width, cm"))
    spec = tmp_path / "spec.json"
    assert run("train", table, "--target", "1", "--epochs", 1).exit_code == 1  # the species is no number
    table.write_text("a, b\tc\n1\t2\n3\t5\n4\t1\n")
    result = run("train", table, "--target", "a, b", "--epochs", 1)
    assert result.exit_code == 0 and "r2" in result.stdout
    spec.write_text('{"data": {"name": "table", "table": "x"}}')
    assert "no longer) on this server" in run("train", spec, "--table", table).stderr


@pytest.mark.parametrize(
    ("text", "named"), [("", "empty table"), ("a,y\n1,0\n?,1\n", "Line 3, column 1 (a)"), ("a,y\n1,x\n", "two classes")]
)
def test_errors_in_a_table_are_explained(tmp_path: Path, text: str, named: str) -> None:
    path = tmp_path / "table.csv"
    path.write_text(text)
    result = run("train", path)
    assert result.exit_code == 1
    assert f"{path}: " in result.stderr and named in result.stderr
    assert "No such file" in run("train", tmp_path / "none.csv").stderr


def test_a_missing_file_and_an_unknown_name_are_reported(spec: Path, tmp_path: Path) -> None:
    assert "No such file" in run("train", tmp_path / "none.json").stderr
    result = run("train", spec, "--out", "run.exe")
    assert result.exit_code == 1
    assert ".npz" in result.stderr
    assert run("train", spec, "--epochs", 0).exit_code == 2


def test_divergence_fails_with_an_explanation(tmp_path: Path) -> None:
    path = tmp_path / "spec.json"
    layers = [{"units": 8, "activation": "relu"}]
    path.write_text(
        json.dumps(
            {
                "data": {"name": "reg_plane"},
                "network": {"layers": layers},
                "optimizer": {"learning_rate": 900},
            }
        )
    )
    result = run("train", path)
    assert result.exit_code == 1
    assert "learning rate" in result.stderr


def test_invalid_settings_are_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BACKPROP_MAX_SESSIONS", "many")
    result = run("serve", "--port", 0)
    assert result.exit_code == 1
    assert "MAX_SESSIONS" in result.stderr.upper()


def test_the_help_shows_defaults_and_variables() -> None:
    words = " ".join(run("serve", "--help", env={"COLUMNS": "200"}).output.split())
    assert "(env PORT; default: 8000)" in words
    assert "(default: one per core)" in words
