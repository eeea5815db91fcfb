"""Answers that are kept in memory in several encodings."""

import gzip

import httpx
import pytest

from app.catalog.catalog import make_catalog
from app.routes.encoded import choose_encoding
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
