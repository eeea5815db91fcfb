"""A server whose runs are trained by host processes: the same bits, and little lost when a process fails."""

import os
import signal
import time
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any

import pytest

from app import runner
from app.client import Client
from app.hosts import away, hosts, process_host
from app.settings import Settings
from benchmarks.machine import with_descendants
from tests.app.live import Live, Stream, command, serving, until
from tests.app.store.test_restart import SPECS, run_of, uninterrupted

pytestmark = pytest.mark.slow

MANY = hosts.MANY
"""Playing runs for which a server starts hosts, outside of `live`."""

FAST: dict[str, Any] = {"unit": "epoch", "per_second": 60}


@pytest.fixture(scope="module")
def live() -> Iterator[Live]:
    """A server that starts two hosts as soon as one run plays."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(hosts, "MANY", 1)
        patch.setattr(hosts, "FEW", 0)
        patch.setattr(hosts, "TICK_SECONDS", 0.1)
        patch.setattr(hosts, "RETRY_SECONDS", 0.5)
        patch.setattr(process_host, "SILENT_SECONDS", 3.0)
        patch.setattr(away, "LONGEST_SECONDS", 1.0)
        with serving(host_processes=2) as running:
            yield running
            own = processes(running)
        until(lambda: not any(map(alive, own)))


def alive(process: int) -> bool:
    """True if a process runs."""
    with suppress(ProcessLookupError, FileNotFoundError):
        os.kill(process, 0)
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    return False


def processes(live: Live) -> list[int]:
    """The ids of the host processes."""
    return live.call(lambda services: services.hosts.processes)


def guests(live: Live) -> int:
    """Number of runs that are trained by hosts."""
    return live.call(lambda services: services.hosts.guests)


def play(live: Live, stream: Stream, number: int = 1) -> None:
    """Play until hosts train a number of runs, and a little longer."""
    stream.ask("play", **FAST)
    until(lambda: stream.next("frame") and guests(live) == number)
    begun = stream.frames[-1]["step"]
    until(lambda: stream.next("frame")["step"] > begun)


def test_runs_on_hosts_train_to_the_same_bits_and_come_back_when_paused(live: Live) -> None:
    sessions = {name: live.session(**spec) for name, spec in SPECS.items()}
    with ExitStack() as stack:
        streams = {name: stack.enter_context(live.stream(session)) for name, session in sessions.items()}
        for number, stream in enumerate(streams.values(), 1):
            play(live, stream, number)
        assert len(processes(live)) == 2
        for name, session in sessions.items():  # between two slices
            session.parameters()
            assert session.info().step > 0
            assert session.history().step, name
        for stream in streams.values():
            stream.ask("pause")
        until(lambda: guests(live) == 0)
    for name, session in sessions.items():
        assert run_of(session) == uninterrupted(SPECS[name], session.info().step), name


def test_a_run_on_a_host_can_be_changed_and_changed_back(live: Live) -> None:
    session = live.session()
    with live.stream(session) as stream:
        play(live, stream)
        first = session.info().step
        session.change({"data": {"seed": 3}})
        assert session.undo().spec.data == session.info().spec.data
        session.change({"optimizer": {"learning_rate": 0.5}})
        session.reset()
        play(live, stream)
        session.undo()
        assert session.info().step >= first
        session.reset()
        play(live, stream)
        stream.ask("pause")
    assert run_of(session) == uninterrupted({"optimizer": {"learning_rate": 0.5}}, session.info().step)


def test_a_run_that_diverges_on_a_host_is_told_and_comes_back(live: Live) -> None:
    plane = {"data": {"name": "reg_plane", "samples": 100}, "network": {"layers": [{"units": 4, "activation": "relu"}]}}
    session = live.session(**plane)
    with live.stream(session) as stream:
        play(live, stream)
        session.change({"optimizer": {"learning_rate": 900.0}})
        stream.next("status", status="diverged")
        until(lambda: guests(live) == 0)
    assert session.info().divergence is not None
    assert max(session.history().step) <= session.info().step


@pytest.mark.parametrize("failure", [signal.SIGKILL, signal.SIGSTOP])
def test_a_failed_host_costs_the_last_seconds_which_is_said_and_another_one_goes_on(live: Live, failure: int) -> None:
    session = live.session(optimizer={"name": "adam"})
    with live.stream(session) as stream:
        play(live, stream)
        end = time.monotonic() + 2.5  # the state is fetched meanwhile
        while time.monotonic() < end:
            stream.next("frame")
        before, failed = stream.frames[-1]["step"], processes(live)
        for process in failed:
            os.kill(process, failure)
        problem = stream.next("error")["problem"]
        assert (problem["type"], problem["status"]) == ("urn:backprop:host-lost", 503)
        back = stream.next("session")["step"]
        assert back > 0
        assert max(session.history().step, default=0) <= session.info().step
        until(lambda: stream.next("frame")["step"] > before)
        until(lambda: stream.next("frame") and len(processes(live)) == 2 and guests(live))
        assert not set(failed) & set(processes(live))
        until(lambda: not any(map(alive, failed)))
        stream.ask("pause")
    assert run_of(session) == uninterrupted({"optimizer": {"name": "adam"}}, session.info().step)


def test_a_run_of_long_slices_stays_with_the_server(live: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runner, "LONG_SECONDS", 0.0)
    until(lambda: guests(live) == 0)
    with live.stream(live.session()) as stream:
        stream.ask("play", **FAST)
        until(lambda: stream.next("frame") and len(processes(live)) == 2)
        begun = stream.frames[-1]["step"]
        until(lambda: stream.next("frame")["step"] > begun)
        assert guests(live) == 0


def test_a_deleted_session_leaves_its_host(live: Live) -> None:
    session = live.session()
    with live.stream(session) as stream:
        play(live, stream)
        session.delete()
    until(lambda: guests(live) == 0)


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGKILL])
def test_hosts_end_with_their_server_and_all_is_written(tmp_path: Path, ending: signal.Signals) -> None:
    variables = {"BACKPROP_DATA_DIR": str(tmp_path), "BACKPROP_MAX_SESSIONS": "40", "BACKPROP_HOST_PROCESSES": "2"}
    with command("--port", "0", **variables) as (process, url), Client(url) as client, ExitStack() as stack:
        until(lambda: client.health().status == "ready" and client.health().store == "open")
        live = Live(url, client, None, Settings())  # type: ignore[arg-type]
        sessions = [live.session() for _ in range(MANY + 2)]
        streams = [stack.enter_context(live.stream(session)) for session in sessions]
        for stream in streams:
            stream.ask("play", **FAST)
        until(lambda: all(each.next("frame") for each in streams) and len(with_descendants(process.pid)[1:]) >= 2)
        own = with_descendants(process.pid)[1:]
        end = time.monotonic() + 8.0
        while time.monotonic() < end:
            for stream in streams:
                stream.next("frame")
        process.send_signal(ending)
        process.wait(10.0)
        until(lambda: not any(map(alive, own)))
    with serving(data_dir=tmp_path, host_processes=0) as again:
        until(lambda: again.client.health().store == "open")
        for session in sessions:
            back = again.client.session(session.id)
            back.train(1, "step")
            assert back.info().step > 100
            assert run_of(back) == uninterrupted({}, back.info().step)
