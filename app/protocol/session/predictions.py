"""Predictions, maps and confusion matrices."""

from pydantic import Field, FiniteFloat

from app.protocol.base import Domain, Measured, Message


class PredictRequest(Message):
    """Samples to predict."""

    inputs: list[list[FiniteFloat]] = Field(min_length=1, description="raw inputs, before features: (rows, columns)")
    activations: bool = Field(False, description="answer with every layer's activations too")


class LayerActivations(Message):
    """The activations of one layer."""

    name: str
    values: list[list[Measured]] = Field(description="(rows, units); all steps or pixels one after the other")


class PredictAnswer(Message):
    """The network's outputs, row by row."""

    outputs: list[list[Measured]] = Field(description="(rows, outputs)")
    activations: list[LayerActivations] | None = None


class BoundaryAnswer(Message):
    """One unit's activation over the plane, row 0 at the top (x2 largest), column 0 at the left (x1 smallest)."""

    unit: str
    resolution: int
    domain: Domain = Field(description="both axes of the map")
    values: list[list[Measured]] = Field(description="(resolution, resolution), at the centre of each cell")


class Confusion(Message):
    """Counts of samples by true class (row) and predicted class (column); all zeros without test rows."""

    train: list[list[int]]
    test: list[list[int]]


class ConfusionAnswer(Confusion):
    """The confusion matrices of a classification."""

    class_names: list[str] | None = Field(description="names of the rows and columns; null if they have none")
