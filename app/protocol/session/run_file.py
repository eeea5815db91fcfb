"""A run as a file."""

from typing import Literal

from pydantic import Field

from app.protocol.base import LARGEST_WHOLE, Message
from app.protocol.session.parameters import Parameters
from engine.spec.run import RunSpec


class GeneratorState(Message):
    """The generator that draws the order of the samples: NumPy's PCG64. Its two numbers of 128 bits are decimal text."""

    name: Literal["PCG64"]
    state: str = Field(pattern=r"^[0-9]{1,39}$")
    increment: str = Field(pattern=r"^[0-9]{1,39}$")
    has_uint32: Literal[0, 1] = Field(description="1 if half of the last draw is still unused")
    uinteger: int = Field(ge=0, lt=2**32, description="the unused half")


class RunState(Message):
    """The rest of the state that the next step depends on, so that a run continues bit for bit. Arrays are base64 of
    little-endian numbers, row by row."""

    sample: int = Field(ge=0, description="samples of the current batch already processed")
    position: int = Field(ge=0, description="start of the current batch in the epoch's order")
    order: str = Field(description="rows of the training samples in the epoch's order: int64 (samples)")
    steps_of_optimizer: int = Field(ge=0, le=LARGEST_WHOLE, description="steps since the memory was empty")
    generator: GeneratorState
    gradients: str = Field(description="of the last step: float64 (parameters)")
    previous: str = Field(description="the parameters before the last step: float64 (parameters)")
    memory: str = Field(description="the optimizer's: float64 (3, parameters)")


class RunFile(Message):
    """A run as a file: its spec, its position, its parameters, and the state that exact continuation needs."""

    format: Literal["backprop-run"]
    version: Literal[1]
    spec: RunSpec
    step: int = Field(ge=0, le=LARGEST_WHOLE)
    epoch: int = Field(ge=0, le=LARGEST_WHOLE)
    parameters: Parameters | None = Field(description="null: the initial ones of the spec, at step 0")
    state: RunState | None = Field(
        None, description="null: training continues with an empty optimizer memory and a new epoch"
    )


ExportFormat = Literal["spec", "json", "npz", "python"]
"""spec: the RunSpec. json: a RunFile. npz: NumPy arrays, `<layer>.weights` and `<layer>.biases`. python: a program."""
