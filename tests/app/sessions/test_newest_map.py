"""The small map that a guarded session has of its newest frame: made with frames alone, at most once a second."""

import time
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from app.client import Session
from app.sessions import slices
from app.sessions.guard import Guard
from app.sessions.wall.small_map import SmallMap, small_map, small_matrix
from engine.inspect.probes.metrics import Confusion
from tests.app.live import Live, Stream, serving, until


@pytest.fixture(scope="module")
def live() -> Iterator[Live]:
    with serving() as running:
        yield running


def member_session(live: Live, **spec: Any) -> Session:
    session = live.session(**spec)
    live.call(lambda services: services.sessions.guard(session.id, Guard("member m")))
    return session


def newest(live: Live, session: Session) -> SmallMap | None:
    """The map of a session; reading it is no use of the session."""

    def read(services: Any) -> SmallMap | None:
        found: SmallMap | None = services.sessions.at_work(session.id).small_map
        return found

    return live.call(read)


def show(stream: Stream, step: int) -> None:
    """Read until there is a frame of a step."""
    while not stream.frames or stream.frames[-1]["step"] != step:
        stream.read()


def test_the_map_is_that_of_the_newest_frame(live: Live) -> None:
    session = member_session(live)
    assert newest(live, session) is None
    with live.stream(session) as stream:
        for count in (0, 50):
            if count:
                stream.ask("step", count=count)
            show(stream, count)
            expected = small_map(np.array([session.boundary(64).values]), "tanh")
            until(lambda expected=expected: newest(live, session) == expected)
    assert newest(live, session) is not None  # it stays when the member has gone


def test_the_wall_shows_the_confusion_matrix_of_images_which_frames_contain_only_on_request(live: Live) -> None:
    session = member_session(live, data={"name": "digits"}, network={"layers": [{"units": 8}]})
    with live.stream(session) as stream:
        show(stream, 0)
        until(lambda: newest(live, session) is not None)
        assert stream.frames[-1].get("confusion") is None
        frame = stream.frames[-1]
    found = newest(live, session)
    assert found is not None
    assert (found.kind, found.size, found.classes) == ("confusion", 10, None)
    shares = np.frombuffer(found.values, np.uint8).reshape(10, 10) / 255
    assert np.allclose(shares.sum(axis=1), 1, atol=0.05), "each row has the shares of a true class"
    assert frame["metrics"]["test_accuracy"] == pytest.approx(np.diag(shares).mean(), abs=0.05)


def test_a_matrix_without_a_test_split_is_that_of_the_training_split() -> None:
    train, none = np.array([[3, 1], [0, 0]]), np.zeros((2, 2), np.int64)
    assert list(small_matrix(Confusion(train, none)).values) == [191, 64, 0, 0]
    assert list(small_matrix(Confusion(train, train[::-1])).values) == [0, 0, 191, 64]


def test_there_is_none_without_a_guard_a_plane_or_a_frame(live: Live) -> None:
    free, table, unwatched = live.session(), member_session(live, data={"name": "iris"}), member_session(live)
    unwatched.train(5)
    for session in (free, table):
        with live.stream(session) as stream:
            stream.next("frame")
            stream.ask("step")
            show(stream, 1)
    for session in (free, table, unwatched):
        assert newest(live, session) is None
    live.call(lambda services: services.sessions.guard(free.id, Guard("member m")))
    with live.stream(free) as stream:
        stream.next("frame")
        assert until(lambda: newest(live, free)) is not None


def test_a_view_without_maps_is_mapped_for_the_wall_all_the_same(live: Live) -> None:
    session = member_session(live)
    with live.stream(session) as stream:
        stream.send("view", resolution=0)
        while b'"output_maps"' in stream.next("frame")["bytes"]:
            pass
        stream.ask("step", count=20)
        show(stream, 20)
        expected = small_map(np.array([session.boundary(32).values]), "tanh")
        until(lambda: newest(live, session) == expected)


def test_other_data_drop_the_map_and_several_classes_have_one_map(live: Live) -> None:
    session = member_session(live)
    with live.stream(session) as stream:
        stream.next("frame")
        first = until(lambda: newest(live, session))
        assert first.classes is None
        session.change({"data": {"name": "iris"}}, reset=True)
        assert newest(live, session) is None
        session.change({"data": {"name": "spirals3"}}, reset=True)
        assert until(lambda: newest(live, session)).classes == 3
        session.change({"optimizer": {"learning_rate": 0.5}})
        assert newest(live, session) is not None


@pytest.mark.slow
def test_a_playing_run_is_mapped_once_a_second_and_when_it_pauses(live: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[float] = []

    def noted(*arguments: Any) -> SmallMap:
        made.append(time.monotonic())
        return small_map(*arguments)

    monkeypatch.setattr(slices, "small_map", noted)
    session = member_session(live)
    with live.stream(session) as stream:
        stream.next("frame")
        stream.ask("play")
        began = time.monotonic()
        while time.monotonic() - began < 2.5:
            stream.next("frame")
        playing = [when for when in made if when > began]
        assert 1 <= len(playing) <= 4
        step = stream.ask("pause")["step"]
        show(stream, step)
        expected = small_map(np.array([session.boundary(64).values]), "tanh")
        until(lambda: newest(live, session) == expected)
