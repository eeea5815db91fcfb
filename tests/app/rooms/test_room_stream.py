"""The stream of a room: the newest state wins, events stay in order, and a client that does not read is let go."""

import asyncio

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus

from app.outbox import EndedError
from app.protocol.rooms.events import PushedEvent
from app.protocol.rooms.room import Role
from app.protocol.stream import CloseCode
from app.rooms.clients import Feed, RoomClient
from app.rooms.member import Member
from app.rooms.room import Room
from app.rooms.rooms import FIRST_RUN
from tests.app.live import Live
from tests.app.rooms.workshop import start


def pushed(view: str) -> PushedEvent:
    """An event."""
    return PushedEvent(what=["view"], view=view, lesson=None, undo=False)


async def test_a_slow_client_gets_events_in_order_and_only_the_newest_state() -> None:
    state = [1]
    client = RoomClient("teacher", None, [Feed(lambda: state[0], lambda: f"state {state[0]}", 0.02)], 10)
    assert await client.next() == "state 1"
    for view in ("flow", "race"):
        client.post(pushed(view))
        state[0] += 1
    assert ['"view":"flow"' in await client.next(), '"view":"race"' in await client.next()] == [True, True]
    state[0] += 1
    client.wake()
    assert await client.next() == "state 4", "states 2 and 3 are left out"
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.05):
            await client.next()
    client.close(CloseCode.GONE, "removed")
    assert '"reason":"removed"' in await client.next()
    with pytest.raises(EndedError):
        await client.next()


async def test_states_are_told_no_faster_than_the_feed_allows() -> None:
    state = [0]

    def version() -> int:
        state[0] += 1
        return state[0]

    client = RoomClient("teacher", None, [Feed(version, lambda: "state", 0.05)], 10)
    loop = asyncio.get_running_loop()
    begin = loop.time()
    for _ in range(4):
        await client.next()
    assert loop.time() - begin >= 0.14


async def test_a_client_that_does_not_read_its_events_is_let_go() -> None:
    client = RoomClient("member", None, [], 3)
    for _ in range(4):
        client.post(pushed("flow"))
    with pytest.raises(EndedError) as end:
        await client.next()
    assert end.value.code == CloseCode.OVERFLOW
    client.post(pushed("flow"))
    with pytest.raises(EndedError):
        await client.next()


async def test_members_need_not_look_when_somebody_else_joins() -> None:
    room, looked = Room("id", "CODE", {}, FIRST_RUN), []

    def client(role: Role, member: Member | None) -> RoomClient:
        def version() -> int:
            looked.append(role)
            return 0

        return RoomClient(role, member, [Feed(version, lambda: None, 0.0)], 3)

    ada = room.add("ada", "Ada", "key", "session")
    with room.watched(teacher := client("teacher", None)), room.watched(member := client("member", ada)):
        waiting = [asyncio.create_task(each.next()) for each in (teacher, member)]
        await asyncio.sleep(0.01)
        for change, who in (
            (lambda: room.add("b", "Ben", "key", "other"), {"teacher"}),
            (room.changed, {"teacher", "member"}),
        ):
            looked.clear()
            change()
            await asyncio.sleep(0.01)
            assert set(looked) == who
        for task in waiting:
            task.cancel()


async def test_nothing_is_sent_when_there_is_nothing_new_for_the_client() -> None:
    client = RoomClient("member", None, [Feed(lambda: 1, lambda: None, 0.0)], 3)
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.05):
            await client.next()


def test_what_a_client_sends_is_ignored(live: Live) -> None:
    here = start(live)
    with here.teacher.events() as events:
        events.next("room")
        for message in ("{}", "☃", b"\0", '{"type": "play"}'):
            events.socket.send(message)
        here.teacher.do("PATCH", "", {"message": "still here"})
        assert events.next("room")["room"]["message"] == "still here"


def test_streams_are_refused_as_those_of_sessions_are(live: Live) -> None:
    here = start(live)
    with here.teacher.events(subprotocols=None) as events, pytest.raises(ConnectionClosed) as closed:
        events.read()
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == CloseCode.NO_SUBPROTOCOL
    with pytest.raises(InvalidStatus) as refused, here.teacher.events(origin="https://evil.example"):
        pass
    assert refused.value.response.status_code == 403


def test_a_refusal_is_no_fault_of_the_server(live: Live, caplog: pytest.LogCaptureFixture) -> None:
    here = start(live)
    with pytest.raises(InvalidStatus) as refused, here.nobody.events():
        pass
    assert refused.value.response.status_code == 401
    here.teacher.do("GET")
    assert [each.getMessage() for each in caplog.records if each.levelname == "ERROR"] == []
