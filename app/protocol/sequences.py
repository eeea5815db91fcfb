"""A sample through the recurrent layers step by step, and text that a network writes."""

from typing import Self

from pydantic import Field, FiniteFloat, model_validator

from app.protocol.base import LARGEST_WHOLE, Measured, Message
from engine.errors import InputError

Vector = list[Measured]
Matrix = list[list[Measured]]

MEAN_SAMPLES = 15
"""Samples of the averaged gradient norms. With the followed sample they are 16, which fills whole SIMD vectors."""


class ThroughTimeRequest(Message):
    """A sample to follow: one of the data by its number, or one that is given."""

    sample: int | None = Field(
        None,
        ge=0,
        le=LARGEST_WHOLE,
        description="its number: training samples first, then test samples, as `data` lists them all",
    )
    input: list[FiniteFloat] | None = Field(None, min_length=1, description="raw inputs, instead of a number")
    target: int | list[FiniteFloat] | None = Field(
        None, description="of a given input: a class by its number, or the numbers the loss compares with"
    )
    loss_step: int | None = Field(
        None,
        ge=0,
        description="follow the loss at this one of the steps that have targets, from 0 on, so that the distance from it "
        "is a time lag; null: the whole loss, their mean",
    )
    mean_of: int = Field(
        MEAN_SAMPLES,
        ge=0,
        le=255,
        description="number of evenly spaced training samples whose gradient norms are averaged; 0: no mean",
    )

    decimals: int | None = Field(
        None,
        ge=0,
        le=15,
        description="round states, gates and inner values to this many decimals, for an answer that is several times "
        "smaller; null: exact",
    )

    @model_validator(mode="after")
    def _one_sample(self) -> Self:
        if (self.sample is None) == (self.input is None):
            raise InputError(
                "Received both or neither of sample and input, expected exactly one of them.", "Give one of the two."
            )
        if (self.input is None) != (self.target is None):
            raise InputError(
                "Received an input without a target or a target without an input, expected both: a gradient needs a loss.",
                "Use trace or predict for the forward pass alone.",
            )
        return self


class RecurrentThroughTime(Message):
    """One recurrent layer, step by step."""

    layer: str
    kind: str = Field(description="rnn, lstm or gru")
    states: Matrix = Field(description="h, (steps, units)")
    gates: dict[str, Matrix] = Field(description="by name: z of rnn; i, f, g, o; r, z, n: (steps, units) each")
    inner: dict[str, Matrix] = Field(description="cells c of lstm; recurrent parts s_r, s_z, s_n of gru")
    gradient_norms: Vector = Field(description="‖∂L/∂h_t‖ of each step, over all paths from h_t to the loss")
    cell_gradient_norms: Vector | None = Field(description="‖∂L/∂c_t‖ of an lstm, the gradient of its cell state")
    mean_gradient_norms: Vector | None = Field(description="mean of ‖∂L/∂h_t‖ over samples, each with its loss as L")
    mean_cell_gradient_norms: Vector | None
    spectral_radius: dict[str, Measured] = Field(
        description="largest |eigenvalue| of the present recurrent weights, by gate; empty for very wide layers"
    )


class ThroughTimeAnswer(Message):
    """A sample in the recurrent layers, forward and backward."""

    step: int = Field(description="updates done")
    inputs: Matrix = Field(description="raw inputs, (steps, numbers of a step)")
    targets: Matrix = Field(description="targets of the loss, (steps with targets, outputs)")
    predictions: Matrix = Field(description="(steps with targets, outputs); probabilities if the output is softmax")
    loss: Measured
    layers: list[RecurrentThroughTime]


MAX_CHARACTERS = 2000


class GenerateRequest(Message):
    """A prompt, and how to continue it."""

    prompt: str = Field(min_length=1, max_length=MAX_CHARACTERS, description="characters of the text trained on")
    length: int = Field(200, ge=1, le=MAX_CHARACTERS, description="number of characters to generate")
    temperature: float = Field(
        1.0,
        gt=0,
        le=100,
        description="below 1, likely characters are drawn more often than their probability; above 1, less often",
    )
    seed: int = Field(
        0, ge=0, le=2**32 - 1, description="of the random draws: the same network, prompt and seed give the same text"
    )


class GenerateAnswer(Message):
    """The generated text."""

    step: int = Field(description="updates done")
    text: str = Field(description="without the prompt")
