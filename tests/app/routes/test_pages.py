"""Pages as written, static files, and headers of every answer."""

import re
from html import unescape
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from app import errors
from app.routes.pages import pages
from app.routes.pages.middleware import HEADERS, POLICY
from tests.app.asgi import make_client, warm
from tests.app.live import PATIENCE, Live

ROOT = Path(__file__).resolve().parents[3]


def policy(response: httpx.Response) -> dict[str, str]:
    directives = (part.strip().partition(" ") for part in response.headers["Content-Security-Policy"].split(";"))
    return {name: value for name, _, value in directives}


def test_the_page_has_a_strict_policy_and_the_nonce_of_its_import_map(live: Live) -> None:
    first, second = httpx.get(live.url), httpx.get(live.url)
    assert first.headers["Content-Type"].startswith("text/html")
    allowed = policy(first)
    assert allowed["default-src"] == "'none'"
    assert "unsafe" not in first.headers["Content-Security-Policy"]
    assert "http" not in first.headers["Content-Security-Policy"]
    nonces = [re.search(r"'nonce-([\w-]+)'", policy(page)["script-src"]) for page in (first, second)]
    assert nonces[0] is not None
    assert nonces[1] is not None
    assert nonces[0][1] != nonces[1][1]
    assert f'<script type="importmap" nonce="{nonces[0][1]}">' in first.text
    assert '"preact"' in first.text


PAGES = [*(view.path for view in pages.VIEWS), "/docs"]


@pytest.mark.parametrize("path", PAGES)
def test_pages_refer_only_to_files_of_this_server_that_exist(live: Live, path: str) -> None:
    page = httpx.get(live.url + path, timeout=PATIENCE).text
    assert not re.findall(r"(?:src|href)=\"(?:https?:)?//", page)
    assets = re.findall(r"(?:src|href)=\"(/static/[^\"]+)\"", page)
    assert assets
    for asset in assets:
        assert httpx.get(live.url + asset).status_code == 200, asset


@pytest.mark.parametrize("path", [*PAGES, "/healthz", "/api/v1/catalog", "/static/icon.svg", "/nothing"])
def test_every_answer_carries_the_security_headers(live: Live, path: str) -> None:
    headers = httpx.get(live.url + path, timeout=PATIENCE).headers
    for name, value in HEADERS.items():
        assert headers[name] == value or (name == "Content-Security-Policy" and path in PAGES)
    assert "server" not in headers


def test_the_policy_of_other_answers_allows_nothing(live: Live) -> None:
    assert httpx.get(f"{live.url}/api/v1/catalog").headers["Content-Security-Policy"] == POLICY


def test_static_files_are_revalidated_and_not_sent_twice(live: Live) -> None:
    url = f"{live.url}/static/css/core/tokens.css"
    first = httpx.get(url)
    assert first.headers["Cache-Control"] == "no-cache"
    again = httpx.get(url, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_files_named_by_a_hash_are_cached_for_ever(live: Live) -> None:
    chunk = next((ROOT / "static" / "vendor").glob("chunk-*.js"))
    response = httpx.get(f"{live.url}/static/vendor/{chunk.name}")
    assert "immutable" in response.headers["Cache-Control"]


def test_text_is_compressed(live: Live) -> None:
    for path in (*PAGES, "/static/css/core/shell.css", "/api/v1/catalog"):
        response = httpx.get(live.url + path, headers={"Accept-Encoding": "gzip"})
        assert response.headers.get("Content-Encoding") == "gzip", path


def test_files_outside_of_the_static_folder_are_not_served(live: Live) -> None:
    for path in ("/static/../app/cli.py", "/static/%2e%2e/app/cli.py", "/static/..%2fapp/cli.py", "/static/"):
        assert httpx.get(live.url + path).status_code == 404


def test_the_reference_lists_every_call_that_is_not_deprecated(live: Live) -> None:
    page = httpx.get(f"{live.url}/docs").text
    document = httpx.get(f"{live.url}/openapi.json").json()
    operations = [operation for path in document["paths"].values() for operation in path.values()]
    assert len(operations) >= 16
    for operation in operations:
        is_listed = not operation.get("deprecated", False)
        assert (f'id="{operation["operationId"]}"' in page) == is_listed
        assert operation["summary"] in unescape(page)
    assert "4410" in page
    assert "backprop.v1" in page
    assert page.count("<script") == 1


async def test_missing_built_libraries_are_reported(tmp_path: Path) -> None:
    app = FastAPI()
    app.include_router(pages.make_router(None, static=tmp_path))
    errors.install(app)
    async with make_client(app, warm()) as client:
        response = await client.get("/")
    assert response.status_code == 503
    assert "run.py" in response.json()["remedy"]
