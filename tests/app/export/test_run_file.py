"""A run loaded from its file continues to the same bits."""

import json
from typing import Any

import numpy as np
import pytest

from app.client import ProblemError
from app.export.run_file import MAX_PARAMETERS, run_file_json, trainer_of
from app.protocol.session.run_file import RunFile
from app.routes.sessions.export import A_RUN
from engine.spec.run import RunSpec
from engine.train.trainer import Trainer
from tests.app.live import CIRCLE, Live
from tests.engine.runs import same

OWN = {
    "name": "inline", "inputs": [[0.1, 200], [0.2, 300], [0.3, 100], [0.4, 250], [0.7, 50]], "targets": [[0], [1], [2], [1], [0]],
    "input_names": ["width", "weight"], "class_names": ["a", "b", "c", "d"], "standardize": True, "domain": [[0, 1], [0, 400]],
}  # fmt: skip

RUNS: dict[str, dict[str, Any]] = {
    "adam": {"optimizer": {"name": "adam", "beta1": 0.8}},
    "momentum": {"optimizer": {"name": "momentum"}, "regularization": {"name": "l1", "rate": 0.001}},
    "amsgrad": {"optimizer": {"name": "amsgrad"}, "batch_size": 7},
    "full batch": {"batch_size": "all", "optimizer": {"name": "nesterov"}},
    "in order": {"shuffle": False},
    "own data": {"data": OWN, "batch_size": 2},
    "blocks": {
        "network": {
            "layers": [
                {
                    "kind": "parallel",
                    "branches": [{"inputs": [0, 1], "layers": [{"units": 2}]}, {"layers": [{"units": 2}]}],
                },
                {"kind": "residual", "layers": [{"kind": "activation", "activation": "relu"}, {"units": 4}]},
            ]
        },
    },
    "norms and dropout": {
        "network": {
            "layers": [
                {"kind": "batch_norm"},
                {"units": 4},
                {"kind": "dropout", "rate": 0.3},
                {"kind": "residual", "layers": [{"kind": "layer_norm"}, {"units": 4}, {"kind": "batch_norm"}]},
            ]
        },
        "optimizer": {"name": "adamw"},
    },
    "muon, clipped, scheduled, partly frozen": {
        "network": {"layers": [{"units": 4, "frozen": True}, {"units": 3}]},
        "optimizer": {"name": "muon"},
        "schedule": {"name": "cosine", "steps": 40},
        "clipping": {"name": "norm", "limit": 0.5},
        "regularization": {"name": "decay", "rate": 0.01},
    },
    "lion": {"optimizer": {"name": "lion"}, "clipping": {"name": "value", "limit": 0.1}},
    "without biases": {
        "network": {"layers": [{"units": 3, "bias": False}], "output_bias": False},
        "projection": {"name": "box", "limit": 0.3},
        "schedule": {"name": "inverse_sqrt"},
    },
    "no hidden layer": {"network": {"layers": []}, "features": ["x1", "sin_x2"]},
}


def trained(**spec: Any) -> Trainer:
    """A run in the middle of a batch, in the middle of an epoch."""
    trainer = Trainer(RunSpec.model_validate({**CIRCLE, **spec}))
    for count, unit in ((5, "epoch"), (1, "step"), (1, "sample")):
        trainer.advance(count, unit)  # type: ignore[arg-type]
    return trainer


def read(file: bytes | dict[str, Any]) -> RunFile:
    return RunFile.model_validate(json.loads(file) if isinstance(file, bytes) else file)


@pytest.mark.parametrize("spec", RUNS.values(), ids=RUNS)
def test_a_loaded_run_continues_to_the_same_bits(spec: dict[str, Any]) -> None:
    saved = trained(**spec)
    loaded = trainer_of(read(run_file_json(saved)))
    assert same(loaded.snapshot(), saved.snapshot())
    for trainer in (saved, loaded):
        trainer.advance(23)
        trainer.advance(3, "epoch")
    assert same(loaded.snapshot(), saved.snapshot())
    assert run_file_json(loaded) == run_file_json(saved)


def test_a_run_can_be_saved_before_its_first_step() -> None:
    saved = Trainer(RunSpec.model_validate(CIRCLE))
    assert same(trainer_of(read(run_file_json(saved))).snapshot(), saved.snapshot())


def test_a_file_without_state_continues_with_an_empty_memory_and_a_new_epoch() -> None:
    saved = trained(**RUNS["adam"])
    loaded = trainer_of(read(json.loads(run_file_json(saved)) | {"state": None}))
    np.testing.assert_array_equal(loaded.parameters, saved.parameters)
    np.testing.assert_array_equal(loaded.previous, saved.parameters)
    assert (loaded.step, loaded.epoch, loaded.sample, loaded.steps_of_optimizer) == (saved.step, saved.epoch, 0, 0)
    assert not loaded.memory.any()
    assert loaded.steps_left() == loaded.steps_per_epoch
    assert loaded.advance(1, "epoch") == loaded.steps_per_epoch
    assert loaded.epoch == saved.epoch + 1


def test_a_file_without_parameters_begins_with_the_initial_ones(live: Live) -> None:
    spec = RunSpec.model_validate({**CIRCLE, "network": {"layers": [{"units": 3}]}})
    begun = {
        "format": "backprop-run",
        "version": 1,
        "spec": spec.model_dump(),
        "step": 0,
        "epoch": 0,
        "parameters": None,
    }
    assert same(trainer_of(read(begun)).snapshot(), Trainer(spec).snapshot())
    session = live.session()
    for later in ({"step": 3}, {"epoch": 1}):
        with pytest.raises(ProblemError, match="parameters"):
            session.load(begun | later)
    assert session.load(begun).parameter_count == 13


def test_a_diverged_run_can_be_trained_again() -> None:
    saved = trained(
        data={"name": "reg_plane", "samples": 50}, network={"layers": [{"units": 8, "activation": "relu"}]},
        optimizer={"learning_rate": 900.0},
    )  # fmt: skip
    assert saved.status == "diverged"
    loaded = trainer_of(read(run_file_json(saved)))
    assert loaded.status == "ready"
    loaded.advance(5)
    assert loaded.status == "diverged"
    np.testing.assert_array_equal(loaded.parameters, saved.parameters)


def test_a_memory_that_overflowed_is_saved() -> None:
    saved = trained(optimizer={"name": "adagrad"})
    saved.memory[0] = np.inf
    loaded = trainer_of(read(run_file_json(saved)))
    assert same(loaded.snapshot(), saved.snapshot())


def test_a_large_network_has_no_state_in_its_file() -> None:
    width = 130
    saved = Trainer(
        RunSpec.model_validate({**CIRCLE, "network": {"layers": [{"units": width}, {"units": width + 20}]}})
    )
    assert saved.network.layout.size > MAX_PARAMETERS
    file = read(run_file_json(saved))
    assert file.state is None
    np.testing.assert_array_equal(trainer_of(file).parameters, saved.parameters)


# -- over HTTP -----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def file(live: Live) -> bytes:
    """The file of a run with Adam, in the middle of an epoch."""
    session = live.session(**RUNS["adam"], seed=3)
    session.train(3, "epoch")
    session.train(12)
    return session.export()


def test_a_session_loads_the_run(live: Live, file: bytes) -> None:
    session, received = live.session(data={"name": "blobs"}), json.loads(file)
    with live.stream(session) as stream:
        session.train(5)
        answer = session.load(file)
        event = stream.next("session", undo="run")
        assert stream.next("frame", step=answer.step)["epoch"] == answer.epoch
    assert (answer.step, answer.epoch, answer.data_version) == (received["step"], received["epoch"], 2)
    assert answer.spec == RunSpec.model_validate(received["spec"])
    assert (event["step"], event["spec"]["data"]["name"], event["data_version"]) == (received["step"], "circle", 2)
    assert session.export() == file
    assert session.data().data_version == 2


def test_sessions_that_load_one_file_continue_to_the_same_bits(live: Live, file: bytes) -> None:
    sessions = [live.session(), live.session(data={"name": "reg_gauss"})]
    for session in sessions:
        session.load(file)
        session.train(17)
        session.train(3, "sample")
        session.train(2, "epoch")
    assert sessions[0].export() == sessions[1].export() != file


def test_a_file_may_be_given_as_a_mapping_or_a_model(live: Live, file: bytes) -> None:
    session = live.session()
    for given in (json.loads(file), read(file)):
        session.load(given)
        assert session.export() == file


def test_a_playing_session_continues_to_play(live: Live, file: bytes) -> None:
    session = live.session()
    with live.stream(session) as stream:
        stream.ask("play")
        session.load(file)
        assert stream.next("session")["playing"]
        assert stream.next("frame", playing=True)["step"] >= json.loads(file)["step"]
        stream.ask("pause")


def test_the_example_of_the_reference_can_be_loaded(live: Live) -> None:
    answer = live.session().load(A_RUN)
    assert (answer.step, answer.inputs) == (250, ["x1_squared", "x2_squared"])
    assert answer.metrics.train_accuracy == 1.0


# -- spoilt files --------------------------------------------------------------------------------------------------
