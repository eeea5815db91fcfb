"""What every HTTP answer goes through: security headers, compression where it pays, caching of static files."""

import re
import secrets
from collections.abc import Iterable

from starlette.datastructures import MutableHeaders
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

POLICY = "default-src 'none'; frame-ancestors 'self'"
"""The Content-Security-Policy of everything that is not a page."""

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


def page_policy(nonce: str) -> str:
    """The policy of a page: its own files, the one inline script that carries the nonce, nothing from elsewhere."""
    return (
        f"default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self'; img-src 'self' data: blob:; "
        "font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
    )


def new_nonce() -> str:
    """A nonce for one answer."""
    return secrets.token_urlsafe(16)


class SecurityHeaders:
    """Middleware: adds HEADERS where the handler has not set its own."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; complete the answer's headers."""

        async def complete(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, complete if scope["type"] == "http" else send)


class Compressed:
    """Middleware: compresses pages and what is under `paths`. Answers full of figures are not worth the event loop's
    time."""

    def __init__(self, app: ASGIApp, pages: Iterable[str], paths: Iterable[str]) -> None:
        self._app = app
        self._compressing = GZipMiddleware(app, minimum_size=1024, compresslevel=6)
        self._pages, self._paths = frozenset(pages), tuple(paths)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, through the compressor where it pays."""
        pays = scope["type"] == "http" and (scope["path"] in self._pages or scope["path"].startswith(self._paths))
        await (self._compressing if pays else self._app)(scope, receive, send)


class Assets(StaticFiles):
    """Static files: asked for again each time and answered 304 while they are the same."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """A file; one whose name changes with its content may be kept for good."""
        response = await super().get_response(path, scope)
        forever = "public, max-age=31536000, immutable"
        response.headers["Cache-Control"] = forever if HASHED.search(path) else "no-cache"
        return response
