"""The state of the server."""

from typing import Literal

from pydantic import Field

from app.protocol.base import Message


class Health(Message):
    """Whether the server is ready to train."""

    status: Literal["warming", "ready", "failed"]
    message: str = Field(description="current stage of the start")
    done: int = Field(description="kernels compiled")
    total: int
    version: str
    sessions: int = Field(description="sessions at work: those in memory, which `max_sessions` limits")
    resting: int = Field(description="sessions that only the store has; each comes back when it is asked for")
    rooms: int = Field(description="workshops that have not ended")
    store: Literal["off", "opening", "open", "unavailable"] = Field(
        description="whether sessions, tables and workshops are kept across restarts"
    )
    store_message: str = Field(description="why the store is unavailable")
