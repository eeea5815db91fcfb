"""A run goes into a file and comes back to go on to the same bits; a file that was spoilt is refused by name."""

import base64
import json
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import numpy as np
import pytest

from app.client import ProblemError, Session
from app.export.run_file import MAX_PARAMETERS, run_file_json, trainer_of
from app.protocol.problem import Problem
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
def test_a_run_that_comes_back_goes_on_to_the_same_bits(spec: dict[str, Any]) -> None:
    saved = trained(**spec)
    loaded = trainer_of(read(run_file_json(saved)))
    assert same(loaded.snapshot(), saved.snapshot())
    for trainer in (saved, loaded):
        trainer.advance(23)
        trainer.advance(3, "epoch")
    assert same(loaded.snapshot(), saved.snapshot())
    assert run_file_json(loaded) == run_file_json(saved)


def test_a_run_before_its_first_step_comes_back() -> None:
    saved = Trainer(RunSpec.model_validate(CIRCLE))
    assert same(trainer_of(read(run_file_json(saved))).snapshot(), saved.snapshot())


def test_a_file_without_state_goes_on_with_an_empty_memory_and_a_fresh_epoch() -> None:
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


def test_a_run_that_diverged_may_try_again() -> None:
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


def test_a_memory_that_overflowed_comes_back() -> None:
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


def test_a_session_becomes_the_run(live: Live, file: bytes) -> None:
    session, told = live.session(data={"name": "blobs"}), json.loads(file)
    with live.stream(session) as stream:
        session.train(5)
        answer = session.load(file)
        event = stream.next("session", undo="run")
        assert stream.next("frame", step=answer.step)["epoch"] == answer.epoch
    assert (answer.step, answer.epoch, answer.data_version) == (told["step"], told["epoch"], 2)
    assert answer.spec == RunSpec.model_validate(told["spec"])
    assert (event["step"], event["spec"]["data"]["name"], event["data_version"]) == (told["step"], "circle", 2)
    assert session.export() == file
    assert session.data().data_version == 2


def test_both_go_on_to_the_same_bits(live: Live, file: bytes) -> None:
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


def test_a_playing_session_plays_on_with_the_run(live: Live, file: bytes) -> None:
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


def base64_of(values: Any, dtype: str = "<f8") -> str:
    return base64.b64encode(np.asarray(values, dtype=dtype).tobytes()).decode()


def changed(path: str, value: Any) -> Callable[[dict[str, Any]], None]:
    """Put a value at a path of the file; None takes the field out."""

    def change(document: dict[str, Any]) -> None:
        *parents, last = [int(part) if part.isdigit() else part for part in path.split("/")]
        place: Any = document
        for part in parents:
            place = place[part]
        if value is None:
            del place[last]
        else:
            place[last] = value

    return change


WRONG = [
    ("format", "something-else", "/format"),
    ("format", None, "/format"),
    ("version", 2, "/version"),
    ("version", None, "/version"),
    ("surprise", 1, "/surprise"),
    ("spec", None, "/spec"),
    ("spec/data/name", "sprial", "/spec/data"),
    ("spec/data", {"name": "inline", "inputs": [[0, 1]], "targets": [[0.5], [1]]}, "1 rows of inputs and 2 of targets"),
    ("spec/network/layers", [{"units": 2000}], "/spec/network/layers/0/units"),
    ("spec/network/layers", [{"units": 1024}] * 3, "network.layers"),
    ("spec/network/layers", [{"units": 5}], "Received layers"),
    ("spec/features", ["x1"], "dense_1.weights of shape (2, 4)"),
    ("step", -1, "/step"),
    ("step", 10**30, "/step"),
    ("step", "many", "/step"),
    ("epoch", 0.5, "/epoch"),
    ("parameters", None, "/parameters"),
    ("parameters/layers/1", None, "Received layers ['dense_1', 'output'], expected"),
    ("parameters/layers/0/name", "dense_7", "dense_7"),
    ("parameters/layers/0/weights/1", [1, 2, 3], "row 1 of dense_1.weights"),
    ("parameters/layers/0/weights/1/2", "NaN", "/parameters/layers/0/weights/1/2"),
    ("parameters/layers/2/biases", [], "output.biases"),
    ("parameters/layers/2/biases", [0, 0], "output.biases"),
    ("state", {}, "/state/sample"),
    ("state/sample", -1, "/state/sample"),
    ("state/sample", 10, "state.sample: received 10, expected 0 to 9"),
    ("state/position", 50, "state.position"),
    ("state/position", 15, "state.position: received 15, expected the beginning of a batch of 10 in 50 samples"),
    ("state/position", 10**30, "/state/position"),
    ("state/order", "", "state.order: received 0 bytes, expected 400"),
    ("state/order", base64_of(np.arange(49), "<i8"), "state.order: received 392 bytes"),
    ("state/order", base64_of(np.zeros(50), "<i8"), "state.order: received row numbers that repeat"),
    ("state/order", base64_of(np.arange(1, 51), "<i8"), "expected each of 0 to 49 once"),
    ("state/order", base64_of(np.arange(50)), "state.order"),
    ("state/order", "not base64!", "state.order: received 'not base64!'…, expected base64"),
    ("state/order", "ÿÿÿÿ", "state.order"),
    ("state/order", 3, "/state/order"),
    ("state/steps_of_optimizer", 28, "state.steps_of_optimizer: received 28, expected at most the 27 steps"),
    ("state/steps_of_optimizer", 10**30, "/state/steps_of_optimizer"),
    ("state/generator", None, "/state/generator"),
    ("state/generator/name", "MT19937", "/state/generator/name"),
    ("state/generator/state", "-1", "/state/generator/state"),
    ("state/generator/state", "9" * 40, "/state/generator/state"),
    ("state/generator/state", 7, "/state/generator/state"),
    ("state/generator/state", str(2**128), "state.generator.state"),
    ("state/generator/increment", "2", "state.generator.increment: received 2, expected an odd number"),
    ("state/generator/increment", str(2**128 + 1), "state.generator.increment"),
    ("state/generator/has_uint32", 2, "/state/generator/has_uint32"),
    ("state/generator/uinteger", 2**32, "/state/generator/uinteger"),
    ("state/gradients", base64_of(np.zeros(24)), "state.gradients: received 192 bytes, expected 200: 25 numbers"),
    ("state/previous", base64_of([np.nan] * 25), "state.previous: received NaN"),
    ("state/memory", base64_of(np.zeros(25)), "state.memory: received 200 bytes, expected 600: 3 × 25 numbers"),
    ("state/memory", base64_of(np.full(75, np.nan)), "state.memory: received NaN"),
    ("state/memory", base64_of(np.zeros(75))[:-1], "state.memory"),
    ("state/surprise", 1, "/state/surprise"),
]  # fmt: skip


@pytest.fixture(scope="module")
def session(live: Live) -> Session:
    """A session that no spoilt file may change."""
    made = live.session()
    made.train(2)
    return made


@pytest.fixture
def _untouched(session: Session) -> Iterator[None]:
    before = session.info(), session.export(), session.history()
    yield
    assert (session.info(), session.export(), session.history()) == before


@pytest.mark.usefixtures("_untouched")
@pytest.mark.parametrize(
    ("path", "value", "named"), WRONG, ids=[f"{path}={str(value)[:20]}" for path, value, _ in WRONG]
)
def test_a_spoilt_file_is_refused_and_the_fault_named(
    session: Session, file: bytes, path: str, value: Any, named: str
) -> None:
    document = json.loads(file)
    changed(path, value)(document)
    with pytest.raises(ProblemError) as refused:
        session.load(document)
    problem = refused.value.problem
    assert problem.status == 422
    assert named in f"{problem.detail} {problem.field}"
    assert problem.remedy


@pytest.mark.usefixtures("_untouched")
@pytest.mark.parametrize(
    ("text", "named"), [("", "/"), ('{"format": "backprop-run", "step": NaN}', "NaN"), ("[1]", "")]
)
def test_what_is_no_file_is_refused(live: Live, session: Session, text: str, named: str) -> None:
    url = f"{live.url}/api/v1/sessions/{session.id}/run"
    response = httpx.put(url, content=text, headers={"Content-Type": "application/json"})
    problem = Problem.model_validate_json(response.content)
    assert problem.status in (400, 422)
    assert named in problem.detail or problem.errors


@pytest.mark.usefixtures("_untouched")
def test_a_number_that_is_not_finite_is_refused_wherever_it_comes_from(
    live: Live, session: Session, file: bytes
) -> None:
    url = f"{live.url}/api/v1/sessions/{session.id}/run"
    text = file.replace(b'"biases":[', b'"biases":[1e999,', 1)
    response = httpx.put(url, content=text, headers={"Content-Type": "application/json"})
    assert response.status_code in (400, 422)


def test_limits_hold_for_a_file_too(live: Live, file: bytes) -> None:
    document = json.loads(file)
    document["spec"]["data"]["samples"] = 100_000
    document["spec"]["network"]["layers"] = [{"units": 512}, {"units": 512}]
    with pytest.raises(ProblemError) as refused:
        live.session().load(document)
    assert refused.value.problem.type == "urn:backprop:limit-exceeded"
