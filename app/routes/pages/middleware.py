"""Middleware of HTTP answers: security headers, compression, caching of static files."""

import re
import secrets
from collections.abc import Iterable

from starlette.datastructures import MutableHeaders
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.access.root_path import path_within

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

HASHED = re.compile(r"chunk-[0-9A-Z]{8}\.js$")
"""Files whose name changes with their content."""


def page_policy(nonce: str | None) -> str:
    """The policy of a page: files of this server, and the inline script with the nonce."""
    scripts = "'self'" if nonce is None else f"'self' 'nonce-{nonce}'"
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
    """Middleware that compresses pages and answers under `paths`. Compressing large numeric answers would block the event
    loop."""

    def __init__(self, app: ASGIApp, pages: Iterable[str], paths: Iterable[str]) -> None:
        self._app = app
        self._compressing = GZipMiddleware(app, minimum_size=1024, compresslevel=6)
        self._pages, self._paths = frozenset(pages), tuple(paths)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, through the compressor for pages and `paths`."""
        path = path_within(scope) if scope["type"] == "http" else ""
        pays = path in self._pages or path.startswith(self._paths)
        await (self._compressing if pays else self._app)(scope, receive, send)


class Assets(StaticFiles):
    """Static files, revalidated at each use, with 304 if unchanged."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """A file; if its name changes with its content, it may be cached forever."""
        response = await super().get_response(path, scope)
        forever = "public, max-age=31536000, immutable"
        response.headers["Cache-Control"] = forever if HASHED.search(path) else "no-cache"
        return response
