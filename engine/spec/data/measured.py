"""Measured data: the classics of REAL_SETS."""

from typing import Annotated, Any

from pydantic import Field, model_validator

from engine.data.dataset import MAX_INPUTS, Form
from engine.data.encoding import Task
from engine.data.real import REAL_SETS
from engine.spec.base import Name, OneOf
from engine.spec.data.base import DataModel, Noise, Seed, Size


class RealSpec(DataModel):
    """Measured rows; `seed` draws the split, in which each class keeps its share, and the noise."""

    kind = "real"
    names = REAL_SETS
    of_one_name = ("columns", "standardize")

    name: Annotated[str, OneOf(REAL_SETS, "data set")]
    columns: list[Name] | None = Field(
        default=None, min_length=1, max_length=MAX_INPUTS, description="inputs to use, by name; null: all"
    )
    standardize: bool | None = Field(
        default=None, description="feed every input with mean 0 and standard deviation 1; null: the data set's default"
    )
    position_noise: Noise = Field(
        default=0.0, description="normal error of every input, in standard deviations of its column"
    )
    label_noise: Noise = Field(default=0.0, description="share of the rows given another class")
    train_fraction: float = Field(default=0.7, ge=0.05, le=0.95)
    seed: Seed = 0

    @model_validator(mode="before")
    @classmethod
    def _fill_standardize(cls, data: Any) -> Any:
        if isinstance(data, dict) and data.get("standardize") is None and data.get("name") in REAL_SETS:
            return {**data, "standardize": REAL_SETS[data["name"]].standardize}
        return data

    @model_validator(mode="after")
    def _known_columns(self) -> "RealSpec":
        REAL_SETS[self.name].column_indices(self.columns)
        return self

    @property
    def task(self) -> Task:
        """Task that the data pose."""
        return REAL_SETS[self.name].task

    @property
    def form(self) -> Form:
        """Layout of a sample's columns."""
        return Form(image=REAL_SETS[self.name].image if self.columns is None else None)

    @property
    def size(self) -> Size:
        """Size of the data."""
        entry = REAL_SETS[self.name]
        outputs = entry.classes if entry.task == "multiclass" else 1
        return Size(entry.samples, len(self.columns or entry.input_names), outputs)
