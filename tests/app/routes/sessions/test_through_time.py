"""Gradients through time and generated text over REST: equal to the engine's, and errors explained."""

from typing import Any

import httpx
import numpy as np
import pytest

from app.client import ProblemError, Session, SessionLostError
from tests.app.live import CIRCLE, Live
from tests.app.problems import refused

TEXT = "to be or not to be " * 8
ADDING = {
    "data": {"name": "adding", "length": 8, "samples": 100},
    "network": {"layers": [{"kind": "lstm", "units": 5}]},
}
WRITING = {
    "data": {"name": "text", "text": TEXT, "length": 8, "coding": "index", "each": True},
    "network": {
        "layers": [{"kind": "one_hot", "vocabulary": 7}, {"kind": "gru", "units": 6, "return_sequences": True}],
    },
}


@pytest.fixture(scope="module")
def adding(live: Live) -> Session:
    session = live.client.create(ADDING)
    session.train(5)
    return session


@pytest.fixture(scope="module")
def writing(live: Live) -> Session:
    session = live.client.create(WRITING)
    session.train(5)
    return session


def test_gradients_through_time_equal_those_of_the_trace(adding: Session) -> None:
    data, seen = adding.data(), adding.through_time(3)
    (layer,) = seen.layers
    trace = adding.trace(data.inputs[3], data.targets[3])  # type: ignore[arg-type]  # a regression has numbers
    op = trace.ops[0]
    assert op.kind == "recurrent"
    assert seen.step == 5
    assert np.ravel(seen.inputs).tolist() == data.inputs[3]
    assert (np.shape(seen.inputs), seen.targets) == ((8, 2), [data.targets[3]])
    np.testing.assert_allclose(layer.states, op.outputs, rtol=1e-12)
    for name, gate in op.gates.items():
        np.testing.assert_allclose(layer.gates[name], gate, rtol=1e-12)
    np.testing.assert_allclose(layer.gradient_norms, np.linalg.norm(op.output_adjoints, axis=1), rtol=1e-9)
    assert op.inner_adjoints is not None and layer.cell_gradient_norms is not None
    np.testing.assert_allclose(layer.cell_gradient_norms, np.linalg.norm(op.inner_adjoints["c"], axis=1), rtol=1e-9)
    assert list(layer.spectral_radius) == ["i", "f", "g", "o"]


def test_the_means_are_over_training_samples_evenly_picked(adding: Session) -> None:
    answer = adding.through_time(1, mean_of=4).layers[0].mean_gradient_norms
    norms = [adding.through_time(row, mean_of=0).layers[0] for row in (0, 20, 40, 60)]
    assert {layer.mean_gradient_norms for layer in norms} == {None}
    np.testing.assert_allclose(answer, np.mean([layer.gradient_norms for layer in norms], axis=0), rtol=1e-12)
    everything = adding.through_time(1, mean_of=255).layers[0].mean_gradient_norms
    assert everything is not None and len(everything) == 8


def test_a_given_sequence_is_one_of_the_data(adding: Session) -> None:
    data = adding.data()
    own = adding.through_time_of(data.inputs[90], data.targets[90])  # type: ignore[arg-type]
    assert own == adding.through_time(90)


def test_the_loss_of_one_step_alone(writing: Session) -> None:
    norms = [writing.through_time(0, loss_step=step).layers[0].gradient_norms for step in (2, 7)]
    assert [[value > 0 for value in each] for each in norms] == [[True] * 3 + [False] * 5, [True] * 8]
    assert np.sum(writing.through_time(0).predictions, axis=1) == pytest.approx(1.0)


def test_the_run_does_not_change_and_the_answer_is_small(adding: Session, writing: Session) -> None:
    before = adding.parameters(), writing.parameters()
    first = adding.through_time(0), writing.generate("to ", 30)
    assert (adding.through_time(0), writing.generate("to ", 30)) == first
    assert (adding.parameters(), writing.parameters()) == before
    assert (adding.info().step, writing.info().step) == (5, 5)


def test_text_is_written_the_same_by_the_same_seed(writing: Session) -> None:
    text = writing.generate("to be", 50, seed=3).text
    assert len(text) == 50
    assert set(text) <= set(TEXT)
    assert writing.generate("to be", 50, seed=3).text == text != writing.generate("to be", 50, seed=4).text
    assert writing.generate("to be", 12, temperature=0.01, seed=1) == writing.generate("to be", 12, temperature=0.01)


SAMPLE, GIVEN = {"sample": 0}, {"input": [0.5] * 16, "target": [1.0]}
BAD_LOOKS: list[tuple[Any, str]] = [
    ({}, "both or neither of sample and input"),
    ({**SAMPLE, **GIVEN}, "both or neither"),
    ({**SAMPLE, "target": [1.0]}, "without an input"),
    ({"input": [0.5] * 16}, "without a target"),
    ({"sample": -1}, "/sample"),
    ({"sample": 100}, "sample 100, expected 0 to 99"),
    ({"sample": 10**30}, "/sample"),
    ({"sample": "first"}, "/sample"),
    ({**GIVEN, "input": []}, "/input"),
    ({**GIVEN, "input": [0.5] * 15}, "15 numbers in row 0 of input, expected 16"),
    ({**GIVEN, "input": ["a"] * 16}, "/input/0"),
    ({**GIVEN, "target": [1e200]}, "not a finite number"),
    ({**GIVEN, "target": []}, "0 numbers in row 0 of target, expected 1"),
    ({**GIVEN, "target": 1}, "class 1 in a regression"),
    ({**SAMPLE, "loss_step": 1}, "loss_step 1"),
    ({**SAMPLE, "loss_step": -1}, "/loss_step"),
    ({**SAMPLE, "mean_of": 256}, "/mean_of"),
    ({**SAMPLE, "samples": 3}, "/samples"),
]


@pytest.mark.parametrize(("body", "named"), BAD_LOOKS, ids=str)
def test_a_bad_question_is_refused(live: Live, adding: Session, body: Any, named: str) -> None:
    url = f"{live.url}/api/v1/sessions/{adding.id}/through-time"
    problem = refused(httpx.post(url, json=body), 422)
    assert named in f"{problem.detail} {problem.remedy}"


BAD_PROMPTS: list[tuple[Any, str]] = [
    ({}, "/prompt"),
    ({"prompt": ""}, "/prompt"),
    ({"prompt": "To be?"}, "'?T' in the prompt, which the text does not have. Choose from: ' benort'"),
    ({"prompt": 3}, "/prompt"),
    ({"prompt": "to", "length": 0}, "/length"),
    ({"prompt": "to", "length": 2001}, "/length"),
    ({"prompt": "t" * 2001}, "/prompt"),
    ({"prompt": "to", "temperature": 0}, "/temperature"),
    ({"prompt": "to", "temperature": -1}, "/temperature"),
    ({"prompt": "to", "seed": -1}, "/seed"),
    ({"prompt": "to", "seed": 2**32}, "/seed"),
]


@pytest.mark.parametrize(("body", "named"), BAD_PROMPTS, ids=str)
def test_a_bad_prompt_is_refused(live: Live, writing: Session, body: Any, named: str) -> None:
    url = f"{live.url}/api/v1/sessions/{writing.id}/generate"
    problem = refused(httpx.post(url, json=body), 422)
    assert named in f"{problem.detail} {problem.remedy}"


def test_nan_is_not_json(live: Live, adding: Session) -> None:
    body = b'{"input": [NaN], "target": [1.0]}'
    headers = {"Content-Type": "application/json"}
    refused(httpx.post(f"{live.url}/api/v1/sessions/{adding.id}/through-time", content=body, headers=headers), 400)


def test_runs_of_another_kind_are_refused(live: Live, adding: Session) -> None:
    with pytest.raises(ProblemError, match="a run on 'adding', expected one on a text"):
        adding.generate("to")
    with pytest.raises(ProblemError, match="without recurrent layers"):
        live.client.create(CIRCLE).through_time(0)


def test_a_diverged_run_can_be_inspected(live: Live) -> None:
    session = live.client.create({**ADDING, "optimizer": {"name": "sgd", "learning_rate": 1000}})
    assert session.train(2000).status == "diverged"
    seen = session.through_time(0)  # its last finite state
    assert seen.loss is not None
    assert np.isfinite(np.array(seen.layers[0].states, dtype=np.float64)).all()


def test_a_deleted_session_is_gone(live: Live) -> None:
    session = live.client.create(WRITING)
    session.delete()
    for ask in (lambda: session.through_time(0), lambda: session.generate("to")):
        with pytest.raises(SessionLostError):
            ask()


def test_limits_of_the_server_are_enforced(live: Live) -> None:
    layers = [{"kind": "one_hot", "vocabulary": 7}, {"kind": "lstm", "units": 200, "return_sequences": True}]
    session = live.client.create({**WRITING, "network": {"layers": layers}})
    with pytest.raises(ProblemError, match="too many for one call"):
        session.generate("to", 2000)


def test_the_spectral_radius_is_part_of_the_spec(live: Live) -> None:
    initializer = {"name": "orthogonal", "spectral_radius": 0.5}
    layers = [{"kind": "rnn", "units": 4, "recurrent_initializer": initializer}]
    session = live.client.create({**ADDING, "network": {"layers": layers}})
    assert session.through_time(0).layers[0].spectral_radius == {"z": pytest.approx(0.5)}
    for value in (-1, 11, "big"):
        wrong = [{**layers[0], "recurrent_initializer": {"name": "orthogonal", "spectral_radius": value}}]
        body = {**ADDING, "network": {"layers": wrong}}
        assert "spectral_radius" in refused(httpx.post(f"{live.url}/api/v1/sessions", json=body), 422).detail
