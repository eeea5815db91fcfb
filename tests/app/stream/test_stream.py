"""The stream: commands, events and frames of one session with one client or two."""

import json
import time
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from app.client import Session
from app.protocol.stream import EVENTS, WINDOW, CloseCode, FrameHeader
from app.sessions.frame_schedule import LONGEST_SILENCE
from tests.app.live import PATIENCE, Live, Stream, until


@pytest.fixture
def session(live: Live) -> Session:
    return live.session()


@pytest.fixture
def stream(live: Live, session: Session) -> Iterator[Stream]:
    with live.stream(session) as opened:
        yield opened


def test_connecting_sends_session_status_and_frame(session: Session, stream: Stream) -> None:
    first, second, frame = stream.read(), stream.read(), stream.read()
    assert stream.socket.subprotocol == "backprop.v1"
    received = EVENTS.validate_python(first).model_dump(mode="json", exclude={"type", "re"})
    assert received == session.info().model_dump(mode="json", exclude={"metrics"})
    assert (second["type"], second["playing"], second["step"]) == ("status", False, 0)
    assert frame["type"] == "frame"
    assert frame["step"] == 0
    FrameHeader.model_validate({name: value for name, value in frame.items() if name not in ("type", "bytes")})


def test_playing_trains_and_pausing_stops_at_once(session: Session, stream: Stream) -> None:
    assert stream.ask("play")["playing"]
    for _ in range(5):
        stream.next("frame", playing=True)
    paused = stream.ask("pause")
    assert not paused["playing"]
    assert paused["step"] > 0
    last = stream.next("frame", playing=False)
    assert last["step"] == paused["step"] == session.info().step
    assert session.info().playing is False
    steps = [frame["step"] for frame in stream.frames]
    numbers = [frame["frame"] for frame in stream.frames]
    assert steps == sorted(steps)
    assert numbers == sorted(set(numbers))


def test_playing_and_pausing_ten_times(session: Session, stream: Stream) -> None:
    step = 0
    for _ in range(10):
        assert stream.ask("play")["playing"]
        stream.next("frame", playing=True)
        paused = stream.ask("pause")
        assert not paused["playing"]
        assert paused["step"] > step
        step = paused["step"]
        assert stream.next("frame", playing=False)["step"] == step
    assert session.info().step == step


def test_ten_plays_in_a_row_are_one(session: Session, stream: Stream) -> None:
    for number in range(10):
        stream.send("play", id=number)
    for number in range(10):
        assert stream.next("status", re=number)["playing"]
    stream.ask("pause")
    step = session.info().step
    assert session.info().step == step


@pytest.mark.parametrize("unit", ["sample", "step", "epoch"])
def test_playing_at_a_pace_trains_unit_by_unit(session: Session, stream: Stream, unit: str) -> None:
    stream.ask("play", unit=unit, per_second=200.0)
    while session.info().step < 10:
        stream.next("frame")
    stream.ask("pause")
    stream.next("frame", playing=False)
    for frame in stream.frames:
        if unit != "sample":
            assert frame["sample"] == 0
        if unit == "epoch":
            assert frame["step"] == frame["epoch"] * session.info().steps_per_epoch


@pytest.mark.slow
def test_the_pace_is_reached(session: Session, stream: Stream) -> None:
    stream.ask("play", unit="step", per_second=50.0)
    began, step = time.monotonic(), session.info().step
    while time.monotonic() - began < 1.0:
        stream.read()
    steps, seconds = session.info().step - step, time.monotonic() - began
    assert steps <= 50 * (seconds + 0.5)  # never faster; how much slower depends on the machine
    assert steps >= 5


def shown_parameters(frame: dict[str, Any]) -> np.ndarray:
    """The parameters in a frame."""
    section = next(each for each in frame["sections"] if each["name"] == "parameters")
    start = 16 + int.from_bytes(frame["bytes"][8:12], "little") + section["offset"]
    return np.frombuffer(frame["bytes"], "<f4", section["shape"][0], start)


def flat_parameters(session: Session) -> np.ndarray:
    """The parameters of a session, as a frame shows them."""
    layers = session.parameters().layers
    flat = np.concatenate([part for layer in layers for part in (np.ravel(layer.weights), layer.biases)])
    return flat.astype(np.float32)


def test_stepping_shows_the_exact_state(session: Session, stream: Stream) -> None:
    answer = stream.ask("step", count=3, unit="step")
    assert (answer["step"], answer["playing"]) == (3, False)
    came_before = [frame for frame in stream.frames if frame["step"] == 3]  # the answer may arrive before or after it
    frame = came_before[0] if came_before else stream.next("frame", step=3)
    np.testing.assert_array_equal(shown_parameters(frame), flat_parameters(session))
    assert stream.ask("step", unit="sample")["sample"] == 1
    assert stream.ask("step", unit="epoch")["epoch"] == 1


def test_a_long_command_sends_its_last_frame_and_the_training_time(live: Live) -> None:
    session = live.session(data={"name": "circle", "samples": 2000})
    with live.stream(session) as stream:
        assert stream.ask("pause")["seconds"] is None
        began = time.perf_counter()
        answer = stream.ask("step", count=300, unit="epoch")
        assert 0.0 < answer["seconds"] < time.perf_counter() - began
        if not any(
            frame["step"] == answer["step"] for frame in stream.frames
        ):  # the answer may arrive before or after it
            stream.next("frame", step=answer["step"])
        steps = [frame["step"] for frame in stream.frames]
        assert stream.frames[-1]["epoch"] == 300
        assert steps == sorted(steps)
        assert len(steps) <= 3 + (time.perf_counter() - began) / LONGEST_SILENCE


def test_reset_and_changes_answer_with_the_session(session: Session, stream: Stream) -> None:
    stream.ask("step", count=3)
    assert stream.ask("reset", answer="session", seed=9)["spec"]["seed"] == 9
    assert stream.next("frame", step=0)["epoch"] == 0
    live_change = stream.ask("set", answer="session", patch={"optimizer": {"learning_rate": 0.3}})
    assert live_change["spec"]["optimizer"]["learning_rate"] == 0.3
    anew = stream.ask("set", answer="session", patch={"network": {"layers": [{"units": 3}]}}, reset=True)
    assert [layer["name"] for layer in anew["layers"]] == ["dense_1", "output"]
    assert len(stream.next("frame")["layers"]) == 2
    assert session.info().parameter_count == 13


def test_no_frame_of_the_old_shape_follows_the_session_event(stream: Stream) -> None:
    stream.ask("play")
    for units in (3, 5, 2, 6):
        stream.ask("set", answer="session", patch={"network": {"layers": [{"units": units}]}}, reset=True)
        for _ in range(5):
            frame = stream.next("frame")
            parameters = next(section for section in frame["sections"] if section["name"] == "parameters")
            assert parameters["shape"] == [4 * units + 1]


def test_changing_a_playing_run_keeps_it_playing(stream: Stream) -> None:
    stream.ask("play")
    received = stream.ask("set", answer="session", patch={"optimizer": {"name": "adam"}})
    assert received["playing"]
    step = stream.next("frame")["step"]
    while stream.next("frame", playing=True)["step"] == step:
        continue


def test_a_refused_change_is_explained_and_changes_nothing(session: Session, stream: Stream) -> None:
    error = stream.ask("set", answer="error", patch={"network": {"layers": [{"units": 3}]}})
    assert (error["problem"]["status"], error["problem"]["field"]) == (409, "network.layers")
    error = stream.ask("set", answer="error", patch={"optimizer": {"learning_rate": "fast"}})
    assert error["problem"]["errors"][0]["pointer"] == "/optimizer/learning_rate"
    error = stream.ask("step", answer="error", count=10**9)
    assert "1,000,000" in error["problem"]["detail"]
    assert session.info().step == 0


def shapes(stream: Stream) -> dict[str, list[int]]:
    """Shapes of the sections of the next frame."""
    return {section["name"]: section["shape"] for section in stream.next("frame")["sections"]}


def test_a_view_determines_the_contents_of_frames(stream: Stream) -> None:
    stream.next("status")
    assert shapes(stream)["output_maps"] == [1, 64, 64]
    stream.ask("view", resolution=20, neuron_resolution=10, neurons_per_layer=1)
    new = shapes(stream)
    assert (new["output_maps"], new["neuron_maps"]) == ([1, 20, 20], [2, 10, 10])
    stream.ask("view", resolution=0, neuron_resolution=0)
    assert "map_scales" not in shapes(stream)


def test_the_address_of_a_stream_contains_its_first_view(live: Live, session: Session) -> None:
    with live.stream(session, "?resolution=20&neuron_resolution=0&confusion=true") as stream:
        stream.next("status")
        first = stream.read()
        assert (first["frame"], first["confusion"] is None) == (1, False)
        assert {section["name"]: section["shape"] for section in first["sections"]}["output_maps"] == [1, 20, 20]
        stream.ask("view", resolution=8)
        assert shapes(stream)["output_maps"] == [1, 8, 8]
    with live.stream(session) as stream:
        assert shapes(stream)["output_maps"] == [1, 64, 64]


def test_a_view_can_request_confusion_matrices(live: Live) -> None:
    with live.stream(live.session(data={"name": "blobs", "samples": 60})) as stream:
        assert stream.next("frame")["confusion"] is None
        stream.ask("view", confusion=True)
        frame = stream.next("frame")
        matrix = np.array(frame["confusion"]["train"])
        assert matrix.shape == (5, 5)
        assert matrix.trace() / matrix.sum() == frame["metrics"]["train_accuracy"]
        stream.ask("set", answer="session", patch={"data": {"name": "reg_plane"}}, reset=True)
        assert stream.next("frame")["confusion"] is None


def test_a_parameter_can_be_set_while_it_plays(session: Session, stream: Stream) -> None:
    stream.ask("play", unit="step", per_second=20)
    received = stream.ask("set_parameter", answer="session", layer="output", unit=0, input=1, value=2.5)
    assert (received["playing"], received["undo"]) == (True, "parameters")
    stream.ask("pause")
    stream.ask("set_parameter", answer="session", layer="dense_1", unit=3, input=None, value=-4.5)
    shown = shown_parameters(stream.next("frame", playing=False))
    assert shown[received["layers"][0]["biases_offset"] + 3] == -4.5
    np.testing.assert_array_equal(shown, flat_parameters(session))


def test_a_large_network_is_mapped_more_coarsely(live: Live) -> None:
    session = live.session(network={"layers": [{"units": 1000}, {"units": 1000}]})
    with live.stream(session) as stream:
        frame = stream.next("frame")
        maps = next(section for section in frame["sections"] if section["name"] == "output_maps")
        assert 8 <= maps["shape"][1] < 64


def test_divergence_pauses_and_sends_an_event(live: Live) -> None:
    session = live.session(
        data={"name": "reg_plane", "samples": 50},
        network={"layers": [{"units": 8, "activation": "relu"}]},
        optimizer={"learning_rate": 900.0},
    )
    with live.stream(session) as stream:
        stream.send("play")
        received = stream.next("status", status="diverged")
        assert not received["playing"]
        assert "learning rate" in received["message"]
        assert stream.next("frame", status="diverged")["playing"] is False
        assert not stream.ask("play")["playing"]
        assert stream.ask("reset", answer="session")["status"] == "ready"
        assert stream.ask("set", answer="session", patch={"optimizer": {"learning_rate": 0.01}})["status"] == "ready"
        assert stream.ask("play")["playing"]


def test_two_clients_see_the_same_session(live: Live, session: Session, stream: Stream) -> None:
    with live.stream(session) as second:
        second.next("frame")
        stream.send("play", id="mine")
        assert second.next("status", playing=True)["re"] is None
        assert stream.next("status", re="mine")["playing"]
        stream.next("frame", playing=True)
        second.next("frame", playing=True)
        second.ask("pause")
        step = second.next("frame", playing=False)["step"]
        assert stream.next("frame", playing=False)["step"] == step
        second.ask("set", answer="session", patch={"batch_size": 7})
        assert stream.next("session")["spec"]["batch_size"] == 7
        session.train(5)
        stream.next("frame", step=step + 5)
        second.next("frame", step=step + 5)


def test_two_clients_training_at_once_take_turns(live: Live, session: Session, stream: Stream) -> None:
    with live.stream(session) as second:
        for number in range(20):
            stream.send("step", count=5, id=number)
            second.send("step", count=7, id=number)
        for number in range(20):
            stream.next("status", re=number)
            second.next("status", re=number)
    assert session.info().step == 20 * (5 + 7)


def test_rest_and_stream_work_on_the_same_run(session: Session, stream: Stream) -> None:
    stream.ask("play")
    answer = session.train(10)
    assert answer.steps == 10
    assert session.info().playing
    session.set_parameters(session.parameters())
    assert stream.next("session")["playing"]
    stream.ask("pause")


def test_a_client_that_acknowledges_nothing_gets_two_frames_and_all_events(live: Live, session: Session) -> None:
    with live.stream(session) as stream:
        stream.send("play")
        session.train(100)
        for number in range(30):
            stream.send("view", id=number)
        frames, answers = 0, 0
        while frames < WINDOW or answers < 30:
            message = stream.socket.recv(PATIENCE)
            frames += isinstance(message, bytes)
            answers += isinstance(message, str) and json.loads(message)["re"] is not None
        with pytest.raises(TimeoutError):
            stream.socket.recv(0.3)
        newest = session.info().step
        stream.send("ack", frame=10**9)
        assert stream.next("frame")["step"] >= newest


def test_a_deleted_session_closes_its_streams(session: Session, stream: Stream) -> None:
    stream.next("frame")
    session.delete()
    closed = stream.next("closed")
    assert closed["code"] == CloseCode.GONE
    assert "deleted" in closed["reason"]
    until(lambda: _code(stream) == CloseCode.GONE)


def test_training_ends_when_its_session_does(live: Live, session: Session) -> None:
    with live.stream(session) as stream:
        stream.ask("play")
        stream.next("frame", playing=True)
        session.delete()
        stream.next("closed")
    with live.stream(live.session()) as other:
        assert other.next("frame")["step"] == 0


def _code(stream: Stream) -> int | None:
    """The close code of a stream, or None while it is open."""
    try:
        stream.socket.recv(0.05)
    except TimeoutError:
        return None
    except Exception:
        return stream.socket.close_code
    return None


@pytest.mark.slow
def test_a_run_without_clients_has_a_history(live: Live) -> None:
    session = live.session()
    with live.stream(session) as stream:
        stream.ask("view", resolution=0, neuron_resolution=0, neurons_per_layer=0)
        stream.send("play", unit="epoch", per_second=50)
        time.sleep(1.5)  # no frame is acknowledged meanwhile, as by a tab in the background
    steps = session.history().step
    assert len(steps) > 5
    assert max(later - earlier for earlier, later in pairwise(steps)) < steps[-1] / 3
