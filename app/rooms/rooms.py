"""The rooms of this server: made, found by id or code, and ended; and the sessions of their members."""

import logging
import secrets
from collections import Counter
from contextlib import suppress
from types import TracebackType
from typing import Self

from app.errors import ServerFullError, SessionGoneError, UnknownSessionError
from app.protocol.rooms.room import Role, RoomChange, RoomKeys, RoomRequest
from app.rooms.errors import NotShownError, RoomClosedError, RoomFullError, unknown_room
from app.rooms.keys import digest, new_code, new_key, read_code
from app.rooms.member import Member
from app.rooms.room import Room
from app.rooms.wall.wall import Wall
from app.sessions.session import Session
from app.sessions.sessions import Sessions
from app.settings import Settings
from app.sharing.client import current_client
from app.sharing.shares import Share
from engine.spec.run import RunSpec

logger = logging.getLogger(__name__)

FIRST_RUN = RunSpec.model_validate({"data": {"name": "circle"}})
"""The run of a room that is given none."""

ENDED = "the workshop has ended"


class Rooms:
    """All rooms; an async context manager."""

    def __init__(self, sessions: Sessions, settings: Settings) -> None:
        self._sessions, self._settings = sessions, settings
        self._rooms: dict[str, Room] = {}
        self._walls: dict[str, Wall] = {}
        self._share = Share.of(settings.max_rooms, settings.reserved_share)

    def __len__(self) -> int:
        return len(self._rooms)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        return

    # rooms

    async def create(self, request: RoomRequest) -> tuple[Room, RoomKeys]:
        """Make a room. Raises ServerFullError."""
        self._make_place()
        keys = RoomKeys(teacher=new_key(), projector=new_key())
        digests: dict[Role, str] = {"teacher": digest(keys.teacher), "projector": digest(keys.projector)}
        code = new_code({each.code for each in self._rooms.values()})
        room = Room(secrets.token_urlsafe(9), code, digests, request.spec or FIRST_RUN)
        room.change(RoomChange(name=request.name, view=request.view, lesson=request.lesson))
        room.maker = current_client()
        self._rooms[room.id] = room
        return room, keys

    async def get(self, room_id: str) -> Room:
        """The room with this id. Raises UnknownRoomError."""
        room = self._rooms.get(room_id)
        if room is None:
            raise unknown_room()
        return room

    async def find(self, typed: str) -> Room:
        """The room with a code as typed. Raises UnknownRoomError."""
        code = read_code(typed)
        for room in self._rooms.values():
            if room.code == code:
                return room
        raise unknown_room()

    def wall(self, room: Room) -> Wall:
        """The wall of a room."""
        return self._walls.setdefault(room.id, Wall(room, self._sessions))

    def _make_place(self) -> None:
        """Raise ServerFullError if there is no place for another room of this client."""
        client = current_client()
        makers = Counter(each.maker for each in self._rooms.values())
        if not self._share.allows(1, makers.total(), makers[client], len(makers.keys() - {client})):
            detail = f"All {self._share.total} places for workshops are taken or kept for other addresses."
            raise ServerFullError(detail, "End a workshop that you no longer need.", retry_after=60)

    async def end(self, room: Room) -> None:
        """End a room: what is personal is deleted, and its members' sessions become ordinary ones."""
        self._rooms.pop(room.id, None)
        self._walls.pop(room.id, None)
        room.end(ENDED)

    def change(self, room: Room, change: RoomChange) -> None:
        """Change a room. Raises UnknownMemberError."""
        room.change(change)

    # members

    async def join(self, room: Room, name: str) -> tuple[Member, str]:
        """Make a member with a session; returns the member and its key.

        Raises RoomClosedError, RoomFullError, and what `Sessions.create` raises.
        """
        if not room.open:
            raise RoomClosedError("The teacher has closed the workshop.", "Ask the teacher to open it again.")
        if len(room.members) + room.joining >= self._settings.max_members:
            detail = f"All {self._settings.max_members} places of the workshop are taken."
            raise RoomFullError(detail, "Ask the teacher to remove members who have left.")
        room.joining += 1
        try:
            session = await self._sessions.create(room.spec)
        finally:
            room.joining -= 1
        if room.ended:
            await self._sessions.delete(session.id)
            raise unknown_room()
        key = new_key()
        return room.add(name, digest(key), session.id), key

    async def session_of(self, room: Room, member: Member) -> Session:
        """A member's session; if it is gone, a new one of the room's spec.

        Raises what `Sessions.create` raises, and StoreUnavailableError.
        """
        async with member.placing:
            try:
                return await self._sessions.get(member.session)
            except (UnknownSessionError, SessionGoneError):
                session = await self._sessions.create(room.spec)
                member.session, member.base = session.id, room.spec
                return session

    async def run_of(self, room: Room) -> Session:
        """The teacher's own session. Raises NotShownError if there is none."""
        if room.run is not None:
            with suppress(UnknownSessionError, SessionGoneError):
                return await self._sessions.get(room.run)
        raise NotShownError("The teacher shows no run of their own at present.", "Wait until the teacher does.")

    async def lead(self, room: Room, session_id: str | None) -> None:
        """Set the teacher's own session, which members may follow. Raises what `Sessions.get` raises."""
        if session_id is not None:
            await self._sessions.get(session_id)
        room.run = session_id
        room.changed()

    async def remove(self, room: Room, member: Member, reason: str) -> None:
        """Remove a member, whose session becomes an ordinary one."""
        room.remove(member, reason)
