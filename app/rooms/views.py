"""What each role may see of a room."""

from time import monotonic

from app.protocol.rooms.members import Member as MemberMessage
from app.protocol.rooms.members import MemberAnswer
from app.protocol.rooms.room import Invitation, Role, RoomAnswer, RoomMember
from app.rooms.challenges.messages import challenge_message
from app.rooms.joining.links import Doors
from app.rooms.keys import shown_code
from app.rooms.member import Member
from app.rooms.room import Room


def room_answer(room: Room, role: Role, member: Member | None, doors: Doors) -> RoomAnswer:
    """The room for a role. member: the one who asks, if the role is that of a member."""
    is_member, me = role == "member", member.id if member is not None else None
    return RoomAnswer(
        id=room.id,
        role=role,
        name=room.name,
        open=room.open,
        admit_by_hand=room.admit_by_hand,
        names_hidden=room.names_hidden,
        locked=list(room.locked),
        paused=room.paused,
        message=room.message,
        shown=room.shown,
        view=room.view,
        lesson=room.lesson,
        code=None if is_member else shown_code(room.code),
        links=[] if is_member else list(doors.links),
        listens=doors.listens,
        members=_members(room, role, member),
        questions=[each.message(role, me) for each in room.questions.all.values()],
        challenges=[challenge_message(each, member, room.paused, monotonic()) for each in room.challenges.all.values()],
        experiments=room.experiments.messages(me),
        me=me,
        admitted=member.admitted if member is not None else True,
        leading=room.run is not None,
        lesson_state=room.lessons.message(room.lesson, role, me),
    )


def _members(room: Room, role: Role, member: Member | None) -> list[RoomMember]:
    """The members that a role sees, in the order of their joining: of those admitted the projector, of themselves members."""
    now, everybody = monotonic(), room.members.values()
    return [
        RoomMember(
            id=each.id,
            name=each.name if each is member else visible_name(room, each, role),
            admitted=each.admitted,
            connected=each.is_there(now),
            score=room.questions.score(each.id) if role == "teacher" or each is member else None,
        )
        for each in ([member] if member is not None else everybody)
        if each is member or may_see(each, role)
    ]


def may_see(member: Member, role: Role) -> bool:
    """True if a screen shows a member."""
    return role == "teacher" or member.admitted


def visible_name(room: Room, member: Member, role: Role) -> str | None:
    """A member's name, if a screen shows it."""
    return None if room.names_hidden and role != "teacher" else member.name


def member_answer(room: Room, member: Member) -> MemberAnswer:
    """A member, for that member alone."""
    own = MemberMessage(id=member.id, name=member.name, admitted=member.admitted)
    return MemberAnswer(member=own, session=member.session, view=room.view, lesson=room.lesson)


def invitation(room: Room, max_members: int) -> Invitation:
    """The part of a room that is visible before joining."""
    members = len(room.members)
    return Invitation(name=room.name, open=room.open, full=members >= max_members, members=members)
