"""Sessions that nobody uses leave memory, come back when they are asked for, and are deleted after days."""

import sqlite3
import time
from contextlib import closing
from pathlib import Path

import pytest

from app.client import ProblemError, Session
from app.deps import Services
from app.sessions.guard import Guard
from app.store.location import FILE
from tests.app.live import Live, serving, until
from tests.app.store.test_restart import kept, run_of
from tests.app.store.written import written

pytestmark = pytest.mark.slow


def numbers(live: Live) -> tuple[int, int]:
    """Sessions at work and at rest."""
    health = live.client.health()
    return health.sessions, health.resting


def set_used(folder: Path, session: Session, seconds_ago: float) -> None:
    """Pretend that a session was last used some time ago."""
    with closing(sqlite3.connect(folder / FILE)) as connection:
        connection.execute("UPDATE sessions SET used = ? WHERE id = ?", (time.time() - seconds_ago, session.id))
        connection.commit()


def test_an_unused_session_rests_and_comes_back(tmp_path: Path) -> None:
    with serving(data_dir=tmp_path, session_idle_seconds=0.8) as live:
        kept(live)
        idle, watched = live.session(), live.session()
        idle.train(9, "step")
        state, history = run_of(idle), idle.history()
        with live.stream(watched) as stream:
            stream.next("frame")
            until(lambda: numbers(live) == (1, 1))
            assert run_of(idle) == state
            assert idle.history() == history
            assert numbers(live) == (2, 0)
            assert stream.ask("step")["step"] == 1
        until(lambda: numbers(live) == (0, 2))
        with live.stream(idle) as stream:
            assert stream.next("session")["step"] == 9


def test_a_members_session_comes_back_guarded_and_as_that_members(tmp_path: Path) -> None:
    with serving(data_dir=tmp_path, session_idle_seconds=0.8) as live:
        kept(live)
        session = live.session()
        live.call(lambda services: services.sessions.guard(session.id, Guard("member m", frozenset({"seed"}))))
        assert client_of(live, session) != "member m", "it was made for the address"
        until(lambda: numbers(live) == (0, 1))
        with pytest.raises(ProblemError, match="locked the seed"):
            session.reset(5)
        assert client_of(live, session) == "member m"
        assert session.train(2).step == 2
        live.call(lambda services: services.sessions.guard(session.id, None))
        until(lambda: numbers(live) == (0, 1))
        assert session.reset(5).step == 0
        assert client_of(live, session) != "member m"


def test_a_paused_run_does_not_play_on_when_it_comes_back(tmp_path: Path) -> None:
    with serving(data_dir=tmp_path, play_grace_seconds=60) as live:
        session, free = live.session(), live.session()
        for each in (session, free):
            with live.stream(each) as stream:
                stream.ask("play", unit="step", per_second=20)
                stream.next("frame", playing=True)
        for each in (session, free):
            until(lambda each=each: written(tmp_path, each.id).get("step", 0) > 0)  # type: ignore[misc]
    with serving(data_dir=tmp_path, play_grace_seconds=60) as live:
        kept(live)
        live.call(lambda services: services.sessions.guard(session.id, Guard("member m", held=True)))
        sessions = live.client.session(session.id), live.client.session(free.id)
        assert [each.info().playing for each in sessions] == [False, True]


def client_of(live: Live, session: Session) -> str:
    """The client that has a session at work."""

    def find(services: Services) -> str:
        found = services.sessions.at_work(session.id)
        assert found is not None
        return found.memory.client

    return live.call(find)


def test_only_sessions_at_work_count_for_the_limit(tmp_path: Path) -> None:
    with serving(data_dir=tmp_path, max_sessions=2, session_spare_seconds=0.3) as live:
        kept(live)
        sessions = [live.session(seed=0)]
        for seed in range(1, 5):
            until(lambda last=sessions[-1]: written(tmp_path, last.id))  # type: ignore[misc]
            time.sleep(0.4)
            sessions.append(live.session(seed=seed))
        assert numbers(live) == (2, 3)
        time.sleep(0.4)
        assert [each.info().spec.seed for each in sessions[:2]] == [0, 1]
        assert numbers(live) == (2, 3)


def test_many_ask_at_once_for_a_session_that_rests(tmp_path: Path) -> None:
    with serving(data_dir=tmp_path) as live:
        session = live.session()
    with serving(data_dir=tmp_path) as live:
        kept(live)
        with live.stream(session) as first, live.stream(session) as second:
            assert first.ask("step")["step"] == 1
            second.next("frame", step=1)
        assert numbers(live) == (1, 0)


def test_what_rested_for_days_is_deleted_whatever_the_clock_says(tmp_path: Path) -> None:
    with serving(data_dir=tmp_path) as live:
        old, recent, future = live.session(), live.session(), live.session()
    set_used(tmp_path, old, 3 * 86400)
    set_used(tmp_path, recent, 1 * 86400)
    set_used(tmp_path, future, -400 * 86400)  # as if the clock went back
    with serving(data_dir=tmp_path, rest_days=2, session_idle_seconds=0.4) as live:
        kept(live)
        until(lambda: numbers(live) == (0, 2))
        with pytest.raises(ProblemError, match="expired"):
            live.client.session(old.id).info()
        assert [live.client.session(each.id).info().step for each in (recent, future)] == [0, 0]


def test_the_oldest_are_deleted_if_too_many_rest(tmp_path: Path) -> None:
    with serving(data_dir=tmp_path) as live:
        sessions = [live.session() for _ in range(4)]
    for number, session in enumerate(sessions):
        set_used(tmp_path, session, 1000 - number)
    with serving(data_dir=tmp_path, max_resting=2, session_idle_seconds=0.4) as live:
        kept(live)
        until(lambda: numbers(live) == (0, 2))
        assert live.client.session(sessions[3].id).info().step == 0


def test_a_table_that_nobody_uses_comes_back_when_it_is_asked_for(tmp_path: Path) -> None:
    rows = "a,b\n" + "".join(f"{n},{n * n}\n" for n in range(30))
    with serving(data_dir=tmp_path, table_idle_seconds=0.5) as live:
        kept(live)
        table = live.client.send_table(rows, task="regression")
        assert live.client.send_table(rows, task="regression") == table
        time.sleep(1.0)
        assert live.client.table(table.id) == table
        session = live.session(data={"name": "table", "table": table.id})
        assert session.train(1, "step").step == 1
