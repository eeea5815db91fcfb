"""Middleware for a server that a proxy shows under a path prefix."""

from starlette.types import ASGIApp, Receive, Scope, Send


def path_within(scope: Scope) -> str:
    """The path of a request without the prefix."""
    path: str = scope["path"]
    return path.removeprefix(scope.get("root_path", ""))


class RootPath:
    """Middleware that tells the application its prefix, as ASGI's `root_path`.

    uvicorn's own setting needs a proxy that removes the prefix, and puts it in front of every path again. This one also
    accepts paths that still have it.
    """

    def __init__(self, app: ASGIApp, root_path: str) -> None:
        self._app, self._root = app, root_path

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, with a path that begins with the prefix."""
        if scope["type"] in ("http", "websocket"):
            path = scope["path"]
            if path != self._root and not path.startswith(f"{self._root}/"):
                scope = {**scope, "path": self._root + path, "raw_path": self._root.encode() + scope["raw_path"]}
            scope = {**scope, "root_path": self._root}
        await self._app(scope, receive, send)
