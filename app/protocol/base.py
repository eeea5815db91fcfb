"""Types shared by the messages of the protocol."""

import math
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

Unit = Literal["sample", "step", "epoch"]
"""Unit of training: one sample of a batch, one update, one pass over the training data."""

Status = Literal["ready", "diverged"]
"""Whether a run can be trained. A diverged one stays in a finite state until it is reset or changed."""

Undoable = Literal["change", "reset", "parameters", "run", "data", "divergence", "return"]
"""A change that can be undone: one that started a new run, a reset, a replacement of parameters, a loaded run, a live
change of the data, a live change after which the run diverged, a return to a checkpoint."""

Task = Literal["binary", "multiclass", "regression"]

Domain = tuple[tuple[float, float], tuple[float, float]]
"""The part of the plane that maps show: the range of x1, then that of x2."""

LARGEST_WHOLE = 2**53
"""The largest whole number that every JSON reader represents exactly."""


class Message(BaseModel):
    """Base of all messages: immutable, without unknown fields, NaN or infinity."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


def finite_or_none(value: Any) -> Any:
    """The value, or None for NaN and infinity, which JSON does not have."""
    return None if isinstance(value, float) and not math.isfinite(value) else value


def former_name(name: str) -> Any:
    """A deprecated field that has the value of the field `name`, which must be defined before it."""
    return Field(
        default_factory=lambda data: data.get(name), deprecated=f"Use {name}.", description=f"former name of `{name}`"
    )


Measured = Annotated[float | None, BeforeValidator(finite_or_none)]
"""A measured number; null if it does not apply or is not finite."""


class DivergenceReport(Message):
    """A divergence: a loss or an update was not a finite number, and the run has returned to an earlier state."""

    step: int = Field(description="updates done before it")
    quantity: Literal["loss", "update"]
    layer: str = Field(description="the first layer that overflowed, or loss")
    returned_to: int = Field(description="step of the state that the run has returned to")
    learning_rate: float | None = Field(
        description="a learning rate with which training from there was tried and lowers the loss; null: none was found"
    )
    detail: str
    remedy: str
