"""The server's exceptions, and the conversion of any exception to a problem (RFC 9457) for the client.

`problem_of` serves the REST calls and the stream; `install` adds it to the application. An `AppError` or the engine's
`InputError` is the client's to correct. Any other exception is a fault of the server: it is logged, and answered with a
500 that says so and reveals nothing else.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from http import HTTPStatus
from reprlib import Repr
from typing import Any, ClassVar

import orjson
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError
from starlette.exceptions import HTTPException

from app.protocol.problem import PROBLEM_JSON, FieldProblem, Problem
from engine.errors import InputError
from engine.expression.tokens import ExpressionError
from engine.spec.data.kinds import DATA_MODELS
from engine.train.trainer import ShapeChange

CATALOG_REMEDY = "Correct the fields listed under errors; GET /api/v1/catalog lists every name, default and range."
HTTP_ERRORS = {
    404: ("There is nothing at this path.", "Find the path in /docs; the API is under /api/v1."),
    405: (
        "This path does not take this method.",
        "Use a method listed in the Allow header; /docs says what each does.",
    ),
}
"""status -> (detail, remedy) of errors raised by the framework."""

SPLIT_TAGS = frozenset({*DATA_MODELS, "constrained-int", "literal['all']"})
"""Names that pydantic adds to locations for the members of RunSpec's unions; they are not in the JSON."""


INVALID = "The request is not valid"

MAX_ERRORS = 20
"""Most wrong fields that one problem lists."""

MAX_DETAIL = 1000
"""Characters of a detail, which may quote the request."""

SHORT_REPR = Repr()
"""Writes the beginning of a value, however large or deep it is."""
SHORT_REPR.maxstring = SHORT_REPR.maxother = 80


class AppError(Exception):
    """Expected error, convertible to problem+json; `kind` is the end of the problem's type."""

    status: ClassVar[int] = 422
    kind: ClassVar[str] = "invalid-request"
    title: ClassVar[str] = INVALID

    def __init__(self, detail: str, remedy: str, *, field: str | None = None, retry_after: int | None = None) -> None:
        super().__init__(detail)
        self.detail, self.remedy, self.field, self.retry_after = detail, remedy, field, retry_after


class UnknownSessionError(AppError):
    """No session has ever had this id."""

    status, kind, title = 404, "unknown-session", "There is no such session"


class SessionGoneError(AppError):
    """The session no longer exists."""

    status, kind, title = 410, "session-gone", "The session is gone"


class UnknownTableError(AppError):
    """No table has this id."""

    status, kind, title = 404, "unknown-table", "There is no such table"


class HungUpError(AppError):
    """The client disconnected before its answer, so that nobody reads it."""

    status, kind, title = 408, "hung-up", "The client hung up"


class StalledError(AppError):
    """The client stopped sending before the end of a body."""

    status, kind, title = 408, "stalled", "The request's body is incomplete"


class NotATableError(AppError):
    """The type of the body is not that of a table."""

    status, kind, title = 415, "not-a-table", "The request's body is not a table"


class NothingToUndoError(AppError):
    """No change of the run can be undone."""

    status, kind, title = 409, "nothing-to-undo", "There is nothing to undo"


class UnknownCheckpointError(AppError):
    """The run has no checkpoint of this step."""

    # clients compare the kind with its first name
    status, kind, title = 404, "unknown-moment", "There is no such checkpoint"


class ServerFullError(AppError):
    """All places for sessions or uploads are in use."""

    status, kind, title = 503, "server-full", "The server is full"


class StoreUnavailableError(AppError):
    """The store cannot be read or written at present."""

    status, kind, title = 503, "store-unavailable", "The store is unavailable"


class LimitError(AppError):
    """The request exceeds a server limit."""

    status, kind, title = 422, "limit-exceeded", "The request exceeds a limit of this server"


class BodyTooLargeError(AppError):
    """The body is larger than the server accepts."""

    status, kind, title = 413, "body-too-large", "The request's body is too large"


class NotJsonError(AppError):
    """The type of the body is not JSON."""

    status, kind, title = 415, "not-json", "The request's body is not JSON"


class InvalidJsonError(AppError):
    """The body is not valid JSON."""

    status, kind, title = 400, "invalid-json", "This is not valid JSON"


class InvalidFieldsError(AppError):
    """Invalid fields in a client's document, as found by pydantic."""

    def __init__(self, error: ValidationError) -> None:
        self.problem = _invalid(error)  # made here, as the error may be large, and this may be a thread's work
        super().__init__(self.problem.detail, self.problem.remedy)


@contextmanager
def validating() -> Iterator[None]:
    """Raise InvalidFieldsError for a ValidationError in the context, which validates a client's input."""
    try:
        yield
    except ValidationError as error:
        raise InvalidFieldsError(error) from error


def problem_of(error: Exception) -> Problem:
    """Convert any exception to a problem."""
    match error:
        case InvalidFieldsError():
            return error.problem
        case AppError():
            kind, title, detail, remedy = error.kind, error.title, error.detail, error.remedy
            return _problem(kind, error.status, title, detail, remedy, field=error.field)
        case ShapeChange():
            remedy = 'Send the change with "reset": true; training then restarts from initial weights.'
            title = "The change needs new parameters"
            return _problem(error.code, 409, title, error.detail, remedy, field=error.field)
        case ExpressionError():
            title, where = "The expression cannot be read", error.position
            return _problem(error.code, 422, title, error.detail, error.remedy, field=error.field, position=where)
        case InputError():
            return _problem(error.code, 422, INVALID, error.detail, error.remedy, field=error.field)
        case RequestValidationError():
            return _invalid(error)
        case HTTPException():
            return _http(error)
    detail = "The server failed; the request is not to blame. The cause is in the server's log."
    remedy = "Try again; if it fails again, report it together with the request."
    return _problem("internal-error", 500, "A fault of the server", detail, remedy)


def _problem(kind: str, status: int, title: str, detail: str, remedy: str, **more: Any) -> Problem:
    uri, cut = f"urn:backprop:{kind}", _cut(detail, MAX_DETAIL)
    return Problem(type=uri, title=title, status=status, detail=cut, remedy=remedy, **more)


def _http(error: HTTPException) -> Problem:
    if isinstance(error.__cause__, AppError):  # raised while FastAPI read the body, which it reports as a bare 400
        return problem_of(error.__cause__)
    title = HTTPStatus(error.status_code).phrase
    detail, remedy = HTTP_ERRORS.get(error.status_code, (str(error.detail), "Look the call up in /docs."))
    return _problem(title.lower().replace(" ", "-"), error.status_code, title, detail, remedy)


def _invalid(error: RequestValidationError | ValidationError) -> Problem:
    tagged = isinstance(error, ValidationError) and error.title.startswith("tagged-union")
    found = error.errors()[:MAX_ERRORS]
    errors = [_field_problem(item, skip=int(tagged)) for item in found]
    first, cause = errors[0], found[0].get("ctx", {}).get("error")
    where = first.pointer or ("the command" if tagged else "the body")
    if len(errors) == 1 and isinstance(cause, InputError):
        return _problem("invalid-request", 422, INVALID, f"{where}: {cause.detail}", cause.remedy, errors=errors)
    more = f" (and {len(errors) - 1} more)" if len(errors) > 1 else ""
    return _problem("invalid-request", 422, INVALID, f"{where}: {first.detail}{more}", CATALOG_REMEDY, errors=errors)


def _field_problem(item: Mapping[str, Any], skip: int) -> FieldProblem:
    """One error of pydantic's; the first `skip` parts of its location are the tag of a union, not part of the JSON."""
    location = list(item["loc"])[skip:]
    if location and location[0] in ("body", "query", "path"):
        location.pop(0)
    parts = [
        str(part) for part in location if part not in SPLIT_TAGS and not str(part).startswith(("function-", "kind="))
    ]
    pointer = "".join("/" + part.replace("~", "~0").replace("/", "~1") for part in parts)
    detail = str(item["msg"]).removeprefix("Value error, ")
    return FieldProblem(
        pointer=_cut(pointer, 200), detail=_cut(detail, MAX_DETAIL), received=_shortened(item.get("input"))
    )


def _shortened(value: Any) -> Any:
    """The value as received; of a long one the beginning."""
    if isinstance(value, float) or value is None or isinstance(value, (bool, int)):
        return str(value) if isinstance(value, int) and abs(value) >= 2**53 else value
    return _cut(value if isinstance(value, str) else SHORT_REPR.repr(value), 80)


def _cut(text: str, length: int) -> str:
    """The text, or of a longer one the beginning."""
    return text if len(text) <= length else text[: length - 1] + "…"


def problem_response(problem: Problem, headers: Mapping[str, str] | None = None) -> Response:
    """A response with a problem as application/problem+json."""
    body = orjson.dumps(problem.model_dump(exclude_none=True))
    return Response(body, status_code=problem.status, headers=headers, media_type=PROBLEM_JSON)


def error_response(error: Exception, path: str | None = None) -> Response:
    """A response with the problem of an error, and the headers that belong to it."""
    problem = problem_of(error).model_copy(update={"instance": path})
    headers = dict(error.headers or {}) if isinstance(error, HTTPException) else {}
    source = error.__cause__ if isinstance(error.__cause__, AppError) else error
    if isinstance(source, AppError) and source.retry_after is not None:
        headers["Retry-After"] = str(source.retry_after)
    if problem.status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    if problem.status == BodyTooLargeError.status:
        headers["Connection"] = "close"  # what is left of the body is not read
    return problem_response(problem, headers)


async def _respond(request: Request, error: Exception) -> Response:
    return error_response(error, request.url.path)


def install(app: FastAPI) -> None:
    """Convert every exception that leaves a handler to a problem."""
    handled: Sequence[type[Exception]] = (AppError, RequestValidationError, HTTPException, InputError, Exception)
    for error in handled:
        app.add_exception_handler(error, _respond)


BODY_ERRORS = (400, 413, 415, 422, 503)
"""Error statuses of calls with a body."""


def documented(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """`responses` of the OpenAPI document for the errors of a call."""
    content = {PROBLEM_JSON: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {status: {"description": HTTPStatus(status).phrase, "content": content} for status in sorted(statuses)}
