"""A user's own data: rows, a table sent before, and a text."""

from typing import Annotated, Any, Literal

from pydantic import Field, FiniteFloat, PrivateAttr, model_validator

from engine.data.dataset import MAX_INPUTS, Form
from engine.data.encoding import Task
from engine.data.inline import infer_task
from engine.data.sequences import code_width
from engine.data.tables.table import Table, find_table
from engine.data.text import alphabet, check_text
from engine.spec.base import MAX_SAMPLES, MAX_SEED, Interval, Name
from engine.spec.data.base import DataModel, Size
from engine.spec.data.generated import Coding

Side = Annotated[int, Field(ge=1, le=MAX_INPUTS)]


class InlineSpec(DataModel):
    """Rows of a user. Without test rows `train_fraction` of them is trained on and the rest tested."""

    kind = "inline"
    names = ("inline",)

    name: Literal["inline"]
    inputs: list[list[FiniteFloat]] = Field(min_length=1, max_length=MAX_SAMPLES)
    targets: list[list[FiniteFloat]] = Field(min_length=1, max_length=MAX_SAMPLES)
    test_inputs: list[list[FiniteFloat]] | None = Field(default=None, max_length=MAX_SAMPLES)
    test_targets: list[list[FiniteFloat]] | None = Field(default=None, max_length=MAX_SAMPLES)
    task: Task | None = Field(default=None, description="null: inferred from the class names and the targets")
    train_fraction: float = Field(default=1.0, ge=0.05, le=1.0)
    seed: int = Field(default=0, ge=0, le=MAX_SEED, description="draws the split")
    standardize: bool = Field(
        default=False,
        description="feed every input with mean 0 and standard deviation 1 over the training rows; rows stay as given",
    )
    input_names: list[Name] | None = Field(
        default=None, max_length=MAX_INPUTS, description="names of the input columns"
    )
    class_names: list[Name] | None = Field(
        default=None,
        max_length=MAX_INPUTS,
        description="names of the classes, including those without rows; null in regression",
    )
    domain: tuple[Interval, Interval] | None = Field(
        default=None, description="region of the plane to draw, for two inputs; null: one that holds every row"
    )
    steps: int | None = Field(
        default=None,
        ge=1,
        le=MAX_INPUTS,
        description="number of time steps in a row, one after the other; null: rows are not sequences",
    )
    targets_per_step: bool = Field(
        default=False, description="a row of targets holds those of every time step, one after the other"
    )
    image: tuple[Side, Side, Side] | None = Field(
        default=None, description="height, width and channels of the image in a row; null: rows are not images"
    )

    @model_validator(mode="before")
    @classmethod
    def _fill_task(cls, data: Any) -> Any:
        if isinstance(data, dict) and data.get("task") is None and isinstance(data.get("targets"), list):
            names = data.get("class_names")
            steps = data.get("steps") if data.get("targets_per_step") is True else None
            task = infer_task(
                data["targets"],
                len(names) if isinstance(names, list) else None,
                steps if isinstance(steps, int) and steps > 0 else None,
            )
            return {**data, "task": task}
        return data

    @property
    def form(self) -> Form:
        """Layout of a sample's columns."""
        return Form(self.steps, self.image, self.steps if self.steps is not None and self.targets_per_step else 1)

    @property
    def size(self) -> Size:
        """Size of the data."""
        return Size(len(self.inputs) + len(self.test_inputs or ()), len(self.inputs[0]), self._outputs())

    def _outputs(self) -> int:
        columns = len(self.targets[0]) // self.form.target_steps
        if self.task == "multiclass" and columns == 1:
            return len(self.class_names or ()) or int(max(row[0] for row in self.targets if row)) + 1
        return max(1, columns)


class TableSpec(DataModel):
    """A table sent before, by its id. The spec stays small, and keeps the table alive while it is used."""

    kind = "own_table"  # not "table", the name of a field
    names = ("table",)

    name: Literal["table"]
    table: str = Field(max_length=64, description="the id that POST /api/v1/tables gave it")
    _found: Table = PrivateAttr()

    @model_validator(mode="after")
    def _find(self) -> "TableSpec":
        self._found = find_table(self.table)
        return self

    @property
    def found(self) -> Table:
        """The table with this id."""
        return self._found

    @property
    def task(self) -> Task:
        """Task that the data pose."""
        return self._found.data.task

    @property
    def size(self) -> Size:
        """Size of the data."""
        data = self._found.data
        return Size(self._found.rows, data.train.inputs.shape[1], data.classes if data.task == "multiclass" else 1)


class TextSpec(DataModel):
    """A user's text as sequences of characters: every window of it, with the next character as the target."""

    kind = "characters"  # not "text", the name of a field
    names = ("text",)

    name: Literal["text"]
    text: str = Field(min_length=2, max_length=MAX_SAMPLES)
    length: int = Field(default=16, ge=1, le=MAX_INPUTS, description="characters in a sequence")
    coding: Coding = Field(default="one_hot", description="a column for each character, or its number")
    each: bool = Field(default=False, description="the next character at every step, rather than at the end alone")
    train_fraction: float = Field(default=0.8, ge=0.05, le=1.0, description="the beginning of the text that trains")

    @model_validator(mode="after")
    def _enough_text(self) -> "TextSpec":
        check_text(self.text, self.length, self.coding)
        return self

    @property
    def task(self) -> Task:
        """Task that the data pose."""
        return "multiclass"

    @property
    def form(self) -> Form:
        """Layout of a sample's columns."""
        return Form(self.length, target_steps=self.length if self.each else 1)

    @property
    def size(self) -> Size:
        """Size of the data."""
        kinds = len(alphabet(self.text))
        return Size(len(self.text) - self.length, self.length * code_width(kinds, self.coding), kinds)
