"""A store that is full, read-only, in use, away, damaged or newer: the server says so, works on, and catches up."""

import logging
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from typer.testing import CliRunner

from app.cli import main
from app.client import Client, ProblemError, Session
from app.store import store
from app.store.location import FILE
from tests.app.live import Live, serving, until
from tests.app.store.written import written

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def quick_retries(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "RETRY_SECONDS", (0.05, 0.2))
    monkeypatch.setattr(store, "TIDY_SECONDS", 1.5)


def state(live: Live) -> str:
    return live.client.health().store


def is_written(folder: Path, session: Session, step: int) -> bool:
    """True if the file has a session at this step."""
    return written(folder, session.id).get("step") == step


@contextmanager
def faulty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pragma: str) -> Iterator[tuple[Live, Callable[[], None]]]:
    """A server whose every connection to the database runs a pragma that makes it fail, until `mend` is called."""
    from app.store import database

    broken = [True]
    connect = database._connect

    def connect_broken(location: object) -> object:
        engine, connection = connect(location)  # type: ignore[arg-type]
        if broken[0]:
            connection.exec_driver_sql(pragma)
            connection.rollback()
        return engine, connection

    monkeypatch.setattr(database, "_connect", connect_broken)
    with serving(data_dir=tmp_path) as live:
        yield live, lambda: broken.clear() or broken.append(False)  # type: ignore[func-returns-value]


@pytest.mark.parametrize(
    ("pragma", "message"),
    [("PRAGMA max_page_count = 20", "the disk is full"), ("PRAGMA query_only = ON", "the folder cannot be written")],
)
def test_a_store_that_cannot_be_written_is_told_and_catches_up(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    pragma: str,
    message: str,
) -> None:
    with faulty(tmp_path, monkeypatch, pragma) as (live, mend):
        sessions = [live.session(network={"layers": [{"units": 60}, {"units": 60}]}) for _ in range(3)]
        until(lambda: state(live) == "unavailable")
        assert message in live.client.health().store_message
        for number, session in enumerate(sessions, 1):
            assert session.train(number, "step").step == number, "training goes on"
        with live.stream(sessions[0]) as stream, live.stream(live.session()) as new:
            for each in (stream, new):
                assert each.next("status")["not_kept"] == message
            mend()
            for each in (stream, new):
                each.next("status", not_kept=None, re=None)
        until(lambda: state(live) == "open")
        for number, session in enumerate(sessions, 1):
            until(lambda each=session, step=number: is_written(tmp_path, each, step))  # type: ignore[misc]
    told = [each.getMessage() for each in caplog.records if each.levelno >= logging.WARNING]
    assert [text.partition(":")[0].partition(" (")[0] for text in told] == [
        "The store cannot be used",
        "The store can be used again",
    ]


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    occupied = tmp_path / "file"
    occupied.write_text("")
    with serving(data_dir=occupied / "data") as live:
        session = live.session()
        until(lambda: state(live) == "unavailable")
        assert session.train(1, "step").step == 1
        assert "file" not in live.client.health().store_message.partition("Not a directory")[2], "no path"
        occupied.unlink()
        until(lambda: state(live) == "open")
        until(lambda: is_written(occupied / "data", session, 1))


def test_a_second_server_waits_until_the_first_has_ended(tmp_path: Path) -> None:
    with serving(data_dir=tmp_path) as first:
        kept = first.session()
        until(lambda: state(first) == "open")
        with serving(data_dir=tmp_path) as second:
            until(lambda: state(second) == "unavailable")
            assert "another server uses the data folder or database" in second.client.health().store_message
            own = second.session()
            first.server.should_exit = True
            until(lambda: state(second) == "open")
            assert second.client.session(kept.id).info().id == kept.id
            until(lambda: is_written(tmp_path, own, 0))


def test_a_folder_that_is_deleted_is_made_anew(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    with serving(data_dir=folder) as live:
        session = live.session()
        until(lambda: state(live) == "open" and is_written(folder, session, 0))
        folder.rename(tmp_path / "moved")
        session.train(1, "step")
        until(lambda: (folder / FILE).is_file() and state(live) == "open" and is_written(folder, session, 1))


@pytest.mark.parametrize("damage", ["no database", "zeros within"])
def test_a_damaged_file_is_set_aside(tmp_path: Path, damage: str, caplog: pytest.LogCaptureFixture) -> None:
    file = tmp_path / FILE
    with serving(data_dir=tmp_path) as live:
        lost = live.session()
    content = file.read_bytes()
    file.write_bytes(
        b"something else" * 100 if damage == "no database" else content[:4096] + bytes(len(content) - 4096)
    )
    damaged = file.read_bytes()
    with serving(data_dir=tmp_path) as live:
        session = live.session()
        until(lambda: state(live) == "open" and is_written(tmp_path, session, 0))
        with pytest.raises(ProblemError, match="No session has this id"):
            live.client.session(lost.id).info()
    (aside,) = tmp_path.glob(f"{FILE}.damaged-*[0-9]")
    assert aside.read_bytes() == damaged
    assert str(aside) in caplog.text


DAMAGE = (
    "UPDATE session_parts SET content = substr(content, 1, length(content) - 9) WHERE kind = 'run' AND session = ?",
    "UPDATE session_parts SET content = '{}' WHERE kind = 'spec' AND session = ?",
    "UPDATE session_parts SET content = '[[1]]' WHERE kind = 'history' AND session = ?",
    "DELETE FROM session_parts WHERE kind = 'spec' AND session = ?",
    "UPDATE sessions SET document = replace(document, '\"format\":1', '\"format\":2') WHERE id = ?",
    "UPDATE sessions SET document = 'x' WHERE id = ?",
)


def test_a_session_that_cannot_be_read_is_gone_and_hurts_no_other(tmp_path: Path) -> None:
    with serving(data_dir=tmp_path) as live:
        whole = live.session()
        sessions = [live.session() for _ in DAMAGE]
        for session in (whole, *sessions):
            session.train(3, "step")
    with closing(sqlite3.connect(tmp_path / FILE)) as connection:
        for session, change in zip(sessions, DAMAGE, strict=True):
            assert connection.execute(change, (session.id,)).rowcount > 0
        connection.commit()
    with serving(data_dir=tmp_path) as live:
        until(lambda: state(live) == "open")
        for session in sessions:
            with pytest.raises(ProblemError, match="another version of the server, or is damaged"):
                live.client.session(session.id).info()
        assert live.client.session(whole.id).info().step == 3


def test_a_store_of_a_newer_version_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(data_dir=tmp_path) as live:
        until(lambda: state(live) == "open")
    with closing(sqlite3.connect(tmp_path / FILE)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()
    monkeypatch.setenv("BACKPROP_DATA_DIR", str(tmp_path))
    result = CliRunner().invoke(main, ["serve", "--port", "0"])
    assert result.exit_code == 1
    assert "9999" in result.output
    assert "Install the newer version again" in result.output


def test_a_session_that_rests_is_unavailable_while_the_store_is(tmp_path: Path) -> None:
    with serving(data_dir=tmp_path) as live:
        session = live.session()
    with serving(data_dir=tmp_path) as live, Client(live.url) as client:
        until(lambda: state(live) == "open")
        (tmp_path / FILE).rename(tmp_path / "away")
        (tmp_path / FILE).mkdir()
        with pytest.raises(ProblemError, match="cannot be used at present") as refused:
            client.session(session.id).info()
        assert refused.value.status == 503
        (tmp_path / FILE).rmdir()
        (tmp_path / "away").rename(tmp_path / FILE)
        until(lambda: state(live) == "open")
        assert client.session(session.id).info().id == session.id
