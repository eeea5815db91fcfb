"""The handler of a room's stream."""

import asyncio
from contextlib import ExitStack

from fastapi import APIRouter, WebSocket

from app.deps import Services, ServicesDep
from app.errors import AppError, error_response
from app.protocol.rooms.events import RoomEvent
from app.protocol.stream import SUBPROTOCOL
from app.rooms.challenges.ranking import ChallengeFeed
from app.rooms.clients import Feed, RoomClient
from app.rooms.views import room_answer
from app.rooms.wall.wall import WallFeed
from app.routes import API
from app.routes.rooms.access import Access, RoleQuery, RoomId, doors_for, find_access
from app.routes.sockets import offers_subprotocol, send

router = APIRouter(prefix=API)

ROOM_SECONDS, WALL_SECONDS, CHALLENGE_SECONDS, EXPERIMENT_SECONDS = 0.5, 1.0, 1.0, 1.0
"""Shortest time between two events of a kind."""

MEMBER_SECONDS = 2.0
"""Shortest time between two events of an experiment for a member."""


@router.websocket("/rooms/{id}/stream")
async def stream_room(websocket: WebSocket, room_id: RoomId, services: ServicesDep, role: RoleQuery = None) -> None:
    """Events out, until either side closes. What the client sends is ignored."""
    if not await offers_subprotocol(websocket):
        return
    with ExitStack() as held:
        try:
            access = await find_access(room_id, websocket, role)
            held.enter_context(access.acting())
            held.enter_context(services.sessions.stream_place())
        except AppError as error:
            await websocket.send_denial_response(error_response(error))
            return
        client = RoomClient(
            access.role, access.member, feeds_of(access, websocket, services, held), services.settings.max_events
        )
        await websocket.accept(subprotocol=SUBPROTOCOL)
        with access.room.watched(client):
            await _serve(websocket, client)


def feeds_of(access: Access, websocket: WebSocket, services: Services, held: ExitStack) -> list[Feed]:
    """The feeds of a client of the stream."""
    room, doors = access.room, doors_for(websocket, access.room)
    last = ""

    def tell_room() -> str | None:
        nonlocal last
        event = RoomEvent(room=room_answer(room, access.role, access.member, doors)).model_dump_json()
        changed, last = event != last, event
        return event if changed else None

    def tell_experiment(seconds: float) -> Feed:
        return Feed(lambda: room.experiments.progress, room.experiments.event, seconds)

    entries = ChallengeFeed(room, access.role, access.member)
    challenge = Feed(entries.version, entries.make, CHALLENGE_SECONDS)
    if access.member is not None:
        return [Feed(lambda: room.version, tell_room, ROOM_SECONDS), challenge, tell_experiment(MEMBER_SECONDS)]
    wall = services.rooms.wall(room)
    held.enter_context(wall.viewed())
    feed = WallFeed(wall, room, access.role)
    return [
        Feed(lambda: room.people, tell_room, ROOM_SECONDS),
        Feed(feed.version, feed.make, WALL_SECONDS),
        challenge,
        tell_experiment(EXPERIMENT_SECONDS),
    ]


async def _serve(websocket: WebSocket, client: RoomClient) -> None:
    tasks = asyncio.create_task(_read(websocket)), asyncio.create_task(send(websocket, client))
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        results = await asyncio.gather(*tasks, return_exceptions=True)
    for result in results:
        if isinstance(result, Exception):
            raise result


async def _read(websocket: WebSocket) -> None:
    """Wait until the client disconnects."""
    while (await websocket.receive())["type"] != "websocket.disconnect":
        pass
