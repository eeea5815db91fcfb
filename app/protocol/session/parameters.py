"""Weights and biases."""

from pydantic import Field, FiniteFloat

from app.protocol.base import Message


class LayerWeights(Message):
    """One layer's parameters, of a dense layer those of a = f(x W + b); fields that a layer does not have are left out."""

    name: str
    weights: list[list[FiniteFloat]] | None = Field(None, description="(inputs, units)")
    biases: list[FiniteFloat] | None = Field(None, description="(units)")
    blocks: dict[str, list[FiniteFloat] | list[list[FiniteFloat]]] | None = Field(
        None, description="all others by name, with the shapes given in `layers` of the session"
    )


class Parameters(Message):
    """Every parameter of a network, layer by layer; layers without parameters are left out."""

    layers: list[LayerWeights]


class ParameterChange(Message):
    """A new value for one weight or bias."""

    layer: str = Field(max_length=64, description="name of the layer, as in `dense_1`")
    unit: int = Field(ge=0, description="number of the unit in its layer")
    input: int | None = Field(ge=0, description="number of the weight's input; null: the unit's bias")
    value: FiniteFloat
    block: str | None = Field(
        None, max_length=64, description="another block of the layer; null: its weights or biases"
    )
