"""Tables over REST: upload, sharing, use in a spec, deletion, errors."""

import gc
import socket
from collections.abc import Iterator
from pathlib import Path
from time import sleep
from typing import Any

import httpx
import numpy as np
import pytest

from app.client import AsyncClient, Client, ProblemError
from app.protocol.problem import Problem
from engine.data.tables.table import TABLES
from engine.spec.data.own import TableSpec
from tests.app.live import Live, serving, until
from tests.app.problems import refused

FLOWERS = "length,width,species\n" + "".join(f"{k},{k % 7},{'abc'[k % 3]}\n" for k in range(60))


def send(live: Live, text: str | bytes, kind: str = "text/csv", **query: Any) -> httpx.Response:
    headers = {"Content-Type": kind} if kind else {}
    return httpx.post(f"{live.url}/api/v1/tables", content=text, params=query, headers=headers)


def test_a_table_is_sent_and_trained_on(live: Live) -> None:
    response = send(live, FLOWERS)
    answer = response.json()
    assert response.status_code == 201
    assert response.headers["Location"] == f"/api/v1/tables/{answer['id']}"
    assert answer["data"] == {"name": "table", "table": answer["id"]}
    assert (answer["task"], answer["class_names"], answer["class_counts"]) == ("multiclass", list("abc"), [20] * 3)
    assert (answer["rows"], answer["train_size"], answer["test_size"]) == (60, 42, 18)
    assert (answer["delimiter"], answer["header"]) == ("comma", True)
    assert answer["columns"][0] == {
        "name": "length", "role": "input", "constant": False, "mean": 29.5, "std": pytest.approx(17.318, abs=1e-3),
        "low": 0, "high": 59,
    }  # fmt: skip
    assert answer["columns"][2]["role"] == "target"
    session = live.client.create({"data": answer["data"]})
    info = session.info()
    assert info.spec.model_dump()["data"] == answer["data"]
    assert info.inputs == ["length", "width"]
    assert info.data.class_names == list("abc")
    assert info.domain is not None
    assert session.train(3, "epoch").epoch == 3
    assert session.confusion().class_names == list("abc")


def test_the_clients_send_tables(live: Live, client: Client) -> None:
    table = client.send_table(FLOWERS, target="width", omit=["species"], task="regression", standardize=False, seed=3)
    assert (table.task, table.class_names, [each.role for each in table.columns]) == (
        "regression", None, ["input", "target", "omitted"],
    )  # fmt: skip
    assert client.table(table.id) == table
    client.delete_table(table.id)
    with pytest.raises(ProblemError) as gone:
        client.table(table.id)
    assert gone.value.status == 404


async def test_the_async_client_sends_tables(live: Live) -> None:
    async with AsyncClient(live.url) as client:
        table = await client.send_table(FLOWERS.encode())
        assert (await client.table(table.id)) == table
        session = await client.create({"data": table.data.model_dump()})
        assert (await session.info()).spec.data.size.inputs == 2
        await client.delete_table(table.id)


def test_options_are_given_in_the_query(live: Live) -> None:
    text = "1|2|train|0\n3|4|test|1\n5|6|train|1\n7|8|train|0\n"
    query = {"header": "false", "delimiter": "pipe", "split": "3", "omit": ["1"], "target": "4"}
    answer = send(live, text, **query).json()
    assert (answer["train_size"], answer["test_size"], answer["delimiter"]) == (3, 1, "pipe")
    assert [each["role"] for each in answer["columns"]] == ["omitted", "input", "split", "target"]


def test_tabs_and_charsets_are_read_from_the_header(live: Live) -> None:
    text = "größe, roh\tart\n1\tä\n2\tö\n3\tä\n4\tö\n"
    answer = send(live, text.encode("latin-1"), 'text/tab-separated-values; charset="ISO-8859-1"').json()
    assert answer["columns"][0]["name"] == "größe, roh"
    assert answer["class_names"] == ["ä", "ö"]


def test_a_constant_column_is_marked(live: Live) -> None:
    columns = send(live, "a,b,y\n1,5,0\n2,5,1\n3,5,0\n4,5,1\n").json()["columns"]
    assert [each["constant"] for each in columns] == [False, True, False]


def test_sessions_share_one_copy_of_a_table(live: Live) -> None:
    table = live.client.send_table(FLOWERS, seed=77)
    sessions = [live.client.create({"data": table.data.model_dump()}) for _ in range(3)]
    assert live.client.send_table(FLOWERS, seed=77).id == table.id
    live.client.delete_table(table.id)
    for session in sessions:
        assert session.train(2).step == 2
        assert session.data().train_size == 42
    assert live.client.table(table.id).rows == 60  # the sessions hold it
    live.client.create({"data": table.data.model_dump()}).delete()
    for session in sessions:
        session.delete()

    def gone() -> bool:
        gc.collect()
        return table.id not in TABLES

    until(gone)


def test_a_run_changes_to_a_table_and_back(live: Live) -> None:
    session, table = live.session(features=["x1"]), live.client.send_table(FLOWERS)
    spec = session.change({"data": {"name": "table", "table": table.id}}, reset=True).spec
    assert isinstance(spec.data, TableSpec)
    assert (spec.features, spec.loss) == (None, "softmax_cross_entropy")
    other = live.client.send_table(FLOWERS, seed=1)
    assert session.change({"data": {"table": other.id}}).spec.data.table == other.id
    assert session.change({"data": {"name": "circle"}}, reset=True).spec.features == ["x1", "x2"]
    assert session.undo().spec.data == TableSpec(name="table", table=other.id)


def test_a_run_file_names_its_table_and_a_missing_table_is_reported(live: Live) -> None:
    table = live.client.send_table(FLOWERS, seed=41)
    session = live.client.create({"data": table.data.model_dump()})
    session.train(5)
    file = session.export()
    assert len(file) < 20_000
    other = live.session()
    assert other.load(file).step == 5
    for each in (session, other):
        each.delete()
    live.client.delete_table(table.id)
    until(lambda: gc.collect() >= 0 and table.id not in TABLES)
    elsewhere = live.session()
    problem = refused(
        httpx.put(f"{live.url}/api/v1/sessions/{elsewhere.id}/run", content=file, headers={"Content-Type": "application/json"}),
        422,
    )  # fmt: skip
    assert "does not contain its rows" in problem.detail and "POST /api/v1/tables" in problem.remedy
    assert problem.errors is not None and problem.errors[0].pointer == "/spec/data"
    assert live.client.send_table(FLOWERS, seed=41).id == table.id
    assert elsewhere.load(file).step == 5


def test_data_can_be_requested_by_rows(live: Live) -> None:
    table = live.client.send_table(FLOWERS, train_fraction=0.5)
    session = live.client.create({"data": table.data.model_dump()})
    whole, some = session.data(), session.data(rows=10)
    assert (some.train_size, some.test_size, len(some.inputs)) == (10, 10, 20)
    assert some.inputs[:10] == whole.inputs[:30:3]
    assert session.data(rows=1000) == whole
    assert session.data(rows=0).inputs == []
    refused(httpx.get(f"{live.url}/api/v1/sessions/{session.id}/data?rows=-1"), 422)


def test_more_numbers_than_an_answer_holds_need_rows() -> None:
    with serving(max_values=100) as live:
        session = live.client.create({"data": live.client.send_table(FLOWERS).data.model_dump()})
        problem = refused(httpx.get(f"{live.url}/api/v1/sessions/{session.id}/data"), 422)
        assert "120 numbers" in problem.detail and "rows=" in problem.remedy
        assert session.data(rows=20).train_size == 20


# -- what is wrong -------------------------------------------------------------------------------------------------

BAD: list[tuple[str, str | bytes, str, dict[str, Any], int, str]] = [
    ("empty", "", "text/csv", {}, 422, "empty table"),
    ("a missing cell", "a,y\n1,0\n,1\n", "text/csv", {}, 422, "Line 3, column 1 (a)"),
    ("words for numbers", "a,y\n1,0\nx,1\n", "text/csv", {}, 422, "Line 3, column 1 (a): received 'x'"),
    ("unequal rows", "a,y\n1,0\n1,2,1\n", "text/csv", {}, 422, "Line 3: received 3 cells"),
    ("one class", "a,y\n1,x\n2,x\n", "text/csv", {}, 422, "at least two classes"),
    ("a name twice", "a,a\n1,0\n", "text/csv", {}, 422, "columns 1 and 2"),
    ("binary", b"\x00\x01\x02\xff" * 100, "text/csv", {}, 422, "Line 1"),
    ("a wrong encoding", "a,y\n1,\xfc\n".encode("latin-1"), "text/csv", {}, 422, "0xfc"),
    ("an unknown encoding", "a,y\n1,0\n", "text/csv; charset=klingon", {}, 422, "klingon"),
    ("UTF-16 without its mark", "a,y\n1,0\n".encode("utf-16-le"), "text/csv; charset=utf-16", {}, 422, "utf-16"),
    ("JSON", '{"a": 1}', "application/json", {}, 415, "application/json"),
    ("a type of no kind", FLOWERS, "", {}, 415, "text/csv"),
    ("an unknown delimiter", FLOWERS, "text/csv", {"delimiter": "colon"}, 422, "/delimiter"),
    ("an unknown option", FLOWERS, "text/csv", {"targt": "x"}, 422, "/targt"),
    ("an unknown target", FLOWERS, "text/csv", {"target": "petal"}, 422, "length, width, species"),
    ("an unknown task", FLOWERS, "text/csv", {"task": "ranking"}, 422, "/task"),
    ("too small a share", FLOWERS, "text/csv", {"train_fraction": 0}, 422, "/train_fraction"),
    ("a bad seed", FLOWERS, "text/csv", {"seed": -1}, 422, "/seed"),
    ("a header that is neither", FLOWERS, "text/csv", {"header": "perhaps"}, 422, "/header"),
]


@pytest.mark.parametrize(
    ("text", "kind", "query", "status", "named"), [bad[1:] for bad in BAD], ids=[bad[0] for bad in BAD]
)
def test_a_bad_table_is_refused(
    live: Live, text: str | bytes, kind: str, query: dict[str, Any], status: int, named: str
) -> None:
    problem = refused(send(live, text, kind, **query), status)
    assert named in f"{problem.detail} {problem.remedy}"


@pytest.mark.parametrize("table", ["nothing", "../etc", "ü", ""])
def test_a_spec_with_an_unknown_table_is_refused(live: Live, table: str) -> None:
    response = httpx.post(f"{live.url}/api/v1/sessions", json={"data": {"name": "table", "table": table}})
    assert "no longer) on this server" in refused(response, 422).detail


@pytest.mark.parametrize(
    ("data", "named"),
    [
        ({"name": "table"}, "/data/table"),
        ({"name": "table", "table": 3}, "/data/table"),
        ({"name": "table", "table": "x" * 65}, "/data/table"),
        ({"name": "table", "table": "x", "train_fraction": 0.5}, "/data/train_fraction"),
    ],
)
def test_a_bad_spec_of_a_table(live: Live, data: Any, named: str) -> None:
    assert named in refused(httpx.post(f"{live.url}/api/v1/sessions", json={"data": data}), 422).detail


@pytest.mark.parametrize("method", ["GET", "DELETE"])
def test_an_unknown_table_is_404(live: Live, method: str) -> None:
    refused(httpx.request(method, f"{live.url}/api/v1/tables/none"), 404)


def test_a_fault_in_the_middle_of_a_long_table_is_reported(live: Live) -> None:
    rows = [f"{k},{k % 2}" for k in range(400_000)]
    rows[10] = "?,1"
    assert "Line 11, column 1" in refused(send(live, "\n".join(rows)), 422).detail


@pytest.fixture
def small() -> Iterator[Live]:
    limits = {"max_table_bytes": 5000, "max_table_cells": 600, "max_tables": 2, "stall_seconds": 0.5}
    with serving(**limits, table_idle_seconds=3.0) as live:
        yield live


def test_limits_are_enforced(small: Live) -> None:
    refused(send(small, FLOWERS * 20), 413)
    assert small.client.send_table(FLOWERS).rows == 60
    assert "600 cells" in refused(send(small, "1,0\n" * 301), 422).detail


@pytest.mark.slow
def test_tables_expire_and_make_room(small: Live) -> None:
    tables = [small.client.send_table(FLOWERS, seed=seed).id for seed in (101, 102, 103)]
    gc.collect()
    refused(httpx.get(f"{small.url}/api/v1/tables/{tables[0]}"), 404)
    assert small.client.table(tables[2]).idle_seconds == 3.0
    until(lambda: gc.collect() >= 0 and not any(each in TABLES for each in tables))


def test_a_client_that_stalls_is_closed(small: Live) -> None:
    host, port = small.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=10) as connection:
        head = "POST /api/v1/tables HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/csv\r\nContent-Length: 1000\r\n\r\na,y\n"
        connection.sendall(head.encode())
        answer = connection.recv(4096).decode()
    assert answer.startswith("HTTP/1.1 408")
    assert small.client.send_table(FLOWERS).rows == 60  # its place is free again


def test_an_aborted_upload_leaves_nothing(small: Live) -> None:
    host, port = small.url.removeprefix("http://").split(":")
    for _ in range(6):
        with socket.create_connection((host, int(port)), timeout=10) as connection:
            connection.sendall(
                b"POST /api/v1/tables HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/csv\r\nContent-Length: 99\r\n\r\n"
            )
    sleep(0.2)
    assert small.client.send_table(FLOWERS).rows == 60


def test_the_number_of_uploads_at_a_time_is_limited() -> None:
    with serving(max_uploads=1, stall_seconds=5.0) as live:
        host, port = live.url.removeprefix("http://").split(":")
        with socket.create_connection((host, int(port)), timeout=10) as connection:
            connection.sendall(
                b"POST /api/v1/tables HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/csv\r\nContent-Length: 99\r\n\r\n"
            )
            sleep(0.3)
            response = send(live, FLOWERS)
            assert refused(response, 503).type == "urn:backprop:server-full"
            assert response.headers["Retry-After"]


@pytest.mark.slow
def test_a_table_is_refused_if_the_memory_is_in_use() -> None:
    with serving(tables_bytes=3000) as live:
        TABLES.clear()
        held = live.client.send_table(FLOWERS, seed=201)
        session = live.client.create({"data": held.data.model_dump()})
        response = send(live, FLOWERS, seed=202)
        assert Problem.model_validate_json(response.content).status == 503
        session.delete()
        until(lambda: send(live, FLOWERS, seed=202).status_code == 201)


def test_a_table_on_disk(live: Live, tmp_path: Path) -> None:
    path = tmp_path / "flowers.csv"
    path.write_bytes(b"\xef\xbb\xbf" + FLOWERS.replace("\n", "\r\n").encode())
    table = live.client.send_table(path.read_bytes())
    assert table.columns[0].name == "length"
    assert np.sum(table.class_counts or []) == 60
