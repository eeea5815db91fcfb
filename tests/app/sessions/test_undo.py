"""Undo restores the run before a change to the same bits, or the old data with the present weights."""

from collections.abc import Callable
from typing import Any

import pytest

from app.client import ProblemError, Session
from app.sessions.changes.undo import MAX_CHANGES
from tests.app.live import Live

RUNS: dict[str, dict[str, Any]] = {
    "adam": {"optimizer": {"name": "adam"}},
    "momentum": {"optimizer": {"name": "momentum"}, "regularization": {"name": "l2", "rate": 0.01}},
    "full batch": {"batch_size": "all"},
}
OWN = {"name": "inline", "inputs": [[0, 0], [0, 4], [4, 0], [4, 4]], "targets": [[0], [1], [1], [0]]}


def trained(live: Live, **spec: Any) -> Session:
    """A session in the middle of a batch, in the middle of an epoch."""
    session = live.session(**spec)
    session.train(3, "epoch")
    session.train(2)
    session.train(4, "sample")
    return session


def a_change_with_reset(session: Session) -> None:
    layers = [{"units": 4}, {"units": 3}]
    session.change({"network": {"layers": layers}, "data": {"name": "spiral"}}, reset=True)


def a_reset(session: Session) -> None:
    session.reset()


def a_reset_with_another_seed(session: Session) -> None:
    session.reset(seed=5)


def other_parameters(session: Session) -> None:
    layers = session.parameters().model_dump()["layers"]
    layers[0]["biases"] = [1.0] * 4
    session.set_parameters(layers)


def one_other_parameter(session: Session) -> None:
    session.set_parameter("dense_1", 2, 1, -0.5)


CHANGES: dict[Callable[[Session], None], str] = {
    a_change_with_reset: "change",
    a_reset: "reset",
    a_reset_with_another_seed: "reset",
    other_parameters: "parameters",
    one_other_parameter: "parameters",
}


@pytest.mark.parametrize("spec", RUNS.values(), ids=RUNS)
@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_undo_restores_the_run_before_a_change_to_the_same_bits(
    live: Live, spec: dict[str, Any], change: Callable[[Session], None]
) -> None:
    session, untouched = trained(live, **spec), trained(live, **spec)
    info, file, history = session.info(), session.export(), session.history()
    assert info.undo is None
    change(session)
    assert session.info().undo == CHANGES[change]
    session.train(7)
    back = session.undo()
    assert session.export() == file
    assert session.history() == history
    assert back.undo is None
    assert back.metrics == info.metrics
    for each in (session, untouched):
        each.train(30)
    assert session.export() == untouched.export()


def test_undo_restores_the_run_before_a_loaded_one(live: Live) -> None:
    session = trained(live)
    loaded = session.export()
    session.train(1, "epoch")
    file, history = session.export(), session.history()
    answer = session.load(loaded)
    assert answer.undo == "run"
    assert session.history().step == [answer.step]
    session.undo()
    assert (session.export(), session.history()) == (file, history)


def test_changes_are_undone_one_by_one(live: Live) -> None:
    session = trained(live)
    files = []
    for change in CHANGES:
        files.append(session.export())
        change(session)
        session.train(3)
    for file, what in zip(reversed(files), reversed(list(CHANGES.values())), strict=True):
        assert session.info().undo == what
        session.undo()
        assert session.export() == file
    assert session.info().undo is None


def test_an_empty_undo_stack_is_a_409_with_a_remedy(live: Live) -> None:
    session = live.session()
    session.train(2)
    before = session.export()
    with pytest.raises(ProblemError) as refused:
        session.undo()
    assert (refused.value.status, refused.value.problem.type) == (409, "urn:backprop:nothing-to-undo")
    assert refused.value.problem.remedy
    assert session.export() == before


@pytest.mark.parametrize(
    "change",
    [
        lambda session: session.reset(),
        lambda session: session.change({}, reset=True),
        lambda session: session.set_parameters(session.parameters()),
        lambda session: session.load(session.export()),
        lambda session: session.change({"optimizer": {"learning_rate": 0.5}, "batch_size": 4}),
        lambda session: session.change({"data": {"samples": 100}}),
    ],
    ids=["reset", "change", "parameters", "run", "live", "same data"],
)
def test_changes_that_lose_nothing_are_not_on_the_stack(live: Live, change: Callable[[Session], Any]) -> None:
    session = live.session()
    change(session)
    assert session.info().undo is None


@pytest.mark.parametrize("change", [*CHANGES, lambda session: session.change({"data": {"seed": 9}})])
def test_a_refused_change_is_not_on_the_stack(live: Live, change: Callable[[Session], None]) -> None:
    session = trained(live)
    for refused in (
        lambda: session.change({"network": {"layers": []}}),
        lambda: session.change({"data": {"name": "nothing"}}, reset=True),
        lambda: session.set_parameters([]),
        lambda: session.set_parameter("dense_9", 0, 0, 1.0),
    ):
        with pytest.raises(ProblemError):
            refused()
    assert session.info().undo is None
    change(session)
    assert session.undo().undo is None


# -- data ----------------------------------------------------------------------------------------------------------


def test_undo_restores_old_data_and_keeps_the_present_weights(live: Live) -> None:
    session = trained(live)
    data = session.data()
    changed = session.change({"data": {"name": "spiral"}})
    assert (changed.undo, changed.data_version) == ("data", 2)
    session.train(2, "epoch")
    step, weights, history = session.info().step, session.parameters(), session.history()
    back = session.undo()
    assert (back.undo, back.step, back.data_version) == (None, step, 3)
    assert session.parameters() == weights
    assert session.data().model_copy(update={"data_version": 1}) == data
    assert session.history().step == history.step
    assert session.train(5).steps == 5


def test_undo_of_other_data_restores_features_and_loss(live: Live) -> None:
    session = trained(live, features=["x1_squared", "x2_squared"])
    spec, inputs = session.info().spec, session.info().inputs
    rows = {"name": "inline", "inputs": [[0, 100], [50, 200], [20, 150]], "targets": [[0.5], [2.5], [1]]}
    changed = session.change({"data": rows})
    assert (changed.inputs, changed.spec.network.output_activation) == (["x1", "x2"], "linear")
    assert changed.domain == ((-4, 54), (92, 208))
    back = session.undo()
    assert (back.spec, back.inputs, back.domain) == (spec, inputs, ((-6, 6), (-6, 6)))


def test_a_burst_of_data_changes_is_one_entry(live: Live) -> None:
    session = live.client.create({"data": OWN, "network": {"layers": [{"units": 3}]}})
    data = session.data()
    with live.stream(session) as stream:
        for number in range(30):
            inputs = [[0.1 * number, 0], *OWN["inputs"][1:]]
            stream.send("set", patch={"data": {"inputs": inputs}}, id=number)
        stream.next("session", re=29)
    back = session.undo()
    assert back.undo is None
    assert session.data().inputs == data.inputs


def test_a_burst_of_changes_of_one_parameter_is_one_entry(live: Live) -> None:
    session = live.session()
    initial = session.parameters()
    with live.stream(session) as stream:
        for number in range(10):
            stream.send("set_parameter", layer="output", unit=0, input=1, value=0.1 * number)
        stream.ask("set_parameter", answer="session", layer="output", unit=0, input=None, value=3.0)
    assert session.undo().undo == "parameters"
    assert session.parameters().layers[-1].weights[1] == [0.9]
    assert session.undo().undo is None
    assert session.parameters() == initial


def test_the_oldest_of_many_changes_is_dropped(live: Live) -> None:
    session = live.session()
    for seed in range(MAX_CHANGES + 3):
        session.reset(seed=seed + 1)
    for seed in range(MAX_CHANGES + 2, 2, -1):
        assert session.undo().spec.seed == seed
    assert session.info().undo is None


def test_a_large_network_is_not_on_the_stack(live: Live) -> None:
    session = live.session(network={"layers": [{"units": 900}, {"units": 900}]})
    session.train(1)
    assert session.reset().undo is None


# -- on the stream -------------------------------------------------------------------------------------------------


def test_undo_sends_the_session_and_a_frame_of_the_restored_step(live: Live) -> None:
    session = live.session()
    with live.stream(session) as stream, live.stream(session) as other:
        step = stream.ask("step", count=40)["step"]
        reset = stream.ask("reset", answer="session")
        assert (reset["undo"], reset["step"]) == ("reset", 0)
        stream.next("frame", step=0)
        received = stream.ask("undo", answer="session")
        assert (received["undo"], received["step"]) == (None, step)
        assert stream.next("frame")["step"] == step
        assert other.next("session", step=step, undo=None)["re"] is None
        error = stream.ask("undo", answer="error")
        assert (error["problem"]["status"], error["problem"]["type"]) == (409, "urn:backprop:nothing-to-undo")
        assert stream.ask("step")["step"] == step + 1


def test_a_playing_run_continues_from_the_restored_step(live: Live) -> None:
    session = live.session()
    with live.stream(session) as stream:
        session.train(100_000)
        stream.ask("reset", answer="session")
        stream.ask("play", unit="step", per_second=50)
        stream.next("frame", playing=True)
        received = stream.ask("undo", answer="session")
        assert (received["playing"], received["step"]) == (True, 100_000)
        while stream.next("frame", playing=True)["step"] == 100_000:
            continue
        assert stream.ask("pause")["step"] < 101_000


def diverging(live: Live) -> Session:
    return live.client.create(
        {
            "data": {"name": "reg_plane", "samples": 50},
            "network": {"layers": [{"units": 8, "activation": "relu"}]},
            "optimizer": {"learning_rate": 900.0},
        }
    )


def test_a_diverged_run_is_restored_as_diverged_and_paused(live: Live) -> None:
    session = diverging(live)
    session.change({"optimizer": {"learning_rate": 1e-6}})
    session.train(5)
    session.change({"optimizer": {"learning_rate": 900.0}})
    answer = session.train(50, "epoch")
    message = answer.message
    assert answer.step == 5
    with live.stream(session) as stream:
        assert stream.ask("reset", answer="session")["status"] == "ready"
        stream.ask("set", answer="session", patch={"optimizer": {"learning_rate": 1e-6}})
        assert stream.ask("play", per_second=10, unit="step")["playing"]
        received = stream.ask("undo", answer="session")
        assert (received["status"], received["message"], received["step"], received["playing"]) == (
            "diverged",
            message,
            answer.step,
            False,
        )
        assert received["spec"]["optimizer"]["learning_rate"] == 900.0
        assert not stream.ask("play")["playing"]


def test_undo_restores_the_run_before_a_diverged_one(live: Live) -> None:
    session = diverging(live)
    with live.stream(session) as stream:
        stream.ask("set_parameter", answer="session", layer="output", unit=0, input=None, value=0.5)
        session.train(50, "epoch")
        stream.next("status", status="diverged")
        received = stream.ask("undo", answer="session")
        assert (received["status"], received["step"], received["message"]) == ("ready", 0, None)


def test_a_diverged_run_continues_at_a_lower_rate_from_the_step_that_it_returned_to(live: Live) -> None:
    session = live.session(
        data={"name": "reg_plane", "samples": 50}, network={"layers": []}, optimizer={"learning_rate": 0.3}
    )
    with live.stream(session) as stream:
        stream.send("play")
        diverged = stream.next("status", status="diverged")
        frame = stream.next("frame", status="diverged")
        assert frame["step"] == diverged["step"]
        assert f"back at step {diverged['step']}" in diverged["message"]
        assert not stream.ask("play")["playing"]
        assert stream.ask("step", count=5)["step"] == diverged["step"]
        received = stream.ask("set", answer="session", patch={"optimizer": {"learning_rate": 0.03}})
        assert (received["status"], received["message"], received["playing"]) == ("ready", None, False)
        assert (received["step"], received["undo"]) == (diverged["step"], None)
        assert stream.ask("play")["playing"]
        later = stream.next("frame", playing=True)
        while later["step"] == diverged["step"]:
            later = stream.next("frame", playing=True)
        assert later["step"] > diverged["step"]
        assert stream.ask("pause")["status"] == "ready"


# -- after a divergence --------------------------------------------------------------------------------------------

WILD = {"network": {"layers": []}, "data": {"name": "reg_plane", "samples": 100}, "features": ["x1_squared", "x2"]}


def test_undo_restores_the_run_before_the_change_that_made_it_diverge(live: Live) -> None:
    session = live.session(**{**WILD, "optimizer": {"learning_rate": 1e-4}})
    session.train(5, "epoch")
    file, history = session.export(), session.history()
    assert session.change({"optimizer": {"learning_rate": 100.0}}).undo is None
    with live.stream(session) as stream:
        stream.send("play")
        assert stream.next("session", status="diverged")["undo"] == "divergence"
        assert stream.next("status", status="diverged")["playing"] is False
    back = session.undo()
    assert (back.status, back.undo, back.spec.optimizer.learning_rate) == ("ready", None, 1e-4)
    assert (session.export(), session.history()) == (file, history)


def test_changes_in_quick_succession_are_one_trial(live: Live) -> None:
    session = live.session(**{**WILD, "optimizer": {"learning_rate": 1e-4}})
    session.train(5, "epoch")
    file = session.export()
    for rate in (1.0, 10.0, 100.0):
        session.change({"optimizer": {"learning_rate": rate}})
        session.train(1)
    assert session.train(50, "epoch").status == "diverged"
    session.undo()
    assert session.export() == file


def test_a_divergence_without_a_change_cannot_be_undone(live: Live) -> None:
    session = live.session(**{**WILD, "optimizer": {"learning_rate": 100.0}})
    assert session.train(50, "epoch").status == "diverged"
    assert session.info().undo is None


# -- the history ---------------------------------------------------------------------------------------------------


def test_undo_changes_the_number_of_the_history(live: Live) -> None:
    session = trained(live)
    numbers = [session.info().history_number]
    session.train(1, "epoch")
    session.change({"optimizer": {"learning_rate": 0.5}, "data": {"seed": 4}})
    assert session.info().history_number == numbers[0]
    for change in (session.reset, session.undo, lambda: session.load(session.export())):
        change()
        numbers.append(session.info().history_number)
    assert len(set(numbers)) == len(numbers)
