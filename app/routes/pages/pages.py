"""The pages of the browser: one for each view of a run, and the reference of the API."""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.templating import Jinja2Templates

from app.bundle.bundle import Bundle
from app.deps import ServicesDep
from app.protocol.stream import CLOSE_MEANINGS
from app.routes.encoded import FixedAnswer
from app.routes.pages.files import FOLDER, PageFiles, bundled_files, refuse_missing, written_files
from app.routes.pages.middleware import new_nonce, page_policy
from app.routes.pages.reference import make_reference

ROOT = Path(__file__).resolve().parents[3]
STATIC = ROOT / "static"


@dataclass(frozen=True)
class Page:
    """A view of a run as a page. Template, style sheet and script have its name; `word` is its description."""

    name: str
    label: str
    word: str
    parent: str = ""
    """Path of the page that it belongs to, without its slash at the end."""

    @property
    def path(self) -> str:
        """The path of the page."""
        return "/" if self.name == "playground" else f"{self.parent}/{self.name}"


VIEWS = (
    Page("playground", "Playground", "Train a network and watch it learn"),
    Page("microscope", "Microscope", "Follow one sample forward and back, step by step, with all numbers"),
    Page("flow", "Gradient flow", "How much of the gradient reaches each layer, and what helps"),
    Page("race", "Optimizers", "Let optimizers race from the same weights over the same batches"),
    Page("memory", "Memory lab", "How far back recurrent networks remember, and what happens to their gradients"),
    Page("graph", "Chain rule", "Type an expression and follow its derivatives node by node"),
    Page("history", "History", "Look back at a run, compare runs, train several seeds"),
    Page("lessons", "Lessons", "Short lessons on a real network, and the machines of 1986"),
)
"""The pages in the order of the navigation."""

GLOSSARY = Page("glossary", "Glossary", "The terms of the page, each in two sentences")
"""The page beside the views: it explains their terms, and belongs to no run."""

ROOM = Page("room", "Workshop", "Teach a class on this machine")
"""The page of a workshop's teacher."""

PROJECTOR = Page("projector", "Projector", "What everyone in the room sees", parent="/room")
"""The page of a workshop on the projector."""

JOIN = Page("join", "Join a workshop", "Join a workshop by its code or link")
"""The page at which learners join a workshop."""

FOLLOW = Page("follow", "The teacher's run", "Watch the teacher's run live")
"""The page on which members of a workshop watch the teacher's run."""

PAGES = (*VIEWS, GLOSSARY, JOIN, FOLLOW, ROOM, PROJECTOR)
"""All pages that this module serves, in the navigation or not."""

templates = Jinja2Templates(ROOT / "templates")


def make_router(bundle: Bundle | None, static: Path = STATIC, root: str = "") -> APIRouter:
    """Routes of the pages, whose files come from a bundle or, without one, from `static` as written.

    Their addresses begin with the prefix `root`."""
    router = APIRouter(include_in_schema=False)
    if bundle:
        router.add_route(f"{FOLDER}/{{name}}", refuse_missing, methods=["GET", "HEAD"])
    for view in PAGES:
        handler = _bundled_view(view, bundle, root) if bundle else _written_view(view, static, root)
        router.add_api_route(view.path, handler, name=view.name)

    @router.get("/docs")
    def docs(request: Request) -> Response:
        """The reference of the API, made from its OpenAPI document."""
        codes = {code.value: meaning for code, meaning in CLOSE_MEANINGS.items()}
        reference = make_reference(request.app.openapi())
        files = bundled_files(bundle, "reference", root) if bundle else written_files(static, "reference", root)
        context = {"root": root, "reference": reference, "close_codes": codes}
        return _page(request, "reference.html", files, **context)

    return router


def _bundled_view(view: Page, bundle: Bundle, root: str) -> Callable[..., Coroutine[Any, Any, Response]]:
    """The handler of a view with files of a bundle, whose page is rendered once."""

    @cache
    def page_of(warming: bool) -> tuple[FixedAnswer, dict[str, str]]:
        files = bundled_files(bundle, view.name, root)
        html = templates.get_template(f"{view.name}.html").render(files=files, **_context(view, root, warming))
        headers = {"Content-Security-Policy": page_policy(files.early, None)}
        return FixedAnswer.of(html.encode(), "text/html"), headers

    async def page(request: Request, services: ServicesDep) -> Response:
        answer, headers = page_of(services.warm_up.status == "warming")
        return answer.respond(request, headers)

    return page


def _written_view(view: Page, static: Path, root: str) -> Callable[..., Response]:
    """The handler of a view with files as written."""

    def page(request: Request, services: ServicesDep) -> Response:
        context = _context(view, root, services.warm_up.status == "warming")
        return _page(request, f"{view.name}.html", written_files(static, view.name, root), **context)

    return page


def _context(view: Page, root: str, warming: bool) -> dict[str, object]:
    """Variables of a view's template. warming: the page asks for the progress of the server's start."""
    return {"view": view, "views": VIEWS, "root": root, "warming": warming}


def _page(request: Request, template: str, files: PageFiles, **context: object) -> Response:
    """Render a page. Only an import map needs a nonce; other pages change with the server alone and are revalidated."""
    nonce = new_nonce() if files.import_map else None
    response: Response = templates.TemplateResponse(request, template, {"files": files, "nonce": nonce, **context})
    if nonce is None:
        tag = f'W/"{sha256(bytes(response.body)).hexdigest()[:16]}"'
        if request.headers.get("If-None-Match") == tag:
            response = Response(status_code=304)
        response.headers["ETag"] = tag
    response.headers["Content-Security-Policy"] = page_policy(files.early, nonce)
    response.headers["Cache-Control"] = "no-cache"
    return response
