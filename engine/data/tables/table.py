"""Tables sent by a user: read from text, split into training and test rows, and shared by all runs that name them.

The id of a table is a hash of its text and of the options for reading it. The same file sent again, here or to another
server, is therefore the same table to a spec that names it.
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
from engine.data.dataset import Dataset, Split
from engine.data.domain import domain_around
from engine.data.encoding import Labels, Task
from engine.data.scaling import mean_and_deviation, standardization
from engine.data.splits import shuffled, stratified
from engine.data.tables.delimited import Reader
from engine.data.tables.table_format import MAX_COLUMNS, ParsedTable, TableFormat
from engine.errors import InputError

MAX_CLASSES = MAX_COLUMNS
FEW_CLASSES = 20
"""Consecutive whole numbers are taken for classes if there are at most this many."""

SPLITS = {"train": True, "training": True, "test": False, "testing": False}
"""Lower-case cell of a split column -> True if the row trains."""

RequestedTask = Literal["classification", "regression"]


@dataclass(frozen=True)
class ImportOptions:
    """Options for reading a table and splitting it.

    task: None to infer it from the target. train_fraction: share of training rows if there is no split column; they are
    drawn by `seed`, with the same share of each class; 1 for no test rows. standardize: scale the inputs.
    """

    format: TableFormat = field(default_factory=TableFormat)
    encoding: str | None = None
    task: RequestedTask | None = None
    train_fraction: float = 0.7
    standardize: bool = True
    seed: int = 0


@dataclass(frozen=True)
class ColumnSummary:
    """Name and use of a column, and its statistics over all rows; None in columns of text and in omitted columns."""

    name: str
    role: Literal["input", "target", "split", "omitted"]
    mean: float | None = None
    std: float | None = None
    low: float | None = None
    high: float | None = None

    @property
    def constant(self) -> bool:
        """True if every row has the same number, so that nothing can be learned from it."""
        return self.low is not None and self.low == self.high


@dataclass(frozen=True, eq=False)  # compared by identity; TABLES holds one for each id
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
        """Number of rows in both splits."""
        return len(self.data.train) + len(self.data.test)

    @property
    def nbytes(self) -> int:
        """Memory of the arrays in bytes, including the scaled inputs."""
        inputs = self.data.train.inputs.nbytes + self.data.test.inputs.nbytes
        targets = self.data.train.targets.nbytes + self.data.test.targets.nbytes
        return inputs * (1 if self.data.scaling is None else 2) + targets


TABLES: WeakValueDictionary[str, Table] = WeakValueDictionary()
"""id -> table, for specs to find tables by. Holds weak references: a table lives as long as a spec or the store uses it."""


def find_table(table_id: str) -> Table:
    """Return the table with this id. Raises InputError if there is none."""
    table = TABLES.get(table_id)
    if table is None:
        raise InputError(
            f"Received the table {table_id[:80]!r}, which is not (or no longer) on this server. A spec, a link or "
            "a run file does not contain its rows.",
            "Send the same file with the same options to POST /api/v1/tables, or name it by --table on "
            "the command line: it gets the same id.",
        )
    return table


@dataclass
class TableBuilder:
    """Builds a table from blocks of bytes. Every method raises InputError, which names line and column."""

    options: ImportOptions
    max_rows: int
    max_cells: int
    _hash: "hashlib._Hash" = field(init=False)
    _reader: Reader = field(init=False)

    def __post_init__(self) -> None:
        identity = asdict(self.options)
        identity["layout"] = identity.pop("format")  # the name of the field when the first ids were made
        self._hash = hashlib.sha256(json.dumps(identity, sort_keys=True).encode())
        self._reader = Reader(self.options.format, self.options.encoding, self.max_rows, self.max_cells)

    def feed(self, block: bytes) -> None:
        """Read the next block."""
        self._hash.update(block)
        self._reader.feed(block)

    def finish(self) -> Table:
        """Return the table once all blocks have been read: the existing one if its id is known, otherwise a new one."""
        table_id = self._hash.hexdigest()[:32]
        table = TABLES.get(table_id)
        if table is None:
            table = TABLES.setdefault(table_id, _make_table(table_id, self._reader.finish(), self.options))
        return table


def _make_table(table_id: str, parsed: ParsedTable, options: ImportOptions) -> Table:
    task, targets, class_names = _targets(parsed, options.task)
    trains = _trains(parsed, targets if class_names else None, options)
    place = np.empty(len(trains), dtype=np.int64)  # training rows first, each split in the order of the file
    place[np.argsort(~trains, kind="stable")] = np.arange(len(trains))
    inputs, size = _gathered(parsed, place), int(trains.sum())
    sorted_targets = np.empty_like(targets)
    sorted_targets[place] = targets
    train, test = (Split(inputs[part], sorted_targets[part]) for part in (slice(size), slice(size, None)))
    columns = parsed.columns
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
    summaries = _summaries(parsed, inputs, None if class_names else targets)
    return Table(table_id, data, summaries, tuple(counts), parsed.delimiter, parsed.header)


def _gathered(parsed: ParsedTable, place: NDArray[np.int64]) -> Array:
    """Return all rows in one array, row i at place[i]. Frees the memory of each block as soon as it is copied."""
    inputs = np.empty((len(parsed.lines), len(parsed.columns.inputs)))
    row = 0
    while parsed.blocks:
        block = parsed.blocks.pop(0)
        inputs[place[row : row + len(block)]] = block
        row += len(block)
    return inputs


# -- the target ----------------------------------------------------------------------------------------------------


def _targets(parsed: ParsedTable, requested: RequestedTask | None) -> tuple[Task, Array | Labels, tuple[str, ...]]:
    """Return the task, the target of each row, and the names of the classes (none in a regression).

    Classes are sorted by name, or by value if all cells are numbers.
    """
    values = _numbers(parsed.target)
    if requested == "regression" or (requested is None and values is not None and not _are_classes(values)):
        if values is None or not np.isfinite(values).all():
            _refuse_value(parsed)
        assert values is not None
        return "regression", values[:, None], ()
    distinct, labels = np.unique(np.array(parsed.target) if values is None else values, return_inverse=True)
    names = tuple(str(each) if values is None else f"{each:.15g}" for each in distinct.tolist())
    if len(names) < 2:
        raise InputError(
            f"Column {parsed.columns.target + 1} ({parsed.columns.names[parsed.columns.target]}): received {names[0]!r} in "
            "every row, expected at least two classes.",
            "Add rows of another class, or name another target.",
        )
    if len(names) > MAX_CLASSES:
        raise InputError(
            f"Column {parsed.columns.target + 1} ({parsed.columns.names[parsed.columns.target]}): received {len(names):,} "
            f"different classes, expected at most {MAX_CLASSES:,}.",
            "Name another target, or ask for regression.",
        )
    return "binary" if len(names) == 2 else "multiclass", labels.astype(np.int64), names


def _numbers(cells: Sequence[str]) -> Array | None:
    """Return the cells as numbers, or None if one of them is not a number."""
    try:
        return np.fromiter(map(float, cells), np.float64, len(cells))
    except ValueError:
        return None


def _are_classes(values: Array) -> bool:
    """Return True if numbers look like classes: two distinct values, or a few consecutive whole numbers from 0 or 1."""
    distinct = np.unique(values)
    if len(distinct) == 2:
        return True
    without_gap = np.array_equal(distinct, distinct[0] + np.arange(len(distinct)))
    return 1 < len(distinct) <= FEW_CLASSES and distinct[0] in (0.0, 1.0) and without_gap


def _refuse_value(parsed: ParsedTable) -> None:
    """Raise InputError for the first cell of the target that is not a finite number."""
    for line, cell in zip(parsed.lines, parsed.target, strict=True):
        value = _numbers([cell])
        if value is None or not np.isfinite(value[0]):
            raise InputError(
                f"{parsed.columns.place(line, parsed.columns.target)}: received {cell[:40]!r}, expected a finite number, "
                "for the target of a regression.",
                "Correct it, or ask for classification.",
            )


# -- the split -----------------------------------------------------------------------------------------------------


def _trains(parsed: ParsedTable, labels: Array | Labels | None, options: ImportOptions) -> NDArray[np.bool_]:
    """Return True for each row that trains, from the split column or drawn at random."""
    rows = len(parsed.lines)
    if parsed.columns.split is not None:
        return _from_split_column(parsed, parsed.columns.split)
    rng, trains = np.random.default_rng(options.seed), np.zeros(rows, dtype=bool)
    if labels is None:
        chosen, _ = shuffled(rows, options.train_fraction, rng)
    else:
        chosen, _ = stratified(labels.astype(np.int64, copy=False), options.train_fraction, rng)
    trains[chosen] = True
    return trains


def _from_split_column(parsed: ParsedTable, column: int) -> NDArray[np.bool_]:
    """Return True for each row whose split column says train. Raises InputError."""
    for line, cell in zip(parsed.lines, parsed.split, strict=True):
        if cell.lower() not in SPLITS:
            raise InputError(
                f"{parsed.columns.place(line, column)}: received {cell[:40]!r}, expected train or test.",
                "Correct it, or name another split column.",
            )
    trains = np.array([SPLITS[cell.lower()] for cell in parsed.split])
    if not trains.any():
        raise InputError(
            f"Column {column + 1} ({parsed.columns.names[column]}): received test in every row, expected some that say "
            "train.",
            "Change some.",
        )
    return trains


def _summaries(parsed: ParsedTable, inputs: Array, values: Array | Labels | None) -> tuple[ColumnSummary, ...]:
    """Return a summary of every column. values: targets of a regression, otherwise None."""
    columns = parsed.columns
    with np.errstate(over="ignore", invalid="ignore"):  # the deviation of huge numbers overflows
        rows = [*mean_and_deviation(inputs), inputs.min(axis=0), inputs.max(axis=0)]
        statistics = dict(zip(columns.inputs, np.array(rows).T.tolist(), strict=True))
        if values is not None:
            statistics[columns.target] = [
                float(each) for each in (values.mean(), values.std(), values.min(), values.max())
            ]
    roles: dict[int, Literal["input", "target", "split"]] = dict.fromkeys(columns.inputs, "input")
    roles[columns.target] = "target"
    if columns.split is not None:
        roles[columns.split] = "split"
    return tuple(
        ColumnSummary(name, roles.get(number, "omitted"), *statistics.get(number, ()))
        for number, name in enumerate(columns.names)
    )
