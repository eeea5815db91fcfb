"""What a member does as one."""

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Body, Request, Response

from app.deps import ServicesDep
from app.errors import BODY_ERRORS, documented
from app.protocol.rooms.members import MemberAnswer, NameRequest
from app.protocol.rooms.room import RoomLink
from app.rooms.joining.links import qr_code
from app.rooms.views import member_answer
from app.routes import API
from app.routes.body import StrictRoute
from app.routes.rooms.access import SVG, Access, AccessDep, delete_cookie, doors_for, svg

router = APIRouter(prefix=API, tags=["workshops"], route_class=StrictRoute)


@router.get(
    "/rooms/{id}/me",
    operation_id="get_me",
    summary="Get the member that asks",
    responses=documented(401, 403, 404, 422, 429, 503),
)
async def get_me(access: AccessDep, services: ServicesDep) -> MemberAnswer:
    """A member's name and session, as after a reload or on a second device. If the session is gone, there is a new one of
    the room's spec."""
    await services.rooms.session_of(access.room, access.me)
    return member_answer(access.room, access.me)


@router.get(
    "/rooms/{id}/me/link",
    operation_id="get_my_link",
    summary="Get a link for a second device",
    responses=documented(401, 403, 404, 422, 429, 503),
)
async def get_my_link(access: AccessDep, request: Request) -> RoomLink:
    """Whoever opens it is this member: the link contains the member's key, which the server reads off the request and does
    not know otherwise. The key is behind `#`, so that no browser sends it to a server."""
    return own_link(access, request)


@router.get(
    "/rooms/{id}/me/qr.svg",
    operation_id="get_my_qr_code",
    summary="Get the QR code of that link",
    response_class=Response,
    responses={**SVG, **documented(401, 403, 404, 422, 429, 503)},
)
async def get_my_qr_code(access: AccessDep, request: Request) -> Response:
    """For the camera of the second device."""
    return svg(qr_code(own_link(access, request).url), "no-store")


def own_link(access: Access, request: Request) -> RoomLink:
    """The link that reaches furthest, with the member's key."""
    links = doors_for(request, access.room).links
    best = next((each for each in links if each.reach == "network"), links[0])
    return RoomLink(url=f"{best.url}#key={quote(access.key, safe='')}", reach=best.reach)


@router.patch(
    "/rooms/{id}/me",
    operation_id="rename_me",
    summary="Change your name",
    responses=documented(401, 403, 404, 429, *BODY_ERRORS),
)
async def rename_me(
    access: AccessDep, wanted: Annotated[NameRequest, Body(examples=[{"name": "Ada"}])]
) -> MemberAnswer:
    """An empty name changes nothing. If the name is taken, it gets a number."""
    access.room.rename(access.me, wanted.name)
    return member_answer(access.room, access.me)


@router.delete(
    "/rooms/{id}/me",
    operation_id="leave_room",
    summary="Leave a workshop",
    status_code=204,
    responses=documented(401, 403, 404, 422, 429, 503),
)
async def leave_room(access: AccessDep, services: ServicesDep, request: Request, response: Response) -> None:
    """The member's name, answers and key are deleted; the session stays theirs."""
    services.rooms.remove(access.room, access.me, "left")
    delete_cookie(response, request, access.room, "member")
