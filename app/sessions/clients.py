"""The clients that watch a session, each with its outbox and its view."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.outbox import Outbox
from app.protocol.base import Message
from app.protocol.stream import CloseCode, Reference
from engine.inspect.probes.observation import View


@dataclass(eq=False)
class Stream:
    """One client of the stream."""

    outbox: Outbox
    view: View = field(default_factory=View)

    def show(self, view: View) -> None:
        """Frames hold other maps from now on, beginning with the next one."""
        self.view = view
        self.outbox.repaint()


class Audience:
    """All streams of a session."""

    def __init__(self) -> None:
        self._streams: set[Stream] = set()

    def __len__(self) -> int:
        return len(self._streams)

    def join(self, stream: Stream) -> None:
        """A client came."""
        self._streams.add(stream)

    def leave(self, stream: Stream) -> None:
        """A client went."""
        self._streams.discard(stream)

    def tell(self, event: Message, to: Stream | None = None, re: Reference = None, stale_frame: bool = False) -> None:
        """Post an event to all; `to`, whose command it answers, gets it with the command's id."""
        text = event.model_dump_json()
        for stream in self._streams:
            answers = stream is to and re is not None
            said = event.model_copy(update={"re": re}).model_dump_json() if answers else text
            stream.outbox.post(said, stale_frame)

    def views(self, version: int) -> set[View]:
        """What those want to see who can take a frame of state number `version`."""
        return {stream.view for stream in self._streams if stream.outbox.wants_frame(version)}

    def offer(self, frames: Mapping[View, bytes], number: int, version: int) -> None:
        """Give each client that can take it the frame of its view."""
        for stream in self._streams:
            frame = frames.get(stream.view)
            if frame is not None and stream.outbox.wants_frame(version):
                stream.outbox.offer(number, frame, version)

    def skip(self, version: int) -> None:
        """There is no frame of state number `version` for anybody."""
        for stream in self._streams:
            stream.outbox.skip_frame(version)

    def end(self, code: CloseCode, reason: str, last: Message) -> None:
        """Close every stream, after a last event."""
        self.tell(last)
        for stream in self._streams:
            stream.outbox.end(code, reason)
