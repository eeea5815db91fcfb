"""Workshops are kept: over a restart, a kill, and a store that fails meanwhile."""

import json
import os
import signal
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from app.client import Client
from app.rooms.document import document_of, room_of, write_document
from app.rooms.room import Room
from app.rooms.rooms import FIRST_RUN
from app.settings import Settings
from app.sharing.client import member_client
from app.store import store
from app.store.location import FILE
from tests.app.live import Live, command, serving, until
from tests.app.problems import refused
from tests.app.rooms.workshop import Caller, Workshop, start
from tests.app.store.test_faults import faulty, state
from tests.app.store.written import written


@pytest.fixture(autouse=True)
def quick_retries(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "RETRY_SECONDS", (0.05, 0.2))


def document(folder: Path, room: str) -> Room | None:
    """The kept room; None if there is none."""
    try:
        with closing(sqlite3.connect(f"{(folder / FILE).as_uri()}?mode=ro", uri=True)) as connection:
            row = connection.execute("SELECT document FROM rooms WHERE id = ?", (room,)).fetchone()
    except sqlite3.Error:
        return None
    return room_of(row[0], FIRST_RUN) if row else None


def is_told(room: Room, member: str) -> bool:
    """True if a kept room has what was pushed to a member."""
    return member in room.members and room.members[member].waiting is not None


def at(live: Live, caller: Caller) -> Caller:
    """The same caller at another server."""
    return Caller(live, caller.room, caller.key, caller.id, caller.session)


def busy_workshop(live: Live) -> tuple[Workshop, Caller, str]:
    """A workshop in which much has happened; with a member, and the id of a question."""
    here = start(live, name="Monday", spec={"data": {"name": "spiral"}}, view="flow")
    here.teacher.do("PATCH", "", {"admit_by_hand": True, "locked": ["data"], "message": "Look", "names_hidden": True})
    ada = here.join("Ada")
    question = here.teacher.do("POST", "/questions", {"kind": "sign", "text": "?", "answer": 1})["id"]
    ada.do("PUT", f"/questions/{question}/answer", {"value": 1})
    live.client.session(ada.session).train(7, "step")
    here.teacher.do("PATCH", "", {"shown": ada.id})
    here.teacher.do("POST", "/push", {"to": "all", "lesson": "xor"})
    return here, ada, question


def check(live: Live, here: Workshop, ada: Caller, question: str, before: Any) -> None:
    """Everything is as it was."""
    teacher, member = at(live, here.teacher), at(live, ada)
    after = teacher.do("GET")
    for each in (*before["members"], *after["members"]):
        each.pop("connected")
    before.pop("links"), after.pop("links")
    assert after == before
    assert member.do("GET", "/me")["session"] == ada.session
    assert live.client.session(ada.session).info().step == 7
    with member.events() as events:
        assert events.next("pushed")["lesson"] == "xor"
    teacher.do("PATCH", f"/questions/{question}", {"state": "revealed"})
    assert member.do("GET")["questions"][0]["score"] == 1


def test_a_workshop_survives_a_restart(tmp_path: Path) -> None:
    with serving(data_dir=tmp_path) as live:
        here, ada, question = busy_workshop(live)
        before = here.teacher.do("GET")
    with serving(data_dir=tmp_path) as live:
        check(live, here, ada, question, before)
        assert Caller(live, "codes", "").do("GET", f"/{here.code}") == {"room": here.room}
        assert live.client.health().rooms == 1
        at(live, here.teacher).do("DELETE")
        until(lambda: document(tmp_path, here.room) is None)
    with serving(data_dir=tmp_path) as live:
        refused(at(live, ada).call("GET", "/me"), 404)
        assert live.client.session(ada.session).info().step == 7, "the session stays"


def test_a_session_that_is_asked_for_before_anything_else_is_its_members(tmp_path: Path) -> None:
    with serving(data_dir=tmp_path) as live:
        until(lambda: state(live) == "open")
        ada = start(live).join("Ada")
    with serving(data_dir=tmp_path) as live:
        live.client.session(ada.session).info()
        session = live.call(lambda services: services.sessions.at_work(ada.session))
        assert session is not None
        assert session.memory.client == member_client(ada.id)


@pytest.mark.slow
def test_a_workshop_survives_a_kill(tmp_path: Path) -> None:
    with command("--port", "0", BACKPROP_DATA_DIR=str(tmp_path)) as (process, url), Client(url) as client:
        until(lambda: client.health().status == "ready" and client.health().store == "open")
        live = Live(url, client, None, Settings())  # type: ignore[arg-type]
        here, ada, question = busy_workshop(live)
        before = here.teacher.do("GET")
        until(lambda: (kept := document(tmp_path, here.room)) is not None and is_told(kept, ada.id))
        until(lambda: written(tmp_path, ada.session).get("step") == 7)
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
    with command("--port", "0", BACKPROP_DATA_DIR=str(tmp_path)) as (process, url), Client(url) as client:
        until(lambda: client.health().status == "ready")
        check(Live(url, client, None, Settings()), here, ada, question, before)  # type: ignore[arg-type]


@pytest.mark.slow
def test_a_workshop_goes_on_while_the_disk_is_full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with faulty(tmp_path, monkeypatch, "PRAGMA query_only = ON") as (live, mend):
        here = start(live)
        until(lambda: state(live) == "unavailable")
        assert "cannot be written" in live.client.health().store_message
        ada = here.join("Ada")
        question = here.teacher.do("POST", "/questions", {"kind": "sign", "text": "?"})["id"]
        ada.do("PUT", f"/questions/{question}/answer", {"value": 0})
        mend()
        until(lambda: state(live) == "open")
        until(lambda: (kept := document(tmp_path, here.room)) is not None and ada.id in kept.members)


@pytest.mark.slow
def test_a_workshop_of_before_the_restart_is_not_denied_while_the_store_is_away(tmp_path: Path) -> None:
    occupied = tmp_path / "file"
    occupied.write_text("")
    with serving(data_dir=occupied / "data") as live:
        until(lambda: state(live) == "unavailable")
        refused(Caller(live, "earlier", "").call("GET", "/invitation"), 503)
        here = start(live)
        assert here.join().do("GET")["id"] == here.room
        occupied.unlink()
        until(lambda: state(live) == "open")
        until(lambda: Caller(live, "earlier", "").call("GET", "/invitation").status_code == 404)


def test_a_workshop_stored_by_the_former_version_opens() -> None:
    room = Room("id", "ABCDEF", {"teacher": "digest"}, FIRST_RUN)
    kept = json.loads(write_document(document_of(room), FIRST_RUN.model_dump_json().encode()))
    for new in ("challenges",):
        del kept[new]
    assert room_of(json.dumps(kept).encode(), FIRST_RUN).challenges.all == {}


DAMAGE: list[tuple[str, Callable[[str], str]]] = [
    ("no JSON", lambda text: "x" + text),
    ("another format", lambda text: text.replace('"format":1', '"format":2')),
    ("a number too large", lambda text: text.replace('"base":0', '"base":9')),
    ("an unknown field", lambda text: text.replace('"format":1', '"format":1,"king":1')),
]


@pytest.mark.slow
def test_a_workshop_that_cannot_be_read_hurts_no_other(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with serving(data_dir=tmp_path) as live:
        rooms = [start(live) for _ in range(1 + len(DAMAGE))]
        for each in rooms:
            each.join()
    with closing(sqlite3.connect(tmp_path / FILE)) as connection:
        for each, (_, change) in zip(rooms[1:], DAMAGE, strict=True):
            ((text,),) = connection.execute("SELECT document FROM rooms WHERE id = ?", (each.room,))
            connection.execute(
                "UPDATE rooms SET document = ? WHERE id = ?", (change(text.decode()).encode(), each.room)
            )
        connection.commit()
    with serving(data_dir=tmp_path) as live:
        assert at(live, rooms[0].teacher).do("GET")["members"]
        for each in rooms[1:]:
            refused(at(live, each.teacher).call("GET"), 404)
    assert sum("cannot be read" in each.getMessage() for each in caplog.records) == len(DAMAGE)


@pytest.mark.slow
def test_a_workshop_on_a_table_comes_back_with_it_or_with_other_data(tmp_path: Path) -> None:
    with serving(data_dir=tmp_path) as live:
        table = live.client.send_table("a,b,y\n" + "1,2,x\n2,1,y\n" * 20)
        here = start(live, spec={"data": {"name": "table", "table": table.id}})
        until(lambda: document(tmp_path, here.room) is not None)
    with serving(data_dir=tmp_path) as live:
        ada = Caller(live, here.room, "").do("POST", "/members", {})
        assert live.client.session(ada["session"]).info().spec.data.name == "table"
    with closing(sqlite3.connect(tmp_path / FILE)) as connection:
        change = "UPDATE rooms SET document = CAST(replace(document, ?, 'gone') AS BLOB)"
        assert connection.execute(change, (table.id,)).rowcount == 1
        connection.commit()
    with serving(data_dir=tmp_path) as live:
        late = Caller(live, here.room, "").do("POST", "/members", {})
        assert live.client.session(late["session"]).info().spec.data.name == "circle"


@pytest.mark.slow
def test_an_unused_workshop_is_deleted_after_days(tmp_path: Path) -> None:
    with serving(data_dir=tmp_path) as live:
        here = start(live)
        until(lambda: document(tmp_path, here.room) is not None)
    with closing(sqlite3.connect(tmp_path / FILE)) as connection:
        connection.execute("UPDATE rooms SET used = used - 3000000")
        connection.commit()
    with serving(data_dir=tmp_path) as live:
        until(lambda: live.client.health().store == "open" and live.client.health().rooms == 0)
        until(lambda: document(tmp_path, here.room) is None)


@pytest.mark.slow
def test_the_store_has_no_key(tmp_path: Path) -> None:
    with serving(data_dir=tmp_path) as live:
        here, ada, _ = busy_workshop(live)
        until(lambda: (kept := document(tmp_path, here.room)) is not None and ada.id in kept.members)
        room = document(tmp_path, here.room)
        assert room is not None
        kept = write_document(document_of(room), b"{}").decode()
    content = b"".join(path.read_bytes() for path in tmp_path.glob(f"{FILE}*"))
    for caller in (here.teacher, here.projector, ada):
        assert caller.key.encode() not in content
    assert ada.session in kept
