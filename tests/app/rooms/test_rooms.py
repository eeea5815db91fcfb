"""Start, join, change and end a workshop."""

from typing import Any

import httpx
import pytest
from websockets.exceptions import ConnectionClosed

from app.access.rate_limit import TooManyRequestsError
from app.rooms.errors import UnknownRoomError, unknown_room
from app.rooms.joining.codes import CodeLimit
from app.settings import Settings
from tests.app.live import Live, serving
from tests.app.problems import refused
from tests.app.rooms.workshop import API, Caller, start

HTML = "<img src=x onerror=alert(1)>"


def test_members_join_by_code_and_get_a_session_of_the_rooms_spec(live: Live) -> None:
    here = start(live, name=" Monday\n morning ", spec={"data": {"name": "spiral"}}, view="flow", lesson="xor")
    assert here.teacher.do("GET")["name"] == "Monday morning"
    for typed in (here.code, here.code.lower().replace(" ", "-"), f" {here.code} ", here.code.replace(" ", "\u2013")):
        found = httpx.get(f"{live.url}{API}/rooms/codes/{typed}")
        assert found.json() == {"room": here.room}
    invitation = here.nobody.do("GET", "/invitation")
    assert invitation == {"name": "Monday morning", "open": True, "full": False, "members": 0}
    ada, nameless = here.join("Ada"), here.join()
    me = ada.do("GET", "/me")
    assert me == {
        "member": {"id": ada.id, "name": "Ada", "admitted": True},
        "session": ada.session,
        "view": "flow",
        "lesson": "xor",
    }
    assert live.client.session(ada.session).info().spec.data.name == "spiral"
    assert len(nameless.do("GET", "/me")["member"]["name"].split()) == 2
    assert ada.do("GET")["members"] == [
        {"id": ada.id, "name": "Ada", "admitted": True, "connected": True, "score": 0}
    ], "a member sees no other"


@pytest.mark.parametrize(
    ("wanted", "name"),
    [
        ("Ada", "Ada 2"),
        ("ADA", "ADA 2"),
        ("  Ada\n", "Ada 2"),
        ("A\u200bd\u202ea\x00", "Ada 2"),
        ("Ada 2", "Ada 2"),
        (HTML, HTML),
        ("👩‍🔬🎉", "👩‍🔬🎉"),
        ("x" * 10_000, "x" * 40),
        ("\ud800".encode("utf-16", "surrogatepass").decode("utf-16", "replace"), "\ufffd"),
    ],
)
def test_names_are_cleaned_and_differ(live: Live, wanted: str, name: str) -> None:
    here = start(live)
    here.join("Ada")
    assert here.join(wanted).do("GET", "/me")["member"]["name"] == name


def test_names_can_be_changed(live: Live) -> None:
    here = start(live)
    ada, grace = here.join("Ada"), here.join("Grace")
    assert grace.do("PATCH", "/me", {"name": "ada"})["member"]["name"] == "ada 2"
    assert grace.do("PATCH", "/me", {"name": "ada"})["member"]["name"] == "ada 2", "its own name is not taken"
    assert grace.do("PATCH", "/me", {"name": " \t\u200b"})["member"]["name"] == "ada 2"
    here.teacher.do("PATCH", f"/members/{ada.id}", {"name": "Countess"})
    assert here.names() == ["Countess", "ada 2"]
    refused(here.join("x").call("PATCH", "/me", {"name": "x" * 10_001}), 422)


def test_wrong_old_closed_and_full_rooms_are_told_apart(live: Live) -> None:
    with serving(max_members=2) as small:
        here = start(small)
        members = here.join(), here.join()
        problem = refused(here.nobody.call("POST", "/members", {}), 409)
        assert problem.type == "urn:backprop:room-full"
        assert here.nobody.do("GET", "/invitation")["full"]
        assert members[0].call("DELETE", "/me").status_code == 204
        here.join()
        here.teacher.do("PATCH", "", {"open": False})
        here.teacher.do("DELETE", f"/members/{members[1].id}")
        problem = refused(here.nobody.call("POST", "/members", {}), 409)
        assert problem.type == "urn:backprop:room-closed"
        assert not here.nobody.do("GET", "/invitation")["open"]
        here.teacher.do("DELETE")
        for caller in (here.teacher, here.nobody, members[0]):
            assert refused(caller.call("GET", "/invitation"), 404).type == "urn:backprop:unknown-room"
        assert refused(here.teacher.call("GET"), 404).type == "urn:backprop:unknown-room"
        for code in (here.code, "ABC DEF", "☃", "x" * 100):
            refused(httpx.get(f"{small.url}{API}/rooms/codes/{code}"), 404)
        assert small.client.health().rooms == 0


def test_members_keep_their_sessions_when_the_workshop_ends(live: Live) -> None:
    here = start(live)
    ada = here.join("Ada")
    session = live.client.session(ada.session)
    session.train(3, "step")
    with ada.events() as member, here.projector.events() as screen:
        member.next("room")
        screen.next("room")
        here.teacher.do("DELETE")
        for events in (member, screen):
            last = events.next("closed")
            assert (last["code"], last["reason"]) == (4410, "the workshop has ended")
            with pytest.raises(ConnectionClosed) as closed:
                events.read()
            assert closed.value.rcvd is not None
            assert closed.value.rcvd.code == 4410
    assert session.info().step == 3


def test_a_removed_member_is_out_and_keeps_the_session(live: Live) -> None:
    here = start(live)
    ada = here.join("Ada")
    with ada.events() as events:
        events.next("room")
        here.teacher.do("DELETE", f"/members/{ada.id}")
        assert events.next("closed")["reason"] == "removed"
    assert refused(ada.call("GET", "/me"), 401).type == "urn:backprop:no-key"
    refused(here.teacher.call("DELETE", f"/members/{ada.id}"), 404)
    refused(here.teacher.call("PATCH", f"/members/{ada.id}", {"admitted": True}), 404)
    assert live.client.session(ada.session).info().id == ada.session
    assert here.join("Ada").do("GET", "/me")["member"]["name"] == "Ada"


@pytest.mark.slow
def test_members_wait_until_the_teacher_admits_them(live: Live) -> None:
    here = start(live)
    early = here.join("Early")
    here.teacher.do("PATCH", "", {"admit_by_hand": True})
    late = here.join("Late")
    assert not late.do("GET")["admitted"]
    assert live.client.session(late.session).train(1).steps == 1, "who waits may work"
    assert [each["id"] for each in here.projector.do("GET")["members"]] == [early.id]
    with here.projector.events() as screen, here.teacher.events() as wall:
        assert [each["id"] for each in screen.next("wall")["members"]] == [early.id]
        assert [each["state"] for each in wall.next("wall")["members"]][1:] == ["waiting"]
        here.teacher.do("PATCH", f"/members/{late.id}", {"admitted": True})
        assert [each["id"] for each in screen.next("wall")["members"]] == [late.id]
        here.teacher.do("PATCH", f"/members/{late.id}", {"admitted": False})
        assert screen.next("wall", lambda event: event["gone"])["gone"] == [late.id]
        here.teacher.do("PATCH", "", {"admit_by_hand": False})
        assert screen.next("wall")["members"][0]["name"] == "Late"


def test_two_teachers_change_one_room(live: Live) -> None:
    here = start(live)
    url = f"{live.url}{API}/rooms/{here.room}"
    with httpx.Client(params={"role": "teacher"}) as second:
        assert second.post(f"{url}/enter", json={"key": here.teacher.key}).json() == {"role": "teacher", "member": None}
        with here.teacher.events() as events:
            events.next("room")
            second.patch(url, json={"locked": ["weights", "data", "data"], "message": "  Look\nhere "})
            room = events.next("room")["room"]
        assert (room["locked"], room["message"]) == (["data", "weights"], "Look here")
        here.teacher.do("PATCH", "", {"message": None})
        assert second.get(url).json()["message"] is None
        assert second.get(url).json()["locked"] == ["data", "weights"], "what is left out stays"


@pytest.mark.parametrize(
    "change",
    [
        {"locked": ["everything"]},
        {"open": "maybe"},
        {"king": True},
        {"message": "x" * 10_001},
        {"spec": {"data": {"name": "nothing"}}},
        {"shown": "x" * 65},
        [],
    ],
)
def test_changes_that_are_not_valid_change_nothing(live: Live, change: Any) -> None:
    here = start(live)
    before = here.teacher.do("GET")
    refused(here.teacher.call("PATCH", "", change), 422)
    assert here.teacher.do("GET") == before


def test_only_members_and_the_teacher_can_be_shown(live: Live) -> None:
    here = start(live)
    ada = here.join()
    refused(here.teacher.call("PATCH", "", {"open": False, "shown": "nobody"}), 404)
    assert here.teacher.do("GET")["open"], "nothing of it is changed"
    assert here.teacher.do("PATCH", "", {"shown": ada.id})["shown"] == ada.id
    ada.do("DELETE", "/me")
    assert here.teacher.do("GET")["shown"] is None


def test_a_second_device_is_the_same_member(live: Live) -> None:
    here = start(live)
    ada = here.join("Ada")
    link = ada.do("GET", "/me/link")
    page, _, key = link["url"].partition("#key=")
    assert page == here.teacher.do("GET")["links"][0]["url"]
    assert here.nobody.do("POST", "/enter", {"key": key}) == {"role": "member", "member": ada.id}
    assert ada.call("GET", "/me/qr.svg").headers["Content-Type"] == "image/svg+xml"
    assert here.teacher.call("GET", "/qr.svg", link=99).text.count("<path") == 2


def test_a_member_without_a_session_gets_another(live: Live) -> None:
    here = start(live)
    ada = here.join("Ada")
    live.client.session(ada.session).delete()
    found = ada.do("GET", "/me")["session"]
    assert found != ada.session
    assert ada.do("GET", "/me")["session"] == found


@pytest.mark.slow
def test_wrong_codes_are_limited() -> None:
    with serving(max_wrong_codes=3, wrong_codes_per_second=0.01) as strict:
        here = start(strict)
        codes = f"{strict.url}{API}/rooms/codes"
        for _ in range(5):
            assert httpx.get(f"{codes}/{here.code}").is_success, "right codes cost nothing"
        for _ in range(3):
            refused(httpx.get(f"{codes}/AAA AAA"), 404)
        for code in ("AAA AAA", here.code):
            refused(httpx.get(f"{codes}/{code}"), 429)


def test_wrong_codes_of_many_addresses_are_limited_together() -> None:
    now = 0.0
    limit = CodeLimit(Settings(max_wrong_codes=2, wrong_codes_per_second=0.1), lambda: now)

    def guess(host: str) -> bool:
        """Send a wrong code; False if it is not even looked up."""
        try:
            with limit.guessing(host):
                raise unknown_room()
        except UnknownRoomError:
            return True
        except TooManyRequestsError:
            return False

    assert [guess("192.0.2.1") for _ in range(3)] == [True, True, False]
    assert sum(guess(f"198.51.100.{number}") for number in range(100)) == 18
    now += 10
    assert [guess("192.0.2.1") for _ in range(2)] == [True, False]


@pytest.mark.slow
def test_places_for_rooms_are_limited(live: Live) -> None:
    with serving(max_rooms=4) as small:
        rooms = [start(small) for _ in range(3)]
        problem = refused(httpx.post(f"{small.url}{API}/rooms", json={}), 503)
        assert problem.type == "urn:backprop:server-full"
        rooms[0].teacher.do("DELETE")
        start(small)


def test_codes_and_ids_of_rooms_are_secrets_of_their_own(live: Live) -> None:
    rooms = [start(live) for _ in range(5)]
    assert len({each.room for each in rooms}) == len({each.code for each in rooms}) == 5
    assert all(len(each.room) == 12 and len(each.code) == 7 for each in rooms)


@pytest.mark.slow
def test_a_room_with_much_data_counts_in_the_memory_of_its_maker() -> None:
    rows = [[number, 0] for number in range(5000)]
    spec = {"data": {"name": "inline", "inputs": rows, "targets": [[0], [1]] * 2500}}
    with serving(memory_bytes=8 * 2**20) as small:
        answers = [httpx.post(f"{small.url}{API}/rooms", json={"spec": spec}, timeout=60) for _ in range(8)]
        assert answers[0].status_code == 201, answers[0].text
        refused(answers[-1], 503)
        here = start(small)
        refused(here.teacher.call("PATCH", "", {"spec": spec, "open": False}), 503)
        assert here.teacher.do("GET")["open"], "nothing of it is changed"
        key, room = answers[0].json()["keys"]["teacher"], answers[0].json()["room"]["id"]
        Caller(small, room, key).do("DELETE")
        here.teacher.do("PATCH", "", {"spec": spec})


def test_a_spec_that_nobody_may_run_makes_no_room(live: Live) -> None:
    spec = {"data": {"name": "circle"}, "network": {"layers": [{"units": 1024}] * 64}}
    refused(httpx.post(f"{live.url}{API}/rooms", json={"spec": spec}), 422)
    here = start(live)
    refused(here.teacher.call("PATCH", "", {"spec": spec}), 422)
