"""The handler of the stream of a session."""

from functools import partial
from typing import Annotated

from fastapi import APIRouter, Path, WebSocket

from app.deps import ServicesDep, find_session
from app.routes import API
from app.routes.sessions.streaming import stream_session

router = APIRouter(prefix=API)


@router.websocket("/sessions/{id}/stream")
async def stream(websocket: WebSocket, session_id: Annotated[str, Path(alias="id")], services: ServicesDep) -> None:
    """Commands in, events and frames out, until either side closes. The query may contain the fields
    of `FrameView`: what the first frames contain."""
    await stream_session(websocket, partial(find_session, session_id, services), services)
