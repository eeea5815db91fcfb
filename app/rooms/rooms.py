"""The rooms of this server, found by id or code, and the sessions of their members."""

import asyncio
import logging
import secrets
from collections import Counter
from contextlib import suppress
from types import TracebackType
from typing import Self

from app.errors import LimitError, ServerFullError, SessionGoneError, StoreUnavailableError, UnknownSessionError
from app.protocol.rooms.room import Role, RoomChange, RoomKeys, RoomRequest
from app.rooms.challenges.judge import Judge
from app.rooms.errors import NotShownError, RoomClosedError, RoomFullError, unknown_room
from app.rooms.keys import digest, new_code, new_id, new_key, read_code
from app.rooms.member import Member
from app.rooms.outline import outline_of
from app.rooms.room import Room
from app.rooms.wall.wall import Wall
from app.rooms.writer import RoomWriter
from app.runner import Runner
from app.sessions.guard import Guard
from app.sessions.limits import check_spec
from app.sessions.memory.need import need_of
from app.sessions.session import Session
from app.sessions.sessions import Sessions
from app.settings import Settings
from app.sharing.client import acting_for, current_client, member_client
from app.sharing.memory import Memory
from app.sharing.shares import Share
from app.store.store import Store
from app.tables.tables import Tables
from engine.spec.data.own import InlineSpec, TextSpec
from engine.spec.run import RunSpec

logger = logging.getLogger(__name__)

FIRST_RUN = RunSpec.model_validate({"data": {"name": "circle"}})
"""Spec of a room that was made without one."""

ENDED = "the workshop has ended"

TICK_SECONDS = 0.5
"""Time between two checks for rooms that have changed."""

LAST_SECONDS = 1.0
"""Longest time that writing all rooms may take when the server stops."""

SPARE_SECONDS = 600.0
"""If all places are taken, a room without members that has not been used for this time is ended for a new one."""

DAY = 86400.0


class Rooms:
    """All rooms; an async context manager."""

    def __init__(
        self, sessions: Sessions, settings: Settings, memory: Memory, store: Store, tables: Tables, runner: Runner
    ) -> None:
        self._sessions, self._settings, self._memory, self._store = sessions, settings, memory, store
        self._rooms: dict[str, Room] = {}
        self._walls: dict[str, Wall] = {}
        self._share = Share.of(settings.max_rooms, settings.reserved_share)
        self._judge = Judge(self._rooms, sessions, runner)
        self._writer = RoomWriter(store, tables, self._rooms, FIRST_RUN)
        self._generation = 0
        self._reading = asyncio.Lock()
        self._tasks: list[asyncio.Task[None]] = []
        sessions.guards_known = self._known

    def __len__(self) -> int:
        return len(self._rooms)

    async def __aenter__(self) -> Self:
        self._tasks = [asyncio.create_task(self._run()), asyncio.create_task(self._judge.run())]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._writer.write_all(LAST_SECONDS)

    # the store

    async def _run(self) -> None:
        """Read rooms when the store has been opened, write those that have changed, and end those that have not been used
        for long; until cancelled."""
        await self._store.tried()
        while True:
            try:
                with suppress(StoreUnavailableError):
                    await self._read()
                    await self._writer.write()
                self._expire()
            except Exception:
                logger.exception("keeping workshops failed")
            await asyncio.sleep(TICK_SECONDS)

    async def _read(self) -> None:
        """Read the rooms that only the store has, once for each time that it has been opened."""
        async with self._reading:
            generation = self._store.generation
            if generation != self._generation:
                for room in await self._writer.read():
                    with acting_for(""):  # whoever has asked first is not to blame for the memory
                        room.memory = self._memory.holding()
                    with suppress(LimitError):  # of limits that have been lowered: members are told when they join
                        room.memory.grow(own_data(room.spec, self._settings) + room.experiments.size)
                    self._rooms[room.id] = room
                    self.guard(room)
                self._generation = generation

    async def _known(self) -> None:
        """Wait until rooms of an earlier start are known. Raises StoreUnavailableError."""
        await self._store.tried()
        if self._store.is_on and self._generation == 0:
            if not self._store.is_open:
                detail = "Workshops of before the restart are in the store, which cannot be used at present."
                raise StoreUnavailableError(detail, "Try again in a minute.", retry_after=5)
            await self._read()

    def _expire(self) -> None:
        """End the rooms that have not been used for long."""
        now = self._store.now()
        for room in list(self._rooms.values()):
            if room.clients:
                self._use(room)
            if now - room.used > self._settings.room_days * DAY:
                self._end(room, "the workshop has expired")

    def _use(self, room: Room) -> None:
        room.used = self._store.now()
        self._store.rooms.touch(room.id)

    # rooms

    async def create(self, request: RoomRequest) -> tuple[Room, RoomKeys]:
        """Make a room. Raises ServerFullError and LimitError."""
        spec = request.spec or FIRST_RUN
        size = own_data(spec, self._settings)
        with suppress(StoreUnavailableError):
            await self._known()  # its code must differ from those that exist
        self._make_place()
        keys = RoomKeys(teacher=new_key(), projector=new_key())
        digests: dict[Role, str] = {"teacher": digest(keys.teacher), "projector": digest(keys.projector)}
        code = new_code({each.code for each in self._rooms.values()})
        room = Room(secrets.token_urlsafe(9), code, digests, spec)
        room.change(RoomChange(name=request.name, view=request.view, lesson=request.lesson))
        room.memory = self._memory.holding(size)
        room.maker = current_client()
        room.used = self._store.now()
        self._rooms[room.id] = room
        return room, keys

    async def get(self, room_id: str) -> Room:
        """The room with this id, marked as used now. Raises UnknownRoomError, StoreUnavailableError."""
        if room_id not in self._rooms:
            await self._known()
        room = self._rooms.get(room_id)
        if room is None:
            raise unknown_room()
        self._use(room)
        return room

    async def find(self, typed: str) -> Room:
        """The room with a code as typed. Raises UnknownRoomError, StoreUnavailableError."""
        code = read_code(typed)
        await self._known()
        for room in self._rooms.values():
            if room.code == code:
                return room
        raise unknown_room()

    def all(self) -> list[Room]:
        """All rooms."""
        return list(self._rooms.values())

    def wall(self, room: Room) -> Wall:
        """The wall of a room."""
        return self._walls.setdefault(room.id, Wall(room, self._sessions))

    def _make_place(self) -> None:
        """Raise ServerFullError if there is no place for another room of this client."""
        client = current_client()
        while True:
            makers = Counter(each.maker for each in self._rooms.values())
            if self._share.allows(1, makers.total(), makers[client], len(makers.keys() - {client})):
                return
            if not self._evict():
                detail = f"All {self._share.total} places for workshops are taken or kept for other addresses."
                raise ServerFullError(detail, "End a workshop that you no longer need.", retry_after=60)

    def end(self, room: Room) -> None:
        """End a room: what is personal is deleted, and its members' sessions become ordinary ones."""
        self._end(room, ENDED)

    def _end(self, room: Room, reason: str) -> None:
        self._rooms.pop(room.id, None)
        self._walls.pop(room.id, None)
        self._writer.forget(room)
        room.end(reason)
        for member in room.members.values():
            self._sessions.guard(member.session, None)

    def _evict(self) -> bool:
        """End the room without members that has not been used for the longest time; False if all have been used of late."""
        before = self._store.now() - SPARE_SECONDS
        spare = [room for room in self._rooms.values() if not room.members and not room.clients and room.used < before]
        if spare:
            self._end(min(spare, key=lambda room: room.used), ENDED)
        return bool(spare)

    def change(self, room: Room, change: RoomChange) -> None:
        """Change a room. Raises UnknownMemberError, LimitError and MemoryFullError."""
        room.check(change)
        if change.spec is not None and room.memory is not None:
            room.memory.resize(own_data(change.spec, self._settings) + room.experiments.size)
        before = room.locked, room.paused
        room.change(change)
        if (room.locked, room.paused) != before:
            self.guard(room)

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
        member_id = new_id()
        try:
            session = await self._sessions.create(room.spec, member_client(member_id))
        finally:
            room.joining -= 1
        if room.ended:
            await self._sessions.delete(session.id)
            raise unknown_room()
        key = new_key()
        member = room.add(member_id, name, digest(key), session.id)
        self.guard(room, member)
        return member, key

    async def session_of(self, room: Room, member: Member) -> Session:
        """A member's session; if it is gone, a new one of the room's spec.

        Raises what `Sessions.create` raises, and StoreUnavailableError.
        """
        async with member.placing:
            try:
                return await self._sessions.get(member.session)
            except (UnknownSessionError, SessionGoneError):
                session = await self._sessions.create(room.spec, member_client(member.id))
                self._sessions.guard(member.session, None)
                member.session, member.base = session.id, outline_of(room.spec)
                if member.id in room.members:
                    self.guard(room, member)
                room.members_changed()
                return session

    def sessions(self, room: Room) -> list[Session]:
        """The members' sessions that are in memory."""
        found = [self._sessions.at_work(member.session) for member in room.members.values()]
        return [session for session in found if session is not None]

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

    def guard(self, room: Room, *members: Member) -> None:
        """Apply the locks of a room and its experiment to the sessions of members, by default of all."""
        for member in members or room.members.values():
            taken = room.experiments.takes(member.id)
            guard = Guard(member_client(member.id), frozenset(room.locked), room.paused, taken)
            self._sessions.guard(member.session, guard)

    def remove(self, room: Room, member: Member, reason: str) -> None:
        """Remove a member, whose session becomes an ordinary one."""
        room.remove(member, reason)
        self._sessions.guard(member.session, None)


def own_data(spec: RunSpec, settings: Settings) -> int:
    """Bytes that a spec takes: those of a user's own data. Raises LimitError if no member may run it."""
    need = need_of(spec, check_spec(spec, settings))
    return need.data if isinstance(spec.data, InlineSpec | TextSpec) else 0
