"""The clients that watch a session, each with its outbox and the detail of its frames."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.conversion import to_json
from app.outbox import Outbox
from app.protocol.base import Message
from app.protocol.stream import CloseCode, Reference, SessionEvent
from engine.inspect.probes.observation import Detail


@dataclass(eq=False)
class StreamClient:
    """One client of a session's stream. shown_as: the id that it reads in place of the session's own."""

    outbox: Outbox
    detail: Detail
    shown_as: str | None = None

    def post(self, event: Message) -> None:
        """Post an event to this client alone."""
        self.outbox.post(_text(self.masked(event)))

    def masked(self, event: Message) -> Message:
        """The event as this client may read it."""
        if self.shown_as is None or not isinstance(event, SessionEvent):
            return event
        return event.model_copy(update={"id": self.shown_as})

    def set_detail(self, detail: Detail) -> None:
        """Change what frames hold, from the next one on."""
        self.detail = detail
        self.outbox.repaint()


def _text(event: Message) -> str:
    return to_json(event).decode()


class Clients:
    """All stream clients of a session."""

    def __init__(self) -> None:
        self._clients: set[StreamClient] = set()

    def __len__(self) -> int:
        return len(self._clients)

    @property
    def attended(self) -> bool:
        """True if a client is no mere viewer."""
        return any(client.shown_as is None for client in self._clients)

    def add(self, client: StreamClient) -> None:
        """Add a client."""
        self._clients.add(client)

    def remove(self, client: StreamClient) -> None:
        """Remove a client."""
        self._clients.discard(client)

    def post(
        self, event: Message, to: StreamClient | None = None, re: Reference = None, stale_frame: bool = False
    ) -> None:
        """Post an event to all clients; `to`, whose command it answers, gets it with the command's id `re`."""
        text = _text(event)
        for client in self._clients:
            own = client.masked(event)
            if client is to and re is not None:
                own = own.model_copy(update={"re": re})
            client.outbox.post(text if own is event else _text(own), stale_frame)

    def ready(self, version: int) -> bool:
        """True if a client is ready for a frame of state `version`."""
        return any(client.outbox.wants_frame(version) for client in self._clients)

    def details(self, version: int) -> set[Detail]:
        """Views requested by clients that are ready for a frame of state `version`."""
        return {client.detail for client in self._clients if client.outbox.wants_frame(version)}

    def offer(self, frames: Mapping[Detail, bytes], number: int, version: int) -> None:
        """Give each client that is ready for it the frame with its level of detail."""
        for client in self._clients:
            frame = frames.get(client.detail)
            if frame is not None and client.outbox.wants_frame(version):
                client.outbox.offer(number, frame, version)

    def skip(self, version: int) -> None:
        """Stop waiting for a frame of state `version`."""
        for client in self._clients:
            client.outbox.skip_frame(version)

    def close(self, code: CloseCode, reason: str, last: Message) -> None:
        """Close every stream after a last event."""
        self.post(last)
        for client in self._clients:
            client.outbox.end(code, reason)
