"""Middleware of HTTP answers: security headers, compression, caching of static files."""

import asyncio
import gzip
import re
import secrets
from base64 import b64encode
from collections import OrderedDict
from collections.abc import Iterable
from hashlib import blake2b, sha256

from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.access.root_path import path_within
from app.routes.encoded import choose_encoding

POLICY = "default-src 'none'; frame-ancestors 'self'"
"""The Content-Security-Policy of all answers that are not pages."""

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Content-Security-Policy": POLICY,
}

LARGE = 32_768
"""Bytes from which on numeric answers are compressed. Smaller ones are not worth the time, least of all on this machine."""

HASHED = re.compile(r"chunk-[0-9A-Z]{8}\.js$")
"""Files whose name changes with their content."""


def page_policy(inline: str, nonce: str | None) -> str:
    """The policy of a page: files of this server, an inline script with this text, and the import map with the nonce."""
    scripts = f"'self' 'sha256-{b64encode(sha256(inline.encode()).digest()).decode()}'"
    if nonce is not None:
        scripts += f" 'nonce-{nonce}'"
    return (
        f"default-src 'none'; script-src {scripts}; style-src 'self'; img-src 'self' data: blob:; "
        "font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
    )


def new_nonce() -> str:
    """Draw a nonce for one answer."""
    return secrets.token_urlsafe(16)


class SecurityHeaders:
    """Middleware that adds HEADERS unless the handler has set them."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and complete the headers of the answer."""

        async def complete(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, complete if scope["type"] == "http" else send)


class Compressed:
    """Middleware that compresses pages and answers under `paths`."""

    def __init__(self, app: ASGIApp, pages: Iterable[str], paths: Iterable[str]) -> None:
        self._app = app
        self._compressing = GZipMiddleware(app, minimum_size=1024, compresslevel=6)
        self._pages, self._paths = frozenset(pages), tuple(paths)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, through the compressor for pages and `paths`."""
        path = path_within(scope) if scope["type"] == "http" else ""
        pays = path in self._pages or path.startswith(self._paths)
        await (self._compressing if pays else self._app)(scope, receive, send)


class LargeNumbers:
    """Middleware that compresses large JSON answers on a thread, without blocking the event loop. It keeps those that
    were asked for last: whoever opens the same view gets the same answers."""

    KEPT, LARGEST_KEPT = 32, 131_072
    """Number of compressed answers in the cache, and the size of the largest in bytes."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._kept: OrderedDict[bytes, bytes] = OrderedDict()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and compress its answer if it is large JSON in one piece, not compressed yet."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        accepted = Headers(scope=scope).get("Accept-Encoding", "")
        start: Message = {}

        async def compress(message: Message) -> None:
            nonlocal start
            if message["type"] == "http.response.start":
                start = message
                return
            if start:
                headers, body = MutableHeaders(scope=start), message.get("body", b"")
                if len(body) >= LARGE and not message.get("more_body") and is_plain_json(headers):
                    headers.add_vary_header("Accept-Encoding")
                    if choose_encoding(accepted, ["gzip"]) == "gzip":
                        body = await self._compressed(body)
                        headers["Content-Encoding"], headers["Content-Length"] = "gzip", str(len(body))
                        message = {**message, "body": body}
                await send(start)
                start = {}
            await send(message)

        await self._app(scope, receive, compress)

    async def _compressed(self, body: bytes) -> bytes:
        key = blake2b(body).digest()
        compressed = self._kept.pop(key, None)
        if compressed is None:
            compressed = await asyncio.to_thread(gzip.compress, body, 1, mtime=0)
        if len(compressed) <= self.LARGEST_KEPT:
            self._kept[key] = compressed
            if len(self._kept) > self.KEPT:
                self._kept.popitem(last=False)
        return compressed


def is_plain_json(headers: Headers) -> bool:
    """True for JSON that is not compressed."""
    return headers.get("Content-Type", "") == "application/json" and "Content-Encoding" not in headers


class Assets(StaticFiles):
    """Static files, revalidated at each use, with 304 if unchanged."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """A file; if its name changes with its content, it may be cached forever."""
        response = await super().get_response(path, scope)
        forever = "public, max-age=31536000, immutable"
        response.headers["Cache-Control"] = forever if HASHED.search(path) else "no-cache"
        return response
