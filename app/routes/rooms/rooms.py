"""Start, find, enter, change and end workshops."""

from contextlib import suppress
from typing import Annotated

from fastapi import APIRouter, Body, Path, Query, Request, Response

from app.deps import ServicesDep, limited
from app.errors import BODY_ERRORS, documented
from app.protocol.rooms.room import (
    EnterAnswer,
    EnterRequest,
    Invitation,
    RoomAnswer,
    RoomChange,
    RoomFound,
    RoomMade,
    RoomRequest,
)
from app.rooms.errors import NoKeyError
from app.rooms.joining.links import qr_code
from app.rooms.lessons.lessons import UnknownLessonError
from app.rooms.lessons.opening import open_lesson
from app.rooms.views import invitation, room_answer
from app.routes import API
from app.routes.body import StrictRoute
from app.routes.rooms.access import JOIN, SVG, AccessDep, RoomDep, answer_of, doors_for, set_cookie, svg

router = APIRouter(prefix=API, tags=["workshops"], route_class=StrictRoute)

A_ROOM = {"name": "Neural networks, Monday", "spec": {"data": {"name": "spiral"}}, "view": "playground"}
CHANGES = [
    {"locked": ["data", "layers"], "paused": True},
    {"message": "Look at the projector.", "shown": "teacher"},
]


@router.post(
    "/rooms",
    operation_id="create_room",
    summary="Start a workshop",
    status_code=201,
    responses=documented(*BODY_ERRORS),
)
async def create_room(
    wanted: Annotated[RoomRequest, Body(examples=[A_ROOM])], services: ServicesDep, request: Request, response: Response
) -> RoomMade:
    """Whoever has the key `teacher` is the room's teacher; the key `projector` only reads, and nothing private. Keys
    are shown in this answer alone: the server stores only their digests. The teacher's key is also set as a cookie of
    the room.

    Members join by the room's id, which is in the links, or by its code.
    """
    room, keys = await services.rooms.create(wanted)
    if wanted.lesson is not None:
        with suppress(UnknownLessonError):  # the page of the lesson says that there is none
            await open_lesson(room, wanted.lesson, services.settings)
    response.headers["Location"] = f"{services.settings.root_path}/api/v1/rooms/{room.id}"
    set_cookie(response, request, room, "teacher", keys.teacher)
    return RoomMade(room=room_answer(room, "teacher", None, doors_for(request, room)), keys=keys)


@router.get(
    "/rooms/codes/{code}",
    operation_id="find_room",
    summary="Find a workshop by its code",
    responses=documented(404, 422, 429),
)
async def find_room(code: Annotated[str, Path(max_length=100)], services: ServicesDep, request: Request) -> RoomFound:
    """Case, spaces and dashes do not matter. Whoever sends many wrong codes has to wait."""
    with services.wrong_codes.guessing(request.client.host if request.client else ""):
        return RoomFound(room=(await services.rooms.find(code)).id)


@router.get(
    "/rooms/{id}/invitation",
    operation_id="get_invitation",
    summary="Describe a workshop to somebody who may join",
    responses=documented(404, 422, 429, 503),
)
async def get_invitation(room: RoomDep, services: ServicesDep) -> Invitation:
    """Needs no key: whoever knows the room's id may join."""
    return invitation(room, services.settings.max_members)


@router.post(
    "/rooms/{id}/enter",
    operation_id="enter_room",
    summary="Keep a key in a cookie",
    responses=documented(401, 404, 429, *BODY_ERRORS),
)
async def enter_room(
    room: RoomDep,
    entry: Annotated[EnterRequest, Body(examples=[{"key": "3Yc0mZ0cV1yWb7bq0nJp5w"}])],
    request: Request,
    response: Response,
) -> EnterAnswer:
    """For a browser that has been given a key, as the projector's, a second device, or that of a second teacher. Other
    clients send the key with each call: `Authorization: Bearer <key>`."""
    with limited(request):
        holder = room.holder(entry.key)
        if holder is None:
            raise NoKeyError("Received a key that is not of this workshop, or no longer.", JOIN)
    role, member = holder
    set_cookie(response, request, room, role, entry.key)
    return EnterAnswer(role=role, member=member.id if member is not None else None)


@router.get(
    "/rooms/{id}",
    operation_id="get_room",
    summary="Get a workshop",
    responses=documented(401, 403, 404, 422, 429, 503),
)
async def get_room(access: AccessDep, request: Request) -> RoomAnswer:
    """What the caller's role may see of the room. The stream sends the same whenever it changes."""
    return answer_of(access, request)


@router.patch(
    "/rooms/{id}",
    operation_id="change_room",
    summary="Change a workshop",
    responses=documented(401, 403, 404, 429, *BODY_ERRORS),
)
async def change_room(
    access: AccessDep, change: Annotated[RoomChange, Body(examples=CHANGES)], services: ServicesDep, request: Request
) -> RoomAnswer:
    """Teacher only. Fields that are left out stay as they are. `locked` and `paused` hold for all members at once;
    `view`, `lesson` and `spec` for those who join later, while `/push` gives them to those who are there."""
    if change.lesson is not None:
        await open_lesson(access.room, change.lesson, services.settings)
    services.rooms.change(access.room, change)
    return answer_of(access, request)


@router.delete(
    "/rooms/{id}",
    operation_id="end_room",
    summary="End a workshop",
    status_code=204,
    responses=documented(401, 403, 404, 422, 429, 503),
)
async def end_room(access: AccessDep, services: ServicesDep) -> None:
    """Teacher only. Names, answers and keys are deleted. Members keep their sessions, as sessions like any other.
    Streams of the room are closed with code 4410."""
    services.rooms.end(access.room)


@router.get(
    "/rooms/{id}/qr.svg",
    operation_id="get_qr_code",
    summary="Get the QR code of a link",
    response_class=Response,
    responses={**SVG, **documented(401, 403, 404, 422, 429, 503)},
)
async def get_qr_code(
    access: AccessDep,
    request: Request,
    link: Annotated[
        int, Query(ge=0, le=100, description="place in `links` of the room, from 0; of a higher one the last")
    ] = 0,
) -> Response:
    """A picture of the link, black on white, for cameras of phones."""
    links = doors_for(request, access.room).links
    return svg(qr_code(links[min(link, len(links) - 1)].url), "private, max-age=300")
