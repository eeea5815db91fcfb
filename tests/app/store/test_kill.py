"""A server process that is killed, or stopped while it works, has everything again when it starts anew."""

import random
import signal
import threading
import time
from contextlib import suppress
from pathlib import Path

import httpx
import pytest
from websockets.exceptions import ConnectionClosed

from app.client import Client, ProblemError
from app.protocol.stream import CloseCode
from app.settings import Settings
from tests.app.live import PATIENCE, Live, Stream, command, until
from tests.app.store.test_restart import run_of, uninterrupted
from tests.app.store.written import written

ROUNDS = 2
"""Kills, each after a random time."""

OLDEST = 5.0
"""Seconds that what is kept may be behind."""

SLACK = 5.0
"""Seconds more on a machine that is busy with other tests."""


def connected(url: str, client: Client) -> Live:
    until(lambda: client.health().status == "ready")
    return Live(url, client, None, Settings())  # type: ignore[arg-type]


def read_until(stream: Stream, moment: float) -> list[tuple[float, int]]:
    """When each frame came until a time, and its step."""
    seen = []
    while time.monotonic() < moment:
        stream.next("frame")
        seen.append((time.monotonic(), int(stream.frames[-1]["step"])))
    return seen


@pytest.mark.slow
def test_after_a_kill_every_session_is_back_and_continues_to_the_same_bits(tmp_path: Path) -> None:
    ids: list[str] = []
    seen: list[tuple[float, int]] = []
    for round_number in range(ROUNDS + 1):
        with command("--port", "0", BACKPROP_DATA_DIR=str(tmp_path)) as (process, url), Client(url) as client:
            live = connected(url, client)
            until(lambda live=live: live.client.health().store == "open")
            if round_number == 0:
                ids = [live.session(optimizer={"name": "adam"}).id for _ in range(3)]
                client.session(ids[1]).train(7, "step")
                trained = client.session(ids[1])
                until(lambda trained=trained: written(tmp_path, trained.id).get("step") == 7)
            else:
                kept = int(run_of(client.session(ids[0]))["step"])
                later = [when for when, step in seen if step > kept]
                assert not later or seen[-1][0] - later[0] < OLDEST + SLACK
                for session_id in ids:
                    run = run_of(client.session(session_id))
                    assert run == uninterrupted({"optimizer": {"name": "adam"}}, run["step"])
                assert run_of(client.session(ids[1]))["step"] == 7
            if round_number == ROUNDS:
                break
            with live.stream(ids[0], max_queue=None) as stream, live.stream(ids[2], max_queue=None) as fast:
                stream.send("play", unit="step", per_second=50.0)
                fast.send("play", unit="step", per_second=1000.0)
                seen = read_until(stream, time.monotonic() + random.uniform(0.1, 4.0))
                process.kill()
                process.wait(PATIENCE)
    assert seen


@pytest.mark.slow
def test_a_stop_while_everything_is_under_way_writes_all_and_takes_less_than_ten_seconds(tmp_path: Path) -> None:
    large = {
        "network": {"layers": [{"units": 900}, {"units": 900}]},
        "batch_size": "all",
        "data": {"name": "circle", "samples": 1000},
    }
    with command("--port", "0", BACKPROP_DATA_DIR=str(tmp_path)) as (process, url), Client(url) as client:
        live = connected(url, client)
        playing, busy = live.session(), client.create(large)
        with live.stream(playing, max_queue=None) as stream:
            stream.send("play", unit="step", per_second=50.0)
            stream.next("frame", playing=True)

            def train() -> None:
                with suppress(httpx.HTTPError, ProblemError):
                    busy.train(1000, "epoch")

            thread = threading.Thread(target=train)
            thread.start()
            time.sleep(0.3)
            began = time.monotonic()
            process.send_signal(signal.SIGTERM)
            assert process.wait(PATIENCE) == 0
            assert time.monotonic() - began < 10
            thread.join(PATIENCE)
            with suppress(ConnectionClosed):
                while True:
                    stream.read()
            assert stream.socket.close_code == CloseCode.RESTART
            last = int(stream.frames[-1]["step"])
    with command("--port", "0", BACKPROP_DATA_DIR=str(tmp_path)) as (_, url), Client(url) as client:
        live = connected(url, client)
        run = run_of(client.session(playing.id))
        assert run["step"] >= last
        assert run == uninterrupted({}, run["step"])
        assert client.session(busy.id).info().parameter_count > 800_000
