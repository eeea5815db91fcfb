"""What the models of the protocol share."""

import math
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict

Unit = Literal["sample", "step", "epoch"]
"""What training is counted in: one sample of a batch, one update, one pass over the training data."""

Status = Literal["ready", "diverged"]
"""Whether a run can go on. A diverged one keeps its last finite state until it is reset or changed."""


Undoable = Literal["change", "reset", "parameters", "run", "data", "divergence", "return"]
"""What can be taken back: a change that began anew, a reset, replaced parameters, a loaded run, a live change of the
data, a return to an earlier moment."""

Task = Literal["binary", "multiclass", "regression"]

Domain = tuple[tuple[float, float], tuple[float, float]]
"""The part of the plane that maps show: x1 runs from the first pair's first number to its second, x2 likewise."""

LARGEST_WHOLE = 2**53
"""Up to here every reader of JSON tells whole numbers apart."""


class Message(BaseModel):
    """Strict about unknown fields and non-finite numbers; a message is a value."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


def finite_or_none(value: Any) -> Any:
    """JSON has no NaN and no infinity: both are told as null."""
    return None if isinstance(value, float) and not math.isfinite(value) else value


Figure = Annotated[float | None, BeforeValidator(finite_or_none)]
"""A measured number; null where it does not apply or is not finite."""
