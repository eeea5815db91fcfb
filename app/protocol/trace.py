"""Trace of one sample through the network, op by op, and the check of the gradients.

The answers are made of the dataclasses of `engine.inspect`, which describe every field.
"""

from typing import TYPE_CHECKING, Literal, Self

from pydantic import Field, FiniteFloat, model_validator

from app.protocol.base import Message
from app.protocol.from_engine import EngineMessage, message_of
from engine.errors import InputError
from engine.inspect.gradcheck import BlockCheck
from engine.inspect.trace.trace import Trace


class TraceRequest(Message):
    """The sample to trace: a row of the run's data, or given inputs."""

    input: list[FiniteFloat] | None = Field(None, min_length=1, description="raw inputs, before features")
    target: int | list[FiniteFloat] | None = Field(
        None, description="a class by its number, or the numbers the loss compares with; null: the forward pass alone"
    )
    row: int | None = Field(None, ge=0, description="a row of the data, with its target, instead of an input")
    split: Literal["train", "test"] = Field("train", description="the split that the row is in")
    of: Literal["sample", "batch"] = Field(
        "sample",
        description="whose gradients and update are traced: this sample's, or those of the batch that the next step uses",
    )
    finite_differences: bool = Field(
        False, description="add a numerical derivative to every gradient; for at most a few thousand parameters"
    )
    layers: list[str] | None = Field(None, description="layers whose parameters are traced; null: all")

    @model_validator(mode="after")
    def _one_sample(self) -> Self:
        if (self.input is None) == (self.row is None):
            raise InputError(
                "Received both or neither of input and row, expected exactly one of them.", "Leave the other out."
            )
        if self.row is not None and self.target is not None:
            raise InputError("Received a target for a row, which has its own.", "Leave the target out.")
        return self


if TYPE_CHECKING:
    TraceAnswer = EngineMessage
    BlockCheckMessage = EngineMessage
else:
    TraceAnswer, BlockCheckMessage = message_of(Trace, "TraceAnswer"), message_of(BlockCheck)


class GradientCheckRequest(Message):
    """How thoroughly to check."""

    samples: int = Field(16, ge=1, le=1024, description="largest number of samples of the next batch")
    components: int = Field(
        100, ge=1, le=10_000, description="largest number of parameters per block; fewer in large networks"
    )


class GradientCheckAnswer(Message):
    """Backpropagation compared with numerical derivatives, block by block."""

    passed: bool
    blocks: list[BlockCheckMessage]
