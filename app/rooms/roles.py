"""Which role may make which call: one table, used by the routes and checked by a test."""

from collections.abc import Mapping, Set

from app.protocol.rooms.room import Role

ANYBODY: Set[Role] | None = None
"""No key is needed. The id of a room is a secret itself."""

EVERY_ROLE: Set[Role] = frozenset(("teacher", "member", "projector"))
TEACHER: Set[Role] = frozenset(("teacher",))
MEMBER: Set[Role] = frozenset(("member",))
SCREENS: Set[Role] = frozenset(("teacher", "projector"))
FOLLOWERS: Set[Role] = frozenset(("member", "projector"))

ROOM, ME, QUESTION = "/rooms/{id}", "/rooms/{id}/me", "/rooms/{id}/questions/{question}"
CHALLENGE = "/rooms/{id}/challenges/{challenge}"
EXPERIMENT = "/rooms/{id}/experiments/{experiment}"
A_MEMBER, RUN = "/rooms/{id}/members/{member}", "/rooms/{id}/run"

MAY_CALL: Mapping[str, Set[Role] | None] = {
    "POST /rooms": ANYBODY,
    "GET /rooms/codes/{code}": ANYBODY,
    f"GET {ROOM}/invitation": ANYBODY,
    f"POST {ROOM}/enter": ANYBODY,
    f"POST {ROOM}/members": ANYBODY,
    f"GET {ROOM}": EVERY_ROLE,
    f"PATCH {ROOM}": TEACHER,
    f"DELETE {ROOM}": TEACHER,
    f"GET {ROOM}/qr.svg": SCREENS,
    f"GET {ROOM}/results.zip": TEACHER,
    f"GET {ROOM}/results.html": TEACHER,
    f"STREAM {ROOM}/stream": EVERY_ROLE,
    f"GET {ME}": MEMBER,
    f"PATCH {ME}": MEMBER,
    f"DELETE {ME}": MEMBER,
    f"GET {ME}/link": MEMBER,
    f"GET {ME}/qr.svg": MEMBER,
    f"PUT {ME}/predictions": MEMBER,
    f"PATCH {ROOM}/predictions": TEACHER,
    f"PATCH {A_MEMBER}": TEACHER,
    f"DELETE {A_MEMBER}": TEACHER,
    f"POST {ROOM}/push": TEACHER,
    f"PUT {RUN}": TEACHER,
    f"GET {A_MEMBER}": SCREENS,
    f"GET {A_MEMBER}/data": SCREENS,
    f"GET {A_MEMBER}/history": SCREENS,
    f"STREAM {A_MEMBER}/stream": SCREENS,
    f"GET {RUN}": FOLLOWERS,
    f"GET {RUN}/data": FOLLOWERS,
    f"GET {RUN}/history": FOLLOWERS,
    f"STREAM {RUN}/stream": FOLLOWERS,
    f"POST {ROOM}/questions": TEACHER,
    f"PATCH {QUESTION}": TEACHER,
    f"DELETE {QUESTION}": TEACHER,
    f"PUT {QUESTION}/answer": MEMBER,
    f"POST {ROOM}/challenges": TEACHER,
    f"GET {CHALLENGE}": SCREENS,
    f"PATCH {CHALLENGE}": TEACHER,
    f"DELETE {CHALLENGE}": TEACHER,
    f"POST {ROOM}/experiments": TEACHER,
    f"GET {EXPERIMENT}": EVERY_ROLE,
    f"PATCH {EXPERIMENT}": TEACHER,
    f"DELETE {EXPERIMENT}": TEACHER,
}
"""Call -> roles that may make it. A stream is a call of its own."""
