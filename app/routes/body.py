"""Read request bodies: strict JSON with a JSON content type, up to the server's size limit."""

from collections.abc import Callable, Coroutine, Mapping
from functools import partial
from typing import Any, Generic, TypeVar

import orjson
from fastapi import Request, Response
from fastapi.routing import APIRoute
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.access.root_path import path_within
from app.deps import services_of
from app.errors import (
    BodyTooLargeError,
    InvalidJsonError,
    LimitError,
    NotJsonError,
    problem_of,
    problem_response,
    validating,
)
from app.protocol.validator import Validator
from app.runner import Runner

T = TypeVar("T")

JSON_TYPES = ("application/json", "application/merge-patch+json")

SHORT = 1 << 14
"""Bytes of a document that is read at once, in about a millisecond."""

MAX_TEXTS = 10_000
"""Texts in a document, names of fields included. A network of 256 layers with every setting has 5,000."""

MAX_DEPTH = 50
"""Levels of a document. A patch of a layer in a branch of a layer has ten."""

MAX_LISTS = 1_000_000
"""Lists and objects in a document. Predictions have one for each row, own data two for each of 100,000 samples."""


class JsonReader(Generic[T]):
    """Reads documents of one type: strict JSON, without NaN and infinity, valid for the type.

    A long document is read on a thread, since reading takes long, and parts of it only if it is not longer than any valid
    one can be.
    """

    def __init__(self, kind: Any) -> None:
        self._validator: Validator[T] = Validator(kind)

    async def read(self, text: bytes, runner: Runner) -> T:
        """The document. Raises InvalidJsonError, which names line and column, LimitError and InvalidFieldsError."""
        return self.read_now(text) if len(text) <= SHORT else await runner.run_apart(partial(self.read_now, text))

    def read_now(self, text: bytes) -> T:
        """Read the document on this thread."""
        return self.validate(read_json(text))

    def validate(self, document: Any) -> T:
        """Validate a parsed document. Raises InvalidFieldsError."""
        with validating():
            return self._validator.validate(document)


class StrictRequest(Request):
    """A request whose body is read by a JsonReader."""

    def __init__(self, scope: Scope, receive: Receive, reader: "JsonReader[Any]") -> None:
        super().__init__(scope, receive)
        self._reader = reader

    async def json(self) -> Any:
        """The valid body, which FastAPI does not validate again."""
        return await self._reader.read(await self.body(), services_of(self).runner)


class StrictRoute(APIRoute):
    """A route that accepts only JSON, with a JSON content type."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """FastAPI's handler, with StrictRequest reading the body."""
        handler = super().get_route_handler()
        if self.body_field is None:
            return handler
        reader: JsonReader[Any] = JsonReader(self.body_field.field_info.annotation)

        async def strict(request: Request) -> Response:
            has_body = "transfer-encoding" in request.headers or request.headers.get("content-length", "0") != "0"
            kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
            if has_body and kind not in JSON_TYPES:
                detail = f"Received a body of type {kind[:80] or '(none given)'}, expected application/json."
                raise NotJsonError(detail, "Send JSON with the header Content-Type: application/json.")
            return await handler(StrictRequest(request.scope, request.receive, reader))

        return strict


def read_json(text: bytes) -> Any:
    """Parse strict JSON. Raises InvalidJsonError, and LimitError before it parses more than any valid document has."""
    lists = text.count(b"[") + text.count(b"{")
    if len(text) > SHORT:
        _check_parts("lists and objects", lists, MAX_LISTS)
        # a quotation mark inside of a text is escaped
        _check_parts("texts and names", (text.count(b'"') - text.count(b'\\"')) // 2, MAX_TEXTS)
    try:
        document = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        nearby = error.doc[max(0, error.pos - 10) : error.pos + 20]
        detail = (
            f"{error.msg[:1].upper()}{error.msg[1:]} at line {error.lineno}, column {error.colno}, near {nearby!r}."
        )
        raise InvalidJsonError(
            detail, "Send JSON (RFC 8259). JSON has no NaN and no infinity: leave such values out."
        ) from error
    if lists > MAX_DEPTH and _is_deeper(document, MAX_DEPTH):
        detail = f"Received JSON with lists or objects inside of each other, more than {MAX_DEPTH} levels deep."
        raise LimitError(detail, "Send a document as /docs describes it, which is less deep.")
    return document


def _is_deeper(document: Any, depth: int) -> bool:
    """True if lists and objects are nested more than `depth` levels deep."""
    level = [document]
    for _ in range(depth):
        inside = (part for each in level for part in (each.values() if isinstance(each, dict) else each))
        level = [part for part in inside if isinstance(part, (dict, list))]
        if not level:
            return False
    return True


def _check_parts(what: str, received: int, limit: int) -> None:
    if received > limit:
        detail = f"Received JSON with about {received:,} {what}, expected at most {limit:,}."
        raise LimitError(detail, "Send less; POST /api/v1/tables takes large data.")


def json_response(body: bytes, status: int = 200) -> Response:
    """A response of JSON that is already encoded."""
    return Response(body, status, media_type="application/json")


class BodyLimit:
    """Middleware that refuses bodies longer than `limit` bytes, before or while reading; `others` are limits by path."""

    def __init__(self, app: ASGIApp, limit: int, others: Mapping[str, int] | None = None) -> None:
        self._app, self._limit, self._others = app, limit, dict(others or {})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and count its bytes."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        limit = self._others.get(path_within(scope), self._limit)
        declared = dict(scope["headers"]).get(b"content-length", b"0")
        if declared.isdigit() and int(declared) > limit:
            response = problem_response(problem_of(self._too_large(limit)), {"Connection": "close"})
            await response(scope, receive, send)
            return
        received = 0

        async def counted() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > limit:
                raise self._too_large(limit)
            return message

        await self._app(scope, counted, send)

    def _too_large(self, limit: int) -> BodyTooLargeError:
        detail = f"The body is longer than {limit:,} bytes, the limit of this call."
        return BodyTooLargeError(
            detail, "Send less, such as fewer samples, or raise the limit in the settings of the server."
        )
