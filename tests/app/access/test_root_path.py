"""The server under a path prefix, behind a proxy that removes the prefix and behind one that keeps it."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import httpx
import pytest

from tests.app.live import CIRCLE, Live, serving

PREFIX = "/class/a"


class Proxy:
    """A client behind a reverse proxy, which passes on what is under the prefix alone, and may remove the prefix."""

    def __init__(self, live: Live, strips: bool) -> None:
        self._live, self._strips = live, strips

    def request(self, method: str, path: str, **options: Any) -> httpx.Response:
        """Send a request to a path, as the client sees it."""
        assert path.startswith(f"{PREFIX}/"), f"{path} is outside the prefix"
        url = self._live.url + (path.removeprefix(PREFIX) if self._strips else path)
        return httpx.request(method, url, **options)

    def get(self, path: str) -> httpx.Response:
        """Get a path, as the client sees it."""
        return self.request("GET", path)


@pytest.fixture(scope="module")
def prefixed() -> Iterator[Live]:
    with serving(root_path=f"{PREFIX}/", max_body_bytes=1000) as live:
        yield live


@pytest.fixture(params=[True, False], ids=["stripped", "kept"])
def proxy(prefixed: Live, request: pytest.FixtureRequest) -> Proxy:
    return Proxy(prefixed, request.param)


@pytest.mark.slow
@pytest.mark.parametrize("path", ["/", "/flow", "/history", "/glossary", "/docs"])
def test_a_page_names_only_addresses_under_the_prefix(proxy: Proxy, path: str) -> None:
    page = proxy.get(PREFIX + path)
    assert page.status_code == 200
    linked = [each for each in re.findall(r'(?:href|src)="([^"#]+)', page.text) if "://" not in each]
    mapped = re.findall(r'"(/[^"]*/static/[^"]+)"', page.text)
    assert linked
    assert mapped
    for address in {*linked, *mapped}:
        assert proxy.get(address).status_code == 200, address


def test_calls_answer_with_addresses_under_the_prefix(proxy: Proxy) -> None:
    created = proxy.request("POST", f"{PREFIX}/api/v1/sessions", json=CIRCLE)
    assert created.status_code == 201
    assert proxy.get(created.headers["Location"]).json()["id"] == created.json()["id"]
    assert proxy.get(f"{PREFIX}/openapi.json").json()["servers"] == [{"url": PREFIX}]
    missing = proxy.get(f"{PREFIX}/nowhere")
    assert (missing.status_code, missing.json()["instance"]) == (404, f"{PREFIX}/nowhere")


def test_limits_and_compression_know_the_prefix(proxy: Proxy) -> None:
    table = b"a,b\n" + b"1,2\n" * 1000  # longer than any other body may be here
    csv = {"Content-Type": "text/csv"}
    assert proxy.request("POST", f"{PREFIX}/api/v1/sessions", content=table, headers=csv).status_code == 413
    accepted = proxy.request("POST", f"{PREFIX}/api/v1/tables", content=table, headers=csv)
    assert accepted.status_code == 201
    assert proxy.get(accepted.headers["Location"]).json()["rows"] == 1000
    assert proxy.get(f"{PREFIX}/").headers["Content-Encoding"] == "gzip"


@pytest.mark.parametrize("prefix", ["", PREFIX], ids=["stripped", "kept"])
def test_a_stream_opens_under_the_prefix(prefixed: Live, prefix: str) -> None:
    session = prefixed.session()
    with replace(prefixed, url=prefixed.url + prefix).stream(session) as stream:
        assert stream.next("session")["id"] == session.id


@pytest.mark.parametrize("path", ["/class", "/class/ab/healthz", "/class/a/class/a/healthz"])
def test_a_path_that_only_looks_like_the_prefix_is_not_it(prefixed: Live, path: str) -> None:
    assert httpx.get(prefixed.url + path).status_code == 404


@pytest.mark.parametrize(("trusted", "scheme"), [("127.0.0.1", "https"), ("10.0.0.1", "http")])
def test_forwarded_headers_are_believed_of_trusted_proxies_alone(trusted: str, scheme: str) -> None:
    with serving(forwarded_allow_ips=[trusted]) as live:
        headers = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "192.0.2.7"}
        redirect = httpx.get(f"{live.url}/healthz/", headers=headers)
        assert redirect.headers["Location"].startswith(f"{scheme}://")
