"""Join a workshop, and change or remove members."""

from typing import Annotated

from fastapi import APIRouter, Body, Path, Request, Response

from app.deps import ServicesDep
from app.errors import BODY_ERRORS, documented
from app.protocol.rooms.members import JoinAnswer, JoinRequest, MemberChange
from app.protocol.rooms.room import RoomAnswer
from app.rooms.views import member_answer
from app.routes import API
from app.routes.body import StrictRoute
from app.routes.rooms.access import AccessDep, RoomDep, answer_of, set_cookie

router = APIRouter(prefix=API, tags=["workshops"], route_class=StrictRoute)

MemberId = Annotated[str, Path(alias="member", max_length=64, description="the member's id")]

NAMELESS = JoinRequest()


@router.post(
    "/rooms/{id}/members",
    operation_id="join_room",
    summary="Join a workshop",
    status_code=201,
    responses=documented(404, 409, 429, *BODY_ERRORS),
)
async def join_room(
    room: RoomDep,
    services: ServicesDep,
    request: Request,
    response: Response,
    who: Annotated[JoinRequest, Body(examples=[{"name": "Ada"}])] = NAMELESS,
) -> JoinAnswer:
    """A new member with a session of the room's spec. Needs no key: whoever knows the room's id may join. Without a name, or
    with one that is taken, the answer has another. The member's key is shown this once, and set as a cookie of the room."""
    member, key = await services.rooms.join(room, who.name)
    set_cookie(response, request, room, "member", key)
    return JoinAnswer(**dict(member_answer(room, member)), key=key)


@router.patch(
    "/rooms/{id}/members/{member}",
    operation_id="change_member",
    summary="Admit or rename a member",
    responses=documented(401, 403, 404, 429, *BODY_ERRORS),
)
async def change_member(
    access: AccessDep,
    member_id: MemberId,
    change: Annotated[MemberChange, Body(examples=[{"admitted": True}])],
    request: Request,
) -> RoomAnswer:
    """Teacher only. Who is not admitted may work, but is not shown to the room."""
    room, member = access.room, access.room.member(member_id)
    if change.admitted is not None:
        room.admit(member, change.admitted)
    if change.name is not None:
        room.rename(member, change.name)
    return answer_of(access, request)


@router.delete(
    "/rooms/{id}/members/{member}",
    operation_id="remove_member",
    summary="Remove a member",
    status_code=204,
    responses=documented(401, 403, 404, 422, 429, 503),
)
async def remove_member(access: AccessDep, member_id: MemberId, services: ServicesDep) -> None:
    """Teacher only. The member's key is no longer valid; the session stays theirs."""
    services.rooms.remove(access.room, access.room.member(member_id), "removed")
