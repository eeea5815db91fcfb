"""Members of workshops: clients of their own, however many are behind one address, with a share for all of a room."""

from collections.abc import Iterable
from typing import Any
from unittest.mock import create_autospec

import pytest

from app.deps import Services, find_session
from app.sessions.sessions import Sessions
from app.settings import Settings
from app.sharing.client import ClientOfRequest, acting_for, current_client, member_client
from app.sharing.memory import Holding, Memory, MemoryFullError
from app.sharing.shares import Usage

MEMBERS = {"abc-_9": member_client("m1")}


async def client_of(path: str, root_path: str = "", host: str = "192.0.2.1") -> str:
    found = []

    async def app(scope: object, receive: object, send: object) -> None:
        found.append(current_client())

    scope: dict[str, Any] = {"type": "http", "path": path, "root_path": root_path, "client": (host, 1)}
    await ClientOfRequest(app, MEMBERS)(scope, None, None)  # type: ignore[arg-type]
    return found[0]


@pytest.mark.parametrize("rest", ["", "/", "/steps", "/stream", "/checkpoints/3/return"])
async def test_what_concerns_a_members_session_belongs_to_the_member(rest: str) -> None:
    assert await client_of(f"/api/v1/sessions/abc-_9{rest}") == "member m1"
    assert await client_of(f"/prefix/api/v1/sessions/abc-_9{rest}", "/prefix") == "member m1"


@pytest.mark.parametrize(
    "path",
    ["/", "/api/v1/sessions", "/api/v1/sessions/", "/api/v1/sessions/abc", "/api/v1/sessions/abc-_9x/steps",
     "/api/v1/tables/abc-_9", "/sessions/abc-_9"],
)  # fmt: skip
async def test_everything_else_belongs_to_the_address(path: str) -> None:
    assert await client_of(path) == "192.0.2.1"


async def test_a_request_for_a_session_is_its_members_as_soon_as_that_is_known() -> None:
    """Right after a start, the request arrives before the rooms are known."""
    services = create_autospec(Services, instance=True, sessions=create_autospec(Sessions, instance=True))
    services.sessions.member_of.return_value = None
    with acting_for("192.0.2.1"):
        await find_session("abc", services)
        assert current_client() == "192.0.2.1"
        services.sessions.member_of.return_value = "member m1"
        await find_session("abc", services)
        assert current_client() == "member m1"


async def test_a_task_acts_for_a_client_as_long_as_it_says() -> None:
    before = current_client()
    with acting_for("a"):
        with acting_for("b"):
            assert current_client() == "b"
        assert current_client() == "a"
    assert current_client() == before


def fill(usage: Usage, clients: Iterable[str]) -> int:
    """Give each client a place, as long as it may have one; returns how many have got one."""
    got = 0
    for client in clients:
        if usage.allows(client, 1, usage.total()):
            usage.add(client, 1)
            got += 1
    return got


def test_a_class_behind_one_address_gets_all_places_but_those_kept_for_others() -> None:
    usage = Usage(100, Settings(reserved_share=0.25, rooms_share=0.9))
    assert fill(usage, (member_client(f"m{number}") for number in range(200))) == 90
    assert fill(usage, ["192.0.2.7"] * 200) == 1  # its fair share beside so many
    assert fill(usage, (f"198.51.100.{number}" for number in range(200))) == 9
    assert usage.total() == 100
    usage.add("member m3", -1)
    assert fill(usage, ["member m3", "member m4"]) == 1


def test_one_member_does_not_take_what_the_others_need() -> None:
    usage = Usage(100, Settings(reserved_share=0.25, rooms_share=1.0))
    assert fill(usage, ["member greedy"] * 200) == 75
    assert fill(usage, (member_client(f"m{number}") for number in range(200))) == 25


def test_who_could_give_a_place_back() -> None:
    usage = Usage(10, Settings(reserved_share=0.2, rooms_share=0.5))
    fill(usage, ["a"] * 3 + [f"member {number}" for number in range(5)])
    assert usage.who_could_give("member 9", 1, usage.total()) == {f"member {number}" for number in range(5)}
    assert usage.who_could_give("a", 1, usage.total()) == {"a"}
    assert usage.above_fair("a") == {"a"}
    fill(usage, "bc")
    assert usage.total() == 10
    assert usage.who_could_give("d", 1, usage.total()) == {"a", "b", "c", *(f"member {number}" for number in range(5))}


async def test_memory_of_members_is_counted_to_the_limit_of_workshops() -> None:
    memory = Memory(Settings(memory_bytes=1000, workers=1, reserved_share=0.25, rooms_share=0.5))

    def reserve(client: str, size: int) -> Holding:
        with acting_for(client):
            return memory.holding(size)

    first = reserve("member 1", 300)
    with pytest.raises(MemoryFullError):
        reserve("member 2", 201)
    second = reserve("member 2", 200)
    with first.extra() as changed:
        with pytest.raises(MemoryFullError):
            changed.resize(1)
        second.close()
        changed.resize(200)
        memory.swap(first, changed)
    assert (first.size, memory.used) == (200, 200)
    reserve("member 3", 300)
    reserve("192.0.2.1", 250)
