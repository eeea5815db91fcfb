"""Answers that are kept in memory in several encodings."""

import gzip

import httpx
import pytest
from starlette.types import Message, Receive, Scope, Send

from app.catalog.catalog import make_catalog
from app.routes.encoded import choose_encoding
from app.routes.pages.middleware import LARGE, LargeNumbers
from tests.app.live import Live


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("br;q=0.5, gzip;q=1.0", "br"),
        ("BR", "br"),
        ("gzip", "gzip"),
        ("gzip;q=1, br;q=0", "gzip"),
        ("br; q=0.000 ,gzip ; q=0.0", "identity"),
        ("brotli", "identity"),
        ("identity", "identity"),
        ("*", "identity"),
        (",;,", "identity"),
        ("", "identity"),
    ],
)
def test_the_smallest_accepted_encoding_is_chosen(accepted: str, encoding: str) -> None:
    assert choose_encoding(accepted, {"br": b"", "gzip": b"", "identity": b""}) == encoding


def test_the_catalog_is_compressed_and_sent_only_if_it_has_changed(live: Live) -> None:
    url = f"{live.url}/api/v1/catalog"
    with httpx.stream("GET", url, headers={"Accept-Encoding": "gzip"}) as first:
        raw = b"".join(first.iter_raw())
    plain = httpx.get(url, headers={"Accept-Encoding": "identity"})
    assert "Content-Encoding" not in plain.headers
    assert gzip.decompress(raw) == plain.content
    assert plain.json() == make_catalog(live.settings).model_dump(mode="json")
    assert first.headers["ETag"] == plain.headers["ETag"]
    again = httpx.get(url, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert httpx.get(url, headers={"If-None-Match": '"another"'}).status_code == 200


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [("gzip, deflate, br", "gzip"), ("GZIP;q=0.5", "gzip"), ("gzip;q=0", None), ("br", None), ("", None)],
)
def test_a_large_answer_is_compressed_for_clients_that_accept_it(
    live: Live, accepted: str, encoding: str | None
) -> None:
    url = f"{live.url}/api/v1/sessions/{live.session(data={'name': 'circle', 'samples': 2000}).id}/data"
    with httpx.stream("GET", url, headers={"Accept-Encoding": accepted}) as answer:
        raw = b"".join(answer.iter_raw())
    plain = httpx.get(url, headers={"Accept-Encoding": "identity"})
    assert len(plain.content) > LARGE
    assert answer.headers.get("Content-Encoding") == encoding
    assert answer.headers["Content-Length"] == str(len(raw))
    assert answer.headers["Vary"] == "Accept-Encoding"
    assert answer.headers["Content-Type"] == "application/json"
    assert (gzip.decompress(raw) if encoding else raw) == plain.content


def test_small_answers_problems_and_binary_ones_are_not_compressed(live: Live) -> None:
    session = live.session()
    url = f"{live.url}/api/v1/sessions/{session.id}"
    session.train(10)
    for path in ("/data", "/nothing", "/checkpoints/10/frame?resolution=96", "/export?format=npz"):
        answer = httpx.get(url + path, headers={"Accept-Encoding": "gzip"})
        assert "Content-Encoding" not in answer.headers, path
        assert "Vary" not in answer.headers, path


def test_an_answer_that_is_kept_compressed_is_not_compressed_again(live: Live) -> None:
    url = f"{live.url}/api/v1/catalog"
    with httpx.stream("GET", url, headers={"Accept-Encoding": "gzip"}) as answer:
        raw = b"".join(answer.iter_raw())
    assert answer.headers.get_list("Content-Encoding") == ["gzip"]
    assert gzip.decompress(raw) == httpx.get(url, headers={"Accept-Encoding": "identity"}).content


async def test_a_large_answer_that_was_compressed_lately_is_not_compressed_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    compressed: list[int] = []
    compress = gzip.compress

    def counted(data: bytes, *options: int, **named: int) -> bytes:
        compressed.append(len(data))
        return compress(data, *options, **named)

    monkeypatch.setattr(gzip, "compress", counted)

    async def answer(scope: Scope, _receive: Receive, send: Send) -> None:
        headers = [(b"content-type", b"application/json")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": str(scope["number"]).encode() * LARGE})

    middleware = LargeNumbers(answer)

    async def ask(number: int) -> bytes:
        sent: list[Message] = []

        async def note(message: Message) -> None:
            sent.append(message)

        scope = {"type": "http", "headers": [(b"accept-encoding", b"gzip")], "number": number}
        await middleware(scope, None, note)  # type: ignore[arg-type]
        return bytes(sent[1]["body"])

    assert gzip.decompress(await ask(1)) == b"1" * LARGE
    assert await ask(1) == await ask(1)
    assert len(compressed) == 1
    for number in range(10, 10 + LargeNumbers.KEPT):
        await ask(number)
    await ask(1)  # it has left to make room
    assert len(compressed) == 2 + LargeNumbers.KEPT
