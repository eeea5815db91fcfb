"""The streams of runs that are followed: read only, and without the ids of their sessions."""

from collections.abc import Awaitable, Callable
from contextlib import AbstractContextManager

from fastapi import APIRouter, WebSocket

from app.deps import Services, ServicesDep
from app.errors import AppError, error_response
from app.outbox import Outbox
from app.routes import API
from app.routes.rooms.access import Access, RoleQuery, RoomId, find_access
from app.routes.rooms.members import MemberId
from app.routes.rooms.runs import ShownRun, find_member_run, find_teacher_run
from app.routes.sessions.streaming import stream_session
from app.sessions.session import Session

router = APIRouter(prefix=API)


@router.websocket("/rooms/{id}/members/{member}/stream")
async def stream_member_run(
    websocket: WebSocket, room_id: RoomId, member_id: MemberId, services: ServicesDep, role: RoleQuery = None
) -> None:
    """A member's run, as `GET /rooms/{id}/members/{member}` shows it."""

    async def find(access: Access) -> ShownRun:
        return await find_member_run(access, member_id, services)

    await _stream(websocket, room_id, role, services, find)


@router.websocket("/rooms/{id}/run/stream")
async def stream_teacher_run(
    websocket: WebSocket, room_id: RoomId, services: ServicesDep, role: RoleQuery = None
) -> None:
    """The teacher's run, as `GET /rooms/{id}/run` shows it."""

    async def find(access: Access) -> ShownRun:
        return await find_teacher_run(access, services)

    await _stream(websocket, room_id, role, services, find)


async def _stream(
    websocket: WebSocket,
    room_id: str,
    role: RoleQuery,
    services: Services,
    find: Callable[[Access], Awaitable[ShownRun]],
) -> None:
    """Stream a run that the caller may see, for as long as that is so."""
    try:
        access = await find_access(room_id, websocket, role)
        run = await find(access)
    except AppError as error:
        await websocket.send_denial_response(error_response(error))
        return

    def watching(outbox: Outbox) -> AbstractContextManager[None]:
        return access.room.followed(outbox, access.role, run.id, run.session.id)

    async def found() -> Session:
        return (await find(access)).session

    with access.acting():
        await stream_session(websocket, found, services, shown_as=run.id, watching=watching)
