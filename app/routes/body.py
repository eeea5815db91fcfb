"""Read request bodies: strict JSON with a JSON content type, up to the server's size limit."""

from collections.abc import Callable, Coroutine, Mapping
from typing import Any

import orjson
from fastapi import Request, Response
from fastapi.routing import APIRoute
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.access.root_path import path_within
from app.errors import BodyTooLargeError, InvalidJsonError, NotJsonError, problem_of, problem_response

JSON_TYPES = ("application/json", "application/merge-patch+json")


class StrictRequest(Request):
    """A request that accepts strict JSON only: no NaN and no infinity."""

    async def json(self) -> Any:
        """The parsed body. Raises InvalidJsonError, which names line and column."""
        return read_json(await self.body())


class StrictRoute(APIRoute):
    """A route that accepts only JSON, with a JSON content type."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """FastAPI's handler, with StrictRequest reading the body."""
        handler = super().get_route_handler()

        async def strict(request: Request) -> Response:
            has_body = "transfer-encoding" in request.headers or request.headers.get("content-length", "0") != "0"
            kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
            if self.body_field is not None and has_body and kind not in JSON_TYPES:
                detail = f"Received a body of type {kind or '(none given)'}, expected application/json."
                raise NotJsonError(detail, "Send JSON with the header Content-Type: application/json.")
            return await handler(StrictRequest(request.scope, request.receive))

        return strict


def read_json(text: bytes | str) -> Any:
    """Parse strict JSON. Raises InvalidJsonError."""
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError as error:
        nearby = error.doc[max(0, error.pos - 10) : error.pos + 20]
        detail = (
            f"{error.msg[:1].upper()}{error.msg[1:]} at line {error.lineno}, column {error.colno}, near {nearby!r}."
        )
        raise InvalidJsonError(
            detail, "Send JSON (RFC 8259). JSON has no NaN and no infinity: leave such values out."
        ) from error


def json_response(body: bytes) -> Response:
    """A response whose JSON was encoded off the event loop."""
    return Response(body, media_type="application/json")


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
