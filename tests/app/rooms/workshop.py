"""A workshop for tests: its teacher, projector and members as clients of a real server."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx
from websockets.sync.client import ClientConnection, connect

from app.protocol.stream import SUBPROTOCOL
from tests.app.live import PATIENCE, Live

API = "/api/v1"


class Events:
    """A client of a room's stream."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket
        self.heard: list[str] = []

    def read(self) -> dict[str, Any]:
        """The next event."""
        text = self.socket.recv(PATIENCE)
        assert isinstance(text, str)
        self.heard.append(text)
        event: dict[str, Any] = json.loads(text)
        return event

    def next(self, kind: str, condition: Any = lambda _: True) -> dict[str, Any]:
        """Read until there is an event of this type that fulfils the condition."""
        while True:
            event = self.read()
            if event["type"] == kind and condition(event):
                return event


@dataclass
class Caller:
    """Somebody with a key. answers: the texts of all answers, with their headers."""

    live: Live
    room: str
    key: str
    id: str = ""
    session: str = ""
    answers: list[str] = field(default_factory=list)

    def call(self, method: str, path: str = "", body: Any = None, **query: Any) -> httpx.Response:
        """Make a call about the room."""
        headers = {"Authorization": f"Bearer {self.key}"} if self.key else {}
        url = f"{self.live.url}{API}/rooms/{self.room}{path}"
        options: Any = {"json": body, "params": query, "headers": headers}
        answer = httpx.request(method, url, timeout=PATIENCE, **options)
        self.answers.append(answer.text + repr(answer.headers))
        return answer

    def do(self, method: str, path: str = "", body: Any = None, **query: Any) -> Any:
        """Make a call that succeeds; returns its answer."""
        answer = self.call(method, path, body, **query)
        assert answer.is_success, answer.text
        return answer.json() if answer.content else None

    @contextmanager
    def events(self, path: str = "/stream", **options: Any) -> Iterator[Events]:
        """The room's stream, or another one of the room."""
        url = f"{self.live.url.replace('http', 'ws')}{API}/rooms/{self.room}{path}"
        headers = {"Authorization": f"Bearer {self.key}"} if self.key else {}
        given = {"subprotocols": [SUBPROTOCOL], "compression": None, "additional_headers": headers, **options}
        with connect(url, **given) as socket:
            yield Events(socket)


@dataclass
class Workshop:
    """A workshop."""

    live: Live
    teacher: Caller
    projector: Caller
    nobody: Caller
    code: str

    @property
    def room(self) -> str:
        """The room's id."""
        return self.teacher.room

    def join(self, name: str = "") -> Caller:
        """A new member."""
        made = self.nobody.do("POST", "/members", {"name": name})
        return Caller(self.live, self.room, made["key"], made["member"]["id"], made["session"])

    def names(self) -> list[str]:
        """The names of all members, as the teacher sees them."""
        return [each["name"] for each in self.teacher.do("GET")["members"]]


def start(live: Live, **wanted: Any) -> Workshop:
    """Start a workshop."""
    answer = httpx.post(f"{live.url}{API}/rooms", json=wanted, timeout=PATIENCE)
    assert answer.status_code == 201, answer.text
    made = answer.json()
    room, keys = made["room"]["id"], made["keys"]
    teacher, projector, nobody = (Caller(live, room, key) for key in (keys["teacher"], keys["projector"], ""))
    return Workshop(live, teacher, projector, nobody, made["room"]["code"])
