"""Tables of one's own: sent as text, held, and named by a RunSpec."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from app.deps import ServicesDep
from app.errors import NotATableError, documented
from app.protocol.tables import DELIMITERS, TableAnswer, TableColumn, TableData, TableOptions
from engine.data.tables.table import ImportOptions, Table
from engine.data.tables.table_format import TableFormat

router = APIRouter(tags=["tables"])

TSV = "text/tab-separated-values"
TABLE_TYPES = ("text/csv", TSV, "text/plain")

A_TABLE = "petal length,petal width,species\n1.4,0.2,setosa\n4.7,1.4,versicolor\n1.3,0.2,setosa\n4.5,1.5,versicolor\n"
BODY = {
    "requestBody": {
        "required": True,
        "content": {kind: {"schema": {"type": "string", "examples": [A_TABLE]}} for kind in TABLE_TYPES},
    }
}

TableId = Annotated[str, Path(alias="id", max_length=64, description="the table's id")]


@router.post(
    "/tables",
    operation_id="send_table",
    summary="Send a table",
    status_code=201,
    responses=documented(400, 408, 413, 415, 422, 503),
    openapi_extra=BODY,
)
async def send_table(
    request: Request, options: Annotated[TableOptions, Query()], services: ServicesDep, response: Response
) -> TableAnswer:
    """Rows to train on, as CSV or TSV: numbers, and one column of classes or values to predict. What cannot be read is
    refused by line and column, counted from 1; blank lines are skipped, constant columns are taken and said.

    The answer's `data` go into a RunSpec. A table is held once, however many sessions train on it, and let go when
    nobody has asked for it for a while; sessions that train on it keep it. UTF-8, unless the header Content-Type names
    another charset.
    """
    kind, charset = _type_of(request)
    delimiter = DELIMITERS[options.delimiter] if options.delimiter else "\t" if kind == TSV else None
    table_format = TableFormat(delimiter, options.header, options.target, options.split, tuple(options.omit))
    how = ImportOptions(table_format, charset, options.task, options.train_fraction, options.standardize, options.seed)
    table = await services.tables.take(request.stream(), how)
    response.headers["Location"] = f"/api/v1/tables/{table.id}"
    return _answer(table, services.settings.table_idle_seconds)


@router.get("/tables/{id}", operation_id="get_table", summary="Look at a table", responses=documented(404, 422))
async def get_table(table_id: TableId, services: ServicesDep) -> TableAnswer:
    """What was found in it. Asking for it keeps it for another while."""
    return _answer(services.tables.get(table_id), services.settings.table_idle_seconds)


@router.delete(
    "/tables/{id}",
    operation_id="delete_table",
    summary="Let a table go",
    status_code=204,
    responses=documented(404, 422),
)
async def delete_table(table_id: TableId, services: ServicesDep) -> None:
    """Sessions that train on it keep it; it is gone with the last of them."""
    services.tables.delete(table_id)


def _type_of(request: Request) -> tuple[str, str | None]:
    """The media type of the body and its charset, if it names one. Raises NotATableError."""
    kind, _, parameters = request.headers.get("content-type", "").partition(";")
    kind = kind.strip().lower()
    if kind not in TABLE_TYPES:
        detail = f"Received a body of type {kind[:80] or '(none given)'}, expected {' or '.join(TABLE_TYPES)}."
        raise NotATableError(detail, "Send the text of the table with the header Content-Type: text/csv.")
    for parameter in parameters.split(";"):
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "charset":
            return kind, value.strip().strip('"') or None
    return kind, None


def _answer(table: Table, idle_seconds: float) -> TableAnswer:
    data = table.data
    names = {text: name for name, text in DELIMITERS.items()}
    return TableAnswer(
        id=table.id,
        data=TableData(table=table.id),
        task=data.task,
        rows=table.rows,
        train_size=len(data.train),
        test_size=len(data.test),
        class_names=None if data.class_names is None else list(data.class_names),
        class_counts=None if data.class_names is None else list(table.class_counts),
        columns=[
            TableColumn(
                name=each.name,
                role=each.role,
                constant=each.constant,
                mean=each.mean,
                std=each.std,
                low=each.low,
                high=each.high,
            )
            for each in table.columns
        ],
        delimiter=names[table.delimiter],
        header=table.header,
        idle_seconds=idle_seconds,
    )
