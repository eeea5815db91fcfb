"""Class experiments: the same run many times, each member with a different value of one quantity, and the results."""

from typing import Annotated, Literal, Self

from pydantic import Field, StrictFloat, StrictInt, StrictStr, model_validator

from app.protocol.base import Measured, Message
from engine.spec.run import RunSpec

Varied = Literal[
    "seed", "learning_rate", "optimizer", "layers", "units", "activation", "initializer", "batch_size"
]  # fmt: skip
ExperimentMetric = Literal["train_loss", "test_loss", "accuracy"]
ExperimentState = Literal["dealt", "running", "over"]
ExperimentScale = Literal["linear", "log", "names"]
TrialState = Literal["open", "dealt", "training", "finished", "diverged"]

MAX_VALUES = 50
MAX_REPEATS = 20
MAX_TRIALS = 400

Value = StrictInt | Annotated[StrictFloat, Field(allow_inf_nan=False)] | Annotated[StrictStr, Field(max_length=64)]

Bound = Annotated[float, Field(ge=-1e12, le=1e12, allow_inf_nan=False)]


class ValueRange(Message):
    """Evenly spaced numbers, both ends included, rounded to three digits, or to whole numbers if the quantity needs these."""

    first: Bound
    last: Bound
    count: int = Field(ge=2, le=MAX_VALUES, description="fewer values if some are the same when rounded")
    scale: Literal["linear", "log"] = Field("linear", description="log: with evenly spaced logarithms")


class ExperimentRequest(Message):
    """A new experiment, which is dealt to the members at once."""

    text: str = Field("", max_length=200, description="what it is about, in the teacher's words")
    spec: RunSpec = Field(description="the run that everybody gets, apart from what varies and the seed")
    vary: Varied = Field(description="layers: the number of hidden layers; units: those of every hidden layer")
    values: Annotated[list[Value], Field(min_length=2, max_length=MAX_VALUES)] | ValueRange = Field(
        description="numbers, or names as in the catalog, at least two; or a range of numbers"
    )
    repeats: int = Field(
        1, ge=1, le=MAX_REPEATS, description="runs of each value, each with a different seed; 1 if seeds vary"
    )
    epochs: int = Field(ge=1, le=100_000, description="number of epochs that every run is trained")
    metric: ExperimentMetric = Field("test_loss", description="accuracy: of the test split")

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if self.vary == "seed" and self.repeats != 1:
            raise ValueError("every seed is run once; leave out repeats, or give more seeds")
        return self


class ExperimentChange(Message):
    """Changes of an experiment; fields that are left out stay as they are."""

    state: Literal["running", "over"] | None = Field(
        None, description="running: starts all runs of a dealt one at once; over: ends it before all have finished"
    )
    shown: bool | None = Field(None, description="whether projector and members see it")


class Trial(Message):
    """One run of an experiment."""

    value: int = Field(description="index of its value in `values`, from 0")
    seed: int
    state: TrialState = Field(description="open: nobody has it yet; dealt: waits for the start")
    server: bool = Field(description="whether the server trains it, because no member has it")
    epoch: int
    metric: Measured = Field(description="after `epoch` epochs; null before the first measurement, and if diverged")
    member: str | None = Field(description="id of the member who has it, for the teacher; else null")


class MyTrial(Message):
    """The member's own run. index: its index in the runs of the experiment."""

    index: int
    value: int
    seed: int
    state: TrialState
    metric: Measured


class Experiment(Message):
    """An experiment, as a role may see it. Run i has value number i modulo the number of values."""

    id: str
    text: str
    vary: Varied
    values: list[Value]
    scale: ExperimentScale = Field(description="of the axis of the values")
    repeats: int
    epochs: int
    metric: ExperimentMetric
    state: ExperimentState
    shown: bool = Field(description="whether projector and members see it")
    trials: int = Field(description="number of runs")
    members: int = Field(description="number of members who have a run")
    summary: str | None = Field(description="the outcome in words; null before it is over")
    mine: MyTrial | None = Field(description="the member's own run; null for other roles, and for members without one")


class ExperimentAnswer(Experiment):
    """An experiment with its runs."""

    runs: list[Trial]


class ExperimentEvent(Message):
    """How the runs of the newest experiment are doing, in the order of their numbers: while they train, at most once a second,
    for members every two seconds."""

    type: Literal["experiment"] = "experiment"
    id: str
    epochs: list[int]
    metrics: list[Measured] = Field(description="rounded to six digits")
    states: str = Field(description="a letter each: o open, d dealt, t training, f finished, x diverged")
    server: list[int] = Field(description="numbers of the runs that the server trains")
