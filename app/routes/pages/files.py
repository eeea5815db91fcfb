"""The scripts and style sheets of the pages: bundled, or as written in static."""

from dataclasses import dataclass
from pathlib import Path

from fastapi import Request, Response
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Receive, Scope, Send

from app.access.root_path import path_within
from app.bundle.bundle import Bundle
from app.errors import AppError
from app.routes.encoded import encoded_response

FOREVER = "public, max-age=31536000, immutable"
"""Cache-Control of files whose names change with their contents."""


FOLDER = "/static/build"
"""Path of the bundled files."""


class NotBuiltError(AppError):
    """The libraries of the page are missing."""

    status, kind, title = 503, "not-built", "The page's libraries are not built"


@dataclass(frozen=True)
class PageFiles:
    """Addresses of the files that a page loads, and the text of the script `early`, which it contains. `member_style` is for
    members of a workshop only; `preloads` are the modules that its script imports, if they are few; `import_map` says where
    its libraries are, if they are not in the bundle."""

    style: str
    member_style: str
    script: str
    early: str
    icon: str
    preloads: tuple[str, ...] = ()
    import_map: str | None = None


def bundled_files(bundle: Bundle, page: str, root: str = "") -> PageFiles:
    """Files of a page in a bundle; all addresses begin with the prefix `root`."""

    def urls(source: str) -> list[str]:
        return [f"{root}{FOLDER}/{name}" for name in bundle.manifest.get(source, [])]

    (style,), (member_style,) = urls(f"css/pages/{page}.css"), urls("css/pages/member.css")
    (icon,), (early,) = urls("icon.svg"), bundle.manifest["js/early.js"]
    script, *preloads = urls(f"js/pages/{page}.js") or [""]
    text = bundle.files[early].encodings["identity"].decode()
    return PageFiles(style, member_style, script, text, icon, tuple(preloads))


def written_files(static: Path, page: str, root: str = "") -> PageFiles:
    """Files of a page as written. Raises NotBuiltError if its libraries are missing."""
    try:
        import_map = (static / "vendor" / "importmap.json").read_text("utf-8").replace("<", "\\u003c")
        import_map = import_map.replace('"/static/', f'"{root}/static/')
    except FileNotFoundError as error:
        detail = "static/vendor/importmap.json is missing, so the page's libraries are too."
        raise NotBuiltError(detail, "Run `python3 run.py`, which fetches and builds them.") from error
    return PageFiles(
        f"{root}/static/css/pages/{page}.css",
        f"{root}/static/css/pages/member.css",
        f"{root}/static/js/pages/{page}.js",
        (static / "js" / "early.js").read_text("utf-8"),
        f"{root}/static/icon.svg",
        import_map=import_map,
    )


class BundledFiles:
    """Middleware that answers with the files of a bundle, in the smallest encoding that the client accepts, without the
    layers that only calls of the API need."""

    def __init__(self, app: ASGIApp, bundle: Bundle) -> None:
        self._app, self._files = app, bundle.files

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request for a file of the bundle, or pass it on."""
        file = None
        if scope["type"] == "http" and scope["method"] in ("GET", "HEAD"):
            folder, _, name = path_within(scope).rpartition("/")
            file = self._files.get(name) if folder == FOLDER else None
        if file is None:
            await self._app(scope, receive, send)
        else:
            response = encoded_response(Request(scope), file.encodings, file.media_type, {"Cache-Control": FOREVER})
            await response(scope, receive, send)


async def refuse_missing(_: Request) -> Response:
    """Answer to a request for a file that the bundle does not have, such as one of an older bundle."""
    raise HTTPException(404, headers={"Cache-Control": "no-store"})
