"""The experiments of a workshop for its results: every run as a dot, the medians as a line."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import ceil, floor, log10
from statistics import median

from app.protocol.rooms.experiments import ExperimentAnswer, Trial, Varied
from app.rooms.experiments.messages import answer
from app.rooms.experiments.summary import METRICS
from app.rooms.results.cells import Value as Cell
from app.rooms.results.cells import csv_of
from app.rooms.results.numbers import number_text, percent_text
from app.rooms.room import Room

VARIED: dict[Varied, str] = {
    "seed": "seed",
    "learning_rate": "learning rate",
    "optimizer": "optimizer",
    "layers": "hidden layers",
    "units": "neurons in each hidden layer",
    "activation": "activation",
    "initializer": "initial weights",
    "batch_size": "batch size",
}

COLUMNS = ("experiment", "text", "varied", "value", "seed", "name", "trained by", "state", "epochs", "metric", "result")

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 640, 320, 64, 16, 40, 48
"""Size of the plot, and its margins."""

DIVERGED = 16
"""Distance of the dots of diverged runs from the top."""

SPREAD = 0.4
"""Share of a column's width over which its dots are spread."""

LABELS = 12
"""Largest number of labels of values."""

FLOOR = 1e-12
"""The loss at which zero is drawn, as the scale is logarithmic."""

MARKS = [digit * 10.0**power for power in range(-12, 13) for digit in (1, 2, 5)]
"""Where the axis of losses may begin, end and have a label."""

MOST_MARKS = 6


@dataclass(frozen=True)
class Dot:
    """A run in the plot. title: its description."""

    x: float
    y: float
    server: bool
    diverged: bool
    title: str


@dataclass(frozen=True)
class Tick:
    """A label of an axis."""

    at: float
    text: str


@dataclass(frozen=True)
class ExperimentReport:
    """An experiment, and the names of those who had its runs by their ids."""

    told: ExperimentAnswer
    names: Mapping[str, str]

    @property
    def varied(self) -> str:
        """The varied quantity in words."""
        return VARIED[self.told.vary]

    @property
    def metric(self) -> str:
        """The measured quantity in words."""
        return METRICS[self.told.metric]

    @property
    def title(self) -> str:
        """The teacher's words, or what is drawn."""
        return self.told.text or f"{self.metric.capitalize()} by {self.varied}"

    @property
    def has_diverged(self) -> bool:
        """True if a run has diverged."""
        return any(each.state == "diverged" for each in self.told.runs)

    def dots(self) -> Sequence[Dot]:
        """A dot for each run that has a result."""
        places = self._places()
        columns: dict[int, list[Trial]] = {}
        for each in self.told.runs:
            if each.state == "diverged" or (each.state == "finished" and each.metric is not None):
                columns.setdefault(each.value, []).append(each)
        return [
            Dot(
                places[value] + self._offset(number, len(runs)),
                DIVERGED if each.state == "diverged" else self._y(each.metric or 0.0),
                each.server,
                each.state == "diverged",
                self._title(each),
            )
            for value, runs in columns.items()
            for number, each in enumerate(runs)
        ]

    def line(self) -> str:
        """The medians of all values as points of an SVG polyline; empty if seeds vary, or there are too few."""
        reached: dict[int, list[float]] = {}
        for each in self._finished():
            reached.setdefault(each.value, []).append(each.metric or 0.0)
        if self.told.vary == "seed" or len(reached) < 2:
            return ""
        places = self._places()
        ordered = sorted(reached, key=lambda value: places[value])
        return " ".join(f"{places[value]:.1f},{self._y(median(reached[value])):.1f}" for value in ordered)

    def columns(self) -> Sequence[Tick]:
        """Labels of the values."""
        every = ceil(len(self.told.values) / LABELS)
        labels = [
            Tick(at, number_text(value) if isinstance(value, float) else str(value))
            for value, at in zip(self.told.values, self._places(), strict=True)
        ]
        return labels[::every]

    def rows(self) -> Sequence[Tick]:
        """Labels of the metric."""
        low, high = self._range()
        if self.told.metric == "accuracy":
            return [
                Tick(self._y(share), percent_text(share).replace(".0", "")) for share in (low, (low + high) / 2, high)
            ]
        marks = [mark for mark in MARKS if low - 1e-9 <= log10(mark) <= high + 1e-9]
        if len(marks) > MOST_MARKS:
            marks = [mark for mark in marks if round(log10(mark), 6).is_integer()]
        return [Tick(self._y(mark), number_text(mark)) for mark in marks[:: ceil(len(marks) / MOST_MARKS)]]

    def _finished(self) -> Sequence[Trial]:
        return [each for each in self.told.runs if each.state == "finished" and each.metric is not None]

    def _range(self) -> tuple[float, float]:
        """The range of the axis: of an accuracy in steps of 10 %, of losses from mark to mark, as powers of ten."""
        results = [each.metric or 0.0 for each in self._finished()]
        if self.told.metric == "accuracy":
            return floor(10 * min(results, default=0.0)) / 10 if min(results, default=0.0) < 1 else 0.9, 1.0
        low, high = (max(end, FLOOR) for end in (min(results, default=0.1), max(results, default=1.0)))
        below = max((mark for mark in MARKS if mark <= low), default=MARKS[0])
        above = min((mark for mark in MARKS if mark >= high and mark > 1.5 * below), default=MARKS[-1])
        return log10(below), log10(above)

    def _y(self, metric: float) -> float:
        low, high = self._range()
        value = metric if self.told.metric == "accuracy" else log10(min(max(metric, FLOOR), MARKS[-1]))
        return TOP + (HEIGHT - TOP - BOTTOM) * (high - value) / (high - low)

    def _places(self) -> Sequence[float]:
        """Horizontal position of each value."""
        values, room = self.told.values, WIDTH - LEFT - RIGHT
        numbers = [float(value) for value in values if not isinstance(value, str)]
        if self.told.scale == "names" or self.told.vary == "seed" or len(numbers) < len(values):
            return [LEFT + room * (number + 0.5) / len(values) for number in range(len(values))]
        scaled = [log10(each) for each in numbers] if self.told.scale == "log" else numbers
        low, high = min(scaled), max(scaled)
        inset = room / (2 * len(values))
        return [LEFT + inset + (room - 2 * inset) * (each - low) / ((high - low) or 1.0) for each in scaled]

    def _offset(self, number: int, count: int) -> float:
        """Horizontal distance of a dot from the middle of its column."""
        width = SPREAD * (WIDTH - LEFT - RIGHT) / len(self.told.values)
        return width * ((number + 0.5) / count - 0.5)

    def _title(self, trial: Trial) -> str:
        result = "diverged" if trial.state == "diverged" else number_text(trial.metric)
        return f"{self.who(trial)}: {self.varied} {self.told.values[trial.value]}, {result}"

    def who(self, trial: Trial) -> str:
        """Name of the member who had a run."""
        return self.names.get(trial.member or "", "the server" if trial.server else "a member who has left")


def experiment_reports(room: Room) -> Sequence[ExperimentReport]:
    """All experiments of a room, the oldest first."""
    names = {each.id: each.name for each in room.members.values()}
    return [ExperimentReport(answer(each, "teacher", None), names) for each in room.experiments.all.values()]


def experiments_csv(reports: Sequence[ExperimentReport]) -> bytes:
    """A row for each run of each experiment."""
    return csv_of(COLUMNS, _rows(reports))


def _rows(reports: Sequence[ExperimentReport]) -> Iterator[Sequence[Cell]]:
    for number, report in enumerate(reports, 1):
        told = report.told
        for each in told.runs:
            by = "server" if each.server else "member" if each.state != "open" else None
            about = number, told.text, report.varied, told.values[each.value], each.seed
            name = report.names.get(each.member or "")
            yield (*about, name, by, each.state, each.epoch, told.metric, each.metric)
