"""Tables as text: parsing, conversion to data, errors with line and column."""

import codecs
import csv
import gc
import io
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.compiled.jit import COMPILED
from engine.data.tables.delimited import MAX_RECORD
from engine.data.tables.table import TABLES, ImportOptions, Table, TableBuilder, find_table
from engine.data.tables.table_format import TableFormat
from engine.load import load
from engine.spec.data.own import TableSpec
from engine.spec.run import RunSpec
from engine.train.trainer import Trainer

FLOWERS = """length,width,colour,species
1.4,0.2,3,setosa
4.7,1.4,1,versicolor
1.3,0.2,2,setosa
4.5,1.5,1,versicolor
6.0,2.5,3,virginica
5.1,1.9,2,virginica
"""


def taken(
    text: str | bytes, block: int | None = None, rows: int = 100_000, cells: int = 2 * 10**7, **how: Any
) -> Table:
    layout = {name: how.pop(name) for name in ("delimiter", "header", "target", "split", "omit") if name in how}
    content = text.encode() if isinstance(text, str) else text
    intake = TableBuilder(ImportOptions(format=TableFormat(**layout), **how), rows, cells)
    for begin in range(0, len(content), block or max(len(content), 1)):
        intake.feed(content[begin : begin + (block or len(content))])
    return intake.finish()


def everything(table: Table) -> tuple[list[list[float]], list[Any]]:
    """All rows in order of their inputs, and their targets."""
    data = table.data
    inputs = np.concatenate((data.train.inputs, data.test.inputs))
    targets = np.concatenate((data.train.targets, data.test.targets))
    order = np.lexsort(inputs.T)
    return inputs[order].tolist(), targets[order].tolist()


def test_a_table_with_a_header_and_a_column_of_words() -> None:
    table = taken(FLOWERS)
    data = table.data
    assert (data.task, data.classes, data.class_names) == ("multiclass", 3, ("setosa", "versicolor", "virginica"))
    assert data.input_names == ("length", "width", "colour")
    assert (table.rows, len(data.train), len(data.test), table.class_counts) == (6, 4, 2, (2, 2, 2))
    assert (table.delimiter, table.header) == (",", True)
    inputs, labels = everything(table)
    assert inputs[0] == [4.7, 1.4, 1.0] or [4.7, 1.4, 1.0] in inputs
    assert dict(zip(map(tuple, inputs), labels, strict=True))[(6.0, 2.5, 3.0)] == 2
    for split in (data.train, data.test):
        assert split.inputs.flags.c_contiguous and split.targets.dtype == np.int64
    assert data.scaling is not None
    np.testing.assert_allclose(data.scaled[0].mean(axis=0), 0.0, atol=1e-12)


def test_columns_are_summed_up() -> None:
    table = taken("a,b,id,y\n1,7,x,0.5\n2,7,z,1.5\n3,7,w,4\n", omit=("id",), task="regression")
    a, b, omitted, y = table.columns
    assert (a.name, a.role, a.mean, a.low, a.high, a.constant) == ("a", "input", 2.0, 1.0, 3.0, False)
    assert a.std == pytest.approx(np.std([1, 2, 3]))
    assert b.constant and b.role == "input"
    assert (omitted.role, omitted.mean, omitted.constant) == ("omitted", None, False)
    assert (y.role, y.mean) == ("target", 2.0)
    assert np.isfinite(table.data.scaled[0]).all()  # the constant column too


def test_a_table_without_a_header() -> None:
    table = taken("1,2,0\n3,4,1\n5,6,0\n7,9,1\n")
    assert not table.header
    assert table.data.input_names == ("column 1", "column 2")
    assert (table.data.task, table.data.class_names) == ("binary", ("0", "1"))
    assert table.data.domain is not None


@pytest.mark.parametrize(
    ("text", "header"), [("a,b\n1,2\n3,4\n", None), ("1990,1991\n1,2\n3,4\n", True), ("1,2\n3,4\n", False)]
)
def test_a_header_is_inferred_or_given(text: str, header: bool | None) -> None:
    assert len(taken(text, header=header).data.train) + len(taken(text, header=header).data.test) == 2
    assert taken(text, header=header).header == (header is not False)


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(mark: str) -> None:
    table = taken(FLOWERS.replace(",", mark))
    assert table.delimiter == mark
    assert everything(table) == everything(taken(FLOWERS))


def test_a_given_delimiter_is_used() -> None:
    assert taken("a;x,b\n1,2\n3,4\n", delimiter=",").data.input_names == ("a;x",)


@pytest.mark.parametrize("target", ["species", "4", None])
def test_the_target_is_given_by_name_or_number(target: str | None) -> None:
    assert taken(FLOWERS, target=target).data.classes == 3


def test_another_target_and_columns_left_out() -> None:
    table = taken(FLOWERS, target="colour", omit=("species", "2"))
    assert table.data.input_names == ("length",)
    assert table.data.class_names == ("1", "2", "3")


@pytest.mark.parametrize(
    ("cells", "task"),
    [
        ("0 1 0 1", "binary"),
        ("-1 1 1 -1", "binary"),
        ("no yes no no", "binary"),
        ("1 2 3 1", "multiclass"),
        ("0 1 2 2", "multiclass"),
        ("a b c a", "multiclass"),
        ("1 a 2 1", "multiclass"),
        ("0 2 4 0", "regression"),
        ("2 3 4 2", "regression"),
        ("0.1 0.2 0.3 0.4", "regression"),
        ("7 7 7 7", "regression"),
    ],
)
def test_the_task_is_inferred_from_the_target(cells: str, task: str) -> None:
    rows = "".join(f"{k},{cell}\n" for k, cell in enumerate(cells.split()))
    assert taken(rows, header=False).data.task == task


def test_a_task_that_is_asked_for_wins() -> None:
    rows = "0,0\n1,1\n2,2\n3,2\n"
    data = taken(rows, task="regression").data
    assert (data.task, data.classes, data.class_names, data.train.targets.shape[1]) == ("regression", 0, None, 1)
    assert taken("0,0.5\n1,0.7\n2,0.5\n", task="classification").data.class_names == ("0.5", "0.7")


def test_classes_of_numbers_are_in_the_order_of_the_numbers() -> None:
    rows = "".join(f"{k},{k % 12}\n" for k in range(24))
    data = taken(rows, train_fraction=1.0).data
    assert data.class_names == tuple(map(str, range(12)))
    assert data.train.targets.tolist() == [k % 12 for k in range(24)]


def test_a_split_column_divides_the_rows() -> None:
    rows = "x,part,y\n1,train,0\n2,TEST,1\n3,Training,1\n4,test,0\n5,train,0\n"
    data = taken(rows, split="part").data
    assert data.train.inputs[:, 0].tolist() == [1, 3, 5]  # in the order of the file
    assert data.test.inputs[:, 0].tolist() == [2, 4]
    assert data.train.targets.tolist() == [0, 1, 0]
    assert data.input_names == ("x",)


def test_classes_keep_their_share_in_the_split() -> None:
    rows = "".join(f"{k},{'ab'[k % 10 == 0]}\n" for k in range(200))
    data = taken(rows, train_fraction=0.6, seed=3).data
    assert np.bincount(data.train.targets).tolist() == [108, 12]
    assert (np.diff(data.train.inputs[:, 0]) > 0).all()
    other = taken(rows, train_fraction=0.6, seed=4).data
    assert not np.array_equal(other.train.inputs, data.train.inputs)


def test_all_may_train() -> None:
    data = taken(FLOWERS, train_fraction=1.0, standardize=False).data
    assert (len(data.train), len(data.test), data.scaling) == (6, 0, None)
    assert data.scaled[0] is data.train.inputs


WRITTEN = [
    FLOWERS.replace("\n", "\r\n"),
    FLOWERS.replace("\n", "\r"),
    FLOWERS.rstrip("\n"),
    "\n\n" + FLOWERS.replace("\n", "\n\n") + "  \n",
    FLOWERS.replace(",", " , "),
    '"' + FLOWERS.replace(",", '","').replace("\n", '"\n"').removesuffix('"'),
    FLOWERS.replace("setosa", '"setosa"'),
]


@pytest.mark.parametrize("text", WRITTEN, ids=range(len(WRITTEN)))
@pytest.mark.parametrize("block", [None, 1, 7])
def test_the_same_table_written_otherwise(text: str, block: int | None) -> None:
    table = taken(text, block)
    assert everything(table) == everything(taken(FLOWERS))
    assert table.data.input_names == ("length", "width", "colour")


@pytest.mark.parametrize(
    ("encoding", "given"),
    [("utf-8", None), ("utf-8-sig", None), ("utf-16", None), ("utf-8", "utf-8"), ("latin-1", "iso-8859-1"),
     ("cp1252", "windows-1252"), ("utf-8", "UTF8")],
)  # fmt: skip
@pytest.mark.parametrize("block", [None, 1, 3])
def test_encodings(encoding: str, given: str | None, block: int | None) -> None:
    text = FLOWERS.replace("length", "Länge").replace("setosa", "Größe")
    data = taken(text.encode(encoding), block, encoding=given).data
    assert data.input_names is not None and data.input_names[0] == "Länge"
    assert data.class_names is not None and data.class_names[0] == "Größe"


def test_quoted_cells_hold_anything() -> None:
    text = 'a,"b ""x"", y",c\n1,2,"first\nline"\n3,4,"second, ""quoted"""\n'
    data = taken(text).data
    assert data.input_names == ("a", 'b "x", y')
    assert data.class_names == ("first\nline", 'second, "quoted"')


def test_a_name_may_begin_as_an_archive_does() -> None:
    assert taken("PK,b\n1,2\n3,4\n").data.input_names == ("PK",)


def test_a_column_without_a_name_is_numbered() -> None:
    assert taken(",b,c\n1,2,3\n4,5,6\n").data.input_names == ("column 1", "b")


numbers = st.one_of(st.integers(-(10**6), 10**6), st.floats(-1e300, 1e300)).map(repr)


@settings(max_examples=60, deadline=None)
@given(
    rows=st.lists(st.tuples(numbers, numbers, st.sampled_from(["a", "b c", '"d"', "é,f"])), min_size=4, max_size=30),
    block=st.integers(1, 60),
)
def test_tables_written_by_the_standard_library_are_read(rows: list[tuple[str, str, str]], block: int) -> None:
    rows = [("0", "0", "a"), ("1", "1", "b c"), *rows]
    written = io.StringIO()
    csv.writer(written).writerows(rows)
    table = taken(written.getvalue(), block, train_fraction=1.0, standardize=False, header=False)
    names = sorted({row[2] for row in rows})
    assert table.data.class_names == tuple(names)
    assert table.data.train.inputs.tolist() == [[float(a), float(b)] for a, b, _ in rows]
    assert table.data.train.targets.tolist() == [names.index(row[2]) for row in rows]


# -- bad tables ----------------------------------------------------------------------------------------------------

BAD: list[tuple[str, str | bytes, dict[str, Any], str]] = [
    ("empty", "", {}, "Received an empty table"),
    ("blank", "\n  \n\n", {}, "Received an empty table"),
    ("a header alone", "a,b\n", {}, "Received a header and no rows"),
    ("a missing cell", "a,b,y\n1,2,0\n1,,1\n", {}, r"Line 3, column 2 \(b\): received an empty cell, expected a number"),
    ("a missing target", "a,b,y\n1,2,0\n1,2,\n", {}, r"Line 3, column 3 \(y\): received an empty cell"),
    ("words for a number", "a,b,y\n1,2,0\n1,red,1\n", {}, r"Line 3, column 2 \(b\): received 'red'.*omit"),
    ("a word without a header", "1,2,0\n1,red,1\n", {}, "Line 2, column 2: received 'red'"),
    ("not available", "a,y\n1,0\nNA,1\n", {}, r"Line 3, column 1 \(a\): received 'NA'"),
    ("NaN", "a,y\n1,0\nnan,1\n", {}, r"Line 3, column 1 \(a\): received 'nan', expected a finite number"),
    ("infinity", "a,y\n1,0\n-inf,1\n", {}, "Line 3.*finite"),
    ("too large a number", "a,y\n1,0\n1e999,1\n", {}, "Line 3.*'1e999', expected a finite number"),
    ("an underscore", "a,y\n1,0\n1_0,1\n", {}, "Line 3.*'1_0'"),
    ("a decimal comma", "a;y\n1,5;0\n2,5;1\n", {}, "Line 2.*Write decimals with a point"),
    ("a row too long", "a,y\n1,0\n1,2,0\n", {}, "Line 3: received 3 cells, expected 2 as in the first row"),
    ("a row too short", "a,b,y\n1,2,0\n1,0\n", {}, "Line 3: received 2 cells, expected 3"),
    ("a row too long, quoted", 'a,y\n"1",0\n\n1,2,0\n', {}, "Line 4: received 3 cells"),
    ("after a cell of two lines", 'a,b,y\n1,2,"x\ny"\n1,z,0\n', {}, r"Line 4, column 2 \(b\): received 'z'"),
    ("a name twice", "a,b,a\n1,2,0\n", {}, "Line 1: received the name 'a' for columns 1 and 3.*Rename"),
    ("a name too long", f"{'a' * 201},b\n1,2\n", {}, "Line 1, column 1: received a name of 201 characters"),
    ("one column", "a\n1\n2\n", {}, "Line 1: received a single column"),
    ("too many columns", ",".join(map(str, range(1025))), {}, "Line 1: received 1025 columns, expected at most 1024"),
    ("too many rows", "1,0\n" * 11, {"rows": 10}, "received more than 10 rows"),
    ("too many cells", "1,0\n" * 11, {"cells": 20}, "received more than 20 cells"),
    ("one class", "a,y\n1,x\n2,x\n", {}, r"Column 2 \(y\): received 'x' in every row, expected at least two classes"),
    ("one class of numbers", "a,y\n1,3\n2,3\n", {"task": "classification"}, "received '3' in every row"),
    ("too many classes", "".join(f"1,x{k}\n" for k in range(1025)), {"header": False}, "received 1,025 different"),
    ("words in a regression", "a,y\n1,3\n2,x\n", {"task": "regression"}, r"Line 3, column 2 \(y\): received 'x'"),
    ("NaN in a regression", "a,y\n1,3.5\n2,nan\n4,1.5\n", {"task": "regression"}, "Line 3, column 2"),
    ("an unknown target", FLOWERS, {"target": "petal"}, "Received target 'petal', expected one of length, width"),
    ("a target of number 0", FLOWERS, {"target": "0"}, "a number from 1 to 4"),
    ("a target beyond", FLOWERS, {"target": "5"}, "a number from 1 to 4"),
    ("an unknown column to leave out", FLOWERS, {"omit": ("x",)}, "Received omit 'x'"),
    ("an unknown split column", FLOWERS, {"split": "x"}, "Received split 'x'"),
    ("the target left out", FLOWERS, {"omit": ("4",), "target": "species"}, "'species' as target and to be left out"),
    ("no inputs", "a,b,y\n1,2,0\n", {"omit": ("a", "b")}, "a target and no other column"),
    ("no columns", "a,y\n1,2\n", {"omit": ("a", "y")}, "no column that is used"),
    ("a split that says neither", "x,p,y\n1,train,0\n2,maybe,1\n", {"split": "p"}, r"Line 3, column 2 \(p\): .*'maybe'"),
    ("an empty split", "x,p,y\n1,train,0\n2,,1\n", {"split": "p"}, r"Line 3, column 2 \(p\): received ''"),
    ("nothing trains", "x,p,y\n1,test,0\n2,test,1\n", {"split": "p"}, r"Column 2 \(p\): received test in every row"),
    ("a single row", "a,y\n1,2.5\n", {}, "Received 1 sample to split"),
    ("an open quotation mark", 'a,y\n1,"x\n2,y\n', {}, "Line [12] or later: .*quotation mark that nothing closes"),
    ("a quotation mark in a cell", 'a,y\n1,"x"z\n2,"y"\n', {}, "Line 2: .*quotation marks"),
    ("a row that never ends", "1," * MAX_RECORD, {}, "Line 1 or later: received a row of more than 1,048,576"),
    ("latin-1 for UTF-8", "a,y\n1,x\n2,Gr\xfcn\n".encode("latin-1"), {}, "Line 3: received the byte 0xfc.*UTF-8"),
    ("cut off in a character", "a,y\n1,x\n2,\u00fc".encode()[:-1], {}, "Line 3: received the byte 0xc3"),
    ("an unknown encoding", FLOWERS, {"encoding": "klingon"}, "Received the encoding 'klingon', expected one of utf-8"),
    ("a codec that is no encoding", FLOWERS, {"encoding": "zlib"}, "Received the encoding 'zlib'"),
    ("a spreadsheet", b"PK\x03\x04\x14\x00\x06\x00", {}, "Line 1: received a zip archive, as .xlsx"),
    ("an image", b"\x89PNG\r\n\x1a\n\x00\x00", {}, "Line 1: received an image"),
    ("zero bytes", b"a,y\n1,0\n1,\x00\n", {}, "Line 3: received a zero byte"),
    ("binary", bytes(range(256)) * 4, {}, "Line [12]: received (a zero byte|the byte 0x80)"),
    ("UTF-16 without its mark", "a,y\n1,0\n".encode("utf-16-le"), {}, "zero byte"),
    ("half a character of UTF-16", codecs.BOM_UTF16_LE + b"a\x00,\x00b", {}, "UTF-16"),
    ("JSON", '{"a": [1, 2]}', {}, "Received a header and no rows|expected a number"),
    ("numbers too large to standardize", "a,y\n1e300,0\n-1e300,1\n2,0\n3,1\n", {}, "to standardize"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "how", "message"), [bad[1:] for bad in BAD], ids=[bad[0] for bad in BAD])
@pytest.mark.parametrize("block", [None, 5])
def test_a_bad_table_is_refused_by_line_and_column(
    text: str | bytes, how: dict[str, Any], message: str, block: int | None
) -> None:
    if block and len(text) > 10_000:
        block = 4096
    with pytest.raises(ValueError, match=message):
        taken(text, block, **how)


def test_the_first_error_in_many_blocks_is_reported_by_its_line() -> None:
    rows = ["a,b,y", *(f"{k},{-k},{k % 2}" for k in range(5000))]
    rows[4321] = "1,?,0"
    for block in (None, 999):
        with pytest.raises(ValueError, match=r"Line 4322, column 2 \(b\): received '\?'"):
            taken("\n".join(rows), block)


# -- one table, many runs ------------------------------------------------------------------------------------------


def run_of(table: Table, **fields: Any) -> Trainer:
    return Trainer(RunSpec.model_validate({"data": {"name": "table", "table": table.id}, **fields}))


def test_the_same_text_and_options_are_the_same_table() -> None:
    table = taken(FLOWERS)
    assert taken(FLOWERS, block=3) is table
    assert taken(FLOWERS, seed=1) is not table
    assert taken(FLOWERS + "\n") is not table
    assert find_table(table.id) is table


def test_runs_share_its_numbers() -> None:
    table = taken(FLOWERS)
    one, other = run_of(table), run_of(table, seed=5)
    assert np.shares_memory(one.inputs, other.inputs)
    assert one.data is other.data is load(TableSpec(name="table", table=table.id))
    values = run_of(taken("1,2.5\n2,0.5\n3,1\n4,2\n5,3\n"))
    assert np.shares_memory(values.targets, values.data.train.targets)


def test_a_spec_alone_keeps_its_table_alive() -> None:
    table = taken(FLOWERS + "7,7,7,virginica\n")
    spec, table_id = TableSpec(name="table", table=table.id), table.id
    del table
    gc.collect()
    assert find_table(table_id).rows == 7
    again = TableSpec.model_validate(spec.model_dump())
    assert again == spec and again.model_copy() == spec
    assert spec.model_dump() == {"name": "table", "table": table_id}
    del spec, again
    gc.collect()
    assert table_id not in TABLES
    with pytest.raises(
        ValueError,
        match=r"which is not \(or no longer\) on this server.*does not contain.*same file with the same options",
    ):
        TableSpec(name="table", table=table_id)


def test_a_spec_has_task_and_size() -> None:
    table = taken(FLOWERS)
    spec = RunSpec.model_validate({"data": {"name": "table", "table": table.id}})
    assert (spec.data.task, tuple(spec.data.size)) == ("multiclass", (6, 3, 3))
    assert (spec.loss, spec.features) == ("softmax_cross_entropy", None)


def test_a_run_learns_a_table() -> None:
    rng = np.random.default_rng(0)
    points = rng.uniform(-300, 100, (400, 2))
    rows = "".join(f"{a},{b},{'in' if a > b else 'out'}\n" for a, b in points.tolist())
    run = run_of(taken(rows, header=False), optimizer={"name": "adam", "learning_rate": 0.01})
    run.advance(40, "epoch")
    right = (run.predict(run.data.test.inputs).outputs[:, 0] > 0) == run.data.test.targets
    assert right.mean() > 0.95
    assert run.data.domain is not None and run.data.domain[0][0] < -290


@pytest.mark.slow
@pytest.mark.skipif(not COMPILED, reason="once is enough")
def test_a_large_table_is_read_whole() -> None:
    rows = np.random.default_rng(0).standard_normal((2000, 100))
    text = "".join(",".join([*map(repr, row), "abc"[k % 3]]) + "\n" for k, row in enumerate(rows.tolist()))
    table = taken(text * 50, 1 << 18)
    assert (table.rows, table.data.classes) == (100_000, 3)
    inputs, _ = everything(table)
    np.testing.assert_array_equal(np.unique(inputs, axis=0), np.unique(rows, axis=0))
