"""The layers that fit into a network."""

from typing import Any

from pydantic import Field

from app.protocol.base import Message
from engine.spec.layers import LayerSpec


class FitRequest(Message):
    """A change to check; the run is not changed."""

    patch: dict[str, Any] = Field(
        {}, description="JSON merge patch (RFC 7396) of the RunSpec; empty: the unchanged run"
    )


class LayerChoice(Message):
    """The layers that can replace one hidden layer."""

    kinds: dict[str, LayerSpec] = Field(
        description="the kinds of layer that fit here, by name in the catalog's order, each with initial settings: the width "
        "of its input unless that is very wide. The present kind is included, with the present layer"
    )
    removable: bool = Field(description="whether the network fits without the layer")


class OptionRange(Message):
    """The values of a layer's option with which the network fits, as in the catalog's option."""

    low: float
    high: float = Field(description="largest number; if it is not above `low`, no other number fits")
    choices: list[bool | int | float | str]


class FitAnswer(Message):
    """Whether the network can be built, and which changes of its hidden layers leave one that can.

    Every change named here may be sent with `"reset": true, "adapt": true`: layers that follow from the changed one
    (recurrent layers that have to return sequences, the width of residual blocks) are adapted then.
    """

    fits: bool = Field(description="whether the network of the patched spec can be built unchanged")
    problem: str | None = Field(description="why it cannot; null if it can")
    layers: list[LayerSpec] = Field(
        description="the hidden layers as `adapt` would make them; the fields below are about these"
    )
    choices: list[LayerChoice] = Field(description="for each of `layers`")
    insertions: list[LayerSpec | None] = Field(
        description="before each of `layers`, and at the end: a layer that can be put in there; null: none fits"
    )
    options: list[dict[str, OptionRange]] = Field(
        description="for each layer, those inside a block before the block: the options, by name, that can take fewer "
        "values than the catalog allows; of `layers` without the output, in the order of the session's layers"
    )
