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
    sessions: int
