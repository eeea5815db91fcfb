"""Members of a room."""

from pydantic import Field

from app.protocol.base import Message
from app.protocol.rooms.room import Name


class JoinRequest(Message):
    """A new member."""

    name: Name = Field("", description="empty: a friendly one is given")


class NameRequest(Message):
    """A member's new name."""

    name: Name


class MemberChange(Message):
    """Changes of a member by the teacher; fields that are left out stay as they are."""

    admitted: bool | None = None
    name: Name | None = None


class Member(Message):
    """A member's own id and name."""

    id: str
    name: str
    admitted: bool


class MemberAnswer(Message):
    """A member, and where to work."""

    member: Member
    session: str = Field(description="id of the member's session, which nobody else learns")
    view: str
    lesson: str | None


class JoinAnswer(MemberAnswer):
    """A new member."""

    key: str = Field(description="the member's key, which is shown only once")
