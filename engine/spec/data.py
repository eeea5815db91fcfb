"""The data of a run, one model a kind of source; `DataSpec` is their union, told apart by `name`.

Each kind says what else of a run depends on it before the data are made: its task, its form and its size.
"""

from typing import Annotated, Any, ClassVar, Literal, NamedTuple

from pydantic import Discriminator, Field, FiniteFloat, PrivateAttr, Tag, model_validator

from engine.data import DATA_SETS
from engine.data.dataset import Form
from engine.data.encoding import Task
from engine.data.inline import infer_task
from engine.data.patterns import PATTERN_SETS
from engine.data.real import REAL_SETS
from engine.data.sequences import SEQUENCE_SETS, Shape, Value, code_width
from engine.data.table import Table, find_table
from engine.data.text import alphabet, check_text
from engine.spec.base import MAX_INPUTS, MAX_SAMPLES, MAX_SEED, Interval, Name, OneOf, SpecModel

Noise = Annotated[float, Field(ge=0, le=0.5)]
Seed = Annotated[int, Field(ge=0, le=MAX_SEED)]
Side = Annotated[int, Field(ge=1, le=MAX_INPUTS)]

OTHER_SETS = (*REAL_SETS, *SEQUENCE_SETS, *PATTERN_SETS, "text", "inline", "table")
"""Names of data that are no generated points."""


class Size(NamedTuple):
    """How large a run's data are: rows in both splits, columns of inputs, units of the output layer. Of own rows that
    are not well formed, what can be told of them: they are the engine's to refuse."""

    samples: int
    inputs: int
    outputs: int


class PointsSpec(SpecModel):
    """A generated set of points; `seed` draws the points, apart from the weights' seed."""

    kind: ClassVar[str] = "points"

    name: Annotated[str, OneOf(DATA_SETS, "data set", OTHER_SETS)]
    samples: int | None = Field(
        default=None, ge=10, le=MAX_SAMPLES, description="number of points; null: the data set's own"
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
        """What the data ask for."""
        return DATA_SETS[self.name].task

    @property
    def form(self) -> Form:
        """How a sample is laid out."""
        return Form()

    @property
    def size(self) -> Size:
        """How large the data are."""
        entry = DATA_SETS[self.name]
        return Size(self.samples or entry.samples, 2, entry.classes if entry.task == "multiclass" else 1)


class RealSpec(SpecModel):
    """Measured rows of the world; `seed` draws the split, in which every class keeps its share, and the noise."""

    kind: ClassVar[str] = "real"

    name: Annotated[str, OneOf(REAL_SETS, "data set")]
    columns: list[Name] | None = Field(
        default=None, min_length=1, max_length=MAX_INPUTS, description="inputs to use, by name; null: all"
    )
    standardize: bool | None = Field(
        default=None, description="feed every input with mean 0 and standard deviation 1; null: the data set's own way"
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
        REAL_SETS[self.name].chosen(self.columns)
        return self

    def __hash__(self) -> int:
        """Of what it says, for its data are kept by it: a list of columns has none of its own."""
        return hash(self.model_dump_json())

    @property
    def task(self) -> Task:
        """What the data ask for."""
        return REAL_SETS[self.name].task

    @property
    def form(self) -> Form:
        """How a sample is laid out."""
        return Form(image=REAL_SETS[self.name].image if self.columns is None else None)

    @property
    def size(self) -> Size:
        """How large the data are."""
        entry = REAL_SETS[self.name]
        outputs = entry.classes if entry.task == "multiclass" else 1
        return Size(entry.samples, len(self.columns or entry.input_names), outputs)


class InlineSpec(SpecModel):
    """The user's own rows. Without test rows `train_fraction` of them is trained on and the rest tested."""

    kind: ClassVar[str] = "inline"

    name: Literal["inline"]
    inputs: list[list[FiniteFloat]] = Field(min_length=1, max_length=MAX_SAMPLES)
    targets: list[list[FiniteFloat]] = Field(min_length=1, max_length=MAX_SAMPLES)
    test_inputs: list[list[FiniteFloat]] | None = Field(default=None, max_length=MAX_SAMPLES)
    test_targets: list[list[FiniteFloat]] | None = Field(default=None, max_length=MAX_SAMPLES)
    task: Task | None = Field(default=None, description="null: told from the class names and the targets")
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
        description="names of the classes, also of those without a row; null in regression",
    )
    domain: tuple[Interval, Interval] | None = Field(
        default=None, description="the part of the plane that is drawn, for two inputs; null: what holds every row"
    )
    steps: int | None = Field(
        default=None,
        ge=1,
        le=MAX_INPUTS,
        description="every row holds so many time steps, one after the other; null: none",
    )
    targets_per_step: bool = Field(
        default=False, description="targets hold those of every step, one after the other, rather than one for the row"
    )
    image: tuple[Side, Side, Side] | None = Field(
        default=None,
        description="every row is a picture of so many lines, pixels a line and channels a pixel; null: none",
    )

    @model_validator(mode="before")
    @classmethod
    def _fill_task(cls, data: Any) -> Any:
        if isinstance(data, dict) and data.get("task") is None and isinstance(data.get("targets"), list):
            names = data.get("class_names")
            steps = data.get("steps") if data.get("targets_per_step") is True else None
            return {
                **data,
                "task": infer_task(
                    data["targets"],
                    len(names) if isinstance(names, list) else None,
                    steps if isinstance(steps, int) and steps > 0 else None,
                ),
            }
        return data

    @property
    def form(self) -> Form:
        """How a sample is laid out."""
        return Form(self.steps, self.image, self.steps if self.steps is not None and self.targets_per_step else 1)

    @property
    def size(self) -> Size:
        """How large the data are."""
        return Size(len(self.inputs) + len(self.test_inputs or ()), len(self.inputs[0]), self._outputs())

    def _outputs(self) -> int:
        columns = len(self.targets[0]) // self.form.target_steps
        if self.task == "multiclass" and columns == 1:
            return len(self.class_names or ()) or int(max(row[0] for row in self.targets if row)) + 1
        return max(1, columns)


class TableSpec(SpecModel):
    """A table sent before, by its id. The spec stays small, and holds on to the table for as long as it is used."""

    kind: ClassVar[str] = "own_table"  # not "table": errors tell kinds from fields by their names

    name: Literal["table"]
    table: str = Field(max_length=64, description="the id that POST /api/v1/tables gave it")
    _found: Table = PrivateAttr()

    @model_validator(mode="after")
    def _find(self) -> "TableSpec":
        self._found = find_table(self.table)
        return self

    @property
    def found(self) -> Table:
        """The table itself."""
        return self._found

    @property
    def task(self) -> Task:
        """What the data ask for."""
        return self._found.data.task

    @property
    def form(self) -> Form:
        """How a sample is laid out."""
        return Form()

    @property
    def size(self) -> Size:
        """How large the data are."""
        data = self._found.data
        return Size(self._found.rows, data.train.inputs.shape[1], data.classes if data.task == "multiclass" else 1)


Coding = Literal["one_hot", "index"]
OPTIONS = ("length", "delay", "kept", "symbols", "coding", "each", "noise")


class SequenceSpec(SpecModel):
    """Generated sequences; `seed` draws them. Each data set has some of the options, which null leaves to it."""

    kind: ClassVar[str] = "sequence"

    name: Annotated[str, OneOf(SEQUENCE_SETS, "data set")]
    samples: int | None = Field(
        default=None, ge=10, le=MAX_SAMPLES, description="number of sequences; null: the data set's own"
    )
    length: int | None = Field(default=None, description="time steps")
    delay: int | None = Field(default=None, description="steps between what is to be remembered and its recall")
    kept: int | None = Field(default=None, description="symbols to remember")
    symbols: int | None = Field(default=None, description="different symbols")
    coding: Coding | None = Field(default=None, description="a column for each symbol, or its number")
    each: bool | None = Field(default=None, description="a target at every step, rather than one at the end")
    noise: FiniteFloat | None = Field(default=None, description="standard deviation of the error on the inputs")
    train_fraction: float = Field(default=0.8, ge=0.05, le=0.95)
    seed: Seed = 0

    @model_validator(mode="after")
    def _own_options(self) -> "SequenceSpec":
        entry = SEQUENCE_SETS[self.name]
        values = entry.check(self.options)
        self.__dict__.update(values, samples=self.samples or entry.samples)
        return self

    @property
    def options(self) -> dict[str, Value | None]:
        """What is given of the options."""
        return {name: getattr(self, name) for name in OPTIONS}

    @property
    def shape(self) -> Shape:
        """How long and how wide the sequences are."""
        entry = SEQUENCE_SETS[self.name]
        return entry.shape(entry.check(self.options))

    @property
    def task(self) -> Task:
        """What the data ask for."""
        return SEQUENCE_SETS[self.name].task

    @property
    def form(self) -> Form:
        """How a sample is laid out."""
        shape = self.shape
        return Form(shape.steps, target_steps=shape.target_steps)

    @property
    def size(self) -> Size:
        """How large the data are."""
        shape, entry = self.shape, SEQUENCE_SETS[self.name]
        outputs = shape.classes if entry.task == "multiclass" else 1
        return Size(self.samples or entry.samples, shape.steps * shape.width, outputs)


class PatternSpec(SpecModel):
    """A task of 1986, all its patterns of bits; `seed` draws those that are held out to test."""

    kind: ClassVar[str] = "patterns"

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
    def _as_published(self) -> "PatternSpec":
        bits, off, held_out = self.values
        PATTERN_SETS[self.name].check(bits, held_out)
        self.__dict__.update(bits=bits, off=off, held_out=held_out)
        return self

    @property
    def values(self) -> tuple[int, float, int]:
        """Bits, the target of one that is off, and patterns held out: as given or as published."""
        entry = PATTERN_SETS[self.name]
        return (
            entry.bits if self.bits is None else self.bits,
            entry.off if self.off is None else self.off,
            entry.held_out if self.held_out is None else self.held_out,
        )

    @property
    def task(self) -> Task:
        """What the data ask for."""
        return "regression"

    @property
    def form(self) -> Form:
        """How a sample is laid out."""
        return Form()

    @property
    def size(self) -> Size:
        """How large the data are."""
        entry, (bits, _, _) = PATTERN_SETS[self.name], self.values
        return Size(entry.samples(bits), bits, entry.outputs(bits))


class TextSpec(SpecModel):
    """A text of one's own, character by character: every stretch of it, and which character comes next."""

    kind: ClassVar[str] = "characters"  # not "text": errors tell kinds from fields by their names

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
        """What the data ask for."""
        return "multiclass"

    @property
    def form(self) -> Form:
        """How a sample is laid out."""
        return Form(self.length, target_steps=self.length if self.each else 1)

    @property
    def size(self) -> Size:
        """How large the data are."""
        kinds = len(alphabet(self.text))
        return Size(len(self.text) - self.length, self.length * code_width(kinds, self.coding), kinds)


MODELS: dict[str, type[SpecModel]] = {
    model.kind: model for model in (PointsSpec, RealSpec, SequenceSpec, PatternSpec, TextSpec, InlineSpec, TableSpec)
}
"""kind of data -> the model of its specs."""

NAMES: dict[str, str] = {
    **dict.fromkeys(REAL_SETS, "real"),
    **dict.fromkeys(SEQUENCE_SETS, "sequence"),
    **dict.fromkeys(PATTERN_SETS, "patterns"),
    "text": "characters",
    "inline": "inline",
    "table": "own_table",
}
"""name of the data -> their kind; all others are the generated points'."""


def data_kind(name: object) -> str:
    """Which kind the data of this name are of."""
    return NAMES.get(name, "points") if isinstance(name, str) else "points"


def _kind(data: Any) -> str:
    return data_kind(data.get("name") if isinstance(data, dict) else getattr(data, "name", None))


DataSpec = Annotated[
    Annotated[PointsSpec, Tag("points")]
    | Annotated[RealSpec, Tag("real")]
    | Annotated[SequenceSpec, Tag("sequence")]
    | Annotated[PatternSpec, Tag("patterns")]
    | Annotated[TextSpec, Tag("characters")]
    | Annotated[InlineSpec, Tag("inline")]
    | Annotated[TableSpec, Tag("own_table")],
    Discriminator(_kind),
]
