"""The handlers of the streams of sessions."""

from functools import partial
from typing import Annotated

from fastapi import APIRouter, Path, WebSocket

from app.deps import ServicesDep, find_session
from app.routes import API
from app.routes.sessions.channels import stream_channels
from app.routes.sessions.streaming import stream_session

router = APIRouter(prefix=API)


@router.websocket("/sessions/{id}/stream")
async def stream(websocket: WebSocket, session_id: Annotated[str, Path(alias="id")], services: ServicesDep) -> None:
    """Commands in, events and frames out, until either side closes. The query may contain the fields
    of `FrameView`: what the first frames contain."""
    await stream_session(websocket, partial(find_session, session_id, services), services)


@router.websocket("/sessions/stream")
async def streams(websocket: WebSocket, services: ServicesDep) -> None:
    """The streams of several sessions, each on a channel of its own."""
    await stream_channels(websocket, services)
