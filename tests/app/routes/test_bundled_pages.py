"""Pages whose files come from a bundle."""

import gzip
import re
from base64 import b64encode
from collections.abc import AsyncIterator
from hashlib import sha256
from types import SimpleNamespace

import httpx
import pytest
from fastapi import FastAPI

from app.bundle.bundle import Bundle, BundledFile
from app.main import create_app
from app.routes.pages.middleware import HEADERS
from app.routes.pages.pages import VIEWS
from app.settings import Settings
from tests.app.asgi import make_client, warm

PAGES = {view.path: view.name for view in VIEWS} | {"/docs": "reference"}


def make_bundle() -> Bundle:
    """A bundle with a script and a style sheet for every page."""
    manifest = {"js/early.js": ["early-A.js"], "icon.svg": ["icon-A.svg"], "css/pages/member.css": ["member-A.css"]}
    for name in PAGES.values():
        manifest[f"css/pages/{name}.css"] = [f"{name}-A.css"]
        if name != "reference":
            manifest[f"js/pages/{name}.js"] = [f"{name}-A.js", "chunk-A.js", "chunk-B.js"]
    names = {name for names in manifest.values() for name in names}
    files = {name: BundledFile("text/x", {"br": b"B", "gzip": b"G", "identity": name.encode()}) for name in names}
    return Bundle(files, manifest)


@pytest.fixture(scope="module")
def app() -> FastAPI:
    return create_app(Settings(), make_bundle())


@pytest.fixture
def warm_up() -> SimpleNamespace:
    return warm()


@pytest.fixture
async def client(app: FastAPI, warm_up: SimpleNamespace) -> AsyncIterator[httpx.AsyncClient]:
    async with make_client(app, warm_up) as client:
        yield client


@pytest.mark.parametrize("path", PAGES)
async def test_a_page_needs_only_files_of_the_bundle_and_one_inline_script(
    client: httpx.AsyncClient, path: str
) -> None:
    page = await client.get(path)
    needed = re.findall(r"(?:src|href)=\"(/static/[^\"]+)\"", page.text)
    assert f"/static/build/{PAGES[path]}-A.css" in needed
    for address in needed:
        assert (await client.get(address)).status_code == 200, address
    assert "importmap" not in page.text
    (early,) = re.findall(r"<script>(.*?)</script>", page.text, re.DOTALL)
    assert early == "early-A.js"
    digest = b64encode(sha256(early.encode()).digest()).decode()
    assert f"script-src 'self' 'sha256-{digest}';" in page.headers["Content-Security-Policy"]
    if path != "/docs":
        assert re.findall(r'"modulepreload" href="/static/build/(.*?)"', page.text) == ["chunk-A.js", "chunk-B.js"]
        assert f'<script type="module" src="/static/build/{PAGES[path]}-A.js">' in page.text


async def test_a_page_is_revalidated_and_not_sent_twice(client: httpx.AsyncClient) -> None:
    first = await client.get("/flow")
    assert first.headers["Cache-Control"] == "no-cache"
    again = await client.get("/flow", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["Content-Security-Policy"] == first.headers["Content-Security-Policy"]
    other = await client.get("/race", headers={"If-None-Match": first.headers["ETag"]})
    assert other.status_code == 200


@pytest.mark.parametrize("path", [path for path in PAGES if path != "/docs"])
async def test_a_page_is_compressed_once_for_clients_that_accept_it(client: httpx.AsyncClient, path: str) -> None:
    async with client.stream("GET", path, headers={"Accept-Encoding": "gzip, br"}) as compressed:
        raw = b"".join([part async for part in compressed.aiter_raw()])
    plain = await client.get(path, headers={"Accept-Encoding": "identity"})
    assert compressed.headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in plain.headers
    assert gzip.decompress(raw) == plain.content
    assert {page.headers["Vary"] for page in (compressed, plain)} == {"Accept-Encoding"}
    assert compressed.headers["ETag"] == plain.headers["ETag"]


async def test_only_a_page_of_a_server_that_warms_up_asks_for_its_progress(
    client: httpx.AsyncClient, warm_up: SimpleNamespace
) -> None:
    ready = (await client.get("/flow")).text
    assert "/healthz" not in ready
    assert "data-server" not in ready
    warm_up.status = "warming"
    warming = await client.get("/flow")
    assert '<link rel="preload" as="fetch" crossorigin href="/healthz">' in warming.text
    assert ' data-server="warming">' in warming.text
    warm_up.status = "ready"
    again = await client.get("/flow", headers={"If-None-Match": warming.headers["ETag"]})
    assert (again.status_code, again.text) == (200, ready)


@pytest.mark.parametrize(("accepted", "body"), [("br, gzip", b"B"), ("gzip", b"G"), ("identity", b"flow-A.js")])
async def test_a_bundled_file_is_cached_for_ever_in_the_encoding_of_the_client(
    client: httpx.AsyncClient, accepted: str, body: bytes
) -> None:
    async with client.stream("GET", "/static/build/flow-A.js", headers={"Accept-Encoding": accepted}) as response:
        raw = b"".join([part async for part in response.aiter_raw()])
    assert raw == body
    encoding = accepted.partition(",")[0]
    assert response.headers.get("Content-Encoding", "identity") == encoding
    assert response.headers["Content-Length"] == str(len(body))
    assert response.headers["Content-Type"].startswith("text/x")
    assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert "Accept-Encoding" in response.headers["Vary"]
    for name, value in HEADERS.items():
        assert response.headers[name] == value


@pytest.mark.parametrize(
    "name",
    ["flow-B.js", "", "manifest.json", "..%2f..%2fpyproject.toml", "%2e%2e/pyproject.toml", "a/flow-A.js", "%00"],
)
async def test_a_file_that_is_not_in_the_bundle_is_not_found_and_not_cached(
    client: httpx.AsyncClient, name: str
) -> None:
    response = await client.get(f"/static/build/{name}")
    assert response.status_code == 404
    assert "immutable" not in response.headers.get("Cache-Control", "")


async def test_an_older_name_is_not_stored(client: httpx.AsyncClient) -> None:
    assert (await client.get("/static/build/flow-OLD.js")).headers["Cache-Control"] == "no-store"


async def test_bundled_files_are_only_read(client: httpx.AsyncClient) -> None:
    assert (await client.head("/static/build/flow-A.js")).status_code == 200
    assert (await client.post("/static/build/flow-A.js")).status_code == 405
