"""Tell who makes a call about a room, and whether this role may."""

from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from time import monotonic
from typing import Annotated, Any

from fastapi import Depends, Path, Query, Request, Response
from fastapi.requests import HTTPConnection

from app.deps import ServicesDep, limited, services_of
from app.protocol.rooms.room import Role, RoomAnswer
from app.rooms.errors import NoKeyError, NotAllowedError
from app.rooms.joining.links import Doors, doors_of
from app.rooms.member import Member
from app.rooms.roles import MAY_CALL
from app.rooms.room import Room
from app.rooms.views import room_answer
from app.sharing.client import acting_for, member_client

API = "/api/v1"

JOIN = "Join the workshop with its link or code, or send your key: Authorization: Bearer <key>."

SVG: dict[int | str, Any] = {200: {"content": {"image/svg+xml": {"schema": {"type": "string"}}}, "description": "SVG"}}
"""`responses` of the OpenAPI document for a picture."""

RoomId = Annotated[str, Path(alias="id", max_length=64, description="the room's id, as in its link")]
RoleQuery = Annotated[
    Role | None,
    Query(description="the role whose cookie is meant; can be left out with a key in the header Authorization"),
]


@dataclass(frozen=True)
class Access:
    """A room, and the role of the caller in it. member: the caller, if it is one. key: the caller's."""

    room: Room
    role: Role
    member: Member | None
    key: str

    def acting(self) -> AbstractContextManager[None]:
        """Work for the caller: a member is a client of its own, whatever address it comes from."""
        return nullcontext() if self.member is None else acting_for(member_client(self.member.id))

    @property
    def me(self) -> Member:
        """The member that calls. Only for calls that members alone may make."""
        assert self.member is not None
        return self.member


async def get_room(room_id: RoomId, services: ServicesDep, connection: HTTPConnection) -> Room:
    """The room that the path names. Raises UnknownRoomError and TooManyRequestsError."""
    with limited(connection):
        return await services.rooms.get(room_id)


RoomDep = Annotated[Room, Depends(get_room)]
"""The room, for calls that need no key."""


async def get_access(room: RoomDep, connection: HTTPConnection, role: RoleQuery = None) -> Access:
    """The caller's access, if its role may make the call. Raises NoKeyError, NotAllowedError, TooManyRequestsError."""
    with limited(connection):
        access = _access(room, connection, role)
    roles = MAY_CALL[call_of(connection.scope)]
    if roles is not None and access.role not in roles:
        names = " or ".join(f"the {each}" for each in sorted(roles, reverse=True))
        detail = f"The {access.role} may not make this call, only {names}."
        raise NotAllowedError(detail, "Make it with the key of that role.")
    if access.member is not None:
        access.member.seen = monotonic()
    return access


async def find_access(room_id: str, connection: HTTPConnection, role: Role | None) -> Access:
    """The same by the room's id, for streams, which answer an error before they are opened."""
    return await get_access(await get_room(room_id, services_of(connection), connection), connection, role)


AccessDep = Annotated[Access, Depends(get_access)]


def call_of(scope: Any) -> str:
    """The call that a connection makes, as the table of roles names it."""
    path = scope["route"].path.removeprefix(API)
    return f"{scope.get('method', 'STREAM')} {path}"


def _access(room: Room, connection: HTTPConnection, role: Role | None) -> Access:
    kind, _, key = connection.headers.get("authorization", "").partition(" ")
    key = key.strip()
    if kind.lower() != "bearer":
        key = connection.cookies.get(cookie_name(role), "") if role is not None else ""
    if not key:
        raise NoKeyError("Received no key for this workshop.", JOIN)
    holder = room.holder(key)
    if holder is None:
        raise NoKeyError("Received a key that is not of this workshop, or no longer.", JOIN)
    if role is not None and holder[0] != role:
        raise NotAllowedError(f"Received a key of the {holder[0]}, expected one of the {role}.", JOIN)
    return Access(room, *holder, key)


def cookie_name(role: Role) -> str:
    """The cookie that has the key of a role."""
    return f"backprop-{role}"


def set_cookie(response: Response, request: Request, room: Room, role: Role, key: str) -> None:
    """Have the browser keep a key, for calls about this room alone and out of reach of scripts."""
    settings = services_of(request).settings
    response.set_cookie(
        cookie_name(role),
        key,
        max_age=int(86400 * settings.room_days),
        path=f"{settings.root_path}{API}/rooms/{room.id}",
        secure=request.url.scheme == "https",
        httponly=True,
        samesite="strict",
    )


def delete_cookie(response: Response, request: Request, room: Room, role: Role) -> None:
    """Have the browser forget a key."""
    path = f"{services_of(request).settings.root_path}{API}/rooms/{room.id}"
    response.delete_cookie(cookie_name(role), path=path, httponly=True, samesite="strict")


def doors_for(connection: HTTPConnection, room: Room) -> Doors:
    """Ways to reach a room, first by the address that this caller used."""
    settings = services_of(connection).settings
    secure = connection.url.scheme in ("https", "wss")
    base = connection.url.replace(scheme="https" if secure else "http")
    server = connection.scope.get("server")
    port = server[1] if server and server[1] else settings.port
    return doors_of(base, room.id, settings.host, port, settings.root_path)


def answer_of(access: Access, connection: HTTPConnection) -> RoomAnswer:
    """The room for a caller."""
    return room_answer(access.room, access.role, access.member, doors_for(connection, access.room))


def svg(image: bytes, caching: str) -> Response:
    """A response with an SVG image."""
    return Response(image, media_type="image/svg+xml", headers={"Cache-Control": caching})
