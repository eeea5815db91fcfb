"""Generated data: points in the plane, sequences, and the binary tasks of 1986."""

from typing import Annotated, Any, Literal

from pydantic import Field, FiniteFloat, model_validator

from engine.data.dataset import Form
from engine.data.encoding import Task
from engine.data.patterns import PATTERN_SETS
from engine.data.point_sets import DATA_SETS
from engine.data.sequence_sets import SEQUENCE_SETS, SequenceShape
from engine.data.sequences import Value
from engine.spec.base import MAX_SAMPLES, OneOf
from engine.spec.data.base import DataModel, Noise, Seed, Size, data_names

Coding = Literal["one_hot", "index"]


class PointsSpec(DataModel):
    """A generated set of points; `seed` draws the points, apart from the weights' seed."""

    kind = "points"
    names = DATA_SETS

    name: Annotated[str, OneOf(DATA_SETS, "data set", data_names)]
    samples: int | None = Field(
        default=None, ge=10, le=MAX_SAMPLES, description="number of points; null: the default of the data set"
    )
    position_noise: Noise = Field(default=0.0, description="moves the points")
    label_noise: Noise = Field(default=0.0, description="share of labels flipped, or spread of the targets")
    train_fraction: float = Field(default=0.5, ge=0.05, le=0.95)
    seed: Seed = 0

    @model_validator(mode="before")
    @classmethod
    def _fill_samples(cls, data: Any) -> Any:
        if isinstance(data, dict) and data.get("samples") is None and data.get("name") in DATA_SETS:
            return {**data, "samples": DATA_SETS[data["name"]].samples}
        return data

    @property
    def task(self) -> Task:
        """Task that the data pose."""
        return DATA_SETS[self.name].task

    @property
    def size(self) -> Size:
        """Size of the data."""
        entry = DATA_SETS[self.name]
        return Size(self.samples or entry.samples, 2, entry.classes if entry.task == "multiclass" else 1)


class SequenceSpec(DataModel):
    """Generated sequences; `seed` draws them. Each data set has some of the options; null is its default."""

    kind = "sequence"
    names = SEQUENCE_SETS
    of_one_name = ("length", "delay", "kept", "symbols", "coding", "each", "noise")

    name: Annotated[str, OneOf(SEQUENCE_SETS, "data set")]
    samples: int | None = Field(
        default=None, ge=10, le=MAX_SAMPLES, description="number of sequences; null: the default of the data set"
    )
    length: int | None = Field(default=None, description="time steps")
    delay: int | None = Field(default=None, description="time steps between the symbols and their recall")
    kept: int | None = Field(default=None, description="number of symbols to remember")
    symbols: int | None = Field(default=None, description="number of different symbols")
    coding: Coding | None = Field(default=None, description="a column for each symbol, or its number")
    each: bool | None = Field(default=None, description="a target at every step, rather than one at the end")
    noise: FiniteFloat | None = Field(default=None, description="standard deviation of the error on the inputs")
    train_fraction: float = Field(default=0.8, ge=0.05, le=0.95)
    seed: Seed = 0

    @model_validator(mode="after")
    def _fill_options(self) -> "SequenceSpec":
        entry = SEQUENCE_SETS[self.name]
        self.__dict__.update(entry.check(self.options), samples=self.samples or entry.samples)
        return self

    @property
    def options(self) -> dict[str, Value | None]:
        """Options by name; None if the data set does not have the option."""
        return {name: getattr(self, name) for name in self.of_one_name}

    @property
    def shape(self) -> SequenceShape:
        """Length and width of the sequences."""
        entry = SEQUENCE_SETS[self.name]
        return entry.shape(entry.check(self.options))

    @property
    def task(self) -> Task:
        """Task that the data pose."""
        return SEQUENCE_SETS[self.name].task

    @property
    def form(self) -> Form:
        """Layout of a sample's columns."""
        shape = self.shape
        return Form(shape.steps, target_steps=shape.target_steps)

    @property
    def size(self) -> Size:
        """Size of the data."""
        shape, entry = self.shape, SEQUENCE_SETS[self.name]
        outputs = shape.classes if entry.task == "multiclass" else 1
        return Size(self.samples or entry.samples, shape.steps * shape.width, outputs)


class PatternSpec(DataModel):
    """A binary task of 1986, complete; `seed` draws the patterns that are held out for testing."""

    kind = "patterns"
    names = PATTERN_SETS
    of_one_name = ("bits", "off", "held_out")

    name: Annotated[str, OneOf(PATTERN_SETS, "data set")]
    bits: int | None = Field(default=None, description="bits of an input; null: as published")
    off: float | None = Field(
        default=None,
        ge=0,
        le=0.4,
        description="target of a bit that is off, 1 - off of one that is on; null: as published",
    )
    held_out: int | None = Field(default=None, ge=0, description="patterns that do not train; null: as published")
    seed: Seed = 0

    @model_validator(mode="after")
    def _fill_published(self) -> "PatternSpec":
        bits, off, held_out = self.values
        PATTERN_SETS[self.name].check(bits, held_out)
        self.__dict__.update(bits=bits, off=off, held_out=held_out)
        return self

    @property
    def values(self) -> tuple[int, float, int]:
        """Input bits, target of a bit that is off, and number of patterns held out; as published if they are null."""
        entry = PATTERN_SETS[self.name]
        return (
            entry.bits if self.bits is None else self.bits,
            entry.off if self.off is None else self.off,
            entry.held_out if self.held_out is None else self.held_out,
        )

    @property
    def task(self) -> Task:
        """Task that the data pose."""
        return "regression"

    @property
    def size(self) -> Size:
        """Size of the data."""
        entry, (bits, _, _) = PATTERN_SETS[self.name], self.values
        return Size(entry.samples(bits), bits, entry.outputs(bits))
