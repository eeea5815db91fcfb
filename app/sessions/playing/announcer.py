"""Tell the clients of a session about its run."""

from typing import Any

from app.protocol.session.info import SessionInfo
from app.protocol.stream import Reference, SessionEvent, StatusEvent
from app.sessions.clients import Clients, StreamClient
from app.sessions.playing.playing import Playing
from app.sessions.run import Run


class Announcer:
    """Posts the events of a session: what its run is, whether it plays, and whether it is kept."""

    def __init__(self, session_id: str, run: Run, playing: Playing, clients: Clients) -> None:
        self._id, self._run, self._playing, self._clients = session_id, run, playing, clients
        self._trouble: str | None = None

    def info(self) -> SessionInfo:
        """Session metadata, without metrics."""
        return SessionInfo(**self._info())

    def greet(self, client: StreamClient) -> None:
        """Post the first events to a new client."""
        client.post(self._session_event())
        self.post_status_to(client)

    def post_session(self, by: StreamClient | None = None, re: Reference = None, stale_frame: bool = False) -> None:
        """Post the session to all clients; to `by` in answer to its command `re`."""
        self._clients.post(self._session_event(), by, re, stale_frame)

    def post_status(self, by: StreamClient | None = None, re: Reference = None) -> None:
        """Post the status to all clients; to `by` in answer to its command `re`."""
        self._clients.post(self._status_event(), by, re)

    def post_status_to(self, client: StreamClient, re: Reference = None, seconds: float | None = None) -> None:
        """Post the status to one client; `seconds` the training took that it asked for."""
        client.post(self._status_event(re, seconds))

    def tell_trouble(self, trouble: str | None) -> None:
        """Tell all clients why the session is not kept at present; None: it is, or is not meant to be."""
        if trouble != self._trouble:
            self._trouble = trouble
            self.post_status()

    def _info(self) -> dict[str, Any]:
        run = self._run
        own = {"id": self._id, "playing": bool(self._playing), "undo": run.undoable}
        versions = {"data_version": run.data_version, "history_number": run.recorder.number}
        return {**own, **versions, **vars(run.structure), **vars(run.position)}

    def _session_event(self) -> SessionEvent:
        return SessionEvent(**self._info())

    def _status_event(self, re: Reference = None, seconds: float | None = None) -> StatusEvent:
        pace = self._playing.pace
        unit, rate = (pace.unit, pace.per_second) if pace is not None else ("epoch", None)
        own: dict[str, Any] = {"re": re, "playing": pace is not None, "unit": unit, "per_second": rate}
        return StatusEvent(**own, **vars(self._run.position), seconds=seconds, not_kept=self._trouble)
