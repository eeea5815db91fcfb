"""Changes of a run."""

from typing import Any, Literal

from pydantic import Field

from app.protocol.base import Message


class PatchRequest(Message):
    """A change of the run's spec."""

    patch: dict[str, Any] = Field(description="JSON merge patch (RFC 7396) of the RunSpec; null restores a default")
    reset: bool | Literal["if_needed"] = Field(
        False,
        description="start a new run, which changes of the parameters' shapes need; if_needed: only for such changes",
    )
    adapt: bool = Field(
        False,
        description="adapt the hidden layers, so that the network can be built: recurrent layers return sequences if "
        "others need them, residual blocks get the width of their input, and layers that cannot read new data are left out",
    )


class ResetRequest(Message):
    """Back to initial weights."""

    seed: int | None = Field(
        None, ge=0, le=2**32 - 1, description="null: the seed of the spec, which gives the same weights"
    )
