"""Errors: those of the server itself, and the one place where any exception becomes a problem for the client.

`problem_of` serves the REST calls and the stream alike; `install` hooks it into FastAPI. An unexpected exception is
told as a bare 500, so that nothing of the inside leaks.
"""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any, ClassVar

import orjson
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError
from starlette.exceptions import HTTPException

from app.protocol.problem import PROBLEM_JSON, FieldProblem, Problem
from engine.expression.tokens import ExpressionError
from engine.spec.data.kinds import DATA_MODELS
from engine.train.trainer import ShapeChange

CATALOG_REMEDY = "Correct the fields listed under errors; GET /api/v1/catalog lists every name, default and range."
HTTP_ERRORS = {
    404: ("There is nothing at this path.", "Look the path up in /docs; the API is under /api/v1."),
    405: (
        "This path does not take this method.",
        "Use a method listed in the Allow header; /docs says what each does.",
    ),
}
"""status -> (detail, remedy) of what the framework itself refuses."""

SPLIT_TAGS = frozenset({*DATA_MODELS, "constrained-int", "literal['all']"})
"""Names of RunSpec's union members: pydantic puts them in a location, but they are no part of the JSON."""


class AppError(Exception):
    """An error the server expects, with all that a problem needs. `kind` names its type."""

    status: ClassVar[int] = 422
    kind: ClassVar[str] = "invalid-request"
    title: ClassVar[str] = "The request is not valid"

    def __init__(self, detail: str, remedy: str, *, field: str | None = None, retry_after: int | None = None) -> None:
        super().__init__(detail)
        self.detail, self.remedy, self.field, self.retry_after = detail, remedy, field, retry_after


class UnknownSessionError(AppError):
    """No session has ever had this id."""

    status, kind, title = 404, "unknown-session", "There is no such session"


class SessionGoneError(AppError):
    """The session was there and is not any more."""

    status, kind, title = 410, "session-gone", "The session is gone"


class UnknownTableError(AppError):
    """No table of this id is kept."""

    status, kind, title = 404, "unknown-table", "There is no such table"


class StalledError(AppError):
    """The client stopped sending in the middle of a body."""

    status, kind, title = 408, "stalled", "The body stopped coming"


class NotATableError(AppError):
    """The body is of a type that is no table."""

    status, kind, title = 415, "not-a-table", "The request's body is not a table"


class NothingToUndoError(AppError):
    """No change of the run is kept."""

    status, kind, title = 409, "nothing-to-undo", "There is nothing to take back"


class UnknownMomentError(AppError):
    """No moment of this step is kept of the run."""

    status, kind, title = 404, "unknown-moment", "There is no such moment"


class ServerFullError(AppError):
    """Every place for a session is taken by one in use."""

    status, kind, title = 503, "server-full", "The server is full"


class LimitError(AppError):
    """The request is valid but asks for more than this server gives."""

    status, kind, title = 422, "limit-exceeded", "The request is beyond this server's limits"


class BodyTooLargeError(AppError):
    """The body is longer than the server takes."""

    status, kind, title = 413, "body-too-large", "The request's body is too large"


class NotJsonError(AppError):
    """The body is of a type the call does not take."""

    status, kind, title = 415, "not-json", "The request's body is not JSON"


class InvalidJsonError(AppError):
    """The body is not JSON that can be read."""

    status, kind, title = 400, "invalid-json", "This is not valid JSON"


def problem_of(error: Exception) -> Problem:
    """Translate any exception."""
    match error:
        case AppError():
            kind, title, detail, remedy = error.kind, error.title, error.detail, error.remedy
            return _problem(kind, error.status, title, detail, remedy, field=error.field)
        case ShapeChange():
            detail, _ = _split_remedy(error)
            remedy = 'Send the change with "reset": true; training then starts anew from initial weights.'
            title = "The change needs new parameters"
            return _problem("shape-change", 409, title, detail, remedy, field=error.field)
        case ExpressionError():
            title = "The expression cannot be read"
            where = error.position
            return _problem("invalid-expression", 422, title, *_split_remedy(error), field="text", position=where)
        case RequestValidationError() | ValidationError():
            return _invalid(error)
        case HTTPException():
            return _http(error)
        case ValueError():
            return _problem("invalid-value", 422, "The request is not valid", *_split_remedy(error))
    detail = "The server failed to do this; what happened is in its log."
    remedy = "Try again; if it stays, report it with what you sent."
    return _problem("internal-error", 500, "Internal error", detail, remedy)


def _problem(kind: str, status: int, title: str, detail: str, remedy: str, **more: Any) -> Problem:
    return Problem(type=f"urn:backprop:{kind}", title=title, status=status, detail=detail, remedy=remedy, **more)


def _split_remedy(error: Exception) -> tuple[str, str]:
    """The engine's messages end with the remedy, as a sentence of its own."""
    detail, end, remedy = str(error).rstrip().rpartition(". ")
    if end and remedy.endswith("."):
        return detail + ".", remedy
    return str(error), "Change the value that the detail names."


def _http(error: HTTPException) -> Problem:
    if isinstance(error.__cause__, AppError):  # raised while FastAPI read the body, which it tells as a bare 400
        return problem_of(error.__cause__)
    title = HTTPStatus(error.status_code).phrase
    detail, remedy = HTTP_ERRORS.get(error.status_code, (str(error.detail), "Look the call up in /docs."))
    return _problem(title.lower().replace(" ", "-"), error.status_code, title, detail, remedy)


def _invalid(error: RequestValidationError | ValidationError) -> Problem:
    tagged = isinstance(error, ValidationError) and error.title.startswith("tagged-union")
    errors = [_field_problem(item, skip=int(tagged)) for item in error.errors()[:20]]
    first = errors[0]
    more = f" (and {len(errors) - 1} more)" if len(errors) > 1 else ""
    detail = f"{first.pointer or ('the command' if tagged else 'the body')}: {first.detail}{more}"
    return _problem("invalid-request", 422, "The request is not valid", detail, CATALOG_REMEDY, errors=errors)


def _field_problem(item: Mapping[str, Any], skip: int) -> FieldProblem:
    """`skip` parts of the location are no part of the JSON: the tag of a union."""
    location = list(item["loc"])[skip:]
    if location and location[0] in ("body", "query", "path"):
        location.pop(0)
    parts = [
        str(part) for part in location if part not in SPLIT_TAGS and not str(part).startswith(("function-", "kind="))
    ]
    pointer = "".join("/" + part.replace("~", "~0").replace("/", "~1") for part in parts)
    detail = str(item["msg"]).removeprefix("Value error, ")
    return FieldProblem(pointer=pointer, detail=detail, received=_shortened(item.get("input")))


def _shortened(value: Any) -> Any:
    """The value as it was received, or its beginning where it is long."""
    if isinstance(value, float) or value is None or isinstance(value, (bool, int)):
        return str(value) if isinstance(value, int) and abs(value) >= 2**53 else value
    text = value if isinstance(value, str) else repr(value)[:200]
    return text if len(text) <= 80 else text[:79] + "…"


def problem_response(problem: Problem, headers: Mapping[str, str] | None = None) -> Response:
    """The problem as application/problem+json."""
    body = orjson.dumps(problem.model_dump(exclude_none=True))
    return Response(body, status_code=problem.status, headers=headers, media_type=PROBLEM_JSON)


async def _respond(request: Request, error: Exception) -> Response:
    problem = problem_of(error).model_copy(update={"instance": request.url.path})
    headers = dict(error.headers or {}) if isinstance(error, HTTPException) else {}
    source = error.__cause__ if isinstance(error.__cause__, AppError) else error
    if isinstance(source, AppError) and source.retry_after is not None:
        headers["Retry-After"] = str(source.retry_after)
    if problem.status == BodyTooLargeError.status:
        headers["Connection"] = "close"  # what is left of the body is not read
    return problem_response(problem, headers)


def install(app: FastAPI) -> None:
    """Let every error that leaves a handler become a problem."""
    handled: Sequence[type[Exception]] = (AppError, RequestValidationError, HTTPException, ValueError, Exception)
    for error in handled:
        app.add_exception_handler(error, _respond)


def documented(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """OpenAPI's `responses` for the errors of a call."""
    content = {PROBLEM_JSON: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {status: {"description": HTTPStatus(status).phrase, "content": content} for status in statuses}
