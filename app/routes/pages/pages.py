"""The pages of the browser: one for each view of a run, and the reference of the API."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from fastapi import APIRouter, Request, Response
from fastapi.templating import Jinja2Templates

from app.errors import AppError
from app.protocol.stream import CLOSE_MEANINGS
from app.routes.pages.middleware import new_nonce, page_policy
from app.routes.pages.reference import make_reference
from app.version import VERSION

ROOT = Path(__file__).resolve().parents[3]
IMPORT_MAP = ROOT / "static" / "vendor" / "importmap.json"

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True)
class Page:
    """A view of a run as a page. Template, style sheet and script have its name; `word` is its description."""

    name: str
    label: str
    word: str

    @property
    def path(self) -> str:
        """The path of the page."""
        return "/" if self.name == "playground" else f"/{self.name}"


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

templates = Jinja2Templates(ROOT / "templates")


class NotBuiltError(AppError):
    """The libraries of the page are missing."""

    status, kind, title = 503, "not-built", "The page's libraries are not built"


def _page(request: Request, template: str, **context: object) -> Response:
    nonce = new_nonce()
    response = templates.TemplateResponse(request, template, {"csp_nonce": nonce, "version": VERSION, **context})
    response.headers["Content-Security-Policy"] = page_policy(nonce)
    response.headers["Cache-Control"] = "no-cache"
    return response


def _import_map() -> str:
    """The import map as text for a script element."""
    try:
        document = json.loads(IMPORT_MAP.read_text("utf-8"))
    except FileNotFoundError as error:
        detail = "static/vendor/importmap.json is missing, so the page's libraries are too."
        raise NotBuiltError(detail, "Run `python3 run.py`, which fetches and builds them.") from error
    return json.dumps(document).replace("<", "\\u003c")


def _page_of(view: Page) -> Callable[[Request], Response]:
    def page(request: Request) -> Response:
        return _page(request, f"{view.name}.html", view=view, views=VIEWS, importmap=_import_map())

    return page


for each in VIEWS:
    router.add_api_route(each.path, _page_of(each), name=each.name)


@router.get("/docs")
def docs(request: Request) -> Response:
    """The reference of the API, made from its OpenAPI document."""
    codes = {code.value: meaning for code, meaning in CLOSE_MEANINGS.items()}
    return _page(request, "reference.html", reference=make_reference(request.app.openapi()), close_codes=codes)
