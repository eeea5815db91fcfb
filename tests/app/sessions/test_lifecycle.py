"""Lifetimes of sessions and of the server."""

import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress

import httpx
import pytest
from websockets.exceptions import ConnectionClosed

from app.client import Client, ProblemError, SessionLostError
from app.protocol.stream import CloseCode
from app.serving import AddressInUseError, address, listen
from app.settings import Settings
from tests.app.live import CIRCLE, PATIENCE, Live, command, serving, until


@pytest.mark.slow
def test_an_unused_session_expires() -> None:
    with serving(session_idle_seconds=1.0) as live:
        idle = live.session()
        watched = live.session()
        with live.stream(watched) as stream:
            stream.next("frame")
            until(lambda: live.client.health().sessions == 1)
            with pytest.raises(SessionLostError, match="expired") as lost:
                idle.info()
            assert lost.value.status == 410
            assert stream.ask("step")["step"] == 1
        until(lambda: live.client.health().sessions == 0)
        with live.stream(watched) as stream, pytest.raises(ConnectionClosed):
            stream.read()
        assert stream.socket.close_code == CloseCode.GONE


def test_a_full_server_refuses_another_session_and_says_when_to_try_again() -> None:
    with serving(max_sessions=2) as live:
        first, _ = live.session(), live.session()
        response = httpx.post(f"{live.url}/api/v1/sessions", json=CIRCLE)
        assert response.status_code == 503
        assert response.headers["Retry-After"] == "60"
        with pytest.raises(ProblemError, match="places for sessions are in use"):
            live.session()
        first.delete()
        live.session()


def test_a_full_server_evicts_the_least_recently_used_session() -> None:
    with serving(max_sessions=3, session_spare_seconds=0.05) as live:
        watched, oldest, newer = live.session(), live.session(), live.session()
        with live.stream(watched) as stream:
            stream.next("frame")
            time.sleep(0.2)
            newer.info()
            live.session()
            assert stream.ask("step")["step"] == 1
            with pytest.raises(SessionLostError, match="expired"):
                oldest.info()


def test_a_run_whose_last_client_left_is_paused_after_a_while() -> None:
    with serving(play_grace_seconds=0.3) as live:
        session = live.session()
        with live.stream(session) as stream:
            stream.ask("play")
        assert session.info().playing
        until(lambda: not session.info().playing)
        assert session.info().step > 0


@pytest.mark.slow
def test_a_client_that_comes_back_in_time_finds_its_run_playing() -> None:
    with serving(play_grace_seconds=1.5) as live:
        session = live.session()
        with live.stream(session) as stream:
            stream.ask("play", unit="step", per_second=1.0)
        with live.stream(session) as stream:
            assert stream.next("status")["playing"]
            time.sleep(1.8)
            assert session.info().playing


@pytest.mark.slow
@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_the_server_within_seconds_even_with_open_streams(ending: signal.Signals) -> None:
    with command("--port", "0") as (process, url), Client(url) as client:
        live = Live(url, client, None, Settings())  # type: ignore[arg-type]
        session = live.session()
        with (
            live.stream(session) as playing,
            live.stream(live.session()),
            socket.create_connection((httpx.URL(url).host, httpx.URL(url).port)),
        ):
            playing.ask("play")
            playing.next("frame", playing=True)
            began = time.monotonic()
            process.send_signal(ending)
            assert process.wait(PATIENCE) == 0
            assert time.monotonic() - began < 10
            with suppress(ConnectionClosed):
                while True:
                    playing.read()
            assert playing.socket.close_code in (CloseCode.RESTART, CloseCode.GOING_AWAY)
        assert process.stdout is not None
        assert process.stdout.read() == ""


@pytest.mark.slow
def test_a_signal_ends_a_server_that_still_compiles(tmp_path: object) -> None:
    with command("--port", "0", NUMBA_CACHE_DIR=str(tmp_path)) as (process, url):
        with Client(url) as client:
            assert client.health().status == "warming"
            assert httpx.get(url).status_code == 200
        process.send_signal(signal.SIGTERM)
        assert process.wait(PATIENCE) == 0


@pytest.mark.slow
def test_host_and_port_come_from_the_environment() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with command(HOST="127.0.0.1", PORT=str(port)) as (_, url):
        assert url == f"http://127.0.0.1:{port}"


@pytest.mark.slow
def test_a_port_in_use_is_one_clear_line(live: Live) -> None:
    port = str(httpx.URL(live.url).port)
    result = subprocess.run(
        [sys.executable, "-m", "app.cli", "serve", "--port", port], capture_output=True, text=True, check=False
    )
    assert result.returncode == 1
    assert result.stdout == ""
    assert len(result.stderr.splitlines()) == 1
    assert port in result.stderr
    assert "in use" in result.stderr
    assert "--port" in result.stderr


def test_an_address_that_is_not_ours_is_refused() -> None:
    with pytest.raises(AddressInUseError, match=r"192\.0\.2\.1"):
        listen(Settings(host="192.0.2.1", port=0))


def test_the_printed_address_can_be_typed_into_a_browser() -> None:
    for host, expected in (("0.0.0.0", "http://127.0.0.1:"), ("127.0.0.1", "http://127.0.0.1:")):
        with listen(Settings(host=host, port=0)) as listening:
            assert address(listening).startswith(expected)


def test_a_client_that_hangs_up_during_a_training_is_no_fault(live: Live, caplog: pytest.LogCaptureFixture) -> None:
    session = live.session(network={"layers": [{"units": 64}, {"units": 64}]})
    with suppress(httpx.ReadTimeout):
        httpx.post(f"{live.url}/api/v1/sessions/{session.id}/steps", json={"count": 1_000_000}, timeout=0.3)
    session.train(1)  # waits for the training that is given up
    assert 0 < session.info().step < 1_000_000
    assert [record.getMessage() for record in caplog.records if record.levelname == "ERROR"] == []
