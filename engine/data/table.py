"""A table of the user's own: read from text, its task told, split, and held once for as many runs as name it.

A table's id follows from its text and from how it is read, so the same file sent again, here or to another server, is
the same table to a spec that names it.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Literal
from weakref import WeakValueDictionary

import numpy as np
from numpy.typing import NDArray

from engine.compiled.jit import Array
from engine.data.dataset import Dataset, Split, train_size
from engine.data.delimited import Reader
from engine.data.domain import domain_around
from engine.data.encoding import Labels, Task
from engine.data.scaling import moments, standardization
from engine.data.splits import stratified
from engine.data.table_format import MAX_COLUMNS, Layout, Sheet
from engine.errors import InputError

MAX_CLASSES = MAX_COLUMNS
FEW_CLASSES = 20
"""Whole numbers without a gap are taken for classes where there are so many at the most."""

SPLITS = {"train": True, "training": True, "test": False, "testing": False}
"""What a split column may say, in any case -> whether the row trains."""

Asked = Literal["classification", "regression"]


@dataclass(frozen=True)
class Options:
    """How a table becomes data. task: None to tell it from the target. train_fraction: of rows without a split column,
    drawn by `seed`, every class by its share; 1 to test on nothing."""

    layout: Layout = field(default_factory=Layout)
    encoding: str | None = None
    task: Asked | None = None
    train_fraction: float = 0.7
    standardize: bool = True
    seed: int = 0


@dataclass(frozen=True)
class ColumnSummary:
    """What is in a column. Figures are those of all rows; None in columns of words and in those left out."""

    name: str
    role: Literal["input", "target", "split", "omitted"]
    mean: float | None = None
    std: float | None = None
    low: float | None = None
    high: float | None = None

    @property
    def constant(self) -> bool:
        """Whether every row has the same number, of which nothing can be learnt."""
        return self.low is not None and self.low == self.high


@dataclass(frozen=True, eq=False)  # told apart by its id, and by being one
class Table:
    """Rows that a run can train on. class_counts: rows of each class, in both splits together."""

    id: str
    data: Dataset
    columns: tuple[ColumnSummary, ...]
    class_counts: tuple[int, ...]
    delimiter: str
    header: bool

    @property
    def rows(self) -> int:
        """Rows in both splits."""
        return len(self.data.train) + len(self.data.test)

    @property
    def nbytes(self) -> int:
        """Bytes of memory its numbers take, scaled ones included."""
        inputs = self.data.train.inputs.nbytes + self.data.test.inputs.nbytes
        targets = self.data.train.targets.nbytes + self.data.test.targets.nbytes
        return inputs * (1 if self.data.scaling is None else 2) + targets


TABLES: WeakValueDictionary[str, Table] = WeakValueDictionary()
"""id -> table, of those that somebody holds: a directory for specs to look names up in, which keeps none alive."""


def find_table(table_id: str) -> Table:
    """The table of this id. ValueError where nobody holds it."""
    table = TABLES.get(table_id)
    if table is None:
        raise InputError(
            f"Received the table {table_id[:80]!r}, which is not here (any more). Its rows do not travel with a spec, a "
            "link or a run file.",
            "Send the same file with the same options to POST /api/v1/tables, or name it by --table on "
            "the command line: it gets the same id.",
        )
    return table


@dataclass
class Intake:
    """Takes a table in, block by block; every method raises ValueError, which names line and column."""

    options: Options
    max_rows: int
    max_cells: int
    _hash: "hashlib._Hash" = field(init=False)
    _reader: Reader = field(init=False)

    def __post_init__(self) -> None:
        options = self.options
        self._hash = hashlib.sha256(json.dumps(asdict(options), sort_keys=True).encode())
        self._reader = Reader(options.layout, options.encoding, self.max_rows, self.max_cells)

    def feed(self, block: bytes) -> None:
        """Read on."""
        self._hash.update(block)
        self._reader.feed(block)

    def finish(self) -> Table:
        """The table: the one of these rows that is here already, or a new one."""
        table_id = self._hash.hexdigest()[:32]
        table = TABLES.get(table_id)
        if table is None:
            table = TABLES.setdefault(table_id, _made(table_id, self._reader.finish(), self.options))
        return table


def _made(table_id: str, sheet: Sheet, options: Options) -> Table:
    task, targets, class_names = _targets(sheet, options.task)
    trains = _trains(sheet, targets if class_names else None, options)
    place = np.empty(len(trains), dtype=np.int64)  # training rows first, each split in the order of the file
    place[np.argsort(~trains, kind="stable")] = np.arange(len(trains))
    inputs, size = _gathered(sheet, place), int(trains.sum())
    sorted_targets = np.empty_like(targets)
    sorted_targets[place] = targets
    train, test = (Split(inputs[part], sorted_targets[part]) for part in (slice(size), slice(size, None)))
    columns = sheet.columns
    data = Dataset(
        task,
        len(class_names),
        train,
        test,
        domain_around(inputs) if len(columns.inputs) == 2 else None,
        standardization(train.inputs) if options.standardize else None,
        input_names=tuple(columns.names[column] for column in columns.inputs),
        class_names=class_names or None,
    )
    counts = np.bincount(targets, minlength=len(class_names)).tolist() if class_names else []
    summaries = _summaries(sheet, inputs, None if class_names else targets)
    return Table(table_id, data, summaries, tuple(counts), sheet.delimiter, sheet.header)


def _gathered(sheet: Sheet, place: NDArray[np.int64]) -> Array:
    """All rows in one array, row i at place[i]; gives each block's memory back as soon as it is copied."""
    inputs = np.empty((len(sheet.lines), len(sheet.columns.inputs)))
    row = 0
    while sheet.blocks:
        block = sheet.blocks.pop(0)
        inputs[place[row : row + len(block)]] = block
        row += len(block)
    return inputs


# -- the target ----------------------------------------------------------------------------------------------------


def _targets(sheet: Sheet, asked: Asked | None) -> tuple[Task, Array | Labels, tuple[str, ...]]:
    """The task, the target of each row, and the names of the classes, of which a regression has none.

    Classes are in order of their names, or of their numbers where all cells are numbers.
    """
    values = _numbers(sheet.target)
    if asked == "regression" or (asked is None and values is not None and not _are_classes(values)):
        if values is None or not np.isfinite(values).all():
            _refuse_value(sheet)
        assert values is not None
        return "regression", values[:, None], ()
    distinct, labels = np.unique(np.array(sheet.target) if values is None else values, return_inverse=True)
    names = tuple(str(each) if values is None else f"{each:.15g}" for each in distinct.tolist())
    if len(names) < 2:
        raise InputError(
            f"Column {sheet.columns.target + 1} ({sheet.columns.names[sheet.columns.target]}): received {names[0]!r} in "
            "every row, expected at least two classes.",
            "Add rows of another class, or name another target.",
        )
    if len(names) > MAX_CLASSES:
        raise InputError(
            f"Column {sheet.columns.target + 1} ({sheet.columns.names[sheet.columns.target]}): received {len(names):,} "
            f"different classes, expected at most {MAX_CLASSES:,}.",
            "Name another target, or ask for regression.",
        )
    return "binary" if len(names) == 2 else "multiclass", labels.astype(np.int64), names


def _numbers(cells: Sequence[str]) -> Array | None:
    """The cells as numbers; None where one is none."""
    try:
        return np.fromiter(map(float, cells), np.float64, len(cells))
    except ValueError:
        return None


def _are_classes(values: Array) -> bool:
    """Whether numbers look like classes: two different ones, or whole ones from 0 or 1 on, without a gap and few."""
    distinct = np.unique(values)
    if len(distinct) == 2:
        return True
    without_gap = np.array_equal(distinct, distinct[0] + np.arange(len(distinct)))
    return 1 < len(distinct) <= FEW_CLASSES and distinct[0] in (0.0, 1.0) and without_gap


def _refuse_value(sheet: Sheet) -> None:
    """Say which cell of the target is no finite number."""
    for line, cell in zip(sheet.lines, sheet.target, strict=True):
        value = _numbers([cell])
        if value is None or not np.isfinite(value[0]):
            raise InputError(
                f"{sheet.columns.place(line, sheet.columns.target)}: received {cell[:40]!r}, expected a finite number, "
                "for the target of a regression.",
                "Correct it, or ask for classification.",
            )


# -- the split -----------------------------------------------------------------------------------------------------


def _trains(sheet: Sheet, labels: Array | Labels | None, options: Options) -> NDArray[np.bool_]:
    """Whether each row trains: as its split column says, or drawn."""
    rows = len(sheet.lines)
    if sheet.columns.split is not None:
        return _told(sheet, sheet.columns.split)
    rng, trains = np.random.default_rng(options.seed), np.zeros(rows, dtype=bool)
    if labels is None:
        chosen = rng.permutation(rows)[: train_size(rows, options.train_fraction)]
    else:
        chosen, _ = stratified(labels.astype(np.int64, copy=False), options.train_fraction, rng)
    trains[chosen] = True
    return trains


def _told(sheet: Sheet, column: int) -> NDArray[np.bool_]:
    for line, cell in zip(sheet.lines, sheet.split, strict=True):
        if cell.lower() not in SPLITS:
            raise InputError(
                f"{sheet.columns.place(line, column)}: received {cell[:40]!r}, expected train or test.",
                "Correct it, or name another split column.",
            )
    trains = np.array([SPLITS[cell.lower()] for cell in sheet.split])
    if not trains.any():
        raise InputError(
            f"Column {column + 1} ({sheet.columns.names[column]}): received test in every row, expected some that say "
            "train.",
            "Change some.",
        )
    return trains


def _summaries(sheet: Sheet, inputs: Array, values: Array | Labels | None) -> tuple[ColumnSummary, ...]:
    """A word on every column; `values` are the target's in regression."""
    columns = sheet.columns
    with np.errstate(over="ignore", invalid="ignore"):  # of huge numbers there is no deviation
        parts = [*moments(inputs), inputs.min(axis=0), inputs.max(axis=0)]
        figures = dict(zip(columns.inputs, np.array(parts).T.tolist(), strict=True))
        if values is not None:
            figures[columns.target] = [
                float(each) for each in (values.mean(), values.std(), values.min(), values.max())
            ]
    roles: dict[int, Literal["input", "target", "split"]] = dict.fromkeys(columns.inputs, "input")
    roles[columns.target] = "target"
    if columns.split is not None:
        roles[columns.split] = "split"
    return tuple(
        ColumnSummary(name, roles.get(number, "omitted"), *figures.get(number, ()))
        for number, name in enumerate(columns.names)
    )
