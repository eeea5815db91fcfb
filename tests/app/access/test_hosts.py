"""Host and Origin: pages of other sites and names that are not the server's are refused before anything happens."""

import socket
from typing import Any

import httpx
import pytest
from pydantic import ValidationError
from starlette.datastructures import Headers
from websockets.exceptions import InvalidStatus

from app.access.hosts import AllowedHosts, ForeignOriginError, WrongHostError
from app.settings import Settings
from tests.app.live import CIRCLE, Live, serving
from tests.app.problems import refused

EVIL = "http://evil.example"


def allows(host: str | None, origin: str | None = None, /, **settings: Any) -> bool:
    headers = {name: value for name, value in (("host", host), ("origin", origin)) if value is not None}
    try:
        AllowedHosts(Settings(**settings)).check(Headers(headers))
    except (WrongHostError, ForeignOriginError):
        return False
    return True


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1:8000", "localhost", "LOCALHOST:9", "localhost.:8000", "[::1]:8000", "127.1.2.3", "a.localhost:80"],
)
@pytest.mark.parametrize("listening", ["127.0.0.1", "::1", "0.0.0.0", "192.168.1.5"])
def test_loopback_is_always_allowed(listening: str, host: str) -> None:
    assert allows(host, host=listening)


@pytest.mark.parametrize(
    "host",
    [
        None, "", "evil.example", "evil.example:8000", "localhost.evil.example", "notlocalhost", "127.0.0.1.evil.example",
        "127.0.0.1@evil.example", "evil.example/127.0.0.1", "[evil]", "[::1", "::1", "local host", "a:b", "localhost:8000:1",
        "localhost, evil.example", "ⓛocalhost", "x" * 5000,
    ],
)  # fmt: skip
@pytest.mark.parametrize("listening", ["127.0.0.1", "0.0.0.0", "::"])
def test_other_names_are_refused(listening: str, host: str | None) -> None:
    assert not allows(None if host is None else host.encode("utf-8").decode("latin-1"), host=listening)


def test_a_server_that_others_can_reach_has_the_name_and_the_addresses_of_its_machine() -> None:
    name = socket.gethostname()
    for host in (name, f"{name.upper()}:8000", f"{name.partition('.')[0]}.local", "192.168.1.5:8000", "[fe80::1]"):
        assert allows(host, host="0.0.0.0"), host
        assert allows(host, host="::"), host
        assert not allows(host, host="127.0.0.1"), host


def test_hosts_of_the_settings_are_added() -> None:
    allowed = {"allowed_hosts": ["play.example.org", "*.class.example", "2001:db8::1"]}
    for host in ("play.example.org", "Play.Example.org:443", "a.class.example", "a.b.class.example:1", "localhost"):
        assert allows(host, **allowed), host
    assert allows("[2001:db8::1]:80", **allowed)
    for host in ("example.org", "x.play.example.org", "class.example", "class.example.evil.example"):
        assert not allows(host, **allowed), host
    assert allows("anything.example", allowed_hosts="a.example, *")


def test_two_hosts_are_refused() -> None:
    headers = Headers(raw=[(b"host", b"localhost"), (b"host", b"evil.example")])
    with pytest.raises(WrongHostError, match=r"localhost, evil\.example"):
        AllowedHosts(Settings()).check(headers)


def test_pages_of_the_server_may_use_it() -> None:
    assert allows("localhost:8000", "http://localhost:8000")
    assert allows("localhost", "https://localhost")  # a proxy ended the encryption
    assert allows("localhost:443", "https://localhost")
    assert allows("[::1]:8000", "http://[::1]:8000")


@pytest.mark.parametrize(
    "origin",
    [
        EVIL, "null", "", "http://localhost", "http://localhost:8001", "http://127.0.0.1:8000", "file://", "localhost:8000",
        "http://localhost:8000/", "http://localhost:8000@evil.example", "ftp://localhost:8000", "http://localhost:8000.evil.example",
    ],
)  # fmt: skip
def test_pages_of_others_may_not(origin: str) -> None:
    assert not allows("localhost:8000", origin)


def test_origins_of_the_settings_are_added() -> None:
    allowed = {"allowed_origins": "https://Play.example.org:443, http://a.example:8000"}
    assert allows("localhost:8000", "https://play.example.org", **allowed)
    assert allows("localhost:8000", "http://a.example:8000", **allowed)
    assert not allows("localhost:8000", "http://play.example.org", **allowed)
    assert not allows("localhost:8000", "http://a.example", **allowed)
    assert allows("localhost:8000", "null", allowed_origins=["*"])


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("allowed_hosts", "http://a.example"), ("allowed_hosts", "a.example:80"), ("allowed_hosts", "*example"),
        ("allowed_hosts", "a b"), ("allowed_origins", "a.example"), ("allowed_origins", "https://a.example/x"),
        ("root_path", "playground"), ("root_path", "/a b"), ("root_path", "//evil.example"), ("forwarded_allow_ips", "proxy"),
    ],
)  # fmt: skip
def test_wrong_settings_are_explained(field: str, value: str) -> None:
    with pytest.raises(ValidationError, match=r"received .*expected"):
        Settings(**{field: value})


# -- a running server ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/", "/healthz", "/api/v1/catalog", "/static/icon.svg", "/nowhere"])
def test_another_host_is_refused_everywhere(live: Live, path: str) -> None:
    problem = refused(httpx.get(live.url + path, headers={"Host": "evil.example"}), 421)
    assert "evil.example" in problem.detail
    assert "--allowed-host" in problem.remedy


def test_a_foreign_page_cannot_make_a_table_or_a_session(live: Live) -> None:
    before = live.client.health().sessions
    csv = {"Content-Type": "text/plain", "Origin": EVIL}  # what a page can send without a question to the server
    problem = refused(httpx.post(f"{live.url}/api/v1/tables", content="a,b\n1,2\n2,1\n", headers=csv), 403)
    assert EVIL in problem.detail
    assert "--allowed-origin" in problem.remedy
    refused(httpx.post(f"{live.url}/api/v1/sessions", json=CIRCLE, headers={"Origin": EVIL}), 403)
    assert live.client.health().sessions == before


def test_refusals_have_the_security_headers(live: Live) -> None:
    answer = httpx.get(live.url, headers={"Origin": EVIL})
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert "Access-Control-Allow-Origin" not in answer.headers


@pytest.mark.parametrize(("name", "value", "status"), [("Host", "evil.example", 421), ("Origin", EVIL, 403)])
def test_a_foreign_stream_is_refused_before_it_is_accepted(live: Live, name: str, value: str, status: int) -> None:
    session = live.session()
    with pytest.raises(InvalidStatus) as refusal, live.stream(session, additional_headers={name: value}):
        pass
    assert refusal.value.response.status_code == status
    assert b"remedy" in refusal.value.response.body
    with live.stream(session, origin=live.url) as stream:
        assert stream.next("session")["id"] == session.id


def test_a_page_of_an_allowed_origin_can_read_the_answers() -> None:
    with serving(allowed_origins=["https://a.example"]) as live:
        origin = {"Origin": "https://a.example"}
        asked = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type"}
        for answer in (
            httpx.options(f"{live.url}/api/v1/sessions", headers={**origin, **asked}),
            httpx.post(f"{live.url}/api/v1/sessions", json=CIRCLE, headers=origin),
        ):
            assert answer.is_success
            assert answer.headers["Access-Control-Allow-Origin"] == "https://a.example"
        refused(httpx.post(f"{live.url}/api/v1/sessions", json=CIRCLE, headers={"Origin": EVIL}), 403)
