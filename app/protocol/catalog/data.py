"""The catalog's data sets and features."""

from pydantic import Field

from app.protocol.base import Message, Task
from app.protocol.catalog.options import CatalogOption


class PointsPreview(Message):
    """Some points of a data set, in the form of `PointData`."""

    inputs: list[list[float]]
    targets: list[int] | list[list[float]]


class SequencePreview(Message):
    """A sequence and its targets."""

    inputs: list[list[float]] = Field(description="(steps, numbers of a step)")
    targets: list[float] = Field(description="one, or one for each step")


class PatternPreview(Message):
    """The first patterns of a set, with their targets."""

    inputs: list[list[int]]
    targets: list[list[int]]


class CatalogDataSet(Message):
    """A generated data set."""

    name: str
    label: str
    task: Task
    classes: int = Field(description="number of classes; 0 in regression")
    samples: int = Field(description="default number of points")
    description: str
    position_noise: str = Field(description="the effect of position noise on this set")
    label_noise: str = Field(description="the effect of label noise on this set")
    preview: PointsPreview


class CatalogRealSet(Message):
    """Measured data."""

    name: str
    label: str
    task: Task
    classes: int
    samples: int = Field(description="rows; all of them are used")
    description: str
    source: str = Field(description="authors and publication")
    input_names: list[str]
    class_names: list[str]
    image: tuple[int, int, int] | None = Field(
        description="height, width and channels if the inputs are the pixels of an image, row by row; else null"
    )
    standardize: bool = Field(description="whether inputs are standardized by default")
    position_noise: str = Field(description="the effect of position noise on this set")
    label_noise: str = Field(description="the effect of label noise on this set")
    preview: PointsPreview = Field(description="some rows, as their first two principal components")


class CatalogSequenceSet(Message):
    """Generated sequences."""

    name: str
    label: str
    task: Task
    classes: int = Field(description="number of classes by default; 0 in regression")
    samples: int = Field(description="default number of sequences")
    description: str
    source: str = Field(description="source")
    baseline: str = Field(description="result of a network without memory")
    steps: int = Field(description="time steps by default")
    options: list[CatalogOption]
    preview: SequencePreview = Field(description="one sequence, by default")


class CatalogText(Message):
    """A text, read character by character."""

    label: str
    description: str
    example: str = Field(description="an example text")
    options: list[CatalogOption]


class CatalogPatternSet(Message):
    """A task of 1986, with all its patterns of bits. It is a regression whose accuracy counts the patterns with every
    output on the right side of ½."""

    name: str
    label: str
    samples: int = Field(description="patterns, as published")
    description: str
    source: str = Field(description="source")
    bits: int = Field(description="bits of an input, as published")
    least: int = Field(description="smallest number of bits of an input")
    most: int
    outputs: int = Field(description="bits of a target, as published")
    off: float = Field(description="target of a bit that is off; 1 - off is that of a bit that is on")
    held_out: int = Field(description="default number of test patterns")
    input_names: list[str] | None
    output_names: list[str] | None
    preview: PatternPreview


class CatalogFeature(Message):
    """A feature of points in the plane."""

    name: str
    label: str
    preview: list[list[float]] = Field(description="its values over the plane, row 0 at the top, column 0 at the left")
