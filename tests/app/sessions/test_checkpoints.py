"""The checkpoints of a run: listed, shown, continued from and returned to, to the same bits."""

import json
import struct
import threading
from typing import Any

import httpx
import numpy as np
import pytest

from app.client import ProblemError, Session, SessionLostError
from app.protocol.session.frames import FrameView
from tests.app.live import Live, serving
from tests.app.problems import refused

RUNS: dict[str, dict[str, Any]] = {
    "adam": {"optimizer": {"name": "adam"}},
    "momentum": {"optimizer": {"name": "momentum"}, "regularization": {"name": "l2", "rate": 0.01}},
    "full batch": {"batch_size": "all"},
    "dropout": {"network": {"layers": [{"units": 6}, {"kind": "dropout", "rate": 0.3}, {"units": 4}]}},
    "batch norm": {"network": {"layers": [{"units": 6}, {"kind": "batch_norm"}]}},
    "schedule": {"schedule": {"name": "cosine", "steps": 60}, "optimizer": {"name": "lion"}},
}
DIVERGING: dict[str, Any] = {
    "network": {"layers": [{"units": 4, "activation": "relu"}], "output_activation": "linear"},
    "loss": "half_squared_error",
    "optimizer": {"learning_rate": 1000.0},
}


def stepped(live: Live, steps: int = 12, **spec: Any) -> Session:
    """A session that was trained step by step, so that each step has a checkpoint."""
    session = live.session(**spec)
    for _ in range(steps):
        session.train()
    return session


def decoded(frame: bytes) -> tuple[dict[str, Any], dict[str, Any]]:
    """(header, arrays) of a frame."""
    (length,) = struct.unpack_from("<I", frame, 8)
    header = json.loads(frame[16 : 16 + length])
    arrays = {
        part["name"]: np.frombuffer(frame, part["dtype"], int(np.prod(part["shape"])), 16 + length + part["offset"])
        for part in header["sections"]
    }
    return header, arrays


def flat(session: Session) -> list[float]:
    """All weights and biases, in the order of the flat vector."""
    layers = session.parameters().layers
    return [x for each in layers for x in (*np.ravel(each.weights or []), *(each.biases or []))]


def test_every_step_of_a_short_run_has_a_checkpoint(live: Live) -> None:
    session = stepped(live, 5)
    listed, history = session.checkpoints(), session.history()
    assert listed.step == [0, 1, 2, 3, 4, 5] == history.step
    assert (listed.train_loss, listed.test_loss, listed.epoch) == (history.train_loss, history.test_loss, history.epoch)
    assert listed.history_number == session.info().history_number
    with pytest.warns(DeprecationWarning, match="Use history_number"):
        assert listed.course == listed.history_number
    assert listed.capacity == 400
    assert listed.changed == [False] * 6


@pytest.mark.parametrize("spec", RUNS.values(), ids=RUNS)
def test_a_branch_continues_to_the_same_bits(live: Live, spec: dict[str, Any]) -> None:
    session = stepped(live, **spec)
    branch = session.branch(7)
    assert (branch.info().step, session.info().step) == (7, 12)
    branch.train(5)
    assert branch.export() == session.export()
    for each in (session, branch):
        each.train(3, "epoch")
    assert branch.export() == session.export()
    assert branch.history().step[:8] == list(range(8))


def test_run_and_branch_train_at_the_same_time_and_leave_each_other_alone(live: Live) -> None:
    session = stepped(live)
    branches = [session, *(session.branch(12) for _ in range(3))]
    threads = [threading.Thread(target=each.train, args=(40, "epoch")) for each in branches]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    files = {each.export() for each in branches}
    assert len(files) == 1
    untouched = stepped(live)
    untouched.train(40, "epoch")
    assert files == {untouched.export()}


@pytest.mark.parametrize("spec", RUNS.values(), ids=RUNS)
def test_a_return_is_exact_and_can_be_undone(live: Live, spec: dict[str, Any]) -> None:
    session, untouched = stepped(live, **spec), stepped(live, 7, **spec)
    file, history, checkpoints, number = (
        session.export(),
        session.history(),
        session.checkpoints(),
        session.info().history_number,
    )
    answer = session.return_to(7)
    assert (answer.step, answer.undo, answer.metrics) == (7, "return", untouched.info().metrics)
    assert answer.history_number != number
    assert session.export() == untouched.export()
    assert session.history() == untouched.history()
    assert session.checkpoints().step == list(range(8))
    assert session.undo().undo is None
    assert (session.export(), session.history()) == (file, history)
    number = session.info().history_number
    assert session.checkpoints() == checkpoints.model_copy(update={"history_number": number, "course": number})


def test_a_return_to_the_present_step_changes_nothing(live: Live) -> None:
    session = stepped(live, 3)
    assert session.return_to(3).undo is None


def test_the_frame_of_a_checkpoint_equals_that_of_the_stream(live: Live) -> None:
    session = live.session()
    shown: dict[int, bytes] = {}
    with live.stream(session) as stream:
        for step in range(6):
            shown[step] = stream.next("frame", step=step)["bytes"]
            stream.send("step")
        stream.next("frame", step=6)
        for step, then in shown.items():
            (header, arrays), (past, kept) = decoded(then), decoded(session.checkpoint_frame(step))
            assert past.pop("frame") == 0
            header.pop("frame")
            assert past == header
            for name, array in arrays.items():
                np.testing.assert_array_equal(kept[name], array)


def test_viewing_a_checkpoint_changes_nothing_for_other_clients(live: Live) -> None:
    session = stepped(live, 5)
    with live.stream(session) as stream:
        stream.next("frame", step=5)
        before = session.export()
        for step in range(5):
            header, arrays = decoded(session.checkpoint_frame(step, FrameView(resolution=8, neurons_per_layer=2)))
            assert header["step"] == step
            assert arrays["output_maps"].size == 64
        assert session.export() == before
        assert stream.ask("pause")["step"] == 5
        assert [frame["step"] for frame in stream.frames if frame["step"] != 5] == []


def test_checkpoints_can_be_viewed_and_branched_during_training(live: Live) -> None:
    session = stepped(live, 3)
    listed = session.checkpoints()
    with live.stream(session) as stream:
        stream.send("play")
        stream.next("status", playing=True)
        for _ in range(20):
            assert decoded(session.checkpoint_frame(0))[0]["step"] == 0
        branch = session.branch(0)
        assert session.info().playing
        assert not branch.info().playing
        session.return_to(0)
        assert session.info().playing
        stream.ask("pause")
    assert session.checkpoints().history_number != listed.history_number
    assert branch.info().step == 0


@pytest.mark.slow
def test_checkpoints_of_a_training_run_are_evenly_spaced() -> None:
    with serving(max_checkpoint_numbers=4_000) as small:
        session = small.session()
        assert session.checkpoints().capacity == 4_000 // (6 * session.info().parameter_count + 100)
        for _ in range(300):
            session.train()
        listed = session.checkpoints()
    assert listed.step[0] == 0
    assert len(listed.step) <= listed.capacity
    distances = set(np.diff(listed.step))
    assert len(distances) == 1
    assert listed.step[-1] > 300 - 2 * distances.pop()


def test_a_network_too_large_for_checkpoints_says_so(live: Live) -> None:
    session = live.session(network={"layers": [{"units": 512}, {"units": 512}]})
    session.train()
    listed = session.checkpoints()
    assert (listed.capacity, listed.step) == (0, [])
    with pytest.raises(ProblemError, match="too many parameters") as refusal:
        session.branch(0)
    assert refusal.value.problem.type == "urn:backprop:unknown-moment"


def test_a_live_change_stays_in_the_history_and_checkpoints_keep_their_settings(live: Live) -> None:
    session = stepped(live, 4)
    session.change({"optimizer": {"learning_rate": 0.5}})
    session.train()
    session.train()
    listed = session.checkpoints()
    assert listed.step == [0, 1, 2, 3, 4, 5, 6]
    assert listed.changed == [True] * 4 + [False] * 3
    assert session.branch(3).info().spec.optimizer.learning_rate == 0.03
    other = session.branch(5)
    other.train()
    assert other.export() == session.export()
    assert session.return_to(3).spec.optimizer.learning_rate == 0.03
    assert session.checkpoints().changed == [False] * 4
    assert session.undo().spec.optimizer.learning_rate == 0.5


def test_an_edited_weight_is_part_of_the_checkpoint(live: Live) -> None:
    session = stepped(live, 2)
    session.set_parameter("dense_1", 0, 0, 3.0)
    session.info()
    assert decoded(session.checkpoint_frame(2))[1]["parameters"][0] == 3.0
    session.train()
    assert flat(session.branch(2))[0] == 3.0


def test_a_new_run_has_no_checkpoints_of_the_one_before(live: Live) -> None:
    session = stepped(live, 4)
    session.reset()
    assert session.checkpoints().step == [0]
    session.change({"network": {"layers": [{"units": 3}]}}, reset=True)
    assert session.checkpoints().step == [0]
    session.undo()
    session.undo()
    assert session.checkpoints().step == [0, 1, 2, 3, 4]


def test_a_diverged_run_returns_to_a_checkpoint(live: Live) -> None:
    session = live.session(**{**DIVERGING, "optimizer": {"learning_rate": 1e-4}})
    session.train(3)
    session.change({"optimizer": {"learning_rate": 1000.0}})
    answer = session.train(50)
    assert (answer.status, answer.step) == ("diverged", 3)
    listed = session.checkpoints()
    assert listed.step[0] == 0
    assert listed.step[-1] <= answer.step
    header, _ = decoded(session.checkpoint_frame(0))
    assert (header["status"], header["step"]) == ("ready", 0)
    branch = session.branch(0)
    assert branch.train(50).status == "ready"
    back = session.return_to(0)
    assert (back.status, back.step) == ("ready", 0)
    assert session.undo().status == "diverged"


def test_a_branch_outlives_the_run_it_came_from(live: Live) -> None:
    session, untouched = stepped(live, 4), stepped(live, 4)
    branch = session.branch(2)
    session.delete()
    branch.train(2)
    assert branch.export() == untouched.export()
    for call in (
        session.checkpoints,
        lambda: session.checkpoint_frame(2),
        lambda: session.branch(2),
        lambda: session.return_to(2),
    ):
        with pytest.raises(SessionLostError) as gone:
            call()
        assert gone.value.status == 410


def test_a_full_server_refuses_a_branch() -> None:
    with serving(max_sessions=1) as small:
        session = small.session()
        with pytest.raises(ProblemError) as refusal:
            session.branch(0)
        assert refusal.value.status == 503
        assert session.info().step == 0


@pytest.mark.parametrize(
    ("method", "path", "status", "named"),
    [
        ("GET", "/checkpoints/3/frame", 404, "step 3"),
        ("POST", "/checkpoints/3/branch", 404, "step 3"),
        ("POST", "/checkpoints/3/return", 404, "step 3"),
        ("POST", f"/checkpoints/{10**30}/branch", 404, "step 1000000"),
        ("GET", "/checkpoints/-1/frame", 422, "step"),
        ("GET", "/checkpoints/NaN/frame", 422, "step"),
        ("GET", "/checkpoints/1.5/frame", 422, "step"),
        ("GET", "/checkpoints/0/frame?resolution=257", 422, "resolution"),
        ("GET", "/checkpoints/0/frame?resolution=-1", 422, "resolution"),
        ("GET", "/checkpoints/0/frame?resolution=NaN", 422, "resolution"),
        ("GET", "/checkpoints/0/frame?neurons_per_layer=65", 422, "neurons_per_layer"),
        ("GET", "/checkpoints/0/frame?confusion=perhaps", 422, "confusion"),
        ("GET", "/checkpoints/0/frame?size=3", 422, "size"),
    ],
)
def test_a_bad_request_is_refused_with_the_field_named(
    live: Live, method: str, path: str, status: int, named: str
) -> None:
    session = stepped(live, 2)
    before = session.info()
    problem = refused(httpx.request(method, f"{live.url}/api/v1/sessions/{session.id}{path}"), status)
    assert named in f"{problem.detail} {problem.errors}"
    assert session.info() == before


def test_the_same_checkpoint_is_branched_and_returned_to_twice(live: Live) -> None:
    session = stepped(live, 4)
    first, second = session.branch(2), session.branch(2)
    assert first.id != second.id
    assert first.export() == second.export()
    session.return_to(2)
    assert session.return_to(2).step == 2
    with pytest.raises(ProblemError, match="step 4"):
        session.return_to(4)
