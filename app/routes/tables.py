"""Upload tables, which a RunSpec can name as its data."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from app.deps import ServicesDep, limited
from app.errors import NotATableError, documented
from app.protocol.tables import DELIMITERS, TableAnswer, TableColumn, TableData, TableOptions
from app.routes import API
from engine.data.tables.table import ImportOptions, Table
from engine.data.tables.table_format import TableFormat

router = APIRouter(prefix=API, tags=["tables"])

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
    summary="Upload a table",
    status_code=201,
    responses=documented(400, 408, 413, 415, 422, 503),
    openapi_extra=BODY,
)
async def send_table(
    request: Request, options: Annotated[TableOptions, Query()], services: ServicesDep, response: Response
) -> TableAnswer:
    """Rows to train on, as CSV or TSV: numbers, and one column of classes or values to predict. Errors name line and
    column, counted from 1. Blank lines are skipped; constant columns are marked as such.

    Use the answer's `data` in a RunSpec. A table is stored once, however many sessions train on it, and deleted after a
    time without use; sessions training on it are unaffected. The text is UTF-8, unless the header Content-Type names
    another charset.
    """
    kind, charset = _type_of(request)
    delimiter = DELIMITERS[options.delimiter] if options.delimiter else "\t" if kind == TSV else None
    table_format = TableFormat(delimiter, options.header, options.target, options.split, tuple(options.omit))
    how = ImportOptions(table_format, charset, options.task, options.train_fraction, options.standardize, options.seed)
    table = await services.tables.take(request.stream(), how)
    response.headers["Location"] = f"{services.settings.root_path}/api/v1/tables/{table.id}"
    return _answer(table, services.settings.table_idle_seconds)


@router.get(
    "/tables/{id}",
    operation_id="get_table",
    summary="Get the summary of a table",
    responses=documented(404, 429, 422, 503),
)
async def get_table(table_id: TableId, services: ServicesDep, request: Request) -> TableAnswer:
    """Columns and sizes of the table. Also marks it as used now."""
    with limited(request):
        table = await services.tables.get(table_id)
    return _answer(table, services.settings.table_idle_seconds)


@router.delete(
    "/tables/{id}",
    operation_id="delete_table",
    summary="Delete a table",
    status_code=204,
    responses=documented(404, 429, 422),
)
async def delete_table(table_id: TableId, services: ServicesDep, request: Request) -> None:
    """Sessions already training on it are unaffected."""
    with limited(request):
        await services.tables.delete(table_id)


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
